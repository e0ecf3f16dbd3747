from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ...const import JOURNEY_MONTHS, REMIND_DAYS
from ...utils import clock
from ...utils.races import holding

ACTIVITY = "clubs_ambition.mail_activity_type_renewal"
"""Type of the activity that asks a manager for a decision."""


class ClubRenewal(models.Model):
    """A request to prolong one journey, once, by three months at most (seed).

    The animateur asks with a reason and objectives; a manager grants it, or refuses
    it and says what to do instead. The managers who decide are asked, and reminded;
    whoever asked is notified of the decision.
    """

    _name = "club.renewal"
    _description = "Renewal request"
    _inherit = [
        "club.guard.mixin",
        "club.label.mixin",
        "club.of.journey.mixin",
        "club.transition.mixin",
        "club.undelivered.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "create_date desc, id desc"
    _rec_name = "participant_id"

    _initial_states = ("pending",)
    _transitions = {"pending": ("granted", "refused"), "granted": (), "refused": ()}
    _fixed_fields = ("participant_id",)
    _manager_fields = ("proposed_action",)

    participant_id = fields.Many2one(
        "club.participant", required=True, index=True, ondelete="restrict"
    )
    club_id = fields.Many2one(
        related="participant_id.club_id", store=True, index=True, precompute=True
    )
    reason = fields.Text(required=True, tracking=True)
    objectives = fields.Text(
        required=True, tracking=True, string="Objectives of the renewal"
    )
    months = fields.Integer(default=JOURNEY_MONTHS, required=True, tracking=True)
    planned_end_on = fields.Date(
        related="participant_id.planned_end_on", string="Planned end"
    )
    state = fields.Selection(
        [("pending", "To decide"), ("granted", "Granted"), ("refused", "Refused")],
        default="pending",
        required=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    proposed_action = fields.Text(
        tracking=True, help="What the person does instead, when the answer is no."
    )
    decided_by = fields.Many2one("res.users", readonly=True, copy=False)
    decided_on = fields.Date(readonly=True, copy=False)
    reminded_on = fields.Date(readonly=True, copy=False)

    _months_limit = models.Constraint(
        f"CHECK(months BETWEEN 1 AND {JOURNEY_MONTHS})",
        "A renewal prolongs a journey by 1 to 3 months.",
    )
    _one_request = models.UniqueIndex(
        "(participant_id) WHERE state IN ('pending', 'granted')",
        "This journey has its renewal request already: a journey is renewed once.",
    )

    @api.constrains("participant_id")
    @holding("participant_id")
    def _check_renewable(self):
        for request in self:
            journey = request.participant_id
            if journey.state != "active":
                raise UserError(
                    self.env._(
                        "%s is not in journey: there is nothing to prolong.",
                        journey.display_name,
                    )
                )
            if journey.renewed:
                raise UserError(
                    self.env._(
                        "The journey of %s was renewed already: once is the limit.",
                        journey.display_name,
                    )
                )
            if not journey.club_id.max_renewals:
                raise UserError(
                    self.env._(
                        "%s does not renew journeys: see its settings.",
                        journey.club_id.name,
                    )
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        requests = super().create(vals_list)
        requests._ask_managers()
        return requests

    # === ACTIONS === #

    def action_grant(self):
        return self.write({"state": "granted"})

    def action_refuse(self):
        return self.write({"state": "refused"})

    # === DECISION === #

    def _check_transition(self, old, new, vals):
        super()._check_transition(old, new, vals)
        if not self._is_manager():
            raise AccessError(self.env._("A manager decides on a renewal."))
        if new == "granted":
            self.env["club.race"]._hold(self.participant_id)
        for request in self:
            if new == "refused" and not (
                vals.get("proposed_action") or request.proposed_action
            ):
                raise UserError(
                    self.env._("Say what %s does instead.", request.display_name)
                )
            if new == "granted" and request.participant_id.state != "active":
                raise UserError(
                    self.env._(
                        "The journey of %s has ended: refuse the request.",
                        request.display_name,
                    )
                )

    def _after_transition(self, before, new):
        super()._after_transition(before, new)
        self._unguarded("decided_by", "decided_on").write(
            {
                "decided_by": self.env.uid,
                "decided_on": clock.today(self),
            }
        )
        if new == "granted":
            self._prolong()
        self.activity_unlink([ACTIVITY])
        self._notify_decision(new)

    def _prolong(self):
        """Move the planned end of the journeys by the months granted."""
        for request in self:
            journey = request.participant_id._unguarded("renewed", "planned_end_on")
            end = journey.planned_end_on + relativedelta(months=request.months)
            limit = journey.started_on + relativedelta(months=2 * JOURNEY_MONTHS)
            journey.write({"renewed": True, "planned_end_on": min(end, limit)})

    def _notify_decision(self, new):
        """Post the decision, to whoever asked for it."""
        for request in self:
            body = (
                self.env._(
                    "Renewal granted until %s.",
                    format_date(self.env, request.planned_end_on),
                )
                if new == "granted"
                else self.env._("Renewal refused: %s", request.proposed_action)
            )
            known = (request.create_uid, request.participant_id.animateur_id)
            asker = request.club_id._in_charge(*known)
            request.message_post(body=body, partner_ids=asker.partner_id.ids)

    # === WHO DECIDES === #

    def _managers(self):
        return self.club_id._managers()

    def _club_heir(self):
        """Return who decides in turn: a manager, never who asked for it."""
        return self._managers()[:1]

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
            request._unguarded("reminded_on").reminded_on = clock.today(self)

    @api.model
    def _cron_remind(self):
        """Remind the managers, every ten days, of the requests still undecided."""
        today = clock.today(self)
        followed = self.env["club.exit.effect"]._domain_open_to("activities")
        waiting = [
            ("state", "=", "pending"),
            ("participant_id.state", "=", "active"),
            ("participant_id", "any", followed),
            ("reminded_on", "<=", today - timedelta(days=REMIND_DAYS)),
        ]
        self.env["club.job"]._work_through(self._name, waiting, type(self)._remind)

    def _remind(self):
        """Tell the managers how long the requests have waited, each in their language."""
        today = clock.today(self)
        for request in self:
            days = (today - clock.day(request, request.create_date)).days
            for lang, managers in request._managers().grouped("lang").items():
                request.with_context(lang=lang)._notify_waiting(managers, days)
        self._ask_managers()

    def _notify_waiting(self, managers, days):
        """Remind managers of one language that the request is undecided."""
        self.message_notify(
            partner_ids=managers.partner_id.ids,
            subject=self.env._("Renewal waiting for %s days", days),
            body=self.env._(
                "The renewal of %(person)s has waited for %(days)s days; the "
                "journey ends on %(end)s.",
                person=self.participant_id.name,
                days=days,
                end=format_date(self.env, self.planned_end_on),
            ),
        )

    # === AFTER A BREAK === #

    @api.model
    def _ask_after_break(self, journey, placements):
        """Ask a renewal for a journey taken up again past its planned end.

        :param placements: those of the journey that broke off
        """
        over = journey.planned_end_on < clock.today(journey)
        if journey.renewed or not over or self._is_asked_for(journey):
            return
        broken = placements.sorted("broken_on")[-1:]
        self.create(
            {
                "participant_id": journey.id,
                "reason": self.env._(
                    "Hire broken off on %(date)s: %(reason)s",
                    date=format_date(self.env, broken.broken_on),
                    reason=broken.broken_reason or "–",
                ),
                "objectives": self.env._(
                    "Find another job, with what this one taught."
                ),
            }
        )

    @api.model
    def _is_asked_for(self, journey):
        """Tell whether a journey has a request that is pending or granted."""
        return bool(
            self.search_count(
                [
                    ("participant_id", "=", journey.id),
                    ("state", "in", ("pending", "granted")),
                ],
                limit=1,
            )
        )
