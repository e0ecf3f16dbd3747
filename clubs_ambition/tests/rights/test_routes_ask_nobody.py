# pylint: disable=translation-required
"""No address of the stock has the server ask another one that a caller says."""

import inspect
import json

import requests

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ...models.tools import club_outside
from ..common import ClubsCase
from .attacks import Attacks
from .route_common import function_of, stock_rules

ASKED = "addresses that the server is told to ask"
INSIDE = "http://inside.example.org/page"
"""What only the server reaches, and a caller would like to."""

NOISE = (
    "odoo.http",
    "odoo.sql_db",
    "odoo.addons.base.models.ir_http",
    "odoo.addons.web.controllers.export",
    "odoo.addons.web.controllers.binary",
    "odoo.addons.rpc.controllers.jsonrpc",
    "odoo.addons.rpc.controllers.xmlrpc",
    "odoo.addons.web_unsplash.controllers.main",
)
MANY = {
    "unsplashurls": {"1": {"url": INSIDE, "download_url": INSIDE}},
    "media": {"1": {"query": "x", "is_dynamic_svg": False}},
}


@tagged("post_install", "-at_install", "security")
class TestRoutesAskNobody(Attacks, ClubsCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["club.outside"]._turn_off()
        cls.env.flush_all()
        cls.heard = []

    @classmethod
    def _request_handler(cls, session, request, /, **kwargs):
        """Hear what leaves the server, which nobody answers."""
        if cls.base_url() not in request.url:
            cls.heard.append(request.url)
            raise requests.exceptions.ConnectionError("nobody there")
        return super()._request_handler(session, request, **kwargs)

    def told(self, answer):
        """Return who was asked."""
        return list(answer)

    def values(self, rule):
        """Return an address for each parameter that may be one, or has to be said."""
        wanted = list(inspect.signature(function_of(rule)).parameters.values())[1:]
        return {
            one.name: MANY.get(one.name, INSIDE)
            for one in wanted
            if one.kind is one.POSITIONAL_OR_KEYWORD
            and one.name not in rule.arguments
            and (one.default is one.empty or {"url", "src"} & {*one.name.split("_")})
        }

    def ask(self, rule, values):
        """Call an address with what it takes; return who the server asked."""
        self.heard.clear()
        path = rule.build(dict.fromkeys(rule.arguments, 1))[1]
        if rule.endpoint.routing.get("type") == "jsonrpc":
            body = json.dumps({"jsonrpc": "2.0", "params": values})
            kind = {"Content-Type": "application/json"}
            self.url_open(path, data=body, headers=kind)
        else:
            self.url_open(path, params=values, allow_redirects=False)
        return list(self.heard)

    def routes(self):
        """Yield the addresses of the stock with what they are told, each once."""
        seen = set()
        for rule in stock_rules(self.env):
            function = function_of(rule)
            if function in seen:
                continue
            seen.add(function)
            try:
                rule.build(dict.fromkeys(rule.arguments, 1))
            except Exception:  # noqa: BLE001 (a converter that takes no number)
                continue
            yield rule, self.values(rule)

    def walked(self):
        """Yield each address of the stock, who calls it, and who the server asked."""
        for login in (None, "t_portal", "t_animateur"):
            self.authenticate(login, login)
            for rule, values in self.routes():
                yield rule.rule, login, self.ask(rule, values)

    @mute_logger(*NOISE)
    def test_nobody_has_the_server_ask(self):
        for path, login, heard in self.walked():
            with self.subTest(path=path, login=login):
                self.hold(ASKED, heard)
        self.check_tried(400, ASKED)

    @mute_logger(*NOISE)
    def test_the_walk_hears_what_is_turned_on(self):
        """A test that cannot fail proves nothing: links that are followed are heard."""
        self.env["ir.config_parameter"].set_param("mail.link_preview_throttle", "9")
        self.env.flush_all()
        found = {path.split("/")[-1] for path, _login, heard in self.walked() if heard}
        self.assertLessEqual({"link_preview_external", "add_url"}, found)

    def test_the_library_of_pictures_is_turned_off(self):
        parameters = self.env["ir.config_parameter"]
        self.assertEqual(parameters.get_param(club_outside.PICTURES), club_outside.OFF)
