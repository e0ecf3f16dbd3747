from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...utils import clock
from .rules import host, person, training

KINDS = [
    ("pmsmp", "Immersion (PMSMP)"),
    ("poei", "Training before a hire (POEI)"),
    ("work_study", "Work-study contract"),
    ("emt", "EMT (until 2015)"),
    ("afpr", "AFPR (until June 2024)"),
]
RULES = {
    "pmsmp": (
        person.accompanied,
        person.age,
        person.purpose,
        host.duration,
        host.renewal,
        host.conventions,
        host.difference,
        host.days,
        person.tutor,
        person.content,
        person.week,
        person.signatures,
    ),
    "poei": (
        person.accompanied,
        person.age,
        training.training,
        training.within,
        training.promise,
        training.trainer,
        person.week,
        person.signatures,
    ),
    "work_study": (person.age, training.contract, person.week),
    "emt": (person.accompanied, training.evaluation),
    "afpr": (person.accompanied, training.training),
}
"""Which rules each kind follows; the two of history are only read afterwards."""

RULED = ("participant_id", "partner_id", "ended_on", "renewal_of_id")
"""What rules look at besides the words of the convention."""


class ClubImmersionRule(models.AbstractModel):
    """The law as a diagnosis one can read before signing, article by article.

    A rule is met or not, with what was looked at; one that does not block is shown
    and leaves the choice to whoever signs. The methods take immersions.
    """

    _name = "club.immersion.rule"
    _description = "Rules of an immersion"

    @api.model
    def _report(self, immersion):
        """Return ``[{rule, article, label, met, text, blocking}]`` for one immersion."""
        immersion.ensure_one()
        known = immersion.participant_id and immersion.partner_id
        if not (known and immersion.date_start and immersion.date_end):
            return []
        lines = [rule(immersion) for rule in RULES[immersion.kind]]
        return [line for line in lines if line]

    @api.model
    def _failing(self, report):
        """Return the lines of a diagnosis that stop the signature."""
        return [line for line in report if line["blocking"] and not line["met"]]

    @api.model
    def _check_signable(self, immersions):
        """Refuse to sign what the law does not allow.

        Limits over 12 months are sums: the journeys of a person, in every club, are
        held, or two signatures at once would each see the other missing.

        :raise UserError: naming each rule that is not met, with its article
        """
        people = immersions.sudo().person_id.ids
        journeys = [("person_id", "in", people)]
        self.env["club.race"]._hold_found("club.participant", journeys)
        for immersion in immersions:
            failing = self._failing(self._report(immersion))
            if failing:
                reasons = "\n".join(
                    f"- {line['label']} ({line['article']}): {line['text']}"
                    for line in failing
                )
                raise UserError(
                    self.env._(
                        "This immersion cannot be signed yet:\n%s",
                        reasons,
                    )
                )

    @api.model
    def _check_begun(self, immersions, new):
        """Refuse the state ``new`` before the days that it needs."""
        today = clock.today(immersions)
        for immersion in immersions:
            if immersion.date_start > today:
                raise UserError(
                    self.env._(
                        "%(immersion)s starts on %(day)s: wait until then, or put it "
                        "back to sign to change its dates.",
                        immersion=immersion.display_name,
                        day=format_date(self.env, immersion.date_start),
                    )
                )
            if new == "done" and immersion.date_end > today:
                raise UserError(
                    self.env._(
                        "%(immersion)s lasts until %(day)s: it is completed then, or "
                        "partly done if it stopped before.",
                        immersion=immersion.display_name,
                        day=format_date(self.env, immersion.date_end),
                    )
                )
