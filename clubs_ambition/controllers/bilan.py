from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.http import content_disposition, request

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class BilanController(http.Controller):
    # Not a read-only route: each download is written in the log of exports.
    @http.route("/clubs_ambition/bilan.xlsx", type="http", auth="user", methods=["GET"])
    def bilan(self, **params):
        """Send the Bilan workbook of a period, for the clubs in sight."""
        try:
            name, content = request.env["club.bilan"]._download(params)
        except AccessError as error:
            return self._refuse(error, 403)
        except UserError as error:
            return self._refuse(error, 400)
        return request.make_response(
            content,
            headers=[
                ("Content-Type", XLSX),
                ("Content-Disposition", content_disposition(name)),
                ("Cache-Control", "no-store"),
            ],
        )

    def _refuse(self, error, status):
        """Say in one sentence why there is no file, and which way back."""
        return request.render(
            "clubs_ambition.bilan_refused", {"message": str(error)}, status=status
        )
