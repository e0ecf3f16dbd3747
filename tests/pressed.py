"""The buttons of our forms, pressed twice; read after ``two_cursors``, ``click_targets``.

Each is found in the views, and pressed on a record of the demo on which it shows, by
somebody to whom it shows.
"""

# ruff: noqa: F821 -- read in one program with the others

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

LOGINS = ("animateur", "manager", "referent", "officer", "coordinator", "admin")
LOOKED_AT = 80
"""Records of a model among which one is looked for that shows a button."""

SHOWING = ("action_open_", "action_print")
"""Beginnings of what shows something, and changes nothing."""


def forms(env):
    """Yield our models that have a form, and are no dialog's."""
    for name, model in sorted(env.items()):
        ours = name.startswith("club.") or name in ("crm.lead", "res.partner")
        if ours and model._auto and not (model._abstract or model._transient):
            yield name


def conditions(node):
    """Return what hides a button: on it, or on what it stands in."""
    found = []
    while node is not None:
        if (told := node.get("invisible")) and node.tag != "field":
            found.append(told)
        node = node.getparent()
    return found


def shown(record, tests, names):
    """Tell whether nothing hides a button of one record."""
    (told,) = record.read(names, load=None)
    known = {**told, "id": record.id, "context": {}, "uid": record.env.uid}
    try:
        return not any(safe_eval(one, dict(known)) for one in tests)
    except (NameError, ValueError):
        return False


def buttons_of(env, name, login):
    """Yield ``(button, conditions, context, fields of the form)`` shown to somebody."""
    one = env(user=user_of(env, login), su=False)
    Model = one[name]
    if not Model.has_access("read"):
        return
    view = "crm_lead_view_form_prospection" if name == "crm.lead" else None
    view_id = view and env.ref(f"clubs_ambition.{view}").id
    arch = etree.fromstring(Model.get_view(view_id, "form")["arch"])
    names = {node.get("name") for node in arch.iter("field")}
    names = [one for one in names if one in Model._fields]
    names = [one for one in names if Model._fields[one].type != "binary"]
    for node in arch.iter("button"):
        inside = [up.tag for up in node.iterancestors()]
        if node.get("type") != "object" or "field" in inside:
            continue
        yield node.get("name"), conditions(node), node.get("context"), names


def user_of(env, login):
    return env["res.users"].search([("login", "=", login)]).id


def context_of(record, text):
    """Return the context that a button gives; one that reads a field is for a dialog."""
    try:
        return safe_eval(text, {"id": record.id, "uid": record.env.uid}) if text else {}
    except ValueError:
        return {}


def target(env, name, login, tests, names):
    """Return a record of a model that shows a button to somebody, if there is one."""
    one = env(user=user_of(env, login), su=False)
    for record in one[name].search([], limit=LOOKED_AT, order="id desc"):
        try:
            if shown(record, tests, names):
                return record.id
        except (AccessError, UserError):
            continue
    return None


def prepare(env):
    """Add what the demo has none of: requests, letters, reviews, two records of one."""
    for kind in ("access", "rectification", "restriction", "objection", "erasure"):
        requests(env, kind)
    letters(env)
    erasures(env)
    gone = over(env)
    gone.referent_id = user(env, "referent")
    env["club.review"].create([{"participant_id": one.id} for one in gone])
    env["club.person.doubt"]._by_hand(over(env).person_id)
    lead = {"name": "À lire", "club_id": club_of(env).id, "to_read": True}
    env["crm.lead"]._club_unguarded("to_read").create(lead)
    env.cr.commit()


def try_buttons(env):
    """Press each button twice at once, then once more, on a record that shows it.

    Some show once another one was pressed: in a second round.
    """
    prepare(env)
    found, alone, done = {}, set(), set()
    for name in [*forms(env)] * 2:
        for login in LOGINS:
            for button, tests, context, names in [*buttons_of(env, name, login)]:
                if (name, button) in done or button.startswith(SHOWING):
                    continue
                record = target(env, name, login, tests, names)
                if not record:
                    alone.add(f"{name}.{button}")
                    continue
                done.add((name, button))

                def press(
                    one, model=name, record=record, button=button, context=context
                ):
                    target = one[model].browse(record)
                    told = context_of(target, context)
                    getattr(target.with_context(**told), button)()

                uid = user_of(env, login)
                with mute_logger("odoo.sql_db"):
                    found[f"{name}.{button}"] = twice(env, uid, press)
                env.invalidate_all()
    return {"pressed": found, "alone": sorted(alone - found.keys())}
