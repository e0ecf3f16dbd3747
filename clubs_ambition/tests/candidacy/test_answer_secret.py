import importlib.util
from pathlib import Path

from markupsafe import Markup

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, TransactionCase, tagged
from odoo.tools import SQL

from ...models.tools.club_guard_mixin import BY_LINK
from ...utils import clock
from ..answer_common import AnswerCase
from odoo.addons.mail.tests.common import MockEmail

MIGRATION = (
    Path(__file__).parents[2] / "migrations" / "19.0.1.4.0" / "post-answer-secret.py"
)
SECRET = "/clubs/reponse/"


@tagged("post_install", "-at_install")
class TestAnswerSecret(AnswerCase, MockEmail):
    """The address that answers is in the outgoing mail, and nowhere else."""

    def token(self, mail):
        return mail.body_html.split(SECRET)[1].split('"')[0]

    def columns(self):
        """Yield ``(table, column)`` of every text kept in the database."""
        self.env.cr.execute(
            """SELECT table_name, column_name FROM information_schema.columns
                WHERE table_schema = 'public' AND table_name NOT LIKE 'ir_%%'
                  AND data_type IN ('text', 'character varying', 'jsonb')"""
        )
        return self.env.cr.fetchall()

    def where(self, words):
        """Return the columns in which some words are read, in the whole database."""
        self.env.flush_all()
        found = set()
        for table, column in self.columns():
            self.env.cr.execute(
                SQL(
                    "SELECT 1 FROM %s WHERE %s::text LIKE %s LIMIT 1",
                    SQL.identifier(table),
                    SQL.identifier(column),
                    f"%{words}%",
                )
            )
            if self.env.cr.fetchone():
                found.add(f"{table}.{column}")
        return found

    def test_no_record_keeps_the_secret(self):
        """Of a first message, a reminder and a fresh link, thanks and questions too."""
        self.link._send(reminder=True)
        self.first._record_hire(kind="cdi")
        self.first.placement_ids.with_user(self.animateur).action_thank_employer()
        self.yanis.person_id.email = "yanis@example.com"
        self.env["club.followup.question"]._send(
            self.first.placement_ids.followup_ids[:1], "person"
        )
        mails = self.mails_of(self.env["club.answer.link"].search([]))
        self.assertEqual(len(mails), 4)
        for mail in mails:
            self.assertTrue(mail.auto_delete)
            self.assertEqual(self.where(self.token(mail)), {"mail_mail.body_html"})
            self.assertIn(f"{SECRET}-", mail.body)

    def test_each_message_has_its_own_secret_and_all_open(self):
        self.link._send(reminder=True)
        tokens = {self.token(mail) for mail in self.mails()}
        self.assertEqual(len(tokens), 2)
        Link = self.env["club.answer.link"]
        for token in tokens:
            self.assertEqual(Link._from_token(token), self.link)

    def test_nobody_writes_to_oneself(self):
        """The address of a user is no employer's: who writes would answer."""
        with self.assertRaisesRegex(UserError, "the address of a user"):
            self.send(self.first, email=self.animateur.email.upper())
        self.first._record_hire(kind="cdi")
        line = self.first.placement_ids.followup_ids[:1]
        self.employer.email = self.animateur.email
        self.env["club.followup.question"]._send(line, "employer")
        self.assertFalse(line.link_ids)

    def test_a_sent_mail_goes_away(self):
        mail = self.mails()
        message = mail.mail_message_id
        with self.mock_mail_gateway(mail_unlink_sent=True):
            mail.send()
        self.assertFalse(mail.exists() or message.exists())

    def test_the_thread_says_that_it_left(self):
        for candidacy in self.candidacies:
            bodies = "".join(candidacy.message_ids.mapped("body"))
            self.assertIn("Sent to Boulangerie", bodies)

    def test_a_reply_that_quotes_the_address_tells_nothing(self):
        token = self.token(self.mails())
        quotes = (
            f"<p>https://clubs.example.org{SECRET}{token}</p>",
            f"<a href='https://safe.example.com/?u=x%2Fclubs%2Freponse%2F{token}'>x</a>",
        )
        for quote in quotes:
            message = self.first.message_post(body=Markup(quote))
            self.assertNotIn(token, message.body)
            message.write({"body": quote})
            self.assertNotIn(token, message.body)

    def test_who_coaches_reads_no_address(self):
        """By RPC, as each role that reads links: no field, no message, no template."""
        token = self.token(self.mails())
        for user in (self.animateur, self.manager):
            env = self.env(user=user)
            for name in env["club.answer.link"].fields_get():
                self.assertNotIn(token, str(self.link.with_user(user).read([name])))
            messages = env["mail.message"].search([("model", "=", "club.answer.link")])
            self.assertNotIn(token, str(messages.read(["body", "preview"])))
            for model in ("mail.mail", "club.answer.key"):
                with self.assertRaises(AccessError):
                    env[model].search([])

    def test_the_version_before_keeps_its_addresses(self):
        """A link of the version before opens; its messages tell it no more."""
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
        template = self.env.ref("clubs_ambition.mail_template_candidacy_link")
        cr.execute(
            "UPDATE mail_template SET auto_delete = FALSE, body_html = "
            "jsonb_build_object('en_US', '<a t-att-href=\"object.url\">x</a>') "
            "WHERE id = %s",
            [template.id],
        )
        spec = importlib.util.spec_from_file_location("migration", MIGRATION)
        migration = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(migration)
        migration.migrate(cr, "19.0.1.3.0")
        self.env.invalidate_all()
        self.assertNotIn(token, mail.body)
        self.assertIn(token, mail.body_html)
        self.assertTrue(mail.auto_delete and template.auto_delete)
        self.assertIn("club_address", template.body_html)
        Key = self.env["club.answer.key"]
        old = Key.search([("digest", "=", Key._digest(f"s{self.link.id}"))])
        self.assertEqual(old.link_id, self.link)


