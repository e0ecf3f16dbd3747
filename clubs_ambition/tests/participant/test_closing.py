from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from ..common import ClubsCase


@tagged("post_install", "-at_install")
@freeze_time("2026-04-03 12:00:00")
class TestClosing(ClubsCase):
    """The closing review, a whole group closed, renewals called to mind."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.yanis = cls.make_participant("Yanis Benali", "active")
        cls.reason = cls.env["club.exit.reason"].search(
            [("code", "=", "end_of_journey")]
        )
        sessions = cls.env["club.session"].create(
            [
                {
                    "name": "Group",
                    "kind": "group",
                    "club_id": cls.club.id,
                    "cohort_id": cls.cohort.id,
                    "start": f"2026-01-{day} 08:00:00",
                    "stop": f"2026-01-{day} 11:00:00",
                }
                for day in ("12", "13", "14")
            ]
        )
        for session, state in zip(
            sessions, ("present", "absent", "excused"), strict=True
        ):
            session.attendance_ids.write({"state": state})
        cls.sessions = sessions
        cls.make_candidacy(cls.yanis, sent_on=date(2026, 1, 20))
        cls.met = cls.make_candidacy(
            cls.yanis,
            employer=cls.other_employer,
            origin="spontaneous",
            sent_on=date(2026, 1, 21),
        )
        cls.met.state = "interview"

    def exit(self):
        self.yanis.with_user(self.animateur).write(
            {"state": "exited", "exit_reason_id": self.reason.id}
        )

    def review(self, user=None, **vals):
        return (
            self.env["club.review"]
            .with_user(user or self.animateur)
            .with_context(default_participant_id=self.yanis.id)
            .create({"participant_id": self.yanis.id, **vals})
        )

    def test_facts_come_from_the_journey(self):
        facts = self.review()._shown_facts()
        self.assertEqual((facts["present"], facts["convened"]), (1, 2))
        self.assertEqual((facts["candidacies"], facts["referrals"]), (2, 1))
        self.assertEqual((facts["job_interviews"], facts["trials"]), (1, 0))

    def test_facts_are_frozen_when_it_is_finished(self):
        review = self.review(progress="Speaks up")
        with self.assertRefused(UserError, "its review is finished afterwards"):
            review.action_finish()
        self.exit()
        review.action_finish()
        self.met.sudo().origin = "coach"
        self.assertEqual(review._shown_facts()["referrals"], 1)
        self.assertEqual(self.env["club.review"]._facts_of(self.yanis)["referrals"], 2)
        with self.assertRefused(UserError, "reopen it to change its words"):
            review.progress = "Something else"
        with self.assertRefused(UserError, "follows from what is recorded"):
            review.facts = {"candidacies": 99}
        review.action_reopen()
        review.progress = "Something else"

    def test_one_review_a_journey(self):
        self.review()
        with self.assertRefused(ValidationError, "This journey has its closing review"):
            self.review()

    def test_sensitive_barriers_are_not_copied(self):
        plain, hidden = (
            self.env["club.barrier"].search([("sensitive", "=", value)], limit=1)
            for value in (False, True)
        )
        self.env["club.privacy.consent"]._say(self.yanis, "sensitive", True)
        for barrier in plain + hidden:
            self.env["club.participant.barrier"].create(
                {"participant_id": self.yanis.id, "barrier_id": barrier.id}
            )
        self.assertEqual(self.review().remaining_barriers, plain.name)

    def text(self, name, review):
        report = self.env["ir.actions.report"].with_user(self.animateur)
        html, _type = report._render_qweb_html(f"clubs_ambition.{name}", review.ids)
        return html.decode()

    def test_each_copy_shows_its_own(self):
        review = self.review(
            progress="Speaks up",
            remaining_barriers="No driving licence",
            recommendations="Propose the licence grant",
        )
        own = self.text("report_review_participant", review)
        referent = self.text("report_review_referent", review)
        for copy in (own, referent):
            self.assertIn("Speaks up", copy)
            self.assertIn("1 / 2", " ".join(copy.split()).replace("> /", "/"))
        self.assertIn("No driving licence", own)
        self.assertNotIn("licence grant", own)
        self.assertIn("licence grant", referent)
        self.assertNotIn("No driving licence", referent)

    def test_where_there_is_no_referent_nothing_is_sent(self):
        review = self.review()
        self.exit()
        review.action_finish()
        self.assertFalse(self.yanis.referent_id)
        with self.assertRefused(UserError, "has no referent"):
            review.action_send_to_referent()

    def test_the_referent_is_sent_their_copy(self):
        self.yanis.referent_id = self.referent
        review = self.review()
        with self.assertRefused(UserError, "Finish the review first"):
            review.action_send_to_referent()
        self.exit()
        review.action_finish()
        review.action_send_to_referent()
        message = self.yanis.orientation_ids.message_ids[0]
        self.assertIn(self.referent.partner_id, message.partner_ids)
        self.assertEqual(len(message.attachment_ids), 1)

    def test_who_is_there_no_more_gets_no_copy(self):
        self.yanis.referent_id = self.referent
        review = self.review()
        self.exit()
        review.action_finish()
        self.referent.action_archive()
        with self.assertRaisesRegex(UserError, "choose another referent"):
            review.action_send_to_referent()
        self.referent.active = True
        review.action_send_to_referent()
        self.referent.active = False
        known = self.yanis.orientation_ids.message_ids
        review.action_reopen()
        self.assertEqual(self.yanis.orientation_ids.message_ids, known)

    def test_reviews_of_another_club_are_out_of_reach(self):
        review = self.review()
        for user in (self.other_animateur, self.referent, self.observer):
            with self.assertRaises(AccessError):
                review.with_user(user).read(["progress"])

    # === A WHOLE GROUP === #

    def closing(self, user=None):
        return (
            self.env["club.cohort.close"]
            .with_user(user or self.animateur)
            .create({"cohort_id": self.cohort.id})
        )

    def test_close_a_group_in_one_gesture(self):
        late = self.make_participant("Never Started", "admitted")
        self.cohort.action_run()
        wizard = self.closing()
        self.assertEqual(wizard.missing_label, "sessions to close: 3")
        by_person = {line.participant_id: line for line in wizard.line_ids}
        self.assertIn("answers awaited: 2", by_person[self.yanis].missing_label)
        self.assertIn("no closing review", by_person[self.yanis].missing_label)
        by_person[self.yanis].exit_reason_id = self.reason
        wizard.action_confirm()
        self.assertEqual(self.cohort.state, "closed")
        self.assertEqual(self.yanis.state, "exited")
        self.assertEqual(self.yanis.exit_reason_id, self.reason)
        self.assertEqual(self.yanis.review_ids.state, "draft")
        self.assertEqual(late.state, "waitlisted")
        self.assertFalse(late.cohort_id)

    # === REOPENED === #

    def close_it(self):
        if self.cohort.state == "forming":
            self.cohort.action_run()
        wizard = self.closing()
        wizard.line_ids.exit_reason_id = self.reason
        wizard.action_confirm()

    def told(self):
        return "".join(self.cohort.message_ids.mapped("body"))

    def coming(self):
        return self.env["club.session"].create(
            {
                "name": "Next week",
                "kind": "group",
                "club_id": self.club.id,
                "cohort_id": self.cohort.id,
                "start": "2026-04-08 08:00:00",
                "stop": "2026-04-08 11:00:00",
            }
        )

    def test_what_a_group_had_to_come_goes_and_comes_with_it(self):
        """Nobody is asked how a session went to which nobody was to come."""
        session, other = self.coming(), self.coming()
        guest = self.make_participant("Of The Club", cohort=self.make_cohort())
        values = {"session_id": other.id, "participant_id": guest.id}
        self.env["club.attendance"].create(values)
        self.close_it()
        self.assertEqual(session.state, "cancelled")
        self.assertEqual(other.state, "planned", "somebody else is expected")
        self.cohort.with_user(self.animateur).action_run()
        self.assertEqual(session.state, "planned")
        self.assertEqual(session.attendance_ids.participant_id, self.yanis)
        self.assertEqual(session.attendance_ids.state, "expected")

    def stands(self, *journeys):
        names = ("state", "cohort_id", "started_on", "planned_end_on", "ended_on")
        facts = [one.read([*names, "exit_reason_id"])[0] for one in journeys]
        return facts, self.yanis.candidacy_ids.mapped("state"), self.cohort.seats_taken

    def test_who_left_with_a_group_closed_by_mistake_is_back(self):
        self.cohort.action_run()
        late = self.make_participant("Never Started", "admitted")
        before = self.stands(self.yanis, late)
        self.close_it()
        self.assertNotEqual(self.stands(self.yanis, late), before)
        self.cohort.with_user(self.animateur).action_run()
        self.assertEqual(self.stands(self.yanis, late), before)
        self.assertIn("Back with the group: 2. Left as they are: 0.", self.told())

    def test_who_left_before_or_for_good_stays_ended(self):
        gone = self.make_participant("Gone Before", "active")
        self.make_candidacy(gone)._record_hire(kind="cdi")
        self.assertEqual(gone.state, "exited")
        over = self.make_participant("Months Over", "active", day=date(2025, 12, 20))
        self.close_it()
        self.cohort.with_user(self.animateur).action_run()
        self.assertEqual(self.yanis.state, "active")
        self.assertEqual((gone.state, over.state), ("exited", "exited"))
        self.assertIn("Left as they are: 2.", self.told())

    def test_a_group_reopened_later_is_empty(self):
        self.close_it()
        with freeze_time("2026-04-12 12:00:00"):
            self.cohort.with_user(self.animateur).action_run()
        self.assertEqual(self.cohort.state, "running")
        self.assertEqual(self.yanis.state, "exited")

    def test_somebody_without_a_reason_keeps_the_group_open(self):
        self.cohort.action_run()
        wizard = self.closing()
        wizard.line_ids.exit_reason_id = False
        with self.assertRefused(UserError, "leaves the group"):
            wizard.action_confirm()
        self.assertEqual(self.cohort.state, "running")
        self.assertEqual(self.yanis.state, "active")

    def test_a_wrong_last_day_ends_nobody(self):
        """Whole group or one person: the same rule, in the same words."""
        self.cohort.action_run()
        other = self.make_participant("Lina Diop", "active")
        other.started_on = "2026-03-02"
        for day, words in (
            ("2026-02-01", "before the start.*Lina"),
            ("2026-04-04", "still to come.*Lina"),
        ):
            group = self.closing()
            group.ended_on = day
            group.line_ids.exit_reason_id = self.reason
            one = (
                self.env["club.participant.end"]
                .with_user(self.animateur)
                .create(
                    {
                        "participant_id": other.id,
                        "exit_reason_id": self.reason.id,
                        "ended_on": day,
                    }
                )
            )
            for wizard in (group, one):
                with (
                    self.subTest(day=day, dialog=wizard._name),
                    self.assertRaisesRegex(UserError, words),
                    self.cr.savepoint(),
                ):
                    wizard.action_confirm()
        self.assertEqual((self.yanis.state, other.state), ("active", "active"))

    def test_everybody_who_started_later_is_named(self):
        self.cohort.action_run()
        other = self.make_participant("Lina Diop", "active")
        (self.yanis | other).started_on = "2026-03-02"
        group = self.closing()
        group.ended_on = "2026-02-01"
        with self.assertRaisesRegex(UserError, "(?=.*Yanis)(?=.*Lina)"):
            group.action_confirm()

    def test_somebody_who_entered_meanwhile_is_not_forgotten(self):
        self.cohort.action_run()
        wizard = self.closing()
        self.assertEqual(wizard.line_ids.participant_id, self.yanis)
        self.make_participant("Latecomer", "active")
        with self.assertRefused(UserError, "Somebody entered the group"):
            wizard.action_confirm()

    def test_another_club_closes_nothing(self):
        self.cohort.action_run()
        with self.assertRefused(AccessError, "where you find what is open to you"):
            self.closing(self.other_animateur).action_confirm()

    # === RENEWALS === #

    def test_an_undecided_renewal_is_called_to_mind_every_ten_days(self):
        Renewal = self.env["club.renewal"]
        with freeze_time("2026-03-10 12:00:00"):
            request = Renewal.with_user(self.animateur).create(
                {
                    "participant_id": self.yanis.id,
                    "reason": "Two answers expected",
                    "objectives": "An immersion",
                }
            )
        told = self.env["mail.message"].search_count
        domain = [
            ("notified_partner_ids", "in", self.manager.partner_id.ids),
            ("subject", "ilike", "Renewal waiting"),
        ]
        for day, count in (("19", 0), ("20", 1), ("21", 1), ("30", 2)):
            with freeze_time(f"2026-03-{day} 12:00:00"):
                Renewal._cron_remind()
            self.assertEqual(told(domain), count, day)
        self.assertEqual(len(request.activity_ids), 1)
