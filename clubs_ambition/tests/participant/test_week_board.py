from datetime import date, timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, freeze_time, tagged

from ..common import ClubsCase

QUERIES = 4
"""Queries of the board's one call: the groups, the people, what happened, the day."""


@tagged("post_install", "-at_install")
@freeze_time("2026-01-21 12:00:00")
class TestWeekBoard(ClubsCase):
    """One call, the facts of each week, and what is to be done today."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group = cls.make_cohort(date_start=date(2026, 1, 5))
        cls.yanis = cls.make_participant("Yanis Benali", "active", cohort=cls.group)
        cls.group.state = "running"

    def board(self, user=None, cohort=None):
        # As every screen says where its reader is.
        Cohort = self.env["club.cohort"].with_context(tz="Europe/Paris")
        Cohort = Cohort.with_user(user or self.animateur)
        return Cohort.get_week_board((cohort or self.group).id)

    def session(self, day, state=None, **vals):
        session = (
            self.env["club.session"]
            .with_user(self.animateur)
            .create(
                {
                    "name": "Group work",
                    "club_id": self.club.id,
                    "cohort_id": self.group.id,
                    "start": f"2026-01-{day} 08:00:00",
                    "stop": f"2026-01-{day} 10:00:00",
                    **vals,
                }
            )
        )
        if state:
            session.attendance_ids.write({"state": state})
        return session

    def test_who_coaches_nobody_has_no_rows_read_by_sql(self):
        people = self.yanis.with_user(self.referent)
        today = date(2026, 1, 21)
        for read in (
            lambda: people.env["club.week"]._rows(people, False, "Europe/Paris"),
            lambda: people.env["club.today"]._rows(self.club, today),
        ):
            with self.assertRaises(AccessError):
                read()

    def test_the_weeks_of_each_one(self):
        self.session("05", "present")
        self.session("06", "absent")
        self.session("22")
        objective = self.env["club.objective"].create(
            {"participant_id": self.yanis.id, "name": "CV", "week_start": "2026-01-05"}
        )
        objective.action_done()
        self.make_candidacy(self.yanis, sent_on=date(2026, 1, 7))
        board = self.board()["cohort"]
        self.assertEqual(len(board["weeks"]), 13)
        self.assertTrue(board["weeks"][2]["current"])
        (row,) = board["people"]
        first, second, third = row["cells"][:3]
        self.assertEqual(first["sessions"], ["present", "absent"])
        self.assertEqual(
            (first["objectives"], first["done"], first["candidacies"]), (1, 1, 1)
        )
        self.assertEqual([c["empty"] for c in row["cells"][:4]], [False, True, 0, 0])
        self.assertEqual(second["sessions"], [])
        self.assertEqual(third["sessions"], ["expected"])
        self.assertEqual(row["referrals"], 1)

    def test_next_interview_and_what_is_cancelled(self):
        self.session("22", kind="interview", participant_id=self.yanis.id)
        self.session("20").action_cancel()
        (row,) = self.board()["cohort"]["people"]
        self.assertEqual(row["next_interview"], "2026-01-22 08:00:00")
        self.assertEqual(row["cells"][2]["sessions"], [])

    def test_to_do_today(self):
        self.session("20")
        self.session("21", start="2026-01-21 13:00:00", stop="2026-01-21 14:00:00")
        self.session("30")
        self.make_candidacy(self.yanis, sent_on=date(2026, 1, 10))
        self.env["club.renewal"].create(
            {"participant_id": self.yanis.id, "reason": "A", "objectives": "B"}
        )
        kinds = [line["kind"] for line in self.board()["today"]]
        self.assertEqual(kinds, ["to_close", "session", "chase", "renewal"])

    def test_who_sees_which_board(self):
        for user in (self.manager, self.coordinator):
            with self.subTest(user=user.login):
                names = [one["name"] for one in self.board(user)["cohort"]["people"]]
                self.assertEqual(names, ["Yanis Benali"])
        nobody, elsewhere = "for the club's animateur", "of another club"
        for user, words in (
            (self.referent, nobody),
            (self.observer, nobody),
            (self.other_animateur, elsewhere),
        ):
            refused = self.assertRefused(AccessError, words)
            with self.subTest(user=user.login), refused:
                self.board(user)
        far = self.make_cohort(club=self.other_club)
        with self.assertRefused(AccessError, elsewhere):
            self.board(self.animateur, far)

    def test_a_group_that_the_list_leaves_out_opens_all_the_same(self):
        far = self.make_cohort(club=self.other_club)
        with patch("odoo.addons.clubs_ambition.models.participant.club_week.LISTED", 1):
            for group in self.group, far:
                board = self.board(self.coordinator, group)
                self.assertEqual(board["cohort"]["id"], group.id)
                self.assertEqual(board["cohort"]["club"], group.club_id.name)
                self.assertIn(group.id, [one["id"] for one in board["cohorts"]])
                self.assertLessEqual(len(board["cohorts"]), 2)

    def test_a_club_given_or_taken_shows_at_once(self):
        """What is remembered of a user's clubs is forgotten when they change."""
        Cohort = self.env["club.cohort"].with_user(self.other_animateur)

        def shown():
            return [one["id"] for one in Cohort.get_week_board()["cohorts"]]

        self.assertNotIn(self.group.id, shown())
        self.club.animateur_ids |= self.other_animateur
        self.assertIn(self.group.id, shown())
        self.club.animateur_ids -= self.other_animateur
        self.assertNotIn(self.group.id, shown())
        self.club.territory_id.manager_ids |= self.other_animateur
        self.assertIn(self.group.id, shown())

    def test_without_a_group_the_board_is_empty(self):
        self.env["club.cohort"].search([("club_id", "=", self.other_club.id)]).unlink()
        board = self.env["club.cohort"].with_user(self.other_animateur).get_week_board()
        self.assertEqual(board, {"cohorts": [], "cohort": False, "today": []})

    def test_few_queries_as_many_for_three_as_for_fifteen(self):
        """One call, and no query the more for a person the more."""
        counts = []
        for names in (("A", "B"), [f"P{n}" for n in range(12)]):
            for name in names:
                self.make_participant(name, "active", cohort=self.group)
            self.session("07", "present")
            self.session("14", "absent")
            self.env.flush_all()
            self.env.flush_all()
            self.env.invalidate_all()
            self.board()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            people = self.board()["cohort"]["people"]
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(len(people), 15)
        self.assertEqual(counts, [QUERIES, QUERIES])

    def test_who_answers_for_the_club_asks_no_more(self):
        """What only a manager is told is told by the same queries."""
        for user in (self.animateur, self.manager, self.coordinator):
            with self.subTest(user=user.login):
                self.board(user)
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.cr.sql_log_count
                self.board(user)
                self.assertEqual(self.cr.sql_log_count - before, QUERIES)


@tagged("post_install", "-at_install")
class TestWeekTour(ClubsCase, HttpCase):
    def test_the_morning_of_an_animateur(self):
        """The board, the roll call and the weekly point, with the animateur's rights."""
        now = fields.Datetime.now()
        monday = now.date() - timedelta(days=now.weekday())
        group = self.make_cohort(date_start=monday - timedelta(weeks=3))
        for name in ("Yanis Benali", "Lina Martin"):
            day = monday - timedelta(weeks=3)
            self.make_participant(name, "active", cohort=group, day=day)
        group.state = "running"
        session = self.env["club.session"].create(
            {
                "name": "CV",
                "club_id": self.club.id,
                "cohort_id": group.id,
                "start": now - timedelta(hours=3),
                "stop": now - timedelta(hours=1),
            }
        )
        self.start_tour(
            "/odoo/clubs-week", "clubs_ambition_week", login=self.animateur.login
        )
        self.assertEqual(session.state, "held")
        self.assertEqual(
            sorted(session.attendance_ids.mapped("state")), ["absent", "present"]
        )
        objective = group.participant_ids.objective_ids
        self.assertEqual(objective.name, "Call three bakeries")
        self.assertEqual(objective.create_uid, self.animateur)
