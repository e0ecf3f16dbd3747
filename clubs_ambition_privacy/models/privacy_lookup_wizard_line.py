from odoo import api, models
from odoo.exceptions import UserError


class PrivacyLookupWizardLine(models.TransientModel):
    """A row of the clubs is shown here, and neither deleted nor archived.

    Figures stand on it: a person is erased by a request, which leaves them as they are.
    """

    _inherit = "privacy.lookup.wizard.line"

    def _club_rows(self):
        leaving = self.env["club.leaving"]
        return self.filtered(
            lambda line: (
                line.res_model
                and (
                    leaving._is_ours(line.res_model)
                    or line.res_model.startswith("club.")
                )
            )
        )

    def _club_refuse(self):
        """:raise UserError: for rows of the clubs"""
        if self._club_rows():
            raise UserError(
                self.env._(
                    "Nothing of the clubs is deleted nor archived here: the data "
                    "officer erases a person by a request (Clubs Ambition > Personal "
                    "data)."
                )
            )

    @api.onchange("is_active")
    def _onchange_is_active(self):
        self._club_refuse()
        return super()._onchange_is_active()

    def action_unlink(self):
        self._club_refuse()
        return super().action_unlink()

    def action_archive_all(self):
        return super(
            PrivacyLookupWizardLine, self - self._club_rows()
        ).action_archive_all()

    def action_unlink_all(self):
        return super(
            PrivacyLookupWizardLine, self - self._club_rows()
        ).action_unlink_all()
