"""Who left the team is kept two years after their account was shut, and told before."""

# pylint: disable=translation-required
from datetime import timedelta
from pathlib import Path

from dateutil.relativedelta import relativedelta

from odoo import SUPERUSER_ID
from odoo.fields import Command
from odoo.http import STORED_SESSION_BYTES, root
from odoo.tests import tagged

from ...utils import clock
from .erasure_common import ErasureCase


@tagged("post_install", "-at_install", "security")
class TestErasureTeam(ErasureCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keep_one_transaction()
        cls.erasures = cls.env["club.privacy.erasure"]
        cls.erasures.search([]).unlink()
        cls.today = clock.today(cls.club)
        cls.user = cls.other_animateur
        cls.other_club.animateur_ids = [Command.clear()]
        cls.user.active = False
        cls.contact = cls.user.partner_id

    def shut(self, user=None, months=25):
        """Have an account be shut so long ago."""
        self.env.flush_all()
        day = self.today - relativedelta(months=months)
        query = "UPDATE res_users SET write_date = %s WHERE id = %s"
        self.env.cr.execute(query, [day, (user or self.user).id])
        self.env.invalidate_all()

    def due(self):
        self.env.flush_all()
        return self.env["club.privacy.retention"]._colleagues(0)

    def test_announced_then_erased(self):
        self.shut()
        self.erasures._cron_erase()
        row = self.row(self.contact)
        self.assertEqual((row.kind, row.state), ("user", "announced"))
        self.assertEqual(row.erase_on, self.today + timedelta(days=30))
        self.assertFalse(self.contact.club_erased_on)
        for user, reads in (
            *((self.coordinator, True), (self.data_officer, True)),
            *((self.animateur, False), (self.manager, False)),
        ):
            with self.subTest(user=user.login):
                mine = row.with_user(user)._filtered_access("read")
                self.assertEqual(bool(mine), reads)
        row.erase_on = self.today
        login = self.user.login
        self.erasures._cron_erase()
        self.assertEqual(row.state, "erased")
        self.assertFalse(self.contact.name)
        self.assertNotEqual(self.user.login, login)
        self.assertFalse(self.due())

    def test_sessions_on_the_disk_go(self):
        """Of their account alone, once the erasure is kept."""
        sessions = {}
        for user in (self.user, self.animateur):
            session = root.session_store.new()
            session.update(login=user.login, uid=user.id)
            root.session_store.save(session)
            path = Path(root.session_store.get_session_filename(session.sid))
            self.addCleanup(path.unlink, missing_ok=True)
            identifier = session.sid[:STORED_SESSION_BYTES]
            self.env["res.device.log"].sudo().create(
                {"user_id": user.id, "session_identifier": identifier}
            )
            sessions[user] = path
        self.env.cr.postcommit.clear()
        self.erasures._erase(self.contact)
        self.assertTrue(sessions[self.user].exists(), "not kept yet")
        self.env.cr.postcommit.run()
        self.assertFalse(sessions[self.user].exists())
        self.assertTrue(sessions[self.animateur].exists())

    def test_a_coordinator_puts_it_off(self):
        self.shut()
        self.erasures._cron_erase()
        row = self.row(self.contact)
        row.with_user(self.coordinator)._keep("dispute")
        self.erasures._cron_erase()
        self.assertEqual(row.state, "kept")
        self.assertEqual(row.erase_on, self.today + relativedelta(months=24))

    def test_shut_lately_or_open(self):
        self.shut(months=23)
        self.assertFalse(self.due())
        self.shut(self.animateur)
        self.assertFalse(self.due())

    def test_who_comes_back_is_dropped(self):
        self.shut()
        self.erasures._cron_erase()
        self.assertTrue(self.row(self.contact))
        self.user.active = True
        self.erasures._cron_erase()
        self.assertFalse(self.row(self.contact))

    def test_the_server_itself_never_leaves(self):
        self.shut(self.env["res.users"].browse(SUPERUSER_ID))
        self.assertFalse(self.due())

    def test_who_works_at_an_employer_is_kept_as_people_there(self):
        self.contact.parent_id = self.employer
        self.shut()
        self.assertFalse(self.due())
        self.assertEqual(self.erasures._of(self.contact).kind, "contact")

    def test_who_asked_to_be_left_as_they_are(self):
        self.shut()
        request = self.env["club.privacy.request"].create({"kind": "restriction"})
        values = {"partner_id": self.contact.id, "effective_on": self.today}
        request._unguarded(*values).write(values)
        self.assertFalse(self.due())

    def test_no_month_is_never(self):
        self.shut()
        self.assertEqual([*self.due()], self.contact.ids)
        param = self.env["ir.config_parameter"].sudo()
        param.set_param("clubs_ambition.retention_user_months", "0")
        self.assertFalse(self.due())
