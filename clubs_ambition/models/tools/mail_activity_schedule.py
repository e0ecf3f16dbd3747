from odoo import models

from . import sent_once


class MailActivitySchedule(models.TransientModel):
    """Plan something to do, or a whole plan, once for each dialog."""

    _inherit = "mail.activity.schedule"

    def action_schedule_activities(self):
        return self._club_once(super().action_schedule_activities)

    def action_schedule_activities_done(self):
        return self._club_once(super().action_schedule_activities_done)

    def action_schedule_plan(self):
        return self._club_once(super().action_schedule_plan)

    def _club_once(self, act):
        closed = {"type": "ir.actions.act_window_close"}
        return sent_once.pressed(self, lambda: act() or closed)
