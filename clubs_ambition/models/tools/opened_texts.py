"""What somebody else wrote in a text since it was opened is not written over.

The web client says, of each long text it records, what stood there when it was opened.
A field changed meanwhile by another user is refused, showing both; every other field is
written as ever, and so is what the same user records twice.
"""

from odoo.exceptions import UserError
from odoo.tools import format_datetime, html2plaintext

from ...utils.bounds import clean_text
from .guarded import is_ours

OPENED = "club_opened"
"""What the client says in the context: ``{field: what stood there}``."""
LONG = ("text", "html")


def check(record, vals):
    """Refuse to write over what somebody else wrote meanwhile.

    :raise UserError: with both texts, and who wrote the other
    """
    opened = record.env.context.get(OPENED)
    if not isinstance(opened, dict) or len(record) != 1:
        return
    told = {name for name, text in opened.items() if isinstance(text, str)}
    for name in told & vals.keys() & record._fields.keys():
        holder, field = _holder(record, record._fields[name])
        if field.type not in LONG or not field.store or not is_ours(holder, field):
            continue
        if _is_changed(holder, field, opened[name], vals[name]):
            raise _refusal(holder, field, name, vals[name])


def _holder(record, field):
    """Return where a text is kept, and by which field: a form may show another's."""
    while field.related:
        *path, name = field.related.split(".")
        for step in path:
            record = record[step][:1]
        field = record._fields[name]
    return record, field


def _is_changed(record, field, opened, yours):
    """Tell whether another user changed the text, to something else than is written."""
    stands = _plain(field, record[field.name])
    known = {_plain(field, opened), _plain(field, yours)}
    return stands not in known and record.write_uid != record.env.user


def _plain(field, value):
    """Return what is read of a text: the client writes the same in other bytes."""
    text = str(value or "")
    if field.type == "html":
        text = html2plaintext(text)
    return " ".join(clean_text(text).split())


def _refusal(record, field, name, yours):
    """Return the sentence: whoever writes the field reads it."""
    env, theirs = record.env, record[field.name]
    shown = [
        html2plaintext(text or "") if field.type == "html" else str(text or "")
        for text in (theirs, yours)
    ]
    # sudo: the name of a colleague who wrote in what the user reads.
    writer = record.write_uid.sudo().name
    message = env._(
        "“%(field)s” was changed since you opened it: %(who)s recorded the page on "
        "%(when)s. Nothing of yours is lost: it is still in the field. Add to it what "
        "you keep of the other text, then record again.\n\n"
        "– Recorded now:\n%(theirs)s\n\n– Yours:\n%(yours)s",
        field=field._description_string(env),
        who=writer,
        when=format_datetime(env, record.write_date, dt_format="short"),
        theirs=shown[0] or "–",
        yours=shown[1] or "–",
    )
    refusal = UserError(message)
    refusal.http_status = 409
    # What stands there now, for the client: recording again, after that was shown, is
    # a choice.
    refusal.context = {OPENED: {name: str(theirs or "")}}
    return refusal
