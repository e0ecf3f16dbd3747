from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.tools.club_guard_mixin import HANDED
from ...utils import actions


class ClubAnswerHandover(models.TransientModel):
    """The address of a link, told once to who hands it over.

    No column has it: the dialog gets it as it opens, and keeps nothing.
    """

    _name = "club.answer.handover"
    _description = "Link to hand over"

    holder = fields.Char(store=False)
    address = fields.Char(store=False)

    @api.model
    def _open(self, link):
        """Return the dialog that tells a new address; a thread keeps who asked for it.

        What is answered by it is noted so: it proves nothing about who answers.
        sudo: links and keys are written by the code alone.
        """
        link.ensure_one()
        link.check_access("read")
        link = link.sudo()
        if link.state != "live":
            raise UserError(
                self.env._("This link opens nothing any more: send a new message.")
            )
        self.env["club.answer.notice"]._handed(link)
        return actions.dialog(
            self._name,
            self.env._("Link to hand over"),
            default_holder=link._holder_name(),
            default_address=link._new_address(HANDED),
        )
