from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Merging contacts moves journeys by SQL: who is a person is told again."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        result = super()._merge(partner_ids, dst_partner, extra_checks)
        partners = self.env["res.partner"].browse(partner_ids).exists()
        self.env.add_to_compute(partners._fields["club_person"], partners)
        return result
