from odoo import SUPERUSER_ID, api

from odoo.addons.clubs_ambition.models.tools.club_label_mixin import names_persons


def migrate(cr, version):
    """Label what is to be done about a person for who does it, no longer for all."""
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    for model in env.registry:
        if not names_persons(env, model):
            continue
        activities = env["mail.activity"].search([("res_model", "=", model)])
        documents = env[model].browse(activities.mapped("res_id")).exists()
        known = activities.filtered(
            lambda one, ids=set(documents.ids): one.res_id in ids
        )
        env.add_to_compute(known._fields["res_name"], known)
        known.flush_recordset(["res_name"])
