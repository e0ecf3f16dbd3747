from odoo.tools import email_normalize

from odoo.addons.mail.controllers.thread import ThreadController


class ClubThreadController(ThreadController):
    """The composer of a thread about a person, to whom one writes without a contact."""

    def _prepare_message_data(self, post_data, *, thread, **kwargs):
        """Send to the person's own address what Odoo would have made a contact for."""
        data = super()._prepare_message_data(post_data, thread=thread, **kwargs)
        addresses = {
            email_normalize(one) for one in post_data.get("partner_emails") or ()
        }
        person = getattr(thread, "person_id", None)
        if addresses and person is not None and person._name == "club.person":
            # sudo: whoever writes to the address knows it.
            address = person.sudo().email_normal
            if address in addresses:
                data["outgoing_email_to"] = address
        return data
