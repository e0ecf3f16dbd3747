import runpy
from datetime import date, timedelta

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import file_path

from ...const import CHASE_DAYS
from ...utils import clock
from ..common import ClubsCase

HIRED = {"state": "hired"}


@tagged("post_install", "-at_install", "hours")
class TestCandidacy(ClubsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journey = cls.make_participant(state="active")

    def as_animateur(self, record):
        return record.with_user(self.animateur)

    def test_one_live_candidacy_a_person_employer_offer(self):
        self.make_candidacy(self.journey)
        offer = self.env["club.offer"].create(
            {
                "name": "Vendeur",
                "partner_id": self.employer.id,
                "club_id": self.club.id,
            }
        )
        self.make_candidacy(self.journey, offer_id=offer.id)
        with self.assertRefused(ValidationError, "This person is already presented to"):
            self.make_candidacy(self.journey)

    def test_it_is_of_the_club_of_its_participant(self):
        candidacy = self.make_candidacy(self.journey)
        with self.assertRefused(ValidationError, "belongs to the club of its"):
            candidacy.club_id = self.other_club

    def test_a_refused_one_makes_room_and_can_be_reopened(self):
        candidacy = self.as_animateur(self.make_candidacy(self.journey))
        with self.assertRaisesRegex(UserError, "Choose why"):
            candidacy.state = "refused"
        reason = self.env.ref("clubs_ambition.club_refusal_reason_no_vacancy")
        candidacy.write({"state": "refused", "refusal_reason_id": reason.id})
        self.assertEqual(candidacy.answered_on, clock.today(candidacy))
        candidacy.action_reopen()
        self.assertRecordValues(
            candidacy, [{"state": "sent", "refusal_reason_id": False}]
        )

    def test_the_person_is_told_why_in_the_words_of_the_reason(self):
        """Only when asked for, and only to the person."""
        reason = self.env.ref("clubs_ambition.club_refusal_reason_no_vacancy")
        reason.message = "No need for now: let us look elsewhere."
        self.journey.person_id.email = "person@example.com"
        silent = self.as_animateur(self.make_candidacy(self.journey))
        self.refuse(silent, reason)
        self.assertFalse(silent.message_ids.filtered("outgoing_email_to"))
        silent.action_reopen()
        self.refuse(silent, reason, tell_person=True)
        told = silent.message_ids.filtered("outgoing_email_to")
        self.assertEqual(told.outgoing_email_to, "person@example.com")
        self.assertFalse(told.partner_ids)
        self.assertIn("let us look elsewhere", told.body)

    def test_who_has_no_address_is_called(self):
        reason = self.env.ref("clubs_ambition.club_refusal_reason_no_vacancy")
        reason.message = "No need for now"
        candidacy = self.as_animateur(self.make_candidacy(self.journey))
        self.refuse(candidacy, reason)
        with self.assertRaisesRegex(UserError, "has no e-mail address"):
            candidacy.action_tell_participant()
        self.assertFalse(candidacy.told_on)
        candidacy.action_reopen()
        with self.assertRefused(UserError, "has no e-mail address"):
            self.refuse(candidacy, reason, tell_person=True)

    def test_nobody_is_hired_before_the_journey_is_under_way(self):
        journey = self.make_participant("Lina Morel", "admitted")
        candidacy = self.as_animateur(self.make_candidacy(journey))
        ways = (lambda: candidacy._record_hire("cdi"), lambda: candidacy.write(HIRED))
        for hire in ways:
            with self.assertRefused(UserError, "is not under way: start it"):
                hire()

    def test_nobody_is_hired_by_what_was_withdrawn(self):
        candidacy = self.as_animateur(self.make_candidacy(self.journey))
        candidacy.action_withdraw()
        with self.assertRefused(UserError, "Possible next steps"):
            candidacy._record_hire("cdi")
        self.assertFalse(candidacy.placement_ids)

    def test_who_objects_is_presented_to_nobody(self):
        draft = self.as_animateur(self.make_candidacy(self.journey, "draft"))
        self.journey.person_id.objected_on = clock.today(self.club)
        with self.assertRefused(UserError, "objects to being presented"):
            draft.state = "sent"

    def test_a_reason_without_words_tells_nothing(self):
        reason = self.env.ref("clubs_ambition.club_refusal_reason_no_vacancy")
        reason.message = False
        candidacy = self.as_animateur(self.make_candidacy(self.journey))
        self.refuse(candidacy, reason, tell_person=True)
        self.assertEqual(candidacy.state, "refused")
        self.assertFalse(candidacy.message_ids.partner_ids)
        with self.assertRaisesRegex(UserError, "no words"):
            candidacy.action_tell_participant()

    def refuse(self, candidacy, reason, **vals):
        dialog = candidacy.env["club.candidacy.refuse"].create(
            {
                "candidacy_ids": candidacy.ids,
                "refusal_reason_id": reason.id,
                **vals,
            }
        )
        dialog.action_confirm()

    def test_furthest_stage_is_kept(self):
        candidacy = self.make_candidacy(self.journey)
        candidacy.action_interview()
        reason = self.env.ref("clubs_ambition.club_refusal_reason_interview")
        candidacy.write({"state": "refused", "refusal_reason_id": reason.id})
        self.assertEqual(candidacy.furthest_state, "interview")

    def test_the_offer_gives_its_employer(self):
        offer = self.env["club.offer"].create(
            {
                "name": "Vendeur",
                "partner_id": self.employer.id,
                "club_id": self.club.id,
            }
        )
        candidacy = self.env["club.candidacy"].create(
            {"participant_id": self.journey.id, "offer_id": offer.id}
        )
        self.assertEqual(candidacy.partner_id, self.employer)
        with self.assertRefused(ValidationError, "is not one of"):
            candidacy.partner_id = self.other_employer

    def test_a_hire_draws_its_consequences(self):
        hired = self.as_animateur(self.make_candidacy(self.journey))
        draft = self.make_candidacy(self.journey, "draft", employer=self.other_employer)
        hired._record_hire(
            kind="cdd",
            duration_months=8,
            date_start=clock.today(self.club),
        )
        placement = hired.placement_ids
        self.assertRecordValues(
            placement,
            [
                {
                    "participant_id": self.journey.id,
                    "partner_id": self.employer.id,
                    "kind": "cdd",
                    "positive": True,
                    "durable": True,
                    "state": "announced",
                }
            ],
        )
        self.assertEqual(len(placement.followup_ids), 4)
        self.assertEqual(self.journey.state, "exited")
        self.assertEqual(self.journey.ended_on, clock.today(self.club))
        self.assertEqual(self.journey.exit_reason_id.code, "fixed_term_durable")
        self.assertEqual(draft.state, "obsolete")
        self.assertEqual(self.cohort.seats_taken, 0)

    def test_an_employer_is_chased_from_the_eighth_day(self):
        """The card, the list of the day and the filter say so on the same day."""
        candidacy = self.as_animateur(self.make_candidacy(self.journey))
        view = self.env.ref("clubs_ambition.club_candidacy_view_search")
        self.assertIn(f"'today -{CHASE_DAYS}d'", view.arch)
        for days, chased in ((CHASE_DAYS - 1, False), (CHASE_DAYS, True)):
            with self.subTest(days=days):
                sent_on = clock.today(self.club) - timedelta(days=days)
                candidacy.sudo().sent_on = sent_on
                self.assertEqual(candidacy.step_level == "soon", chased)
                listed = self.club.with_env(candidacy.env)._today_list()
                ids = [line["id"] for line in listed if line["kind"] == "chase"]
                self.assertEqual(candidacy.id in ids, chased)

    def test_cancelling_puts_everything_back(self):
        hired = self.as_animateur(self.make_candidacy(self.journey))
        hired.action_interview()
        others = [
            self.make_candidacy(self.journey, "draft", employer=self.other_employer),
            self.make_candidacy(
                self.journey,
                employer=self.env["res.partner"].create(
                    {"name": "Garage", "is_company": True}
                ),
            ),
        ]
        sent_on = others[1].sent_on
        hired.write({"state": "hired"})
        placement = hired.placement_ids
        hired.action_cancel_hire()
        self.assertRecordValues(
            hired, [{"state": "interview", "furthest_state": "interview"}]
        )
        self.assertFalse(placement.active)
        self.assertFalse(hired.placement_ids)
        self.assertRecordValues(
            self.journey,
            [{"state": "active", "ended_on": False, "exit_reason_id": False}],
        )
        self.assertEqual([c.state for c in others], ["draft", "sent"])
        self.assertEqual(others[1].sent_on, sent_on)
        self.assertEqual(self.cohort.seats_taken, 1)
        hired.write({"state": "hired"})
        self.assertEqual(len(hired.placement_ids), 1)

    def test_a_hire_recorded_again_has_its_terms(self):
        """A card dragged back to “Hired” says nothing of the contract."""
        hired = self.make_candidacy(self.journey)
        terms = {
            "kind": "cdd",
            "duration_months": 8,
            "date_start": self.journey.started_on,
        }
        hired._record_hire(**terms)
        hired.action_cancel_hire()
        hired.write({"state": "hired"})
        self.assertRecordValues(hired.placement_ids, [terms])
        hired.action_cancel_hire()
        hired._record_hire(kind="cdi", date_start=terms["date_start"])
        self.assertRecordValues(
            hired.placement_ids, [{"kind": "cdi", "duration_months": 0}]
        )

    def test_a_hire_on_its_terms_goes_through_write(self):
        """Another addon's ``write`` hears of each hire, whichever way it is told."""
        Model, heard = type(self.env["club.candidacy"]), []
        before = Model.write

        def write(records, vals):
            heard.append(vals.get("state"))
            return before(records, vals)

        self.patch(Model, "write", write)
        hired = self.make_candidacy(self.journey)
        hired._record_hire(kind="cdi")
        self.assertEqual(heard.count("hired"), 1)
        self.assertEqual(hired.placement_ids.kind, "cdi")

    def test_what_was_saved_of_the_terms_goes_with_them(self):
        Filter, Line = self.env["ir.filters"], self.env["ir.exports.line"]
        saved = Filter.create(
            [
                {
                    "name": name,
                    "model_id": "club.candidacy",
                    "context": {"group_by": [field]},
                }
                for name, field in (("Contract", "hire_kind"), ("Stage", "state"))
            ]
        )
        export = self.env["ir.exports"].create(
            {
                "name": "Hires",
                "resource": "club.candidacy",
                "export_fields": [
                    Command.create({"name": "hire_date_start"}),
                    Command.create({"name": "state"}),
                ],
            }
        )
        self.env.flush_all()
        script = file_path("clubs_ambition/migrations/19.0.1.5.0/post-hire-terms.py")
        runpy.run_path(script)["migrate"](self.env.cr, "19.0.1.4.1")
        self.env.invalidate_all()
        self.assertEqual(saved.exists().mapped("name"), ["Stage"])
        self.assertEqual(Line.search([("export_id", "=", export.id)]).name, "state")

    def test_a_followed_hire_is_not_cancelled(self):
        hired = self.make_candidacy(self.journey)
        hired.write({"state": "hired"})
        hired.placement_ids.action_start()
        with self.assertRaisesRegex(UserError, "record a break"):
            hired.action_cancel_hire()

    def test_nobody_comes_back_to_a_group_that_is_closed(self):
        hired = self.as_animateur(self.make_candidacy(self.journey))
        hired.write({"state": "hired"})
        for state in ("running", "closed"):
            self.cohort.with_user(self.manager).write(
                {"state": state, "below_minimum_reason": "Two people are enough."}
            )
        with self.assertRaisesRegex(UserError, "closed"), self.cr.savepoint():
            hired.action_cancel_hire()
        self.env.invalidate_all()
        self.assertEqual((hired.state, self.journey.state), ("hired", "exited"))

    def test_a_hire_after_the_exit(self):
        candidacy = self.make_candidacy(self.journey)
        end = self.env.ref("clubs_ambition.club_exit_reason_end_of_journey")
        self.journey.write({"state": "exited", "exit_reason_id": end.id})
        candidacy._record_hire(kind="cdi")
        self.assertEqual(self.journey.exit_reason_id.code, "cdi")
        candidacy.action_cancel_hire()
        self.assertEqual(self.journey.state, "exited")
        self.assertEqual(self.journey.exit_reason_id, end)

    def test_hires_of_several_people_at_once(self):
        second = self.make_participant("Lina Morel", "active")
        both = self.make_candidacy(self.journey) | self.make_candidacy(second)
        both.write({"state": "hired"})
        self.assertEqual(len(both.placement_ids), 2)
        both.action_cancel_hire()
        self.assertEqual(set(both.mapped("state")), {"sent"})

    def test_unanswered_after_sixty_days(self):
        old = self.make_candidacy(
            self.journey, sent_on=clock.today(self.club) - timedelta(days=60)
        )
        recent = self.make_candidacy(
            self.journey,
            employer=self.other_employer,
            sent_on=clock.today(self.club) - timedelta(days=59),
        )
        with self.enter_registry_test_mode():
            self.env.ref(
                "clubs_ambition.ir_cron_candidacy_expire"
            ).method_direct_trigger()
        self.assertEqual((old.state, recent.state), ("expired", "sent"))
        old.action_reopen()
        self.assertEqual(old.state, "sent")

    def test_no_candidacy_on_an_ended_journey(self):
        end = self.env.ref("clubs_ambition.club_exit_reason_end_of_journey")
        self.journey.write({"state": "exited", "exit_reason_id": end.id})
        with self.assertRaisesRegex(UserError, "has ended"):
            self.make_candidacy(self.journey)

    def test_nothing_is_taken_up_for_a_journey_that_ended(self):
        """Neither what its hire made obsolete, nor a draft that was somebody else's."""
        other = self.make_participant("Lina Morel", "active")
        draft = self.as_animateur(self.make_candidacy(other, state="draft"))
        obsolete = self.as_animateur(
            self.make_candidacy(self.journey, employer=self.other_employer)
        )
        self.make_candidacy(self.journey).write({"state": "hired"})
        self.assertEqual(obsolete.state, "obsolete")
        with self.assertRaisesRegex(UserError, "has ended"):
            obsolete.state = "draft"
        with self.assertRaisesRegex(UserError, "has ended"):
            draft.participant_id = self.journey

    def test_last_candidacy_and_counts(self):
        self.make_candidacy(self.journey, sent_on=date(2026, 2, 1))
        self.make_candidacy(
            self.journey,
            employer=self.other_employer,
            origin="self",
            sent_on=date(2026, 2, 3),
        )
        self.assertRecordValues(
            self.journey,
            [
                {
                    "candidacy_count": 2,
                    "referral_count": 1,
                    "last_candidacy_on": date(2026, 2, 3),
                }
            ],
        )

    def test_the_bar_of_a_column_counts_what_is_planned(self):
        candidacy = self.as_animateur(self.make_candidacy(self.journey))
        self.as_animateur(
            self.make_candidacy(self.journey, employer=self.other_employer)
        )
        today = clock.today(candidacy)
        colors = {"planned": "success", "today": "warning", "overdue": "danger"}
        bar = {"field": "activity_state", "colors": colors}
        mine = [("participant_id", "=", self.journey.id)]
        for days, state in ((1, "planned"), (0, "today"), (-1, "overdue")):
            candidacy.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=today + timedelta(days=days),
                user_id=self.animateur.id,
            )
            found = candidacy.read_progress_bar(mine, "state", bar)
            self.assertEqual(found, {"sent": dict.fromkeys(colors, 0) | {state: 1}})
        candidacy.activity_unlink(["mail.mail_activity_data_todo"])
        self.assertFalse(candidacy.read_progress_bar(mine, "state", bar))
