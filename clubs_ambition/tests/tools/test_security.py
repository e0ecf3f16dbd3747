import logging
from datetime import timedelta
from typing import NamedTuple
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import config

from ...models.tools import (
    club_template_code,
    security_accounts,
    security_server,
    security_work,
)
from ...models.tools.club_security import CHECKS
from ...utils import clock
from ..common import ClubsCase

#: A first opening, those of a page kept by the worker: of the whole page.
QUERIES = 45


class Locked(NamedTuple):
    """A group as an addon of Odoo makes them, whether it is installed or not."""

    lock_timeout_inactivity: int


@tagged("post_install", "-at_install")
class TestSecurity(ClubsCase):
    """Each check in both states, and who reads the page that shows them."""

    def setUp(self):
        super().setUp()
        self.params = self.env["ir.config_parameter"]

    def test_every_check_tells_both_states(self):
        for check in CHECKS:
            name = check.judge.__name__
            for state, wanted in (("bad", False), ("good", True)):
                with self.subTest(check=name, state=state):
                    getattr(self, f"{state}_{name}")()
                    ok, found = check.judge(self.env)
                    self.assertIs(bool(ok), wanted, found)
                    self.assertTrue(found)

    # === ACCOUNTS === #

    def module(self, *names):
        modules = {*self.env.registry._init_modules, *names}
        self.patch(self.env.registry, "_init_modules", modules)

    def bad_passwords(self):
        self.module("auth_password_policy")
        self.params.set_param("auth_password_policy.minlength", "8")

    def good_passwords(self):
        self.params.set_param("auth_password_policy.minlength", "12")

    def bad_second_factor(self):
        self.params.set_param("auth_totp.policy", False)
        self.assertTrue(self.coordinator._is_internal())

    def good_second_factor(self):
        self.module("auth_totp_mail")
        self.params.set_param("auth_totp.policy", "employee_required")

    def bad_session_timeout(self):
        self.params.set_param("sessions.max_inactivity_seconds", 7 * 24 * 3600)

    def good_session_timeout(self):
        self.params.set_param("sessions.max_inactivity_seconds", 4 * 3600)

    def bad_administrators(self):
        self.extra = [
            new_test_user(self.env, login=f"t_boss{n}", groups=f"base.group_{group}")
            for n, group in enumerate(["erp_manager", "system"] * 2)
        ]

    def good_administrators(self):
        for user in self.extra:
            user.active = False

    def bad_demo_passwords(self):
        self.archive_demo()
        self.demo = new_test_user(self.env, login="observer", password="observer")

    def good_demo_passwords(self):
        self.demo.password = "something else entirely"
        self.env.flush_all()

    def archive_demo(self):
        names = security_accounts.DEMO_LOGINS
        for user in self.env["res.users"].search([("login", "in", names)]):
            user.password = f"{user.login} of a test"

    def bad_sign_up(self):
        self.params.set_param("auth_signup.invitation_scope", "b2c")

    def good_sign_up(self):
        self.params.set_param("auth_signup.invitation_scope", "b2b")

    def bad_template_code(self):
        self.params.set_param(club_template_code.PARAMETER, True)
        group = self.env.ref(club_template_code.EDITOR)
        for user in group.all_user_ids:
            user.group_ids -= group
        self.animateur.group_ids += group

    def good_template_code(self):
        self.animateur.group_ids -= self.env.ref(club_template_code.EDITOR)

    # === WORK === #

    def bad_outside_services(self):
        self.patch(self.env.registry, "_init_modules", {"base"})
        self.env.ref(security_work.NEWS).active = False
        self.params.set_param("discuss.tenor_api_key", "k")

    def good_outside_services(self):
        self.params.set_param("discuss.tenor_api_key", False)

    def bad_jobs(self):
        self.env["ir.cron"].search([]).write(
            {"nextcall": fields.Datetime.now() + timedelta(hours=1)}
        )
        self.env["ir.cron"].search([], limit=1).nextcall = "2026-01-01 00:00:00"

    def good_jobs(self):
        security_work.needed_jobs(self.env).active = True
        self.env["ir.cron"].search([]).nextcall = fields.Datetime.now()

    def bad_mail_server(self):
        self.env["ir.mail_server"].search([]).active = False
        self.option("smtp_server", "localhost")

    def good_mail_server(self):
        self.option("smtp_server", "smtp.clubs.example")

    def bad_mail_queue(self):
        self.env["mail.mail"].search([]).state = "sent"
        self.mail = self.env["mail.mail"].create({"state": "exception"})

    def good_mail_queue(self):
        self.mail.state = "outgoing"

    def bad_restore(self):
        day = clock.today(self.club) - timedelta(days=100)
        self.params.set_param(security_work.RESTORED, str(day))

    def good_restore(self):
        self.env["club.security"].with_user(self.coordinator)._note_restore()

    # === SERVER === #

    def option(self, name, value):
        patcher = patch.dict(config.options, {name: value})
        self.startPatcher(patcher)

    def bad_web_address(self):
        self.params.set_param("web.base.url", "http://localhost:8069")

    def good_web_address(self):
        self.params.set_param("web.base.url", "https://clubs.example.fr")
        self.params.set_param("web.base.url.freeze", "True")

    def bad_proxy(self):
        self.option("proxy_mode", False)

    def good_proxy(self):
        self.option("proxy_mode", True)

    def bad_database_list(self):
        self.option("list_db", True)

    def good_database_list(self):
        self.option("list_db", False)

    def bad_logged_addresses(self):
        self.levels(1)
        logging.getLogger("odoo.sql_db").setLevel(logging.ERROR)

    def good_logged_addresses(self):
        self.levels(1)

    def levels(self, above):
        """Have each logger that names people speak from its level on, or above."""
        for name, level in security_server.QUIET.items():
            logger = logging.getLogger(name)
            self.addCleanup(logger.setLevel, logger.level)
            logger.setLevel(level + above)

    def bad_developers(self):
        self.option("dev_mode", ["all"])

    def good_developers(self):
        self.option("dev_mode", [])

    def bad_database_role(self):
        self.answered(True)

    def good_database_role(self):
        self.answered(False)

    def answered(self, value):
        """Have PostgreSQL say what the role may: the one of the tests is anything."""
        self.patch(security_server, "is_superuser", lambda _env: value)

    def bad_replica(self):
        self.option("db_replica_host", "db2.internal")
        self.option("server_wide_modules", ["base", "rpc", "web"])

    def good_replica(self):
        self.option("db_replica_host", False)

    # === THE EDGES OF A STATE === #

    def test_a_mail_that_waits_for_its_hour_is_not_late(self):
        self.env["mail.mail"].search([]).state = "sent"
        mail = self.env["mail.mail"].create({"state": "outgoing"})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mail_mail SET create_date = create_date - interval '2 hours' "
            "WHERE id = %s",
            [mail.id],
        )
        self.assertFalse(security_work.mail_queue(self.env)[0])
        mail.scheduled_date = fields.Datetime.now() + timedelta(days=1)
        self.assertTrue(security_work.mail_queue(self.env)[0])

    def test_a_mail_whose_hour_is_past_is_late(self):
        self.env["mail.mail"].search([]).state = "sent"
        mail = self.env["mail.mail"].create({"state": "outgoing"})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mail_mail SET create_date = create_date - interval '9 hours' "
            "WHERE id = %s",
            [mail.id],
        )
        mail.scheduled_date = fields.Datetime.now() - timedelta(hours=2)
        self.assertFalse(security_work.mail_queue(self.env)[0])

    def test_a_job_that_is_switched_off_does_nothing_on_time(self):
        self.good_jobs()
        jobs = security_work.needed_jobs(self.env)
        self.assertGreater(len(jobs), 5)
        self.assertTrue(security_work.jobs(self.env)[0])
        for job in jobs:
            job.active = False
            self.assertFalse(security_work.jobs(self.env)[0], job.name)
            job.active = True

    def test_a_policy_that_no_addon_reads_asks_nobody(self):
        self.params.set_param("auth_totp.policy", "all_required")
        self.patch(self.env.registry, "_init_modules", {"base"})
        self.assertTrue(self.coordinator._is_internal())
        self.assertFalse(security_accounts.second_factor(self.env)[0])

    def test_a_screen_is_locked_soon_or_not_at_all(self):
        self.bad_session_timeout()
        for minutes, wanted in ((30, True), (0, False), (9 * 24 * 60, False)):
            with (
                self.subTest(minutes=minutes),
                patch.object(
                    security_accounts,
                    "role_groups",
                    lambda _env, minutes=minutes: [Locked(minutes)],
                ),
            ):
                ok, _found = security_accounts.session_timeout(self.env)
                self.assertIs(ok, wanted)

    def test_the_role_is_asked_of_postgresql(self):
        self.assertIn(security_server.is_superuser(self.env), (True, False))

    def test_what_is_no_number_or_no_day(self):
        self.module("auth_password_policy")
        for wrong in ("", "x", "²", "-12"):
            self.params.set_param("auth_password_policy.minlength", wrong)
            self.assertFalse(security_accounts.passwords(self.env)[0])
            self.params.set_param(security_work.RESTORED, wrong)
            self.assertFalse(security_work.restore(self.env)[0])

    # === THE PAGE === #

    def open_as(self, user):
        action = self.env["club.security.check"].with_user(user)._action_open()
        return self.env["club.security.check"].with_user(user).search(action["domain"])

    def test_the_page_says_what_to_mend_first(self):
        lines = self.open_as(self.coordinator)
        self.assertEqual(len(lines), len(CHECKS))
        self.assertEqual(lines.mapped("ok"), sorted(lines.mapped("ok")))
        for line in lines:
            self.assertTrue(line.name and line.found)
            self.assertEqual(bool(line.remedy and line.where), not line.ok)
            self.assertEqual(line.state, "ok" if line.ok else "mend")

    def test_the_page_names_no_account(self):
        self.bad_demo_passwords()
        self.bad_administrators()
        told = " ".join(self.open_as(self.coordinator).mapped("found"))
        for user in (self.demo, *self.extra):
            self.assertNotIn(user.login, told.split())

    def test_a_restore_is_noted_from_the_page(self):
        self.params.set_param(security_work.RESTORED, False)
        lines = self.open_as(self.coordinator)
        line = lines.filtered(lambda one: one.key == "restore")
        self.assertFalse(line.ok)
        action = line.action_note_restore()
        again = self.env["club.security.check"].search(action["domain"])
        self.assertTrue(again.filtered(lambda one: one.key == "restore").ok)

    def test_who_opens_the_page(self):
        boss = new_test_user(self.env, login="t_boss", groups="base.group_system")
        for user in (self.coordinator, boss):
            self.assertTrue(self.open_as(user))
        for role, user in self.users.items():
            if role == "coordinator":
                continue
            with (
                self.subTest(role=role),
                self.assertRefused(AccessError, "Only coordinators and"),
            ):
                self.open_as(user)
            with (
                self.subTest(role=role),
                self.assertRefused(AccessError, "Only coordinators and"),
            ):
                self.env["club.security"].with_user(user)._note_restore()

    def test_an_administrator_without_a_role_finds_it(self):
        boss = new_test_user(self.env, "t_core_boss", "base.group_system")
        shown = self.env["ir.ui.menu"].with_user(boss).load_menus(False)
        menus = {
            name: self.env.ref(f"clubs_ambition.{name}")
            for name in ("club_security_menu_settings", "clubs_ambition_menu_root")
        }
        seen = [name for name, menu in menus.items() if menu.id in shown]
        self.assertEqual(seen, ["club_security_menu_settings"])
        action = menus["club_security_menu_settings"].action
        opened = action.with_user(boss).run()
        lines = self.env[opened["res_model"]].with_user(boss).search(opened["domain"])
        self.assertEqual(len(lines), len(CHECKS))

    def test_lines_are_their_reader_s_alone(self):
        lines = self.open_as(self.coordinator)
        boss = new_test_user(self.env, login="t_boss", groups="base.group_system")
        with self.assertRaises(AccessError):
            lines.with_user(boss).read(["found"])

    def test_the_page_is_cheap(self):
        """As many users, jobs and mails as there are: as many questions."""
        self.open_as(self.coordinator)
        self.env.invalidate_all()
        with self.assertQueryCount(QUERIES):
            self.env["club.security"].with_user(self.coordinator)._judge_all()

    def test_in_french(self):
        Line = self.env["club.security.check"].with_user(self.coordinator)
        action = Line.with_context(lang="fr_FR")._action_open()
        names = Line.search(action["domain"]).mapped("name")
        self.assertIn("Longueur des mots de passe", names)
