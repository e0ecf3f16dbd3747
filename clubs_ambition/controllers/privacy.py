from odoo import http
from odoo.exceptions import UserError
from odoo.http import content_disposition, request

PRIVATE = ("Cache-Control", "no-store")


class PrivacyController(http.Controller):
    """The file of somebody who asks for it: made as it leaves, kept nowhere."""

    # Not a read-only route: each file that leaves is written in the log of exports.
    @http.route(
        "/clubs_ambition/privacy/<int:request_id>.zip",
        type="http",
        auth="user",
        methods=["GET"],
    )
    def file(self, request_id, **params):
        """Send the file of an access request, to the data officer."""
        asked = request.env["club.privacy.request"].browse(request_id).exists()
        if not asked or not asked.has_access("write"):
            raise request.not_found()
        try:
            name, content = request.env["club.privacy.file"]._make(asked)
        except UserError as error:
            return request.render(
                "clubs_ambition.privacy_refused", {"message": str(error)}, status=400
            )
        return request.make_response(
            content,
            headers=[
                ("Content-Type", "application/zip"),
                ("Content-Disposition", content_disposition(name)),
                PRIVATE,
            ],
        )
