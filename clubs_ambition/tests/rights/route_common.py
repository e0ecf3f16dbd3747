"""The addresses of the stock, from the routing map."""

import inspect
import json
from contextlib import suppress

from .label_common import LAST
from .stock_common import OURS

LEFT_OUT = (
    "/web/database",
    "/web/session",
    "/web/login",
    "/websocket",
    "/json/2",
    "/google_gmail",
    "/microsoft_outlook",
)
"""No data of the base there, the same calls as ``call_kw``, or the session's end."""

MODEL = ("model", "thread_model", "res_model", "model_name", "active_model")
RECORD = ("id", "res_id", "thread_id", "rec_id", "record_id")
MESSAGE = ("message_id", "from_message_id", "last_message_id", "highlight_message_id")
FILE = ("attachment_id", "attachment")


def function_of(rule):
    """Return what answers at an address, as its addon wrote it."""
    return inspect.unwrap(getattr(rule.endpoint, "func", rule.endpoint))


def stock_rules(env):
    """Yield the addresses of the stock: those that a controller of ours extends too."""
    for rule in env["ir.http"].routing_map().iter_rules():
        ours = rule.rule.startswith(("/clubs/", f"/{OURS}"))
        if not ours and not rule.rule.startswith(LEFT_OUT):
            yield rule


def stock_routes(env):
    """Return ``[(kind, rule, parameters)]`` of the stock, an address each route."""
    found = {}
    for rule in stock_rules(env):
        function = function_of(rule)
        names = list(inspect.signature(function).parameters)[1:]
        route = (rule.endpoint.routing.get("type"), rule, names)
        found.setdefault(function, []).append(route)
    return [
        max(routes, key=lambda one: len({*MODEL, *RECORD} & one[1].arguments))
        for routes in found.values()
    ]


class RouteCalls:
    """Call addresses about somebody: ``journey``, ``message`` and ``file`` are known."""

    def values(self, names, document):
        """Return something for each parameter, about a document."""
        page = f"/odoo/{document._name}/{document.id}"
        told = {
            "preview_url": self.base_url() + page,
            "actions": [{"model": document._name, "resId": document.id}],
            "src": f"/web/image/{document._name}/{document.id}/cv_file",
            "actual_path": page,
            "subpath": page.removeprefix("/odoo/"),
            "redirect": page,
            **dict.fromkeys(MODEL, document._name),
            **dict.fromkeys(RECORD, document.id),
            **dict.fromkeys(MESSAGE, self.message_of(document).id),
            **dict.fromkeys(FILE, self.file.id),
            "follower_id": self.journey.message_follower_ids[:1].id,
            "model_names": [document._name],
            "model_names_to_fetch": json.dumps([document._name]),
            "partner_ids": self.env.user.partner_id.ids,
            "file_ids": str(self.file.id),
            "emails": ["somebody@example.org"],
            "fetch_params": {},
            "content": "x",
            "action": "add",
            "reaction": "x",
            "domain": [],
            "term": LAST[:7],
            "search_term": LAST[:7],
            "post_data": {"body": "x", "message_type": "comment"},
            "update_data": {"body": "x"},
            "method": "web_search_read",
            "args": [],
            "kwargs": {"domain": [], "specification": {"display_name": {}}},
            "field": "cv_file",
            "converter": "html",
        }
        return {name: told[name] for name in names if name in told}

    def message_of(self, _document):
        """Return a message about a document."""
        return self.message

    def _path(self, rule, values, document):
        """Return the address of a route about a document."""
        plain = {"docids": document.id, "filename": "x", "unique": "x"}
        arguments = {one: values.get(one, plain.get(one, 1)) for one in rule.arguments}
        with suppress(Exception):  # a converter takes records, or words of its own
            return rule.build(arguments)[1]
        return rule.rule

    def ask(self, kind, path, values):
        if kind == "jsonrpc":
            return self.ask_json(path, values)
        query = {
            name: value
            for name, value in values.items()
            if not isinstance(value, dict | list)
        }
        return self.opener.get(self.base_url() + path, params=query, timeout=30)

    def ask_json(self, address, params):
        return self.url_open(
            address,
            data=json.dumps({"jsonrpc": "2.0", "id": 1, "params": params}),
            headers={"Content-Type": "application/json"},
        )
