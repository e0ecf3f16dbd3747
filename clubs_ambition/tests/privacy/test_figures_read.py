"""The map says what figures read, and nothing else of who is erased is kept."""

import inspect
from datetime import date
from unittest.mock import patch

from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

from ...kpi.indicators.kpi_registry import ROWS
from ...kpi.kept.triggers import NOTES
from ...kpi.rows import kpi_detail, kpi_detail_clubs
from ...kpi.rows.kpi_rows import Frame
from ...models.participant import personal_data as participant
from ...models.privacy.club_privacy_rows import PERSON, REGISTERS
from ...models.privacy.erasure_figures import REDUCERS
from ...utils.personal_data import (
    COUNTED,
    FIGURES,
    MONTH,
    PARTICIPANT,
    REDUCED,
    Bears,
)

MODULE = "clubs_ambition"
NOBODY = SQL("SELECT NULL::int")
KEPT = (COUNTED, REDUCED)

NAMED = {("club.participant", "name")}
"""What the list of journeys tells to who reads the person: nobody, of who is erased."""

PROOF = {"rights", "traces"}
"""Purposes of what stays without a figure: that it was done, when, by whom."""

VIEW = "CREATE TEMP VIEW club_figures AS SELECT COUNT(*) FROM (%s) figure"
COLUMNS = """
SELECT c.relname, a.attname
  FROM pg_depend d
  JOIN pg_rewrite r ON r.oid = d.objid
  JOIN pg_class c ON c.oid = d.refobjid
  JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
 WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass
   AND r.ev_class = 'club_figures'::regclass AND d.refobjsubid > 0
"""
"""The columns that a view reads, as PostgreSQL knows them."""


def lists():
    """Yield the queries of the lists behind the figures, found in their modules."""
    for module in (kpi_detail, kpi_detail_clubs):
        for name, query in inspect.getmembers(module, inspect.isfunction):
            if query.__module__ == module.__name__ and not name.startswith("_"):
                yield query, len(inspect.signature(query).parameters)


