from odoo import api, fields, models

from .club_immersion import AFPR_LAST_DAY

PROMISES = [
    ("cdi", "Permanent contract"),
    ("cdd", "Fixed-term contract"),
    ("seasonal", "Seasonal contract"),
    ("temp", "Temporary work"),
    ("work_study", "Work-study contract"),
]
PROMISED_MONTHS = {"cdi": 0, "cdd": 6, "seasonal": 4, "temp": 6, "work_study": 6}
"""Least months of the job a training before a hire leads to (art. L6326-1, decree
2024-561 and France Travail's instruction 2024-26, in force since 1 July 2024)."""

TEMP_WITHIN_MONTHS = 9
"""Missions of temporary work add up over these months after the training."""

HIRE_KINDS = {"seasonal": "cdd"}
"""A promise as the contract a hire is recorded with, where the names differ."""


class ClubImmersion(models.Model):
    """The job a training before a hire (POEI) is tied to, promised before it starts."""

    _inherit = "club.immersion"

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

    def _rule_promise(self):
        """A training before a hire is for a job that is promised, and long enough."""
        if self.date_start <= fields.Date.to_date(AFPR_LAST_DAY):
            return None
        least = PROMISED_MONTHS.get(self.promised_kind, 0)
        return self._rule_line(
            "promise",
            "L6326-1",
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
