# pylint: disable=translation-required
"""A refusal names no record, whoever passes it on: not with the debug mode on either."""

import json

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .test_refusals_alike import AlikeCase

NAMED = "refusals that name what is refused"
DEBUG = {"debug": "1"}


@tagged("post_install", "-at_install", "security")
class TestRefusalsUnnamed(AlikeCase, HttpCase):
    """Odoo names the records for who debugs, and some addresses answer with that."""

    def told(self, answer):
        """Return what a refusal names, of the last record that was refused."""
        return [self.label] if self.label in answer else []

    def refusal(self, record):
        """Return with which words a record is refused to who debugs."""
        with self.debug_mode(), self.assertRaises(AccessError) as no:
            record.check_access("read")
        return str(no.exception)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_no_refusal_names_a_record(self):
        for name in self.models():
            for role, user in self.watchers.items():
                if not self.env[name].with_user(user).has_access("read"):
                    continue
                record = self.hidden(name, user)
                self.label = record.display_name if record else ""
                if len(self.label or "") > 3:
                    with self.subTest(model=name, role=role):
                        said = self.refusal(record.with_user(user))
                        self.hold(NAMED, said)
        self.check_tried(20, NAMED)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_it_is_said_in_their_language(self):
        """A program calls without one."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.referent.lang = "fr_FR"
        called = self.employer.with_user(self.referent).with_context(lang=None)
        self.assertIn("ne vous est pas ouvert", self.refusal(called))

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule")
    def test_no_address_answers_with_one(self):
        """Each of these catches the refusal, and tells it as an answer."""
        employer = self.employer
        self.label = employer.display_name
        self.assertFalse(employer.with_user(self.referent).has_access("read"))
        self.authenticate("t_referent", "t_referent", session_extra=dict(DEBUG))
        asked = {
            "/web/action/load_breadcrumbs": {
                "actions": [{"model": employer._name, "resId": employer.id}]
            },
            "/html_editor/link_preview_internal": {
                "preview_url": f"{self.base_url()}/odoo/res.partner/{employer.id}"
            },
        }
        for address, params in asked.items():
            with self.subTest(address=address):
                answer = self.url_open(
                    address,
                    data=json.dumps({"params": params}),
                    headers={"Content-Type": "application/json"},
                ).json()["result"]
                self.hold(NAMED, str(answer))
                self.assertIn("not open to you", str(answer))

    def test_an_administrator_reads_which_rule(self):
        admin = self.env.ref("base.user_admin")
        self.env["ir.rule"].create(
            {
                "name": "Nobody reads this",
                "model_id": self.env["ir.model"]._get_id("res.partner.category"),
                "domain_force": "[(0, '=', 1)]",
            }
        )
        tag = self.env["res.partner.category"].create({"name": "A tag"})
        self.assertIn("Nobody reads this", self.refusal(tag.with_user(admin)))


@tagged("post_install", "-at_install", "security")
class TestSuggestedCompany(AlikeCase):
    """Odoo says in which company a record is open: where it is, and to nobody else."""

    def suggested(self, user, record):
        here = record.with_user(user).with_context(
            allowed_company_ids=self.env.company.ids
        )
        with self.assertRaises(AccessError) as no:
            here.check_access("read")
        return (getattr(no.exception, "context", None) or {}).get("suggested_company")

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_it_is_told_to_who_reads_the_record_there(self):
        second = self.env["res.company"].create({"name": "The other one"})
        for user in (self.animateur, self.referent):
            user.company_ids = [Command.link(second.id)]
        self.employer.company_id = second
        self.env.flush_all()
        self.assertEqual(self.suggested(self.animateur, self.employer)["id"], second.id)
        self.assertFalse(self.suggested(self.referent, self.employer))
