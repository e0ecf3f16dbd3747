"""Who may not read a record does not read, nor count, what hangs on it."""

from odoo import SUPERUSER_ID
from odoo.tests import new_test_user, tagged

from .table_common import TableCase

TABLES = ("mail.followers", "mail.notification", "mail.scheduled.message")


@tagged("post_install", "-at_install", "security")
class TestHanging(TableCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss = new_test_user(cls.env, "t_boss", groups="base.group_system")
        cls.documents = []
        thread = cls.env.registry["mail.thread"]
        for name, made in cls.made.items():
            if issubclass(cls.env.registry[name], thread):
                cls.documents += made.values()
        cls.documents.append(cls.session_event())
        for document in cls.documents:
            cls.hang(document)
        cls.forget()

    @classmethod
    def session_event(cls):
        """Return the meeting that shows a session, where nobody of the roles is invited."""
        session = cls.made["club.session"]["far"]
        return session.event_id or cls.env["calendar.event"].search([], limit=1)

    @classmethod
    def hang(cls, document):
        """Have somebody follow a record, be notified of it, and plan to write there."""
        me = cls.boss.partner_id.id
        about = {"res_id": document.id}
        kinds = {"res_model": document._name}
        cls.env["mail.followers"].create({**about, **kinds, "partner_id": me})
        message = cls.env["mail.message"].create(
            {**about, "model": document._name, "body": "x", "author_id": me}
        )
        cls.env["mail.notification"].create(
            {
                "mail_message_id": message.id,
                "res_partner_id": me,
                "author_id": me,
                "notification_type": "inbox",
            }
        )
        cls.env["mail.scheduled.message"].create(
            {
                **about,
                "model": document._name,
                "body": "x",
                "author_id": me,
                "scheduled_date": "2036-01-01 08:00:00",
            }
        )

    def rows(self, name):
        """Return the rows of a table that name the one who hangs there, and no other."""
        partner = "author_id" if name != "mail.followers" else "partner_id"
        rows = self.env[name].search([(partner, "=", self.boss.partner_id.id)])
        self.assertGreaterEqual(len(rows), len(self.documents))
        return rows

    def about(self, row):
        belonging, kind, number = self.env["club.hanging"]._ways()[row._name]
        owner = row[belonging] if belonging else row
        return self.env[owner[kind]].browse(owner[number])

    def people(self):
        for who, user in self.users.items():
            if user.id != SUPERUSER_ID and not user.has_group("base.group_system"):
                yield who, user

    def test_it_is_read_with_its_record_alone(self):
        """As found in a list, as counted, and as asked for by its id."""
        walked = 0
        for name in TABLES:
            rows = self.rows(name)
            for who, user in self.people():
                mine = self.env[name].with_user(user)
                if not mine.has_access("read"):
                    continue
                seen = mine.search([("id", "in", rows.ids)])
                for row in rows:
                    about = self.about(row).with_user(user)
                    reads = about.has_access("read")
                    walked += 1
                    with self.subTest(table=name, who=who, about=about._name):
                        if reads and name != TABLES[2]:  # Odoo asks more of it
                            self.assertIn(row, seen)
                        elif not reads and self.is_kept(about):
                            self.assertNotIn(row, seen)
                            self.assertFalse(row.with_user(user).has_access("read"))
                asked = [("id", "in", rows.ids)]
                self.assertEqual(mine.search_count(asked), len(seen), who)
        self.assertGreater(walked, 1000)

    def is_kept(self, about):
        """Tell whether a rule of ours keeps a record from whom it is out of sight."""
        ours = about._name.startswith("club.") or about._name == "calendar.event"
        return ours or not about.env["club.audience"]._sees_all(about._name)

    def test_each_table_that_shows_all_has_the_rule(self):
        """From the registry: none is named in the code."""
        ways = self.env["club.hanging"]._ways()
        self.assertLessEqual(
            {*TABLES[:2], "calendar.event", "calendar.attendee"}, {*ways}
        )
        for own in ("mail.message", "mail.activity", "ir.attachment"):
            self.assertNotIn(own, ways)
        rules = self.env["ir.rule"].with_user(self.animateur)
        for name in ways:
            if not name.startswith("calendar."):
                with self.subTest(name):
                    self.assertFalse(rules._compute_domain(name).is_true())

    def test_many_cost_what_few_do(self):
        """Queries to count what hangs there, however many rows that is."""
        for user in (self.animateur, self.coordinator):
            for name in TABLES[:2]:
                mine, costs = self.env[name].with_user(user), []
                mine.search_count([])
                for limit in (1, None):
                    self.env.invalidate_all()
                    before = self.env.cr.sql_log_count
                    mine.search_count([], limit=limit)
                    costs.append(self.env.cr.sql_log_count - before)
                with self.subTest(name, user=user.login):
                    self.assertEqual(*costs)
                    self.assertLess(max(costs), 6)

    def test_one_s_own_is_read_whatever_it_is_about(self):
        """Who was in a club, and was notified there, reads that they were."""
        far = self.made["club.participant"]["far"]
        self.assertFalse(far.with_user(self.animateur).has_access("read"))
        row = self.env["mail.followers"].create(
            {
                "res_model": far._name,
                "res_id": far.id,
                "partner_id": self.animateur.partner_id.id,
            }
        )
        mine = row.with_user(self.animateur)
        self.assertTrue(mine.has_access("read"))
        self.assertEqual(mine.search([("id", "=", row.id)]), mine)
