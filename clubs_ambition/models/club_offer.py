from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import CONTRACT_KINDS
from ..utils import clock


class ClubOffer(models.Model):
    """A job an employer wants to fill, whoever published it."""

    _name = "club.offer"
    _description = "Offer"
    _inherit = [
        "club.label.mixin",
        "club.prospecting.mixin",
        "club.text.guard.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "deadline, id desc"
    _rec_names_search = ["name", "partner_id.name"]
    _label_fields = ("name", "partner_id.name")

    name = fields.Char(required=True, tracking=True, string="Job offered")
    active = fields.Boolean(default=True)
    partner_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="restrict",
        string="Employer",
        domain=[("club_person", "=", False)],
    )
    contact_id = fields.Many2one(
        "res.partner", index="btree_not_null", domain="[('parent_id', '=', partner_id)]"
    )
    club_id = fields.Many2one(
        "club.club",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env["club.club"]._my_only_club(),
    )
    lead_id = fields.Many2one("crm.lead", index="btree_not_null", string="Prospection")
    occupation_id = fields.Many2one(
        "club.occupation",
        index="btree_not_null",
        domain=[("kind", "=", "job")],
        string="Occupation (ROME)",
    )
    positions = fields.Integer(default=1, required=True, tracking=True)
    positions_filled = fields.Integer(compute="_compute_state", store=True)
    kind = fields.Selection(CONTRACT_KINDS, string="Contract")
    duration_months = fields.Integer(string="Duration (months)")
    hours_week = fields.Float(string="Hours a week")
    place = fields.Char()
    needs = fields.Text(string="What is asked for")
    deadline = fields.Date(tracking=True)
    closed_on = fields.Date(copy=False, readonly=True)
    state = fields.Selection(
        [
            ("open", "Open"),
            ("partial", "Partly filled"),
            ("filled", "Filled"),
            ("closed", "Closed"),
        ],
        compute="_compute_state",
        store=True,
        index=True,
        tracking=True,
        group_expand=True,
    )
    candidacy_ids = fields.One2many("club.candidacy", "offer_id")
    candidacy_count = fields.Integer(compute="_compute_candidacy_count")
    fill_text = fields.Char(compute="_compute_fill_text", string="Filled")

    _positions_positive = models.Constraint(
        "CHECK(positions > 0)", "An offer has at least one position."
    )
    _club_state_idx = models.Index("(club_id, state)")

    @api.depends("positions", "closed_on", "candidacy_ids.state")
    def _compute_state(self):
        groups = (
            self.env["club.candidacy"]
            .sudo()
            ._read_group(
                [("offer_id", "in", self.ids), ("state", "=", "hired")],
                ["offer_id"],
                ["__count"],
            )
        )
        hired = {offer.id: count for offer, count in groups}
        for offer in self:
            filled = hired.get(offer.id, 0)
            offer.positions_filled = filled
            if offer.closed_on:
                offer.state = "closed"
            elif filled >= offer.positions:
                offer.state = "filled"
            else:
                offer.state = "partial" if filled else "open"

    @api.depends("candidacy_ids")
    def _compute_candidacy_count(self):
        groups = self.env["club.candidacy"]._read_group(
            [("offer_id", "in", self.ids)], ["offer_id"], ["__count"]
        )
        counts = {offer.id: count for offer, count in groups}
        for offer in self:
            offer.candidacy_count = counts.get(offer.id, 0)

    @api.depends("positions", "positions_filled")
    def _compute_fill_text(self):
        for offer in self:
            offer.fill_text = f"{offer.positions_filled} / {offer.positions}"

    def _compute_label(self):
        for offer in self:
            names = [offer.name, offer.partner_id.name]
            offer.display_name = " – ".join(filter(None, names))

    @api.onchange("lead_id")
    def _onchange_lead_id(self):
        if self.lead_id:
            self.partner_id = self.lead_id.partner_id
            self.club_id = self.lead_id.club_id

    @api.model_create_multi
    def create(self, vals_list):
        offers = super().create(vals_list)
        offers.partner_id._club_join_network()
        return offers

    def write(self, vals):
        if "state" in vals:
            raise UserError(
                self.env._(
                    "The state of an offer follows its hires: close or reopen the offer "
                    "with its buttons."
                )
            )
        return super().write(vals)

    def action_close(self):
        return self.write({"closed_on": clock.today(self)})

    def action_reopen(self):
        return self.write({"closed_on": False})

    def action_open_lead(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.lead",
            "views": [(self.env["res.partner"]._club_prospect_form().id, "form")],
            "res_id": self.lead_id.id,
        }

    def action_open_establishment(self):
        self.ensure_one()
        return self.partner_id.get_formview_action()

    def action_open_placements(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "clubs_ambition.club_placement_action"
        )
        action["domain"] = [("candidacy_id.offer_id", "=", self.id)]
        return action

    def action_open_candidacies(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "clubs_ambition.club_candidacy_action"
        )
        action["domain"] = [("offer_id", "=", self.id)]
        action["context"] = {
            "default_offer_id": self.id,
            "default_partner_id": self.partner_id.id,
        }
        return action
