"""The buttons of our screens, pressed twice; read after ``two_cursors``, ``click_targets``.

Each is found in the views (forms and the lines of their lists, lists, cards), and pressed
on a record of the demo on which it shows, by somebody to whom it shows.
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


VIEWS = ("form", "list", "kanban")


def is_ours(env, name):
    """Tell whether a model is one of ours that has records, and no dialog."""
    model = env[name]
    ours = name.startswith("club.") or name in ("crm.lead", "res.partner")
    return ours and model._auto and not (model._abstract or model._transient)


def models(env):
    """Yield the names of the models that have screens of ours."""
    return (name for name in sorted(env.registry) if is_ours(env, name))


def conditions(node):
    """Return what hides a button: on it, or on what it stands in up to its list."""
    found = []
    while node is not None and node.tag != "field":
        if told := node.get("invisible"):
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


def places(Model, node):
    """Yield ``(model, node)`` of a view and of each list of lines that stands in it."""
    yield Model, node
    for field in node.iter("field"):
        inner = [one for one in field if one.tag in VIEWS]
        above = [*field.iterancestors("field")]
        if inner and not above and field.get("name") in Model._fields:
            there = Model.env[Model._fields[field.get("name")].comodel_name]
            for one in inner:
                yield from places(there, one)


def inside(node, tag):
    """Yield what stands in a view itself, and not in the lines of one of its lists."""
    for one in node.iter(tag):
        ups = [*one.iterancestors()]
        if not any(up.tag == "field" for up in ups[: ups.index(node) + 1]):
            yield one


def buttons_of(env, name, login):
    """Yield ``(model, button, conditions, context, fields, whether it asks first)``.

    Of those that are shown to somebody.
    """
    one = env(user=user_of(env, login), su=False)
    Model = one[name]
    if not Model.has_access("read"):
        return
    for kind in VIEWS:
        view = f"crm_lead_view_{kind}_prospection" if name == "crm.lead" else None
        view = view and env.ref(f"clubs_ambition.{view}", raise_if_not_found=False)
        arch = etree.fromstring(Model.get_view(view and view.id, kind)["arch"])
        for there, node in places(Model, arch):
            if not is_ours(env, there._name):
                continue
            names = {field.get("name") for field in inside(node, "field")}
            names = [one for one in names if one in there._fields]
            names = [one for one in names if there._fields[one].type != "binary"]
            for button in (*inside(node, "button"), *inside(node, "a")):
                if button.get("type") == "object":
                    told = (conditions(button), button.get("context"), names)
                    asks = bool(button.get("confirm"))
                    yield there._name, button.get("name"), *told, asks


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


def is_final(env, name, record):
    """Tell whether a record is where no way leads on, nor back."""
    ways, record = getattr(env[name], "_transitions", {}), env[name].browse(record)
    return bool(ways) and bool(record.exists()) and not ways.get(record.state)


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
    found, alone, done, unasked = {}, set(), set(), set()
    for screen in [*models(env)] * 2:
        for login in LOGINS:
            for name, button, tests, context, names, asks in [
                *buttons_of(env, screen, login)
            ]:
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

                uid, over = user_of(env, login), is_final(env, name, record)
                with mute_logger("odoo.sql_db"):
                    found[f"{name}.{button}"] = twice(env, uid, press)
                env.invalidate_all()
                if not (asks or over) and is_final(env, name, record):
                    unasked.add(f"{name}.{button}")
    left = {"alone": sorted(alone - found.keys()), "unasked": sorted(unasked)}
    return {"pressed": found, **left}
