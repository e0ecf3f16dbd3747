#!/usr/bin/env python3
"""Write the dashboards' spreadsheets: dev/python dev/dashboards.py

A spreadsheet is a long JSON; what differs between ours is short and stands here. Each
has key figures with their trend, charts, two tables, and a sheet of data behind them.
"""

import json
from pathlib import Path

FILES = (
    Path(__file__).parents[1] / "spreadsheet_dashboard_clubs_ambition" / "data/files"
)

REPORT, FUNNEL = "club.kpi.report", "club.kpi.funnel"
PERIOD, TERRITORY, CLUB = "period", "territory", "club"
ENTERED = {"domain": [["started", "=", 1]], "month": "started_month"}
LEFT = {"domain": [["ended", "=", 1]], "month": "ended_month"}
POSITIVE = {**LEFT, "domain": [["ended", "=", 1], ["positive", "=", 1]]}

LINES = 10  # of a table
SMALL = 5  # fewer persons than this are not shown to the committee
WIDTHS = (215, 85, 140, 75, 40, 215, 85, 140, 75)
HALF, WHOLE, GAP = sum(WIDTHS[:4]), sum(WIDTHS), sum(WIDTHS[:5])
CHART = 300

STYLES = {
    "1": {"textColor": "#01666b", "fontSize": 16, "bold": True},
    "2": {"textColor": "#434343", "fontSize": 11, "bold": True},
    "3": {"textColor": "#434343", "verticalAlign": "middle"},
    "4": {"textColor": "#434343", "fontSize": 11, "bold": True, "align": "right"},
    "5": {"textColor": "#434343", "verticalAlign": "middle", "align": "right"},
}
BORDERS = {"1": {"bottom": {"style": "thin", "color": "#CCCCCC"}}}
PERCENT, DECIMAL = "1", "2"
FORMATS = {PERCENT: "0%", DECIMAL: "0.0"}


def matching(month, offset=0):
    """Return how the three filters meet the fields of a report."""
    return {
        PERIOD: {"chain": month, "type": "date", "offset": offset},
        TERRITORY: {"chain": "territory_id", "type": "many2one"},
        CLUB: {"chain": "club_id", "type": "many2one"},
    }


def measure(name):
    """Return the measure that counts persons once, or adds journeys up."""
    how = "count_distinct" if name.startswith("person") else "sum"
    return {"id": f"{name}:{how}", "fieldName": name, "aggregator": how}


def pivot(number, name, population, measures, by=None, offset=0):
    """Return a pivot of the journeys; by a field, the highest last measure first."""
    measures = [measure(item) for item in measures]
    order = {"measure": measures[-1]["id"], "order": "desc", "domain": []}
    return {
        "type": "ODOO",
        "id": str(number),
        "formulaId": str(number),
        "name": name,
        "model": REPORT,
        "domain": population["domain"],
        "context": {},
        "measures": measures,
        "rows": [{"fieldName": by}] if by else [],
        "columns": [],
        "sortedColumn": order if by else None,
        "fieldMatching": matching(population["month"], offset),
        "actionXmlId": "clubs_ambition.club_kpi_report_action",
    }


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


def chart(kind, place, title, model, domain, month, by, value, **more):
    """Return a chart of a report; a click opens the rows."""
    row, left, width = place
    data = {
        "type": f"odoo_{kind}",
        "chartId": f"{kind}-{by.replace(':', '-')}-{value}",
        "title": {"text": title, "bold": True, "color": "#01666b", "fontSize": 16},
        "background": "#FFFFFF",
        "legendPosition": "none",
        "metaData": {
            "groupBy": [by],
            "measure": value,
            "order": None,
            "resModel": model,
            "mode": "pie" if kind == "pie" else "bar",
            "cumulatedStart": False,
        },
        "searchParams": {
            "comparison": None,
            "context": {},
            "domain": domain,
            "groupBy": [by],
            "orderBy": [],
        },
        "dataSets": [{}],
        "verticalAxisPosition": "left",
        "stacked": False,
        "showValues": True,
        "fieldMatching": matching(month),
        **more,
    }
    return figure(data, row, left, width, CHART)


def figure(data, row, left, width, height):
    """Return something drawn ``left`` pixels from the edge, at the top of a row."""
    return {
        "id": f"figure-{data['chartId']}",
        "tag": "chart",
        "col": 0,
        "row": row,
        "offset": {"x": left, "y": 10},
        "width": width,
        "height": height,
        "data": data,
    }


