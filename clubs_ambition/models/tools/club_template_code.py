from odoo import api, models

PARAMETER = "mail.restrict.template.rendering"
"""Odoo's own: with it, administrators alone write templates that compute."""

EDITOR = "mail.group_mail_template_editor"

CLOSED = "clubs_ambition.template_code_closed"
"""Said when the addon closed it: given back when the addon goes."""


class ClubTemplateCode(models.AbstractModel):
    """Reserve mail templates with code to administrators.

    A placeholder ignores rights and rules (``object.env[…].sudo()``), and Odoo lets every
    employee write one, preview it and send it. Installing the addon closes this by Odoo's
    own setting; existing templates work as before. An administrator may open it again: no
    update closes it, and the *Security* page says so.
    """

    _name = "club.template.code"
    _description = "Code in templates of mails"

    @api.model
    def _close(self):
        """Leave code in templates to administrators; tell whether it was open.

        sudo: said at the installation, in nobody's name.
        """
        parameters = self.env["ir.config_parameter"].sudo()
        if not self._writers(self.sudo().env.ref("base.group_user").all_implied_ids):
            return False
        parameters.set_param(PARAMETER, True)
        parameters.set_param(CLOSED, True)
        return True

    @api.model
    def _give_back(self):
        """Leave the setting as it was found: the addon is being uninstalled."""
        parameters = self.env["ir.config_parameter"].sudo()
        if parameters.get_param(CLOSED):
            parameters.set_param(PARAMETER, False)

    @api.model
    def _writers(self, groups):
        """Return those of the groups whose members write code; sudo: which they are."""
        return groups.sudo() & self.env.ref(EDITOR).sudo()
