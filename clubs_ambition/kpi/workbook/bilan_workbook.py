"""Writes the sheets of a Bilan as a spreadsheet file, row after row."""

import textwrap
from datetime import date
from functools import lru_cache, partial
from io import BytesIO

from ..const import MASK
from .bilan_sheets import Cell, Formula

EPOCH = date(1899, 12, 30)  # day 0 of spreadsheets

FORMATS = {
    "text": {},
    "long": {"text_wrap": True},
    # a dash or a hidden number stands where the others stand
    "count": {"num_format": "#,##0", "align": "right"},
    "rate": {"num_format": "0.0 %", "align": "right"},
    "average": {"num_format": "0.0", "align": "right"},
    "days": {"num_format": "0", "align": "right"},
    "euros": {"num_format": "#,##0 €", "align": "right"},
    "date": {"num_format": "dd/mm/yyyy"},
    "month": {"num_format": "mm/yyyy"},
}
HEADER = {"bold": True, "bg_color": "#E9ECEF", "text_wrap": True}
CHART_SIZE = {"width": 640, "height": 360}  # pixels
NOTE_SIZE = {"width": 640, "height": 130}
ROW_HEIGHT = 20  # pixels
LINE_HEIGHT = 15  # points
MARGIN = 20  # pixels
MEMORY = 2**10  # cells that a column remembers
PAGE_WIDTH = 260  # characters across a page in landscape that one still reads

OPTIONS = {
    "in_memory": False,
    "constant_memory": True,  # a row leaves memory when the next one is written
    "strings_to_formulas": False,  # what a person typed is never a formula
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_format_properties": {"valign": "top"},  # also that of a cell without one
}


def write(sheets, created=None):
    """Return ``(content, {sheet name: rows})``; generators are read as they come.

    The same sheets said to be ``created`` at the same time make the same bytes.
    """
    import xlsxwriter

    stream = BytesIO()
    counts = {}
    with xlsxwriter.Workbook(stream, OPTIONS) as workbook:
        if created:
            workbook.set_properties({"created": created})
        formats = {
            kind: workbook.add_format(options) if options else None
            for kind, options in FORMATS.items()
        }
        formats["header"] = workbook.add_format(HEADER)
        for sheet in sheets:
            counts[sheet.name] = _write_sheet(workbook, sheet, formats)
    return stream.getvalue(), counts


def _write_sheet(workbook, sheet, formats):
    worksheet = workbook.add_worksheet(sheet.name)
    _set_up_print(worksheet, sheet)
    columns = sheet.columns
    worksheet.set_row(0, _height_of([(one.title, one.width) for one in columns]))
    for index, column in enumerate(columns):
        worksheet.set_column(index, index, column.width)
        worksheet.write_string(0, index, column.title, formats["header"])
    number = _write_lines(worksheet, sheet, formats)
    if sheet.filtered and number:
        worksheet.autofilter(0, 0, number, len(columns) - 1)
    _place_drawings(workbook, worksheet, sheet, number)
    return number


def _set_up_print(worksheet, sheet):
    """Keep headings in sight, on screen and on each page; a wide sheet takes several.

    What names a line is repeated on each of them.
    """
    worksheet.freeze_panes(1, sheet.heading)
    worksheet.set_landscape()
    worksheet.set_paper(9)  # A4
    worksheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    width = sum(column.width for column in sheet.columns)
    worksheet.fit_to_pages(max(1, round(width / PAGE_WIDTH)), 0)
    worksheet.repeat_rows(0)
    if sheet.heading and width > PAGE_WIDTH:
        worksheet.repeat_columns(0, sheet.heading - 1)
    worksheet.set_footer("&LClubs Ambition – &A&R&P / &N")


def _write_lines(worksheet, sheet, formats):
    """Write the lines of a sheet under its headings; return how many."""
    # words, days and small numbers come back: each column remembers its own
    writers = [
        lru_cache(MEMORY)(partial(_writer, worksheet, column.kind, formats))
        for column in sheet.columns
    ]
    places = range(len(writers))
    wrapped = {
        index: column.width
        for index, column in enumerate(sheet.columns)
        if column.kind == "long"
    }
    number = 0
    for number, row in enumerate(sheet.rows, 1):
        for index, writer, value in zip(places, writers, row, strict=True):
            if value is not None and (found := writer(value)):
                write, terms = found
                write(number, index, *terms)
        if wrapped:
            texts = [(_plain(row[index]), width) for index, width in wrapped.items()]
            texts = [one for one in texts if isinstance(one[0], str)]
            worksheet.set_row(number, _height_of(texts))
    return number


