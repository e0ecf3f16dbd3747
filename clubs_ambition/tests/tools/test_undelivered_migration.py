import importlib.util
from pathlib import Path
from unittest.mock import patch

from odoo.tests import tagged

from .mail_common import ServerCase

SCRIPT = "migrations/19.0.1.9.0/post-undelivered.py"


@tagged("post_install", "-at_install")
class TestUndeliveredMigration(ServerCase):
    """What failed before is shown, or goes back to the queue of a demonstration."""

    def setUp(self):
        super().setUp()
        with self.server("*"):
            self.link.sudo()._send()
            self.moved()
            self.queue()
        self.env["club.undelivered"].search([]).unlink()
        self.env.flush_all()

    def migrate(self):
        path = Path(__file__).parents[2] / SCRIPT
        spec = importlib.util.spec_from_file_location("migration", path)
        migration = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(migration)
        migration.migrate(self.env.cr, "19.0.1.8.0")
        self.env.invalidate_all()

    def test_what_failed_lately_is_shown(self):
        self.migrate()
        rows = self.rows()
        persons = (self.yanis | self.lina).person_id
        self.assertEqual((rows.person_id, len(rows)), (persons, 3))
        self.assertIn("refused", self.shown(self.first))

    def test_who_is_left_alone_is_not_listed(self):
        """While modules are being loaded, nobody is known to be."""
        Rows = self.env["club.arrival"]._rows()
        about = {"res_model": self.yanis._name, "res_id": self.yanis.id}
        of_record = Rows.create(
            {**about, "partner_id": self.employer.id, "reason": "server"}
        )
        restriction = self.env["club.restriction"]
        restriction._hold(self.yanis.person_id)
        nobody = frozenset()
        with patch.object(type(restriction), "_known", lambda _self: nobody):
            self.migrate()
        self.assertFalse(of_record.exists())
        self.assertEqual(Rows.search([]).person_id, self.lina.person_id)

    def test_a_demonstration_tries_no_more(self):
        Server = self.env["ir.mail_server"]
        with patch.object(type(Server), "_club_is_mute", lambda _self: True):
            self.migrate()
        self.assertFalse(self.rows())
        self.assertEqual(set(self.mails().mapped("state")), {"outgoing"})
        failed = [("notification_status", "=", "exception")]
        self.assertFalse(self.env["mail.notification"].search(failed))
