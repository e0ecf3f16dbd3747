from datetime import timedelta
from unittest.mock import patch

from odoo.tests import tagged

from ...models.tools.club_activity_clock import ClubActivityClock
from ...utils import clock
from ..common import ClubsCase

QUERIES = 4
"""On which models something is planned, who asks, how much it is, and the meetings."""


@tagged("post_install", "-at_install")
class TestActivityClock(ClubsCase):
    """The clock in the top bar counts what Odoo's own reading of it counts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        here, there = (
            cls.make_participant(),
            cls.make_participant("Lina Roux", club=cls.other_club),
        )
        lead = cls.env["crm.lead"].create({"name": "Prospect", "club_id": cls.club.id})
        partner = cls.env["res.partner"].create({"name": "Contact"})
        today = clock.today(here)
        for record, days in (
            *((here, -2), (here, 3), (lead, 0), (lead, 1), (partner, -1)),
            *((cls.club, 5), (there, -1), (there, 2)),
        ):
            cls.env["mail.activity"].create(
                {
                    "res_model_id": cls.env["ir.model"]._get_id(record._name),
                    "res_id": record.id,
                    "user_id": cls.animateur.id,
                    "date_deadline": today + timedelta(days=days),
                }
            )
        cls.env["mail.activity"].create(
            {"user_id": cls.animateur.id, "date_deadline": today, "summary": "Alone"}
        )

    def entries(self, user=None):
        users = self.env["res.users"].with_user(user or self.animateur)
        return {
            group["model"]: {
                key: sorted(value) if key == "activity_ids" else value
                for key, value in group.items()
            }
            for group in users._get_activity_groups()
            if group["type"] == "activity"
        }

    def test_the_clock_counts_as_odoo_does(self):
        found = self.entries()
        with patch.object(ClubActivityClock, "_is_counted_here", lambda *_said: False):
            stock = self.entries()
        self.assertGreaterEqual(
            stock.keys(),
            {"club.participant", "crm.lead", "mail.activity", "res.partner"},
        )
        self.assertEqual(found, stock)

    def test_the_clock_asks_as_little_for_many(self):
        """As many queries for one as for thirty, Odoo's and the calendar's with them."""
        ours = [("res_model", "in", ("club.participant", "crm.lead", "club.club"))]
        mine = [("user_id", "=", self.animateur.id)]
        self.env["mail.activity"].search(["!", *ours, *mine]).unlink()
        self.entries()
        few = self.queries()
        lead = self.env["crm.lead"].search([("club_id", "=", self.club.id)], limit=1)
        self.env["mail.activity"].create(
            [
                {
                    "res_model_id": self.env["ir.model"]._get_id("crm.lead"),
                    "res_id": lead.copy().id,
                    "user_id": self.animateur.id,
                }
                for _number in range(30)
            ]
        )
        self.assertLessEqual(self.queries(), few)
        self.assertEqual(few, QUERIES)
        self.assertEqual(self.queries(self.manager), QUERIES - 1)

    def test_what_is_known_of_the_user_is_what_the_orm_reads(self):
        """Companies that are closed, too: who asks for them finds them after."""
        closed = self.env["res.company"].create({"name": "Closed"})
        self.animateur.sudo().company_ids |= closed
        closed.active = False
        self.env.flush_all()
        names = ("partner_id", "tz", "company_ids")
        env = self.env(user=self.animateur)

        def read():
            user = env.user.with_context(active_test=False)
            return [env.user[name] for name in names] + [user.company_ids]

        self.env.invalidate_all()
        expected = read()
        self.env.invalidate_all()
        env["club.activity.clock"]._know_user()
        before = self.env.cr.sql_log_count
        self.assertEqual(read(), expected)
        self.assertEqual(self.env.cr.sql_log_count, before)
        self.assertIn(closed, expected[-1])

    def queries(self, user=None):
        self.entries(user)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.entries(user)
        return self.env.cr.sql_log_count - before
