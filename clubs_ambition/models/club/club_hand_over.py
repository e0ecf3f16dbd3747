from odoo import api, fields, models
from odoo.exceptions import UserError


class ClubHandOver(models.Model):
    """Why a portfolio went from one animateur to another, as the manager wrote it.

    A sick leave or a dismissal is nobody's business: the club's thread, which every
    employee may read, says what went to whom; the reason stands here, for the managers
    of the club and the coordinators.
    """

    _name = "club.hand.over"
    _description = "Hand-over of a portfolio"
    _not_handed_over = ("from_user_id", "to_user_id", "user_id")
    _order = "handed_on desc, id desc"
    _rec_name = "club_id"

    club_id = fields.Many2one(
        "club.club",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        ondelete="cascade",
    )
    from_user_id = fields.Many2one(
        "res.users",
        readonly=True,
        copy=False,
        index="btree_not_null",
        string="Handed over from",
    )
    to_user_id = fields.Many2one(
        "res.users",
        readonly=True,
        copy=False,
        index="btree_not_null",
        string="Handed over to",
    )
    user_id = fields.Many2one(
        "res.users",
        readonly=True,
        copy=False,
        index="btree_not_null",
        string="Handed over by",
    )
    handed_on = fields.Datetime(
        readonly=True, copy=False, default=fields.Datetime.now, string="On"
    )
    reason = fields.Char(readonly=True, copy=False)

    @api.model
    def _keep(self, clubs, giver, taker, reason):
        """Keep why, for each club; sudo: nobody writes a reason for somebody else."""
        self.sudo().create(
            [
                {
                    "club_id": club.id,
                    "from_user_id": giver.id,
                    "to_user_id": taker.id,
                    "user_id": self.env.uid,
                    "reason": reason,
                }
                for club in clubs
            ]
        )

    def write(self, vals):
        if self:
            raise UserError(self.env._("A log is not corrected."))
        return super().write(vals)
