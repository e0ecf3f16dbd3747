from odoo import fields, models

from ...const import GROUP_KINDS, SEATED


class ClubParticipant(models.Model):
    """Who holds a seat is expected at the sessions to come; who left is not."""

    _inherit = "club.participant"

    def write(self, vals):
        if "cohort_id" not in vals:
            return super().write(vals)
        seated = self.filtered(lambda one: one.state in SEATED)
        before = {journey: journey.cohort_id for journey in seated}
        result = super().write(vals)
        moved = seated.filtered(
            lambda one: one.state in SEATED and one.cohort_id != before[one]
        )
        moved._leave_sessions()
        moved._join_sessions()
        return result

    def _after_transition(self, before, new):
        super()._after_transition(before, new)
        if new in SEATED:
            self.filtered(lambda one: before[one] not in SEATED)._join_sessions()
        else:
            self.filtered(lambda one: before[one] in SEATED)._leave_sessions()

    def _join_sessions(self):
        """Expect them at what their group still has to come.

        sudo: whoever may move the journey need not keep the lists of its sessions.
        """
        sessions = self.env["club.session"].sudo()
        sessions.search(
            [
                ("cohort_id", "in", self.cohort_id.ids),
                ("kind", "in", GROUP_KINDS),
                ("state", "=", "planned"),
                ("start", ">", fields.Datetime.now()),
            ]
        )._expect_people()

    def _leave_sessions(self):
        """Take them off the sessions to come, and cancel their interviews to come.

        Nobody is written to, session by session: the exit itself was told.
        sudo: nobody deletes an attendance by hand.
        """
        lines = (
            self.env["club.attendance"]
            .sudo()
            .search(
                [
                    ("participant_id", "in", self.ids),
                    ("session_id.kind", "!=", "information"),
                    ("session_id.start", ">", fields.Datetime.now()),
                ]
            )
        )
        interviews = lines.session_id.filtered(
            lambda session: session.participant_id and session.state == "planned"
        )
        lines.unlink()
        interviews.action_cancel()
