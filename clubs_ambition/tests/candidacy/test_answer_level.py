from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.models import MAGIC_COLUMNS
from odoo.tests import HttpCase, tagged
from odoo.tools import is_html_empty

from ...models.tools.club_guard_mixin import BY_LINK, HANDED
from ..answer_common import AnswerCase


@tagged("post_install", "-at_install", "security", "hours")
class TestAnswerLevel(AnswerCase, HttpCase):
    """An answer says how it came: by a mail, by a link handed over, by word of mouth."""

    def setUp(self):
        super().setUp()
        self.mail = self.page_of(self.link)
        self.hand = self.handed(self.link)

    def handed(self, link):
        """Return the path of a link, as its animateur is told it, by her own rights."""
        action = link.with_user(self.animateur).action_hand_over()
        dialog = self.env[action["res_model"]].with_user(self.animateur)
        told = dialog.with_context(**action["context"]).onchange(
            {}, [], {"address": {}, "holder": {}}
        )["value"]
        self.assertEqual(told["holder"], link._holder_name())
        return told["address"][told["address"].index("/clubs/") :]

    def press(self, path, action, record=None, **form):
        self.env.flush_all()
        if record:
            form["candidacy"] = record.id
        answer = self.url_open(path, data={"action": action, **form})
        self.assertEqual(answer.status_code, 200, answer.text[:300])
        self.env.invalidate_all()

    def author(self, record):
        said = record.message_ids.filtered(lambda one: not is_html_empty(one.body))
        return said[:1].author_id

    def test_each_way_has_its_level(self):
        agency, employer = self.env.company.partner_id, self.employer
        for path, level, author in (
            (self.hand, HANDED, agency),
            (self.mail, BY_LINK, employer),
        ):
            with self.subTest(level), self.env.cr.savepoint() as savepoint:
                self.press(path, "meet", self.first)
                self.assertEqual(self.first.employer_answer, "meet")
                self.assertEqual(self.first.employer_via, level)
                self.assertEqual(self.first.answer_via, level)
                self.assertEqual(self.author(self.first), author)
                self.press(path, "need", note="A cook")
                lead = self.env["crm.lead"].search([("partner_id", "=", employer.id)])
                self.assertEqual(self.author(lead), author)
                self.press(path, "stop", sure="1")
                self.assertEqual(self.author(employer), author)
                savepoint.rollback()
            self.env.invalidate_all()
        self.second.with_user(self.animateur).write({"state": "interview"})
        self.assertEqual(self.second.answer_via, "told")
        self.assertFalse(self.second.employer_via)

    def test_what_was_handed_over_is_said_in_words(self):
        self.press(self.hand, "meet", self.first)
        body = str(self.first.message_ids[0].body)
        self.assertIn("by the link that the club handed over", body)
        self.assertIn("handed over", self.first.activity_ids.summary)

    def test_the_employer_s_mail_proves_what_was_heard_and_stays(self):
        self.press(self.hand, "hired", self.first)
        self.assertEqual(self.first.answer_via, HANDED)
        self.press(self.mail, "hired", self.first)
        self.assertEqual(self.first.answer_via, BY_LINK)
        self.press(self.hand, "hired", self.first)
        self.assertEqual(self.first.answer_via, BY_LINK)
        self.press(self.hand, "later", self.first)
        self.assertEqual(self.first.answer_via, HANDED)

    def test_a_meeting_proved_stays_so_when_it_is_said_again(self):
        self.press(self.mail, "meet", self.first)
        self.press(self.hand, "meet", self.first)
        self.assertEqual(self.first.employer_via, BY_LINK)

    def test_a_hire_to_confirm_has_the_level_of_who_told_it(self):
        self.press(self.mail, "meet", self.first)
        self.press(self.mail, "hired", self.first)
        self.assertTrue(self.first.hire_to_confirm)
        self.assertEqual(self.first.answer_via, BY_LINK)

    def way(self, link):
        """Return what a mail of a link proves, as it leaves."""
        token = self.token(self.mails_of(link))
        return self.env["club.answer.key"]._find(token).way

    def test_an_address_typed_for_one_message_is_the_word_of_who_typed_it(self):
        mine = "me@private.example"
        self.assertEqual(self.way(self.link), BY_LINK)
        typed = self.send(self.candidacies, email=mine)
        self.assertEqual(typed.email, mine)
        self.assertEqual(self.way(typed), HANDED)
        human = {"name": "Human resources", "parent_id": self.employer.id}
        self.env["res.partner"].create({**human, "email": f"x@y.example, {mine}"})
        self.assertEqual(self.way(typed), BY_LINK)

    def test_who_is_hired_answers_from_their_own_address(self):
        person = self.yanis.person_id
        person.email = "yanis@example.com"
        self.first._record_hire(kind="cdi")
        line = self.first.placement_ids.followup_ids[:1]
        self.env["club.followup.question"]._send(line, "person")
        self.assertEqual(self.way(line.link_ids), BY_LINK)
        person.email = "yanis.benali@example.com"
        self.assertEqual(self.way(line.link_ids), HANDED, "it went elsewhere")

    def test_the_level_is_of_the_state(self):
        """What the club decides after an answer by mail is what the club says."""
        self.press(self.mail, "meet", self.first)
        mine = self.first.with_user(self.animateur)
        mine.write({"state": "refused", "refusal_reason_id": self.reason.id})
        self.assertEqual(mine.answer_via, "told")
        mine.write({"state": "interview"})
        self.assertEqual(mine.answer_via, BY_LINK)
        found = mine.search([("answer_via", "=", BY_LINK)])
        self.assertIn(mine, found)

    def test_news_have_their_level_too(self):
        self.first._record_hire(kind="cdi")
        line = self.first.placement_ids.followup_ids[:1]
        self.env["club.followup.question"]._send(line, "employer")
        link = line.link_ids
        hand, mail = self.handed(link), self.page_of(link)
        placement = self.first.placement_ids
        self.press(hand, "in_post", note="")
        self.assertEqual(line.employer_via, HANDED)
        self.assertEqual(self.author(placement), self.env.company.partner_id)
        first_day = line.employer_answered_on
        self.press(mail, "in_post", note="")
        self.assertEqual(line.employer_via, BY_LINK)
        self.assertEqual(line.employer_answered_on, first_day)
        self.assertEqual(self.author(placement), self.employer)
        self.press(hand, "in_post", note="Very well")
        self.assertEqual(line.employer_via, BY_LINK)
        self.press(hand, "not_in_work", note="")
        self.assertEqual(line.employer_via, HANDED)

    def test_the_thread_keeps_who_asked_for_an_address(self):
        message = self.first.message_ids[0]
        self.assertIn("to be handed over", str(message.body))
        self.assertEqual(message.author_id, self.animateur.partner_id)

    def test_an_address_is_told_to_who_reads_the_link_while_it_opens(self):
        for user in (self.other_animateur, self.referent, self.observer):
            with self.assertRaises(AccessError):
                self.link.with_user(user).action_hand_over()
        self.link.with_user(self.animateur).action_revoke()
        before = self.env["club.answer.key"].search_count([])
        with self.assertRaisesRegex(UserError, "opens nothing"):
            self.link.with_user(self.animateur).action_hand_over()
        self.assertEqual(self.env["club.answer.key"].search_count([]), before)

    def test_the_dialog_keeps_nothing(self):
        fields = self.env["club.answer.handover"]._fields
        kept = {name for name, field in fields.items() if field.store}
        self.assertLessEqual(kept, set(MAGIC_COLUMNS))

    def shown(self, view):
        """Yield the arch of a view, and of those within it, each with its own fields."""
        views = self.env[view.model].get_views([(view.id, view.type)])["views"]
        arch = etree.fromstring(views[view.type]["arch"])
        inner = list(arch.xpath("//field/list | //field/kanban | //field/form"))
        for one in (arch, *inner):
            nodes = one.xpath(".//field[not(ancestor::field)]")
            if one is not arch:
                nodes = [
                    node
                    for node in one.iter("field")
                    if next(node.iterancestors("field")) is one.getparent()
                ]
            yield {
                node.get("name")
                for node in nodes
                if "1" not in (node.get("invisible"), node.get("column_invisible"))
                and "True" not in (node.get("invisible"), node.get("column_invisible"))
            }

    def test_a_screen_that_shows_an_answer_shows_how_it_came(self):
        """In every view of ours, from the registry."""
        answers = {}
        for Model in self.env.registry.values():
            for way, answer in getattr(Model, "_link_fields", {}).items():
                answers.setdefault(answer, set()).update({way, "answer_via"})
        self.assertGreaterEqual(len(answers), 2)
        data = self.env["ir.model.data"].search(
            [("module", "=", "clubs_ambition"), ("model", "=", "ir.ui.view")]
        )
        views = self.env["ir.ui.view"].browse(data.mapped("res_id")).exists()
        views = views.filtered(
            lambda one: one.type in ("list", "kanban", "form") and one.model
        )
        seen = 0
        for view in views.filtered(lambda one: not one.inherit_id):
            for names in self.shown(view):
                for answer in answers.keys() & names:
                    seen += 1
                    with self.subTest(view=view.xml_id, answer=answer):
                        self.assertTrue(answers[answer] & names)
        self.assertGreater(seen, 6)
