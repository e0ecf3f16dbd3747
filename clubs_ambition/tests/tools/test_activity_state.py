import random
from collections import Counter
from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import SQL

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

    def test_the_bar_is_for_who_reads_activities(self):
        guest = new_test_user(self.env, "t_guest", groups="base.group_portal")
        own = guest.partner_id.with_user(guest)
        bar = {"field": "activity_state", "colors": COLORS}
        with self.assertRaises(AccessError):
            own.read_progress_bar([("id", "=", own.id)], "type", bar)

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

    def test_who_keeps_the_first_day_knows_it_whoever_plans(self):
        """By the ORM or by SQL: planned, put off, pointed elsewhere, done, deleted."""
        leads = self.env["crm.lead"].create([{"name": f"L{n}"} for n in range(3)])
        model = self.env["ir.model"]._get_id("crm.lead")
        today = clock.today(leads)

        def plan(lead, days):
            return self.env["mail.activity"].create(
                {
                    "res_model_id": model,
                    "res_id": lead.id,
                    "date_deadline": today + timedelta(days=days),
                }
            )

        def kept():
            self.env.flush_all()
            self.cr.execute(
                "SELECT club_planned_on FROM crm_lead WHERE id = ANY(%s::int[]) "
                "ORDER BY id",
                [leads.ids],
            )
            return [day and (day - today).days for (day,) in self.cr.fetchall()]

        soon, late = plan(leads[0], 3), plan(leads[0], -2)
        other = plan(leads[1], 9)
        self.assertEqual(kept(), [-2, 9, None])
        late.action_feedback()
        self.assertEqual(kept(), [3, 9, None])
        soon.date_deadline = today + timedelta(days=12)
        other.res_id = leads[2].id
        self.assertEqual(kept(), [12, None, 9])
        soon.active = False
        self.assertEqual(kept(), [None, None, 9])
        soon.active = True
        other.unlink()
        self.assertEqual(kept(), [12, None, None])
        self.cr.execute("UPDATE mail_activity SET res_id = %s", [leads[1].id])
        self.assertEqual(kept()[0], None)
        self.cr.execute("DELETE FROM mail_activity")
        self.assertEqual(kept(), [None, None, None])

    def test_keeping_the_day_reads_no_activities_but_those_of_the_row(self):
        """A plan made while there are few activities is kept by the connection."""
        lead = self.env["crm.lead"].create({"name": "L"})
        self.env["mail.activity"].search([]).unlink()
        lead.activity_schedule("mail.mail_activity_data_call")
        self.env.flush_all()
        self.cr.execute("ANALYZE mail_activity")
        read = SQL("SELECT pg_stat_get_xact_numscans('mail_activity'::regclass)")
        before = self.env.execute_query(read)
        follow = SQL("SELECT club_planned_follow('crm.lead', ARRAY[%s])", lead.id)
        self.env.execute_query(follow)
        self.assertEqual(self.env.execute_query(read), before)

    def test_the_bar_of_many_rows_reads_the_day_that_is_kept(self):
        chance = random.Random(7)
        kept = [
            self.env[name]
            for name, model in self.env.registry.items()
            if "club_planned_on" in model._fields and not model._abstract
        ]
        self.assertGreater(len(kept), 2)
        leads = self.env["crm.lead"].create([{"name": f"L{n}"} for n in range(60)])
        users = self.env["res.users"].search([("login", "=like", "zone%")])
        today = clock.today(leads)
        self.env["mail.activity"].create(
            [
                {
                    "res_model_id": self.env["ir.model"]._get_id("crm.lead"),
                    "res_id": lead.id,
                    "user_id": chance.choice(users).id,
                    "date_deadline": today + timedelta(days=chance.randint(-3, 3)),
                }
                for lead in leads
                for _number in range(chance.randint(0, 3))
            ]
        )
        leads.invalidate_recordset()
        expected = Counter(one.activity_state for one in leads)
        bar = {"field": "activity_state", "colors": COLORS}
        mine = [("id", "in", leads.ids)]
        for few in (5, 1000):
            with patch.object(mail_activity_mixin, "FEW_ROWS", few):
                ((_stage, found),) = leads.read_progress_bar(
                    mine, "stage_id", bar
                ).items()
            self.assertEqual(found, {state: expected[state] for state in COLORS})

    def test_the_bar_is_two_queries_however_many_rows(self):
        bar = {"field": "activity_state", "colors": COLORS}
        self.partners.read_progress_bar(self.mine, "type", bar)
        for rows in (self.partners[:1], self.partners):
            self.env.flush_all()
            with self.assertQueryCount(2):
                rows.read_progress_bar([("id", "in", rows.ids)], "type", bar)
