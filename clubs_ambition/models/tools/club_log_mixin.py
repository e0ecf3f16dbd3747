from odoo import api, models
from odoo.exceptions import UserError


class ClubLogMixin(models.AbstractModel):
    """A line of a log: written by the code, then corrected and deleted by nobody."""

    _name = "club.log.mixin"
    _description = "Line of a log"
    _inherit = ["club.actor.mixin"]

    _written_later = frozenset()
    """Names of the fields that the code fills after the line is there."""

    def write(self, vals):
        if self and vals.keys() - self._written_later:
            raise UserError(self.env._("A log is not corrected."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_log(self):
        raise UserError(self.env._("A log is not deleted."))
