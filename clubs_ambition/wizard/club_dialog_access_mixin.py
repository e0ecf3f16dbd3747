from odoo import api, models

from ..models.tools import guarded


class ClubDialogAccessMixin(models.AbstractModel):
    """A dialog about records its user may read, and no others, lines included.

    Reading a many2one gives its label to whoever holds the record that points to
    it: a dialog on somebody of another club would tell their name. All that a dialog
    and its lines point to is asked when they are filled, and again on confirmation.
    """

    _name = "club.dialog.access.mixin"
    _description = "Dialog about records in sight"
    _inherit = ["club.label.mixin"]

    @api.model_create_multi
    def create(self, vals_list):
        dialogs = super().create(vals_list)
        guarded.check_given(dialogs)
        return dialogs

    def write(self, vals):
        result = super().write(vals)
        guarded.check_given(self)
        return result

    def _check_given(self):
        """Refuse to be about what the user may not read: each gesture asks first.

        Of two clicks at once on one dialog, the second reads what the first one did.
        """
        self.env["club.race"]._hold(self)
        guarded.check_given(self)
