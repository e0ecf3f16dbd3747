"""What callers of JSON are told where the server has no transaction to say it in.

Odoo takes the last dispatcher that names a type of route for the one of that type.
"""

from odoo.http import Json2Dispatcher, JsonRPCDispatcher

from .words import in_words, is_lost


class ToldJsonRPC(JsonRPCDispatcher):
    """The calls of the web client, and of ``/jsonrpc``."""

    routing_type = JsonRPCDispatcher.routing_type

    def handle_error(self, exc):
        return super().handle_error(in_words() if is_lost(exc) else exc)


class ToldJson2(Json2Dispatcher):
    """The calls of ``/json/2``."""

    routing_type = Json2Dispatcher.routing_type

    def handle_error(self, exc):
        return super().handle_error(in_words() if is_lost(exc) else exc)
