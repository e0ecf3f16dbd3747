from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...const import JOURNEY_MONTHS
from ...utils import clock


class ClubParticipant(models.Model):
    _inherit = "club.participant"

    def _reopening_limit(self):
        """Return the last day of the journey: its planned end, or a renewal's."""
        self.ensure_one()
        if self.renewed or not self.club_id.max_renewals:
            return self.planned_end_on
        return self.started_on + relativedelta(months=2 * JOURNEY_MONTHS)

    def _reopening_blocked(self):
        """Return why the journey cannot be taken up again, or nothing.

        Seats are told apart: the database guards them at the very moment.
        """
        self.ensure_one()
        # sudo: a live journey in another club stops this one; nothing of it is told.
        live = self.sudo().search_count(
            [
                ("partner_id", "=", self.partner_id.id),
                ("state", "in", self._live_states),
            ],
            limit=1,
        )
        if live:
            return self.env._(
                "This person already has a live journey, here or in another club."
            )
        limit = self._reopening_limit()
        if limit < clock.today(self):
            return self.env._(
                "The months of this journey were used up on %s: orient the person anew.",
                format_date(self.env, limit),
            )
        return False

    def _broken_hires(self):
        """Return the hires of this journey of which nothing is left."""
        return self.candidacy_ids.filtered(
            lambda one: (
                one.state == "hired"
                and one.placement_ids
                and all(placement.state == "broken" for placement in one.placement_ids)
            )
        )

    def _hired_still(self):
        return super()._hired_still() - self._broken_hires()

    def _is_after_break(self):
        """Tell whether all that this journey had led to broke off."""
        states = set(self.placement_ids.mapped("state"))
        return self.state == "exited" and states == {"broken"}

    def _check_active(self, vals):
        """After a break, a journey goes on within its months and in an open group."""
        for journey in self.filtered(lambda one: one._is_after_break()):
            if blocked := journey._reopening_blocked():
                raise UserError(blocked)
            cohort = journey.cohort_id.browse(
                vals.get("cohort_id", journey.cohort_id.id)
            )
            if cohort.state == "closed":
                raise UserError(
                    self.env._("The group %s is closed: choose another.", cohort.name)
                )
        return super()._check_active(vals)

    def _after_transition(self, before, new):
        super()._after_transition(before, new)
        if new != "active":
            return
        for journey in self.filtered(lambda one: before[one] == "exited"):
            hires = journey._broken_hires()
            hires._unguarded().write({"hire_over": True})
            hires.flush_recordset(["hire_over"])  # before another hire is checked
            broken = journey.placement_ids.filtered(lambda one: one.state == "broken")
            if broken:
                self.env["club.renewal"]._ask_after_break(journey, broken)
