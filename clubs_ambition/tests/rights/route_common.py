"""The addresses of the stock, from the routing map."""

import inspect

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
