from datetime import timedelta

from psycopg2.errors import LockNotAvailable, SerializationFailure

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import ClubsCase


@tagged("post_install", "-at_install")
class TestTurn(ClubsCase):
    """Who comes second, having begun before the first was kept, is sent back."""

    def test_a_thing_is_made_by_one_at_a_time(self):
        """Two transactions that began together: what the first kept sends back."""
        first, second = self.registry.cursor(), self.registry.cursor()
        for one in (first, second):
            self.addCleanup(one.close)
            one.execute("SELECT 1 FROM club_turn")
        thing = ("made by a test", self.id())
        self.env(cr=first)["club.turn"]._take(thing, thing)
        self.env(cr=first)["club.turn"]._take(thing)
        second.execute("SET LOCAL lock_timeout = '200ms'")
        with mute_logger("odoo.sql_db"), self.assertRaises(LockNotAvailable):
            self.env(cr=second)["club.turn"]._take(thing)
        second.rollback()
        second.execute("SELECT 1 FROM club_turn")
        self.addCleanup(self.forget)
        first.commit()
        with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
            self.env(cr=second)["club.turn"]._take(thing)
        second.rollback()
        self.env(cr=second)["club.turn"]._take(thing)
        second.rollback()

    def forget(self):
        """Take back the one row that this test had to keep."""
        with self.registry.cursor() as cr:
            cr.execute("DELETE FROM club_turn WHERE taken_on > %s", [self.begun])

    def setUp(self):
        super().setUp()
        self.begun = fields.Datetime.now() - timedelta(minutes=5)

    def test_it_tells_nothing_and_is_forgotten(self):
        self.env["club.turn"]._take(("email", "melchior@example.org"))
        turn = self.env["club.turn"].search([], order="id desc", limit=1)
        self.assertRegex(turn.key, "^[0-9a-f]{64}$")
        self.env["club.turn"]._gc_turns()
        self.assertTrue(turn.exists())
        turn.taken_on = fields.Datetime.now() - timedelta(days=2)
        turn.flush_recordset()
        self.env["club.turn"]._gc_turns()
        self.assertFalse(turn.exists())
