from odoo import models


class MailTrackingValue(models.Model):
    """A former value, shown to those who may read the field on this very record.

    Odoo checks the field alone; a field of ours is open on the records that its groups
    open (``club.audience``), and so is its history.
    """

    _inherit = "mail.tracking.value"

    def _filter_has_field_access(self, env):
        told = super()._filter_has_field_access(env)
        return told - told._club_untold(env)

    def _club_untold(self, env):
        """Return the values of fields that are not for their reader on their record."""
        untold = self.browse()
        for name, values in self.grouped(lambda one: one.field_id.model).items():
            limits = env[name]._club_limits("read") if name in env.registry else {}
            if not limits:
                continue
            ids = filter(None, set(values.mail_message_id.mapped("res_id")))
            closed = env[name].browse(ids).exists()._club_closed(limits)
            untold = untold.union(
                *(
                    one
                    for one in values
                    if one.field_id.name in closed.get(one.mail_message_id.res_id, ())
                )
            )
        return untold
