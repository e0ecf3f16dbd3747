from datetime import timedelta

from odoo import api, models

from ..utils import clock
from . import story

CONVENTION = {
    "assessment_means": "Entretien avec la tutrice le dernier jour, à partir d'une grille.",
    "timetable": "Du lundi au vendredi, 9 h – 12 h et 13 h – 17 h.",
    "hours_week": 35,
    "host_legal_form": "SARL",
    "host_registered_on": "2009-04-01",
    "host_agreement": "Aucune",
    "emergency_contact": "Un proche, 06 39 98 30 00",
}
IMMERSIONS = [
    {
        "person": "ines",
        "host": "cabinet_calanque",
        "tutor": ("Anne Pélissier", "Expert-comptable"),
        "start": "w-3+0",
        "days": 11,
        "purpose": "confirm",
        "aims": "Tenir l'accueil seule une matinée calme.",
        "tasks": "Accueil des clients, téléphone, classement des pièces.",
        "feedback": "Très à l'aise avec le public. À travailler : le logiciel de gestion.",
        "comment": "Ce métier me plaît, je veux continuer.",
    },
    {
        "person": "lina",
        "host": "hotel_port",
        "tutor": ("Rachel Escoffier", "Directrice"),
        "start": "w0+0",
        "days": 11,
        "purpose": "recruit",
        "aims": "Enregistrer une arrivée et un départ, en français et en anglais.",
        "tasks": "Réception de jour, réservations, renseignements.",
    },
]


class ClubDemoImmersions(models.AbstractModel):
    """Two immersions of the Marseille club: one is over, one is under way."""

    _name = "club.demo.immersions"
    _description = "Immersions of the demo"

    @api.model
    def _load(self):
        for row in IMMERSIONS:
            self._make_immersion(row)

    def _make_immersion(self, row):
        start = story.day(self.env, row["start"])
        signed_on = start - timedelta(days=3)
        key = f"{row['person']}_{row['host']}"
        person = story.person(self.env, row["person"])
        name, function = row["tutor"]
        immersion = self.env["club.immersion"].create(
            {
                **CONVENTION,
                "participant_id": person.id,
                "partner_id": story.ref(self.env, f"res_partner_demo_{row['host']}").id,
                "candidacy_id": story.ref(self.env, f"club_candidacy_demo_{key}").id,
                "date_start": start,
                "date_end": start + timedelta(days=row["days"]),
                "hours_total": 70,
                "purpose": row["purpose"],
                "aims": row["aims"],
                "tasks": row["tasks"],
                "tutor_name": name,
                "tutor_function": function,
                "host_representative": name,
                "host_representative_function": function,
                "signed_beneficiary_on": signed_on,
                "signed_host_on": signed_on,
                "signed_prescriber_on": signed_on,
            }
        )
        story.identify(immersion, row["person"])
        immersion.action_sign()
        if start <= clock.today(self):
            immersion.action_start()
        if "feedback" in row:
            self._assess(immersion, row)

    def _assess(self, immersion, row):
        dialog = self.env["club.immersion.assess"].create(
            {
                "immersion_id": immersion.id,
                "outcome": "done",
                "host_feedback": row["feedback"],
                "beneficiary_comment": row["comment"],
            }
        )
        dialog.action_confirm()
