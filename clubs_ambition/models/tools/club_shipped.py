from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...const import MODULE
from ...utils.races import alone

KINDS = (
    *("ir.actions.", "ir.cron", "ir.model", "ir.module.", "ir.rule", "ir.ui."),
    *("mail.activity.type", "mail.message.subtype", "mail.template"),
    *("crm.stage", "report.", "res.country", "res.currency", "res.groups"),
)
"""How models of Odoo's are named in which there are settings, and no data of anybody."""

OF_STOCK = (
    *("base.EUR", "base.fr", "mail.mt_comment", "mail.mt_note"),
    *("mail.ir_cron_mail_scheduler_action", "mail.mail_notification_light"),
)
"""What Odoo brings and lets an administrator delete, that our code reads as well."""


class ClubShipped(models.AbstractModel):
    """Refuse to delete the settings that the addon brought, which its code refers to.

    Mail templates, activity types, scheduled jobs, stages, screens, groups: deleted today,
    one would make an employer's answer end in an error in a month. They may be changed or
    archived.

    The server may delete what an upgrade leaves out, and all of it on uninstallation.
    """

    _name = "club.shipped"
    _description = "What the addon brought"

    @api.model
    @alone("what came with the addon is no matter of an instant")
    def _check_deleted(self, records):
        """Refuse to delete what our code reads by its name.

        :raise UserError: naming one
        """
        if self.env.uid == SUPERUSER_ID or not records._name.startswith(KINDS):
            return
        kept = self._needed(records)
        if kept:
            raise UserError(
                self.env._(
                    "“%s” came with Clubs Ambition, which works with it: archive it or "
                    "change it, instead of deleting it.",
                    kept[0].display_name,
                )
            )

    @api.model
    def _needed(self, records):
        """Return those of the records that our code reads by their name.

        The name of one itself is a record as well. sudo: names are an administrator's.
        """
        names = self.env["ir.model.data"].sudo()
        ours = Domain("module", "=", MODULE)
        for xmlid in OF_STOCK:
            module, name = xmlid.split(".")
            ours |= Domain("module", "=", module) & Domain("name", "=", name)
        if records._name == names._name:
            named = names.browse(records.ids).filtered_domain(ours)
            named = named.filtered(lambda one: self._stands(one.model, one.res_id))
            return records.browse(named.ids)
        mine = Domain("model", "=", records._name) & Domain("res_id", "in", records.ids)
        return records.browse(names.search(ours & mine).mapped("res_id"))

    @api.model
    def _stands(self, model, res_id):
        """Tell whether a name is of a setting that is there still."""
        known = model.startswith(KINDS) and model in self.env
        return known and bool(self.env[model].sudo().browse(res_id).exists())
