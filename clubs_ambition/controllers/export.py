import json

from werkzeug.datastructures import FileStorage

from odoo import http

from ..utils.formulas import dead_cell, dead_text
from odoo.addons.web.controllers.export import (
    CSVExport,
    ExcelExport,
    GroupExportXlsxWriter,
)
from odoo.addons.web.controllers.pivot import TableExporter


class TextXlsxWriter(GroupExportXlsxWriter):
    """A sheet where a text is a text: names, titles and groups compute nothing."""

    def write(self, row, column, cell_value, style=None):
        if isinstance(cell_value, str):
            self.worksheet.write_string(row, column, cell_value, style)
        else:
            super().write(row, column, cell_value, style)


class ClubCSVExport(CSVExport):
    """The text file of a list, opened by who has a spreadsheet."""

    def from_data(self, fields, columns_headers, rows):
        dead = [[dead_text(value) for value in row] for row in rows]
        titles = [dead_text(title) for title in columns_headers]
        return super().from_data(fields, titles, dead)


class ClubExcelExport(ExcelExport):
    """The sheet of a list: Odoo's own, written by a writer of texts."""

    def from_group_data(self, fields, columns_headers, groups):
        with TextXlsxWriter(fields, columns_headers, groups.count) as writer:
            row, column = 1, 0
            for name, group in groups.children.items():
                row, column = writer.write_group(row, column, name, group)
        return writer.value

    def from_data(self, fields, columns_headers, rows):
        with TextXlsxWriter(fields, columns_headers, len(rows)) as writer:
            for number, row in enumerate(rows, 1):
                for column, value in enumerate(row):
                    writer.write_cell(number, column, value)
        return writer.value


class ClubTableExporter(TableExporter):
    """The sheet of a pivot, whose titles are what somebody typed."""

    @http.route()
    def export_xlsx(self, data, **kw):
        table = json.load(data) if isinstance(data, FileStorage) else json.loads(data)
        return super().export_xlsx(json.dumps(dead_titles(table)), **kw)


def dead_titles(table):
    """Return a table whose headers and lines compute nothing; its name is no cell."""
    if not isinstance(table, dict):
        return table
    return {
        key: dead_texts(value) if isinstance(value, list) else value
        for key, value in table.items()
    }


def dead_texts(value):
    """Return a value of lists and mappings, its texts dead."""
    if isinstance(value, dict):
        return {key: dead_texts(one) for key, one in value.items()}
    if isinstance(value, list):
        return [dead_texts(one) for one in value]
    return dead_cell(value)
