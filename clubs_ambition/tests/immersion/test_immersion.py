import re
from datetime import date, timedelta

from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import html2plaintext

from ...models.immersion.club_convention import CONTENT
from ...models.immersion.rules.host import month_after
from ...models.immersion.rules.training import promised_hire
from .immersion_common import SIRET, ImmersionCase


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
                self.assertEqual(month_after(start), last)
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
        last = {"state": "partial", "ended_on": date(2026, 3, 10)}
        first._unguarded("ended_on").write(last)
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
        with self.assertRefused(ValidationError, "This immersion is renewed already"):
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
                person=self.person.copy({"last_name": f"Young {day}"}),
                birth_date=date(2010, 2, day),
                animateur_id=self.animateur.id,
            )
            self.assertRule(
                met,
                "age",
                participant_id=young.id,
                legal_representative="Dominique Brunet",
                signed_representative_on=date(2026, 2, 1),
            )

    def test_three_objects(self):
        self.assertRule(False, "object", purpose=False)
        self.assertRule(False, "object", start=date(2026, 5, 4), aims=" ")

    def test_a_tutor_and_what_the_decree_asks_for(self):
        self.assertRule(False, "tutor", tutor_name=False)
        start = date(2026, 5, 4)
        for name in (
            *("tasks", "timetable", "assessment_means", "host_legal_form"),
            *("host_registered_on", "host_agreement", "host_representative"),
        ):
            with self.subTest(field=name):
                missing = self.assertRule(
                    False, "content", start=start, **{name: False}
                )
                missing.action_cancel()
        self.person.street = self.person.zip = self.person.city = False
        line = self.line(self.immersion(start), "content")
        self.assertIn("address of the participant", line["text"])

    def test_a_minor_works_less_and_is_represented(self):
        young = self.make_participant(
            "Alix Brunet",
            state="active",
            birth_date=date(2009, 3, 1),
            person=self.make_person("Alix Brunet", street="2 Mill Street", zip="13002"),
            animateur_id=self.animateur.id,
        )
        values = {
            "participant_id": young.id,
            "legal_representative": "Dominique Brunet",
            "signed_representative_on": date(2026, 2, 1),
        }
        self.assertRule(
            False, "content", **{**values, "legal_representative": False}
        ).action_cancel()
        self.assertRule(
            False, "signatures", **{**values, "signed_representative_on": False}
        ).action_cancel()
        self.assertRule(False, "week", hours_week=35.5, **values).action_cancel()
        self.assertRule(True, "week", hours_week=35, **values)

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
                self.assertRefused(ValidationError, "The EMT ended with 2015 and the"),
            ):
                self.immersion(last, last + timedelta(days=1), kind=kind)

    def test_hours_of_a_training_and_length_of_a_contract(self):
        start = date(2026, 5, 4)
        for way, promised, most in (
            ("tutor", "cdi", 300),
            ("body", "cdi", 450),
            ("body", "seasonal", 300),
            ("body", "temp_seasonal", 300),
        ):
            poei = {
                "kind": "poei",
                "start": start,
                "training_way": way,
                "promised_kind": promised,
                "promised_months": 6,
            }
            with self.subTest(way=way, promised=promised):
                for hours, met in ((most + 1, False), (most, True)):
                    self.assertRule(
                        met, "training", hours_total=hours, **poei
                    ).action_cancel()
        untold = {**poei, "training_way": False, "promised_kind": "cdi"}
        self.assertRule(False, "training", **untold).action_cancel()
        contract = {"kind": "work_study", "start": date(2026, 5, 4)}
        self.assertRule(
            False, "contract", end=date(2026, 11, 2), **contract
        ).action_cancel()
        self.assertRule(True, "contract", end=date(2026, 11, 3), **contract)

    def test_a_training_before_a_hire_is_for_a_promised_job(self):
        poei = {
            "kind": "poei",
            "training_way": "body",
            "hours_total": 200,
            "start": date(2026, 5, 4),
        }
        self.assertRule(False, "promise", **poei).action_cancel()
        for kind, least in (
            ("cdd", 6),
            ("seasonal", 4),
            ("temp", 6),
            ("temp_seasonal", 4),
            ("work_study", 6),
        ):
            with self.subTest(kind=kind):
                for months, met in ((least - 1, False), (least, True)):
                    self.assertRule(
                        met,
                        "promise",
                        promised_kind=kind,
                        promised_months=months,
                        **poei,
                    ).action_cancel()
        for kind in ("cdi", "temp_cdi"):
            self.assertRule(True, "promise", promised_kind=kind, **poei).action_cancel()

    def test_a_training_before_a_hire_is_done_within_six_months(self):
        poei = {"kind": "poei", "training_way": "body", "promised_kind": "cdi"}
        start = date(2026, 5, 4)
        self.assertRule(
            False, "within", start=start, end=date(2026, 11, 4), **poei
        ).action_cancel()
        self.assertRule(True, "within", start=start, end=date(2026, 11, 3), **poei)

    def test_who_is_trained_in_the_company_has_a_tutor(self):
        poei = {"kind": "poei", "promised_kind": "cdi", "tutor_name": False}
        self.assertRule(False, "trainer", training_way="tutor", **poei).action_cancel()
        self.assertRule(True, "training", training_way="body", **poei)

    def test_an_alternance_has_no_paper_here(self):
        contract = self.immersion(
            date(2026, 5, 4), date(2026, 11, 3), kind="work_study", tutor_name=False
        )
        self.assertFalse(self.env["club.convention"]._parties(contract))
        with self.assertRaisesRegex(UserError, "Cerfa"):
            self.env["ir.actions.report"]._render_qweb_html(
                "clubs_ambition.report_immersion_convention", contract.ids
            )
        contract.action_sign()
        self.assertEqual(contract.state, "signed")

    def test_what_is_printed_does_not_change_once_signed(self):
        """Every field that the paper prints, read from its template."""
        paper = self.env["ir.ui.view"]._get_template_view(
            "clubs_ambition.report_immersion_convention"
        )
        printed = set(re.findall(r"\bdoc\.(\w+)", paper.arch)) & set(
            self.env["club.immersion"]._fields
        )
        fixed = self.env["club.immersion"]._fixed_fields
        readonly = {"club_id", "id", "display_name"}
        self.assertFalse(printed - set(CONTENT) - set(fixed) - readonly)

    def test_what_was_promised_is_kept_once_signed(self):
        signed = self.immersion(
            state="signed",
            kind="poei",
            training_way="body",
            promised_kind="cdd",
            promised_months=6,
        )
        with self.assertRefused(UserError, "stands in the signed convention of"):
            signed.promised_months = 1
        wizard = self.env["club.immersion.assess"].new({"immersion_id": signed.id})
        self.assertEqual((wizard.hire_kind, wizard.hire_duration_months), ("cdd", 6))
        season = self.immersion(
            date(2026, 6, 1), kind="poei", promised_kind="seasonal", promised_months=4
        )
        self.assertEqual(promised_hire(season), ("cdd", 4))

    def test_the_diagnosis_is_read_on_the_form(self):
        immersion = self.immersion(end=date(2026, 4, 1))
        text = html2plaintext(immersion.rules_html)
        self.assertIn("D5135-3", text)
        self.assertIn("Not respected", text)
        self.assertFalse(immersion.rules_met)
        self.assertTrue(self.immersion(date(2026, 5, 4)).rules_met)

    def test_what_another_club_signed_counts(self):
        self.immersion(state="done")
        self.yanis.write(
            {
                "state": "exited",
                "ended_on": date(2026, 2, 20),
                "exit_reason_id": self.env.ref(
                    "clubs_ambition.club_exit_reason_end_of_journey"
                ).id,
            }
        )
        again = self.make_participant(
            club=self.other_club,
            state="active",
            day=date(2026, 4, 1),
            person=self.person,
            birth_date=date(2001, 5, 17),
            animateur_id=self.other_animateur.id,
        )
        second = (
            self.env["club.immersion"]
            .with_user(self.other_animateur)
            .create(self.values(date(2026, 5, 4), participant_id=again.id))
        )
        self.assertFalse(self.line(second, "difference")["met"])
