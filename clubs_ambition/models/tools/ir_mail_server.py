from odoo import api, models, tools

LOCAL = (False, "", "localhost")
"""What Odoo sends by when no server is told: this machine, where none listens."""

SETTINGS = {
    *("active", "smtp_host", "smtp_port", "smtp_encryption"),
    *("smtp_authentication", "smtp_user", "smtp_pass"),
}
"""What is mended of a server by which nothing left."""


class IrMailServer(models.Model):
    """The mail servers; without any, a demonstration sends nothing, and says so.

    What waits leaves as soon as a server is set.
    """

    _inherit = "ir.mail_server"

    @api.model_create_multi
    def create(self, vals_list):
        servers = super().create(vals_list)
        self.env["club.resending"]._retry()
        return servers

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & SETTINGS:
            self.env["club.resending"]._retry()
        return result

    @api.model
    @tools.ormcache()
    def _club_is_demo(self):
        """Tell whether the clubs are a demonstration; sudo: what is installed."""
        module = self.env["ir.module.module"].sudo()
        return module.search([("name", "=", "clubs_ambition")], limit=1).demo

    @api.model
    def _club_is_mute(self):
        """Tell whether mails stay in the queue; sudo: whoever writes."""
        if tools.config["smtp_server"] not in LOCAL or not self._club_is_demo():
            return False
        return not self.sudo().search_count([], limit=1)
