from odoo import api, fields, models

ACTIVITY = "clubs_ambition.mail_activity_type_renewal"


class ClubRenewal(models.Model):
    """Who is told of a request: the managers who decide, then whoever asked."""

    _inherit = "club.renewal"

    @api.model_create_multi
    def create(self, vals_list):
        requests = super().create(vals_list)
        for request in requests:
            for manager in request._managers():
                request.activity_schedule(
                    ACTIVITY,
                    user_id=manager.id,
                    date_deadline=fields.Date.context_today(self),
                    summary=self.env._(
                        "Renewal of %s: grant or refuse", request.display_name
                    ),
                )
        return requests

    def _managers(self):
        """Return those who answer for the club: of its territory, or the next above.

        sudo: an animateur does not read who is attached to a region.
        """
        territory = self.club_id.sudo().territory_id
        while territory and not territory.user_ids.filtered(
            lambda user: user.has_group("clubs_ambition.group_clubs_manager")
        ):
            territory = territory.parent_id
        return territory.user_ids.filtered(
            lambda user: user.has_group("clubs_ambition.group_clubs_manager")
        )

    def _after_transition(self, before, new):
        super()._after_transition(before, new)
        self.activity_unlink([ACTIVITY])
        for request in self:
            granted = new == "granted"
            body = (
                self.env._(
                    "Renewal granted until %s.",
                    request.planned_end_on.strftime("%d/%m/%Y"),
                )
                if granted
                else self.env._("Renewal refused: %s", request.proposed_action)
            )
            request.message_post(
                body=body, partner_ids=request.create_uid.partner_id.ids
            )
