"""What a referent writes, reads and hears: their orientations, and nothing behind."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from ...utils import clock
from .orientation_common import NOTE, REFERENT, SECRET, OrientationCase


@tagged("post_install", "-at_install")
class TestOrientation(OrientationCase):
    # === OPENING === #

    def test_an_orientation_opens_the_journey(self):
        prescriber = self.env["res.partner"].create(
            {"name": "Mission locale", "club_prescriber": True}
        )
        one = self.orient(prescriber_id=prescriber.id, birth_date="2001-02-03")
        journey = self.journey_of(one)
        self.assertEqual(one.name, "Zoé Martin")
        self.assertRecordValues(
            journey,
            [
                {
                    "name": "Zoé Martin",
                    "state": "oriented",
                    "club_id": self.club.id,
                    "referent_id": self.referent.id,
                    "prescriber_id": prescriber.id,
                    "orientation_note": NOTE,
                }
            ],
        )
        self.assertEqual(str(journey.person_id.birth_date), "2001-02-03")
        self.assertEqual(one.state, "waiting")
        self.assertNotIn(self.referent.partner_id, journey.message_partner_ids)
        self.assertIn(self.referent.partner_id, one.message_partner_ids)

    def test_what_is_said_of_the_answer_is_not_entered(self):
        far = self.make_participant("Far", club=self.other_club)
        for told in (
            {"participant_id": far.id},
            {"referent_id": self.colleague.id},
            {"state": "admitted"},
            {"answered_on": "2026-01-05"},
            {"outcome_agreed_on": "2026-01-05"},
        ):
            [(name, value)] = told.items()
            derived = self.env["club.orientation"]._fields[name].compute
            with self.subTest(told=told):
                if derived:  # left out: it follows from the journey
                    made = self.orient(last_name=f"Noir {name}", **told).sudo()
                    field = made._fields[name]
                    self.assertNotEqual(field.convert_to_write(made[name], made), value)
                else:
                    with self.assertRefused(UserError, "follows from what is recorded"):
                        self.orient(**told)
            one = self.orient(last_name=f"Roux {name}")
            with (
                self.subTest(told=told),
                self.assertRefused(UserError, "follows from what is recorded"),
            ):
                one.write(told)

    def test_what_is_missing_is_asked(self):
        for missing, words in (
            ("last_name", "Write the last name"),
            ("club_id", "Choose the club"),
        ):
            with self.assertRefused(UserError, words):
                self.orient(**{missing: False})

    def test_no_job_is_made_up(self):
        made_up = {"occupation_ids": [Command.create({"name": "Lion tamer"})]}
        one = self.orient(last_name="Noir")
        for say in (lambda: self.orient(**made_up), lambda: one.write(made_up)):
            with self.assertRefused(UserError, "Choose the jobs in the list"):
                say()

    def test_a_day_that_is_none_is_refused_before_it_is_read(self):
        with self.assertRefused(UserError, "1900 and 2100"):
            self.orient(birth_date="soon")

    def test_the_same_checks_as_any_journey(self):
        with self.assertRaisesRegex(UserError, "date of birth is in the past"):
            self.orient(birth_date="2100-01-01")
        with self.assertRaisesRegex(UserError, "social-security"):
            self.orient(note="His number is 255081416802538")

    # === CHANGING === #

    def test_changes_reach_the_journey_until_it_is_taken_in_hand(self):
        one = self.orient(phone="06 39 98 20 01")
        journey = self.journey_of(one)
        one.write({"note": "Since May", "club_id": self.other_club.id})
        self.assertEqual(one.club_id, self.other_club)
        journey = self.journey_of(one, self.other_animateur)
        self.assertEqual(journey.orientation_note, "Since May")
        self.assertEqual(journey.club_id, self.other_club)
        journey.action_inform()
        one.note = "Since June"
        journey.action_interview()
        for vals in ({"note": "x"}, {"phone": "0"}, {"club_id": self.club.id}):
            with self.assertRaisesRegex(UserError, "taken the orientation"):
                one.write(vals)
        with self.assertRefused(UserError, "what you wrote does not change any"):
            one.action_withdraw()

    def test_a_correction_is_told_and_rewrites_nobody(self):
        one = self.orient(phone="06 39 98 20 01")
        journey = self.journey_of(one)
        one.write({"phone": "06 39 98 20 02", "first_name": "Zoé"})
        self.assertEqual(one.phone, "06 39 98 20 02")
        self.assertEqual(journey.phone, "06 39 98 20 01")
        message = journey.message_ids[0]
        self.assertRegex(message.body, "corrected what they wrote: Phone")
        self.assertNotIn("20 02", message.body)
        self.assertIn(self.animateur.partner_id, message.partner_ids)
        self.assertEqual(journey.orientation_ids.phone, "06 39 98 20 02")

    def test_nobody_else_orients(self):
        for user in (self.observer, self.data_officer, self.employee):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.orient(user=user)

    def test_who_coaches_elsewhere_opens_no_journey_of_theirs(self):
        self.other_animateur.group_ids += self.env.ref(REFERENT)
        one = self.orient(user=self.other_animateur)
        with self.assertRaises(AccessError):
            one.action_open_journey()

    def test_who_gives_up_is_said_by_the_referent(self):
        one = self.orient()
        for user in (self.colleague, self.animateur):
            with self.subTest(user.login), self.assertRaises(AccessError):
                one.with_user(user).action_withdraw()
        with self.assertRaises(AccessError):
            one.with_user(self.colleague).action_give_notice()
        one.action_withdraw()
        self.assertEqual(one.state, "withdrawn")
        self.assertEqual(self.journey_of(one).state, "withdrawn")

    # === THE ANSWER === #

    def test_the_club_declines(self):
        one = self.orient()
        journey = self.journey_of(one)
        journey.write({"project_note": SECRET, "motivation": SECRET})
        journey.message_post(body=SECRET)
        self.decline(
            one, decline_message="Come back in May", decline_alternative="Club B"
        )
        self.assertRecordValues(
            one,
            [
                {
                    "state": "declined",
                    "answer_reason": "Come back in May",
                    "alternative": "Club B",
                    "answered_on": clock.today(self.club),
                }
            ],
        )
        told = one.message_ids[0]
        self.assertEqual(told.partner_ids, self.referent.partner_id)
        for word in ("Come back in May", "Club B"):
            self.assertIn(word, told.body)
        self.assertNotIn(SECRET, str(one.message_ids.mapped("body")))
        journey.action_reopen()
        self.assertEqual((one.state, one.answered_on), ("waiting", False))
        self.assertFalse(one.answer_reason or one.alternative)

    def test_the_club_admits_and_the_outcome_is_the_person_s(self):
        one = self.orient()
        journey = self.journey_of(one)
        journey.cohort_id = self.cohort
        for state in ("interviewed", "admitted"):
            journey.state = state
        self.assertEqual(one.state, "admitted")
        self.assertEqual(one.answered_on, journey.admitted_on)
        self.assertIn("admits", one.message_ids[0].body)
        count = len(one.message_ids)
        journey.state = "active"
        reason = self.env.ref("clubs_ambition.club_exit_reason_moved")
        journey.write({"state": "exited", "exit_reason_id": reason.id})
        self.assertEqual(len(one.message_ids), count, "said once")
        self.assertEqual((one.state, one.outcome), ("admitted", False))
        with self.assertRaises(AccessError):
            one.action_agree_outcome()
        with self.assertRaises(AccessError):
            one.with_user(self.other_animateur).action_agree_outcome()
        one.with_user(self.animateur).action_agree_outcome()
        self.assertEqual(one.outcome, reason.name)
        one.with_user(self.animateur).action_disagree_outcome()
        self.assertFalse(one.outcome)

    def test_what_changed_lately_comes_first(self):
        today = clock.today(self.club)
        first = self.orient(last_name="First")
        second = self.orient(last_name="Second")
        for one in (first, second):
            self.journey_of(one).sudo().oriented_on = today - timedelta(days=9)
        mine = self.env["club.orientation"].with_user(self.referent)
        self.assertEqual(mine.search([]), second | first)
        self.decline(first)
        self.assertEqual(mine.search([])[0], first)

    def test_one_more_costs_no_query(self):
        names = [*self.env["club.orientation"]._fields]
        mine = self.env["club.orientation"].with_user(self.referent)
        readable = [
            name for name in names if mine._has_field_access(mine._fields[name], "read")
        ]
        counts = []
        for number in (2, 6):
            while mine.search_count([]) < number:
                one = self.orient(last_name=f"Roux {mine.search_count([])}")
                self.decline(one)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            mine.search([]).read(readable)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])

    # === WHO FOLLOWS === #

    def test_whom_the_club_records_itself_is_told_by_name(self):
        journey = self.make_participant(
            "Karim Traore", phone="0639982001", orientation_note="Seen at the forum"
        )
        self.assertFalse(journey.orientation_ids)
        journey.with_user(self.animateur).referent_id = self.referent
        one = journey.orientation_ids.with_user(self.referent)
        self.assertEqual(one.name, "Karim Traore")
        self.assertFalse(one.phone or one.note or one.birth_date)
        self.assertIn(self.referent.partner_id, one.message_partner_ids)

    def test_an_orientation_is_handed_over(self):
        one = self.orient()
        task = one.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.referent.id
        )
        Give = self.env["club.orientation.give"]
        values = {"orientation_ids": one.ids, "to_user_id": self.colleague.id}
        with self.assertRefused(AccessError, "where you find what is open to you"):
            Give.with_user(self.colleague).create(values).action_give()
        with self.assertRaisesRegex(UserError, "role"), self.cr.savepoint():
            one.env["club.orientation.answer"]._give_away(one, self.employee)
        answers = one.env["club.orientation.answer"]
        with self.assertRefused(AccessError, "your own orientations only"):
            answers.with_user(self.colleague)._give_away(one, self.colleague)
        self.colleague.active = False
        with self.assertRefused(UserError, "is not here any more"):
            answers._give_away(one, self.colleague)
        self.colleague.active = True
        Give.with_user(self.referent).create(values).action_give()
        self.env.invalidate_all()
        self.assertTrue(one.with_user(self.colleague).read(["note"]))
        self.assertEqual(task.sudo().user_id, self.colleague)
        self.assertEqual(one.sudo().message_partner_ids, self.colleague.partner_id)
        self.assertEqual(self.journey_of(one).referent_id, self.colleague)
        with self.assertRaises(AccessError):
            one.read(["note"])

    def test_who_leaves_hands_over_what_waits(self):
        one = self.orient()
        with self.assertRaisesRegex(UserError, "Orientation"):
            self.referent.active = False
        wizard = (
            self.env["club.portfolio.reassign"]
            .with_user(self.manager)
            .create(
                {
                    "from_user_id": self.referent.id,
                    "to_user_id": self.colleague.id,
                    "reason": "Leaves",
                }
            )
        )
        wizard.action_reassign()
        self.assertEqual(self.journey_of(one).referent_id, self.colleague)
        self.referent.active = False

    def test_who_is_there_no_more_is_told_nothing(self):
        """What the club answers waits for another referent, and the club is told so.

        Nor who has another role by now, in which they read no orientation.
        """
        one = self.orient()
        journey = self.journey_of(one)
        role = self.env.ref("clubs_ambition.group_clubs_referent")
        other = self.env.ref("clubs_ambition.group_clubs_observer")
        roles = [Command.unlink(role.id), Command.link(other.id)]
        self.referent.group_ids = roles
        known = self.env["mail.message"].search([])
        self.decline(one)
        journey.action_reopen()
        said = self.env["mail.message"].search([]) - known
        self.assertNotIn(self.referent.partner_id, said.notified_partner_ids)
        task = journey.activity_ids.filtered(
            lambda one: "referent is not here" in (one.summary or "")
        )
        self.assertEqual(len(task), 1)
        self.assertEqual(task.user_id, self.animateur)
        known |= said
        journey.referent_id = self.colleague
        self.decline(one)
        said = self.env["mail.message"].search([]) - known
        self.assertIn(self.colleague.partner_id, said.notified_partner_ids)

    # === THE NEXT DATES === #

    def test_the_next_meeting_and_its_seats(self):
        start = fields.Datetime.now() + timedelta(days=3)
        self.env["club.session"].create(
            {
                "name": "Meeting",
                "kind": "information",
                "club_id": self.club.id,
                "cohort_id": self.cohort.id,
                "start": start,
                "stop": start + timedelta(hours=1),
                "location": "Room B",
            }
        )
        new = self.env["club.orientation"].with_user(self.referent)
        draft = new.new({"club_id": self.club.id})
        self.assertRegex(draft.next_meeting, "Room B · free seats: 15")
        self.assertFalse(new.new({"club_id": self.other_club.id}).next_meeting)
