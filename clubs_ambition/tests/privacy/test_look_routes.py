"""Whatever address or form of the stock tells of a person, a look is noted."""

# pylint: disable=translation-required
from odoo.tests import HttpCase, tagged
from odoo.tests.common import JsonRpcException
from odoo.tools import mute_logger

from ..rights import test_stock_routes as stock
from ..rights.route_common import RouteCalls, stock_routes
from ..rights.stock_common import StockCase
from .look_common import LookByHttp


@tagged("post_install", "-at_install", "security")
class TestLookRoutes(RouteCalls, LookByHttp, StockCase, HttpCase):
    """As the animateur of the person: routes and dialogs, found in the registry."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.message = cls.journey.message_ids.filtered("outgoing_email_to")[:1]
        cls.file = cls.env["ir.attachment"].create(
            {"name": "x.txt", "raw": cls.person.name.encode()}
            | {"res_model": cls.journey._name, "res_id": cls.journey.id}
        )
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        login = self.other_animateur.login
        self.authenticate(login, login)

    def noted(self, call):
        """Return ``(what a call tells of the person, whether a look is noted)``."""
        answer = {}

        def asked():
            with mute_logger(*stock.NOISE):
                answer["told"] = call()

        seen = self.seen(asked, self.other_animateur)
        return self.told(answer["told"]), self.person in seen

    def rpc(self, *call, **kwargs):
        """Call a method; what is refused tells nothing."""
        try:
            return super().rpc(*call, **kwargs)
        except JsonRpcException:
            return ""

    def test_whatever_address_tells_a_name(self):
        telling = set()
        for kind, rule, names in stock_routes(self.env):
            for document in (self.journey, self.person):
                values = self.values(names, document)
                if not values:
                    continue
                path = self._path(rule, values, document)
                told, noted = self.noted(
                    lambda call=(kind, path, values): self.ask(*call).text
                )
                if told:
                    telling.add(rule.rule)
                    with self.subTest(route=rule.rule, document=document, told=told):
                        self.assertTrue(noted)
        self.assertGreater(len(telling), 5, telling)

    def test_whatever_the_store_of_discuss_tells(self):
        for document in (self.journey, self.person):
            for one in stock.STORE:
                asked = {"thread_model": document._name, "thread_id": document.id}
                asked = ["mail.thread", {**asked, "request_list": [one]}]
                told, noted = self.noted(
                    lambda asked=asked: (
                        self.ask_json("/mail/data", {"fetch_params": [asked]}).text
                    )
                )
                if told:
                    with self.subTest(document=document, asked=one, told=told):
                        self.assertTrue(noted)

    def test_whatever_form_is_about_them(self):
        """Opened on the person: a letter made of a template, a meeting, a task."""
        telling, tried = set(), 0
        for name in self.stock_models():
            Model = self.env[name].with_user(self.other_animateur)
            if not Model.has_access("create"):
                continue
            for of_model, of_record in self.pairs(name):
                for document in (self.journey, self.person):
                    values = self.pointing(name, of_model, of_record, document)
                    given = {f"default_{key}": one for key, one in values.items()}
                    call = (name, "onchange", [], {}, [], self.spec(Model))
                    tried += 1
                    told, noted = self.noted(
                        lambda call=call, given=given: self.rpc(*call, context=given)
                    )
                    if told:
                        telling.add(name)
                        with self.subTest(model=name, document=document, told=told):
                            self.assertTrue(noted)
        self.assertGreater(tried, 10)
        self.assertTrue(telling)

    def test_a_letter_made_of_a_template(self):
        """The composer renders what it is about: no form was opened before."""
        template = self.env["mail.template"].create(
            {
                "name": "Rappel",
                "model_id": self.env["ir.model"]._get_id(self.journey._name),
                "body_html": "<p>Bonjour <t t-out='object.name'/></p>",
            }
        )
        given = {
            "default_model": self.journey._name,
            "default_res_ids": self.journey.ids,
            "default_template_id": template.id,
            "default_composition_mode": "comment",
        }
        spec = {key: {} for key in ("body", "subject", "model", "res_ids")}
        spec |= {"template_id": {}, "composition_mode": {}}
        told, noted = self.noted(
            lambda: self.rpc(
                *("mail.compose.message", "onchange", [], {}, [], spec), context=given
            )
        )
        self.assertTrue(told)
        self.assertTrue(noted)
        opened = self.looks(self.other_animateur).filtered("opened_at")
        self.assertEqual(opened.person_id, self.person, "more than a line of a list")
