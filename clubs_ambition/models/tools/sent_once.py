"""Record once what is sent twice, because the answer to the first was lost on the way.

A phone loses its connection while a page is being saved. Whoever saves again would get two
prospects, two sessions, each new line of a list twice. So the web client gives the page a
key until it hears that it is saved; the server keeps with that key, for a day
(``club.turn``), what it recorded: which record, and a fingerprint of each value.
"""

import json

from odoo.tools import hmac

ONCE = "club_once"
"""Name, in the context, of the key that the client gives a page."""
LONGEST = 64


def left(records, vals):
    """Return ``(records, values, keep)``: what is still to be recorded of a page.

    :return: ``keep`` notes the answer of ``web_save``, that is what was recorded, and
        returns it
    """
    key = records.env.context.get(ONCE)
    if not isinstance(key, str) or not 0 < len(key) <= LONGEST:
        return records, vals, lambda answer: answer
    records = records.with_context(**{ONCE: None})
    if records._name not in records.env["club.departure"]._models_bearing():
        return records, vals, lambda answer: answer
    about = ("once", records.env.uid, records._name, records.ids, key)
    turn = records.env["club.turn"]._take_one(about)
    known, told = turn.told or {}, _told(records, vals)
    made = records or records.browse(turn.res_id).exists()
    if made or not turn.res_id:
        records, vals = made, _new(vals, told, known)

    def keep(answer):
        turn.told = {**known, **{name: _joined(known, told, name) for name in told}}
        turn.res_id = answer[0]["id"] if answer else False
        return answer

    return records, vals, keep


def pressed(dialog, act, *said):
    """Return what a dialog answers; pressed again, what it answered, and do no more.

    It closes as soon as it hears: who presses once more has heard of nothing.

    :param act: does it, and returns the answer to keep, None where nothing was done
    :param said: what it is told besides its own record
    """
    about = ("pressed", dialog._name, dialog.ids, *said)
    turn = dialog.env["club.turn"]._take_one(about)
    if turn.told:
        return turn.told["answer"]
    answer = act()
    if answer is not None:
        turn.told = {"answer": answer}
    return answer


def _told(records, vals):
    """Return ``{field name: fingerprint}``, one for each command of a list."""
    return {
        name: [_print(records, one) for one in value]
        if _is_list(value)
        else _print(records, value)
        for name, value in vals.items()
    }


def _new(vals, told, known):
    """Return the values, and the commands of lists, that are not recorded yet."""
    new = {}
    for name, value in vals.items():
        if _is_list(value):
            seen = known.get(name) or ()
            value = [
                x for x, one in zip(value, told[name], strict=True) if one not in seen
            ]
            if value:
                new[name] = value
        elif told[name] != known.get(name):
            new[name] = value
    return new


def _joined(known, told, name):
    """Return the fingerprints recorded of a field: its last value, all its commands."""
    if isinstance(told[name], list):
        return sorted({*(known.get(name) or ()), *told[name]})
    return told[name]


def _is_list(value):
    """Tell whether a value is a list of commands."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(one, list | tuple) for one in value)
    )


def _print(records, value):
    text = json.dumps(value, sort_keys=True, default=str)
    return hmac(records.env(su=True), "club-once", text)
