"""What is kept so many months from its day ends by itself, as the register says."""

# pylint: disable=translation-required
from odoo import fields
from odoo.tests import tagged
from odoo.tools import SQL

from ...models.privacy.club_privacy_ending import DAYS
from ...models.privacy.purposes import PURPOSES, THE_DAY
from .privacy_common import PrivacyCase


@tagged("post_install", "-at_install", "security")
class TestEnding(PrivacyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ending = cls.env["club.privacy.ending"]

    def rows(self):
        """Return a row of each log and register."""
        env, people = self.env, self.person
        env["club.export.log"]._log(door="list", res_model="club.person", row_count=1)
        self.asked()
        shown = {people._name: set(people.ids)}
        env["club.privacy.look"]._keep_looks(self.animateur, shown, shown)
        env["club.privacy.alert"]._raise(
            self.animateur, "export", env.cr.now().replace(tzinfo=None)
        )
        erasures = env["club.privacy.erasure"]
        erasures.create(erasures._values(people, "participant") | {"state": "erased"})
        env["club.inbound.attempt"].create(
            {"club_id": self.club.id, "address_hash": "x", "token": "y"}
        )
        if "privacy.log" in env:
            env["privacy.log"].create(
                {"anonymized_name": "J* M*", "anonymized_email": "j*"}
                | {"user_id": env.uid}
            )
        env["res.users.log"].with_user(self.animateur).sudo().create({})
        env["res.device.log"].create(
            {"session_identifier": "x", "last_activity": fields.Datetime.now()}
        )
        env.flush_all()
        return {
            name: env[name].search([], order="id desc", limit=1)
            for name in self.ending._kept_from_their_day()
        }

    def age(self, rows, months):
        query = SQL(
            "UPDATE %s SET %s = NOW() - MAKE_INTERVAL(months => %s) WHERE id <= %s",
            SQL.identifier(rows._table),
            SQL.identifier(DAYS.get(rows._name, "create_date")),
            months,
            max(rows.ids),
        )
        self.env.cr.execute(query)
        self.env.invalidate_all()

    def test_each_log_ends(self):
        rows = self.rows()
        self.assertIn("club.export.log", rows)
        self.assertIn("club.privacy.search", rows)
        self.assertIn("res.device.log", rows)
        rows["club.privacy.request"].sudo()._unguarded("state").state = "served"
        self.env.flush_all()
        for name, months in self.ending._kept_from_their_day().items():
            with self.subTest(name):
                self.assertTrue(rows[name], "there is one to try")
                self.age(rows[name], months - 1)
                self.ending._gc_ended()
                self.assertTrue(rows[name].exists())
                self.age(rows[name], months + 1)
                self.ending._gc_ended()
                self.assertFalse(rows[name].exists())

    def test_every_log_that_the_register_ends_is_known(self):
        """As the map says of its rows first, whose table it is."""
        Map = self.env["club.privacy.map"]
        said = {
            name
            for (name, field), entry in Map._entries().items()
            if PURPOSES[entry.purpose].since is THE_DAY and self.env[name]._auto
            if field in Map._own_of_model(name)
        }
        # a field of what has its own end
        lent = {"club.person", "club.participant", "res.partner"}
        kept = {*self.ending._kept_from_their_day()}
        self.assertEqual(said - lent - kept, set())
        self.assertLessEqual({"res.users.log", "res.device.log"}, kept)

    def test_a_row_without_its_day_stays(self):
        row = self.env["res.device.log"].create({"session_identifier": "x"})
        self.env.flush_all()
        self.ending._gc_ended()
        self.assertTrue(row.exists())

    def test_what_is_in_force_or_waits_stays(self):
        waiting, forced = self.asked(), self.asked("restriction")
        forced.action_take_effect()
        lifted = self.asked("objection")
        lifted.action_take_effect()
        lifted.action_lift()
        self.env.flush_all()
        self.age(waiting | forced | lifted, 61)
        self.ending._gc_ended()
        self.assertTrue(waiting.exists() and forced.exists())
        self.assertFalse(lifted.exists())
