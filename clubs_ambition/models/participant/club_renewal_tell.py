from datetime import timedelta

from odoo import api, fields, models

from ...const import REMIND_DAYS
from ...utils import clock

ACTIVITY = "clubs_ambition.mail_activity_type_renewal"


class ClubRenewal(models.Model):
    """Who is told of a request: the managers who decide, then whoever asked."""

    _inherit = "club.renewal"

    reminded_on = fields.Date(readonly=True, copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        requests = super().create(vals_list)
        requests._ask_managers()
        return requests

    def _ask_managers(self):
        """Plan the decision for those who may take it and have not been asked."""
        for request in self:
            asked = request.activity_search([ACTIVITY]).user_id
            for manager in request._managers() - asked:
                request.activity_schedule(
                    ACTIVITY,
                    user_id=manager.id,
                    date_deadline=clock.today(self),
                    summary=self.env._(
                        "Renewal of %s: grant or refuse", request.display_name
                    ),
                )
            request._unguarded().reminded_on = clock.today(self)

    @api.model
    def _cron_remind(self):
        """Call to mind, every ten days, the requests nobody has decided."""
        today = clock.today(self)
        journeys = self.env["club.participant"]
        waiting = self.search(
            [
                ("state", "=", "pending"),
                ("participant_id.state", "=", "active"),
                ("participant_id", "any", journeys._domain_open_to("activities")),
                ("reminded_on", "<=", today - timedelta(days=REMIND_DAYS)),
            ]
        )
        for request in waiting:
            days = (today - clock.day(request, request.create_date)).days
            request.message_notify(
                partner_ids=request._managers().partner_id.ids,
                subject=self.env._("Renewal waiting for %s days", days),
                body=self.env._(
                    "The renewal of %(person)s has waited for %(days)s days; the "
                    "journey ends on %(end)s.",
                    person=request.participant_id.name,
                    days=days,
                    end=request.planned_end_on.strftime("%d/%m/%Y"),
                ),
            )
        waiting._ask_managers()

    def _managers(self):
        return self.club_id._managers()

    def _club_heir(self):
        """A decision goes to another manager, never to who asked for it."""
        return self._managers()[:1]

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
