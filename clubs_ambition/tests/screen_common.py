"""Walk the screens of a user as the web client does: actions, views, empty forms."""

from lxml import etree

from odoo import fields
from odoo.tests import Form
from odoo.tools import str2bool
from odoo.tools.safe_eval import safe_eval

OURS = "clubs_ambition"
DAY = "2026-11-30"
LISTED = ("list", "kanban", "calendar", "activity")
"""Views of several records, whose *New* opens an empty form."""


class Screen:
    """One window action, opened by one user with the context the client sends."""

    def __init__(self, env, action, record=None):
        self.env = env
        self.action = action
        self.record = record
        values = action.get("context") or {}
        if isinstance(values, str):
            values = safe_eval(values, self._names())
        self.context = {**self._active(), **values}
        self.model = env[action["res_model"]].with_context(**self.context)

    def __str__(self):
        return self.action.get("xml_id") or self.action["res_model"]

    def _active(self):
        if not self.record:
            return {}
        return {
            "active_model": self.record._name,
            "active_id": self.record.id,
            "active_ids": self.record.ids,
        }

    def _names(self):
        """Return what an action's context may name."""
        return {
            "uid": self.env.uid,
            "active_id": False,
            "active_ids": [],
            "context": self.env.context,
            "context_today": fields.Datetime.now,
            **self._active(),
        }

    def views(self):
        """Return ``{view type: (id, arch)}``, loaded in one call."""
        views = self.action.get("views") or [
            (False, mode) for mode in self.action["view_mode"].split(",")
        ]
        search = (self.action.get("search_view_id") or [False])[0]
        loaded = self.model.get_views(
            [*views, (search, "search")],
            {"toolbar": True, "load_filters": True, "action_id": self.action.get("id")},
        )["views"]
        return {
            mode: (view_id, etree.fromstring(loaded[mode]["arch"]))
            for view_id, mode in views
        }

    def openings(self):
        """Return ``[(how, opener)]``: every way to a new record of this screen."""
        views = self.views()
        form_id = views.get("form", (False, None))[0]
        if list(views) == ["form"]:
            return [("alone", lambda: Form(self.model, form_id))]
        found = []
        for mode, (_view_id, arch) in views.items():
            if mode not in LISTED or not allowed(arch, "create"):
                continue
            if mode == "list" and arch.get("editable"):
                found.append(("line", lambda arch=arch: new_line(self.model, arch)))
            elif "form" in views and "form" not in dict(found):
                found.append(("form", lambda: Form(self.model, form_id)))
            if mode == "calendar":
                model = self._on_a_day(arch)
                found.append((mode, lambda model=model: Form(model, form_id)))
            if mode == "kanban" and allowed(arch, "quick_create"):
                found += self._in_columns(arch)
        return found

    def _on_a_day(self, arch):
        """Return the model with the defaults of a click in the calendar."""
        defaults = {}
        for attribute, hour in (("date_start", "09"), ("date_stop", "10")):
            if name := arch.get(attribute):
                timed = self.model._fields[name].type == "datetime"
                value = f"{DAY} {hour}:00:00" if timed else DAY
                defaults[f"default_{name}"] = value
        return self.model.with_context(**defaults)

    def _in_columns(self, arch):
        """Return the short forms that *+* unfolds in the columns of a kanban."""
        name, view = arch.get("default_group_by"), arch.get("quick_create_view")
        found = []
        for value in self._columns(name) if name else []:
            model = self.model.with_context(**{f"default_{name}": value})
            if view:
                model = model.with_context(form_view_ref=view)
                opener = lambda model=model: Form(model)  # noqa: E731
            else:
                opener = lambda model=model: new_line(model)  # noqa: E731
            found.append((f"column {value}", opener))
        return found

    def records(self):
        """Return what the screen shows and its reader may change, one of each state."""
        domain = self.action.get("domain") or []
        if isinstance(domain, str):
            domain = safe_eval(domain, self._names())
        found = self.model.search(domain, limit=20)
        if "state" in self.model._fields:
            found = found.browse(
                group[0].id for group in found.grouped("state").values()
            )
        return found[:5]._filtered_access("write")

    def buttons(self, record):
        """Return ``[(label, press)]``: the buttons of the form of a record."""
        views = self.views()
        if "form" not in views:
            return []
        form = Form(record.with_context(**self.context), views["form"][0])
        names = form._get_eval_context()
        return [
            (node.get("name"), lambda node=node: self._press(record, node, names))
            for node in form._view["tree"].iter("button")
            if node.get("type") in ("object", "action")
            and not any(up.tag == "field" for up in node.iterancestors())
            and not any(
                safe_eval(up.get("invisible") or "False", dict(names))
                for up in (node, *node.iterancestors())
            )
        ]

    def _press(self, record, node, names):
        """Return the action that a button leads to, as the client gets it."""
        if node.get("type") == "action":
            found = self.env["ir.actions.actions"].sudo().browse(int(node.get("name")))
            return self.env[found.type].sudo().browse(found.id)._get_action_dict()
        context = safe_eval(node.get("context") or "{}", dict(names))
        record = record.with_context(**self.context, **context)
        return getattr(record, node.get("name"))()

    def _columns(self, name):
        field = self.model._fields[name]
        if field.type == "selection":
            return [value for value, _label in field._description_selection(self.env)]
        return self.env[field.comodel_name].search([], limit=2).ids


