from datetime import date

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from odoo.tests import freeze_time, tagged

from ...kpi.kept.triggers import NOTES
from ...kpi.rows import kpi_detail
from ...kpi.rows.kpi_rows import Frame
from ...models.privacy.erasure_figures import FIGURES
from ...utils.personal_data import COUNTED, REDUCED
from ..kpi.kpi_network_rows import NetworkCase
from ..kpi.kpi_networks import TODAY, questions

PIVOT = ("club_id", "state", "age_band", "district", "level", "outcome", "exit_family")
COUNTS = ("person", "person_positive", "person_durable", "journeys", "ended")


@tagged("post_install", "-at_install")
class TestErasureFigures(NetworkCase):
    """No figure moves when people are erased: by club, by month, of all, at any day.

    Whoever is erased, live or not: what is compared is what the figures read.
    """

    @settings(
        derandomize=True,
        database=None,
        deadline=None,
        max_examples=40,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(questions(), st.sets(st.integers(0, 5), min_size=1))
    def test_no_figure_moves(self, question, numbers):
        people = self.env["club.person"].union(*(self.people[n] for n in numbers))
        with self.env.cr.savepoint(flush=False) as point, freeze_time(TODAY):
            self._write(question.network)
            self._refresh_some(question)
            before = self._answers(question)
            self.env["club.privacy.rows"]._erase(people, date(2026, 3, 1))
            self.assertEqual(self._answers(question), before, "kept counts")
            self.env["club.kpi.stale"]._refresh()
            self.assertEqual(self._answers(question), before, "counted anew")
            self._check_reduced(people)
            point.rollback()
            self.env.invalidate_all()

    def _refresh_some(self, question):
        """Keep the counts of every other network before, none of the others."""
        if len(question.network.journeys) % 2:
            self.env["club.kpi.stale"]._refresh()

    def _answers(self, question):
        known = dict(zip(question.network.clubs, self.clubs, strict=True))
        clubs = self.clubs.browse([known[club].id for club in question.clubs])
        asked = clubs, question.date_from, question.date_to, question.cutoff
        kpi = self.env["club.kpi"]
        frame = Frame(tuple(clubs.ids), *asked[1:])
        return {
            "all": kpi._compute_indicators(*asked),
            "clubs": kpi._compute_by_club(*asked),
            "months": kpi._compute_by_month(*asked),
            "each": kpi._compute_each(*asked),
            "lists": [
                self.env.execute_query(rows(frame))
                for rows in (
                    kpi_detail.journey_funnel,
                    kpi_detail.candidacy_funnel,
                    kpi_detail.refusals,
                    kpi_detail.employers,
                )
            ],
            "pivot": self._pivot(),
        }

    def _pivot(self):
        self.env.invalidate_all()
        report = self.env["club.kpi.report"].sudo()
        counts = [f"{name}:{report._fields[name].aggregator}" for name in COUNTS]
        rows = report._read_group([("club_id", "in", self.clubs.ids)], PIVOT, counts)
        return sorted(str(row) for row in rows)

    def _check_reduced(self, people):
        """Nothing says more than the bands of age, sides of level, and no trade."""
        for person in people:
            starts = person.every_journey_ids.mapped("started_on")
            if not any(starts):
                self.assertFalse(person.birth_date)
        self.assertFalse(any(people.mapped("name")))

    def test_a_date_of_birth_is_one_of_its_band(self):
        """Two people of one age band, who started one day, cannot be told apart."""
        people = self.people[0] | self.people[1]
        cohort = self.cohort
        for person, born in zip(people, ("1997-08-13", "2003-02-28"), strict=True):
            self._run(
                "UPDATE club_person SET birth_date = %s WHERE id = %s", born, person.id
            )
            self._insert(
                "club_participant",
                person_id=person.id,
                club_id=self.club.id,
                cohort_id=cohort.id,
                state="exited",
                **dict.fromkeys(("oriented_on", "admitted_on"), "2023-01-02"),
                started_on="2023-01-02",
                ended_on="2023-03-02",
            )
        self.env["club.privacy.rows"]._erase(people, date(2026, 3, 1))
        [born] = set(people.mapped("birth_date"))
        self.assertEqual(born, date(2003, 1, 2))

    def test_what_figures_are_made_of_stays(self):
        """Whatever the kept counts and the pivots read is named, in every table."""
        links = self.env["club.privacy.rows"]._links()
        read = {
            (self._model(table), column)
            for table, (columns, _note) in NOTES.items()
            for column in columns
        } | {
            (name, column)
            for name, columns in self.env["club.kpi.report"]._depends.items()
            for column in columns
        }
        missing = {
            (name, column)
            for name, column in read
            if name in links and column not in ("active", "state")
            if FIGURES.get(name, {}).get(column) not in (COUNTED, REDUCED)
        }
        self.assertFalse(missing)

    def _model(self, table):
        return next(one._name for one in self.env.values() if one._table == table)
