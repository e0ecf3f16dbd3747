import logging

from odoo import api, models

from ..utils.mail_automatic import is_automatic

_logger = logging.getLogger(__name__)


class MailThread(models.AbstractModel):
    """Absences and bounces make nothing at the clubs: no prospect, message nor figure.

    Other applications of the database route their mails as they did.
    """

    _inherit = "mail.thread"

    @api.model
    def _routing_check_route(self, message, message_dict, route, raise_exception=True):
        if self._is_club_route(route) and is_automatic(message):
            _logger.info(
                "Automatic mail to the clubs left aside: %s", message_dict["message_id"]
            )
            return False
        return super()._routing_check_route(
            message, message_dict, route, raise_exception=raise_exception
        )

    @api.model
    def _is_club_route(self, route):
        """Tell whether a mail goes to a club: its alias, or one of its threads.

        sudo: the gateway routes before anybody's rights are known.
        """
        model, thread_id, values = route[:3]
        if model != "crm.lead":
            return bool(model) and model.startswith("club.")
        if thread_id:
            return bool(self.env[model].sudo().browse(thread_id).exists().club_id)
        team = self.env["crm.team"].sudo().browse((values or {}).get("team_id"))
        return bool(team.club_ids)