def allowed(arch, what):
    """Tell whether a view allows ``what``; the server writes the rights into it."""
    return str2bool(arch.get(what, "1"))


def new_line(model, arch=None):
    """Ask for a new line of an editable list, or for the form of a name alone."""
    nodes = arch.xpath("./field") if arch is not None else []
    names = [node.get("name") for node in nodes] or ["display_name"]
    return model.onchange({}, [], {name: {} for name in names})


def actions(env):
    """Return the window actions of ours that the user may open, as the client does."""
    data = env["ir.model.data"].sudo()
    records = data.search(
        [("module", "=", OURS), ("model", "=", "ir.actions.act_window")]
    )
    found = []
    for xmlid in records.mapped("complete_name"):
        action = env.ref(xmlid).sudo()
        groups = action.group_ids
        if groups and not groups & env.user.all_group_ids:
            continue
        if env[action.res_model].has_access("read"):
            values = env["ir.actions.actions"]._for_xml_id(xmlid)
            found.append({**values, "xml_id": xmlid})
    return found


def fill(form):
    """Fill what a form requires with the first thing it offers; return the rest."""
    missing = []
    for name in list(form._view["fields"]):
        if name == "id" or form._values[name] or is_set(form, name):
            continue
        value = first_choice(form, name)
        if value is None:
            missing.append(name)
        else:
            form[name] = value
    return missing


def is_set(form, name):
    """Tell whether a field needs nothing: hidden, read-only, or not required."""
    kind = form._view["fields"][name]["type"]
    return (
        kind in ("boolean", "one2many", "many2many", "integer", "float")
        or not form._get_modifier(name, "required")
        or form._get_modifier(name, "invisible")
        or form._get_modifier(name, "readonly")
    )


def first_choice(form, name):
    """Return the first value that a field proposes, None where it has none."""
    field = form._view["fields"][name]
    if field["type"] == "many2one":
        node = form._view["tree"].xpath(f"//field[@name='{name}']")[0]
        domain = node.get("domain") or field.get("domain") or []
        if isinstance(domain, str):
            domain = safe_eval(domain, form._get_eval_context())
        model = form._env[field["relation"]].with_context(**form._get_context(name))
        names = model.name_search("", domain, limit=1)
        return model.browse(names[0][0]) if names else None
    if field["type"] == "selection":
        return field["selection"][0][0] if field["selection"] else None
    return {
        "date": DAY,
        "datetime": f"{DAY} {'10' if 'stop' in name else '09'}:00:00",
        "monetary": 100,
    }.get(field["type"], "Essai")
