# pylint: disable=translation-required
import importlib.util
from pathlib import Path

from odoo.tests import HttpCase, tagged

from ...models.tools import club_outside, security_work
from ..common import ClubsCase
from odoo.addons.mail.models import mail_thread

SCRIPTS = Path(__file__).parents[2] / "migrations"
FIRST, PICTURES = "19.0.1.8.0", "19.0.1.13.0"
"""Versions whose update turned something off."""

POLICY = "Content-Security-Policy"


@tagged("post_install", "-at_install", "security")
class TestOutside(ClubsCase):
    """Services of others are off until somebody turns them on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.parameters = cls.env["ir.config_parameter"]
        cls.news = cls.env.ref(club_outside.NEWS)

    def migrate(self, version, to=FIRST):
        script = SCRIPTS / to / "post-outside.py"
        spec = importlib.util.spec_from_file_location("migration", script)
        migration = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(migration)
        migration.migrate(self.env.cr, version)
        self.env.invalidate_all()

    def test_an_update_turns_off_what_nobody_has_set(self):
        """On the data of the version before: no parameter, and the job runs."""
        keys = list(club_outside.PARAMETERS)
        self.parameters.search([("key", "in", keys)]).unlink()
        self.news.active = True
        self.parameters.set_param("sms.endpoint", "https://sms.example.org")
        self.migrate("19.0.1.7.0")
        self.assertFalse(self.news.active)
        for key, value in club_outside.PARAMETERS.items():
            if key != "sms.endpoint":
                self.assertEqual(self.parameters.get_param(key), value)
        told = self.parameters.get_param("sms.endpoint")
        self.assertEqual(told, "https://sms.example.org")

    def test_a_later_update_turns_off_what_came_with_it_alone(self):
        """Who administers turned the others on since."""
        keys = list(club_outside.PARAMETERS)
        self.parameters.search([("key", "in", keys)]).unlink()
        self.news.active = True
        self.migrate("19.0.1.12.0", to=PICTURES)
        left = self.parameters.search([("key", "in", keys)])
        self.assertEqual(left.mapped("key"), [club_outside.PICTURES])
        self.assertTrue(self.news.active)

    def test_a_service_that_is_off_has_no_address(self):
        """Whatever is asked of it fails here, before a name is looked up."""
        self.env["club.outside"]._turn_off()
        for key in club_outside.ENDPOINTS.values():
            self.assertNotIn("/", self.parameters.get_param(key))

    def test_what_was_turned_off_is_given_back(self):
        """At uninstalling; what somebody has set since stays as they want it."""
        parameters = self.env["ir.config_parameter"]
        parameters.search([("key", "in", list(club_outside.PARAMETERS))]).unlink()
        self.news.active = True
        parameters.set_param("sms.endpoint", "https://sms.example.org")
        self.env["club.outside"]._turn_off()
        parameters.set_param("iap.endpoint", "https://iap.example.org")
        self.env["club.outside"]._give_back()
        left = parameters.search([("key", "in", list(club_outside.PARAMETERS))])
        self.assertEqual(
            set(left.mapped("value")),
            {"https://sms.example.org", "https://iap.example.org"},
        )
        self.assertTrue(self.news.active)

    def test_links_are_not_followed(self):
        self.parameters.set_param("mail.link_preview_throttle", False)
        preview = self.env["mail.link.preview"]
        self.assertTrue(preview._is_link_preview_enabled())
        self.env["club.outside"]._turn_off()
        self.assertFalse(preview._is_link_preview_enabled())

    def test_the_page_security_tells_what_was_turned_on(self):
        self.env["club.outside"]._turn_off()
        self.patch(self.env.registry, "_init_modules", {"base", "partner_autocomplete"})
        self.assertTrue(security_work.outside_services(self.env)[0])
        self.parameters.set_param("iap.partner_autocomplete.endpoint", False)
        fine, told = security_work.outside_services(self.env)
        self.assertEqual((fine, told), (False, "partner_autocomplete"))

    def test_it_tells_of_each_parameter(self):
        self.env["club.outside"]._turn_off()
        self.patch(self.env.registry, "_init_modules", set(club_outside.ENDPOINTS))
        self.assertTrue(security_work.outside_services(self.env)[0])
        for key, off in club_outside.PARAMETERS.items():
            with self.subTest(key=key):
                self.parameters.search([("key", "=", key)]).unlink()
                self.assertFalse(security_work.outside_services(self.env)[0])
                self.parameters.set_param(key, off)
        for key in club_outside.OPENED:
            with self.subTest(key=key):
                self.parameters.set_param(key, "push.example.org")
                self.assertFalse(security_work.outside_services(self.env)[0])
                self.parameters.set_param(key, False)


@tagged("post_install", "-at_install", "security")
class TestBrowsersTold(ClubsCase):
    """A browser is told of messages at no address but those of services that are named."""

    FOREIGN = (
        "http://127.0.0.1:8069/web",
        "http://push.example.org/a",
        "https://push.example.org:8443/a",
        "https://push.example.org@inside.example.com/a",
        "https://push.example.org.inside.example.com/a",
        "https://inside.example.com/push.example.org/a",
        "https://inside.example.com\\.push.example.org/a",
        "https://xpush.example.org/a",
    )
    NAMED = ("https://push.example.org/a", "https://eu.push.example.org/b")

    def setUp(self):
        super().setUp()
        self.told = []
        self.devices = self.env["mail.push.device"]
        self.key = self.devices.get_web_push_vapid_public_key()
        self.patch(
            mail_thread,
            "push_to_end_point",
            lambda device, **_kw: self.told.append(device["endpoint"]),
        )

    def register(self):
        """Register each address as a browser of the animateur; return those kept."""
        mine = self.devices.with_user(self.animateur)
        for address in (*self.FOREIGN, *self.NAMED, 7, ["x"]):
            mine.register_devices(
                endpoint=address, keys={"auth": "x"}, vapid_public_key=self.key
            )
        return self.devices.search([("keys", "like", "auth")]).mapped("endpoint")

    def tell(self):
        """Tell the animateur something; return at which addresses."""
        self.told.clear()
        record = self.env.company.partner_id
        record.message_post(
            body="x",
            message_type="comment",
            partner_ids=self.animateur.partner_id.ids,
        )
        return sorted(self.told)

    def test_none_is_without_a_service_that_is_named(self):
        self.assertFalse(self.register())
        self.create_before(*self.FOREIGN[:2], *self.NAMED)
        self.assertFalse(self.tell())

    def create_before(self, *addresses):
        """Make browsers registered before the addon was there; Odoo tells four at once."""
        me = self.animateur.partner_id.id
        self.devices.create(
            [{"endpoint": one, "keys": "{}", "partner_id": me} for one in addresses]
        )

    def test_the_services_that_are_named_are_told(self):
        self.env["ir.config_parameter"].set_param(
            club_outside.PUSH, "push.example.org push.example.net"
        )
        self.assertEqual(sorted(self.register()), sorted(self.NAMED))
        self.create_before(*self.FOREIGN[:2])
        self.assertEqual(self.tell(), sorted(self.NAMED))


@tagged("post_install", "-at_install", "security")
class TestScreensAskTheirServer(HttpCase, ClubsCase):
    def test_a_screen_asks_no_other_server(self):
        self.authenticate("t_animateur", "t_animateur")
        policy = self.url_open("/odoo").headers[POLICY]
        self.assertRegex(policy, "^default-src 'self' ")
        self.assertNotRegex(policy, r"\*|https?:")
        self.assertIn(POLICY, self.url_open("/web/login").headers)

    def test_who_administers_opens_one(self):
        self.env["ir.config_parameter"].set_param(
            club_outside.SOURCES, "https://maps.example.org; script-src *"
        )
        self.env.flush_all()
        self.authenticate("t_animateur", "t_animateur")
        policy = self.url_open("/odoo").headers[POLICY]
        self.assertIn(" https://maps.example.org", policy)
        self.assertNotIn(";", policy)
