"""What a button opens: one way to write a window of the web client."""

from ast import literal_eval

FILTER = "search_default_"


def window(model, **values):
    """Return the action that opens the form of ``model``, or what ``values`` say.

    :param str model: the model shown
    :param values: further keys of an ``ir.actions.act_window``: name, res_id, context…
    """
    shown = {} if "views" in values else {"view_mode": "form"}
    return {"type": "ir.actions.act_window", "res_model": model, **shown, **values}


def dialog(model, name, **context):
    """Return the action that opens ``model`` in a dialog, with these defaults."""
    return window(model, name=name, target="new", context=context)


def stored(env, xmlid, **values):
    """Return an action of the addon, narrowed: its domain, its context…

    Narrowed by a domain, it shows every row of that domain: the filters that the menu
    starts with would hide some of those a button has counted. A caller may name others.

    :param str xmlid: its identifier, without the name of the addon
    :param values: keys that replace those of the stored action
    """
    action = env["ir.actions.act_window"]._for_xml_id(f"clubs_ambition.{xmlid}")
    if "domain" in values:
        context = literal_eval(action["context"] or "{}").items()
        kept = {key: value for key, value in context if not key.startswith(FILTER)}
        values["context"] = {**kept, **values.get("context", {})}
    return {**action, **values}
