from odoo import fields, models
from odoo.fields import Domain

from ...const import COACH, RECEIVABLE
from ...utils import actions, clock
from .club_participant import initials

OFFERS = 60
"""Offers ranked at once for somebody, the nearest deadlines first."""


class ClubParticipant(models.Model):
    """What an employer is shown of somebody: nothing else leaves the club.

    Initials until the person agrees to be named, and no paper that bears their name;
    never the address, the age, the district or a difficulty.
    """

    _inherit = "club.participant"

    strengths = fields.Text(
        groups=COACH, help="In a few words, for employers: what the person does well."
    )
    cv_file = fields.Binary(string="CV", groups=COACH)
    cv_name = fields.Char(groups=COACH, string="File of the CV")
    named_consent_on = fields.Date(
        string="Agrees to be named since",
        readonly=True,
        copy=False,
        tracking=True,
        groups=COACH,
        help="Before it, employers read initials and get no CV.",
    )

    def action_consent_name(self):
        """Record that the person agrees to be named to employers."""
        return self._unguarded().write({"named_consent_on": clock.today(self)})

    def action_withdraw_consent(self):
        return self._unguarded().write({"named_consent_on": False})

    def action_find_offers(self):
        """Rank the open offers around the club for this person, in time for them."""
        self.ensure_one()
        in_time = Domain("deadline", "=", False)
        in_time |= Domain("deadline", ">=", clock.today(self))
        offers = self.env["club.offer"].search(
            Domain("state", "in", ("open", "partial"))
            & in_time
            & (
                Domain("club_id", "=", self.club_id.id)
                | Domain("partner_id.club_near", "=", True)
            ),
            limit=OFFERS,
        )
        return actions.dialog(
            "club.proposal",
            self.env._("Offers for %s", self.display_name),
            default_participant_ids=self.ids,
            default_offer_ids=offers.ids,
            dialog_size="extra-large",
        )

    def _profile_name(self):
        self.ensure_one()
        if self.named_consent_on:
            return self.name
        return ". ".join(initials(self.name)) + "."

    def _profile(self, candidacy):
        """Return what the employer of ``candidacy`` reads of this person."""
        self.ensure_one()
        presented = bool(candidacy._presented())
        job = candidacy.occupation_id or self.occupation_ids[:1]
        return {
            "id": candidacy.id,
            "name": self._profile_name(),
            "job": job.name or "",
            "strengths": (presented and self.strengths) or "",
            "available_from": presented and self.available_from,
            "papers": list(candidacy._papers()),
            "state": candidacy.state,
            "presented": presented,
            "open": presented and candidacy.state in RECEIVABLE,
            "answer": presented and candidacy.employer_answer,
        }
