from datetime import timedelta

from odoo import api, fields, models

from ..utils import clock
from . import story

SIGNATURES = (
    # employer, charter, signed on, until, by whom, function, (interviews, immersions, hires)
    ("hotel_port", "districts", -300, 430, "Rachel Escoffier", "Directrice", (4, 2, 1)),
    ("halles_nord", "diversity", -200, 530, "Paule Arnaud", "Directrice", (6, 2, 2)),
    ("halles_nord", "districts", -60, 300, "Paule Arnaud", "Directrice", (3, 0, 1)),
    ("net_plus", "local", -330, 35, "Hervé Lopez", "Gérant", (5, 0, 3)),
    ("centre_social", "local", -700, -20, "Anaïs Roche", "Directrice", (2, 1, 0)),
    ("chantier_naval", "diversity", -90, None, "Luc Peyron", "Gérant", (2, 1, 1)),
)
OWNERS = {
    "animateur": ("hotel_port", "halles_nord", "net_plus", "centre_social"),
    "animateur2": ("chantier_naval", "resto_calanques"),
}
TWIN = {
    "name": "ELEC PHOCEA SARL",
    "is_company": True,
    "club_employer": True,
    "club_network_status": "prospect",
    "company_registry": "99801720600017",
    "zip": "13015",
    "city": "Marseille",
    "phone": "01 99 00 10 13",
}
"""Élec Phocéa, typed a second time by somebody who did not find it."""

TO_SIGN = {
    "aims": "Raccorder une prise optique de bout en bout.",
    "assessment_means": "Mise en situation avec le tuteur le dernier jour.",
    "date_start": "w1+0",
    "days": 11,
    "hours_total": 70,
    "hours_week": 35,
    "tasks": "Tirage de câbles, raccordement, contrôle.",
    "timetable": "Du lundi au vendredi, 8 h – 12 h et 13 h – 16 h.",
    "tutor_name": "Marc Vidal",
    "tutor_function": "Chef d'équipe",
}


class ClubDemoNetwork(models.AbstractModel):
    """The network of employers: charters, who follows whom, a duplicate to merge."""

    _name = "club.demo.network"
    _description = "Network of the demo"

    @api.model
    def _load(self):
        self._sign_charters()
        for login, names in OWNERS.items():
            owner = story.ref(self.env, f"res_users_demo_{login}")
            for name in names:
                story.ref(self.env, f"res_partner_demo_{name}").club_owner_id = owner
        story.identify(self.env["res.partner"].create(TWIN), "elec_phocea_twin")
        self._place_people()
        self._prepare_interviews()

    def _sign_charters(self):
        today = clock.today(self)
        for name, charter, since, until, who, function, promised in SIGNATURES:
            employer = story.ref(self.env, f"res_partner_demo_{name}")
            interviews, immersions, hires = promised
            signature = self.env["club.charter.signature"].create(
                {
                    "partner_id": employer.id,
                    "charter_id": story.ref(self.env, f"club_charter_{charter}").id,
                    "club_id": story.ref(self.env, "club_club_demo_marseille").id,
                    "signatory_name": who,
                    "signatory_function": function,
                    "date_from": today + timedelta(days=since),
                    "date_to": until is not None and today + timedelta(days=until),
                    "promised_interviews": interviews,
                    "promised_immersions": immersions,
                    "promised_hires": hires,
                }
            )
            story.identify(signature, f"{name}_{charter}")

    def _place_people(self):
        """People live in their district: the way to an employer is known."""
        people = self.env["club.participant"].search(
            [("district_id.latitude", "!=", 0), ("latitude", "=", 0)]
        )
        for person in people:
            person.latitude = person.district_id.latitude
            person.longitude = person.district_id.longitude

    def _prepare_interviews(self):
        """An interview to prepare, and an immersion to have signed."""
        now = clock.local(self, fields.Datetime.now())
        morning = now.replace(hour=9, minute=0, second=0, microsecond=0, tzinfo=None)
        interview = story.ref(self.env, "club_candidacy_demo_karim_logis_trans")
        interview.write(
            {
                "interview_on": morning + timedelta(days=2),
                "prep_note": "Horaires décalés : en parler. Apporter le CACES.",
            }
        )
        values = dict(TO_SIGN)
        start = story.day(self.env, values.pop("date_start"))
        days = values.pop("days")
        immersion = self.env["club.immersion"].create(
            {
                **values,
                "participant_id": story.person(self.env, "samir").id,
                "candidacy_id": story.ref(
                    self.env, "club_candidacy_demo_samir_fibre_sud"
                ).id,
                "purpose": "discover",
                "date_start": start,
                "date_end": start + timedelta(days=days),
                "signed_beneficiary_on": clock.today(self),
            }
        )
        story.identify(immersion, "samir_fibre_sud")
