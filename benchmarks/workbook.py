"""The complete workbook of the network, beside a cursor and xlsxwriter.

The reference writes the same cells, sheet by sheet: texts, numbers and formulas as read
back from our own workbook once, which costs it no query but the one of the journeys, and
no format but those a reader needs.
"""

import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

from common import (
    LAST,
    environment,
    forget_peak,
    measured,
    peak,
    row,
    tell,
    timed,
)

RUNS = 3
SINCE = "2025-01-01"  # the network's first year: every journey is on the list


def ours(env, clubs):
    from odoo.addons.clubs_ambition.kpi.answer.kpi_question import Question

    today = datetime.now(tz=UTC).date()
    period = (date.fromisoformat(SINCE), date.fromisoformat(LAST), today)
    question = Question(clubs, *period)
    return env["club.kpi.workbook"]._make(question, "Réseau")


def cells(content, journeys):
    """Return ``{sheet: rows of values}`` of a workbook, or how many rows of journeys."""
    from openpyxl import load_workbook

    book = load_workbook(content, read_only=True)
    return {
        sheet.title: sheet.max_row
        if sheet.title == journeys
        else list(sheet.iter_rows(values_only=True))
        for sheet in book
    }


def reference(env, path, found, journeys):
    """Write the same cells: texts, numbers and formulas, journeys from a cursor."""
    import xlsxwriter

    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    count = book.add_format({"num_format": "# ##0"})
    for title, rows in found.items():
        sheet = book.add_worksheet(title)
        if title == journeys:
            journey_rows(env, sheet, rows, day, count)
            continue
        for line, values in enumerate(rows):
            for column, value in enumerate(values):
                if isinstance(value, str) and value.startswith("="):
                    sheet.write_formula(line, column, value, count, 0)
                elif isinstance(value, str):
                    sheet.write_string(line, column, value)
                elif isinstance(value, date):
                    sheet.write_datetime(line, column, value, day)
                elif value is not None:
                    sheet.write_number(line, column, value, count)
    book.close()


def journey_rows(env, sheet, rows, day, count):
    query = """
        SELECT p.name, club.name, cohort.name, p.started_on, p.ended_on, '30-44',
               p.district_status, 'Oui', 'Non', 10, 12, 'Oui', 'Non', 'CDI', 45, 'Motif'
          FROM club_participant p
          JOIN club_club club ON club.id = p.club_id
     LEFT JOIN club_cohort cohort ON cohort.id = p.cohort_id
      ORDER BY club.name, p.started_on LIMIT %s
    """
    env.cr.execute("DECLARE bench_rows NO SCROLL CURSOR FOR " + query, [rows])
    line = 0
    while True:
        env.cr.execute("FETCH FORWARD 2000 FROM bench_rows")
        found = env.cr.fetchall()
        if not found:
            break
        for values in found:
            for column, value in enumerate(values):
                if isinstance(value, date):
                    sheet.write_datetime(line, column, value, day)
                elif isinstance(value, int):
                    sheet.write_number(line, column, value, count)
                elif value:
                    sheet.write_string(line, column, value)
            line += 1
    env.cr.execute("CLOSE bench_rows")


def main(name):
    with environment(name) as env, tempfile.TemporaryDirectory() as folder:
        clubs = env["club.club"].search([])
        path = Path(folder, "book.xlsx")
        forget_peak()
        base = peak()
        content, listed = ours(env, clubs)
        grown = peak() - base
        data = content if isinstance(content, bytes) else content.read()
        path.write_bytes(data)
        journeys = env._("Journeys")
        found = cells(path, journeys)
        mine, theirs = [], []
        for _run in range(RUNS):
            mine.append(timed(lambda: ours(env, clubs))[0])
            theirs.append(
                timed(
                    lambda: reference(env, Path(folder, "raw.xlsx"), found, journeys)
                )[0]
            )
        lines = [
            row(
                "workbook_time",
                sorted(mine)[RUNS // 2],
                sorted(theirs)[RUNS // 2],
                1.5,
                journeys=listed,
            ),
            measured("workbook_memory_mib", round(grown, 1), 64),
        ]
    tell(lines)


if __name__ == "__main__":
    main(sys.argv[1])
