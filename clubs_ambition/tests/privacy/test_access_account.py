"""Who works here asks for their file: what their account says, and of nobody else."""

# pylint: disable=translation-required
import json

from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_access_others import OTHERS, OthersCase

NAME, EMAIL = OTHERS["animateur"]


@tagged("post_install", "-at_install", "security")
class TestAccessAccount(OthersCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        user = cls.animateur
        user.write({"login": "wolfgang@example.org", "signature": "<p>Bien à vous</p>"})
        cls.env["res.users.log"].with_user(user).sudo().create({})
        cls.env["res.device.log"].create(
            {"session_identifier": "very-secret", "user_id": user.id}
            | {"platform": "linux", "ip_address": "203.0.113.7"}
        )
        cls.env["club.absence"].create(
            {"user_id": user.id, "date_from": "2026-02-02", "date_to": "2026-02-03"}
            | {"stand_in_id": cls.successor.id}
        )
        cls.env["club.export.log"].with_user(user).sudo()._log(
            door="list", res_model="club.person", row_count=1
        )
        cls.env.flush_all()

    def asked_by_animateur(self, kind="access"):
        first = NAME.split()[0]
        typed = {"subject": "partner", "first_name": first, "email": EMAIL}
        return self.asked(kind, "email", **typed)

    def told(self):
        file = self.env["club.privacy.file"].with_user(self.data_officer)
        request = self.asked_by_animateur()
        whom = request._whom()
        told = file._told(request, whom, file._rows(whom))
        return {one.name: one for one in told["sections"]}

    def test_what_the_account_says(self):
        told = self.told()
        [account] = told["res.users"].rows
        words = json.dumps(account, ensure_ascii=False)
        for word in ("wolfgang@example.org", "Bien à vous", self.club.name):
            self.assertIn(word, words)
        for name in ("res.users.log", "res.device.log", "club.absence"):
            self.assertTrue(told[name].rows, name)
        self.assertIn("203.0.113.7", str(told["res.device.log"].rows))

    def test_what_they_did_is_counted_by_club(self):
        done = self.told()["club.privacy.account"]
        words = {row[done.columns[0]] for row in done.rows}
        label = self.env["ir.model"]._get("club.participant").name
        for about in ("club.participant", "club.session", "club.export.log"):
            label = self.env["ir.model"]._get(about).name
            self.assertTrue(any(label in one for one in words), about)
        self.assertTrue(any(one.startswith("Messages") for one in words))
        self.assertIn(self.club.name, str(done.rows))

    def test_and_of_nobody_else(self):
        texts = self.texts(
            way="email", subject="partner", first_name=NAME.split()[0], email=EMAIL
        )
        for who, words in OTHERS.items():
            if who != "animateur":
                for word in words:
                    self.assertNotIn(word, texts)
        for word in ("Moreau", "Elle a bien parlé", "Rappeler", "very-secret"):
            self.assertNotIn(word, texts)

    def test_who_has_no_account_is_told_of_none(self):
        request = self.asked()
        service = self.env["club.privacy.account"]
        self.assertEqual(service._sections(request._whom()), [])
        self.assertEqual(service._sections(self.contact), [])

    def test_a_colleague_is_not_put_aside(self):
        """Odoo writes by their contact: the user is archived first."""
        for kind in ("restriction", "objection"):
            with self.assertRefused(UserError, "archive the user first"):
                self.asked_by_animateur(kind).action_take_effect()
        self.assertTrue(self.animateur.partner_id.active)