def scorecard(place, title, row, rate):
    """Return a key figure: its value and its trend are in the sheet of data."""
    width = (WHOLE - 30) // 4
    data = {
        "type": "scorecard",
        "chartId": f"key-{row}",
        "title": {"text": title, "bold": True, "color": "#434343"},
        "background": "#EFF6FF" if place % 2 else "#FFF7ED",
        "keyValue": f"Data!B{row}",
        "baseline": f"Data!C{row}",
        "baselineMode": "difference" if rate else "percentage",
        "baselineDescr": {"text": "trend"},
        "baselineColorUp": "#00A04A",
        "baselineColorDown": "#DC6965",
        "humanize": False,
    }
    return figure(data, 0, place * (width + 10), width, 105)


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


def sheet(key, name, cells, styles, formats, rows, **more):
    """Return a sheet."""
    return {
        "id": key,
        "name": name,
        "colNumber": len(WIDTHS),
        "rowNumber": rows,
        "rows": {},
        "cols": {str(i): {"size": width} for i, width in enumerate(WIDTHS)},
        "merges": [],
        "cells": cells,
        "styles": styles,
        "formats": formats,
        "borders": {},
        "conditionalFormats": [],
        "dataValidationRules": [],
        "figures": [],
        "tables": [],
        "areGridLinesVisible": False,
        "isVisible": True,
        "headerGroups": {"ROW": [], "COL": []},
        "comments": {},
        **more,
    }


def line(number, by, position, name, discreet):
    """Return the formulas of one line of a table: name, left, positive, rate.

    ``discreet`` hides what counts few persons; such cells open nothing.
    """
    header = f'PIVOT.HEADER({number},"#{by}",{position})'

    def value(field):
        return f'PIVOT.VALUE({number},"{field}:count_distinct","#{by}",{position})'

    left, positive = value("person"), value("person_positive")
    rate = f'=IF({name}="","",IFERROR({positive}/{left},"–"))'
    if not discreet:
        return f"={header}", f"={left}", f"={positive}", rate
    few = f'"< {SMALL}"'
    return (
        f"={header}",
        f'=IF({name}="","",IF({left}<{SMALL},{few},{left}))',
        f'=IF({name}="","",IF({positive}<{SMALL},{few},{positive}))',
        f'=IF({name}="","",IF({positive}<{SMALL},"–",{positive}/{left}))',
    )


def table(column, row, title, head, number, by, discreet):
    """Return the cells, styles, formats and bars of a table at a row."""
    letters = "ABCDEFGHI"[column : column + 4]
    first, _, _, last = letters
    heads = [head, "Left", "Positive exits", "Rate"]
    cells = {f"{first}{row}": f'=_t("{title}")'}
    cells |= {
        f"{letter}{row + 1}": f'=_t("{text}")'
        for letter, text in zip(letters, heads, strict=True)
    }
    top, end = row + 2, row + 1 + LINES
    for position in range(1, LINES + 1):
        at = row + 1 + position
        formulas = line(number, by, position, f"{first}{at}", discreet)
        for letter, formula in zip(letters, formulas, strict=True):
            cells[f"{letter}{at}"] = formula
    styles = {
        f"{first}{row}": 1,
        f"{first}{row + 1}": 2,
        f"{letters[1]}{row + 1}:{last}{row + 1}": 4,
        f"{first}{top}:{first}{end}": 3,
        f"{letters[1]}{top}:{last}{end}": 5,
    }
    bars = {
        "id": f"bars-{number}",
        "ranges": [f"{first}{top}:{first}{end}"],
        "rule": {
            "type": "DataBarRule",
            "color": 15726335,
            "rangeValues": f"{last}{top}:{last}{end}",
        },
    }
    formats = {f"{last}{top}:{last}{end}": PERCENT}
    borders = {f"{first}{row + 1}:{last}{row + 1}": 1}
    return cells, styles, formats, borders, bars


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


def filters():
    """Return the filters on top: whole months by default, the running one left out."""
    date = {"id": PERIOD, "type": "date", "label": "Period"}
    relations = [
        {
            "id": key,
            "type": "relation",
            "label": label,
            "modelName": model,
            "defaultValueDisplayNames": [],
        }
        for key, label, model in (
            (TERRITORY, "Territory", "club.territory"),
            (CLUB, "Club", "club.club"),
        )
    ]
    return [{**date, "defaultValue": "last_12_months"}, *relations]


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
