from odoo import api, models
from odoo.tools import email_normalize, hmac

from ...const import ASIDE
from odoo.addons.calendar.models.calendar_event import vobject


class ClubCalendarFile(models.AbstractModel):
    """The file that puts a meeting in somebody's calendar, moves it, or takes it off.

    It is Odoo's own file of an event, with what tells a calendar that it knows the
    meeting already: one name (``UID``) for a meeting and a person, a number that rises
    with its changes, and whether it takes place. Hours are in UTC, which every calendar
    shows as its own clock does. Everybody gets their own file, which names nobody else;
    the club invites, whoever runs the meeting.
    """

    _name = "club.calendar.file"
    _description = "Calendar file of a meeting"

    @api.model
    def _of_lines(self, lines):
        """Return ``{line: its file}`` for people of sessions; no file without vobject.

        sudo: who runs a session need not read the addresses of its people.
        """
        files = {}
        for session, mine in lines.sudo().grouped("session_id").items():
            if bare := self._bare(session):
                for line in mine:
                    files[line.id] = self._addressed(bare, session, line)
        return {line: files.get(line.id) for line in lines}

    @api.model
    def _of_event(self, content, session):
        """Return the file of an event that shows a session, of which it is one more."""
        calendar = vobject.readOne(content.decode())
        self._identify(calendar.vevent, session, session.is_striked)
        return calendar.serialize().encode()

    @api.model
    def _bare(self, session):
        """Return Odoo's file of an event at the hours and in the room of a session."""
        event = self.env["calendar.event"].sudo()
        event = event.new(
            {
                "name": session.name,
                "start": session.start,
                "stop": session.stop,
                "allday": False,
                "location": session.location,
                "user_id": False,
                "partner_ids": [],
                "alarm_ids": [],
                "description": False,
            }
        )
        return next(iter(event._get_ics_file().values()), None)

    @api.model
    def _addressed(self, bare, session, line):
        """Return the file of one person, of a meeting that its club invites to."""
        calendar = vobject.readOne(bare.decode())
        event, journey = calendar.vevent, line.participant_id
        cancelled = session.is_striked or line.state in ASIDE
        self._identify(event, session, cancelled, journey)
        if address := self._organizer_address(session):
            # What invites or cancels says in whose name; without it, it informs.
            calendar.add("method").value = "CANCEL" if cancelled else "REQUEST"
            self._add_party(event, "organizer", address, session.club_id.name)
            self._add_guest(event, journey)
        return calendar.serialize().encode()

    @api.model
    def _add_guest(self, event, journey):
        """Add who receives the file; the club asks for no answer by the calendar."""
        if address := journey.person_id.email_normal:
            guest = self._add_party(event, "attendee", address, journey.name)
            guest.params.update({"ROLE": ["REQ-PARTICIPANT"], "RSVP": ["FALSE"]})

    @api.model
    def _identify(self, event, session, cancelled, journey=None):
        """Say which meeting it is, how often it changed, and whether it takes place."""
        event.uid.value = self._meeting_uid(session, journey)
        event.add("sequence").value = str(session.calendar_sequence)
        event.add("status").value = "CANCELLED" if cancelled else "CONFIRMED"

    @api.model
    def _meeting_uid(self, session, journey=None):
        """Return the one name of a meeting for a person, which tells nothing of them.

        sudo: it is made with the secret of the database; no copy of it says the same.
        """
        what = (session._name, session.id, journey.id if journey else 0)
        return f"{hmac(self.env(su=True), 'club-calendar', what)[:40]}@clubs-ambition"

    @api.model
    def _organizer_address(self, session):
        """Return the address of the club, else of who runs the session."""
        club = session.club_id
        known = (
            club.email,
            club.team_id.alias_id.alias_full_name,
            session.animateur_id.email,
            self.env.company.email,
        )
        return next(filter(None, map(email_normalize, filter(None, known))), False)

    @api.model
    def _add_party(self, event, name, address, label):
        """Add who invites or is invited; a name in quotes may not hold any."""
        party = event.add(name)
        party.value = f"mailto:{address}"
        if label:
            party.params["CN"] = [" ".join(label.replace('"', "'").split())]
        return party
