from odoo import api, fields, models
from odoo.exceptions import UserError


class ClubExportLog(models.Model):
    """Who took figures or names out of the database, when and with what scope.

    Read by the data officer and the coordinator; written by the export itself and
    by nobody else.
    """

    _name = "club.export.log"
    _description = "Log of exports"
    _order = "id desc"
    _rec_name = "user_id"

    user_id = fields.Many2one(
        "res.users",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
        string="Exported by",
    )
    exported_at = fields.Datetime(
        required=True,
        readonly=True,
        copy=False,
        default=fields.Datetime.now,
        string="On",
    )
    date_from = fields.Date(readonly=True, copy=False)
    date_to = fields.Date(readonly=True, copy=False)
    cutoff = fields.Date("Cut-off", readonly=True, copy=False)
    territory_id = fields.Many2one(
        "club.territory",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
    )
    club_id = fields.Many2one(
        "club.club",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
    )
    club_count = fields.Integer("Clubs", readonly=True, copy=False)
    row_count = fields.Integer("Journeys listed", readonly=True, copy=False)
    names_shown = fields.Boolean(readonly=True, copy=False)

    @api.model
    def _log(self, **vals):
        """Record an export of the current user.

        sudo: no role may create a line by hand, or the log would prove nothing.
        """
        return self.sudo().create({"user_id": self.env.uid, **vals})

    def write(self, vals):
        if self:
            raise UserError(self.env._("A log is not corrected."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_log(self):
        raise UserError(self.env._("A log is not deleted."))
