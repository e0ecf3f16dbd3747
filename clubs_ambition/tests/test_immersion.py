from datetime import date, timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import html2plaintext, mute_logger

from .common import ClubsCase

SIRET = "73282932000074"


class ImmersionCase(ClubsCase):
    """Immersions that meet every rule, for one of them to be broken at a time."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        address = {"street": "1 Mill Street", "zip": "13002", "city": "Marseille"}
        cls.club.write(address)
        cls.other_club.write(address)
        cls.employer.write({**address, "company_registry": SIRET, "ape_code": "10.71C"})
        cls.other_employer.write(
            {**address, "company_registry": "55208131766522", "ape_code": "55.10Z"}
        )
        cls.person = cls.make_person("Yanis Benali", **address)
        cls.yanis = cls.make_participant(
            state="active",
            partner=cls.person,
            birth_date=date(2001, 5, 17),
            animateur_id=cls.animateur.id,
            district_status="in",
        )

    @classmethod
    def values(cls, start=date(2026, 2, 2), end=None, **vals):
        """Return what a complete convention of two weeks says, signed on its eve."""
        eve = start - timedelta(days=1)
        return {
            "participant_id": cls.yanis.id,
            "partner_id": cls.employer.id,
            "date_start": start,
            "date_end": end or start + timedelta(days=11),
            "purpose": "discover",
            "aims": "Bake bread alone",
            "assessment_means": "A talk with the tutor",
            "tasks": "Kneading",
            "timetable": "Monday to Friday, 8 to 3",
            "hours_total": 70,
            "hours_week": 35,
            "tutor_name": "Rachel Escoffier",
            "tutor_function": "Head baker",
            "host_legal_form": "SARL",
            "host_representative": "Paul Four",
            "host_representative_function": "Manager",
            "signed_beneficiary_on": eve,
            "signed_host_on": eve,
            "signed_prescriber_on": eve,
            **vals,
        }

    @classmethod
    def immersion(cls, start=date(2026, 2, 2), end=None, state="draft", **vals):
        immersion = (
            cls.env["club.immersion"]
            .with_user(cls.animateur)
            .create(cls.values(start, end, **vals))
        )
        cls.walk_immersion(immersion, state)
        return immersion

    @classmethod
    def walk_immersion(cls, immersion, state):
        steps = {
            "draft": (),
            "signed": ("signed",),
            "running": ("signed", "running"),
            "no_show": ("signed", "no_show"),
            "cancelled": ("cancelled",),
            "done": ("signed", "running", "done"),
        }
        for step in steps[state]:
            last = {"ended_on": immersion.date_end} if step == "done" else {}
            immersion._opened().write({"state": step, **last})

    def line(self, immersion, rule):
        immersion.invalidate_recordset(["rules_report"])
        lines = {line["rule"]: line for line in immersion.rules_report}
        return lines.get(rule)

    def assertRule(self, met, rule, **vals):
        """Check one rule, in the diagnosis and at the signature."""
        immersion = self.immersion(**vals)
        line = self.line(immersion, rule)
        self.assertEqual(line["met"], met, line)
        if met:
            immersion.action_sign()
            self.assertEqual(immersion.state, "signed")
        else:
            with self.assertRaisesRegex(UserError, line["article"]):
                immersion.action_sign()
        return immersion


@tagged("post_install", "-at_install")
@freeze_time("2027-06-01 12:00:00")
class TestImmersionRules(ImmersionCase):
    """The law, each limit at its edge."""

    def test_one_month_from_date_to_date(self):
        for start, last in (
            (date(2026, 2, 2), date(2026, 3, 1)),
            (date(2026, 4, 15), date(2026, 5, 14)),
            (date(2026, 1, 31), date(2026, 2, 28)),
            (date(2028, 1, 30), date(2028, 2, 29)),
        ):
            with self.subTest(start=start):
                self.assertEqual(self.env["club.immersion"]._month_after(start), last)
        self.assertRule(True, "duration", end=date(2026, 3, 1))
        self.assertRule(
            False, "duration", start=date(2026, 4, 15), end=date(2026, 5, 15)
        )

    def test_two_conventions_a_year_at_one_host(self):
        week = timedelta(days=4)
        for number, start in enumerate((date(2026, 2, 2), date(2026, 5, 4))):
            self.immersion(start, start + week, "done", aims=f"Aim {number}")
        third = {"aims": "Third"}
        early = date(2027, 2, 1)
        immersion = self.immersion(early, early + week, **third)
        self.assertFalse(self.line(immersion, "conventions")["met"])
        with self.assertRaisesRegex(UserError, "D5135-3"):
            immersion.action_sign()
        immersion.action_cancel()
        late = date(2027, 2, 2)
        self.assertRule(True, "conventions", start=late, end=late + week, **third)

    def test_other_hosts_are_not_counted(self):
        for number, start in enumerate((date(2026, 2, 2), date(2026, 5, 4))):
            self.immersion(start, state="done", aims=f"Aim {number}")
        self.assertRule(
            True,
            "conventions",
            start=date(2026, 7, 6),
            partner_id=self.other_employer.id,
        )

    def test_records_of_one_siret_are_one_host(self):
        self.immersion(state="done")
        twin = self.employer.copy({"company_registry": SIRET})
        self.assertRule(False, "difference", start=date(2026, 5, 4), partner_id=twin.id)

    def test_sixty_days_a_year_at_one_host(self):
        first = date(2026, 3, 1)
        self.immersion(first, date(2026, 3, 31), "done")  # 31 days
        start = date(2026, 5, 1)
        edge = start + timedelta(days=28)  # 29 more: 60
        other = {"start": start, "purpose": "confirm"}
        self.assertRule(
            False, "days", end=edge + timedelta(days=1), **other
        ).action_cancel()
        self.assertRule(True, "days", end=edge, **other)

    def test_sixty_days_count_what_took_place(self):
        first = self.immersion(date(2026, 3, 1), date(2026, 3, 31), "running")
        first._opened().write({"state": "partial", "ended_on": date(2026, 3, 10)})
        start = date(2026, 5, 1)
        self.assertRule(
            True, "days", start=start, end=date(2026, 5, 31), purpose="confirm"
        )

    def test_a_second_convention_has_another_purpose(self):
        self.immersion(state="done")
        start = date(2026, 5, 4)
        self.assertRule(
            False, "difference", start=start, aims=" bake  BREAD alone"
        ).action_cancel()
        self.assertRule(True, "difference", start=start, purpose="confirm")

    def test_one_renewal_for_the_same_aims(self):
        first = self.immersion(state="done")
        renewal = self.env["club.immersion"].browse(first.action_renew()["res_id"])
        renewal = renewal.with_user(self.animateur)
        self.assertEqual(renewal.date_start, first.date_end + timedelta(days=1))
        eve = first.date_end
        signatures = {
            "signed_beneficiary_on": eve,
            "signed_host_on": eve,
            "signed_prescriber_on": eve,
        }
        renewal.write({**signatures, "aims": "Something else"})
        self.assertFalse(self.line(renewal, "renewal")["met"])
        with self.assertRaisesRegex(UserError, "D5135-3"):
            renewal.action_sign()
        renewal.aims = "Bake bread alone"
        renewal.action_sign()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.immersion(date(2026, 6, 1), renewal_of_id=first.id)

    def test_a_renewal_is_not_renewed(self):
        first = self.immersion(state="done")
        start = first.date_end + timedelta(days=1)
        second = self.immersion(
            start, start + timedelta(days=4), "done", renewal_of_id=first.id
        )
        self.assertRule(
            False, "renewal", start=date(2026, 4, 1), renewal_of_id=second.id
        )

    def test_a_renewal_follows_what_took_place(self):
        first = self.immersion(state="signed")
        self.assertRule(
            False, "renewal", start=date(2026, 4, 1), renewal_of_id=first.id
        )

    def test_sixteen_years_old_on_the_first_day(self):
        for day, met in ((2, True), (3, False)):
            young = self.make_participant(
                f"Young {day}",
                "active",
                partner=self.person.copy({"name": f"Young {day}"}),
                birth_date=date(2010, 2, day),
                animateur_id=self.animateur.id,
            )
            self.assertRule(met, "age", participant_id=young.id)

    def test_three_objects(self):
        self.assertRule(False, "object", purpose=False)
        self.assertRule(False, "object", start=date(2026, 5, 4), aims=" ")

    def test_a_tutor_and_what_the_decree_asks_for(self):
        self.assertRule(False, "tutor", tutor_name=False)
        start = date(2026, 5, 4)
        for name in ("tasks", "timetable", "assessment_means", "host_legal_form"):
            with self.subTest(field=name):
                missing = self.assertRule(
                    False, "content", start=start, **{name: False}
                )
                missing.action_cancel()
        self.person.street = self.person.zip = self.person.city = False
        line = self.line(self.immersion(start), "content")
        self.assertIn("address of the participant", line["text"])

    def test_hours_a_week_are_told_and_do_not_stop(self):
        immersion = self.immersion(hours_week=48.5)
        line = self.line(immersion, "week")
        self.assertEqual((line["met"], line["blocking"]), (False, False))
        immersion.action_sign()
        self.assertTrue(
            self.line(self.immersion(date(2026, 5, 4), hours_week=48), "week")["met"]
        )

    def test_everybody_signs_before_the_first_day(self):
        waiting = self.assertRule(False, "signatures", signed_host_on=False)
        with freeze_time("2026-02-02 12:00:00"):
            waiting.with_context(signature="signed_host_on").action_sign_today()
            waiting.action_sign()
        waiting.action_cancel()
        start = date(2026, 5, 4)
        self.assertRule(
            False, "signatures", start=start, signed_host_on=start + timedelta(days=1)
        ).action_cancel()
        employed = {"current_employer": "Old Mill", "beneficiary_status": "employee"}
        self.assertRule(False, "signatures", start=start, **employed).action_cancel()
        self.assertRule(
            True, "signatures", start=start, signed_employer_on=start, **employed
        )

    def test_dates_lie_in_the_journey(self):
        self.assertRule(False, "accompanied", start=date(2026, 1, 4))
        self.assertRule(True, "accompanied", start=date(2026, 3, 2))

    def test_history_kinds_have_a_last_day(self):
        old = self.immersion(
            date(2015, 12, 1), date(2015, 12, 11), kind="emt", hours_total=80
        )
        self.assertTrue(self.line(old, "evaluation")["met"])
        self.immersion(date(2024, 6, 1), date(2024, 6, 30), kind="afpr")
        for kind, last in (("emt", date(2015, 12, 31)), ("afpr", date(2024, 6, 30))):
            with (
                self.subTest(kind=kind),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
            ):
                self.immersion(last, last + timedelta(days=1), kind=kind)

    def test_hours_of_a_training_and_length_of_a_contract(self):
        self.assertRule(True, "training", kind="poei", hours_total=400)
        self.assertRule(
            False, "training", start=date(2026, 5, 4), kind="poei", hours_total=401
        ).action_cancel()
        contract = {"kind": "work_study", "start": date(2026, 5, 4)}
        self.assertRule(
            False, "contract", end=date(2026, 11, 2), **contract
        ).action_cancel()
        self.assertRule(True, "contract", end=date(2026, 11, 3), **contract)

    def test_the_diagnosis_is_read_on_the_form(self):
        immersion = self.immersion(end=date(2026, 4, 1))
        text = html2plaintext(immersion.rules_html)
        self.assertIn("D5135-3", text)
        self.assertIn("Not met", text)
        self.assertFalse(immersion.rules_met)
        self.assertTrue(self.immersion(date(2026, 5, 4)).rules_met)

    def test_what_another_club_signed_counts(self):
        self.immersion(state="done")
        self.yanis.write(
            {
                "state": "exited",
                "ended_on": date(2026, 2, 20),
                "exit_reason_id": self.env["club.exit.reason"].search([], limit=1).id,
            }
        )
        again = self.make_participant(
            club=self.other_club,
            state="active",
            day=date(2026, 4, 1),
            partner=self.person,
            birth_date=date(2001, 5, 17),
            animateur_id=self.other_animateur.id,
        )
        second = (
            self.env["club.immersion"]
            .with_user(self.other_animateur)
            .create(self.values(date(2026, 5, 4), participant_id=again.id))
        )
        self.assertFalse(self.line(second, "difference")["met"])


@tagged("post_install", "-at_install")
@freeze_time("2027-06-01 12:00:00")
class TestImmersionLife(ImmersionCase):
    """Overlap, states, rights, assessment, and the paper."""

    def assess(self, immersion, **vals):
        wizard = (
            self.env["club.immersion.assess"]
            .with_user(self.animateur)
            .create({"immersion_id": immersion.id, **vals})
        )
        return wizard.action_confirm()

    def test_no_two_at_once(self):
        first = self.immersion()
        for start in (first.date_end, first.date_start - timedelta(days=11)):
            with (
                self.subTest(start=start),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
            ):
                self.immersion(start, partner_id=self.other_employer.id)
        after = first.date_end + timedelta(days=1)
        self.immersion(after, partner_id=self.other_employer.id)

    def test_what_did_not_happen_leaves_its_days_free(self):
        self.immersion(state="cancelled")
        self.immersion(state="no_show")
        last = self.immersion(state="running")
        last._opened().write({"state": "partial", "ended_on": date(2026, 2, 5)})
        self.immersion(date(2026, 2, 6), partner_id=self.other_employer.id)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            last.action_reopen()

    def test_two_persons_at_once(self):
        self.immersion()
        other = self.make_participant("Lina", "active", animateur_id=self.animateur.id)
        self.immersion(participant_id=other.id)

    def test_a_state_follows_the_table(self):
        immersion = self.immersion()
        with self.assertRaises(UserError):
            immersion.action_start()
        with self.assertRaises(UserError):
            self.immersion(date(2026, 5, 4)).write({"state": "done"})
        immersion.action_sign()
        with freeze_time("2026-02-01 12:00:00"), self.assertRaises(UserError):
            immersion.action_start()
        with freeze_time("2026-02-02 12:00:00"):
            immersion.action_start()
        with self.assertRaises(UserError):
            immersion.write({"state": "done"})
        with self.assertRaises(UserError):
            immersion.ended_on = date(2026, 2, 3)

    def test_what_is_signed_does_not_change(self):
        immersion = self.immersion(state="signed")
        for name, value in (
            ("date_end", date(2026, 2, 20)),
            ("aims", "Other"),
            ("signed_host_on", False),
            ("partner_id", self.other_employer.id),
        ):
            with self.subTest(field=name), self.assertRaises(UserError):
                immersion.write({name: value})
        immersion.write({"date_end": "2026-02-13", "emergency_contact": "Mother"})
        immersion.action_draft()
        self.assertFalse(immersion.signed_host_on)
        immersion.aims = "Other"

    def test_dates_and_signature_in_one_writing(self):
        immersion = self.immersion(signed_host_on=False)
        immersion.write({"state": "signed", "signed_host_on": "2026-02-01"})
        self.assertEqual(immersion.state, "signed")

    def test_the_candidacy_goes_on_trial(self):
        candidacy = self.make_candidacy(self.yanis, "sent")
        immersion = self.immersion(state="signed", candidacy_id=candidacy.id)
        self.assertEqual(candidacy.state, "sent")
        immersion.action_start()
        self.assertEqual(candidacy.state, "trial")
        self.assertEqual(immersion.activity_ids.date_deadline, immersion.date_end)

    def test_a_hire_is_not_undone_by_the_start(self):
        candidacy = self.make_candidacy(self.yanis, "sent")
        immersion = self.immersion(state="signed", candidacy_id=candidacy.id)
        candidacy.write(
            {
                "state": "hired",
                "hire_kind": "cdi",
                "hire_date_start": date(2026, 3, 2),
            }
        )
        immersion.action_start()
        self.assertEqual(candidacy.state, "hired")

    def test_the_candidacy_is_the_same_persons(self):
        other = self.make_participant("Lina", "active")
        with self.assertRaises(UserError):
            self.immersion(candidacy_id=self.make_candidacy(other).id)

    def test_completed_with_a_job_makes_the_placement(self):
        immersion = self.immersion(state="running")
        self.assess(
            immersion,
            outcome="done",
            host_feedback="Fast learner",
            hired=True,
            hire_kind="cdd",
            hire_duration_months=8,
        )
        self.assertEqual(
            (immersion.state, immersion.ended_on), ("done", date(2026, 2, 13))
        )
        self.assertFalse(immersion.activity_ids)
        candidacy = immersion.candidacy_id
        self.assertEqual((candidacy.state, candidacy.origin), ("hired", "coach"))
        placement = candidacy.placement_ids
        self.assertRecordValues(
            placement,
            [
                {
                    "partner_id": self.employer.id,
                    "kind": "cdd",
                    "duration_months": 8,
                    "date_start": date(2026, 2, 14),
                    "durable": True,
                }
            ],
        )
        self.assertEqual(self.yanis.state, "exited")
        with self.assertRaises(UserError):
            immersion.action_reopen()
            self.assess(immersion, outcome="done", hired=True, hire_kind="cdi")

    def test_a_job_goes_on_the_candidacy_that_exists(self):
        candidacy = self.make_candidacy(self.yanis, "draft")
        immersion = self.immersion(state="running")
        self.assess(immersion, outcome="done", hired=True, hire_kind="cdi")
        self.assertEqual(immersion.candidacy_id, candidacy)
        self.assertEqual(candidacy.state, "hired")

    def test_an_immersion_alone_is_no_exit(self):
        immersion = self.immersion(state="running")
        self.assess(immersion, outcome="done")
        self.assertFalse(self.yanis.placement_ids)
        self.assertEqual(self.yanis.state, "active")

    def test_partly_done(self):
        immersion = self.immersion(state="signed")
        with self.assertRaises(UserError):
            self.assess(immersion, outcome="partial")
        self.assess(
            immersion, outcome="partial", ended_on=date(2026, 2, 6), hours_missed=35
        )
        self.assertRecordValues(
            immersion,
            [{"state": "partial", "ended_on": date(2026, 2, 6), "hours_missed": 35}],
        )
        immersion.action_reopen()
        self.assertRecordValues(
            immersion, [{"state": "running", "ended_on": False, "hours_missed": 0}]
        )
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.assess(immersion, outcome="partial", ended_on=date(2026, 2, 14))

    def test_did_not_show_up(self):
        immersion = self.immersion(state="signed")
        self.assess(immersion, outcome="no_show", hired=True, hire_kind="cdi")
        self.assertEqual(immersion.state, "no_show")
        self.assertFalse(self.yanis.placement_ids)
        immersion.action_reopen()
        self.assertEqual(immersion.state, "signed")

    def test_not_completed_before_its_last_day(self):
        immersion = self.immersion(state="running")
        with freeze_time("2026-02-12 12:00:00"), self.assertRaises(UserError):
            self.assess(immersion, outcome="done")

    def test_another_clubs_animateur_is_refused(self):
        immersion = self.immersion(state="running")
        stranger = immersion.with_user(self.other_animateur)
        with self.assertRaises(AccessError):
            stranger.read(["aims"])
        with self.assertRaises(AccessError):
            stranger.write({"tasks": "x"})
        with self.assertRaises(AccessError):
            self.env["club.immersion"].with_user(self.other_animateur).create(
                self.values(date(2026, 5, 4))
            )
        with self.assertRaises(AccessError):
            self.env["club.immersion.assess"].with_user(self.other_animateur).create(
                {"immersion_id": immersion.id}
            )
        for role in ("referent", "observer", "data_officer", "portal"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                immersion.with_user(self.users[role]).read(["state"])

    def test_no_social_security_number(self):
        with self.assertRaises(UserError):
            self.immersion(tasks="185057800608491")

    def test_counts_and_facts(self):
        self.immersion(state="cancelled")
        self.immersion(state="done")
        self.immersion(date(2026, 5, 4))
        yanis = self.yanis.with_user(self.animateur)
        self.assertEqual(yanis.immersion_count, 2)
        self.assertEqual(
            self.employer.with_user(self.animateur).club_immersion_count, 2
        )
        self.assertEqual(yanis._journey_facts()["immersions"], 1)
        self.assertEqual(
            yanis.action_open_immersions()["domain"],
            [("participant_id", "=", yanis.id)],
        )

    def convention(self, immersion):
        report = self.env["ir.actions.report"].with_user(self.animateur)
        html, _type = report._render_qweb_html(
            "clubs_ambition.report_immersion_convention", immersion.ids
        )
        return html.decode()

    def test_the_convention_says_what_the_decree_asks_for(self):
        self.yanis.rqth = True
        immersion = self.immersion(
            state="signed",
            host_agreement="Bakeries",
            host_registered_on=date(1999, 4, 3),
            emergency_contact="Mother, 06 00 00 00 00",
            protective_equipment="Apron",
        )
        text = " ".join(html2plaintext(self.convention(immersion)).split())
        for words in (
            "Yanis Benali",
            "05/17/2001",
            "1 Mill Street, 13002 Marseille",
            "Job seeker",
            "Boulangerie Azur",
            "SARL",
            SIRET,
            "04/03/1999",
            "10.71C",
            "Bakeries",
            "Paul Four, Manager",
            "Rachel Escoffier",
            "Head baker",
            "Club A",
            "Agency Region A",
            "Public institution",
            "t_animateur",
            "02/02/2026",
            "02/13/2026",
            "70:00",
            "Discover a job",
            "Bake bread alone",
            "A talk with the tutor",
            "Kneading",
            "Monday to Friday, 8 to 3",
            "Apron",
            "Mother, 06 00 00 00 00",
            "D5135-1",
        ):
            self.assertIn(words, text)
        self.assertEqual(text.count("02/01/2026"), 3)
        for word in ("district", "QPV", "RQTH", "barrier", "disab"):
            self.assertNotIn(word, text)

    def test_conventions_of_two_people_are_two_pages(self):
        html = self.convention(self.immersion() + self.immersion(date(2026, 5, 4)))
        self.assertEqual(html.count("page-break-before"), 1)
        self.assertEqual(html.count('class="article"'), 1)
