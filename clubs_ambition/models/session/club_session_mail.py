from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools.club_guard_mixin import OPEN
from .calendar_event import MOVES

INVITED = ("oriented", "informed", "waitlisted")


class ClubSession(models.Model):
    """What the people of a session are told: invited, moved, cancelled; each once."""

    _inherit = "club.session"

    def write(self, vals):
        if not MOVES & vals.keys():
            return super().write(vals)
        before = {session: (session.start, session.location) for session in self}
        result = super(ClubSession, self.with_context(club_session_move=OPEN)).write(
            vals
        )
        self.filtered(
            lambda session: before[session] != (session.start, session.location)
        )._after_move(before)
        return result

    def _after_move(self, before):
        """Tell who is expected where and when it is now (``{session: (start, room)}``)."""
        planned = self.filtered(lambda session: session.state == "planned")
        planned._tell("mail_template_session_moved")

    def _after_transition(self, before, new):
        if new == "cancelled":
            self._tell("mail_template_session_cancelled")
        super()._after_transition(before, new)

    def _tell(self, template):
        """Write to each person expected at sessions to come, with a calendar file."""
        coming = self.filtered(lambda session: session.start > fields.Datetime.now())
        return coming._write_to(coming.attendance_ids, template)

    def _write_to(self, lines, template):
        """Send one message a person: nobody learns who else is invited.

        :return: the lines whose person has no e-mail
        """
        template = self.env.ref(f"clubs_ambition.{template}", raise_if_not_found=False)
        journeys = lines.participant_id._open_to("sessions")
        lines = lines.filtered(
            lambda line: line.state == "expected" and line.participant_id in journeys
        )
        reachable = lines.filtered("participant_id.partner_id.email")
        if not template or not reachable:
            return lines - reachable
        reachable.session_id._settle_animateur()
        files = self._calendar_files(reachable.session_id)
        for line in reachable:
            attachment = {
                "name": "invitation.ics",
                "raw": files[line.session_id],
                "mimetype": "text/calendar",
                "res_model": line._name,
                "res_id": line.id,
            }
            # sudo: a mail template is sent by whoever runs the session.
            template.sudo().send_mail(
                line.id,
                email_values={"attachment_ids": [Command.create(attachment)]},
            )
        return lines - reachable

    def _calendar_files(self, sessions):
        """Return the .ics of each session; sudo: its event names the animateur only."""
        events = sessions.sudo().event_id
        files = events._get_ics_file()
        return {session: files[session.sudo().event_id.id] for session in sessions}

    def action_invite(self):
        """Invite to an information meeting those of the club who wait for one."""
        self.ensure_one()
        if self.kind != "information" or self.state != "planned":
            raise UserError(
                self.env._("Only an information meeting to come has invitations.")
            )
        if not (self.animateur_id.email or self.env.user.email):
            raise UserError(
                self.env._(
                    "Nobody could answer the invitations: enter the e-mail address of "
                    "the animateur, or yours, in the preferences."
                )
            )
        people = self.env["club.participant"].search(
            [
                ("club_id", "=", self.club_id.id),
                ("state", "in", INVITED),
                ("id", "not in", self.attendance_ids.participant_id.ids),
            ]
        )
        lines = self.env["club.attendance"].create(
            [{"session_id": self.id, "participant_id": one.id} for one in people]
        )
        unreached = self._write_to(lines, "mail_template_session_invitation")
        return self._invited_notice(lines, unreached.participant_id)

    def _invited_notice(self, lines, unreached):
        message = self.env._("%s people invited.", len(lines))
        if unreached:
            names = ", ".join(
                f"{one.name} ({one.phone})" if one.phone else one.name
                for one in unreached
            )
            message += " " + self.env._("To call, for want of an e-mail: %s.", names)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": "warning" if unreached else "success",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