@tagged("post_install", "-at_install", "security")
class TestFiguresRead(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.read = cls.read_by_figures()

    @classmethod
    def queries(cls):
        """Yield the SQL of each row set of the indicators, list and pivot of ours."""
        day = date(2026, 6, 30)
        frame = Frame((1,), day, day, day)
        yield from (rows(frame) for rows in ROWS.values())
        for query, count in lists():
            yield query(frame, *[NOBODY] * (count - 1))
        for name, model in cls.registry.items():
            if model._original_module == MODULE and not (
                model._auto or model._abstract
            ):
                yield cls.env[name]._table_query

    @classmethod
    def columns(cls, query):
        """Return ``{(table, column)}`` of what a query reads."""
        cls.env.cr.execute(SQL(VIEW, query))
        cls.env.cr.execute(COLUMNS)
        found = set(cls.env.cr.fetchall())
        cls.env.cr.execute("DROP VIEW club_figures")
        return found

    @classmethod
    def read_by_figures(cls):
        """Return ``{(model, field)}`` of what figures, lists and kept counts read."""
        tables = {model._table: name for name, model in cls.registry.items()}
        columns = {
            (table, column)
            for table, (names, _note) in NOTES.items()
            for column in names
        }.union(*map(cls.columns, cls.queries()))
        read = {(tables[table], name) for table, name in columns if table in tables}
        return read - NAMED

    def needed(self):
        """Return what is read, and what it is computed from where it is stored."""
        needed, news = set(), self.read
        while news:
            needed |= news
            news = {one for pair in news for one in self.sources(*pair)} - needed
        return needed

    def sources(self, name, field):
        """Yield ``(model, field)`` that a stored field is computed from."""
        for path in self.registry.field_depends[self.env[name]._fields[field]]:
            model = self.env[name]
            for step in path.split("."):
                known = model._fields[step]
                if known.store:
                    yield model._name, step
                if known.relational:
                    model = self.env[known.comodel_name]

    def is_said_already(self, name, field):
        """Tell whether a field repeats what is read of the row that it follows."""
        related, model = self.env[name]._fields[field].related, self.env[name]
        for step in related.split(".") if related else ():
            if (model._name, step) not in self.needed():
                return False
            model = self.env[model._fields[step].comodel_name]
        return bool(related)

    def kept_tables(self):
        """Return the models whose rows stay when somebody is erased."""
        rows = self.env["club.privacy.rows"]
        return [
            name
            for name in (PERSON, *rows._links())
            if not rows._is_deleted(name) and not name.startswith(REGISTERS)
        ]

    def words(self):
        """Return ``{(model, field): what becomes of it}`` in the rows that stay."""
        rows = self.env["club.privacy.rows"]
        return {
            (name, field.name): rows._word(field)
            for name in self.kept_tables()
            for field in self.env[name]._fields.values()
            if field.store and field.column_type and field.name != "id"
        }

    def moved(self):
        """Return what figures read, and an erasure changes."""
        words = self.words()
        found = {one for one in self.read & words.keys() if words[one] not in KEPT}
        return {f"{name}.{field}" for name, field in found}

    def kept_for_nothing(self):
        """Return what is left of who is erased, and no figure is made of."""
        entries = self.env["club.privacy.map"]._entries()
        ways = self.env["club.leaving"]._ways()
        needed = self.needed()
        return {
            f"{name}.{field}"
            for (name, field), word in self.words().items()
            if word == COUNTED and (name, field) not in needed
            if not self.is_said_already(name, field)
            if (entry := entries.get((name, field))) is None
            or (entry.whose == PARTICIPANT and entry.purpose not in PROOF)
            # how the row is found, and left out of sight
            if field not in {way.split(".")[0] for way in ways[name]}
        }

    def test_what_figures_read_is_kept(self):
        """An erasure moves no figure: what their SQL reads stays, or is reduced."""
        self.assertGreater(len(self.read & self.words().keys()), 50)
        self.assertEqual(self.moved(), set())

    def test_what_no_figure_reads_goes(self):
        """Neither words nor days nor numbers stay for want of being said."""
        self.assertEqual(self.kept_for_nothing(), set())

    def test_the_map_says_that_it_is_for_figures(self):
        """What they read of a person is there with its purpose, and how it is kept."""
        figures = self.env["club.privacy.map"]._figures()
        entries = self.env["club.privacy.map"]._entries()
        unsaid = {
            f"{name}.{field}"
            for name, field in self.read & self.words().keys()
            if field not in figures.get(name, {})
            if entries[name, field].purpose not in PROOF
            if entries[name, field].whose == PARTICIPANT
        }
        self.assertEqual(unsaid, set())

    def test_what_is_reduced_has_its_query(self):
        reduced = {
            (name, field)
            for name in self.kept_tables()
            for field, word in self.env["club.privacy.map"]._figures()[name].items()
            if word == REDUCED
        }
        self.assertEqual(reduced, REDUCERS.keys())

    def test_a_row_that_stays_is_found_and_left_out_of_sight(self):
        """The way to its person is not emptied."""
        ways, words = self.env["club.leaving"]._ways(), self.words()
        for name in self.kept_tables()[1:]:
            [first, *_more] = ways[name][0].split(".")
            self.assertEqual(words[name, first], COUNTED, name)

    # === A HOLE IS SEEN === #

    def said(self, name, *parts):
        """Have the map say something else of a model, for the time of a test."""
        patcher = patch.dict(participant.MODELS, {name: parts})
        patcher.start()
        self.registry.clear_cache()
        self.addCleanup(self.registry.clear_cache)
        self.addCleanup(patcher.stop)

    def test_a_figure_that_reads_what_goes_is_seen(self):
        self.said(
            "club.objective",
            Bears(PARTICIPANT, "journey", emptied="week_start name state club_id"),
            Bears(PARTICIPANT, FIGURES, counted="participant_id"),
        )
        found = self.moved()
        self.assertIn("club.objective.week_start", found)

    def test_a_word_kept_for_nothing_is_seen(self):
        said = participant.MODELS["club.objective"]
        self.said(
            "club.objective",
            *said[1:],
            Bears(PARTICIPANT, "journey", counted="need_id", month=""),
        )
        self.assertEqual(self.kept_for_nothing(), {"club.objective.need_id"})
        self.assertEqual(
            self.env["club.privacy.rows"]._word(
                self.env["club.objective"]._fields["reviewed_on"]
            ),
            MONTH,
        )
