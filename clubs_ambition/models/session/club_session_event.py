from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools.club_guard_mixin import OPEN


class ClubSession(models.Model):
    """The event of Odoo's calendar that each session stands on."""

    _inherit = "club.session"

    @api.model_create_multi
    def create(self, vals_list):
        """Create the calendar's event of each session with it, and who is expected."""
        club_default = self.default_get(["club_id"]).get("club_id")
        plain = []
        for vals in vals_list:
            vals = dict(vals)
            if vals.get("event_id"):
                self._guard_event()
            else:
                vals["event_id"] = self._create_event(vals, club_default).id
            plain.append(
                {
                    name: value
                    for name, value in vals.items()
                    if name not in ("name", "start", "stop", "location")
                }
            )
        sessions = super().create(plain)
        sessions._expect_people()
        return sessions

    @api.model
    def _guard_event(self):
        """Refuse an event of somebody else as a session: its words would be read."""
        if self._is_guarded():
            raise UserError(
                self.env._(
                    "“%s” follows from what is recorded: it is not entered.",
                    self._guard_label("event_id"),
                )
            )

    @api.model
    def _create_event(self, vals, club_default=None):
        """Return the calendar's event of a session to come.

        sudo: an event is written for the animateur by a manager, too; it names
        nobody else, and no mail leaves from it.
        """
        self._club_refuse_nir({name: vals.get(name) for name in ("name", "location")})
        self._club_check_bounds(vals)
        club = self.env["club.club"].browse(vals.get("club_id") or club_default)
        user = self.env["res.users"].browse(vals.get("animateur_id"))
        user = user or (self.env.user & club.animateur_ids) or club.animateur_ids[:1]
        if not (vals.get("start") and vals.get("stop")):
            raise UserError(self.env._("Say when the session starts and ends."))
        return (
            self.env["calendar.event"]
            .sudo()
            .with_context(
                club_session=True,
                dont_notify=True,
                no_mail_to_attendees=True,
                skip_contact_description=True,
                mail_create_nolog=True,
            )
            .create(
                {
                    "name": vals.get("name"),
                    "start": vals["start"],
                    "stop": vals["stop"],
                    "location": vals.get("location") or club.room,
                    "user_id": user.id or self.env.uid,
                    "partner_ids": [Command.set(user.partner_id.ids)],
                    "description": False,
                }
            )
        )

    def write(self, vals):
        result = super().write(vals)
        if "animateur_id" in vals:
            self._follow_animateur()
        return result

    def _quiet_events(self):
        """Return the events, for the session to write; sudo: see ``_create_event``."""
        return self.sudo().event_id.with_context(
            club_session_move=OPEN,
            dont_notify=True,
            no_mail_to_attendees=True,
            skip_attendee_notification=True,
        )

    def _follow_animateur(self):
        """Put the events to come in the calendar of who animates now."""
        planned = self.filtered(lambda session: session.state == "planned")
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

    def _settle_animateur(self):
        """Put in the name of who is there now what somebody who left would sign."""
        for session in self.filtered("animateur_id"):
            known = (session.animateur_id, session.sudo().participant_id.animateur_id)
            user = session.club_id._in_charge(*known)
            if user and user != session.animateur_id:
                session._unguarded().animateur_id = user

    def unlink(self):
        events = self.sudo().event_id
        result = super().unlink()
        events.unlink()
        return result

    def _check_from_calendar(self, operation, vals):
        """Refuse what the calendar does to sessions (``vals`` written to their events).

        :raise UserError: they are another club's, or held, or would be repeated
        """
        if refused := self - self._filtered_access(operation):
            raise UserError(
                self.env._(
                    "“%s” is a session of a club: its animateur or their manager "
                    "moves, changes or deletes it.",
                    refused[0]._event_label(),
                )
            )
        if vals.get("recurrency") or vals.get("recurrence_id"):
            raise UserError(
                self.env._(
                    "“%s” is a session of a club, with its own attendance: generate "
                    "the next ones from the programme of its group.",
                    self[0]._event_label(),
                )
            )
        if operation == "write":
            self._check_not_held()

    def _event_label(self):
        """Return what the reader sees of the event in the calendar; sudo: its id."""
        return self.sudo().event_id.with_env(self.env).display_name
