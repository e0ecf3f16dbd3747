#!/usr/bin/env python3
"""Write the dashboards' spreadsheets: dev/python dev/dashboards.py

A spreadsheet is a long JSON; what differs between ours is short and stands here. Each
has key figures with their trend, charts, two tables, and a sheet of data behind them.
"""

import json
from pathlib import Path

from spreadsheet_parts import (
    DECIMAL,
    GAP,
    HALF,
    LINES,
    PERCENT,
    REPORT,
    WHOLE,
    chart,
    filters,
    pivot,
    scorecard,
    sheet,
    table,
)

FILES = (
    Path(__file__).parents[1] / "spreadsheet_dashboard_clubs_ambition" / "data/files"
)

FUNNEL = "club.kpi.funnel"
ENTERED = {"domain": [["started", "=", 1]], "month": "started_month"}
LEFT = {"domain": [["ended", "=", 1]], "month": "ended_month"}
POSITIVE = {**LEFT, "domain": [["ended", "=", 1], ["positive", "=", 1]]}

STYLES = {
    "1": {"textColor": "#01666b", "fontSize": 16, "bold": True},
    "2": {"textColor": "#434343", "fontSize": 11, "bold": True},
    "3": {"textColor": "#434343", "verticalAlign": "middle"},
    "4": {"textColor": "#434343", "fontSize": 11, "bold": True, "align": "right"},
    "5": {"textColor": "#434343", "verticalAlign": "middle", "align": "right"},
}
BORDERS = {"1": {"bottom": {"style": "thin", "color": "#CCCCCC"}}}
FORMATS = {PERCENT: "0%", DECIMAL: "0.0"}


def pivots(detail):
    """Return the pivots of a dashboard whose first table is by ``detail``."""
    entered = ["person", "started", "referrals"]
    left = ["person", "person_durable", "person_positive"]
    tables = ["person", "person_positive"]
    named = [
        ("entered", ENTERED, entered, None, 0),
        ("entered, the period before", ENTERED, entered, None, -1),
        ("left", LEFT, left, None, 0),
        ("left, the period before", LEFT, left, None, -1),
        (f"left, by {detail}", LEFT, tables, detail, 0),
        ("left, by club", LEFT, tables, "club_id", 0),
    ]
    return {str(number): pivot(number, *words) for number, words in enumerate(named, 1)}


def key_figures():
    """Return the lines of the sheet of data: label, now, the period before, format."""

    def value(number, field, how="count_distinct"):
        return f'PIVOT.VALUE({number},"{field}:{how}")'

    def rate(number, field):
        return f'=IFERROR({value(number, field)}/{value(number, "person")},"")'

    def mean(number):
        parts = (value(number, field, "sum") for field in ("referrals", "started"))
        return f'=IFERROR({"/".join(parts)},"")'

    before = f'=IF({value(2, "person")}=0,"",{value(2, "person")})'
    return [
        ("Participants entered", f"={value(1, 'person')}", before, None),
        ("Positive exits", *(rate(n, "person_positive") for n in (3, 4)), PERCENT),
        ("Durable employment", *(rate(n, "person_durable") for n in (3, 4)), PERCENT),
        ("Referrals per person", mean(1), mean(2), DECIMAL),
    ]


def data_sheet():
    """Return the sheet the key figures are read from."""
    cells = {
        "A1": '=_t("Key figure")',
        "B1": '=_t("Current")',
        "C1": '=_t("Previous")',
    }
    formats = {}
    for row, (label, now, before, shown) in enumerate(key_figures(), 2):
        cells |= {f"A{row}": f'=_t("{label}")', f"B{row}": now, f"C{row}": before}
        if shown:
            formats[f"B{row}:C{row}"] = shown
    return sheet("data", "Data", cells, {"A1:C1": 2}, formats, 10)


def charts():
    """Return the key figures and the charts, the rows they stand at included."""
    month = "started_month:month"
    bar, funnel = {"horizontal": False}, {"cumulative": False}
    left, right = (0, HALF), (GAP, HALF)
    keys = [
        scorecard(place, label, place + 2, bool(shown))
        for place, (label, *_formulas, shown) in enumerate(key_figures())
    ]
    return [
        *keys,
        chart(
            *("bar", (5, *left), "Entries by month", REPORT),
            *(ENTERED["domain"], ENTERED["month"], month, "person"),
            **bar,
        ),
        chart(
            *("bar", (5, *right), "Positive exits by month", REPORT),
            *(POSITIVE["domain"], POSITIVE["month"], "ended_month:month"),
            *("person",),
            **bar,
        ),
        chart(
            *("funnel", (19, *left), "From prospection to the hire", FUNNEL),
            *([], "month", "stage", "steps"),
            **funnel,
        ),
        chart(
            *("pie", (19, *right), "Exits by type", REPORT),
            *(LEFT["domain"], LEFT["month"], "outcome", "person"),
            legendPosition="left",
        ),
    ]


def clubs_chart(row):
    """Return the ranking again: a phone shows what is drawn, and no cell."""
    made = chart(
        *("bar", (row, 0, WHOLE), "Positive exits by club", REPORT),
        *(POSITIVE["domain"], POSITIVE["month"], "club_id", "person"),
        horizontal=True,
    )
    made["data"]["metaData"]["order"] = "DESC"
    return made


def dashboard(detail, title, head, discreet):
    """Return a whole spreadsheet."""
    row = 34
    cells, styles, formats, borders, bars = {}, {}, {}, {}, []
    for made in (
        table(0, row, title, head, 5, detail, discreet),
        table(
            5, row, "Clubs, most positive exits first", "Club", 6, "club_id", discreet
        ),
    ):
        cells, styles, formats, borders = (
            old | new
            for old, new in zip((cells, styles, formats, borders), made, strict=False)
        )
        bars.append(made[-1])
    ranked = [] if discreet else [clubs_chart(row + LINES + 2)]
    main = sheet(
        *("main", "Dashboard", cells, styles, formats, row + LINES + 17),
        borders=borders,
        conditionalFormats=bars,
        figures=charts() + ranked,
    )
    return {
        "version": "18.5.10",
        "sheets": [main, data_sheet()],
        "styles": STYLES,
        "formats": FORMATS,
        "borders": BORDERS,
        "revisionId": "START_REVISION",
        "uniqueFigureIds": True,
        "settings": {
            "locale": {
                "name": "English (US)",
                "code": "en_US",
                "thousandsSeparator": ",",
                "decimalSeparator": ".",
                "dateFormat": "mm/dd/yyyy",
                "timeFormat": "hh:mm:ss",
                "formulaArgSeparator": ",",
                "weekStart": 7,
            }
        },
        "pivots": pivots(detail),
        "pivotNextId": 7,
        "customTableStyles": {},
        "globalFilters": filters(),
        "lists": {},
        "listNextId": 1,
        "chartOdooMenusReferences": {},
    }


DASHBOARDS = {
    "animateur": ("cohort_id", "By group", "Group", False),
    "manager": ("department_id", "By department", "Department", False),
    "committee": ("department_id", "By department", "Department", True),
}


def texts():
    """Return the text of each file by its name."""
    return {
        f"{name}_dashboard.json": json.dumps(
            dashboard(*words), indent=2, ensure_ascii=False
        )
        + "\n"
        for name, words in DASHBOARDS.items()
    }


if __name__ == "__main__":
    for name, text in texts().items():
        (FILES / name).write_text(text, encoding="utf-8")
