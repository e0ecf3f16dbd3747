"""What a button opens: one way to write a window of the web client."""


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

    :param str xmlid: its identifier, without the name of the addon
    :param values: keys that replace those of the stored action
    """
    action = env["ir.actions.act_window"]._for_xml_id(f"clubs_ambition.{xmlid}")
    return {**action, **values}
