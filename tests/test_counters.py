"""What a button counts, the list that it opens shows: for each role, on the demo.

Two screens side by side have to say the same. Every button of a form that bears one
number is pressed, on records that have something to count, and the rows are counted as
the web client would show them: with the filters that the list starts with.
"""

import ast
import re

import pytest
from lxml import etree

from bootstrap.live_server import RpcError

LOGINS = ["animateur", "animateur2", "manager", "coordinator"]
RECORDS = 60
"""Records of each model of which the numbers are looked at."""


def forms(server):
    """Return the forms of our addon that bear buttons with a number: (model, view)."""
    rows = server.sql(
        """SELECT DISTINCT view.model, view.id FROM ir_ui_view view
             JOIN ir_model_data data ON data.model = 'ir.ui.view'
              AND data.res_id = view.id AND data.module LIKE 'clubs_ambition%'
            WHERE view.type = 'form' AND view.mode = 'primary' AND view.active"""
    )
    return [(model, int(view)) for model, view in rows]


def buttons(reader, model, view):
    """Return ``[(method, number field, condition)]`` of a form, as this reader sees it."""
    try:
        got = reader.call(model, "get_views", [[view, "form"]])
    except RpcError as refusal:
        if "AccessError" not in str(refusal):
            raise
        return []  # this role has no such form
    known = got["models"][model]["fields"]
    found = []
    for button in etree.fromstring(got["views"]["form"]["arch"]).iter("button"):
        names = [field.get("name") for field in button.iter("field")]
        one = button.get("type") == "object" and len(names) == 1
        if one and known[names[0]]["type"] == "integer":
            found.append((button.get("name"), *names, button.get("invisible")))
    return found


def filtered(reader, action):
    """Return the domain of what an action shows at first, and the context it reads in."""
    context = action["context"]
    context = ast.literal_eval(context) if isinstance(context, str) else context
    search = (action.get("search_view_id") or [False])[0]
    views = reader.call(action["res_model"], "get_views", [[search, "search"]])
    arch = etree.fromstring(views["views"]["search"]["arch"])
    domain = action["domain"]
    for key in [one for one in context if one.startswith("search_default_")]:
        (one,) = arch.xpath(f"//filter[@name='{key.removeprefix('search_default_')}']")
        domain = [*domain, *ast.literal_eval(one.get("domain") or "[]")]
    kept = {key: one for key, one in context.items() if not key.startswith("search_")}
    return domain, kept


def is_shown(condition, record):
    """Tell whether a button is on the screen: conditions name fields, “not” and “or”."""
    names = {name: record.get(name) for name in re.findall(r"[a-z_]+", condition or "")}
    return not (condition and eval(condition, {}, names))  # noqa: S307 -- our own views


@pytest.mark.parametrize("login", LOGINS)
def test_a_button_opens_as_many_rows_as_it_says(server, login):
    reader, looked, wrong = server.login(login), {}, []
    for model, view in forms(server):
        found = buttons(reader, model, view)
        if not found:
            continue
        known = reader.call(model, "fields_get", [], ["type"])
        asked = {word for one in found for word in re.findall("[a-z_]+", str(one[2]))}
        asked = sorted((asked & known.keys()) | {one[1] for one in found})
        rows = reader.call(
            model, "search_read", [], asked, limit=RECORDS, order="id desc"
        )
        for method, number, condition in found:
            for row in [one for one in rows if one[number]][:5]:
                if not is_shown(condition, row):
                    continue
                action = reader.call(model, method, [row["id"]])
                domain, context = filtered(reader, action)
                count = reader.call(
                    action["res_model"], "search_count", domain, context=context
                )
                looked[model, method] = looked.get((model, method), 0) + 1
                if count != row[number]:
                    said = f"{model} {row['id']}: {number} says {row[number]}"
                    wrong.append(f"{said}, {method} shows {count}")
    assert len(looked) >= 8, f"hardly any button has something to count: {looked}"
    assert not wrong, "\n".join(wrong)
