from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command


class ClubSessionCalendar(models.AbstractModel):
    """Sessions in Odoo's calendar: the event of each, and what stands at its time."""

    _name = "club.session.calendar"
    _description = "Calendar of the sessions"

    @api.model
    def _with_event(self, vals, default_club):
        """Return the values of a new session on its event, which holds time and place.

        :param default_club: id of the club of a session whose values name none
        """
        self._check_event_not_given(vals)
        event = vals.get("event_id") or self._create_event(vals, default_club).id
        of_event = ("name", "start", "stop", "location")
        plain = {name: value for name, value in vals.items() if name not in of_event}
        return {**plain, "event_id": event}

    @api.model
    def _check_meetings(self, partners, before):
        """Refuse a session gained or lost, seen from a contact, by who may not write it.

        The meetings of a contact are the same list from the other side; sudo: they are
        compared, not shown.
        """
        now = partners.sudo().meeting_ids
        events = ((now | before) - (now & before)).with_env(self.env)
        events._club_sessions()._check_from_calendar("write", {})

    @api.model
    def _check_event_not_given(self, vals):
        """Refuse an event of somebody else as a session: its words would be read."""
        Session = self.env["club.session"]
        if vals.get("event_id") and Session._is_guarded():
            raise UserError(
                self.env._(
                    "“%s” follows from what is recorded: it is not entered.",
                    Session._guard_label("event_id"),
                )
            )

    @api.model
    def _create_event(self, vals, default_club):
        """Create the calendar's event of a session to come.

        sudo: an event is written for the animateur by a manager, too; it names
        nobody else, and no mail leaves from it.
        """
        Session = self.env["club.session"]
        Session._club_refuse_nir(
            {name: vals.get(name) for name in ("name", "location")}
        )
        Session._club_check_bounds(vals)
        if not (vals.get("start") and vals.get("stop")):
            raise UserError(self.env._("Say when the session starts and ends."))
        quiet = self.env["calendar.event"].with_context(
            club_session=True,
            dont_notify=True,
            no_mail_to_attendees=True,
            skip_contact_description=True,
            mail_create_nolog=True,
        )
        return quiet.sudo().create(self._event_values(vals, default_club))

    @api.model
    def _event_values(self, vals, default_club):
        club = self.env["club.club"].browse(vals.get("club_id") or default_club)
        user = self.env["res.users"].browse(vals.get("animateur_id"))
        user = user or (self.env.user & club.animateur_ids) or club.animateur_ids[:1]
        return {
            "name": vals.get("name"),
            "start": vals["start"],
            "stop": vals["stop"],
            "location": vals.get("location") or club.room,
            "user_id": user.id or self.env.uid,
            "partner_ids": [Command.set(user.partner_id.ids)],
            "description": False,
        }

    @api.model
    def _follow_animateur(self, sessions):
        """Put the events to come in the calendar of who animates now."""
        planned = sessions.filtered(lambda session: session.state == "planned")
        moves = planned._quiet_events().grouped(
            lambda event: (
                event.user_id,
                event.club_session_ids.animateur_id,
                event.club_session_ids.animateur_id.partner_id in event.partner_ids,
            )
        )
        for (gone, user, _known), events in moves.items():
            if user and user != gone:
                people = [
                    Command.unlink(gone.partner_id.id),
                    Command.link(user.partner_id.id),
                ]
                events.write({"user_id": user.id, "partner_ids": people})

    @api.model
    def _check_change(self, sessions, operation, vals):
        """Refuse what the calendar does to sessions (``vals`` written to their events).

        :raise UserError: they are another club's, or held, or would be repeated
        """
        if refused := sessions - sessions._filtered_access(operation):
            raise UserError(
                self.env._(
                    "“%s” is a session of a club: its animateur or their manager "
                    "moves, changes or deletes it.",
                    self._event_label(refused[0]),
                )
            )
        if vals.get("recurrency") or vals.get("recurrence_id"):
            raise UserError(
                self.env._(
                    "“%s” is a session of a club, with its own attendance: generate "
                    "the next ones from the programme of its group.",
                    self._event_label(sessions[0]),
                )
            )
        if operation == "write":
            sessions._check_not_held()

    @api.model
    def _event_label(self, session):
        """Return what the reader sees of the event in the calendar; sudo: its id."""
        return session.sudo().event_id.with_env(self.env).display_name

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
