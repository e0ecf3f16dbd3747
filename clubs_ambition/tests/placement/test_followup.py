from datetime import date, timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ...utils import clock
from ..common import ClubsCase


@tagged("post_install", "-at_install", "hours")
class TestFollowup(ClubsCase):
    """The person and the employer each answer for themselves."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journey = cls.make_participant(state="active")
        cls.placement = (
            cls.env["club.placement"]
            .create(
                {
                    "participant_id": cls.journey.id,
                    "partner_id": cls.employer.id,
                    "kind": "cdi",
                    "date_start": date(2026, 1, 31),
                }
            )
            .with_user(cls.animateur)
        )
        cls.day_8, cls.month_1, cls.month_3, cls.month_6 = cls.placement.followup_ids

    def test_one_tap_on_the_phone_for_each(self):
        self.month_1.action_in_post()
        self.assertRecordValues(
            self.month_1,
            [
                {
                    "person_answer": "in_post",
                    "person_via": "phone",
                    "employer_answer": False,
                    "answer": "in_post",
                    "source": "person",
                    "responded": 1,
                }
            ],
        )
        self.month_1.action_employer_in_post()
        self.assertEqual(self.month_1.source, "both")
        self.assertEqual(self.placement.state, "month_1")

    def test_said_again_it_keeps_its_day_and_its_proof(self):
        proved = {"person_via": "link", "person_answered_on": "2026-02-20"}
        self.month_1.sudo().write({"person_answer": "in_post", **proved})
        self.month_1.action_in_post()
        self.assertEqual(self.month_1.person_via, "link")
        self.assertEqual(self.month_1.person_answered_on, date(2026, 2, 20))

    def test_the_next_call_is_planned_anew_when_it_is_another_one(self):
        """What somebody wrote about it, or put off, stays until then."""
        call = self.placement.activity_ids
        self.assertEqual(call.date_deadline, self.day_8.due_on)
        call.write({"note": "After five", "date_deadline": "2026-02-12"})
        self.month_1.write({"note": "Likes it"})
        self.placement.write({"state": "announced"})
        self.day_8.action_no_answer()
        self.assertFalse(call.exists(), "the next one is another one")
        call = self.placement.activity_ids
        self.assertEqual(call.date_deadline, self.month_1.due_on)
        call.note = "After five"
        self.day_8.action_in_post()
        self.day_8.action_in_post()
        self.assertEqual(self.placement.activity_ids, call)
        self.placement.date_start += timedelta(days=2)
        self.assertEqual(self.placement.activity_ids.date_deadline, self.month_1.due_on)

    def test_the_employer_alone_is_an_answer(self):
        self.day_8.action_employer_in_post()
        self.assertEqual(
            (self.day_8.answer, self.day_8.source), ("in_post", "employer")
        )
        self.assertEqual(self.placement.state, "started")
        self.assertEqual(self.placement.next_followup_id, self.month_1)

    def test_in_post_later_means_in_post_before(self):
        self.month_3.action_in_post()
        self.assertEqual(self.placement.state, "month_3")
        self.assertEqual(self.day_8.source, "board")
        self.assertFalse(self.day_8.responded)
        self.assertFalse(self.month_6.answer)

    def test_a_contradiction_is_shown_and_the_less_favourable_counts(self):
        self.month_1.action_in_post()
        self.month_1.write({"employer_answer": "not_in_work"})
        self.assertRecordValues(
            self.month_1,
            [
                {
                    "person_answer": "in_post",
                    "employer_answer": "not_in_work",
                    "answer": "not_in_work",
                    "source": "both",
                    "contradicted": True,
                }
            ],
        )
        self.assertTrue(self.placement.contradicted)

    def test_a_contradiction_does_not_move_the_card(self):
        self.month_1.write({"person_answer": "not_in_work"})
        self.month_1.action_employer_in_post()
        self.assertEqual(self.placement.state, "announced")

    def test_one_tap_from_the_placement(self):
        with freeze_time("2026-03-01"):
            placement = self.placement
            self.assertTrue(placement.ask_person and placement.ask_employer)
            placement.action_person_in_post()
            placement.action_employer_in_post()
            self.assertEqual(self.month_1.source, "both")
            self.assertFalse(placement.ask_person or placement.ask_employer)
            self.assertFalse(self.month_3.answer)

    def test_screens_ask_for_what_is_near(self):
        with freeze_time("2026-02-20"):
            self.assertEqual(
                self.placement.followup_ids.mapped("askable"),
                [True, False, False, False],
            )
        with freeze_time("2026-02-21"):
            self.env.invalidate_all()
            self.assertTrue(self.month_1.askable)

    def test_every_pair_of_answers(self):
        """(person, employer) → (what counts, contradicted)."""
        cases = {
            ("in_post", "in_post"): ("in_post", False),
            ("in_post", "other_employer"): ("other_employer", True),
            ("in_post", "not_in_work"): ("not_in_work", True),
            ("in_post", "no_answer"): ("in_post", False),
            ("other_employer", "not_in_work"): ("other_employer", False),
            ("other_employer", "in_post"): ("other_employer", True),
            ("not_in_work", "in_post"): ("not_in_work", True),
            ("not_in_work", "other_employer"): ("not_in_work", True),
            ("not_in_work", "not_in_work"): ("not_in_work", False),
            ("no_answer", "in_post"): ("in_post", False),
            ("no_answer", "no_answer"): ("no_answer", False),
            (False, "not_in_work"): ("not_in_work", False),
            (False, False): (False, False),
        }
        for (person, employer), expected in cases.items():
            with self.subTest(person=person, employer=employer):
                self.month_6.write(
                    {"person_answer": person, "employer_answer": employer}
                )
                found = (self.month_6.answer, self.month_6.contradicted)
                self.assertEqual(found, expected)

    def test_settled_after_a_call_until_somebody_speaks_again(self):
        self.month_1.write({"person_answer": "in_post"})
        self.month_1.write({"employer_answer": "not_in_work"})
        self.month_1.action_settle_person()
        self.assertRecordValues(
            self.month_1,
            [
                {
                    "answer": "in_post",
                    "source": "board",
                    "contradicted": False,
                    "employer_answer": "not_in_work",
                }
            ],
        )
        self.assertEqual(self.placement.state, "month_1")
        self.month_1.write({"person_answer": "other_employer"})
        self.assertTrue(self.month_1.contradicted)

    def test_nothing_to_settle(self):
        self.month_1.action_in_post()
        with self.assertRaisesRegex(UserError, "no contradiction"):
            self.month_1.action_settle_employer()
        with self.assertRaisesRegex(UserError, "is not entered"):
            self.month_1.settled_pair = "in_post/not_in_work"

    def test_moved_on_the_board_then_denied(self):
        self.placement.with_user(self.manager).state = "month_1"
        self.assertEqual(self.month_1.source, "board")
        self.month_1.write({"employer_answer": "not_in_work"})
        self.assertTrue(self.month_1.contradicted)
        self.assertEqual(self.month_1.answer, "not_in_work")

    def test_dates_of_what_counts(self):
        first, second = date(2026, 3, 2), date(2026, 3, 9)
        self.month_1.write({"person_answer": "in_post", "person_answered_on": first})
        self.assertEqual(self.month_1.answered_on, first)
        self.month_1.write(
            {"employer_answer": "in_post", "employer_answered_on": second}
        )
        self.assertEqual(self.month_1.answered_on, first)
        self.month_1.write(
            {"employer_answer": "not_in_work", "employer_answered_on": second}
        )
        self.assertEqual(self.month_1.answered_on, second)

    def test_written_as_one_answer_with_its_source(self):
        """What an import or another program sends: the answer and who gave it."""
        self.month_1.write(
            {
                "answer": "other_employer",
                "source": "employer",
                "answered_on": date(2026, 3, 1),
            }
        )
        self.assertRecordValues(
            self.month_1,
            [
                {
                    "employer_answer": "other_employer",
                    "employer_answered_on": date(2026, 3, 1),
                    "person_answer": False,
                    "answer": "other_employer",
                }
            ],
        )
        self.month_1.answer = False
        self.assertRecordValues(
            self.month_1,
            [{"employer_answer": False, "answer": False, "answered_on": False}],
        )

    def test_cannot_be_reached_closes_the_milestone(self):
        self.day_8.action_no_answer()
        self.assertEqual(self.day_8.answer, "no_answer")
        self.assertFalse(self.day_8.responded)
        self.assertEqual(self.placement.next_followup_id, self.month_1)
        self.day_8.action_in_post()
        self.assertEqual(self.day_8.answer, "in_post")

    def test_response_rate_is_an_average(self):
        self.month_1.action_in_post()
        self.month_3.action_no_answer()
        lines = self.month_1 + self.month_3
        groups = lines._read_group([("id", "in", lines.ids)], [], ["responded:avg"])
        self.assertEqual(groups, [(0.5,)])

    def test_gone_proposes_to_record_the_break(self):
        self.assertFalse(self.placement.said_gone)
        self.month_1.write({"person_answer": "not_in_work"})
        self.assertTrue(self.placement.said_gone)

    def test_the_story_after_the_hire(self):
        self.day_8.action_in_post()
        self.month_1.write({"person_answer": "in_post"})
        self.month_1.write({"employer_answer": "not_in_work"})
        steps = self.placement._timeline()
        self.assertEqual(
            [step["level"] for step in steps],
            ["done", "done", "doubt", "late", "late"],
        )
        html = self.placement.timeline_html
        self.assertIn("contradict", html)
        self.assertIn("The employer:", html)

    def test_a_followup_does_not_change_placement(self):
        other = self.env["club.placement"].create(
            {
                "participant_id": self.make_participant("Lina", "active").id,
                "kind": "cdi",
            }
        )
        with self.assertRefused(UserError, "create another record instead"):
            self.month_1.placement_id = other

    @mute_logger("odoo.sql_db")
    def test_an_answer_carries_its_date(self):
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self.cr.execute(
                "UPDATE club_followup SET person_answer = 'in_post' WHERE id = %s",
                [self.month_1.id],
            )

    def test_number_of_queries_does_not_follow_the_number_of_lines(self):
        many = self.env["club.placement"].create(
            [
                {"participant_id": self.journey.id, "kind": "cdi"}
                for _number in range(20)
            ]
        )
        counts = []
        for lines in (many[:2].followup_ids, many[2:].followup_ids):
            lines.write({"person_answer": "in_post"})
            self.env.flush_all()
            self.env.invalidate_all()
            lines = lines.browse(lines.ids)
            before = self.env.cr.sql_log_count
            lines.mapped("contradicted")
            lines.placement_id.mapped("said_gone")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])


@tagged("post_install", "-at_install", "hours")
class TestFollowupSeen(ClubsCase):
    def test_another_club_answers_nothing(self):
        placement = self.env["club.placement"].create(
            {
                "participant_id": self.make_participant(state="active").id,
                "kind": "cdi",
                "date_start": clock.today(self.club) - timedelta(days=9),
            }
        )
        line = placement.followup_ids[:1]
        for user in (self.other_animateur, self.referent, self.observer):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                line.with_user(user).action_employer_in_post()
        self.assertFalse(line.answer)
