from odoo import http
from odoo.http import request
from odoo.tools import email_normalize

from .export import writes
from odoo.addons.mail.controllers.attachment import AttachmentController
from odoo.addons.mail.controllers.mail import MailController
from odoo.addons.mail.controllers.thread import ThreadController


class ClubThreadController(ThreadController):
    """The composer of a thread of the clubs: one writes to addresses, without contact."""

    def _prepare_message_data(self, post_data, *, thread, **kwargs):
        """Send to the address itself what Odoo would have made a contact for."""
        data = super()._prepare_message_data(post_data, thread=thread, **kwargs)
        typed = {email_normalize(one) for one in post_data.get("partner_emails") or ()}
        threads = request.env["mail.thread"]
        if not any(typed) or request.env.user.share:
            return data
        if threads._club_is_route(thread._name, thread.id, {}):
            partners = request.env["res.partner"].browse(data.get("partner_ids"))
            others = typed - {False, *partners.mapped("email_normalized")}
            data["outgoing_email_to"] = ", ".join(sorted(others))
        return data


class ClubMailController(MailController):
    """The address that mails lead to: it tells nobody what a message is about."""

    @http.route()
    def mail_action_view(self, model=None, res_id=None, access_token=None, **kwargs):
        """Open a record; Odoo looked one up by the number of any message, for anybody.

        No mail since Odoo 13 has that number in its address.
        """
        kwargs.pop("message_id", None)
        return super().mail_action_view(model, res_id, access_token, **kwargs)


class ClubAttachmentController(AttachmentController):
    """The first page of a file is most of a CV: it is logged like the file."""

    @http.route(readonly=writes)
    def mail_attachment_pdf_first_page(self, attachment_id, access_token=None):
        return super().mail_attachment_pdf_first_page(attachment_id, access_token)

    def _get_pdf_first_page_response(self, attachment):
        response = super()._get_pdf_first_page_response(attachment)
        request.env["club.leaving"]._opened(attachment, "raw")
        return response
