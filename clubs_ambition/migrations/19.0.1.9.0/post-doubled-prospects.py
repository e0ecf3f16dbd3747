"""Make one prospect of those that two people added to one campaign at the same moment."""

from odoo import SUPERUSER_ID, api

from odoo.addons.clubs_ambition.utils.upgrade import note

DOUBLED = """
SELECT ARRAY_AGG(id ORDER BY id) FROM crm_lead
 WHERE active AND won_status = 'pending'
   AND num_nonnulls(club_id, club_campaign_id, partner_id) = 3
 GROUP BY club_id, club_campaign_id, partner_id HAVING COUNT(*) > 1
"""


def migrate(cr, version):
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    cr.execute(DOUBLED)
    doubled = [ids for (ids,) in cr.fetchall()]
    for ids in doubled:
        env["crm.lead"].browse(ids)._merge_opportunity(max_length=0)
    note(cr, "Prospects", "%s were twice or more in a campaign: merged", len(doubled))
