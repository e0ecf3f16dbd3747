from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta
from hypothesis import HealthCheck, Phase, given, settings

from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from ..report.kpi_registry import BY_KEY, INDICATORS
from .common import ClubsCase
from .kpi_network import Question
from .kpi_networks import EMPLOYERS, TODAY, questions
from .kpi_oracle import ORACLE

FIGURES_ONLY = {"days_to_positive_exit"}
"""Indicators that are no division: their figure itself is compared."""

NOON = timedelta(hours=12)


@tagged("post_install", "-at_install")
class TestKpiProperty(ClubsCase):
    """The registry says what a slow reading of the definitions says, on any network.

    Networks are written as rows, past the rules of the screens: what is compared is
    how facts are counted, those that an import or an old version left included.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
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
        cls.people = Partner.create([{"name": f"Person {n}"} for n in range(6)])
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
        cls._run("DELETE FROM club_budget_line WHERE club_id = ANY(%s)", cls.clubs.ids)
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

    @settings(
        derandomize=True,
        database=None,
        deadline=None,
        max_examples=110,
        phases=[Phase.explicit, Phase.generate, Phase.shrink],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(questions())
    def test_registry_and_definitions_agree(self, question):
        with self.env.cr.savepoint(flush=False) as point, freeze_time(TODAY):
            self._write(question.network)
            for _again in range(2):
                self._compare_all(question)
                self._compare_clubs(question)
                self._compare_months(question)
                self.env["club.kpi.stale"]._settle()
            point.rollback()
            self.env.invalidate_all()

    # === COMPARISON === #

    def _asked(self, question):
        known = dict(zip(question.network.clubs, self.clubs, strict=True))
        clubs = self.clubs.browse([known[club].id for club in question.clubs])
        return clubs, question.date_from, question.date_to, question.cutoff

    def _compare_all(self, question):
        asked = self._asked(question)
        self._compare(self.env["club.kpi"]._compute_indicators(*asked), question)

    def _compare_clubs(self, question):
        clubs, *dates = self._asked(question)
        lines = self.env["club.kpi"]._compute_by_club(clubs, *dates)
        for one, club in zip(question.clubs, clubs, strict=True):
            alone = Question(question.network, [one], *dates)
            self._compare(lines[club.id], alone, line=club.name)

    def _compare_months(self, question):
        clubs, date_from, date_to, cutoff = self._asked(question)
        lines = self.env["club.kpi"]._compute_by_month(
            clubs, date_from, date_to, cutoff
        )
        for month, figures in lines.items():
            last = month + relativedelta(months=1, days=-1)
            days = (max(month, date_from), min(last, date_to))
            alone = Question(question.network, question.clubs, *days, cutoff)
            figures = [one for one in figures if BY_KEY[one.key].monthly]
            self._compare(figures, alone, line=month)

    def _compare(self, figures, question, line=None):
        period = (question.date_from, question.date_to, question.cutoff)
        for figure in figures:
            expected = ORACLE[figure.key](question)
            found = (figure.numerator, figure.denominator, figure.unknown)
            if figure.key in FIGURES_ONLY:
                found = figure.value
            self.assertEqual(
                _rounded(found), _rounded(expected), (figure.key, line, period)
            )
            if figure.key not in FIGURES_ONLY:
                self._check_value(figure)

    def _check_value(self, figure):
        value = figure.numerator
        if figure.denominator is not None:
            divisible = figure.denominator and figure.numerator is not None
            value = figure.numerator / figure.denominator if divisible else None
        self.assertEqual(_rounded(figure.value), _rounded(value), figure.key)

    def test_every_indicator_has_its_second_computation(self):
        self.assertEqual([one.key for one in INDICATORS], list(ORACLE))

    # === ROWS === #

    def _insert(self, table, **values):
        """Write one row and return its id."""
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
        for tie in network.ties:
            self._write_tie(tie)
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
                funder="Testland",
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
        state = "active" if journey.started else "admitted"
        self.ids[journey] = self._insert(
            "club_participant",
            partner_id=self.people[journey.person].id,
            club_id=self.ids[journey.club],
            cohort_id=self.ids[journey.cohort],
            state="exited" if journey.ended else state,
            oriented_on=journey.admitted,
            admitted_on=journey.admitted,
            started_on=journey.started,
            ended_on=journey.ended,
            renewed=journey.renewed,
            birth_date=journey.birth,
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

    def _write_tie(self, tie):
        where = {
            "club_id": self.ids[tie.club],
            "partner_id": self.partners[tie.employer].id,
        }
        if tie.kind == "contact":
            self._insert(
                "club_contact",
                **where,
                user_id=self.env.uid,
                channel="phone",
                outcome="reached",
                date=tie.since,
            )
            return
        values = {"name": "Tie", "create_date": _noon(tie.since)}
        if tie.kind == "offer":
            self._insert("club_offer", **where, **values, positions=1)
        else:
            values |= {"type": "lead", "last_contact_on": tie.touched}
            self._insert("crm_lead", **where, **values)


def _noon(day):
    return datetime.combine(day, datetime.min.time()) + NOON


def _rounded(found):
    """Return numbers to the millionth: euros by the day are no exact binary fractions."""
    if isinstance(found, tuple):
        return tuple(map(_rounded, found))
    return found if found is None else round(float(found), 6)
