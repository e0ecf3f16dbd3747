from odoo import models
from odoo.exceptions import AccessError

MODULE = "clubs_ambition"


class MailThread(models.AbstractModel):
    """Mails come to the clubs through the mail server, by nobody's call.

    ``message_process`` is public and Odoo goes on under sudo, in the name of
    whoever the mail says sent it.
    """

    _inherit = "mail.thread"

    def _message_route_process(self, message, message_dict, routes):
        if not self.env.is_system() and any(
            self._club_is_route(*route[:3]) for route in routes or ()
        ):
            raise AccessError(
                self.env._(
                    "Mails to the clubs are brought by the mail server only: write to "
                    "the club's address instead."
                )
            )
        return super()._message_route_process(message, message_dict, routes)

    def _club_is_route(self, model, thread_id, custom_values):
        """Tell whether a mail leads to a record of the clubs; sudo: whose it is."""
        if self.env.registry[model]._original_module == MODULE:
            return True
        if model != "crm.lead":
            return False
        lead = self.env["crm.lead"].sudo().browse(thread_id or []).exists()
        values = custom_values or {}
        team = self.env["crm.team"].sudo().browse(values.get("team_id") or [])
        return bool(lead.club_id or team.club_ids or values.get("club_id"))
