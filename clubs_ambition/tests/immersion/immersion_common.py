from datetime import date, timedelta

from odoo.exceptions import UserError

from ..common import ClubsCase

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
            person=cls.person,
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
            "host_registered_on": date(2009, 4, 1),
            "host_agreement": "none",
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
            opened = immersion._unguarded("ended_on")
            opened.write({"state": step, **last})

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
