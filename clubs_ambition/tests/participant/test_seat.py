import runpy
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger
from odoo.tools.misc import file_path
from odoo.tools.sql import column_exists

from ..common import ClubsCase


@tagged("post_install", "-at_install")
class TestSeat(ClubsCase):
    """Each seat is a row that one journey at most holds."""

    def seats(self, owner):
        return self.env["club.seat"].search([(owner._seat_owner, "=", owner.id)])

    def test_a_group_has_as_many_rows_as_seats(self):
        cohort = self.make_cohort(seats=4)
        self.assertEqual(self.seats(cohort).mapped("number"), [1, 2, 3, 4])
        cohort.with_user(self.animateur).seats = 2
        self.assertEqual(len(self.seats(cohort)), 2)
        cohort.with_user(self.manager).write(
            {"extra_seats": 1, "extra_seats_reason": "Twin sister"}
        )
        self.assertEqual(len(self.seats(cohort)), 3)
        caseload = self.env["club.caseload"]._lightest(self.animateur)
        self.assertEqual(len(self.seats(caseload)), 15)

    def test_a_journey_holds_a_seat_of_its_group_and_of_its_animateur(self):
        cohort = self.make_cohort(seats=2)
        journey = self.make_participant(state="active", cohort=cohort)
        self.assertIn(journey.seat_id, self.seats(cohort))
        self.assertEqual(journey.caseload_seat_id.caseload_id, journey.caseload_id)
        self.assertEqual(journey.caseload_id.user_id, self.animateur)
        other = self.make_cohort(name="Next", seats=1)
        journey.with_user(self.animateur).cohort_id = other
        self.assertEqual(journey.seat_id, self.seats(other))
        self.assertEqual((cohort.seats_taken, other.seats_taken), (0, 1))

    def test_a_group_keeps_its_club(self):
        cohort = self.make_cohort(name="Next", seats=1).with_user(self.manager)
        with self.assertRaisesRegex(UserError, "does not change any more"):
            cohort.club_id = self.other_club
        cohort.club_id = self.club

    def test_a_group_with_people_is_not_archived_nor_entered_once_it_is(self):
        cohort = self.make_cohort(seats=2)
        journey = self.make_participant(state="admitted", cohort=cohort)
        cohort.state = "running"
        for vals in ({"active": False}, {"state": "closed"}):
            with self.assertRaisesRegex(UserError, "still has people"):
                cohort.write(vals)
        journey.with_user(self.animateur).action_withdraw()
        cohort.active = False
        with self.assertRaisesRegex(UserError, "is closed: choose another"):
            self.make_participant("Next", "admitted", cohort=cohort)
        with self.assertRaisesRegex(UserError, "is closed: choose another"):
            self.make_participant("Other", "admitted").cohort_id = cohort
        cohort.active = True
        self.make_participant("Next", "admitted", cohort=cohort)

    def test_the_seat_follows_the_animateur(self):
        colleague = self.other_animateur
        self.club.animateur_ids |= colleague
        journey = self.make_participant(state="active")
        journey.with_user(self.manager).animateur_id = colleague
        self.assertEqual(journey.caseload_seat_id.caseload_id.user_id, colleague)

    def test_leaving_gives_both_seats_back(self):
        journey = self.make_participant(state="admitted")
        journey.with_user(self.animateur).action_withdraw()
        self.assertFalse(journey.seat_id | journey.caseload_seat_id)

    def test_seats_that_people_hold_are_not_taken_away(self):
        cohort = self.make_cohort(seats=3)
        for name in "AB":
            self.make_participant(name, "admitted", cohort=cohort)
        self.make_participant("C", "admitted", cohort=cohort).action_withdraw()
        cohort.seats = 2
        with (
            self.assertRaisesRegex(ValidationError, "Seats held in Group: 2"),
            self.cr.savepoint(),
        ):
            cohort.with_user(self.animateur).seats = 1
        self.env.invalidate_all()
        self.assertEqual((cohort.seats, len(self.seats(cohort))), (2, 2))

    def test_a_seat_taken_meanwhile_is_left_for_the_next(self):
        """What the snapshot still shows free may be taken: the index tells."""
        cohort = self.make_cohort(seats=2)
        first = self.make_participant("A", "admitted", cohort=cohort)
        stale = [first.seat_id.id, *(self.seats(cohort) - first.seat_id).ids]
        Cohort = self.env.registry["club.cohort"]
        with patch.object(Cohort, "_free_seats", lambda _self: stale):
            second = self.make_participant("B", "admitted", cohort=cohort)
        self.assertEqual(first.seat_id | second.seat_id, self.seats(cohort))
        third = self.make_participant("C", "interviewed", cohort=cohort)
        with (
            patch.object(Cohort, "_free_seats", lambda _self: stale),
            self.assertRaisesRegex(ValidationError, "is full"),
        ):
            third.with_user(self.animateur).action_admit()

    def test_a_seat_taken_while_it_is_taken_away(self):
        """What the snapshot still shows free is held: the foreign key tells."""
        cohort = self.make_cohort(seats=2)
        held = self.make_participant("A", "admitted", cohort=cohort).seat_id
        Cohort = self.env.registry["club.cohort"]
        with (
            patch.object(Cohort, "_free_seats", lambda _self: held.ids),
            self.assertRaisesRegex(ValidationError, "has just taken"),
            self.cr.savepoint(),
        ):
            cohort.with_user(self.animateur).seats = 1
        self.env.invalidate_all()
        self.assertEqual((cohort.seats, len(self.seats(cohort))), (2, 2))

    def test_the_database_refuses_one_seat_for_two(self):
        cohort = self.make_cohort(seats=2)
        one, two = (
            self.make_participant(name, "admitted", cohort=cohort) for name in "AB"
        )
        self.env.flush_all()
        with mute_logger("odoo.sql_db"):
            for statement in (
                SQL(
                    "UPDATE club_participant SET seat_id = %s WHERE id = %s",
                    one.seat_id.id,
                    two.id,
                ),
                SQL("DELETE FROM club_seat WHERE id = %s", one.seat_id.id),
                SQL(
                    "INSERT INTO club_seat (cohort_id, number) VALUES (%s, 1)",
                    cohort.id,
                ),
            ):
                with self.assertRaises(IntegrityError), self.cr.savepoint():
                    self.env.cr.execute(statement)

    def test_nobody_gives_a_seat_by_hand(self):
        cohort = self.make_cohort(seats=2)
        journey = self.make_participant(state="admitted", cohort=cohort)
        spare = self.seats(cohort) - journey.seat_id
        with self.assertRefused(UserError, "follows from what is recorded"):
            journey.with_user(self.animateur).seat_id = spare
        for user in (self.animateur, self.manager):
            with self.assertRaises(AccessError):
                self.env["club.seat"].with_user(user).create(
                    {"cohort_id": cohort.id, "number": 9}
                )

    def test_free_seats_are_searched_sorted_and_summed(self):
        """Nothing stores them; an animateur who sees few people counts all."""
        full = self.make_cohort(name="Full", seats=1)
        half = self.make_cohort(name="Half", seats=2)
        free = self.make_cohort(name="Free", seats=3)
        self.make_participant("A", "active", cohort=full)
        self.make_participant("B", "admitted", cohort=half)
        self.make_participant("C", "interviewed", cohort=free)
        cohorts = full | half | free
        Cohort = self.env["club.cohort"].with_user(self.animateur)
        mine = ("id", "in", cohorts.ids)
        for domain, found in (
            ([("seats_free", ">", 0)], half | free),
            ([("seats_free", "=", 0)], full),
            ([("seats_free", "!=", 1)], full | free),
            ([("seats_taken", ">=", 1)], full | half),
            ([("seats_taken", "in", [0])], free),
            ([("seats_taken", "=", False)], free),
            ([("seats_taken", "in", [])], free.browse()),
        ):
            with self.subTest(domain=domain):
                self.assertEqual(Cohort.search([mine, *domain]), found)
        self.assertEqual(
            Cohort.search([mine], order="seats_free, id"), full + half + free
        )
        sums = Cohort._read_group([mine], [], ["seats_taken:sum", "seats_free:sum"])
        self.assertEqual(sums, [(2, 4)])
        described = Cohort.fields_get(["seats_free"], ["aggregator", "sortable"])
        self.assertEqual(
            described["seats_free"], {"aggregator": "sum", "sortable": True}
        )

    def test_an_upgrade_lays_the_seats(self):
        cohort = self.make_cohort(seats=2)
        journey = self.make_participant(state="active", cohort=cohort)
        self.env.flush_all()
        for statement in (
            "UPDATE club_participant SET seat_id = NULL, caseload_seat_id = NULL",
            "DELETE FROM club_seat",
            "ALTER TABLE club_cohort ADD COLUMN seats_taken INTEGER",
            "ALTER TABLE club_caseload ADD COLUMN seats_taken INTEGER",
        ):
            self.env.cr.execute(statement)
        self.env.invalidate_all()
        path = file_path("clubs_ambition/migrations/19.0.1.3.0/post-migration.py")
        runpy.run_path(path)["migrate"](self.env.cr, "19.0.1.2.0")
        self.env.invalidate_all()
        self.assertEqual(len(self.seats(cohort)), 2)
        self.assertEqual(journey.seat_id.cohort_id, cohort)
        self.assertEqual(journey.caseload_seat_id.caseload_id, journey.caseload_id)
        for table in ("club_cohort", "club_caseload"):
            self.assertFalse(column_exists(self.env.cr, table, "seats_taken"))

    def test_the_number_of_queries_does_not_grow(self):
        def queries(number):
            cohorts = self.env["club.cohort"].union(
                *(self.make_cohort(seats=2) for _rank in range(number))
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            cohorts.mapped("seats_free")
            cohorts._sync_seats()
            return self.env.cr.sql_log_count - before

        queries(2)
        self.assertEqual(queries(12), queries(2))