@tagged("post_install", "-at_install")
class TestToldByLinkAlone(AnswerCase):
    """How an answer came is written by the link's route: no role can say it."""

    def setUp(self):
        super().setUp()
        self.first._record_hire(kind="cdi")
        self.line = self.first.placement_ids.followup_ids[:1]

    def facts(self):
        """Yield ``(model, field)`` that tell how an answer came, from the registry."""
        for model, Model in self.env.registry.items():
            if not model.startswith("club.") or Model._abstract:
                continue
            for name, field in Model._fields.items():
                choice = field.type == "selection" and field.store
                if choice and BY_LINK in (field.get_values(self.env) or []):
                    yield model, name, BY_LINK
        yield "club.candidacy", "employer_answer", "meet"
        yield "club.candidacy", "answered_on", "2026-01-05"
        for name in ("answered_on", "revoked_on", "email", "reminder_count"):
            yield "club.answer.link", name, "2026-01-05"

    def of_model(self, model):
        records = self.second, self.link, self.line
        return next(one for one in records if one._name == model)

    def test_no_role_writes_how_an_answer_came(self):
        facts = list(self.facts())
        self.assertGreaterEqual(len(facts), 7)
        for user in (self.animateur, self.manager, self.referent):
            for model, name, value in facts:
                record = self.of_model(model)
                with self.subTest(f"{user.login} {model}.{name}"):
                    before = record[name]
                    with self.assertRaises(UserError):
                        record.with_user(user).write({name: value})
                    record.invalidate_recordset()
                    self.assertEqual(record[name], before)

    def test_no_role_creates_it_nor_gives_it_by_default(self):
        vals = {"participant_id": self.lina.id, "partner_id": self.other_employer.id}
        for user in (self.animateur, self.manager):
            for extra in ({"employer_answer": "hired"}, {"answered_on": "2026-01-05"}):
                Candidacy = self.env["club.candidacy"].with_user(user)
                with self.assertRaises(UserError):
                    Candidacy.create({**vals, **extra})
                context = {f"default_{name}": value for name, value in extra.items()}
                with self.env.cr.savepoint() as savepoint:
                    made = Candidacy.with_context(**context).create(vals)
                    self.assertFalse(made.employer_answer or made.answered_on)
                    savepoint.rollback()
                self.env.invalidate_all()

    def test_an_import_says_no_link(self):
        for user in (self.animateur, self.manager):
            for model, rows in {
                "club.followup": [["id", "employer_via"], [".", BY_LINK]],
                "club.candidacy": [["id", "employer_answer"], [".", "hired"]],
            }.items():
                record = self.of_model(model)
                names, line = rows
                line = [record.export_data(["id"])["datas"][0][0], line[1]]
                result = self.env[model].with_user(user).load(names, [line])
                self.assertFalse(result["ids"], model)
                record.invalidate_recordset()
                self.assertFalse(record[names[1]])

    def test_a_default_of_the_context_says_no_link(self):
        self.line.sudo().unlink()
        for user in (self.animateur, self.manager):
            Followup = self.env["club.followup"].with_user(user)
            Followup = Followup.with_context(default_employer_via=BY_LINK)
            Followup = Followup._unguarded("milestone")
            vals = {
                "placement_id": self.first.placement_ids.id,
                "milestone": "day_8",
            }
            with self.assertRaises(UserError):
                Followup.create({**vals, "person_answer": "in_post"})
            with self.env.cr.savepoint() as savepoint:
                told = Followup.create({**vals, "employer_answer": "in_post"})
                self.assertEqual(told.employer_via, "phone")
                savepoint.rollback()
            self.env.invalidate_all()

    def test_what_the_animateur_notes_was_told_to_her(self):
        line = self.line.with_user(self.animateur)
        line.write({"employer_answer": "in_post"})
        self.assertEqual(line.employer_via, "phone")
        line.write({"employer_via": "meeting"})
        line.write({"source": "employer"})
        self.assertNotEqual(line.employer_via, BY_LINK)

    def test_an_answer_by_link_is_not_touched_up(self):
        self.line._record_voice("employer", "in_post", BY_LINK)
        line = self.line.with_user(self.animateur)
        for vals in ({"employer_via": "phone"}, {"employer_answered_on": "2026-01-05"}):
            with self.assertRaisesRegex(UserError, "came by link"):
                line.write(vals)
        line.write({"employer_answer": "not_in_work"})
        self.assertEqual(line.employer_via, "phone")


