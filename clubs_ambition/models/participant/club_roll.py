from odoo import api, fields, models

from ...const import GROUP_KINDS


class ClubRoll(models.AbstractModel):
    """Who is expected at the sessions to come: who holds a seat, not who left."""

    _name = "club.roll"
    _description = "People expected at sessions"

    @api.model
    def _join(self, journeys):
        """Expect people at what their group still has to come, and where they were.

        sudo: whoever may move the journey need not keep the lists of its sessions.
        """
        sessions = self.env["club.session"].sudo()
        sessions = sessions.search(
            [
                ("cohort_id", "in", journeys.cohort_id.ids),
                ("kind", "in", GROUP_KINDS),
                ("state", "=", "planned"),
                ("start", ">", fields.Datetime.now()),
            ]
        )
        self.env["club.attendance"].sudo()._expect_people_of(sessions, journeys)
        self._join_again(journeys)

    @api.model
    def _leave(self, journeys):
        """Take people off the sessions to come, and cancel their interviews to come.

        Who has one of them in a calendar is written to: it is taken off. Of the others
        nothing is said, session by session: the exit itself is announced. What was
        answered stays on the lines, which come back with the person.
        """
        lines = self._lines_to_come(
            journeys, [("session_id.kind", "!=", "information")]
        )
        off = lines.filtered(
            lambda line: (
                line.session_id.participant_id and line.session_id.state == "cancelled"
            )
        )
        interviews = (lines - off).session_id.filtered(
            lambda session: session.participant_id and session.state == "planned"
        )
        self._set_off(lines - off)
        interviews.action_cancel()

    @api.model
    def _change_group(self, journeys, groups):
        """Take people off what the group they leave has to come, and on the new one's.

        Their interviews are with the club, and stand.

        :param dict groups: the group that each was in
        """
        lines = self._lines_to_come(
            journeys,
            [("session_id.cohort_id", "in", [one.id for one in groups.values()])],
        )
        self._set_off(
            lines.filtered(
                lambda line: (
                    line.session_id.cohort_id == groups[line.participant_id]
                    and not line.session_id.participant_id
                )
            )
        )
        self._join(journeys)

    @api.model
    def _leave_meetings(self, journeys):
        """Take people off the information meetings to come, too."""
        meetings = [("session_id.kind", "=", "information")]
        self._set_off(self._lines_to_come(journeys, meetings))

    @api.model
    def _set_off(self, lines):
        """Set aside who is expected no more; who has it in a calendar is told."""
        mail = self.env["club.session.mail"]
        told = mail._in_calendars(lines)
        lines._put_aside("left")
        told._keep(told_cancelled=True)
        mail._take_off(told)

    @api.model
    def _join_again(self, journeys):
        """Expect people again at the meetings and interviews they were set aside of."""
        lines = self._lines_to_come(
            journeys,
            [("session_id.kind", "in", ("information", "interview"))],
            left=True,
        )
        off = lines.session_id.filtered(
            lambda one: one.participant_id and one.state == "cancelled"
        )
        off.action_reopen()
        still = lines.filtered(
            lambda line: line.state == "left" and line.session_id.state == "planned"
        )
        self.env["club.race"]._hold(still.session_id)
        still._take_up()

    @api.model
    def _lines_to_come(self, journeys, domain, left=False):
        """Return the lines of people at sessions to come, set aside or not.

        sudo: nobody takes people off a list by hand.
        """
        lines = self.env["club.attendance"].sudo()
        return lines.search(
            [
                ("participant_id", "in", journeys.ids),
                ("session_id.start", ">", fields.Datetime.now()),
                ("state", "=" if left else "!=", "left"),
                *domain,
            ]
        )
