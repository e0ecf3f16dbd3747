from unittest.mock import patch

from psycopg2.errors import (
    ForeignKeyViolation,
    SerializationFailure,
    UniqueViolation,
)

from odoo.sql_db import db_connect
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from ...utils.at_once import AtOnce


@tagged("post_install", "-at_install")
class TestRace(TransactionCase):
    """Of two who write one row, the second begins anew; by a connection of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.race = cls.env["club.race"]
        cls.rows = iter(cls.env["mail.activity.type"].search([]))

    def setUp(self):
        """Take a row that nobody has held since our snapshot."""
        super().setUp()
        self.row = next(self.rows)

    def _held_elsewhere(self):
        """Have somebody else hold the row, and finish, since our snapshot."""
        with db_connect(self.env.cr.dbname).cursor() as cr:
            self.race.with_env(self.env(cr=cr))._hold(
                self.row.with_env(self.env(cr=cr))
            )
            cr.commit()  # pylint: disable=invalid-commit

    def test_who_comes_second_begins_anew(self):
        self.race._check_not_lost()
        self._held_elsewhere()
        with self.assertRaises(SerializationFailure):
            self.race._hold(self.row)
        with self.assertRaises(AtOnce):
            self.race._check_not_lost()
        self.env.cr.postrollback.run()
        self.race._check_not_lost()

    def test_who_points_at_once_to_what_goes_has_it_begun_anew(self):
        with self.assertRaises(AtOnce), self.race._left_by_all():
            raise ForeignKeyViolation

    def test_what_is_found_is_held_too(self):
        self._held_elsewhere()
        with self.assertRaises(SerializationFailure):
            self.race._hold_found(self.row._name, [("id", "=", self.row.id)])
        self.env.cr.postrollback.run()

    def test_nobody_waits_for_who_only_reads(self):
        with db_connect(self.env.cr.dbname).cursor() as cr:
            cr.execute("SELECT id FROM mail_activity_type WHERE id = %s", [self.row.id])
            self.race._hold(self.row)
            self.race._hold(self.row.browse(), self.row.new({}))
            self.assertEqual(cr.fetchone(), (self.row.id,))

    def test_a_list_is_begun_anew_as_a_whole(self):
        """Odoo's ``load`` keeps errors for itself: its lines would be refused."""
        need = self.env["club.need"]

        def create(_records, _vals_list):
            self.race._hold(self.row)

        self._held_elsewhere()
        with (
            patch.object(type(need), "create", create),
            mute_logger("odoo.models"),
            self.assertRaises(AtOnce),
        ):
            need.load(["name"], [["Une"], ["Deux"]])
        self.env.cr.postrollback.run()

    def test_what_somebody_made_at_once_is_looked_for_again(self):
        user = self.env.ref("base.user_admin")
        loads = self.env["club.caseload"]
        loads._ensure(user)
        for index, told in (
            ("club_caseload_user_uniq", AtOnce),
            ("another_index", UniqueViolation),
        ):
            with (
                self.subTest(index),
                mute_logger("odoo.sql_db"),
                self.assertRaises(told),
                self.race._found_or_made(index),
            ):
                loads.create({"user_id": user.id})
