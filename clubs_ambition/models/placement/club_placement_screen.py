from odoo import api, fields, models

from ...utils import actions, clock

SOON_DAYS = 7


class ClubPlacement(models.Model):
    """What the cards and forms of placements show, and where their buttons lead."""

    _inherit = "club.placement"

    _folded_states = ("broken",)

    animateur_id = fields.Many2one(related="participant_id.animateur_id")
    phone = fields.Char(
        related="participant_id.phone",
        related_sudo=False,
        string="Phone of the person",
    )
    contract_text = fields.Char(compute="_compute_contract_text", string="Terms")
    next_text = fields.Char(compute="_compute_next_text", string="Next milestone")
    next_level = fields.Selection(
        [("quiet", "Later"), ("soon", "Soon"), ("late", "Late")],
        compute="_compute_next_text",
    )

    help_ids = fields.One2many(
        "club.financial.help", "placement_id", string="Financial helps"
    )

    @api.depends("kind", "duration_months")
    def _compute_contract_text(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for placement in self:
            text = labels.get(placement.kind) or self.env._("Contract to be told")
            if placement.kind and placement.duration_months:
                text = self.env._(
                    "%(contract)s, %(months)s months",
                    contract=text,
                    months=placement.duration_months,
                )
            placement.contract_text = text

    @api.depends("next_followup_on", "next_milestone")
    def _compute_next_text(self):
        today = clock.today(self)
        milestones = self.env["club.followup"]._fields["milestone"]
        labels = dict(milestones._description_selection(self.env))
        for placement in self:
            due = placement.next_followup_on
            days = (due - today).days if due else None
            when, placement.next_level = self._due_words(days)
            label = labels.get(placement.next_milestone)
            placement.next_text = label and self.env._(
                "%(milestone)s: %(when)s", milestone=label, when=when
            )

    @api.model
    def _due_words(self, days):
        """Return the words and the level of something due in ``days``."""
        if days is None:
            return False, "quiet"
        if days < 0:
            return self.env._("%s days late", -days), "late"
        if days == 0:
            return self.env._("today"), "late"
        if days == 1:
            return self.env._("tomorrow"), "soon"
        level = "soon" if days <= SOON_DAYS else "quiet"
        return self.env._("in %s days", days), level

    # === ACTIONS === #

    def action_break(self):
        self.ensure_one()
        return actions.dialog(
            "club.placement.break",
            self.env._("Record a break"),
            default_placement_id=self.id,
        )

    def action_mend(self):
        """Undo a break recorded by mistake: back to what the follow-ups say."""
        for placement in self:
            placement.write({"state": placement._state_of_followups()})
        return True

    def _state_of_followups(self):
        """Return the furthest state that the answers received confirm."""
        self.ensure_one()
        state = "announced"
        in_post = self.followup_ids.filtered(lambda line: line.answer == "in_post")
        for followup in in_post.sorted("due_on"):
            state = followup._confirmed_state()
        return state

    def action_open_candidacy(self):
        self.ensure_one()
        return self.candidacy_id.get_formview_action()

    def action_open_establishment(self):
        self.ensure_one()
        return self.partner_id.get_formview_action()

    def action_open_offer(self):
        self.ensure_one()
        return self.candidacy_id.offer_id.get_formview_action()
