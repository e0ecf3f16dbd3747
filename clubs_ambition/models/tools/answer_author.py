"""Who a message of the holder of a link is by, and whether they said it already."""

from odoo.tools import formataddr, html2plaintext


def author_values(link):
    """Return who a message is by: an employer's contact, or a person's address.

    :return: values of ``message_post``
    """
    if link.partner_id:
        return {"author_id": link.partner_id.id}
    sender = formataddr((link._holder_name(), link.email or ""))
    return {"author_id": False, "email_from": sender}


def has_said(link, record, note):
    """Tell whether the holder's last message on ``record`` is this very note."""
    author = author_values(link)
    mine = record.message_ids.filtered(
        lambda message: (
            message.author_id == link.partner_id
            and (link.partner_id or message.email_from == author["email_from"])
        )
    )
    words = " ".join(html2plaintext(mine[:1].body or "").split())
    return " ".join(note.split()) in words
