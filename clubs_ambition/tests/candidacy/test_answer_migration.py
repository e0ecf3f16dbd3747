import importlib.util
from pathlib import Path

from odoo.tests import tagged
from odoo.tools import SQL
from odoo.tools.sql import column_exists

from ...models.tools.club_guard_mixin import BY_LINK, HANDED
from ..answer_common import SecretCase

FOLDER = Path(__file__).parents[2] / "migrations"
SECRET = "/clubs/reponse/"


@tagged("post_install", "-at_install")
class TestAnswerMigration(SecretCase):
    """What the versions before kept of links and answers, brought along."""

    def migrate(self, version, script, before):
        path = FOLDER / version / script
        spec = importlib.util.spec_from_file_location("migration", path)
        migration = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(migration)
        migration.migrate(self.env.cr, before)
        self.env.invalidate_all()

    def test_links_of_19_0_1_3_go_on_working(self):
        """A link of that version opens; its messages tell it no more."""
        cr = self.env.cr
        self.env.flush_all()
        mail = self.mails()
        token = self.token(mail)
        mail.mail_message_id.flush_recordset()
        cr.execute(
            "UPDATE mail_message SET body = %s WHERE id = %s",
            [f"<a href='http://x{SECRET}{token}'>x</a>", mail.mail_message_id.id],
        )
        cr.execute("UPDATE mail_mail SET auto_delete = FALSE WHERE id = %s", [mail.id])
        cr.execute("ALTER TABLE club_answer_link ADD nonce varchar")
        cr.execute("UPDATE club_answer_link SET nonce = 's' || id")
        self.second._unguarded("employer_answer").employer_answer = "meet"
        self.env.flush_all()
        template = self.env.ref("clubs_ambition.mail_template_candidacy_link")
        cr.execute(
            "UPDATE mail_template SET auto_delete = FALSE, body_html = "
            "jsonb_build_object('en_US', '<a t-att-href=\"object.url\">x</a>') "
            "WHERE id = %s",
            [template.id],
        )
        cr.execute("ALTER TABLE club_answer_key RENAME TO club_answer_key_to_come")
        self.forget_answers()
        self.migrate("19.0.1.7.0", "pre-answers.py", "19.0.1.3.0")
        cr.execute("ALTER TABLE club_answer_key_to_come RENAME TO club_answer_key")
        self.migrate("19.0.1.4.0", "post-answer-secret.py", "19.0.1.3.0")
        self.migrate("19.0.1.7.0", "post-links.py", "19.0.1.3.0")
        self.assertEqual(self.second.answer_via, HANDED)
        self.assertNotIn(token, mail.body)
        self.assertTrue(mail.auto_delete and template.auto_delete)
        self.assertIn("club_address", template.body_html)
        Key = self.env["club.answer.key"]
        old = Key.search([("digest", "=", Key._digest(f"s{self.link.id}"))])
        self.assertEqual((old.link_id, old.way), (self.link, HANDED))
        self.assertFalse(column_exists(cr, "club_answer_link", "nonce"))

    def forget_answers(self):
        """Be the database of a version that kept no level."""
        for table, column in (
            ("club_candidacy", "employer_via"),
            ("club_candidacy", "answer_via"),
        ):
            self.env.cr.execute(
                SQL(
                    "ALTER TABLE %s DROP COLUMN %s",
                    SQL.identifier(table),
                    SQL.identifier(column),
                )
            )

    def test_mails_that_waited_get_a_new_secret(self):
        """The version before wrote it in the queue: it goes, and the mail leaves."""
        mail = self.mails()
        token = self.page_of(self.link).split("/")[-1]
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mail_mail SET club_link_id = NULL, body_html = %s WHERE id = %s",
            [f'<a href="https://x{SECRET}{token}">x</a>', mail.id],
        )
        self.migrate("19.0.1.7.0", "post-links.py", "19.0.1.6.0")
        self.assertEqual(self.where(token), set())
        self.assertEqual(mail.club_link_id, self.link)
        (new,) = self.leave(mail)
        self.assertNotEqual(new, token)
        for one in (new, token):
            self.assertEqual(self.env["club.answer.key"]._find(one).link_id, self.link)

    def test_answers_of_the_version_before_have_the_level_that_is_proved(self):
        """By links that a mail alone told; by those of before; told; and none."""
        self.first._record_hire(kind="cdi")
        line, other = self.first.placement_ids.followup_ids[:2]
        self.env["club.followup.question"]._send(line, "employer")
        for one in (line, other):
            one._record_voice("employer", "in_post", BY_LINK)
        self.second._unguarded("employer_answer").employer_answer = "meet"
        third = self.make_candidacy(self.make_participant("Zoé", "active"))
        third.write({"state": "refused", "refusal_reason_id": self.reason.id})
        (self.link | line.link_ids).answered_on = "2026-11-01 10:00:00"
        self.first._unguarded("employer_answer").employer_answer = "hired"
        for link in self.link | line.link_ids:
            link._new_address()
        self.env.flush_all()
        for proved in (True, False):
            with self.subTest(proved=proved), self.env.cr.savepoint() as savepoint:
                self.env.cr.execute("ALTER TABLE club_answer_key DROP COLUMN way")
                self.forget_answers()
                if not proved:
                    self.env.cr.execute("UPDATE club_answer_key SET create_uid = NULL")
                self.env.invalidate_all()
                self.migrate("19.0.1.7.0", "pre-answers.py", "19.0.1.6.0")
                level = BY_LINK if proved else HANDED
                self.assertEqual(self.first.answer_via, level)
                self.assertEqual(self.second.answer_via, level)
                self.assertEqual(
                    (third.employer_via, third.answer_via), (False, "told")
                )
                self.assertEqual(line.employer_via, level)
                self.assertEqual(other.employer_via, HANDED, "No link was answered.")
                savepoint.rollback()
            self.env.invalidate_all()
