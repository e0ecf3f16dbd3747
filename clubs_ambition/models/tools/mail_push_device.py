from odoo import api, models


class MailPushDevice(models.Model):
    """A browser that is told of messages while no screen of ours is open.

    Odoo posts to any address that an account names: one inside the host's network, or
    somebody else's server. Here, to the services that who administers named.
    """

    _inherit = "mail.push.device"

    @api.model
    def register_devices(self, **kw):
        """Register a browser; one of a service that nobody named is not, without a word.

        The web client registers by itself at each start, and shows no refusal.
        """
        if self.env["club.outside"]._pushes_to(kw.get("endpoint")):
            return super().register_devices(**kw)
        return None
