"""A pack's sheets kept as plain data, from which the same workbook is made again.

One line of JSON has the sheets, with the rows of those that charts read; the long
lists follow, a line each, as they are written: memory does not grow with them.
"""

import datetime
import json
from dataclasses import asdict, replace

from .bilan_sheets import Cell, Chart, Column, Formula, Sheet

END = "null\n"
"""Ends a long list: no row is nothing."""


def keep(sheets, stream):
    """Return ``sheets``, whose long lists are kept in ``stream`` as they are read.

    Each is to be read once, in the order of the sheets.
    """
    stream.write(_line([_sheet_data(sheet, sheets) for sheet in sheets]))
    return [
        sheet
        if isinstance(sheet.rows, list)
        else replace(sheet, rows=_kept_rows(sheet.rows, stream))
        for sheet in sheets
    ]


def read(stream):
    """Return the sheets that :func:`keep` wrote, to be read in their order."""
    found = json.loads(stream.readline())
    sheets = [_sheet(data, stream) for data in found]
    for sheet, data in zip(sheets, found, strict=True):
        sheet.charts = tuple(
            Chart(*values[:-1], None if values[-1] is None else sheets[values[-1]])
            for values in data["charts"]
        )
    return sheets


def _line(data):
    return (json.dumps(data, ensure_ascii=False) + "\n").encode()


def _kept_rows(rows, stream):
    for row in rows:
        stream.write(_line([_cell_data(value) for value in row]))
        yield row
    stream.write(END.encode())


def _read_rows(stream):
    while (line := stream.readline().decode()) != END:
        if not line:
            raise EOFError("The pack's rows are cut off.")
        yield [_cell(value) for value in json.loads(line)]


def _sheet_data(sheet, sheets):
    """Return a sheet as JSON can say it; charts name their source by its rank."""
    whole = isinstance(sheet.rows, list)
    rows = (
        [[_cell_data(value) for value in row] for row in sheet.rows] if whole else None
    )
    ranks = {id(one): rank for rank, one in enumerate(sheets)}
    charts = [
        [*chart[:-1], ranks[id(chart.source)] if chart.source else None]
        for chart in sheet.charts
    ]
    return {**asdict(replace(sheet, rows=None, charts=())), "rows": rows} | {
        "charts": charts
    }


def _sheet(data, stream):
    rows = data["rows"]
    return Sheet(
        **{
            **data,
            "columns": [Column(*column) for column in data["columns"]],
            "rows": _read_rows(stream)
            if rows is None
            else [[_cell(value) for value in row] for row in rows],
            "charts": (),
        }
    )


def _cell_data(value):
    """Return a cell's value as JSON can say it, a tuple or a day by its name."""
    if isinstance(value, Formula):
        return {"formula": list(value)}
    if isinstance(value, Cell):
        return {"cell": [_cell_data(value.value), value.kind]}
    if isinstance(value, datetime.date):
        return {"day": value.isoformat()}
    return value


def _cell(data):
    if not isinstance(data, dict):
        return data
    if "formula" in data:
        return Formula(*data["formula"])
    if "day" in data:
        return datetime.date.fromisoformat(data["day"])
    value, kind = data["cell"]
    return Cell(_cell(value), kind)
