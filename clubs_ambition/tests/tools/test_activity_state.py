import random
from collections import Counter
from datetime import timedelta
from unittest.mock import patch

from odoo.tests import TransactionCase, tagged

from ...models.tools import mail_activity_mixin
from ...utils import clock

STATES = ("overdue", "today", "planned", False)
ZONES = ("Pacific/Kiritimati", "Pacific/Midway", "Europe/Paris", False)
COLORS = {"overdue": "danger", "today": "warning", "planned": "success"}


@tagged("post_install", "-at_install")
class TestActivityState(TransactionCase):
    """What is planned is found by our own SQL: it answers what a record computes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        users = cls.env["res.users"].create(
            [
                {"name": f"Zone {rank}", "login": f"zone{rank}", "tz": zone}
                for rank, zone in enumerate(ZONES)
            ]
        )
        cls.partners = cls.env["res.partner"].create(
            [
                {"name": f"Planned {rank}", "type": ("contact", "other")[rank % 2]}
                for rank in range(60)
            ]
        )
        cls.mine = [("id", "in", cls.partners.ids)]
        chance = random.Random(2026)
        today = clock.today(cls.partners)
        activities = cls.env["mail.activity"].create(
            [
                {
                    "res_model_id": cls.env["ir.model"]._get_id("res.partner"),
                    "res_id": partner.id,
                    "user_id": chance.choice(users).id,
                    "date_deadline": today + timedelta(days=chance.randint(-3, 3)),
                }
                for partner in cls.partners
                for _number in range(chance.randint(0, 3))
            ]
        )
        activities[::7].active = False
        cls.partners.invalidate_recordset()

    def test_a_state_finds_who_has_it(self):
        states = set(self.partners.mapped("activity_state"))
        self.assertEqual(states, set(STATES))
        for state in STATES:
            have = self.partners.filtered(lambda one, s=state: one.activity_state == s)
            for operator, expected in (("=", have), ("!=", self.partners - have)):
                found = self.partners.search(
                    [*self.mine, ("activity_state", operator, state)]
                )
                self.assertEqual(found.sorted("id"), expected, (operator, state))

    def test_several_states_are_a_union(self):
        found = self.partners.search(
            [*self.mine, ("activity_state", "in", ["today", False])]
        )
        self.assertEqual(
            found.sorted("id"),
            self.partners.filtered(lambda one: one.activity_state in ("today", False)),
        )

    def test_the_bar_counts_the_states(self):
        self.assert_bar()

    def test_the_bar_of_many_rows_counts_the_same(self):
        with patch.object(mail_activity_mixin, "FEW_ROWS", 5):
            self.assert_bar()

    def assert_bar(self):
        bar = {"field": "activity_state", "colors": COLORS}
        found = self.partners.read_progress_bar(self.mine, "type", bar)
        expected = Counter((one.type, one.activity_state) for one in self.partners)
        self.assertEqual(
            found,
            {
                kind: {state: expected[kind, state] for state in COLORS}
                for kind in ("contact", "other")
            },
        )

    def test_the_bar_is_two_queries_however_many_rows(self):
        bar = {"field": "activity_state", "colors": COLORS}
        self.partners.read_progress_bar(self.mine, "type", bar)
        for rows in (self.partners[:1], self.partners):
            self.env.flush_all()
            with self.assertQueryCount(2):
                rows.read_progress_bar([("id", "in", rows.ids)], "type", bar)
