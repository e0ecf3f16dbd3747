from odoo import api, models
from odoo.fields import Domain


class MailActivityMixin(models.AbstractModel):
    """The bar of a kanban column counts who has something planned: a few.

    Odoo groups the whole table by activity, then leaves out what has none.
    """

    _inherit = "mail.activity.mixin"

    @api.model
    @api.readonly
    def read_progress_bar(self, domain, group_by, progress_bar):
        if progress_bar["field"] == "activity_state":
            domain = Domain(domain) & Domain("activity_state", "!=", False)
        return super().read_progress_bar(domain, group_by, progress_bar)
