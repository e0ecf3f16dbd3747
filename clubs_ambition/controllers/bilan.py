from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.http import content_disposition, request

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PRIVATE = ("Cache-Control", "no-store")


class BilanController(http.Controller):
    # Not read-only routes: each download is written in the log of exports.
    @http.route("/clubs_ambition/bilan.xlsx", type="http", auth="user", methods=["GET"])
    def bilan(self, **params):
        """Send the Bilan workbook of a period, for the clubs in sight."""
        return self._file(request.env["club.bilan"]._download, params, XLSX)

    @http.route("/clubs_ambition/bilan.pdf", type="http", auth="user", methods=["GET"])
    def paper(self, **params):
        """Send the same figures on a few pages, small numbers hidden."""
        return self._file(request.env["club.bilan"]._print, params, "application/pdf")

    @http.route(
        "/clubs_ambition/api/v1/indicators",
        type="http",
        auth="bearer",
        methods=["GET"],
        readonly=True,
    )
    def indicators(self, **params):
        """Answer the same question in JSON, with the rights of the key's user."""
        try:
            status, answer = 200, request.env["club.bilan"]._records(params)
        except AccessError as error:
            status, answer = 403, {"error": str(error)}
        except UserError as error:
            status, answer = 400, {"error": str(error)}
        return request.make_json_response(answer, headers=[PRIVATE], status=status)

    def _file(self, make, params, content_type):
        try:
            name, content = make(params)
        except AccessError as error:
            return self._refuse(error, 403)
        except UserError as error:
            return self._refuse(error, 400)
        return request.make_response(
            content,
            headers=[
                ("Content-Type", content_type),
                ("Content-Disposition", content_disposition(name)),
                PRIVATE,
            ],
        )

    def _refuse(self, error, status):
        """Say in one sentence why there is no file, and which way back."""
        return request.render(
            "clubs_ambition.bilan_refused", {"message": str(error)}, status=status
        )
