import json

from werkzeug.datastructures import FileStorage

from odoo import http
from odoo.http import request

from ..utils.formulas import dead_cell, dead_text
from odoo.addons.web.controllers.binary import Binary
from odoo.addons.web.controllers.export import (
    CSVExport,
    ExcelExport,
    GroupExportXlsxWriter,
)
from odoo.addons.web.controllers.json import WebJsonController
from odoo.addons.web.controllers.pivot import TableExporter
from odoo.addons.web.controllers.report import ReportController


def writes(_controller, _rule, _args):
    """Say that a route of Odoo's that only read writes: in the log of exports."""
    return False


class TextXlsxWriter(GroupExportXlsxWriter):
    """A sheet where a text is a text: names, titles and groups compute nothing."""

    def write(self, row, column, cell_value, style=None):
        if isinstance(cell_value, str):
            self.worksheet.write_string(row, column, cell_value, style)
        else:
            super().write(row, column, cell_value, style)


class ClubCSVExport(CSVExport):
    """The text file of a list, opened by whoever has a spreadsheet."""

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

    @http.route(readonly=writes)
    def export_xlsx(self, data, **kw):
        table = json.load(data) if isinstance(data, FileStorage) else json.loads(data)
        answer = super().export_xlsx(json.dumps(dead_titles(table)), **kw)
        if isinstance(table, dict):
            request.env["club.leaving"]._tabled(str(table.get("model")))
        return answer


class ClubReportController(ReportController):
    """Papers are logged by the report itself (``ir.actions.report``)."""

    @http.route(readonly=writes)
    def report_routes(self, reportname, docids=None, converter=None, **data):
        return super().report_routes(reportname, docids, converter, **data)


class ClubFileController(Binary):
    """Files are logged by whoever reads them (``ir.binary``)."""

    @http.route(readonly=writes)
    def content_common(
        self,
        xmlid=None,
        model="ir.attachment",
        id=None,  # noqa: A002 (Odoo's)
        field="raw",
        filename=None,
        filename_field="name",
        mimetype=None,
        unique=False,
        download=False,
        access_token=None,
        nocache=False,
    ):
        return super().content_common(
            xmlid=xmlid,
            model=model,
            id=id,
            field=field,
            filename=filename,
            filename_field=filename_field,
            mimetype=mimetype,
            unique=unique,
            download=download,
            access_token=access_token,
            nocache=nocache,
        )


class ClubJsonController(WebJsonController):
    """The list of a screen as a program reads it: an export like the others."""

    @http.route(readonly=writes)
    def web_json_1(self, subpath, **kwargs):
        answer = super().web_json_1(subpath, **kwargs)
        if answer.status_code == 200:
            action, *_others = self._get_action(subpath)
            note_answer(request.env[action.res_model], json.loads(answer.data))
        return answer


def note_answer(model, answer):
    """Log what a program read: one record, a page of a list, or groups."""
    leaving = model.env["club.leaving"]
    if "groups" in answer:
        leaving._tabled(model._name)
        return
    rows = answer.get("records", [answer])
    ids = [row["id"] for row in rows if row.get("id")]
    leaving._exported(model.browse(ids), list(rows[0]) if rows else [])


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
