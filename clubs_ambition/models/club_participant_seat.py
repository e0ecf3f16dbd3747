from odoo import fields, models

from .club_participant import SEATED


class ClubParticipant(models.Model):
    """A seat that gets free is offered at once to the waiting list."""

    _inherit = "club.participant"

    def _after_transition(self, before, new):
        super()._after_transition(before, new)
        if new not in SEATED and new != "waitlisted":
            left = self.filtered(lambda one: before[one] in SEATED)
            left.cohort_id._propose_next()


class ClubCohort(models.Model):
    _inherit = "club.cohort"

    def _next_waiting(self):
        """Return who is first in the list of this group, else of its club."""
        self.ensure_one()
        waiting = self.env["club.participant"].search(
            [
                ("club_id", "=", self.club_id.id),
                ("state", "=", "waitlisted"),
                ("cohort_id", "in", [self.id, False]),
            ],
            order="waiting_rank, waitlisted_on, id",
        )
        own = waiting.filtered(lambda one: one.cohort_id == self)
        return (own or waiting)[:1]

    def _propose_next(self):
        """Ask the animateur to call the next person, once while nobody did."""
        activity = "clubs_ambition.mail_activity_type_seat"
        for cohort in self:
            following = cohort._next_waiting()
            user = following.animateur_id or cohort.club_id.animateur_ids[:1]
            asked = following.activity_search([activity]) if following else False
            if cohort.state == "closed" or not following or not user or asked:
                continue
            following.activity_schedule(
                activity,
                user_id=user.id,
                date_deadline=fields.Date.context_today(self),
                summary=self.env._("A seat is free in %s", cohort.name),
            )
