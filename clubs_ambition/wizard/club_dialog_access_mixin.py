from odoo import api, models


class ClubDialogAccessMixin(models.AbstractModel):
    """A dialog about records its user may read, and no others.

    Reading a many2one gives its label to whoever holds the record that points to
    it: a dialog on somebody of another club would tell their name.
    """

    _name = "club.dialog.access.mixin"
    _description = "Dialog about records in sight"
    _inherit = ["club.label.mixin"]

    _access_fields = ()

    @api.model_create_multi
    def create(self, vals_list):
        dialogs = super().create(vals_list)
        dialogs._check_access_fields()
        return dialogs

    def write(self, vals):
        result = super().write(vals)
        self._check_access_fields()
        return result

    def _check_access_fields(self):
        for name in self._access_fields:
            self.sudo()[name].with_env(self.env).check_access("read")
