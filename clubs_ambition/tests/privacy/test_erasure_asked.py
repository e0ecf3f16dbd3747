"""Who asks for something is answered while there is a file; then nobody reads a trace."""

# pylint: disable=translation-required
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...utils import clock
from .erasure_common import ErasureCase


@tagged("post_install", "-at_install", "security")
class TestErasureAsked(ErasureCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.somebody()
        cls.journey = cls.person.every_journey_ids
        cls.erasures = cls.env["club.privacy.erasure"]

    def asked(self, kind="access", state="open", **values):
        request = self.env["club.privacy.request"].create({"kind": kind})
        values = {"state": state, "person_id": self.person.id, **values}
        request._unguarded(*values).write(values)
        return request.with_user(self.data_officer)

    def test_who_waits_for_their_file_is_not_erased_before(self):
        request = self.asked()
        for reason in ("request", "officer", "objection"):
            with self.assertRaisesRegex(UserError, "answer that request first"):
                self.erasures._erase(self.person, reason)
        values = self.erasures._values(self.person, "participant")
        row = self.erasures.create({**values, "erase_on": clock.today(self.person)})
        with self.assertRaisesRegex(UserError, "answer that request first"):
            row.with_user(self.data_officer)._erase_now()
        still_due = self.env["club.privacy.announcement"]._still_due
        self.assertFalse(still_due(row))
        self.assertTrue(row.exists(), "it waits for the answer")
        request._serve("Handed over")
        self.assertEqual(still_due(row), row)
        self.erasures._erase(self.person, "officer")
        self.assertTrue(self.person.erased_on)
        done = self.erasures.search([("res_id", "=", self.person.id)])
        with self.assertRefused(UserError, "under way, or done"):
            done.filtered(lambda one: one.state == "erased")._keep("followup")

    def test_who_came_back_is_not_erased(self):
        back = self.somebody("Aude Valmy", ended=False, email=False, phone=False)
        values = self.erasures._values(back, "participant")
        row = self.erasures.create({**values, "erase_on": clock.today(back)})
        with self.assertRefused(UserError, "journey under way"):
            row.with_user(self.data_officer)._erase_now()
        self.assertFalse(back.erased_on)
        with self.assertRefused(AccessError, "data officer's gesture"):
            row.with_user(self.animateur).action_ask()

    def test_nothing_of_who_is_erased_is_handed_over(self):
        """By whoever asked before it: the file is not made of what is left for figures."""
        served = {
            kind: self.asked(kind, "served")
            for kind in ("access", "rectification", "restriction", "objection")
        }
        self.erasures._erase(self.person)
        self.env.invalidate_all()
        for request in served.values():
            request.sudo()._unguarded("state").state = "open"
        with self.assertRaisesRegex(UserError, "erased since"):
            served["access"].action_download()
        with self.assertRaisesRegex(UserError, "erased since"):
            self.env["club.privacy.file"].with_user(self.data_officer)._make(
                served["access"]
            )
        with self.assertRaisesRegex(UserError, "erased since"):
            served["rectification"].action_rectify()
        for kind in ("restriction", "objection"):
            with self.assertRaisesRegex(UserError, "erased since"):
                served[kind].action_take_effect()
        served["access"]._serve("Nothing was left")
        self.assertEqual(served["access"].state, "served")

    def test_the_proofs_are_the_officer_s(self):
        """That they agreed, and were told: no animateur reads it of who is erased."""
        today = clock.today(self.club)
        wording = self.env["club.privacy.wording"].search([], limit=1)
        told = {"person_id": self.person.id, "wording_id": wording.id}
        consent = self.env["club.privacy.consent"].create(
            {**told, "purpose": "named", "given_on": today, "way": "oral"}
        )
        notice = self.env["club.privacy.notice"].create(
            {**told, "given_on": today, "way": "hand"}
        )
        readers = (self.animateur, self.manager, self.coordinator)
        for record in (consent, notice):
            for user in readers:
                self.assertTrue(record.with_user(user).has_access("read"), user.login)
        self.erasures._erase(self.person)
        self.env.invalidate_all()
        for record in (consent, notice):
            for user in readers:
                mine = record.with_user(user)
                with self.subTest(record=record, user=user.login):
                    self.assertFalse(mine.has_access("read"))
                    self.assertFalse(mine.search([("id", "=", record.id)]))
            self.assertTrue(record.with_user(self.data_officer).has_access("read"))

    def test_nor_of_a_contact(self):
        contact = self.env["res.partner"].create(
            {"name": "Zéphirine Trouvetout", "parent_id": self.employer.id}
        )
        notice = self.env["club.privacy.notice"].create(
            {
                "partner_id": contact.id,
                "way": "message",
                "given_on": clock.today(self.club),
                "wording_id": self.env["club.privacy.wording"].search([], limit=1).id,
            }
        )
        self.assertTrue(notice.with_user(self.animateur).has_access("read"))
        self.erasures._erase(contact)
        self.env.invalidate_all()
        self.assertFalse(notice.with_user(self.animateur).has_access("read"))
        self.assertTrue(notice.with_user(self.data_officer).has_access("read"))
