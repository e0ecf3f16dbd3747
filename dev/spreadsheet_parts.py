"""Parts of a spreadsheet: a pivot, a chart, a key figure, a sheet, a table, the filters."""

REPORT = "club.kpi.report"
PERIOD, TERRITORY, CLUB = "period", "territory", "club"

LINES = 10  # of a table
SMALL = 5  # fewer persons than this are not shown to the committee
WIDTHS = (215, 85, 140, 75, 40, 215, 85, 140, 75)
HALF, WHOLE, GAP = sum(WIDTHS[:4]), sum(WIDTHS), sum(WIDTHS[:5])
CHART = 300
PERCENT, DECIMAL = "1", "2"


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