def _writer(worksheet, kind, formats, value):
    """Return the method that writes a value, and what it takes; ``None`` for no cell.

    A text is written as text whatever it starts with, a day as its number.
    """
    if isinstance(value, Formula):
        terms = value.text, formats[value.kind], value.value
        return worksheet.write_formula, terms
    if isinstance(value, Cell):
        kind = value.kind
    value = _plain(value)
    if value is None:
        return None
    if isinstance(value, str):
        return worksheet.write_string, (_safe(value), formats.get(kind))
    return worksheet.write_number, (value, formats[kind])


def _safe(text):
    """Return a text that xlsxwriter does not take for its own markup of rich texts."""
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text


def _height_of(texts):
    """Return the points that texts of ``[(text, characters across)]`` take, wrapped.

    Not every program makes room by itself for what is wrapped: some write it over the
    next lines.
    """
    tall = max(
        (len(textwrap.wrap(text, int(width))) for text, width in texts), default=1
    )
    return LINE_HEIGHT * max(tall, 1)


def _place_drawings(workbook, worksheet, sheet, rows):
    """Put the note and the charts outside the cells of the table."""
    row, column = (rows + 2, 0) if sheet.below else (1, len(sheet.columns) + 1)
    if sheet.note:
        worksheet.insert_textbox(row, column, sheet.note, NOTE_SIZE)
        row += (NOTE_SIZE["height"] + MARGIN) // ROW_HEIGHT
    across = 2 if sheet.below else 1
    charts = [chart for chart in sheet.charts if chart.last >= chart.first]
    for index, chart in enumerate(charts):
        at = row + index // across * (CHART_SIZE["height"] + MARGIN) // ROW_HEIGHT
        offset = index % across * (CHART_SIZE["width"] + MARGIN)
        worksheet.insert_chart(
            at, column, _chart(workbook, sheet, chart), {"x_offset": offset}
        )


def _chart(workbook, sheet, description):
    source = description.source or sheet
    chart = workbook.add_chart({"type": description.kind})
    for index in description.values:
        chart.add_series(
            {
                "name": source.columns[index].title,
                "categories": _range(source, description, description.category),
                "categories_data": _cached(source, description, description.category),
                "values": _range(source, description, index),
                "values_data": _cached(source, description, index),
                **_hidden_points(_cached(source, description, index)),
            }
        )
    chart.set_title({"name": description.title, "name_font": {"size": 12}})
    chart.set_size(CHART_SIZE)
    if len(description.values) == 1:
        chart.set_legend({"none": True})
    _set_axes(chart, source, description)
    return chart


def _hidden_points(values):
    """Return how a series says that some of its numbers are hidden, not zero.

    A spreadsheet draws a text as 0: the point is named, no line leads to or from it.
    """
    hidden = [value == MASK for value in values]
    if not any(hidden):
        return {}
    labels = [{"value": MASK} if one else {"delete": True} for one in hidden]
    nothing = {"fill": {"none": True}, "line": {"none": True}}
    points = [
        nothing if True in hidden[max(0, rank - 1) : rank + 1] else None
        for rank in range(len(hidden))
    ]
    return {"points": points, "data_labels": {"value": True, "custom": labels}}


def _set_axes(chart, source, description):
    """Format the values' axis; bars read from top to bottom, months as months."""
    values = {"num_format": "0 %" if description.unit == "rate" else "#,##0", "min": 0}
    if description.unit == "rate":
        values["max"] = 1
    categories = {}
    if source.columns[description.category].kind == "month":
        categories = {"date_axis": True, "num_format": FORMATS["month"]["num_format"]}
    if description.kind == "bar":  # lying on its side: categories are on the y axis
        chart.set_y_axis({"reverse": True})
        chart.set_x_axis(values)
    else:
        chart.set_x_axis(categories)
        chart.set_y_axis(values)


def _range(source, description, column):
    return [source.name, description.first, column, description.last, column]


def _cached(source, description, column):
    """Return the values a viewer that computes nothing shows in the chart.

    The file's writer keeps no row in memory, hence cannot find them by itself.
    """
    rows = source.rows[description.first - 1 : description.last]
    return [_plain(row[column]) for row in rows]


def _plain(value):
    """Return the number or text of a cell; of a day, its number."""
    if isinstance(value, tuple):
        value = value[0]
    if isinstance(value, date):
        return (value - EPOCH).days
    return value
