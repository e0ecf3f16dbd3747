from odoo import api, fields, models


class ClubCommitteeDecision(models.Model):
    """What a committee decided, who sees to it, and by when."""

    _name = "club.committee.decision"
    _description = "Decision of a steering committee"
    _inherit = ["club.label.mixin"]
    _order = "state desc, due_on, id"
    _handed_over = ("user_id", [("state", "=", "todo")])

    meeting_id = fields.Many2one(
        "club.committee.meeting", required=True, index=True, ondelete="cascade"
    )
    territory_id = fields.Many2one(
        related="meeting_id.territory_id", store=True, index=True, precompute=True
    )
    name = fields.Char(required=True, string="Decision")
    user_id = fields.Many2one("res.users", string="Owner")
    owner = fields.Char(string="Owner outside", help="A partner who is no user here.")
    due_on = fields.Date(required=True)
    state = fields.Selection(
        [("todo", "To do"), ("done", "Done")], default="todo", required=True
    )

    activity_id = fields.Many2one(
        "mail.activity", copy=False, index="btree_not_null", ondelete="set null"
    )

    @api.model_create_multi
    def create(self, vals_list):
        decisions = super().create(vals_list)
        decisions._follow()
        return decisions

    def write(self, vals):
        before = {decision: decision.state for decision in self}
        res = super().write(vals)
        if vals.keys() & {"name", "user_id", "due_on", "state"}:
            moved = self.filtered(lambda one: one.state != before[one])
            moved._turn()
            self._follow()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_activity(self):
        self.sudo().activity_id.unlink()

    def _turn(self):
        """Finish the activity of a decision that is done, and bring it back if it is not.

        What its owner ticked off alone stays so.
        """
        for decision in self:
            activity = decision.sudo().activity_id
            if decision.state == "todo":
                activity.active = True
            elif activity.active:
                activity.action_feedback()

    def _follow(self):
        """Make or move the activity by which the owner of what is to do is reminded."""
        for decision in self.filtered(lambda one: one.state == "todo"):
            activity = decision.sudo().activity_id
            if not decision.user_id:
                activity.unlink()
            else:
                values = {
                    "summary": decision.name,
                    "date_deadline": decision.due_on,
                    "user_id": decision.user_id.id,
                }
                if activity:
                    activity.write(values)
                else:
                    decision.activity_id = decision.meeting_id.activity_schedule(
                        "mail.mail_activity_data_todo", **values
                    )
