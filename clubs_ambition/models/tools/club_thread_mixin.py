from odoo import api, models


class ClubThreadMixin(models.AbstractModel):
    """A thread about a person: none of its messages makes a contact of them.

    Odoo finds or creates a contact for each address it writes to. Mails to a person go to
    their address (``outgoing_email_to``): a failure shows on the record, and in the menu
    of its author. What persons write has their address, and no author.
    """

    _name = "club.thread.mixin"
    _description = "Thread about a person"
    _inherit = ["club.undelivered.mixin"]

    @api.model
    def _get_thread_with_access(self, thread_id, *, mode="read", **kwargs):
        """Read of the record what the rules look at: its thread shows no more of it.

        sudo: whether it is read is asked after, as Odoo does.
        """
        rules = self.env["ir.rule"]._club_looked_at(self._name, mode)
        self.sudo().browse(thread_id).fetch(rules)
        return super()._get_thread_with_access(thread_id, mode=mode, **kwargs)

    @api.model
    def _mail_get_partner_fields(self, introspect_fields=False):
        return []

    @api.model
    def _phone_get_number_fields(self):
        return []

    def _write_to_person(self, person, body, **kwargs):
        """Post a message that leaves to the address of the person.

        sudo: where the message goes is not shown to whoever sends it.
        """
        self.ensure_one()
        return self.message_post(
            body=body, outgoing_email_to=person.sudo().email_normal, **kwargs
        )
