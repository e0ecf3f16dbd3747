"""Refuse to overwrite a text that somebody else changed since it was opened.

With each text that it saves, the web client sends what it read when it opened the record,
the line of a list, the row or the dialog; and what it sent since without getting an
answer. If the text was changed meanwhile, by a colleague or by oneself in another tab or
on a phone, it is refused, and the message shows both. Other fields are written as ever.
"""

from odoo.exceptions import UserError
from odoo.tools import format_datetime, html2plaintext

from ...const import TEXTS
from ...utils.bounds import clean_text
from .ours import is_ours

OPENED = "club_opened"
"""Name, in the context, of ``{model: {id: {field: text when it was opened}}}``."""
NEW = "club_dialog_made"
"""Said of a dialog while it is created: the client has no id of it yet."""


def opened_of(model, key):
    """Return ``{field: text}`` as the client opened a record, or a dialog (key ``""``).

    A list of texts, where some were sent and never answered.
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
    """Refuse to overwrite a text that somebody else changed meanwhile.

    Not under sudo, where nobody opened the text: a caller who claims to have opened it
    would be shown a text that they may not read.

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
    """Return the texts checked already: later writes of our code know of them."""
    opened, data = env.context[OPENED], env.cr.precommit.data
    known, asked = data.get(OPENED, (None, set()))
    if known is not opened:
        known, asked = data[OPENED] = (opened, set())
    return asked


def settle(dialogs):
    """Update, in dialogs, the texts that were changed meanwhile and not edited there.

    :raise UserError: with both texts, for one that was edited too
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
    """Return the record and field that keep a text: a form may show another record's."""
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
    """Tell whether the stored text is none of those that the user knows."""
    stands = _plain(field, record[field.name])
    return stands not in {_plain(field, text) for text in known}


def _plain(field, value):
    """Return the words of a text: the client writes the same ones in other bytes."""
    text = str(value or "")
    if field.type == "html":
        text = html2plaintext(text)
    return " ".join(clean_text(text).split())


def _refusal(form, name, record, field, yours):
    """Return the refusal, with both texts: whoever writes a field may read it.

    :param form: where the text was typed, in the field ``name``
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
