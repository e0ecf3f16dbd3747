from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta

from odoo.tools import SQL

from ..common import ClubsCase
from .kpi_networks import EMPLOYERS

NOON = timedelta(hours=12)


class NetworkCase(ClubsCase):
    """Writes a random network as rows of the database, past the rules of screens."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.known_defaults = {}
        cls.third_club = cls.env["club.club"].create(
            {"name": "Club C", "territory_id": cls.agency.id, "min_seats": 0}
        )
        cls.clubs = cls.club + cls.other_club + cls.third_club
        for club, months in zip(cls.clubs, (3, 2, 3), strict=True):
            club.journey_months = months
        Partner = cls.env["res.partner"]
        cls.partners = {
            name: Partner.create({"name": name, "is_company": True})
            for name in EMPLOYERS
        }
        cls.people = cls.env["club.person"].create(
            [{"last_name": f"Person {n}"} for n in range(6)]
        )
        cls.offers = cls.env["club.offer"].create(
            [
                {"name": f"Offer {n}", "partner_id": cls.partners["none"].id}
                | {"club_id": cls.club.id}
                for n in range(2)
            ]
        )
        cls.jobs = cls.env["club.occupation"].search([("kind", "=", "job")], limit=2)
        cls.events = cls.env["calendar.event"].create(
            [
                {
                    "name": f"E {n}",
                    "start": "2026-01-05 09:00",
                    "stop": "2026-01-05 10:00",
                }
                for n in range(8)
            ]
        )
        cls.levels = {None: None}
        for below in (True, False):
            cls.levels[below] = (
                cls.env["club.education.level"]
                .search([("below_level_ii", "=", below)], limit=1)
                .id
            )
        cls.env.flush_all()
        cls._run(
            "DELETE FROM club_budget_line WHERE club_id = ANY(%s::int[])", cls.clubs.ids
        )
        cls._run("UPDATE club_offer SET create_date = '2030-01-01'")
        for name, siret in EMPLOYERS.items():
            cls._run(
                "UPDATE res_partner SET company_registry = %s WHERE id = %s",
                siret,
                cls.partners[name].id,
            )

    @classmethod
    def _run(cls, query, *params):
        cls.env.cr.execute(query, params)

    def _defaults(self, table):
        """Return the defaults of the plain fields a row must have."""
        if table in self.known_defaults:
            return self.known_defaults[table]
        model = next(one for one in self.env.values() if one._table == table)
        plain = ("boolean", "char", "integer", "selection")
        names = [
            name
            for name, one in model._fields.items()
            if one.required and one.store and one.type in plain
        ]
        self.known_defaults[table] = model.default_get(names)
        return self.known_defaults[table]

    def _insert(self, table, **values):
        """Write one row and return its id; what must be said has its default."""
        values = {**self._defaults(table), **values}
        columns = SQL(", ").join(map(SQL.identifier, values))
        [(row_id,)] = self.env.execute_query(
            SQL(
                "INSERT INTO %s (%s) VALUES %s RETURNING id",
                SQL.identifier(table),
                columns,
                tuple(values.values()),
            )
        )
        return row_id

    def _write(self, network):
        self.ids = dict(zip(network.clubs, self.clubs.ids, strict=True))
        for club in network.clubs:
            self._write_club(club)
        for cohort in network.cohorts:
            self._write_cohort(cohort)
        for journey in network.journeys:
            self._write_journey(journey)
        for candidacy in network.candidacies:
            self._write_candidacy(candidacy)
        for placement in network.placements:
            self._write_placement(placement)
        for immersion in network.immersions:
            self._write_immersion(immersion)
        for event, session in zip(self.events, network.sessions, strict=False):
            self._write_session(event, session)
        for journey, monday in network.objectives:
            self._insert(
                "club_objective",
                participant_id=self.ids[journey],
                club_id=self.ids[journey.club],
                name="Objective",
                state="todo",
                week_start=monday,
            )
        for relation in network.relations:
            self._write_relation(relation)
        placements = self.env["club.placement"].browse(
            [self.ids[placement] for placement in network.placements]
        )
        placements.invalidate_model()
        placements._compute_outcome()
        self.env.flush_all()

    def _write_club(self, club):
        for first, last, euros in club.budget:
            self._insert(
                "club_budget_line",
                club_id=self.ids[club],
                currency_id=self.env.company.currency_id.id,
                funder_id=self.env.ref("clubs_ambition.club_funder_city").id,
                date_from=first,
                date_to=last,
                amount=euros,
            )
        for first, last in club.closures:
            self._insert(
                "club_closure",
                club_id=self.ids[club],
                reason="Closed",
                date_from=first,
                date_to=last,
            )

    def _write_cohort(self, cohort):
        self.ids[cohort] = self._insert(
            "club_cohort",
            club_id=self.ids[cohort.club],
            name="Group",
            seats=cohort.seats,
            state=cohort.state,
            date_start=cohort.start,
            date_end=cohort.end,
            active=cohort.active,
        )

    def _write_journey(self, journey):
        self._run(
            "UPDATE club_person SET birth_date = %s WHERE id = %s",
            journey.birth,
            self.people[journey.person].id,
        )
        state = "active" if journey.started else "admitted"
        self.ids[journey] = self._insert(
            "club_participant",
            person_id=self.people[journey.person].id,
            club_id=self.ids[journey.club],
            cohort_id=self.ids[journey.cohort],
            state="exited" if journey.ended else state,
            oriented_on=journey.admitted,
            admitted_on=journey.admitted,
            started_on=journey.started,
            ended_on=journey.ended,
            renewed=journey.renewed,
            district_status=journey.district,
            education_level_id=self.levels[journey.below_level_ii],
            active=journey.active,
        )

    def _write_candidacy(self, candidacy):
        journey = candidacy.journey
        offer, job = candidacy.offer, candidacy.job
        self.ids[candidacy] = self._insert(
            "club_candidacy",
            participant_id=self.ids[journey],
            person_id=self.people[journey.person].id,
            club_id=self.ids[journey.club],
            partner_id=self.partners[candidacy.employer].id,
            offer_id=None if offer is None else self.offers[offer].id,
            occupation_id=None if job is None else self.jobs[job].id,
            origin=candidacy.origin,
            state="withdrawn",
            furthest_state=candidacy.furthest,
            sent_on=candidacy.sent,
            answered_on=candidacy.answered,
            interview_on=candidacy.interview,
            active=candidacy.active,
        )

    def _write_placement(self, placement):
        journey, employer = placement.journey, placement.employer
        self.ids[placement] = self._insert(
            "club_placement",
            participant_id=self.ids[journey],
            person_id=self.people[journey.person].id,
            club_id=self.ids[journey.club],
            candidacy_id=self.ids.get(placement.candidacy),
            partner_id=employer and self.partners[employer].id,
            kind=placement.kind,
            qualifying=placement.qualifying,
            duration_months=placement.months,
            date_start=placement.start,
            state="broken" if placement.broken else "started",
            broken_on=placement.broken,
            active=placement.active,
        )
        for months, (answer, day) in placement.answers.items():
            self._insert(
                "club_followup",
                placement_id=self.ids[placement],
                club_id=self.ids[journey.club],
                milestone=f"month_{months}",
                due_on=placement.start + relativedelta(months=months),
                answer=answer,
                answered_on=day,
            )

    def _write_immersion(self, immersion):
        journey = immersion.journey
        self._insert(
            "club_immersion",
            participant_id=self.ids[journey],
            person_id=self.people[journey.person].id,
            club_id=self.ids[journey.club],
            partner_id=self.partners[immersion.employer].id,
            kind=immersion.kind,
            state=immersion.state,
            date_start=immersion.start,
            date_end=immersion.end,
            ended_on=immersion.ended,
        )

    def _write_session(self, event, session):
        interview = session.kind == "interview"
        session_id = self._insert(
            "club_session",
            event_id=event.id,
            club_id=self.ids[session.club],
            cohort_id=self.ids[session.cohort],
            participant_id=self.ids[next(iter(session.marks))] if interview else None,
            name="Session",
            kind=session.kind,
            state=session.state,
            start=session.start,
            stop=session.start + timedelta(hours=2),
        )
        for journey, mark in session.marks.items():
            self._insert(
                "club_attendance",
                session_id=session_id,
                participant_id=self.ids[journey],
                club_id=self.ids[journey.club],
                state=mark,
            )

    def _write_relation(self, relation):
        where = {
            "club_id": self.ids[relation.club],
            "partner_id": self.partners[relation.employer].id,
        }
        if relation.kind == "contact":
            self._insert(
                "club_contact",
                **where,
                user_id=self.env.uid,
                channel="phone",
                outcome="reached",
                date=relation.since,
            )
            return
        values = {"name": "Relation", "create_date": _noon(relation.since)}
        if relation.kind == "offer":
            self._insert("club_offer", **where, **values, positions=1)
        else:
            values |= {"type": "lead", "last_contact_on": relation.touched}
            self._insert("crm_lead", **where, **values)


def _noon(day):
    return datetime.combine(day, datetime.min.time()) + NOON
