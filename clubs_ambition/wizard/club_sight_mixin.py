from odoo import api, models


class ClubSightMixin(models.AbstractModel):
    """A dialog about records its user may read, and no others.

    Reading a many2one gives its label to whoever holds the record that points to
    it: a dialog on somebody of another club would tell their name.
    """

    _name = "club.sight.mixin"
    _description = "Dialog about records in sight"
    _inherit = ["club.label.mixin"]

    _sight_fields = ()

    @api.model_create_multi
    def create(self, vals_list):
        dialogs = super().create(vals_list)
        dialogs._check_sight()
        return dialogs

    def write(self, vals):
        result = super().write(vals)
        self._check_sight()
        return result

    def _check_sight(self):
        for name in self._sight_fields:
            self.sudo()[name].with_env(self.env).check_access("read")
