from contextlib import suppress
from datetime import date
from unittest.mock import patch

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from ...kpi.answer.kpi_question import Question
from ...kpi.rows import kpi_detail
from ...kpi.rows.kpi_rows import Frame
from ...models.steering import kept_files
from ..kpi.kpi_network_rows import NetworkCase
from ..kpi.kpi_networks import TODAY, questions

SEPTEMBER = "2026-09-07 08:00:00"
"""A day on which the first half-year may be published."""

YIELD = ("campaign_id", "mode", "channel", "contacts:sum", "reached:sum", "hires:sum")
PIVOT = ("club_id", "state", "age_band", "district", "level", "outcome", "exit_family")
COUNTS = ("person", "person_positive", "person_durable", "journeys", "ended")


@tagged("post_install", "-at_install")
class TestErasureFigures(NetworkCase):
    """No figure moves when people are erased: by club, by month, of all, at any day.

    Whoever is erased, live or not: what is compared is what the figures read.
    """

    def test_no_figure_moves(self):
        self.merged = 0
        self._no_figure_moves()
        self.assertGreater(self.merged, 5)

    @settings(
        derandomize=True,
        database=None,
        deadline=None,
        max_examples=40,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(questions(), st.sets(st.integers(0, 5), min_size=1))
    def _no_figure_moves(self, question, numbers):
        with self.env.cr.savepoint(flush=False) as point, freeze_time(TODAY):
            self._write(question.network)
            known = self._live_on(question.network)
            people = [self.people[number] for number in numbers]
            people = self.env["club.person"].union(
                *(known.get(one, one) for one in people)
            )
            self._refresh_some(question)
            before = self._answers(question)
            self.env["club.privacy.rows"]._erase(people, date(2026, 3, 1))
            self.assertEqual(self._answers(question), before, "kept counts")
            self.env["club.kpi.stale"]._refresh()
            self.assertEqual(self._answers(question), before, "counted anew")
            self._check_reduced(people)
            point.rollback()
            self.env.invalidate_all()

    def _live_on(self, network):
        """Have journeys be given to another club, helped, prolonged; two persons be one.

        Return ``{who was recorded twice: whose record it is now}``.
        """
        clubs = [*self.clubs.ids, self.clubs[0].id]
        for number, journey in enumerate(network.journeys):
            club = self.ids[journey.club]
            if number % 3 == 0:
                club = clubs[clubs.index(club) + 1]
                self._move(self.ids[journey], club)
            self._assist(self.ids[journey], club, journey.admitted)
        self.env.invalidate_all()
        known = {}
        for kept, gone in (self.people[:2], self.people[2:4]):
            self._run(
                """UPDATE club_person gone SET birth_date = kept.birth_date
                     FROM club_person kept WHERE kept.id = %s AND gone.id = %s""",
                *(kept.id, gone.id),
            )
            self.env.invalidate_all()
            with suppress(UserError):  # each of them has a journey under way
                self.env["club.person.merge"]._merge(kept, gone)
                known[gone] = kept
        self.merged += len(known)
        self.env.flush_all()
        return known

    def _move(self, journey, club):
        """Give a journey to another club: what is recorded of it follows."""
        self._run(
            "UPDATE club_participant SET club_id = %s WHERE id = %s", club, journey
        )
        for name, ways in self.env["club.privacy.rows"]._links().items():
            told = self.env[name]._fields.get("club_id")
            if "participant_id" in ways and told and told.store and told.related:
                table = SQL.identifier(self.env[name]._table)
                query = "UPDATE %s SET club_id = %s WHERE participant_id = %s"
                self.env.cr.execute(SQL(query, table, club, journey))

    def _assist(self, journey, club, day):
        """Record a help, a barrier and a renewal, of which no figure reads a row."""
        about = {"participant_id": journey, "club_id": club}
        self._insert(
            "club_financial_help",
            **about,
            type_id=self.env["club.financial.help.type"].search([], limit=1).id,
            currency_id=self.env.ref("base.EUR").id,
            amount=100,
            date=day,
        )
        self._insert(
            "club_renewal",
            **about,
            reason="x",
            objectives="x",
            state="granted",
            decided_on=day,
        )
        barrier = self.env["club.barrier"].search([], limit=1)
        self._insert(
            "club_participant_barrier", participant_id=journey, barrier_id=barrier.id
        )

    @settings(
        derandomize=True,
        database=None,
        deadline=None,
        max_examples=15,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(questions(), st.sets(st.integers(0, 2), min_size=1))
    def test_no_figure_moves_of_contacts(self, question, numbers):
        """An employer may be somebody alone: their calls, offers and charters count."""
        with self.env.cr.savepoint(flush=False) as point, freeze_time(TODAY):
            self._write(question.network)
            self._refresh_some(question)
            known = [*self.partners.values()]
            some = {known[number % len(known)].id for number in numbers}
            contacts = self.env["res.partner"].browse(sorted(some))
            before = self._counted(question)
            self.env["club.privacy.rows"]._erase(contacts, date(2026, 3, 1))
            self.assertEqual(self._counted(question), before, "kept counts")
            self.env["club.kpi.stale"]._refresh()
            self.assertEqual(self._counted(question), before, "counted anew")
            point.rollback()
            self.env.invalidate_all()

    def _counted(self, question):
        """Return the figures alone: a list of employers names them."""
        answers = self._answers(question)
        return {name: answers[name] for name in answers if name != "lists"}

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
            "territories": {
                territory.id: kpi._compute_indicators(some, *asked[1:])
                for territory, some in clubs.grouped("territory_id").items()
                if some != clubs
            },
            "pivot": self._pivot(),
            "yield": self._yield(),
        }

    def _pivot(self):
        self.env.invalidate_all()
        report = self.env["club.kpi.report"].sudo()
        counts = [f"{name}:{report._fields[name].aggregator}" for name in COUNTS]
        rows = report._read_group([("club_id", "in", self.clubs.ids)], PIVOT, counts)
        return sorted(str(row) for row in rows)

    def _yield(self):
        report = self.env["club.campaign.report"].sudo()
        rows = report._read_group(
            [("club_id", "in", self.clubs.ids)], YIELD[:3], YIELD[3:]
        )
        return sorted(str(row) for row in rows)

    # === WHAT WAS HANDED OUT === #

    @settings(
        derandomize=True,
        database=None,
        deadline=None,
        max_examples=6,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(questions(), st.sets(st.integers(0, 5), min_size=1))
    def test_what_was_handed_out_stays(self, question, numbers):
        """Packs and statements to the byte; a workbook made anew says the same."""
        people = self.env["club.person"].union(*(self.people[n] for n in numbers))
        with (
            self.env.cr.savepoint(flush=False) as point,
            freeze_time(SEPTEMBER),
            patch.object(kept_files, "printed", lambda _env, _make: b"%PDF-1.4 paper"),
        ):
            self._write(question.network)
            kept = self._hand_out(question)
            before = self._handed_out(kept), self._sheets(question)
            self.env["club.privacy.rows"]._erase(people, date(2026, 9, 1))
            self.assertEqual(self._handed_out(kept), before[0])
            self.assertEqual(self._sheets(question), before[1])
            [pack] = [one for one in kept if one._name == "club.pack"]
            self.assertEqual(pack.action_check()["params"]["type"], "success")
            point.rollback()
            self.env.invalidate_all()

    def _hand_out(self, question):
        """Return a pack, a statement of each territory, a meeting that shows the pack."""
        asked = Question(
            self.clubs, question.date_from, question.date_to, question.cutoff
        )
        pack = self.env["club.pack"]._produce(asked, self.region)
        publish = self.env["club.publication"]._publish
        territories = (self.agency, self.region)
        return [pack, *(publish(one, 2026, "first") for one in territories)]

    def _handed_out(self, records):
        """Return all that the database has of them, and their files."""
        self.env.flush_all()
        self.env.invalidate_all()
        files = self.env["ir.attachment"].search(
            [
                ("res_model", "in", ("club.pack", "club.statement")),
                ("res_field", "!=", False),
            ],
            order="id",
        )
        self.assertGreater(len(files), 4)
        rows = [
            self.env.execute_query(
                SQL(
                    "SELECT one::text FROM %s one WHERE id = %s",
                    SQL.identifier(record._table),
                    record.id,
                )
            )
            for record in records
        ]
        told = ("name", "description", "index_content", "store_fname", "checksum")
        return rows, [(*(file[name] for name in told), file.raw) for file in files]

    def _sheets(self, question):
        """Return the sheets of a workbook of partners, without the numbers of people.

        Those are of one export; a row of theirs is told by what it counts.
        """
        asked = Question(
            *(self.clubs, question.date_from, question.date_to, question.cutoff),
            outside=True,
        )
        answer = self.env["club.kpi"]._answer(asked, detailed=True)
        sheets = self.env["club.kpi.workbook"]._sheets(asked, answer, "Region")
        return [
            sorted(repr(row[1:]) for row in sheet.rows)
            if sheet.name == self.env._("Journeys")
            else [repr(row) for row in sheet.rows]
            for sheet in sheets
        ]

    def test_a_file_that_was_handed_out_is_nobodys(self):
        """A club or a street may be called like somebody: what an index says is no
        reason to delete what was shown."""
        with (
            freeze_time(SEPTEMBER),
            patch.object(kept_files, "printed", lambda _env, _make: b"%PDF-1.4 paper"),
        ):
            asked = Question(self.clubs, *[date(2026, 1, 1), *[date(2026, 6, 30)] * 2])
            pack = self.env["club.pack"]._produce(asked, self.region)
        self.people[0].write({"first_name": "Jules", "last_name": "Guesde"})
        self.env.flush_all()
        self._run(
            """UPDATE ir_attachment SET index_content = 'Club Jules Guesde',
                      description = 'Jules Guesde'
                WHERE res_model = 'club.pack' AND res_id = %s""",
            pack.id,
        )
        before = self._rows_of(pack)
        self.assertEqual(len(before), 3)
        self.env["club.privacy.rows"]._erase(self.people[0], date(2026, 3, 1))
        self.assertEqual(self._rows_of(pack), before)

    def _rows_of(self, pack):
        return self.env.execute_query(
            SQL(
                """SELECT one::text FROM ir_attachment one
                    WHERE res_model = 'club.pack' AND res_id = %s ORDER BY id""",
                pack.id,
            )
        )

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
