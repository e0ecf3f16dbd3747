from datetime import timedelta

from odoo import api, fields, models

from ..utils import clock

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


class ClubDemo(models.AbstractModel):
    """The network of employers: charters, who follows whom, a duplicate to merge."""

    _inherit = "club.demo"

    @api.model
    def _tell(self):
        result = super()._tell()
        story = self.with_context(
            lang="fr_FR", tracking_disable=True, mail_activity_quick_update=True
        )
        story._tell_signatures()
        for login, names in OWNERS.items():
            owner = story._ref(f"res_users_demo_{login}")
            for name in names:
                story._ref(f"res_partner_demo_{name}").club_owner_id = owner
        story._identify(self.env["res.partner"].create(TWIN), "elec_phocea_twin")
        story._place_people()
        story._tell_interviews()
        return result

    def _tell_signatures(self):
        today = clock.today(self)
        for name, charter, since, until, who, function, promised in SIGNATURES:
            employer = self._ref(f"res_partner_demo_{name}")
            interviews, immersions, hires = promised
            signature = self.env["club.charter.signature"].create(
                {
                    "partner_id": employer.id,
                    "charter_id": self._ref(f"club_charter_{charter}").id,
                    "club_id": self._ref("club_club_demo_marseille").id,
                    "signatory_name": who,
                    "signatory_function": function,
                    "date_from": today + timedelta(days=since),
                    "date_to": until is not None and today + timedelta(days=until),
                    "promised_interviews": interviews,
                    "promised_immersions": immersions,
                    "promised_hires": hires,
                }
            )
            self._identify(signature, f"{name}_{charter}")

    def _place_people(self):
        """People live in their district: the way to an employer can be told."""
        people = self.env["club.participant"].search(
            [("district_id.latitude", "!=", 0), ("latitude", "=", 0)]
        )
        for person in people:
            person.latitude = person.district_id.latitude
            person.longitude = person.district_id.longitude

    def _tell_interviews(self):
        """An interview to prepare, and an immersion to have signed."""
        now = clock.local(self, fields.Datetime.now())
        morning = now.replace(hour=9, minute=0, second=0, microsecond=0, tzinfo=None)
        interview = self._ref("club_candidacy_demo_karim_logis_trans")
        interview.write(
            {
                "interview_on": morning + timedelta(days=2),
                "prep_note": "Horaires décalés : en parler. Apporter le CACES.",
            }
        )
        values = dict(TO_SIGN)
        start = self._day(values.pop("date_start"))
        days = values.pop("days")
        immersion = self.env["club.immersion"].create(
            {
                **values,
                "participant_id": self._person({"key": "samir"}).id,
                "candidacy_id": self._ref("club_candidacy_demo_samir_fibre_sud").id,
                "purpose": "discover",
                "date_start": start,
                "date_end": start + timedelta(days=days),
                "signed_beneficiary_on": clock.today(self),
            }
        )
        self._identify(immersion, "samir_fibre_sud")
