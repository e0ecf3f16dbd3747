"""The records that the table is walked with: one of each sight, of each model."""

from collections import defaultdict

from odoo.fields import Command
from odoo.tests import new_test_user

from ...utils import clock
from .table_people import ANY, MODULE, PeopleCase

OF_A_CLUB = {
    # model: what a record says besides its club; one *own*, one *far*
    "club.budget.line": {"funder_id": ANY},
    "club.campaign": {"name": "Campaign"},
    "club.closure": {
        "reason": "Closed",
        "date_from": "2026-03-02",
        "date_to": "2026-03-03",
    },
    "club.contact": {"partner_id": ANY},
    "club.inbound.mail": {"sender": "Luc <luc@example.com>", "subject": "Need"},
    "club.offer": {"name": "Offer", "partner_id": ANY},
    "crm.lead": {"name": "Lead"},
}
OF_A_MEETING = {
    # of a committee: *own*, *far*, and of the *country*
    "club.committee.attendee": {"name": "Prefect"},
    "club.committee.decision": {"name": "Decision", "due_on": "2027-06-30"},
}
REPORTS = ("club.campaign.report", "club.kpi.report")
"""Views in SQL: a line of each club is looked for."""


class RecordsCase(PeopleCase):
    """Records of own and other clubs, live and ended, with and without a club.

    ``made`` is ``{model: {sight: record}}``. What belongs to a club or a meeting is one
    line of the tables above; what is more than own and far, a method.
    """

    @classmethod
    def _make_records(cls):
        cls.made = defaultdict(dict)
        cls.today = clock.today(cls.club)
        cls.clubs = {"own": cls.club, "far": cls.other_club}
        cls._make_journeys()
        cls._make_of_journeys()
        cls._make_hires()
        cls._make_sessions()
        cls._make_persons()
        cls._make_doubts()
        cls._make_links()
        cls._make_agreements()
        cls._make_of_clubs()
        cls._make_signatures()
        cls._make_committees()
        cls._make_leads()
        cls._make_of_the_stock()
        cls._make_checks()
        cls._make_erasures()
        cls.env.flush_all()
        for model in REPORTS:
            for sight, club in cls.clubs.items():
                cls.made[model][sight] = cls.one(model, [("club_id", "=", club.id)])

    # === CLUBS AND EMPLOYERS === #

    @classmethod
    def _make_of_clubs(cls):
        cls.made["club.absence"]["apart"] = cls.env["club.absence"].create(
            {
                "user_id": cls.referent.id,
                "stand_in_id": cls.coordinator.id,
                "date_from": "2027-03-01",
                "date_to": "2027-03-12",
            }
        )
        for sight, club in cls.clubs.items():
            cls.made["club.club"][sight] = club
            cls.made["club.cohort"][sight] = cls.make_cohort(club=club)
            for model, told in OF_A_CLUB.items():
                of_one = {"club_id": club.id}
                cls.made[model][sight] = cls._make(model, {**told, **of_one})
            HandOver = cls.env["club.hand.over"]
            HandOver._keep(club, cls.animateur, cls.other_animateur, "Absent")
            cls.made["club.hand.over"][sight] = cls.one(
                "club.hand.over", [("club_id", "=", club.id)]
            )
            cls.made["club.absence"][sight] = cls.env["club.absence"].create(
                {
                    "club_id": club.id,
                    "user_id": club.animateur_ids[:1].id,
                    "stand_in_id": cls.coordinator.id,
                    "date_from": "2027-03-01",
                    "date_to": "2027-03-12",
                }
            )
            cls.made["club.campaign.step"][sight] = cls.env[
                "club.campaign.step"
            ].create(
                {
                    "campaign_id": cls.made["club.campaign"][sight].id,
                    "entered": "to_call",
                }
            )
        mate = new_test_user(cls.env, "t_mate", "clubs_ambition.group_clubs_animateur")
        mate.club_ids = [Command.link(cls.club.id)]
        alone = new_test_user(
            cls.env, "t_alone", "clubs_ambition.group_clubs_animateur"
        )
        Caseload = cls.env["club.caseload"]
        for sight, user in (
            ("own", cls.animateur),
            ("mate", mate),
            ("far", cls.other_animateur),
            ("alone", alone),
        ):
            Caseload._ensure(user)
            mine = Caseload.search([("user_id", "=", user.id)])
            cls.made["club.caseload"][sight] = mine

    @classmethod
    def _make_signatures(cls):
        about = {
            "own": (cls.club, None),
            "far": (cls.other_club, None),
            "own_place": (None, cls.agency),
            "far_place": (None, cls.other_agency),
            "crossed": (cls.other_club, cls.agency),
        }
        charter = cls.env.ref(f"{MODULE}.club_charter_local")
        cls.made["club.charter.signature"] = {
            sight: cls.env["club.charter.signature"].create(
                {
                    "charter_id": charter.id,
                    "partner_id": cls.employer.id,
                    "club_id": club and club.id,
                    "territory_id": place and place.id,
                }
            )
            for sight, (club, place) in about.items()
        }

    # === STEERING === #

    @classmethod
    def _make_committees(cls):
        dates = {"date_from": "2026-01-01", "date_to": "2026-06-30"}
        for sight, place in (
            ("own", cls.agency),
            ("far", cls.other_agency),
            ("country", cls.country),
        ):
            of_place = {"territory_id": place.id, **dates, "cutoff": "2026-06-30"}
            meeting = cls.env["club.committee.meeting"].create(
                {**of_place, "date": "2027-06-01 08:00:00"}
            )
            cls.made["club.committee.meeting"][sight] = meeting
            for model, vals in OF_A_MEETING.items():
                cls.made[model][sight] = cls.env[model].create(
                    {**vals, "meeting_id": meeting.id}
                )
            cls.made["club.statement"][sight] = cls.env["club.statement"].create(
                {
                    "territory_id": place.id,
                    **dates,
                    "year": 2026,
                    "part": "first",
                    "user_id": cls.env.uid,
                    "published_on": "2026-07-01 08:00:00",
                }
            )
            cls.made["club.pack"][sight] = cls.env["club.pack"].create(
                {
                    **of_place,
                    "user_id": cls.env.uid,
                    "produced_on": "2026-07-01 08:00:00",
                }
            )

    @classmethod
    def _make_checks(cls):
        """Have the page *Security* opened by two; sudo: it makes its own lines."""
        for sight, who in (("own", "coordinator"), ("theirs", "administrator")):
            Check = cls.env["club.security.check"].with_user(cls.users[who])
            made = Check.sudo().create({"name": sight})
            cls.made["club.security.check"][sight] = made.with_env(cls.env)

    @classmethod
    def _make_erasures(cls):
        """Plan erasures of two clubs; one of them is done."""
        about = {
            "own": (cls.club, "announced"),
            "far": (cls.other_club, "announced"),
            "done": (cls.club, "erased"),
        }
        for number, (sight, (club, state)) in enumerate(about.items()):
            said = {"kind": "participant", "res_model": "club.person"}
            cls.made["club.privacy.erasure"][sight] = cls.env[
                "club.privacy.erasure"
            ].create(
                {**said, "res_id": 9_000_000 + number}
                | {"club_id": club.id, "state": state}
            )

    # === STOCK === #

    @classmethod
    def _make_leads(cls):
        leads = cls.made["crm.lead"]
        for sight, user in (
            ("sold", cls.users["salesman"]),
            ("free", cls.env["res.users"]),
            ("kept", cls.users["sales_manager"]),
        ):
            leads[sight] = cls.env["crm.lead"].create(
                {"name": sight, "user_id": user.id, "team_id": False}
            )
        for sight in ("own", "far"):
            leads[sight].user_id = False
        for sight, lead in leads.items():
            lead.activity_schedule("mail.mail_activity_data_call").action_feedback()
            cls.env.flush_all()
            cls.made["crm.activity.report"][sight] = cls.one(
                "crm.activity.report", [("lead_id", "=", lead.id)]
            )

    @classmethod
    def _make_of_the_stock(cls):
        cls.made["crm.team"] = {
            **{sight: club.team_id for sight, club in cls.clubs.items()},
            "stock": cls.env["crm.team"].create({"name": "Sales"}),
        }
        Partner = cls.env["res.partner"]
        stock = Partner.create({"name": "Any contact"})
        cls.made["res.partner"] = {
            "employer": cls.employer,
            "colleague": Partner.create(
                {"name": "A colleague", "parent_id": cls.employer.id}
            ),
            "stock": stock,
        }
        invited = cls.made["res.partner"]
        event = cls.env["calendar.event"].create(
            {
                "name": "Visit",
                "start": "2036-01-02 08:00:00",
                "stop": "2036-01-02 09:00:00",
                "partner_ids": [one.id for one in invited.values()],
            }
        )
        cls.made["calendar.attendee"] = {
            sight: event.attendee_ids.filtered(lambda a, one=one: a.partner_id == one)
            for sight, one in invited.items()
        }
        message = cls.env["mail.message"].create({"body": "x", "message_type": "email"})
        writers = {
            "addressed": {"author_id": cls.other_animateur.partner_id.id},
            "written": {"author_id": cls.data_officer.partner_id.id},
        }
        about = {
            "told": {"res_partner_id": stock.id},
            **{
                sight: {"mail_email_address": "x@example.org", **author}
                for sight, author in writers.items()
            },
        }
        cls.made["mail.notification"] = {
            sight: cls.env["mail.notification"].create(
                {
                    "mail_message_id": message.id,
                    "notification_type": "email",
                    **vals,
                }
            )
            for sight, vals in about.items()
        }
