"""What somebody else wrote in a text since it was opened is not written over.

The web client says, of each text it records, what stood there when it was opened: of a
record, of the lines of its lists, of the rows of a list, of what a dialog was filled
with; and what it sent itself without hearing of it. A text changed meanwhile is refused,
showing both: by a colleague, or by oneself in another tab or on a phone. Every other
field is written as ever.
"""

from odoo.exceptions import UserError
from odoo.tools import format_datetime, html2plaintext

from ...utils.bounds import clean_text
from .guarded import is_ours

OPENED = "club_opened"
"""What the client says in the context: ``{model: {id: {field: what stood there}}}``."""
NEW = "club_dialog_made"
"""Said of a dialog while it is made: the client has no id of it."""
TEXTS = ("char", "text", "html")


def opened_of(model, key):
    """Return ``{field: text}`` as the client opened a record; of a dialog, by ``""``.

    Of what was sent and never answered, the texts are several.
    """
    opened = model.env.context.get(OPENED)
    for step in (model._name, str(key)):
        if not isinstance(opened, dict):
            return {}
        opened = opened.get(step)
    if not isinstance(opened, dict):
        return {}
    return {
        name: said
        for name, said in opened.items()
        if all(isinstance(text, str) for text in _texts(said))
    }


def _texts(said):
    return said if isinstance(said, list) else [said]


def check(records, vals):
    """Refuse to write over what somebody else wrote meanwhile.

    What the code writes under sudo was opened by nobody: whoever says so would be told
    a text that they do not read.

    :raise UserError: with both texts, and who wrote the other
    """
    if records.env.su or not records.env.context.get(OPENED):
        return
    for record in records:
        opened = opened_of(record, record.id)
        for name in opened.keys() & vals.keys() & record._fields.keys():
            holder, field = _holder(record, record._fields[name])
            if (
                field.type not in TEXTS
                or not field.store
                or not _is_shared(holder, field)
            ):
                continue
            if holder._transient:
                continue  # only who opened a dialog writes in it: see settle
            known = (*_texts(opened[name]), vals[name])
            asked = _asked(record.env)
            if (holder, field) not in asked and _is_changed(holder, field, known):
                raise _refusal(record, name, holder, field, vals[name])
            asked.add((holder, field))


def _asked(env):
    """Return the texts asked about already: what the code writes after, it knows."""
    opened, data = env.context[OPENED], env.cr.precommit.data
    known, asked = data.get(OPENED, (None, set()))
    if known is not opened:
        known, asked = data[OPENED] = (opened, set())
    return asked


def settle(dialogs):
    """Take over, in dialogs, the texts changed meanwhile that nobody typed over.

    :raise UserError: with both texts, where one was typed
    """
    for dialog in dialogs:
        for name, path in dialog._over_texts.items():
            *steps, last = path.split(".")
            target = dialog
            for step in steps:
                target = target[step][:1]
            if target and name in (dialog.opened_texts or {}):
                _settle_text(dialog, name, target, target._fields[last])


def _settle_text(dialog, name, target, field):
    given = dialog.opened_texts[name]
    stands = target[field.name]
    if _plain(field, dialog[name]) == _plain(field, given):
        if _plain(field, stands) != _plain(field, given):
            dialog.opened_texts = {**dialog.opened_texts, name: str(stands or "")}
            dialog[name] = stands
        return
    shown = opened_of(dialog, dialog.id).get(name, given)
    if _is_changed(target, field, (given, shown, dialog[name])):
        raise _refusal(dialog, name, target, field, dialog[name])
    if _plain(field, shown) == _plain(field, stands) != _plain(field, given):
        dialog.opened_texts = {**dialog.opened_texts, name: shown}


def _holder(record, field):
    """Return where a text is kept, and by which field: a form may show another's."""
    while field.related:
        *path, name = field.related.split(".")
        for step in path:
            record = record[step][:1]
        field = record._fields[name]
    return record, field


def _is_shared(record, field):
    """Tell whether colleagues of the clubs write a text: a field of ours, or of Odoo's.

    As the notes on an employer, the name of a prospect, what is to be done about them.
    """
    return is_ours(record, field) or any(
        one._name.startswith("club.") or one._club_is_traced()
        for one in (record, *_led_to(record))
    )


def _led_to(record):
    """Yield what a record leads to by a model and an id; sudo: it is told to nobody."""
    known = record.sudo()
    pointers = record.env["club.leaving"]._pointers()
    for kind, number in pointers.get(record._name, ()):
        if known[kind] in record.env.registry:
            yield from record.env[known[kind]].browse(known[number]).exists()


def _is_changed(record, field, known):
    """Tell whether the text was changed, to something that nobody here knows."""
    stands = _plain(field, record[field.name])
    return stands not in {_plain(field, text) for text in known}


def _plain(field, value):
    """Return what is read of a text: the client writes the same in other bytes."""
    text = str(value or "")
    if field.type == "html":
        text = html2plaintext(text)
    return " ".join(clean_text(text).split())


def _refusal(form, name, record, field, yours):
    """Return the sentence: whoever writes the field reads it.

    :param form: where it was typed, of which the client knows the field ``name``
    """
    env, theirs = record.env, record[field.name]
    shown = [
        html2plaintext(text or "") if field.type == "html" else str(text or "")
        for text in (theirs, yours)
    ]
    said = {
        "field": field._description_string(env),
        "when": format_datetime(env, record.write_date, dt_format="short"),
    }
    if record.write_uid == env.user:
        changed = env._(
            "“%(field)s” was changed since you opened it: you recorded it on %(when)s, "
            "in another tab or on another device.",
            **said,
        )
    else:
        # sudo: the name of a colleague who wrote in what the user reads.
        changed = env._(
            "“%(field)s” was changed since you opened it: %(who)s recorded the page on "
            "%(when)s.",
            who=record.write_uid.sudo().name,
            **said,
        )
    message = env._(
        "%(changed)s Nothing of yours is lost: it is still in the field. Add to it what "
        "you keep of the other text, then record again.\n\n"
        "– Recorded now:\n%(theirs)s\n\n– Yours:\n%(yours)s",
        changed=changed,
        theirs=shown[0] or "–",
        yours=shown[1] or "–",
    )
    refusal = UserError(message)
    refusal.http_status = 409
    # What stands there now, for the client: recording again, after that was shown, is
    # a choice.
    key = "" if form.env.context.get(NEW) else str(form.id)
    refusal.context = {OPENED: {form._name: {key: {name: str(theirs or "")}}}}
    return refusal
