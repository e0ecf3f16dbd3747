"""The whole file of who asks: readable, theirs alone, logged, and kept nowhere."""

# pylint: disable=translation-required
import base64
import io
import json
import logging
import os
import runpy
import zipfile
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import file_path

from .privacy_common import PrivacyCase
from odoo.addons.base.models import ir_actions_report
from odoo.addons.base.models.assetsbundle import AssetsBundle

_logger = logging.getLogger(__name__)

LOOKS = [{"user": "Someone Far", "club": "Club B", "day": "2026-11-02", "times": 2}]


@tagged("post_install", "-at_install", "security")
class TestAccess(PrivacyCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person.write(
            {"cv_file": base64.b64encode(b"%PDF-1.4 her cv"), "cv_name": "CV Lina.pdf"}
        )
        cls.journey.write({"motivation": "Wants to bake", "project_note": "Bakery"})
        cls.candidacy = cls.make_candidacy(cls.journey)
        cls.candidacy.write({"prep_note": "Ask about the oven"})
        cls.journey.message_post(
            body="She came with a letter", attachments=[("letter.txt", b"Dear Madam")]
        )
        cls.stranger = cls.make_participant("Zoé Inconnue", "active")
        cls.stranger.write({"motivation": "Other words"})
        cls.doubt = cls.make_person("Lina Autre", email="lina.moreau@example.org")

    def setUp(self):
        super().setUp()
        self.file = self.env["club.privacy.file"].with_user(self.data_officer)
        looks = patch.object(
            type(self.env["club.privacy.file"]), "_looks", lambda *_args: LOOKS
        )
        self.startPatcher(looks)

    def unzipped(self, content):
        archive = zipfile.ZipFile(io.BytesIO(content))
        return {name: archive.read(name) for name in archive.namelist()}

    def made(self):
        _name, content = self.file._make(self.asked())
        return self.unzipped(content)

    def test_the_file_says_what_is_theirs(self):
        files = self.made()
        told = files["dossier.json"].decode()
        for words in (
            "Liña",
            "lina.moreau@example.org",
            "Wants to bake",
            "Ask about the oven",
            "Boulangerie Azur",
            "She came with a letter",
            "Someone Far",
        ):
            self.assertIn(words, told)
        self.assertTrue(json.loads(told)["purposes"])
        # who reads it, their rights, whom to write to
        notice = json.loads(told)["notice"]
        for words in (self.club.name, "Qui les lit", "Vos droits", "cnil.fr"):
            self.assertIn(words, notice)
        papers = {name: files[name] for name in files if name.startswith("pieces/")}
        self.assertIn(b"%PDF-1.4 her cv", papers.values())
        self.assertIn(b"Dear Madam", papers.values())
        self.assertTrue(any(name.endswith("CV Lina.pdf") for name in papers))

    def test_it_is_read_by_people(self):
        """No key, code nor brace of what is kept for a program."""
        self.candidacy._unguarded("state_before_hire").state_before_hire = "sent"
        self.journey._unguarded("eligibility_at_entry").eligibility_at_entry = [
            {"rule": "Age", "looked_at": "24 years", "blocking": False}
        ]
        sections = json.loads(self.made()["dossier.json"])["sections"]
        values = [
            str(one) for it in sections for row in it["rows"] for one in row.values()
        ]
        self.assertIn("Age, 24 years", values)
        env = self.env(context={"lang": self.env["ir.http"]._club_page_lang(self.env)})
        told = dict(self.candidacy._fields["state"]._description_selection(env))
        self.assertIn(told["sent"], values)
        self.assertNotIn("sent", values)

    def test_and_nothing_of_anybody_else_nor_a_secret(self):
        link = self.env["club.answer.link"].create(
            {
                "kind": "candidacy",
                "partner_id": self.employer.id,
                "club_id": self.club.id,
                "user_id": self.animateur.id,
                "email": "boss@example.org",
                "candidacy_ids": self.candidacy.ids,
            }
        )
        token = self.env["club.answer.key"]._issue(link, "link")
        digest = self.env["club.answer.key"].search([("link_id", "=", link.id)]).digest
        self.candidacy.link_ids = link
        session = self.env["club.session"].create(
            {
                "name": "Workshop",
                "kind": "group",
                "club_id": self.club.id,
                "cohort_id": self.cohort.id,
                "animateur_id": self.animateur.id,
                "start": "2026-02-02 08:00:00",
                "stop": "2026-02-02 10:00:00",
                "note": "Zoé spoke of her brother",
            }
        )
        self.assertIn(self.journey, session.attendance_ids.participant_id)
        files = self.made()
        everything = b"\n".join(files.values()).decode(errors="replace")
        for words in (
            "Zoé",
            "Inconnue",
            "Other words",
            "Autre",
            "brother",
            token,
            digest,
        ):
            self.assertNotIn(words, everything)

    def test_it_leaves_by_the_route_and_a_line_says_so(self):
        request = self.asked()
        self.authenticate("t_data_officer", "t_data_officer")
        Log = self.env["club.export.log"]
        before = Log.search([])
        stored = self.env["ir.attachment"].search([])
        answer = self.url_open(f"/clubs_ambition/privacy/{request.id}.zip")
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.headers["Content-Type"], "application/zip")
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        self.assertIn("dossier.pdf", self.unzipped(answer.content))
        line = Log.search([]) - before
        self.assertEqual((line.door, line.person_count), ("access", 1))
        self.assertEqual(line.user_id, self.data_officer)
        kept = self.env["ir.attachment"].search([]) - stored
        self.assertFalse(kept.filtered(lambda one: one.res_model or not one.public))

    def test_nobody_else_gets_it(self):
        request = self.asked()
        for role in ("coordinator", "manager", "animateur", "employee", "portal"):
            self.authenticate(f"t_{role}", f"t_{role}")
            answer = self.url_open(f"/clubs_ambition/privacy/{request.id}.zip")
            self.assertEqual(answer.status_code, 404, role)
        self.authenticate(None, None)
        answer = self.url_open(f"/clubs_ambition/privacy/{request.id}.zip")
        self.assertNotIn(b"PK\x03\x04", answer.content[:4])

    def test_once_answered_it_is_made_no_more(self):
        request = self.asked()
        self.settle(request, "serve")
        with self.assertRaisesRegex(UserError, "answered already"):
            self.file._make(request)
        self.authenticate("t_data_officer", "t_data_officer")
        answer = self.url_open(f"/clubs_ambition/privacy/{request.id}.zip")
        self.assertEqual(answer.status_code, 400)

    def test_a_real_paper_within_five_seconds(self):
        """The paper itself, not the page that tests read; of work, whatever the load.

        Of a long story, at first asking: nothing is kept in memory, styles were compiled
        by the update. Printed by one process, which waits for no script.
        """
        self.lengthen()
        request = self.asked()
        made = self.file.with_context(force_report_rendering=True)
        self.env["ir.actions.report"]._club_paper_styles()
        self.env.flush_all()
        self.env.invalidate_all()
        self.env.registry.clear_all_caches()
        starts, real = [], ir_actions_report._run_wkhtmltopdf
        printer = patch.object(
            ir_actions_report,
            "_run_wkhtmltopdf",
            lambda args: starts.append(args) or real(args),
        )
        before = self.worked()
        with printer:
            _name, content = made._make(request)
        spent = self.worked() - before
        _logger.info("The file of a long story took %.2f s of work", spent)
        self.assertEqual(len(starts), 1)
        self.assertEqual(starts[0][starts[0].index("--javascript-delay") + 1], "0")
        files = self.unzipped(content)
        self.assertEqual(files["dossier.pdf"][:5], b"%PDF-")
        self.assertLess(spent, 5)

    def lengthen(self):
        """Add what years of a journey leave: hundreds of messages, papers, steps."""
        env, about = self.env, {"res_id": self.journey.id}
        env["club.objective"].create(
            [
                {"name": f"Objective {number}", "participant_id": self.journey.id}
                for number in range(60)
            ]
        )
        env["mail.message"].create(
            [
                {**about, "model": self.journey._name, "message_type": "comment"}
                | {"body": f"<p>Called on day {number}, {'and wrote ' * 20}</p>"}
                for number in range(300)
            ]
        )
        env["ir.attachment"].create(
            [
                {**about, "name": f"CV {number}.pdf", "res_model": self.journey._name}
                | {"raw": b"%PDF-1.4 " + os.urandom(20_000)}
                for number in range(100)
            ]
        )
        employers = env["res.partner"].create(
            [
                {"name": f"Bakery {number}", "is_company": True, "club_employer": True}
                for number in range(60)
            ]
        )
        for employer in employers:
            self.make_candidacy(self.journey, employer=employer)

    def test_the_update_compiles_the_styles(self):
        """No first paper after it waits for them."""
        styles = [("url", "=like", "/web/assets/%web.report_assets%.css")]
        self.env["ir.attachment"].search(styles).unlink()
        self.env.registry.clear_cache("assets")
        path = file_path("clubs_ambition/migrations/0.0.0/end-styles.py")
        runpy.run_path(path)["migrate"](self.env.cr, "19.0.1.11.0")
        self.env.registry.clear_cache("assets")
        compiled = patch.object(AssetsBundle, "preprocess_css", side_effect=ValueError)
        with compiled:
            self.assertTrue(self.env["ir.actions.report"]._club_paper_styles())

    def worked(self):
        """Return the seconds of work of this process and of those it waited for."""
        times = os.times()
        return times.user + times.system + times.children_user + times.children_system

    def test_a_contact_has_theirs(self):
        contact = self.env["res.partner"].create(
            {
                "name": "Jeanne Petit",
                "email": "j.petit@example.org",
                "function": "Head baker",
                "parent_id": self.employer.id,
            }
        )
        request = self.asked(
            way="email", subject="partner", first_name="Jeanne", email=contact.email
        )
        _name, content = self.file._make(request)
        told = self.unzipped(content)["dossier.json"].decode()
        self.assertIn("j.petit@example.org", told)
        self.assertNotIn("Moreau", told)
