from odoo import api, fields, models
from odoo.fields import Domain

from ...utils import actions
from ..tools.guarded import OPEN


class CalendarEvent(models.Model):
    """An event that shows a club's session, and decides nothing of it.

    Odoo lets every employee change and delete public events. Here, whoever may not write
    the session is refused, before anything is sent or written; whoever may can add guests
    or delete the event, but moves the session itself. The session reads nothing back.
    """

    _inherit = "calendar.event"
    _not_handed_over = ("user_id",)  # it follows who animates the session

    club_session_ids = fields.One2many(
        "club.session",
        "event_id",
        groups="clubs_ambition.group_clubs_animateur,clubs_ambition.group_clubs_referent",
    )

    is_striked = fields.Boolean(
        compute="_compute_club_is_striked",
        string="Session cancelled",
        help="So called by the calendar of the web client, which strikes it through.",
    )

    # What is about somebody is found without reading every meeting of the network.
    _club_document_idx = models.Index("(res_model, res_id)")

    @api.model
    def _club_open(self):
        """Return the domain of what somebody reads, who may have no part in the sessions.

        Odoo shows every employee that a meeting is there, whose and when: counted, it
        tells how many people an animateur met, and on which days.
        """
        if self.env["club.session"].has_access("read"):
            return Domain.TRUE
        mine = Domain("user_id", "=", self.env.uid)
        mine |= Domain("partner_ids", "in", self.env.user.partner_id.ids)
        return mine | Domain("club_session_ids", "=", False)

    @api.depends("club_session_ids.state")
    def _compute_club_is_striked(self):
        """Follow the session that is shown; sudo: whoever sees the event, sees it so."""
        for event in self:
            sessions = event.sudo().club_session_ids
            event.is_striked = bool(sessions.filtered("is_striked"))

    @api.depends("is_striked")
    @api.depends_context("lang")
    def _compute_display_name(self):
        super()._compute_display_name()
        for event in self.filtered("is_striked"):
            event.display_name = self.env._("Cancelled: %s", event.display_name)

    @api.depends("club_session_ids")
    def _compute_user_can_edit(self):
        super()._compute_user_can_edit()
        sessions = self._club_sessions()
        closed = sessions - sessions._filtered_access("write")
        for event in self:
            if event.sudo().club_session_ids & closed:
                event.user_can_edit = False

    @api.model_create_multi
    def create(self, vals_list):
        self._club_check_pointed(vals_list)  # Odoo reads first who is invited
        return super().create(vals_list)

    def write(self, vals):
        sessions = self._club_sessions()
        if not sessions or self.env.context.get("club_session_move") is OPEN:
            return super().write(vals)
        sessions._check_from_calendar(vals)
        result = super().write(vals)
        self.env["club.session.calendar"]._settle(sessions)
        return result

    @api.model
    def _get_contact_details_description(self, organizer, partners):
        """Say who is met, in what everybody reads of a meeting, but for employers.

        sudo: which contacts are employers is no secret here.
        """
        known = partners.sudo().filtered("commercial_partner_id.club_employer")
        others = partners - known.with_env(partners.env)
        return super()._get_contact_details_description(organizer, others)

    def _get_ics_file(self):
        """Make the files; one that shows a session is known again by calendars."""
        files = super()._get_ics_file()
        for event in self:
            session = event.sudo().club_session_ids
            if session and files.get(event.id):
                files[event.id] = self.env["club.calendar.file"]._of_event(
                    files[event.id], session
                )
        return files

    def _club_is_traced(self):
        """Keep the trace of what shows a session."""
        return bool(self._club_sessions())

    def message_post(self, **kwargs):
        """Post a message; of the answer of a guest, in the name of who records it.

        By the address of an invitation whoever reads the meeting answers: Odoo shows it
        to them. Without an account, such an answer is signed by nobody.
        """
        told = self.env.context.get("club_attendee") is OPEN
        if told and self.env["mail.message"]._club_signs_own_name():
            kwargs["author_id"] = self.env.user.partner_id.id
        elif told and self.env.user._is_public():
            # sudo: a visitor reads no contact.
            guest = self.env["res.partner"].sudo().browse(kwargs.get("author_id"))
            sender = guest.email_formatted or guest.name
            kwargs |= {"author_id": False, "email_from": sender}
        return super().message_post(**kwargs)

    def unlink(self):
        """Delete events; a session that one of them showed stays, without it."""
        self._check_club_deletion()
        return super().unlink()

    def _club_sessions(self):
        """Return the sessions of the events; sudo: strangers are refused by them."""
        return self.sudo().club_session_ids.with_env(self.env)

    def _check_club_deletion(self):
        """Refuse to take a session off the calendar, or what is repeated with it."""
        if sessions := self._club_sessions():
            sessions._check_from_calendar()

    def action_unlink_event(self, attendee_id=None, recurrence=False):
        self._check_club_deletion()
        return super().action_unlink_event(attendee_id, recurrence)

    def action_join_meeting(self, partner_id):
        """Join; a session is joined by whoever may write it, though Odoo asks under sudo.

        Whoever reads an event reads the address by which one joins its call.
        """
        self._club_sessions().sudo(False)._check_from_calendar()
        return super().action_join_meeting(partner_id)

    def action_open_club_session(self):
        """Open the session that the event shows, where its hours are changed."""
        self.ensure_one()
        session = self._club_sessions()._filtered_access("read")
        return actions.window("club.session", res_id=session.id)
