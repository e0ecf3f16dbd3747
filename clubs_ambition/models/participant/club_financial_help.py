from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...utils import clock
from ...utils.races import alone


class ClubFinancialHelp(models.Model):
    """Money a person got to return to work: what for, how much, when.

    It tells of a person's situation (a child, no car): only those who coach read it,
    no paper of an employer or of the committee shows it.
    """

    _name = "club.financial.help"
    _description = "Financial help for the return to work"
    _inherit = [
        *("club.guard.mixin", "club.label.mixin"),
        "club.of.journey.mixin",
    ]
    _order = "date desc, id desc"
    _rec_name = "type_id"

    participant_id = fields.Many2one(
        "club.participant",
        compute="_compute_participant_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
        ondelete="restrict",
        string="Person",
    )
    club_id = fields.Many2one(
        related="participant_id.club_id", store=True, index=True, precompute=True
    )
    placement_id = fields.Many2one(
        "club.placement",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('participant_id', '=', participant_id)]",
    )
    type_id = fields.Many2one(
        "club.financial.help.type", required=True, ondelete="restrict", string="Help"
    )
    amount = fields.Monetary(required=True)
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: self.env.ref("base.EUR"),
    )
    date = fields.Date(
        required=True,
        default=clock.today,
        index=True,
        string="Granted on",
    )
    note = fields.Char()
    active = fields.Boolean(default=True)

    _fixed_fields = ("participant_id",)

    _amount_positive = models.Constraint(
        "CHECK(amount > 0)", "A help is an amount in euros, above zero."
    )

    @api.depends("placement_id")
    def _compute_participant_id(self):
        for line in self:
            line.participant_id = (
                line.placement_id.participant_id or line.participant_id
            )

    @api.constrains("placement_id", "participant_id")
    @alone("a placement keeps its journey")
    def _check_placement(self):
        for line in self:
            placement = line.placement_id
            if placement and placement.participant_id != line.participant_id:
                raise ValidationError(
                    self.env._("The help and the placement are of the same person.")
                )

    @api.constrains("date", "participant_id")
    @alone("a date that is corrected leaves helps as they are")
    def _check_date(self):
        for line in self:
            if line.date < line.participant_id.oriented_on:
                raise ValidationError(
                    self.env._(
                        "%s was not oriented yet on that day: check the date.",
                        line.participant_id.display_name,
                    )
                )
