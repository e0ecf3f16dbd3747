from odoo import api, fields, models

from .club_immersion import AFPR_LAST_DAY

PROMISES = [
    ("cdi", "Permanent contract"),
    ("temp_cdi", "Permanent contract with a temporary work agency"),
    ("cdd", "Fixed-term contract"),
    ("seasonal", "Seasonal contract"),
    ("temp", "Temporary work"),
    ("temp_seasonal", "Seasonal temporary work"),
    ("work_study", "Work-study contract"),
]
PERMANENT = ("cdi", "temp_cdi")
PROMISED_MONTHS = {
    "cdi": 0,
    "temp_cdi": 0,
    "cdd": 6,
    "seasonal": 4,
    "temp": 6,
    "temp_seasonal": 4,
    "work_study": 6,
}
"""Least months of the job a training before a hire leads to (art. D6326-1, decree
2024-561 in force since 21 June 2024; kept here from the day the AFPR ended)."""

TRAINING_HOURS = {"tutor": 300, "body": 450}
SEASONAL_HOURS = 300
TRAINING_MONTHS = 6
"""Hours at most by way of training, for a seasonal job, and months within which they
are done (France Travail, deliberation 2024-29 of 24 April 2024)."""

OLD_TRAINING_HOURS = 400
"""Hours at most of the AFPR, and of a POEI that began before the AFPR ended."""

TEMP_WITHIN_MONTHS = 9
"""Missions of temporary work add up over these months after the training."""

SEASONAL = ("seasonal", "temp_seasonal")
HIRE_KINDS = {"seasonal": "cdd", "temp_cdi": "cdi", "temp_seasonal": "temp"}
"""A promise as the contract a hire is recorded with, where the names differ."""


class ClubImmersion(models.Model):
    """The job a training before a hire (POEI) is tied to, promised before it starts."""

    _inherit = "club.immersion"

    training_way = fields.Selection(
        [
            ("tutor", "By a tutor of the company alone"),
            ("body", "By a training body, alone or with a tutor"),
        ],
        string="Way of training",
        tracking=True,
        help="It sets the hours: 300 with a tutor alone or for a seasonal job, else 450.",
    )
    promised_kind = fields.Selection(
        PROMISES,
        string="Promised contract",
        tracking=True,
        help="The job the employer takes the person for after the training.",
    )
    promised_months = fields.Integer(
        string="Promised months",
        help="Length of the contract; of temporary work, months of missions within "
        "nine months. Nothing for a permanent contract.",
    )

    _promised_positive = models.Constraint(
        "CHECK(promised_months >= 0)", "A contract lasts some months, or is permanent."
    )

    @api.onchange("promised_kind")
    def _onchange_promised_kind(self):
        """Start from the least the law asks for."""
        self.promised_months = PROMISED_MONTHS.get(self.promised_kind, 0)

    def _is_before_reform(self):
        return self.date_start <= fields.Date.to_date(AFPR_LAST_DAY)

    def _rule_training(self):
        """A training before a hire has its hours, by way and by contract."""
        if self._is_before_reform():
            return self._hours_line("training", "L6326-1", OLD_TRAINING_HOURS)
        limit = TRAINING_HOURS.get(self.training_way)
        if self.promised_kind in SEASONAL:
            limit = SEASONAL_HOURS
        if not limit:
            return self._rule_line(
                "training",
                "FT 2024-29",
                self.env._("Hours according to the way of training"),
                False,
                self.env._("Say who trains: a tutor alone, or a training body"),
            )
        return self._hours_line("training", "FT 2024-29", limit)

    def _rule_within(self):
        if self._is_before_reform():
            return None
        last = fields.Date.add(self.date_start, months=TRAINING_MONTHS, days=-1)
        return self._rule_line(
            "within",
            "FT 2024-29",
            self.env._("Within %s months", TRAINING_MONTHS),
            self.date_end <= last,
            self._words_dates(),
        )

    def _rule_trainer(self):
        """Whoever is trained in the company alone has a tutor there."""
        if self.training_way != "tutor":
            return None
        return self._tutor_line(
            "trainer", "D6326-1", self.env._("A tutor of the company trains the person")
        )

    def _rule_promise(self):
        """A training before a hire is for a job that is promised, and long enough."""
        if self._is_before_reform():
            return None
        least = PROMISED_MONTHS.get(self.promised_kind, 0)
        return self._rule_line(
            "promise",
            "D6326-1",
            self.env._("A job is promised after the training"),
            self.promised_kind and self.promised_months >= least,
            self._promise_text(least),
        )

    def _promise_text(self, least):
        if not self.promised_kind:
            return self.env._("Say which contract the employer promises")
        kind = dict(self._fields["promised_kind"]._description_selection(self.env))
        if not least:
            return kind[self.promised_kind]
        if self.promised_kind == "temp":
            return self.env._(
                "%(kind)s, %(months)s months: %(least)s at least, within %(within)s "
                "months",
                kind=kind[self.promised_kind],
                months=self.promised_months,
                least=least,
                within=TEMP_WITHIN_MONTHS,
            )
        return self.env._(
            "%(kind)s, %(months)s months: %(least)s at least",
            kind=kind[self.promised_kind],
            months=self.promised_months,
            least=least,
        )

    def _promised_hire(self):
        """Return the contract and the months a hire after this training starts with."""
        kind = HIRE_KINDS.get(self.promised_kind, self.promised_kind)
        return kind, self.promised_months
