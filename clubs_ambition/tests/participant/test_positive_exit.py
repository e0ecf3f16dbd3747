import runpy
from datetime import date

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools.misc import file_path
from odoo.tools.safe_eval import safe_eval

from ..common import ClubsCase

START = date(2026, 1, 5)
HIRED = date(2026, 3, 2)


@tagged("post_install", "-at_install")
class TestPositiveExit(ClubsCase):
    """A positive exit exists only as a placement, whatever the way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.yanis = cls.make_participant("Yanis Benali", "active", day=START)
        cls.reasons = cls.env["club.exit.reason"].search([])
        cls.positive = cls.reasons.filtered(lambda one: one.family == "positive")
        cls.ordinary = cls.reason("end_of_journey")
        cls.cdi = cls.reason("cdi")

    @classmethod
    def reason(cls, code):
        return cls.env.ref(f"clubs_ambition.club_exit_reason_{code}")

    def place(self, user=None, **vals):
        return (
            self.env["club.placement"]
            .with_user(user or self.animateur)
            .create(
                {
                    "participant_id": self.yanis.id,
                    "kind": "cdi",
                    "date_start": HIRED,
                    "partner_id": self.employer.id,
                    **vals,
                }
            )
        )

    def end(self, reason, user=None):
        self.yanis.with_user(user or self.animateur).write(
            {"state": "exited", "exit_reason_id": reason.id}
        )

    def dialog(self, **vals):
        return (
            self.env["club.participant.end"]
            .with_user(self.animateur)
            .create({"participant_id": self.yanis.id, "decision": "exit", **vals})
        )

    def test_an_end_says_why(self):
        for decision, words in (("exit", "of the exit"), ("decline", "is declined")):
            with self.assertRefused(UserError, rf"Choose .* {words}\."):
                self.dialog(decision=decision).action_confirm()

    def hire_dialog(self, **vals):
        Hire = self.env["club.candidacy.hire"].with_user(self.animateur)
        return Hire.create(
            {
                "participant_id": self.yanis.id,
                "direct": True,
                "kind": "cdi",
                "date_start": HIRED,
                "partner_id": self.employer.id,
                **vals,
            }
        )

    def test_nobody_leaves_before_the_journey_is_under_way(self):
        early = self.make_participant("Lina Morel", "admitted")
        with self.assertRefused(UserError, "is not under way: start it"):
            self.hire_dialog(participant_id=early.id).action_confirm()

    # === ENDING === #

    def test_every_positive_reason_needs_its_placement(self):
        """By write, whoever writes, and by the dialog: each positive reason there is."""
        self.assertTrue(self.positive)
        for reason in self.positive:
            for user in (self.animateur, self.manager, self.coordinator, self.env.user):
                with (
                    self.subTest(reason=reason.code, user=user.login),
                    self.assertRaisesRegex(ValidationError, "proved by a placement"),
                    self.cr.savepoint(),
                ):
                    self.end(reason, user)
            with (
                self.subTest(reason=reason.code, way="dialog"),
                self.assertRaisesRegex(ValidationError, "proved by a placement"),
                self.cr.savepoint(),
            ):
                self.dialog(exit_reason_id=reason.id).action_confirm()
        self.env.invalidate_all()
        self.assertEqual(self.yanis.state, "active")

    def test_a_reason_prepared_beforehand_or_changed_afterwards(self):
        mine = self.yanis.with_user(self.animateur)
        mine.exit_reason_id = self.cdi
        with (
            self.assertRefused(ValidationError, "record the hire or the training"),
            self.cr.savepoint(),
        ):
            mine.write({"state": "exited"})
        self.env.invalidate_all()
        self.end(self.ordinary)
        with (
            self.assertRefused(ValidationError, "record the hire or the training"),
            self.cr.savepoint(),
        ):
            mine.write({"exit_reason_id": self.cdi.id})
        with (
            self.assertRefused(ValidationError, "record the hire or the training"),
            self.cr.savepoint(),
        ):
            mine.web_save({"exit_reason_id": self.cdi.id}, {"state": {}})

    def test_an_import_ends_nobody_in_a_job(self):
        found = (
            self.env["club.participant"]
            .with_user(self.animateur)
            .load(
                [".id", "state", "exit_reason_id/.id"],
                [[str(self.yanis.id), "exited", str(self.cdi.id)]],
            )
        )
        self.assertFalse(found["ids"])
        self.assertIn("proved by a placement", found["messages"][0]["message"])

    def test_an_archived_placement_or_one_that_does_not_count_is_no_proof(self):
        placement = self.place(user=self.manager)
        placement.active = False
        archived = self.yanis.with_user(self.animateur).with_context(active_test=False)
        with (
            self.assertRefused(ValidationError, "record the hire or the training"),
            self.cr.savepoint(),
        ):
            archived.write({"state": "exited", "exit_reason_id": self.cdi.id})
        self.place(kind="training", qualifying=False)
        with (
            self.assertRefused(ValidationError, "record the hire or the training"),
            self.cr.savepoint(),
        ):
            self.end(self.reason("training"))

    def test_with_its_placement_it_ends(self):
        self.place()
        dialog = self.dialog()
        self.assertEqual(dialog.exit_reason_id, self.cdi)
        dialog.action_confirm()
        self.assertEqual(self.yanis.exit_reason_id, self.cdi)

    def test_what_broke_off_proves_no_other_exit(self):
        with freeze_time("2026-03-20"):
            placement = self.place()
            self.end(self.cdi)
            placement.write({"state": "broken", "broken_reason": "Trial period"})
            self.yanis.with_user(self.animateur).action_reopen()
        with self.assertRaisesRegex(UserError, "broke off"):
            self.end(self.cdi)
        self.end(self.ordinary)

    # === AFTERWARDS === #

    def test_the_proof_does_not_go_afterwards(self):
        placement = self.place()
        self.end(self.cdi)
        for way, call in {
            "archive": lambda: placement.with_user(self.manager).action_archive(),
            "archive by the system": lambda: placement.sudo().write({"active": False}),
            "no positive exit any more": lambda: placement.write(
                {"kind": "training", "qualifying": False}
            ),
            "no contract": lambda: placement.write({"kind": False}),
            "delete": lambda: placement.sudo().unlink(),
        }.items():
            with (
                self.subTest(way),
                self.assertRaisesRegex(ValidationError, "which this placement proves"),
                self.cr.savepoint(),
            ):
                call()
            self.env.invalidate_all()
        other = self.place(kind="cdd", duration_months=8)
        placement.with_user(self.manager).action_archive()
        with (
            self.assertRefused(ValidationError, "record a break if it broke off"),
            self.cr.savepoint(),
        ):
            other.sudo().unlink()

    def test_a_reason_does_not_become_positive_over_journeys_without_placement(self):
        self.end(self.ordinary)
        with self.assertRaisesRegex(ValidationError, "1 journeys"):
            self.ordinary.with_user(self.coordinator).family = "positive"
        self.reason("dropout").with_user(self.coordinator).family = "positive"

    def test_a_placement_recorded_by_mistake_gives_the_journey_back(self):
        self.hire_dialog().action_confirm()
        placement = self.yanis.placement_ids
        self.assertEqual(self.yanis.state, "exited")
        with self.assertRaisesRegex(UserError, "cancel it on its form"):
            self.yanis.with_user(self.animateur).action_reopen()
        placement.with_user(self.animateur).action_cancel()
        self.assertRecordValues(
            self.yanis,
            [{"state": "active", "exit_reason_id": False, "ended_on": False}],
        )
        self.assertFalse(placement.active)

    def test_what_was_followed_up_is_not_cancelled(self):
        self.hire_dialog().action_confirm()
        placement = self.yanis.placement_ids.with_user(self.animateur)
        placement.followup_ids[0].action_in_post()
        with self.assertRaisesRegex(UserError, "record a break"):
            placement.action_cancel()

    # === THE WAY TO RECORD IT === #

    def test_the_dialog_opens_the_placement(self):
        action = self.dialog().action_found()
        Hire = self.env[action["res_model"]].with_user(self.animateur)
        with Form(Hire.with_context(**action["context"])) as form:
            self.assertEqual(form.participant_id, self.yanis)
            form.kind = "cdi"
            form.partner_id = self.employer
            form.date_start = HIRED
        form.record.action_confirm()
        self.assertRecordValues(
            self.yanis.placement_ids, [{"kind": "cdi", "partner_id": self.employer.id}]
        )
        self.assertEqual(self.yanis.exit_reason_id, self.cdi)

    def test_from_the_journey_to_a_candidacy(self):
        candidacy = self.make_candidacy(self.yanis, "sent", sent_on=START)
        self.hire_dialog(candidacy_id=candidacy.id).action_confirm()
        self.assertEqual(candidacy.state, "hired")
        self.assertEqual(self.yanis.placement_ids.candidacy_id, candidacy)

    def test_every_kind_ends_by_a_reason_that_is_positive(self):
        Placement = self.env["club.placement"]
        for kind in dict(Placement._fields["kind"].selection):
            with self.subTest(kind), self.cr.savepoint() as point:
                self.hire_dialog(kind=kind, duration_months=3).action_confirm()
                self.assertEqual(self.yanis.exit_reason_id.family, "positive")
                point.rollback()
                self.env.invalidate_all()

    def test_refused_in_words(self):
        with self.assertRaisesRegex(UserError, "which employer"):
            self.hire_dialog(partner_id=False).action_confirm()
        with self.assertRaisesRegex(UserError, "qualifying"):
            self.hire_dialog(kind="training", qualifying=False).action_confirm()

    def test_reasons_without_a_job_are_in_sight_at_once(self):
        """The dialog offers, without a search, every reason that needs no placement."""
        dialog = Form(
            self.env["club.participant.end"]
            .with_user(self.animateur)
            .with_context(default_participant_id=self.yanis.id)
        )
        node = dialog._view["tree"].find(".//field[@name='exit_reason_id']")
        self.assertEqual(node.get("widget"), "radio")
        domain = self.env["club.participant.end"]._fields["exit_reason_id"].domain
        offered = self.reasons.search(safe_eval(domain, {"placement_reason_id": False}))
        self.assertEqual(offered, self.reasons - self.positive)

    # === A WHOLE GROUP === #

    def closing(self, **vals):
        self.cohort.state = "running"
        return (
            self.env["club.cohort.close"]
            .with_user(self.animateur)
            .create({"cohort_id": self.cohort.id, **vals})
        )

    def test_nobody_is_without_a_solution_before_their_planned_end(self):
        end = self.yanis.planned_end_on
        before = self.closing(ended_on=date(2026, 2, 1))
        self.assertFalse(before.line_ids.exit_reason_id)
        with self.assertRaisesRegex(UserError, "how Yanis"):
            before.action_confirm()
        self.assertEqual(
            self.closing(ended_on=end).line_ids.exit_reason_id, self.ordinary
        )

    def test_another_day_in_the_dialog_says_it_again(self):
        form = Form(
            self.env["club.cohort.close"]
            .with_user(self.animateur)
            .with_context(default_cohort_id=self.cohort.id)
        )
        form.ended_on = date(2026, 2, 1)
        with form.line_ids.edit(0) as line:
            self.assertFalse(line.exit_reason_id)
        form.ended_on = self.yanis.planned_end_on
        with form.line_ids.edit(0) as line:
            self.assertEqual(line.exit_reason_id, self.ordinary)
            line.exit_reason_id = self.reason("dropout")
        form.ended_on = date(2026, 2, 1)
        with form.line_ids.edit(0) as line:
            self.assertEqual(line.exit_reason_id, self.reason("dropout"))

    def test_a_group_closes_nobody_in_a_job_without_placement(self):
        wizard = self.closing()
        for reason in self.positive:
            wizard.line_ids.exit_reason_id = reason
            with (
                self.subTest(reason.code),
                self.assertRaisesRegex(ValidationError, "proved by a placement"),
                self.cr.savepoint(),
            ):
                wizard.action_confirm()
            self.env.invalidate_all()
        self.place()
        wizard = self.closing()
        self.assertEqual(wizard.line_ids.exit_reason_id, self.cdi)
        wizard.action_confirm()
        self.assertEqual(self.yanis.exit_reason_id, self.cdi)

    # === OLD DATA === #

    def test_what_old_data_hold_is_listed(self):
        """The version before let it in: the list has it, and the update says how many."""
        self.end(self.ordinary)
        self.env.flush_all()
        self.cr.execute(
            "UPDATE club_participant SET exit_reason_id = %s, active = FALSE WHERE id = %s",
            (self.cdi.id, self.yanis.id),
        )
        self.env.invalidate_all()
        exits = self.env["club.exit"]
        self.assertIn(self.yanis, exits._list_unproved())
        path = file_path("clubs_ambition/migrations/19.0.1.4.0/post-exits.py")
        with self.assertLogs("odoo.addons.clubs_ambition", "WARNING") as log:
            runpy.run_path(path)["migrate"](self.cr, "19.0.1.3.0")
        self.assertIn("without a placement", log.output[0])
        self.place(user=self.env.user)
        self.assertNotIn(self.yanis, exits._list_unproved())

    def test_a_refusal_tells_no_reason_of_whom_one_does_not_read(self):
        """Our code may refuse under sudo; who is refused reads the words."""
        placement = self.place()
        self.end(self.cdi)
        for user, told in ((self.animateur, True), (self.other_animateur, False)):
            theirs = self.yanis.with_user(user).sudo()
            for check in (
                lambda one: self.env["club.exit"]._check_still_proved(
                    one, placement.ids
                ),
                lambda one: self.env["club.exit"]._check_proved(one),
            ):
                with (
                    self.subTest(user.login),
                    self.assertRaises(ValidationError) as no,
                    self.cr.savepoint(),
                ):
                    placement.sudo().flush_recordset()
                    self.env.cr.execute(
                        "UPDATE club_placement SET active = FALSE WHERE id = %s",
                        placement.ids,
                    )
                    check(theirs)
                said = str(no.exception)
                self.assertEqual(self.cdi.name in said, told, said)
                self.assertEqual("Benali" in said, told, said)
