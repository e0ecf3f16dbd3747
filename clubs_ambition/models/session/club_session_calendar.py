from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tools.misc import clean_context

from ...utils.bounds import read_datetime
from ...utils.races import alone
from ..tools.guarded import OPEN


class ClubSessionCalendar(models.AbstractModel):
    """Sessions in Odoo's calendar: the event of each, and what stands at its time.

    An event is a projection: made of its session, made anew when it is lost, put right
    when something else than the session changed it. Nothing is ever read back from it.
    """

    _name = "club.session.calendar"
    _description = "Calendar of the sessions"

    @api.model
    @alone("only the time zone of a club is read")
    def _placed(self, vals, default_club):
        """Return the values of a new session, in the room of its club if none is said.

        :param default_club: id of the club of a session whose values name none
        :raise UserError: the hours are not told, or the wrong way round
        """
        Session = self.env["club.session"]
        Session._club_check_bounds(vals)
        start, stop = (read_datetime(vals.get(name)) for name in ("start", "stop"))
        if not (start and stop):
            raise UserError(self.env._("Say when the session starts and ends."))
        if stop <= start:
            raise ValidationError(self.env._("A session ends after it starts."))
        if vals.get("location"):
            return vals
        club = self.env["club.club"].browse(vals.get("club_id") or default_club)
        return {**vals, "location": club.room}

    # === THE PROJECTION === #

    @api.model
    def _project(self, sessions):
        """Show sessions as they are now; those to come are made anew if lost.

        sudo: an event is written for the animateur by a manager, too; it names nobody
        else, and no mail leaves from it.
        """
        sessions = sessions.sudo()
        # One that was drawn into a series follows that: another one is made.
        lost = sessions.filtered(
            lambda one: not one.event_id or one.event_id.recurrence_id
        )
        shown = (sessions - lost).grouped(self._difference)
        for change, wrong in shown.items():
            if values := dict(change):
                self._quiet(wrong.event_id).write(self._written(values))
        self._show(lost.filtered(lambda one: one.state == "planned"))

    @api.model
    def _show(self, sessions):
        """Make the events of sessions that have none."""
        if not sessions:
            return
        values = [
            {
                **self._shown_values(session),
                "partner_ids": [Command.set(session.animateur_id.partner_id.ids)],
                "description": False,
            }
            for session in sessions
        ]
        quiet = self._quiet(self.env["calendar.event"].sudo())
        for session, event in zip(sessions, quiet.create(values), strict=True):
            session.event_id = event

    @api.model
    def _shown_values(self, session):
        """Return what an event says of its session."""
        return {
            "name": session.name,
            "start": session.start,
            "stop": session.stop,
            "allday": False,
            "location": session.location,
            "user_id": session.animateur_id.id or self.env.uid,
        }

    @api.model
    def _difference(self, session):
        """Return what the event of a session says wrong: ``((name, value)…)``.

        Who animated what is over stays in whose calendar it was.
        """
        event, host = session.event_id, session.animateur_id
        shown = {**self._shown_values(session), "active": True}
        told = {**{name: event[name] for name in shown}, "user_id": event.user_id.id}
        if session.state != "planned":
            shown["active"] = told["active"]
        if session.state != "planned" or not host:
            shown["user_id"] = told["user_id"]
        wrong = [
            (name, value)
            for name, value in shown.items()
            if (told[name] or False) != (value or False)
        ]
        if shown["user_id"] != told["user_id"]:
            known = host.partner_id in event.partner_ids
            wrong.append(("partner_ids", (event.user_id.partner_id.id, known)))
        return tuple(wrong)

    @api.model
    def _written(self, values):
        """Return the values to write: who animates takes the place of whoever did."""
        if "partner_ids" not in values:
            return values
        gone, _known = values["partner_ids"]
        partner = self.env["res.users"].browse(values["user_id"]).partner_id
        commands = [Command.unlink(gone)] if gone and gone != partner.id else []
        return {**values, "partner_ids": [*commands, Command.link(partner.id)]}

    @api.model
    def _free(self, sessions):
        """Leave the time of cancelled sessions free; take it again for the others.

        sudo: as :meth:`_project`.
        """
        for cancelled, mine in sessions.sudo().grouped("is_striked").items():
            show_as = "free" if cancelled else "busy"
            self._quiet(mine.event_id).write({"show_as": show_as})

    @api.model
    def _quiet(self, events):
        """Return events to write from their session: nobody is told by the calendar."""
        return events.with_context(
            clean_context(events.env.context),
            active_model=False,
            active_id=False,
            club_session_move=OPEN,
            dont_notify=True,
            no_mail_to_attendees=True,
            skip_attendee_notification=True,
            skip_contact_description=True,
            mail_create_nolog=True,
        )

    # === WHAT THE CALENDAR MAY DO === #

    @api.model
    @alone("only rights are asked")
    def _check_change(self, sessions, vals=None):
        """Refuse what the calendar does to sessions (``vals`` written to their events).

        :raise UserError: they are another club's, or would be repeated
        """
        if refused := sessions - sessions._filtered_access("write"):
            raise UserError(
                self.env._(
                    "“%s” is a session of a club: its animateur or their manager "
                    "moves, changes or deletes it.",
                    self._event_label(refused[0]),
                )
            )
        if vals and (vals.get("recurrency") or vals.get("recurrence_id")):
            raise UserError(
                self.env._(
                    "“%s” is a session of a club, with its own attendance: generate "
                    "the next ones from the programme of its group.",
                    self._event_label(sessions[0]),
                )
            )

    @api.model
    @alone("the event is written with its session")
    def _settle(self, sessions):
        """Refuse to whoever wrote an event that it says otherwise than its session.

        What the server itself brought (a synchronisation) is put right.

        :raise UserError: in words that say where a session is moved
        """
        if self.env.su:
            self._project(sessions)
            return
        for session in sessions.sudo():
            if session.event_id and self._difference(session):
                raise UserError(
                    self.env._(
                        "“%s” is a session of a club: change its hours, its room or its "
                        "title on the session itself (Clubs app), the calendar follows.",
                        session.name,
                    )
                )

    @api.model
    def _event_label(self, session):
        """Return what the reader sees of the event in the calendar; sudo: its id."""
        return session.sudo().event_id.with_env(self.env).display_name

    @api.model
    def _check_meetings(self, partners, before):
        """Refuse a session gained or lost, seen from a contact, by whoever may not write it.

        The meetings of a contact are the same list from the other side; sudo: they are
        compared, not shown.
        """
        now = partners.sudo().meeting_ids
        events = ((now | before) - (now & before)).with_env(self.env)
        events._club_sessions()._check_from_calendar()

    # === CONFLICTS === #

    @api.model
    def _conflict_label(self, session):
        """Return which session takes the same room or animateur at the same time."""
        other = self._conflicts(session)[:1]
        if not other:
            return False
        return self.env._(
            "At the same time, in the same room or with the same animateur: "
            "%(name)s (%(group)s).",
            name=other.name,
            group=other.cohort_id.name or other.club_id.name,
        )

    @api.model
    def _conflicts(self, session):
        """Return the sessions that take the same room or animateur at the same time."""
        if not (session.start and session.stop) or session.state == "cancelled":
            return session.browse()
        overlapping = session.search(
            [
                ("start", "<", session.stop),
                ("stop", ">", session.start),
                ("state", "!=", "cancelled"),
                ("id", "!=", session._origin.id),
                "|",
                ("animateur_id", "=", session.animateur_id.id or 0),
                ("club_id", "=", session.club_id.id),
            ]
        )
        return overlapping.filtered(
            lambda other: (
                other.animateur_id == session.animateur_id
                or (session.location and other.location == session.location)
            )
        )
