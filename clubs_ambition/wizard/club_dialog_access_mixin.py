from odoo import api, fields, models

from ..models.tools import guarded, opened_texts


class ClubDialogAccessMixin(models.AbstractModel):
    """A dialog about records its user may read, and no others, lines included.

    Reading a many2one gives its label to whoever holds the record that points to
    it: a dialog on somebody of another club would tell their name. All that a dialog
    and its lines point to is asked when they are filled, and again on confirmation.
    """

    _name = "club.dialog.access.mixin"
    _description = "Dialog about records in sight"
    _inherit = ["club.label.mixin"]

    _over_texts = {}
    """``{text of the dialog: where it is recorded}``, as ``{"note": "session_id.note"}``.

    The dialog is filled with what stands there: changed by somebody else before it is
    confirmed, that is not written over.
    """

    opened_texts = fields.Json(copy=False, help="What the dialog was filled with.")

    @api.model_create_multi
    def create(self, vals_list):
        opened = opened_texts.opened_of(self, "")
        given = {name: opened[name] for name in opened.keys() & self._over_texts.keys()}
        if given:
            vals_list = [{**vals, "opened_texts": given} for vals in vals_list]
        dialogs = super().create(vals_list)
        dialogs.with_context(**{opened_texts.NEW: True})._check_given()
        return dialogs

    def write(self, vals):
        result = super().write(vals)
        self._check_given()
        return result

    def _check_given(self):
        """Refuse to be about what the user may not read: each gesture asks first.

        And to write over what somebody else wrote since the dialog was opened. Of two
        clicks at once on one dialog, the second reads what the first one did.
        """
        self.env["club.race"]._hold(self)
        guarded.check_given(self)
        opened_texts.settle(self)
