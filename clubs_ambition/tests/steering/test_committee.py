from datetime import date

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..kpi.kpi_common import KpiCase


@tagged("post_install", "-at_install")
class TestCommittee(KpiCase):
    """What a prefect was shown stays as it was; what was decided is followed up."""

    def meeting(self, user=None, **vals):
        return (
            self.env["club.committee.meeting"]
            .with_user(user or self.manager)
            .create(
                {
                    "territory_id": self.region.id,
                    "date": "2026-07-01 09:00:00",
                    "date_from": date(2026, 1, 1),
                    "date_to": date(2026, 6, 30),
                    "cutoff": date(2026, 6, 30),
                    **vals,
                }
            )
        )

    def people(self, number):
        for rank in range(number):
            self.journey(f"Person {rank}", start=date(2026, 2, 2))

    def entrants(self, meeting):
        return next(
            line for line in meeting._figure_lines() if line.get("key") == "entrants"
        )

    def test_its_figures_are_of_a_period(self):
        first, last = date(2026, 1, 1), date(2025, 12, 31)
        for days, words in (
            ({"date_from": first, "date_to": False}, "Give the period"),
            ({"date_from": first, "date_to": last, "cutoff": last}, "ends before it"),
            (
                {"date_from": date(2015, 1, 1), "date_to": last, "cutoff": last},
                "10 years at most",
            ),
        ):
            meeting = self.env["club.committee.meeting"].new(days)
            with self.subTest(words), self.assertRefused(UserError, words):
                meeting._question()

    def test_figures_are_frozen_when_it_is_held(self):
        self.people(6)
        meeting = self.meeting()
        self.assertFalse(meeting.figures)
        meeting.action_hold()
        self.assertEqual(self.entrants(meeting)["value"], 6)
        workbook, paper = meeting.pack_xlsx, meeting.pack_pdf
        self.assertTrue(workbook and paper)
        self.journey("One more", start=date(2026, 2, 2))
        meeting.invalidate_recordset()
        self.assertEqual(self.entrants(meeting)["value"], 6)
        self.assertEqual((meeting.pack_xlsx, meeting.pack_pdf), (workbook, paper))

    def test_the_pack_members_were_given_is_the_one_that_is_frozen(self):
        self.people(6)
        meeting = self.meeting()
        meeting.action_prepare_pack()
        pack = meeting.pack_id
        self.assertEqual(self.entrants(meeting)["value"], 6)
        told = meeting.action_prepare_pack()
        self.assertEqual(meeting.pack_id, pack, "pressed again, it is the same one")
        self.assertIn("Nothing has changed", told["params"]["message"])
        self.journey("One more", start=date(2026, 2, 2))
        meeting.action_hold()
        self.assertEqual((meeting.pack_id, meeting.figures), (pack, pack.figures))
        self.assertEqual(meeting.frozen_on, pack.produced_on)
        with self.assertRefused(UserError, "The pack of a meeting that was held"):
            meeting.action_prepare_pack()

    def test_other_dates_need_another_pack(self):
        self.people(6)
        meeting = self.meeting()
        meeting.action_prepare_pack()
        first = meeting.pack_id
        meeting.place = "Elsewhere"
        self.assertEqual(meeting.pack_id, first)
        meeting.cutoff = date(2026, 7, 31)
        self.assertFalse(meeting.pack_id)
        meeting.action_hold()
        self.assertEqual(meeting.pack_id.cutoff, date(2026, 7, 31))
        self.assertTrue(first.exists())

    def test_an_observer_makes_no_pack(self):
        meeting = self.meeting()
        with self.assertRaisesRegex(AccessError, "Steering packs"):
            meeting.with_user(self.observer).action_prepare_pack()

    def test_small_numbers_are_hidden(self):
        self.people(3)
        meeting = self.meeting()
        meeting.action_hold()
        self.assertIsNone(self.entrants(meeting)["value"])

    def test_a_held_meeting_does_not_change(self):
        meeting = self.meeting()
        meeting.action_hold()
        for vals, words in (
            ({"cutoff": date(2026, 7, 31)}, "This meeting was held"),
            ({"figures": []}, "it is not entered"),
            ({"pack_pdf": b"x"}, "it is not entered"),
            ({"pack_id": False}, "it is not entered"),
            ({"state": "planned"}, "Possible next steps"),
        ):
            with self.subTest(vals=vals), self.assertRefused(UserError, words):
                meeting.write(vals)
        meeting.minutes = "What was said"

    def test_held_without_figures_is_refused_by_the_database(self):
        meeting = self.meeting()
        meeting.flush_recordset()
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
            self.env.cr.execute(
                "UPDATE club_committee_meeting SET state = 'held' WHERE id = %s",
                [meeting.id],
            )

    def decided(self):
        """Return a decision whose owner is reminded of it."""
        meeting = self.meeting(
            decision_ids=[
                Command.create(
                    {
                        "name": "Find a room",
                        "user_id": self.manager.id,
                        "due_on": date(2026, 9, 1),
                    }
                )
            ]
        )
        return meeting.decision_ids

    def test_decisions_are_followed_up_and_come_back_on_the_agenda(self):
        meeting = self.decided().meeting_id
        activity = meeting.activity_ids
        self.assertEqual(
            (activity.summary, activity.user_id, activity.date_deadline),
            ("Find a room", self.manager, date(2026, 9, 1)),
        )
        self.assertIn("Find a room", self.meeting().agenda)
        meeting.decision_ids.state = "done"
        self.assertNotIn("Find a room", self.meeting().agenda)

    def test_what_is_not_done_after_all_is_to_be_done_again(self):
        decision = self.decided()
        meeting, activity = decision.meeting_id, decision.activity_id
        decision.state = "done"
        self.assertFalse(meeting.activity_ids)
        decision.state = "todo"
        self.assertEqual(meeting.activity_ids, activity)
        self.assertFalse(activity.date_done)

    def test_what_is_done_is_said_once(self):
        decision = self.decided()
        decision.state = "done"
        said = len(decision.meeting_id.message_ids)
        decision.write({"name": "Find a larger room", "state": "done"})
        self.assertEqual(len(decision.meeting_id.message_ids), said)

    def test_what_its_owner_ticked_off_stays_so(self):
        decision = self.decided()
        decision.activity_id.action_feedback()
        decision.name = "Find a larger room"
        self.assertFalse(decision.activity_id.active)

    def test_a_cancelled_meeting_is_planned_again_before_it_is_held(self):
        meeting = self.meeting()
        meeting.action_cancel()
        with self.assertRaisesRegex(UserError, "cannot go from"):
            meeting.action_hold()
        meeting.action_reopen()
        self.assertEqual(meeting.state, "planned")
        meeting.action_hold()

    def test_dates_that_come_with_it_are_those_that_are_frozen(self):
        meeting = self.meeting()
        meeting.write({"state": "held", "cutoff": date(2026, 7, 31)})
        self.assertEqual(meeting.pack_id.cutoff, date(2026, 7, 31))

    def test_who_reads_and_who_writes(self):
        meeting = self.meeting()
        meeting.action_hold()
        self.assertTrue(meeting.with_user(self.observer).read(["name", "agenda"]))
        with self.assertRaises(AccessError):
            meeting.with_user(self.observer).minutes = "x"
        for user in (self.animateur, self.referent, self.data_officer):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                meeting.with_user(user).read(["name"])
        with self.assertRaises(AccessError):
            self.meeting(territory_id=self.other_region.id)

    def test_the_minutes_are_printed(self):
        meeting = self.meeting(chair="The delegate of the prefect")
        meeting.action_hold()
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "clubs_ambition.report_committee_minutes", meeting.ids
        )
        self.assertIn(b"The delegate of the prefect", html)
        self.assertIn(b"o_club_committee_figures", html)

    @freeze_time("2026-07-06 08:00:00")
    def test_twice_a_year_a_meeting_is_prepared_and_too_few_are_told_once(self):
        self.region.committee = True
        Meeting = self.env["club.committee.meeting"]
        self.env["club.territory"]._cron_committees()
        self.env["club.territory"]._cron_committees()
        meeting = Meeting.search([("territory_id", "=", self.region.id)])
        self.assertEqual(len(meeting), 1)
        self.assertEqual(
            (meeting.date_to, meeting.cutoff, meeting.user_id),
            (date(2026, 6, 30), date(2026, 6, 30), self.manager),
        )
        self.assertEqual(meeting.pack_id.date_to, date(2026, 6, 30))
        self.assertTrue(meeting.pack_xlsx and meeting.pack_pdf)
        self.assertEqual(
            self.env["club.pack"].search_count([("territory_id", "=", self.region.id)]),
            1,
        )
        told = meeting.activity_ids.filtered(
            lambda one: one.summary.startswith("Fewer than two")
        )
        self.assertEqual(len(told), 1)

    @freeze_time("2026-09-07 08:00:00")
    def test_two_meetings_are_enough(self):
        self.region.committee = True
        for day in ("2026-01-12 09:00:00", "2026-07-01 09:00:00"):
            self.meeting(date=day).action_hold()
        self.env["club.territory"]._cron_committees()
        meetings = self.region.committee_meeting_ids
        self.assertFalse(meetings.activity_ids)
