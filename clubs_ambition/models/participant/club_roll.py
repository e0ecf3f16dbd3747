from odoo import api, fields, models
from odoo.exceptions import UserError

from ...const import GROUP_KINDS
from ...utils.races import holding

LISTS = {"start", "kind", "cohort_id", "participant_id"}
"""What says who is on the list of a session."""


class ClubRoll(models.AbstractModel):
    """Keep the lists of the sessions to come: those who hold a seat, not those who left."""

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
    def _leave(self, journeys, meetings=False):
        """Take people off the sessions to come, and cancel their interviews to come.

        Who has one of them in a calendar is written to: it is taken off. Of the others
        nothing is said, session by session: the exit itself is announced. What was
        answered stays on the lines, which come back with the person.

        :param bool meetings: the information meetings too
        :return: the lines set aside
        """
        left = [] if meetings else [("session_id.kind", "!=", "information")]
        return self._off_with_interviews(self._lines_to_come(journeys, left))

    @api.model
    def _leave_elsewhere(self, journeys):
        """Take people off what other clubs than theirs have to come."""
        lines = self._lines_to_come(journeys, [])
        self._off_with_interviews(
            lines.filtered(lambda line: line.club_id != line.participant_id.club_id)
        )

    @api.model
    def _off_with_interviews(self, lines):
        """Set lines aside with the interviews that nobody else comes to."""
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
        return lines - off

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
    def _lists(self, sessions, vals):
        """Return ``{session: (group, person)}`` where ``vals`` change who is expected."""
        if not LISTS & vals.keys():
            return {}
        return {one: (one.cohort_id, one.participant_id) for one in sessions.sudo()}

    @api.model
    def _follow(self, lists):
        """Have the lists of sessions follow their day, kind, group and person.

        Of what is still to come: who was expected for the former group or person is
        off, as is who left since; whom they concern now is expected.

        :param dict lists: the group and the person that each session had
        """
        sessions = self.env["club.session"].sudo().union(*lists)
        sessions = sessions.filtered(self._is_to_come)
        lines = sessions.attendance_ids
        over = lines.participant_id - self._still_expected(lines)
        gone = lines.filtered(lambda line: line.participant_id in over)
        for session in sessions:
            group, person = lists[session]
            of_list = session.attendance_ids
            if session.cohort_id != group:
                gone |= of_list.filtered(
                    lambda line, group=group: (
                        line.participant_id.is_seated
                        and line.participant_id.cohort_id == group
                    )
                )
            if session.participant_id != person:
                gone |= of_list.filtered(
                    lambda line, person=person: line.participant_id == person
                )
        self._set_off(gone)
        self.env["club.attendance"].sudo()._expect_people_of(sessions)

    @api.model
    def _is_to_come(self, session):
        planned = session.state == "planned" and session.start
        return bool(planned) and session.start > fields.Datetime.now()

    @api.model
    @holding("session_id", "participant_id")
    def _check_coming(self, lines):
        """Refuse to expect somebody where nothing takes place, or who has left."""
        for session in lines.session_id:
            if session.state == "cancelled":
                lines._refuse_closed(session)
        coming = lines.filtered(lambda line: self._is_to_come(line.session_id))
        for journey in coming.participant_id - self._still_expected(coming):
            raise UserError(
                self.env._(
                    "Nobody expects %s any more: take the journey up again first.",
                    journey.display_name,
                )
            )

    @api.model
    def _still_expected(self, lines):
        """Return the people of lines who may be expected at something to come.

        An interview may be with somebody whose journey is over. Who is left alone
        stays on the lists, which show nothing of them.
        """
        group = lines.filtered(lambda one: one.session_id.kind != "interview")
        people = group.participant_id
        going_on = self.env["club.exit.effect"]._open_to(people, "sessions")
        alone = people.filtered("restricted_on")
        return (lines - group).participant_id | going_on | alone

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
        ).filtered(lambda line: line.club_id == line.participant_id.club_id)
        off = lines.session_id.filtered(
            lambda one: one.participant_id and one.state == "cancelled"
        )
        off.action_reopen()
        self._take_up(lines)

    @api.model
    def _take_up(self, lines):
        """Expect the people of lines set aside, where something is still to come."""
        still = lines.filtered(
            lambda line: line.state == "left" and self._is_to_come(line.session_id)
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
