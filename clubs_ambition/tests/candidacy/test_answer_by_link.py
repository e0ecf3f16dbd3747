from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from ...models.tools.club_guard_mixin import BY_LINK, LINKS
from ..answer_common import AnswerCase


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
                with self.assertRefused(UserError, "follows from what is recorded"):
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
            with self.assertRefused(UserError, "only who opens the link answers by"):
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
                    self.line.write({"employer_answer": False, "employer_via": False})
                    self.line._record_voice("employer", "in_post", way)
                    vals = {"employer_answer": answer, "employer_via": said}
                    with (
                        self.subTest(way=way, answer=answer, said=said),
                        self.assertRefused(
                            UserError, "only who opens the link answers by"
                        ),
                        self.env.cr.savepoint(),
                    ):
                        self.line.with_user(self.animateur).write(vals)
                    self.line.invalidate_recordset()
                    self.assertEqual(self.line.employer_via, way)


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
