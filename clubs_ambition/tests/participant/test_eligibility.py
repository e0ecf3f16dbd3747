from datetime import date

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..common import ClubsCase


@tagged("post_install", "-at_install")
class TestEligibility(ClubsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club.write(
            {
                "age_max": 29,
                "district_rule": "required",
                "level_max": "5",
                "require_project": True,
            }
        )
        cls.level = cls.env["club.education.level"].search([("code", "=", "NV4")])
        cls.master = cls.env["club.education.level"].search([("code", "=", "NV1")])
        cls.job = cls.env["club.occupation"].search([("kind", "=", "job")], limit=1)

    def results(self, journey):
        return {line["rule"]: line["result"] for line in journey.eligibility_report}

    @freeze_time("2026-06-15")
    def test_unknown_facts_are_said_unknown(self):
        journey = self.make_participant().with_user(self.animateur)
        self.assertEqual(
            self.results(journey),
            {
                "age": "unknown",
                "district": "unknown",
                "level": "unknown",
                "project": "unknown",
                "barrier": "met",
            },
        )
        self.assertEqual(journey.eligibility, "incomplete")
        self.assertIn("Date of birth not entered", journey.eligibility_html)

    @freeze_time("2026-06-15")
    def test_met_and_not_met(self):
        journey = self.make_participant(
            birth_date=date(1996, 6, 16),
            district_status="in",
            education_level_id=self.level.id,
            occupation_ids=self.job.ids,
        ).with_user(self.animateur)
        self.assertEqual(journey.eligibility, "eligible")
        journey.birth_date = date(1996, 6, 15)
        self.assertEqual(self.results(journey)["age"], "not_met")
        self.assertEqual(journey.eligibility, "not_eligible")
        journey.birth_date = date(2000, 1, 1)
        journey.education_level_id = self.master
        self.assertEqual(self.results(journey)["level"], "not_met")

    def test_a_blocking_barrier_stops_admission_and_a_derogation_opens_it(self):
        self.club.write({"age_max": 0, "district_rule": "preferred"})
        self.club.write({"level_max": False, "require_project": False})
        barrier = self.env["club.barrier"].search([("can_block", "=", True)], limit=1)
        journey = self.make_participant(state="interviewed").with_user(self.animateur)
        self.block(journey, barrier)
        with self.assertRaisesRegex(UserError, "sign a derogation") as refused:
            journey.action_admit()
        for told in (journey.name, barrier.name):
            self.assertNotIn(told, str(refused.exception), "it goes to the log")
        wizard = (
            self.env["club.participant.end"]
            .with_user(self.animateur)
            .create({"participant_id": journey.id, "decision": "derogation"})
        )
        with self.assertRefused(UserError, "Write the reason of the derogation"):
            wizard.action_confirm()
        wizard.reason = "Childcare found from next month on"
        wizard.action_confirm()
        self.assertRecordValues(
            journey,
            [{"eligibility": "derogation", "derogation_by_id": self.animateur.id}],
        )
        journey.action_admit()
        lines = {line["rule"]: line for line in journey.eligibility_at_entry}
        self.assertEqual(lines["barrier"]["result"], "not_met")

    def block(self, journey, barriers):
        journey.barrier_ids = [
            Command.create({"barrier_id": barrier.id, "grade": "2_blocking"})
            for barrier in barriers
        ]

    def test_health_family_housing_and_money_never_stop(self):
        self.club.write({"age_max": 0, "district_rule": "ignored"})
        self.club.write({"level_max": False, "require_project": False})
        barriers = self.env["club.barrier"].search([("can_block", "=", False)])
        self.assertEqual(set(barriers.mapped("code")), {"24", "25", "27", "28", "29"})
        self.assertFalse(
            self.env["club.barrier"].search(
                [("sensitive", "=", True), ("can_block", "=", True)]
            )
        )
        journey = self.make_participant(state="interviewed").with_user(self.animateur)
        self.block(journey, barriers)
        self.assertEqual(journey.eligibility, "eligible")
        journey.action_admit()
        self.assertEqual(journey.state, "admitted")

    def test_the_error_tells_no_fact(self):
        """A refused admission names rules: facts of the person stay on the journey."""
        journey = self.make_participant(
            "Zoé Lambert",
            state="interviewed",
            birth_date=date(1961, 6, 16),
            district_status="out",
            education_level_id=self.master.id,
        ).with_user(self.animateur)
        report = journey.eligibility_report
        with self.assertRefused(UserError, "or sign a derogation with its") as refused:
            journey.action_admit()
        text = str(refused.exception)
        for line in report:
            self.assertNotIn(line["looked_at"], text)
        self.assertNotIn("Lambert", text)

    def test_a_preferred_rule_never_stops(self):
        self.club.write(
            {
                "age_max": 0,
                "district_rule": "preferred",
                "level_max": False,
                "require_project": False,
            }
        )
        journey = self.make_participant(district_status="out", state="interviewed")
        journey.with_user(self.animateur).action_admit()
        self.assertEqual(journey.state, "admitted")

    def test_how_the_district_was_established_is_kept(self):
        district = self.env["club.district"].search(
            [("department_id.code", "=", "13")], limit=1
        )
        journey = self.make_participant().with_user(self.animateur)
        check = (
            self.env["club.district.check"]
            .with_user(self.animateur)
            .create(
                {
                    "participant_id": journey.id,
                    "commune_id": district.commune_ids[0].id,
                    "district_id": district.id,
                    "source": "official",
                }
            )
        )
        check.action_confirm()
        self.assertRecordValues(
            journey,
            [
                {
                    "district_id": district.id,
                    "district_status": "in",
                    "district_source": "official",
                    "district_checked_by_id": self.animateur.id,
                }
            ],
        )

    def test_a_district_is_chosen_or_said_to_be_none(self):
        journey = self.make_participant().with_user(self.animateur)
        check = self.env["club.district.check"].with_user(self.animateur)
        check = check.create({"participant_id": journey.id})
        with self.assertRefused(UserError, "Choose the district"):
            check.action_confirm()
        check.outside = True
        check.action_confirm()
        self.assertEqual(journey.district_status, "out")

    def test_by_coordinates(self):
        journey = self.make_participant().with_user(self.animateur)
        Check = self.env["club.district.check"].with_user(self.animateur)
        vals = {"participant_id": journey.id, "method": "coordinates"}
        with self.assertRefused(UserError, "Write latitude"):
            Check.create({**vals, "coordinates": "Marseille"}).action_confirm()
        for coordinates in ("48.8606, 2.3376", "48,8606, 2,3376"):
            Check.create({**vals, "coordinates": coordinates}).action_confirm()
            self.assertEqual(journey.district_status, "out")
        district = self.env["club.district"].search([("code", "=", "QN00102M")])
        inside = district.outline[0][0]
        longitude = sum(point[0] for point in inside) / len(inside)
        latitude = sum(point[1] for point in inside) / len(inside)
        found = self.env["club.district"]._find_at(latitude, longitude)
        Check.create(
            {**vals, "coordinates": f"{latitude}, {longitude}"}
        ).action_confirm()
        self.assertEqual(journey.district_id, found)
        self.assertEqual(journey.district_source, "computed")
