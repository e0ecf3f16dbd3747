from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...const import ENDED, PENDING


class ClubParticipant(models.Model):
    """What an end reaches: candidacies, links, mails, sessions, things to do.

    :meth:`_domain_open_to` is the one definition of “may we still write about this
    journey”: whoever sends a mail, opens a link or plans an activity asks it.
    """

    _inherit = "club.participant"

    closed_by_end = fields.Json(
        copy=False,
        groups="base.group_system",
        help="What the end closed, by kind: taking the journey up again restores it.",
    )

    # === WHAT GOES ON === #

    @api.model
    def _domain_open_to(self, topic, people=None):
        """Return the domain of the journeys about which something goes on.

        An archived, declined or withdrawn journey is over for everything; an exit
        closes what its reason says (``club.exit.reason.closes_…``), sessions always.

        :param topic: candidacies, links, reminders, followups, activities, sessions
        :param people: of whom the journeys are, when that is known
        """
        ended = Domain("state", "=", "exited")
        flag = f"closes_{topic}"
        if flag in self.env["club.exit.reason"]._fields:
            ended &= Domain(f"exit_reason_id.{flag}", "=", True)
        ended |= Domain("state", "in", ("declined", "withdrawn"))
        return (
            Domain("active", "=", True)
            & ~ended
            & Domain("partner_id", "not any!", self._query_gone(people))
        )

    @api.model
    def _query_gone(self, people):
        """Return the query of the people of whom an exit closes every journey.

        sudo: in whatever club, and archived: a death is a death.
        """
        journeys = self.sudo().with_context(active_test=False)
        query = journeys._search(
            Domain("state", "=", "exited")
            & Domain("exit_reason_id.closes_person", "=", True)
            & (
                Domain.TRUE
                if people is None
                else Domain("partner_id", "in", people.ids)
            )
        )
        return query.subselect(journeys._field_to_sql(query.table, "partner_id", query))

    def _open_to(self, topic):
        """Filter the journeys about which ``topic`` still goes on, in one query.

        sudo: another journey of the person, out of the user's sight, may close it.
        """
        if not self:
            return self
        journeys = self.sudo()
        found = journeys.search(
            Domain("id", "in", self.ids)
            & self._domain_open_to(topic, journeys.partner_id)
        )
        return self.browse(found.ids)

    def _check_written_to(self):
        """:raise UserError: about whom nothing is sent any more"""
        for journey in self - self._open_to("followups"):
            raise UserError(
                self.env._(
                    "The journey of %s has ended so that no message leaves about it.",
                    journey.display_name,
                )
            )

    # === THE END, AND TAKING IT BACK === #

    def write(self, vals):
        if "exit_reason_id" not in vals:
            return super().write(vals)
        ended = self.filtered(
            lambda one: (
                one.state == "exited"
                and one.exit_reason_id.id != vals["exit_reason_id"]
            )
        )
        result = super().write(vals)
        ended.filtered(lambda one: one.state == "exited")._close_behind({})
        return result

    def _after_transition(self, before, new):
        if new in ENDED:
            coming = self.sudo()._coming_sessions()
            super()._after_transition(before, new)
            self._close_behind(coming)
            return
        super()._after_transition(before, new)
        self.filtered(lambda one: before[one] in ENDED)._restore_behind()

    def _coming_sessions(self):
        """Return ``{journey id: ids of the meetings and interviews to come}``."""
        coming = defaultdict(list)
        lines = self.env["club.attendance"].search(
            [
                ("participant_id", "in", self.ids),
                ("session_id.start", ">", fields.Datetime.now()),
                ("session_id.state", "=", "planned"),
                ("session_id.kind", "in", ("information", "interview")),
            ]
        )
        for line in lines:
            coming[line.participant_id.id].append(line.session_id.id)
        return coming

    def _close_behind(self, coming):
        """Close what the end reaches, and keep in mind what it was.

        sudo: an end reaches what its author need not read.

        :param dict coming: what :meth:`_coming_sessions` said before
        """
        journeys = self.sudo()
        closed = {one.id: dict(one.closed_by_end or {}) for one in journeys}
        for journey, sessions in coming.items():
            closed[journey]["sessions"] = sessions
        journeys._leave_meetings()
        (journeys - journeys._open_to("candidacies"))._close_candidacies(closed)
        journeys._close_activities(closed)
        for one in journeys:
            if closed[one.id] != (one.closed_by_end or {}):
                one.closed_by_end = closed[one.id]

    def _leave_meetings(self):
        """Take them off the information meetings to come, too."""
        self.env["club.attendance"].search(
            [
                ("participant_id", "in", self.ids),
                ("session_id.start", ">", fields.Datetime.now()),
                ("session_id.kind", "=", "information"),
            ]
        ).unlink()

    def _close_candidacies(self, closed):
        pending = self.env["club.candidacy"].search(
            [("participant_id", "in", self.ids), ("state", "in", PENDING)]
        )
        for one in pending:
            kept = closed[one.participant_id.id].setdefault("candidacies", {})
            kept.setdefault(one.state, []).append(one.id)
        placed = pending.filtered(
            lambda one: one.participant_id.exit_reason_id.family == "positive"
        )
        placed.write({"state": "obsolete"})
        (pending - placed).write({"state": "withdrawn"})

    def _close_activities(self, closed):
        """Take what was planned off the lists, as done; a pending renewal always is."""
        over = self - self._open_to("activities")
        owners = {(over._name, one.id): one.id for one in over}
        immersions = self.env["club.immersion"].search(
            [("participant_id", "in", over.ids)]
        )
        for records in (
            self.renewal_ids,
            over.candidacy_ids,
            over.placement_ids,
            immersions,
        ):
            owners.update(
                {(records._name, one.id): one.participant_id.id for one in records}
            )
        activities = self.env["mail.activity"].search(
            Domain("res_model", "in", {model for model, _id in owners})
            & Domain("res_id", "in", {record for _model, record in owners})
        )
        planned = activities.filtered(lambda one: (one.res_model, one.res_id) in owners)
        for one in planned:
            journey = owners[one.res_model, one.res_id]
            closed[journey].setdefault("activities", []).append(one.id)
        planned.write({"active": False})

    def _restore_behind(self):
        """Put back what the end had closed, but what changed since.

        sudo: as :meth:`_close_behind`.
        """
        for journey in self.sudo().filtered("closed_by_end"):
            closed = journey.closed_by_end
            journey.closed_by_end = False
            for state, ids in closed.get("candidacies", {}).items():
                self.env["club.candidacy"].sudo().browse(ids).exists().filtered(
                    lambda one: one.state in ("withdrawn", "obsolete")
                ).write({"state": state})
            self.env["mail.activity"].sudo().browse(
                closed.get("activities", [])
            ).exists().filtered(lambda one: not one.active).write({"active": True})
            journey._join_again(closed.get("sessions", []))

    def _join_again(self, ids):
        """Expect them again at the meetings and interviews that are still to come."""
        coming = (
            self.env["club.session"]
            .browse(ids)
            .exists()
            .filtered(lambda one: one.start > fields.Datetime.now())
        )
        interviews = coming.filtered("participant_id")
        interviews.filtered(lambda one: one.state == "cancelled").action_reopen()
        meetings = (coming - interviews).filtered(lambda one: one.state == "planned")
        self.env["club.attendance"].create(
            [
                {"session_id": meeting.id, "participant_id": self.id}
                for meeting in meetings - self.attendance_ids.session_id
            ]
        )
