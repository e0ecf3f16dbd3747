"""Writes the sheets of a Bilan as a spreadsheet file, row after row."""

import datetime
from io import BytesIO

FORMATS = {
    "text": {},
    "long": {"text_wrap": True},
    "count": {"num_format": "#,##0"},
    "rate": {"num_format": "0.0%"},
    "average": {"num_format": "0.0"},
    "days": {"num_format": "0"},
    "euros": {"num_format": "#,##0 €"},
    "date": {"num_format": "dd/mm/yyyy"},
    "month": {"num_format": "mm/yyyy"},
}
HEADER = {"bold": True, "bg_color": "#E9ECEF", "text_wrap": True, "valign": "top"}
CHART_SIZE = {"width": 640, "height": 360}  # pixels
CHART_ROWS = 20  # rows of the default height a chart covers, with its margin

OPTIONS = {
    "in_memory": False,
    "constant_memory": True,  # a row leaves memory when the next one is written
    "strings_to_formulas": False,  # what a person typed is never a formula
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write(sheets):
    """Return ``(content, {sheet name: rows})``; generators are read as they come."""
    import xlsxwriter

    stream = BytesIO()
    counts = {}
    with xlsxwriter.Workbook(stream, OPTIONS) as workbook:
        formats = {
            kind: workbook.add_format({"valign": "top", **options})
            for kind, options in FORMATS.items()
        }
        formats["header"] = workbook.add_format(HEADER)
        for sheet in sheets:
            counts[sheet.name] = _write_sheet(workbook, sheet, formats)
    return stream.getvalue(), counts


def _write_sheet(workbook, sheet, formats):
    worksheet = workbook.add_worksheet(sheet.name)
    worksheet.freeze_panes(1, 0)
    worksheet.set_landscape()
    worksheet.set_paper(9)  # A4
    worksheet.fit_to_pages(1, 0)
    worksheet.repeat_rows(0)
    worksheet.set_footer("&L&A&R&P / &N")
    for index, column in enumerate(sheet.columns):
        worksheet.set_column(index, index, column.width)
        worksheet.write_string(0, index, column.title, formats["header"])
    number = 0
    for number, row in enumerate(sheet.rows, 1):
        for index, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
            _write_cell(worksheet, (number, index), value, column.kind, formats)
    _write_beside(workbook, worksheet, sheet)
    return number


def _write_cell(worksheet, place, value, kind, formats):
    """Write by type: a text is written as text whatever it starts with."""
    if isinstance(value, tuple):
        value, kind = value
    if value is None:
        return
    if isinstance(value, str):
        worksheet.write_string(*place, value, formats.get(kind, formats["text"]))
    elif isinstance(value, datetime.date):
        worksheet.write_datetime(*place, value, formats[kind])
    else:
        worksheet.write_number(*place, value, formats[kind])


def _write_beside(workbook, worksheet, sheet):
    """Put the note and the charts at the right of the table, outside its cells."""
    column = len(sheet.columns) + 1
    row = 1
    if sheet.note:
        options = {**CHART_SIZE, "height": 120, "object_position": 3}
        worksheet.insert_textbox(row, column, sheet.note, options)
        row += 7
    for chart in sheet.charts:
        if chart.last >= chart.first:
            worksheet.insert_chart(row, column, _chart(workbook, sheet, chart))
            row += CHART_ROWS


def _chart(workbook, sheet, description):
    chart = workbook.add_chart({"type": description.kind})
    for index in description.values:
        chart.add_series(
            {
                "name": [sheet.name, 0, index],
                "categories": _range(sheet, description, description.category),
                "values": _range(sheet, description, index),
            }
        )
    chart.set_title({"name": description.title, "name_font": {"size": 12}})
    chart.set_size(CHART_SIZE)
    if len(description.values) == 1:
        chart.set_legend({"none": True})
    if description.kind == "bar":
        chart.set_y_axis({"reverse": True})
    return chart


def _range(sheet, description, column):
    return [sheet.name, description.first, column, description.last, column]
