from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import HttpCase, new_test_user, tagged

from .. import hooks
from odoo.addons.base.tests.common import BaseCommon
from odoo.addons.clubs_ambition.models.tools import security_accounts, security_work
from odoo.addons.clubs_ambition.utils.public_pages import HEADERS

PASSWORD = "a phrase that is long"


class AccountsCase(BaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.params = cls.env["ir.config_parameter"]
        cls.groups = security_accounts.role_groups(cls.env)


@tagged("post_install", "-at_install")
class TestAccounts(AccountsCase):
    """What installing turned on, and what it never does."""

    def test_what_is_on(self):
        self.assertGreaterEqual(security_accounts.number_of(self.env, hooks.LENGTH), 12)
        self.assertTrue(all(self.groups.mapped("lock_timeout_inactivity")))
        for judge in (security_accounts.passwords, security_accounts.session_timeout):
            self.assertTrue(judge(self.env)[0])
        self.assertIn("auth_passkey", self.env.registry._init_modules)

    def test_a_lock_asks_for_a_password_alone(self):
        """Nobody is asked for a second factor that they may not have."""
        self.assertFalse(any(self.groups.mapped("lock_timeout_mfa")))
        self.assertFalse(any(self.groups.mapped("lock_timeout_inactivity_mfa")))

    def test_every_role_is_locked(self):
        for role in (*security_accounts.ROLES, "manager", "coordinator"):
            group = self.env.ref(f"clubs_ambition.group_clubs_{role}")
            user = new_test_user(
                self.env, login=f"t_{role}", password=PASSWORD, groups="base.group_user"
            )
            self.assertFalse(user._get_lock_timeout_inactivity())
            user.group_ids += group
            self.assertEqual(user._get_lock_timeout_inactivity(), 30 * 60, role)

    def test_a_short_password_is_refused(self):
        with self.assertRaises(UserError):
            new_test_user(self.env, login="t_short", password="eleven char")

    def test_what_was_chosen_stays(self):
        self.params.set_param(hooks.LENGTH, "16")
        self.groups[0].lock_timeout_inactivity = 5
        self.params.set_param(hooks.POLICY, "all_required")
        hooks.post_init_hook(self.env)
        self.assertEqual(self.params.get_param(hooks.LENGTH), "16")
        self.assertEqual(self.groups[0].lock_timeout_inactivity, 5)
        self.assertEqual(self.params.get_param(hooks.POLICY), "all_required")

    def test_a_lock_is_not_for_who_has_no_password(self):
        self.groups.write({"lock_timeout": 0, "lock_timeout_inactivity": 0})
        modules = {*self.env.registry._init_modules, "auth_oauth"}
        with patch.object(self.env.registry, "_init_modules", modules):
            hooks.lock_screens(self.env)
        self.assertFalse(any(self.groups.mapped("lock_timeout_inactivity")))
        hooks.lock_screens(self.env)
        self.assertTrue(all(self.groups.mapped("lock_timeout_inactivity")))

    # === THE SECOND FACTOR === #

    def arrange(self):
        """Have mails leave, as far as this database knows, to everybody."""
        self.params.set_param(hooks.POLICY, False)
        self.patch(security_work, "mail_server", lambda _env: (True, ""))
        self.patch(security_work, "mail_queue", lambda _env: (True, ""))
        for user in self.env["res.users"].search([("share", "=", False)]):
            user.email = f"user{user.id}@clubs.example"
        message = self.env["mail.message"].create({"body": "Test"})
        self.sent = self.env["mail.notification"].create(
            {
                "mail_message_id": message.id,
                "res_partner_id": self.env.user.partner_id.id,
                "notification_type": "email",
                "notification_status": "sent",
            }
        )

    def asked(self):
        self.params.set_param(hooks.POLICY, False)
        hooks.ask_second_factor(self.env)
        return self.params.get_param(hooks.POLICY)

    def test_a_code_is_asked_for_where_it_arrives(self):
        self.arrange()
        self.assertEqual(self.asked(), "employee_required")

    def test_nobody_is_locked_out(self):
        self.arrange()
        for judge in ("mail_server", "mail_queue"):
            with patch.object(security_work, judge, lambda _env: (False, "none")):
                self.assertFalse(self.asked(), judge)
        someone = self.env.ref("base.user_admin")
        someone.email = False
        self.assertFalse(self.asked(), "no address")
        someone.email = "boss@clubs.example"
        self.assertTrue(self.asked())
        self.env["mail.notification"].search([]).notification_status = "exception"
        self.assertFalse(self.asked())

    def test_a_database_without_mail_asks_for_none(self):
        self.assertFalse(self.asked(), "no mail has ever left a database of tests")


@tagged("post_install", "-at_install")
class TestPagesOfALockedUser(AccountsCase, HttpCase):
    """A screen that is locked locks no page that needs no account."""

    def test_public_page(self):
        new_test_user(
            self.env,
            login="t_locked",
            password=PASSWORD,
            groups="clubs_ambition.group_clubs_animateur",
        )
        self.authenticate("t_locked", PASSWORD)
        self.groups.lock_timeout_inactivity = 1
        self.session["identity-check-next"] = 1
        page = self.url_open("/clubs/reponse/x")
        self.assertEqual(page.status_code, 404)
        for name, value in HEADERS.items():
            self.assertEqual(page.headers.get(name), value)
