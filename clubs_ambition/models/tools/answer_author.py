"""Who a message of the holder of a link is by, and whether they said it already."""

from odoo.tools import formataddr, html2plaintext

from .club_guard_mixin import BY_LINK


def author_values(link, way):
    """Return who a message is by: an employer's contact, or a person's address.

    What came by a link that the club handed over is nobody's word: the agency tells it.

    :return: values of ``message_post``
    """
    if way != BY_LINK:
        return {"author_id": link.env.company.partner_id.id}
    if link.partner_id:
        return {"author_id": link.partner_id.id}
    sender = formataddr((link._holder_name(), link.email or ""))
    return {"author_id": False, "email_from": sender}


def has_said(link, way, record, note):
    """Tell whether the holder's last message on ``record`` is this very note.

    What came by mail is not: anybody can write the address that it is from.
    """
    author = author_values(link, way)
    mine = record.message_ids.filtered(
        lambda message: (
            message.message_type != "email"
            and message.author_id.id == author["author_id"]
            and (author["author_id"] or message.email_from == author["email_from"])
        )
    )
    words = " ".join(html2plaintext(mine[:1].body or "").split())
    return " ".join(note.split()) in words


def heard(link, way, words):
    """Return what a thread says of an answer: how it came, where nothing proves it."""
    if way == BY_LINK:
        return words
    return link.env._("%s (by the link that the club handed over)", words)