@tagged("post_install", "-at_install")
class TestHireToConfirm(AnswerCase, HttpCase):
    """A hire told by link is confirmed by the animateur, or set aside."""

    def setUp(self):
        super().setUp()
        self.path = self.page_of(self.link)
        self.press("hired")

    def press(self, action, **form):
        self.env.flush_all()
        form |= {"action": action, "candidacy": self.first.id}
        answer = self.url_open(self.path, data=form)
        self.env.invalidate_all()
        return answer

    def today(self):
        board = self.env["club.club"].with_user(self.animateur)
        return self.club.with_env(board.env)._today_list()

    def test_it_tops_the_list_of_the_day(self):
        self.second.sudo().sent_on = "2026-01-05"
        lines = self.today()
        self.assertEqual((lines[0]["kind"], lines[0]["id"]), ("hire", self.first.id))
        self.assertNotIn(
            ("chase", self.first.id), [(x["kind"], x["id"]) for x in lines]
        )
        self.assertEqual(self.first.step_level, "late")

    def test_confirmed_with_its_contract_and_first_day(self):
        mine = self.first.with_user(self.animateur)
        # The first answer is of another day than the hire.
        self.first.answered_on = "2026-01-05"
        action = mine.action_confirm_hire()
        dialog = (
            self.env[action["res_model"]]
            .with_user(self.animateur)
            .with_context(**action["context"])
            .create({"kind": "cdi"})
        )
        self.assertEqual(dialog.date_start, clock.today(self.club))
        dialog.action_confirm()
        self.assertEqual((self.first.state, self.yanis.state), ("hired", "exited"))
        self.assertFalse(self.first.activity_ids)
        self.assertNotIn("hire", [line["kind"] for line in self.today()])
        # Cancelled, what the employer said stands: to confirm, or to set aside.
        mine.action_cancel_hire()
        self.assertEqual(mine.employer_answer, "hired")
        self.assertTrue(mine.hire_to_confirm)
        mine.action_deny_hire()
        self.assertFalse(mine.hire_to_confirm)

    def test_set_aside_and_told_again(self):
        mine = self.first.with_user(self.animateur)
        mine.action_deny_hire()
        self.assertFalse(self.first.hire_to_confirm or self.first.activity_ids)
        self.assertIn("not a hire", self.first.message_ids[0].body)
        with self.assertRaisesRegex(UserError, "no hire to confirm"):
            mine.action_deny_hire()
        self.press("hired")
        self.assertTrue(self.first.hire_to_confirm)

    def test_who_was_refused_may_be_hired_after_all(self):
        self.first.write({"state": "refused", "refusal_reason_id": self.reason.id})
        self.assertTrue(self.first.hire_to_confirm)
        dialog = self.env["club.candidacy.hire"].with_user(self.animateur)
        dialog.create({"candidacy_id": self.first.id, "kind": "cdi"}).action_confirm()
        self.assertEqual(self.first.state, "hired")

    def test_reading_writes_nothing(self):
        """A mail filter opens every address: not a row of the database changes."""
        self.env.flush_all()
        count = "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_xact_user_tables"
        self.env.cr.execute(count)
        before = self.env.cr.fetchone()
        self.assertEqual(self.url_open(self.path).status_code, 200)
        self.env.flush_all()
        self.env.cr.execute(count)
        self.assertEqual(self.env.cr.fetchone(), before)


