from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...const import ASIDE
from ...utils.calendar_files import FILE_NAME, METHOD
from ...utils.identifiers import spoken_phone
from ...utils.races import holding
from ..tools.guarded import OPEN

INVITED = ("oriented", "informed", "waitlisted")
"""States of the journeys for which an information meeting is meant."""


class ClubSessionMail(models.AbstractModel):
    """E-mails to the people of a session: invited, moved, cancelled; each once."""

    _name = "club.session.mail"
    _description = "E-mails of a session"

    @api.model
    def _notify(self, sessions, template):
        """Write to each person expected at sessions to come, with a calendar file."""
        self._tell(self._to_come(sessions.attendance_ids), template)

    @api.model
    def _notify_moved(self, sessions, before):
        """Write to whoever is expected elsewhere than ``before`` (``_places`` of sessions).

        Be it in the past by now: nobody comes for what was said to be to come.
        """
        places, now = sessions._places(), fields.Datetime.now()
        moved = sessions.filtered(
            lambda one: (
                one.state == "planned"
                and before[one] != places[one]
                and now < max(before[one][0], one.start)
            )
        )
        self._tell(moved.attendance_ids, "mail_template_session_moved")

    @api.model
    def _to_come(self, lines):
        """Filter the lines of sessions to come."""
        now = fields.Datetime.now()
        return lines.filtered(lambda line: line.session_id.start > now)

    @api.model
    def _notify_back(self, reopened, expected):
        """Write to those who were told that they need not come: now they are expected.

        :param reopened: lines of sessions that had been cancelled
        :param expected: lines of who had left the list
        """
        self._tell(self._to_come(reopened), "mail_template_session_reopened")
        expected.session_id._entry_count()
        self._tell(self._to_come(expected), "mail_template_session_moved")

    @api.model
    def _in_calendars(self, lines):
        """Filter the lines of whoever has a session to come in their calendar, by a file."""
        now = fields.Datetime.now()
        return lines._worked_on().filtered(
            lambda line: (
                line.state == "expected"
                and line.session_id.state == "planned"
                and line.session_id.start > now
                and self._does(line.sudo().mail_message_id, b"REQUEST")
            )
        )

    @api.model
    def _take_off(self, lines):
        """Write to those who need not come any more, with what their calendar needs."""
        if not lines:
            return
        lines.session_id._entry_count()
        self._note_unreached(
            lines, self._write_lines(lines, "mail_template_session_off")
        )

    @api.model
    def _call_off(self, sessions):
        """Cancel, before they are deleted, the sessions to come that people heard of."""
        now = fields.Datetime.now()
        known = sessions.attendance_ids.filtered("mail_message_id").session_id
        known.filtered(lambda one: one.state == "planned" and one.start > now).write(
            {"state": "cancelled"}
        )

    @api.model
    def _tell(self, lines, template):
        """Write to each line, or leave a call to make."""
        self._note_unreached(lines, self._send(lines, template))

    @api.model
    def _note_unreached(self, lines, unreached):
        """Leave a call to make, or show who could not be written to."""
        silent = unreached.filtered(self._wants_none)
        self._leave_calls(silent)
        self.env["club.arrival"]._unreached(unreached - silent)

    @api.model
    def _wants_none(self, line):
        """Tell whether the person of a line wants no e-mail."""
        return self._person_of(line).no_email_on

    @api.model
    def _leave_calls(self, lines):
        """Leave a call to make to those who are written to no more.

        What there is to do names nobody: the note does, to whoever reads the session.
        """
        for session, mine in lines.grouped("session_id").items():
            session.activity_schedule(
                "mail.mail_activity_data_call",
                summary=self.env._("Call who wants no e-mail: the session changed"),
                note=", ".join(mine.participant_id.mapped("name")),
                user_id=session.club_id._in_charge(session.animateur_id).id,
            )

    @api.model
    def _send(self, lines, template):
        """Send one message a person: nobody learns who else is invited.

        :return: the lines whose person has no e-mail, or wants none
        """
        return self._write_lines(self._expected(lines), template)

    @api.model
    def _write_lines(self, lines, template):
        """Write to the people of lines; return those who have no e-mail, or want none."""
        template = self.env.ref(f"clubs_ambition.{template}", raise_if_not_found=False)
        reachable = lines.filtered(lambda line: self._person_of(line)._address())
        if not template or not reachable:
            return lines - reachable
        self.env["club.arrival"]._told(reachable)
        self._settle_sender(reachable.session_id)
        files = self.env["club.calendar.file"]._of_lines(reachable)
        for line in reachable:
            self._write_to(line, template, files[line])
        return lines - reachable

    @api.model
    def _expected(self, lines):
        """Filter the lines of whoever is expected still, by a journey that goes on."""
        effect = self.env["club.exit.effect"]
        journeys = effect._open_to(lines.participant_id, "sessions")
        return lines.filtered(
            lambda line: line.state == "expected" and line.participant_id in journeys
        )

    @api.model
    def _person_of(self, line):
        """Return the person of a line; sudo: who invites need not read their address."""
        return line.sudo().participant_id.person_id

    @api.model
    def _write_to(self, line, template, calendar):
        """Write to the person of a line, from the thread of their journey.

        It leaves by the queue, which is sent at once: who cancels does not wait.
        sudo: a mail template is rendered by whoever runs the session.

        :param bytes calendar: their file of the session; none without its library
        """
        names = ("subject", "body_html", "email_from")
        mail = template.sudo()._generate_template(line.ids, names)[line.id]
        me, named = self.env.user, self.env["mail.message"]._club_signs_own_name()
        journey = line.participant_id.with_context(
            club_author=OPEN, mail_notify_force_send=False
        )
        line.sudo().mail_message_id = journey._write_to_person(
            self._person_of(line),
            Markup(mail["body_html"]),
            subject=mail["subject"],
            author_id=me.partner_id.id if named else None,
            # Who has no address of their own sends from the animateur's.
            email_from=(named and me.email_formatted) or mail["email_from"],
            attachments=[(FILE_NAME, calendar)] if calendar else None,
            subtype_xmlid="mail.mt_note",
            email_layout_xmlid="mail.mail_notification_light",
        )

    @api.model
    def _settle_sender(self, sessions):
        """Put in the name of whoever is there now what somebody who left would sign."""
        for session in sessions.filtered("animateur_id"):
            known = (session.animateur_id, session.sudo().participant_id.animateur_id)
            user = session.club_id._in_charge(*known)
            if user and user != session.animateur_id:
                session._unguarded("animateur_id").animateur_id = user

    # === WHAT HOLDS STILL === #

    @api.model
    def _is_about_session(self, message):
        """Tell whether a message was about a session: it has its calendar file."""
        return message.model == "club.participant" and bool(
            self._calendar_files(message)
        )

    @api.model
    def _is_last(self, message):
        """Tell whether nothing was written since about the session of a message."""
        lines = self.env["club.attendance"].sudo()
        return bool(lines.search_count([("mail_message_id", "=", message.id)], limit=1))

    @api.model
    def _is_awaited(self, session, person, message):
        """Tell whether somebody is expected at a session, as a message to them says.

        One that cancels holds as long as they need not come, and no other then.
        """
        lines = session.attendance_ids.filtered(
            lambda line: (
                line.mail_message_id == message
                if message
                else self._person_of(line) == person
            )
        )
        if self._does(message, b"CANCEL"):
            return any(line.state in ASIDE for line in lines)
        return session.state != "cancelled" and bool(self._expected(lines))

    @api.model
    def _does(self, message, method):
        """Tell whether the calendar file of a message does this (``METHOD``)."""
        files = self._calendar_files(message)
        return any(METHOD.search(one.raw)[1] == method for one in files)

    @api.model
    def _calendar_files(self, message):
        """Return the calendar files of a message; sudo: of a message to somebody."""
        files = message.sudo().attachment_ids
        return files.filtered(
            lambda one: one.name == FILE_NAME and METHOD.search(one.raw or b"")
        )

    # === INVITATIONS === #

    @api.model
    def _invite(self, session):
        """Invite to an information meeting those of the club who wait for one."""
        self._check_invites(session)
        people = self.env["club.participant"].search(
            Domain(
                [
                    ("club_id", "=", session.club_id.id),
                    ("state", "in", INVITED),
                    ("id", "not in", session.attendance_ids.participant_id.ids),
                ]
            )
            & self.env["club.restriction"]._domain_worked_on()
        )
        lines = self.env["club.attendance"].create(
            [{"session_id": session.id, "participant_id": one.id} for one in people]
        )
        lines |= self._not_reached(session)
        unreached = self._send(lines, "mail_template_session_invitation")
        self.env["club.arrival"]._unreached(
            unreached - unreached.filtered(self._wants_none)
        )
        return self._invited_notice(lines, unreached)

    @api.model
    def _not_reached(self, session):
        """Return the lines of whoever was invited in vain, and has an address now.

        sudo: who invites need not read the address.
        """
        missed = self.env["club.undelivered"].sudo()
        missed = missed.search([("session_id", "=", session.id)])
        persons = missed.person_id.filtered(lambda one: one._address())
        return session.attendance_ids.filtered(
            lambda line: line.state == "expected" and self._person_of(line) in persons
        )

    @api.model
    @holding("")
    def _check_invites(self, session):
        """Refuse to invite to other sessions, or where nobody could be answered."""
        if session.kind != "information" or session.state != "planned":
            raise UserError(
                self.env._("Only an information meeting to come has invitations.")
            )
        if not (session.animateur_id.email or self.env.user.email):
            raise UserError(
                self.env._(
                    "Nobody could answer the invitations: enter the e-mail address of "
                    "the animateur, or yours, in the preferences."
                )
            )

    @api.model
    def _invited_notice(self, lines, unreached):
        """Return the notice of how many were invited, and whom to call instead."""
        message = self.env._("%s people invited.", len(lines))
        silent = unreached.filtered(self._wants_none)
        if missing := (unreached - silent).participant_id:
            names = self._spoken(missing)
            message += " " + self.env._("To call, for want of an e-mail: %s.", names)
        if silent:
            names = self._spoken(silent.participant_id)
            message += " " + self.env._("To call, for they want no e-mail: %s.", names)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": "warning" if unreached else "success",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    @api.model
    def _spoken(self, journeys):
        """Return the names of people, with their phone where it is known."""
        return ", ".join(
            f"{one.name} ({spoken_phone(one.phone)})" if one.phone else one.name
            for one in journeys
        )
