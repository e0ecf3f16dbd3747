from odoo import models


class ResGroups(models.Model):
    _inherit = "res.groups"

    def write(self, vals):
        if not {"user_ids", "implied_ids"} & vals.keys():
            return super().write(vals)
        before, theirs = self.all_user_ids, self.env["club.territory.charge"]
        charges = theirs._of(before)
        result = super().write(vals)
        self.env.registry.clear_cache()  # Odoo does before: it may be asked meanwhile
        self.env["club.departure"]._let_go(before - self.all_user_ids)
        theirs._follow_loss(charges)
        return result
