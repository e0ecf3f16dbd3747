from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..common import ClubsCase


@tagged("post_install", "-at_install")
class TestParticipant(ClubsCase):
    def test_every_move_follows_the_table(self):
        """Each pair of states is tried by write, as a card dragged does."""
        Participant = self.env["club.participant"]
        states = [key for key, _label in Participant._fields["state"].selection]
        for old in states:
            for new in states:
                with self.subTest(old=old, new=new):
                    allowed = new in Participant._transitions[old]
                    if allowed:
                        Participant._check_table(old, new)
                    else:
                        with self.assertRefused(UserError, "Possible next steps"):
                            Participant._check_table(old, new)

    def test_dragging_obeys_and_explains(self):
        journey = self.make_participant().with_user(self.animateur)
        with self.assertRaisesRegex(UserError, "Possible next steps: Informed"):
            journey.state = "active"
        self.assertEqual(journey.state, "oriented")
        journey.state = "informed"
        self.assertEqual(journey.state, "informed")

    def test_a_journey_starts_oriented(self):
        with self.assertRaisesRegex(UserError, "starts as"):
            self.env["club.participant"].create(
                {
                    "person_id": self.make_person().id,
                    "club_id": self.club.id,
                    "state": "active",
                }
            )

    @freeze_time("2026-01-31")
    def test_dates_follow_the_state(self):
        journey = self.make_participant(day=date(2026, 1, 31)).with_user(self.animateur)
        journey.action_interview()
        journey.action_admit()
        journey.action_start()
        self.assertRecordValues(
            journey,
            [
                {
                    "state": "active",
                    "interviewed_on": date(2026, 1, 31),
                    "admitted_on": date(2026, 1, 31),
                    "started_on": date(2026, 1, 31),
                    "planned_end_on": date(2026, 4, 30),
                    "animateur_id": self.animateur.id,
                    "referent_id": False,
                }
            ],
        )

    def test_moves_are_logged_with_their_author(self):
        journey = self.make_participant()
        self.env.flush_all()
        self.env.cr.precommit.run()
        tracked = journey.with_user(self.animateur).with_context(
            tracking_disable=False, mail_notrack=False
        )
        tracked.state = "informed"
        self.env.flush_all()
        self.env.cr.precommit.run()
        message = journey.message_ids[0]
        self.assertEqual(message.author_id, self.animateur.partner_id)
        values = message.sudo().tracking_value_ids.filtered(
            lambda value: value.field_id.name == "state"
        )
        self.assertEqual(values.new_value_char, "Informed")

    def test_one_live_journey_a_person(self):
        journey = self.make_participant()
        with self.assertRefused(ValidationError, "This person already has a live"):
            self.make_participant(person=journey.person_id, club=self.other_club)

    def test_a_new_journey_after_the_last_one_ended(self):
        journey = self.make_participant()
        journey.action_withdraw()
        again = self.make_participant(person=journey.person_id)
        self.assertEqual(again.state, "oriented")
        with self.assertRefused(ValidationError, "This person already has a live"):
            journey.action_reopen()
            self.env.flush_all()

    def test_seats_are_counted_and_limited(self):
        cohort = self.make_cohort(seats=2)
        people = [
            self.make_participant(f"Person {n}", "interviewed", cohort=cohort)
            for n in range(3)
        ]
        people[0].action_admit()
        people[1].action_admit()
        self.assertEqual((cohort.seats_taken, cohort.seats_free), (2, 0))
        with self.assertRaisesRegex(ValidationError, "waiting list"):
            people[2].action_admit()

    def test_leaving_frees_the_seat(self):
        cohort = self.make_cohort(seats=1)
        journey = self.make_participant(state="active", cohort=cohort)
        self.assertEqual(cohort.seats_free, 0)
        reason = self.env.ref("clubs_ambition.club_exit_reason_moved")
        journey.write({"state": "exited", "exit_reason_id": reason.id})
        self.assertEqual(cohort.seats_free, 1)

    def test_fifteen_journeys_an_animateur_across_cohorts(self):
        caseload = self.env["club.caseload"].search(
            [("user_id", "=", self.animateur.id)]
        )
        caseload.seats = 1
        self.make_participant("A", "active")
        with self.assertRaisesRegex(ValidationError, "already follows"):
            self.make_participant("B", "admitted", cohort=self.make_cohort())

    def test_the_group_belongs_to_the_club(self):
        with self.assertRefused(ValidationError, "belongs to another club than"):
            self.make_participant(cohort=self.make_cohort(club=self.other_club))
        self.make_participant()
        with self.assertRefused(ValidationError, "belongs to another club than"):
            self.cohort.club_id = self.other_club

    def test_the_referent_has_an_employee_s_account(self):
        with self.assertRefused(UserError, "has no employee's account"):
            self.make_participant(referent_id=self.portal.id)

    def test_admission_needs_a_group(self):
        journey = self.make_participant(state="interviewed")
        journey.cohort_id = False
        with self.assertRaisesRegex(UserError, "Choose the group"):
            journey.action_admit()

    def test_an_exit_and_a_decline_carry_a_reason(self):
        journey = self.make_participant(state="active")
        with self.assertRaisesRegex(UserError, "reason of the exit"):
            journey.state = "exited"
        other = self.make_participant("Lina Morel")
        with self.assertRaisesRegex(UserError, "declined"):
            other.state = "declined"

    def test_the_decline_is_told_to_the_referent(self):
        prescriber = self.env["res.partner"].create({"name": "Mission locale"})
        journey = self.make_participant(
            referent_id=self.referent.id, prescriber_id=prescriber.id
        )
        reason = self.env.ref("clubs_ambition.club_decline_reason_age")
        journey.write({"state": "declined", "decline_reason_id": reason.id})
        orientation = journey.orientation_ids
        for record, told in (
            (journey, prescriber),
            (orientation, self.referent.partner_id),
        ):
            self.assertIn(reason.message[:30], record.message_ids[0].body)
            self.assertEqual(record.message_ids[0].partner_ids, told)

    def test_a_hired_journey_is_reopened_by_its_hire(self):
        journey = self.make_participant(state="active")
        candidacy = self.make_candidacy(journey)
        candidacy.state = "hired"
        with self.assertRaisesRegex(UserError, "cancel the hire"):
            journey.action_reopen()

    def test_admitting_several_keeps_each_animateur(self):
        second = self.other_animateur
        self.club.animateur_ids |= second
        first = self.make_participant("A", "interviewed", animateur_id=second.id)
        both = first | self.make_participant("B", "interviewed")
        both.action_admit()
        self.assertEqual(first.animateur_id, second)

    def test_dates_out_of_order_are_refused(self):
        journey = self.make_participant(state="active")
        for vals, words in (
            ({"admitted_on": date(2025, 12, 1)}, "Dates follow each other"),
            ({"started_on": date(2025, 12, 1)}, "Dates follow each other"),
            ({"planned_end_on": date(2026, 4, 6)}, "A journey lasts"),
        ):
            with (
                self.subTest(vals=vals),
                self.assertRefused(ValidationError, words),
                self.cr.savepoint(),
            ):
                journey.write(vals)
                self.env.flush_all()
            journey.invalidate_recordset()

    def test_a_start_is_undone_until_something_was_sent(self):
        journey = self.make_participant(state="active").with_user(self.animateur)
        journey.state = "admitted"
        self.assertFalse(journey.started_on or journey.planned_end_on)
        journey.action_start()
        self.make_candidacy(journey)
        with self.assertRaisesRegex(UserError, "candidacies sent"):
            journey.state = "admitted"

    def test_a_live_journey_is_not_archived(self):
        with self.assertRefused(UserError, "end it before archiving it"):
            self.make_participant().active = False

    def test_a_referent_moves_no_journey(self):
        journey = self.make_participant(referent_id=self.referent.id)
        for state in ("interviewed", "withdrawn"):
            with self.assertRaises(AccessError):
                journey.with_user(self.referent).state = state
