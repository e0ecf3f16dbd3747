from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Command

from ..utils import clock
from . import story

MEMBERS = (
    # name, organisation, was there
    ("Mireille Astier", "Préfecture déléguée pour l'égalité des chances", True),
    ("Hakim Zeroual", "Conseil régional", True),
    ("Odile Ferrand", "Métropole, contrat de ville", True),
    ("Jean-Marc Pons", "Mission locale", False),
    ("Sylvie Lauret", "Plan local pour l'insertion et l'emploi", True),
)
CLUB_POINTS = """<p><b>Marseille Nord</b> : la tournée des employeurs du port apporte
la moitié des offres. Les rendez-vous du lundi sont trop matinaux pour les parents.</p>
<p><b>La Ciotat</b> : des immersions suivies d'embauches dans la réparation navale ;
le permis de conduire reste le premier frein.</p>"""
FINANCING = """<p>Crédits politique de la ville notifiés pour l'année ; la part du
département reste à confirmer.</p>"""
MINUTES = """<p>Les entrées suivent l'objectif. Le comité demande que les suites à six
mois soient relancées avant chaque réunion.</p>"""
DECISIONS = (
    # what, who here, who outside, days from the meeting, done
    (
        "Ouvrir une réunion d'information à la maison de quartier",
        "manager",
        "",
        30,
        True,
    ),
    ("Confirmer la part du département", "", "Conseil départemental", 200, False),
    ("Relancer les suites à six mois", "manager", "", 240, False),
)


class ClubDemoCommittee(models.AbstractModel):
    """The committee of the region: one meeting held, the next prepared, two statements."""

    _name = "club.demo.committee"
    _description = "Committee of the demo"

    @api.model
    def _load_terms(self):
        """Load the addon's French now: Odoo does it after the demo data, too late."""
        Module = self.env["ir.module.module"]
        Module._load_module_terms(["clubs_ambition"], ["fr_FR"])

    @api.model
    def _load(self):
        self._load_terms()
        region = self.env.ref("clubs_ambition.club_territory_demo_paca")
        manager = self.env.ref("clubs_ambition.res_users_demo_manager")
        region.committee = True
        quiet = self.with_context(lang="fr_FR", **story.QUIET)
        quiet._hold_meeting(region, manager)
        quiet._plan_meeting(region, manager)
        direction = self.env.ref("clubs_ambition.club_territory_demo_bouches_du_rhone")
        for territory in (direction, region):
            quiet.with_user(manager)._publish(territory)

    def _publish(self, territory):
        """Publish the last half-year: what is left of the region by a part is hidden."""
        Publication = self.env["club.publication"]
        territory = territory.with_env(self.env)
        Publication._publish(territory, *Publication._last_period())

    def _hold_meeting(self, region, manager):
        today = clock.today(self)
        first = today.replace(day=1) - relativedelta(months=5)
        held = self.env["club.committee.meeting"].create(
            {
                "territory_id": region.id,
                "date": fields.Datetime.to_datetime(first)
                + timedelta(days=11, hours=8),
                "place": "Préfecture de région, salle des conférences",
                "chair": "Mireille Astier, préfète déléguée",
                "user_id": manager.id,
                "date_from": first - relativedelta(years=1),
                "date_to": first - timedelta(days=1),
                "cutoff": first - timedelta(days=1),
                "club_points": CLUB_POINTS,
                "financing": FINANCING,
                "minutes": MINUTES,
                "next_on": today + timedelta(days=21),
                "attendee_ids": self._attendees(held=True),
                "decision_ids": self._decisions(manager, first + timedelta(days=11)),
            }
        )
        held.with_user(manager).state = "held"

    def _plan_meeting(self, region, manager):
        today = clock.today(self)
        self.env["club.committee.meeting"].create(
            {
                "territory_id": region.id,
                "date": fields.Datetime.to_datetime(today)
                + timedelta(days=21, hours=8),
                "place": "Direction régionale",
                "user_id": manager.id,
                "date_from": today.replace(day=1) - relativedelta(years=1),
                "date_to": today,
                "cutoff": today,
                "attendee_ids": self._attendees(held=False),
            }
        )

    @api.model
    def _attendees(self, held):
        """Return the commands of the members; of a meeting held, who was there."""
        return [
            Command.create(
                {"name": name, "organisation": organisation}
                | ({"presence": "present" if there else "excused"} if held else {})
            )
            for name, organisation, there in MEMBERS
        ]

    @api.model
    def _decisions(self, manager, day):
        return [
            Command.create(
                {
                    "name": what,
                    "user_id": who and manager.id,
                    "owner": outside,
                    "due_on": day + timedelta(days=days),
                    "state": "done" if done else "todo",
                }
            )
            for what, who, outside, days, done in DECISIONS
        ]
