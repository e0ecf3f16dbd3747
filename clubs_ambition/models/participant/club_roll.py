from collections import defaultdict

from odoo import api, fields, models

from ...const import GROUP_KINDS


class ClubRoll(models.AbstractModel):
    """Who is expected at the sessions to come: who holds a seat, not who left."""

    _name = "club.roll"
    _description = "People expected at sessions"

    @api.model
    def _join(self, journeys):
        """Expect people at what their group still has to come.

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

    @api.model
    def _leave(self, journeys):
        """Take people off the sessions to come, and cancel their interviews to come.

        Nobody is written to, session by session: the exit itself is announced.
        sudo: nobody deletes an attendance by hand.
        """
        lines = (
            self.env["club.attendance"]
            .sudo()
            .search(
                [
                    ("participant_id", "in", journeys.ids),
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

    @api.model
    def _coming(self, journeys):
        """Return ``{journey id: ids of the meetings and interviews to come}``."""
        coming = defaultdict(list)
        lines = self.env["club.attendance"].search(
            [
                ("participant_id", "in", journeys.ids),
                ("session_id.start", ">", fields.Datetime.now()),
                ("session_id.state", "=", "planned"),
                ("session_id.kind", "in", ("information", "interview")),
            ]
        )
        for line in lines:
            coming[line.participant_id.id].append(line.session_id.id)
        return coming

    @api.model
    def _leave_meetings(self, journeys):
        """Take people off the information meetings to come, too."""
        self.env["club.attendance"].search(
            [
                ("participant_id", "in", journeys.ids),
                ("session_id.start", ">", fields.Datetime.now()),
                ("session_id.kind", "=", "information"),
            ]
        ).unlink()

    @api.model
    def _join_again(self, journey, ids):
        """Expect somebody again at the meetings and interviews still to come.

        :param list ids: of the sessions, as :meth:`_coming` found them
        """
        coming = (
            self.env["club.session"]
            .browse(ids)
            .exists()
            .filtered(lambda one: one.start > fields.Datetime.now())
        )
        interviews = coming.filtered("participant_id")
        interviews.filtered(lambda one: one.state == "cancelled").action_reopen()
        meetings = (coming - interviews).filtered(lambda one: one.state == "planned")
        self.env["club.race"]._hold(meetings)
        self.env["club.attendance"].create(
            [
                {"session_id": meeting.id, "participant_id": journey.id}
                for meeting in meetings - journey.attendance_ids.session_id
            ]
        )
