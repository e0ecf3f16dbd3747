import runpy

from odoo.tests import tagged
from odoo.tools import file_path

from ..common import ClubsCase

MIGRATION = "clubs_ambition/migrations/19.0.1.4.0/post-words.py"


@tagged("post_install", "-at_install")
class TestWords(ClubsCase):
    """Words of the version before are brought along, those of an installation stay."""

    def migrate(self):
        runpy.run_path(file_path(MIGRATION))["migrate"](self.env.cr, "19.0.1.3.0")
        self.env.invalidate_all()

    def test_reasons(self):
        reasons = runpy.run_path(file_path(MIGRATION))["REASONS"]
        for xmlid, changes in reasons.items():
            record = self.env.ref(f"clubs_ambition.{xmlid}")
            for name, (old, new) in changes.items():
                with self.subTest(reason=xmlid, field=name):
                    self.assertEqual(record[name], new, "the data are those shipped")
                    record[name] = old
        mine = self.env.ref("clubs_ambition.club_refusal_reason_trial")
        mine.message = "Our own words"
        self.migrate()
        self.assertEqual(mine.name, "Immersion non concluante")
        self.assertEqual(mine.message, "Our own words")
        for xmlid, changes in reasons.items():
            record = self.env.ref(f"clubs_ambition.{xmlid}")
            for name, (_old, new) in changes.items():
                if (record, name) != (mine, "message"):
                    self.assertEqual(record[name], new)

    def test_templates(self):
        template = self.env.ref("clubs_ambition.mail_template_session_invitation")
        self.assertIn("Taking part is your choice", template.body_html)
        old = "<p>Bring your CV</p>"
        query = "UPDATE mail_template SET body_html = jsonb_build_object('en_US', %s)"
        query += ", write_uid = %s WHERE id = %s"
        for author, kept in ((self.env.ref("base.user_root"), 0), (self.manager, 1)):
            with self.subTest(author=author.name):
                self.env.cr.execute(query, [old, author.id, template.id])
                self.env.invalidate_all()
                self.migrate()
                self.assertEqual(old in template.body_html, bool(kept))

    def test_charter_promises_what_is_so(self):
        """What nothing does yet is not promised on a paper somebody signs."""
        report = self.env["ir.actions.report"]
        journey = self.make_participant(state="active")
        html, _type = report._render_qweb_html(
            "clubs_ambition.report_engagement", journey.ids
        )
        for promise in (b"anonym", b"two years", b"Only those"):
            self.assertNotIn(promise, html)
        for fact in (b"D5135-2", b"asked for news", b"managers of the territory"):
            self.assertIn(fact, html)
