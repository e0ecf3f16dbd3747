import logging

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import email_normalize

from ...utils.mail_automatic import is_automatic, tells_failure
from . import guarded
from .guarded import OPEN
from .ours import is_our_model

_logger = logging.getLogger(__name__)

BY_TOKEN = ("token", "hash", "pid")
"""What opens a document of a portal, without account."""


class MailThread(models.AbstractModel):
    """A thread: mails come in only through the mail server, and history is kept.

    ``message_process`` is public, and Odoo goes on under sudo in the name of the sender
    that the mail claims: no caller may use it for the clubs. Out-of-office replies and
    bounces create nothing there: no prospect, no message, no figure. Other applications
    route their mails as before.

    What happens to records of the clubs is tracked, whatever a caller's context says.
    """

    _inherit = "mail.thread"

    @api.model_create_multi
    def create(self, vals_list):
        """Create; no caller's context says that a club keeps no trace of it."""
        traced = guarded.traced(self, *vals_list)
        threads = super(MailThread, traced).create(vals_list)
        return threads.with_env(self.env)

    def write(self, vals):
        return super(MailThread, guarded.traced(self, vals)).write(vals)

    def _compute_field_value(self, field):
        traced = guarded.traced(self, [field.name])
        return super(MailThread, traced)._compute_field_value(field)

    def _message_track(self, fields_iter, initial_values_dict):
        """Note what was changed: Odoo says it, and no caller (``mail.message``)."""
        noting = self.with_context(club_tracking=OPEN)
        return super(MailThread, noting)._message_track(
            fields_iter, initial_values_dict
        )

    def _message_create(self, values_list):
        """Make messages; a thread finds by itself what one of its own answers."""
        message = guarded.unguarded(self.env["mail.message"], "parent_id")
        return super(MailThread, self.with_env(message.env))._message_create(
            values_list
        )

    def message_post(self, *, outgoing_email_to=False, **kwargs):
        """Post; nothing leaves to a person who wants no e-mail, and that is said."""
        effect = self.env["club.privacy.effect"]
        effect._check_written_to(self, outgoing_email_to)
        return super().message_post(outgoing_email_to=outgoing_email_to, **kwargs)

    @api.model
    def _get_thread_with_access(self, thread_id, *, mode="read", **kwargs):
        """Return what a route of the chatter is about: whoever asks for it looks at it.

        Whom to answer, say: no value of the record is read. Odoo opens any thread to who
        has what it calls a token, and signs with its customer's name: it is a customer's
        where portals show the document; of a meeting, whoever reads it has it.
        """
        if not isinstance(self, self.pool["portal.mixin"]):
            kwargs = {name: kwargs[name] for name in kwargs if name not in BY_TOKEN}
        thread = super()._get_thread_with_access(thread_id, mode=mode, **kwargs)
        if thread:
            self.env["club.privacy.look"]._note_read(thread.with_env(self.env))
        return thread

    def message_notify(self, **kwargs):
        """Notify, without naming in the subject the person something is to be done for."""
        if self.env.context.get("club_neutral_subject"):
            kwargs["subject"] = self.env._("You have something to do")
        return super().message_notify(**kwargs)

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Leave out who works here no more: Odoo takes their contact for a customer.

        Who asks about their own data may have worked here, and gets an answer.
        """
        found = super()._notify_get_recipients(message, msg_vals, **kwargs)
        strangers = [one["id"] for one in found if one["id"] and not one["uid"]]
        if not strangers or self._name.startswith("club.privacy."):
            return found
        if not (is_our_model(self) or self._club_is_traced()):
            return found
        # sudo: who worked here is no secret, and who writes need not know it.
        users = self.env["res.users"].sudo().with_context(active_test=False)
        gone = users.search(
            [
                ("partner_id", "in", strangers),
                ("active", "=", False),
                ("share", "=", False),
            ]
        )
        return [
            one for one in found if one["uid"] or one["id"] not in gone.partner_id.ids
        ]

    @api.model
    def _routing_handle_bounce(self, email_message, message_dict):
        """Note what came back: links too, and what names nobody if it was to one alone.

        A report that a mail waits, or was opened, is no mail that came back. sudo: the
        gateway knows of no rights.
        """
        told = message_dict.get("bounced_message") or self.env["mail.message"]
        about = self.env["club.arrival"]._is_about_clubs(
            told, message_dict.get("bounced_msg_ids") or ()
        )
        if about and not tells_failure(email_message):
            _logger.info("A report that is no failure was left aside")
            return
        super()._routing_handle_bounce(email_message, message_dict)
        self.env["club.arrival"]._link_bounced(
            message_dict.get("bounced_msg_ids") or ()
        )
        if message_dict.get("bounced_email") or message_dict.get("bounced_partner"):
            return
        message = message_dict.get("bounced_message") or self.env["mail.message"]
        notices = message.sudo().notification_ids.filtered(
            lambda one: one.notification_type == "email"
        )
        if len(notices) == 1:
            notices.write(
                {"notification_status": "bounce", "failure_type": "mail_bounce"}
            )

    def _notify_thread_with_out_of_office(self, message, recipients_data, **kwargs):
        """Answer in the name of whoever is away: they wrote that, and not who wrote them."""
        away = self.with_context(club_author=OPEN)
        return super(MailThread, away)._notify_thread_with_out_of_office(
            message, recipients_data, **kwargs
        )

    def _web_push_get_partners_parameters(self, partner_ids):
        """Leave out the browsers whose service nobody named, or not any more."""
        devices, *keys = super()._web_push_get_partners_parameters(partner_ids)
        named = self.env["club.outside"]._pushes_to
        return devices.filtered(lambda one: named(one.endpoint)), *keys

    @api.model
    def _routing_check_route(self, message, message_dict, route, raise_exception=True):
        if self._club_is_route(*route[:3]) and is_automatic(message):
            _logger.info("An automatic mail to the clubs was left aside")
            return False
        route = self._club_route(message_dict, route)
        return super()._routing_check_route(
            message, message_dict, route, raise_exception=raise_exception
        )

    @api.model
    def _club_route(self, message_dict, route):
        """Lead a mail to a club's address to a journey, or have it sorted.

        A job seeker who writes there is no prospect. A reply to what was written to
        them goes where it was written, from whatever address; any other mail to their
        last journey in this club, else in any. Of whom no employer is known, somebody
        of the club says first who it is (``club.inbound.mail``).

        sudo: the gateway routes before anybody's rights are known.
        """
        model, thread_id, custom_values, *others = route
        team = self.env["crm.team"].sudo().browse((custom_values or {}).get("team_id"))
        clubs = team.club_ids
        if model != "crm.lead" or thread_id or not clubs:
            return route
        sender = message_dict.get("email_from") or ""
        thread = self._club_thread_replied_to(message_dict)
        if thread := thread or self._club_journey_of(sender, clubs):
            return (thread._name, thread.id, {}, *others)
        inbound = self.env["club.inbound"].sudo()
        if inbound._is_of_employer(clubs[:1], sender, message_dict.get("body")):
            return route
        return ("club.inbound.mail", False, {"club_id": clubs[:1].id}, *others)

    @api.model
    def _club_journey_of(self, sender, clubs):
        """Return the last journey of whoever has an address, here or else in any club.

        sudo: the gateway routes before anybody's rights are known.
        """
        journeys = self.env["club.participant"].sudo()
        if email := email_normalize(sender):
            journeys = journeys.search([("person_id.email_normal", "=", email)])
        here = journeys.filtered(lambda one: one.club_id in clubs)
        return (here or journeys)[:1]

    @api.model
    def _club_thread_replied_to(self, message_dict):
        """Return the record from which a person was written to what a mail answers.

        sudo: the gateway routes before anybody's rights are known.
        """
        parent = self.sudo()._get_parent_message(message_dict)
        if not parent or not (
            parent.outgoing_email_to and parent.model in self.env.registry
        ):
            return None
        record = self.env[parent.model].sudo().browse(parent.res_id).exists()
        return record if isinstance(record, self.pool["club.thread.mixin"]) else None

    def _partner_find_from_emails(self, records_emails, *args, **kwargs):
        """Find contacts by their addresses; writing from the clubs creates none.

        Who is in a thread, or in copy of a prospect's mail, may be a job seeker.
        """
        if any(self._club_is_route(one._name, one.ids, {}) for one in records_emails):
            kwargs["no_create"] = True
        return super()._partner_find_from_emails(records_emails, *args, **kwargs)

    def _message_route_process(self, message, message_dict, routes):
        """Bring a mail; to the clubs it is signed by nobody of theirs, and acts for nobody.

        Odoo takes the address that a mail says it is from for a signature, and makes
        records as whose it is. Anybody can write one: unsigned, it is shown as a mail.
        """
        ours = [self._club_is_kept(*route[:3]) for route in routes or ()]
        if not self.env.is_system() and (
            self.env["mail.message"]._club_signs_own_name() or any(ours)
        ):
            raise AccessError(
                self.env._(
                    "Mails to the clubs are brought by the mail server only: write to "
                    "the club's address instead."
                )
            )
        if self._club_is_of_us(message_dict.get("author_id"), any(ours)):
            message_dict["author_id"] = False
        routes = [
            (*route[:3], self.env.uid, route[4]) if mine else route
            for route, mine in zip(routes or (), ours, strict=True)
        ]
        # What comes in is kept, though it is about who is left alone: nobody works on it.
        kept = self.with_context(club_restriction=OPEN)
        return super(MailThread, kept)._message_route_process(
            message, message_dict, routes
        )

    @api.model
    def _club_is_of_us(self, author, kept):
        """Tell whether a mail would be signed by who works here, or by the agency itself.

        sudo: the gateway signs before anybody's rights are known.

        :param author: the id of a contact
        :param kept: whether the clubs keep the thread; in any other, who has a role in them
        """
        partner = self.env["res.partner"].sudo().browse(author or [])
        users = partner.with_context(active_test=False).user_ids
        users = users.filtered(lambda user: not user.share)
        if not kept:
            return any(user._club_has_role() for user in users)
        agency = self.env["res.company"].sudo().search([]).partner_id
        return bool(users or partner & (agency | self.env.ref("base.partner_root")))

    @api.model
    def _club_is_kept(self, model, thread_id, values):
        """Tell whether a mail leads to a thread of which the clubs keep all traces.

        sudo: the gateway routes before anybody's rights are known.
        """
        if self._club_is_route(model, thread_id, values):
            return True
        if not thread_id or model not in self.env.registry:
            return False
        record = self.env[model].sudo().browse(thread_id).exists()
        return bool(record) and record._club_is_traced()

    @api.model
    def _club_is_route(self, model, thread_id, custom_values):
        """Tell whether a mail leads to a record of the clubs.

        sudo: the gateway routes before anybody's rights are known.
        """
        if model not in self.env.registry:
            return False
        if is_our_model(self.env.registry[model]):
            return True
        if model != "crm.lead":
            return False
        lead = self.env["crm.lead"].sudo().browse(thread_id or []).exists()
        values = custom_values or {}
        team = self.env["crm.team"].sudo().browse(values.get("team_id") or [])
        return bool(lead.club_id or team.club_ids or values.get("club_id"))