@tagged("post_install", "-at_install")
class TestStop(AnswerCase):
    """“Do not contact me”: undone on the employer's word, written down."""

    def setUp(self):
        super().setUp()
        self.employer.club_network_status = "stop"
        self.mine = self.employer.with_user(self.animateur)

    def test_no_road_but_the_dialog_undoes_it(self):
        for user in (self.animateur, self.manager):
            mine = self.employer.with_user(user)
            for value in ("contacted", "partner", False):
                with self.assertRaisesRegex(UserError, "contacted again"):
                    mine.write({"club_network_status": value})
            names = ["id", "club_network_status"]
            xmlid = self.employer.export_data(["id"])["datas"][0][0]
            lines = [[xmlid, "Contacted"]]
            self.assertFalse(mine.load(names, lines)["ids"])
            forged = mine.with_context(club_guard=True)
            with self.assertRaises(UserError):
                forged.write({"club_network_status": "prospect"})
        self.assertEqual(self.employer.club_network_status, "stop")

    def test_the_word_of_the_employer_is_required_and_kept(self):
        action = self.mine.action_lift_club_stop()
        Lift = self.env[action["res_model"]].with_user(self.animateur)
        Lift = Lift.with_context(**action["context"])
        with self.assertRaises(UserError):
            Lift.create({"words": "  "}).action_confirm()
        Lift.create({"words": "Ms Roy, on the phone"}).action_confirm()
        self.assertEqual(self.employer.club_network_status, "contacted")
        message = self.employer.message_ids[0]
        self.assertIn("Ms Roy, on the phone", message.body)
        self.assertEqual(message.author_id, self.animateur.partner_id)

    def test_other_facts_of_the_employer_are_written_as_before(self):
        self.mine.write({"phone": "0199001122", "club_network_status": "stop"})
        self.assertEqual(self.employer.club_network_status, "stop")


@tagged("post_install", "-at_install")
class TestLinkFieldsDeclared(TransactionCase):
    def test_every_way_of_answering_is_guarded(self):
        for model, Model in self.env.registry.items():
            if not model.startswith("club.") or Model._abstract:
                continue
            for name, field in Model._fields.items():
                if field.type != "selection" or not field.store:
                    continue
                if BY_LINK in (field.get_values(self.env) or []):
                    self.assertIn(name, getattr(Model, "_link_fields", ()), model)
