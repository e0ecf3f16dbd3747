from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import clean_context

from ...const import CHANNELS, COACH, PROSPECTING_MODES
from ...utils import actions, clock
from ...utils.races import holding
from .club_campaign_ranking import PROPOSED

RADIUS_KM = 15
"""How far from the districts a campaign looks, as the crow flies."""

FRUITFUL = ("offer", "profile", "visit")
"""Outcomes of a contact that are worth the call."""


class ClubCampaign(models.Model):
    """A round of calls of one club: which jobs, where, whom to call, what it yields."""

    _name = "club.campaign"
    _description = "Prospecting campaign"
    _inherit = [
        "club.label.mixin",
        "club.chase.mixin",
        "club.transition.mixin",
        "club.undelivered.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date_start desc, id desc"
    _handed_over = ("user_id", [("state", "=", "running")])
    _initial_states = ("running",)
    _transitions = {"running": ("closed",), "closed": ("running",)}

    name = fields.Char(
        compute="_compute_name", store=True, readonly=False, required=True
    )
    active = fields.Boolean(default=True)
    club_id = fields.Many2one(
        "club.club",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        default=lambda self: self.env["club.club"]._my_only_club(),
    )
    cohort_id = fields.Many2one(
        "club.cohort",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('club_id', '=', club_id), ('state', '!=', 'closed')]",
        string="Group",
    )
    user_id = fields.Many2one(
        "res.users", default=lambda self: self.env.user, string="Led by", tracking=True
    )
    mode = fields.Selection(
        PROSPECTING_MODES,
        required=True,
        default="useful_offers",
        tracking=True,
    )
    channel = fields.Selection(CHANNELS, required=True, default="phone")
    charter_id = fields.Many2one(
        "club.charter", ondelete="restrict", help="Only its signatories are proposed."
    )
    state = fields.Selection(
        [("running", "Running"), ("closed", "Closed")],
        default="running",
        required=True,
        tracking=True,
        copy=False,
    )
    date_start = fields.Date(required=True, default=clock.today)
    date_end = fields.Date(copy=False)
    note = fields.Text(
        string="What to say", help="Shown above each call: the pitch, the dates."
    )

    # what is looked for
    occupation_ids = fields.Many2many(
        "club.occupation",
        compute="_compute_occupation_ids",
        store=True,
        readonly=False,
        domain=[("kind", "=", "job")],
        string="Jobs aimed at",
    )
    participant_ids = fields.Many2many(
        "club.participant",
        string="Profiles promoted",
        groups=COACH,
        domain="[('club_id', '=', club_id), ('state', 'in', ('admitted', 'active'))]",
    )
    commune_id = fields.Many2one(
        "club.commune",
        compute="_compute_commune_id",
        store=True,
        readonly=False,
        string="Around the districts of",
        help="Distances are counted from the middle of its priority districts.",
    )
    radius_km = fields.Integer(default=RADIUS_KM, required=True, string="Within (km)")
    latitude = fields.Float(compute="_compute_centre", digits=(9, 6))
    longitude = fields.Float(compute="_compute_centre", digits=(9, 6))

    # the ladder of reminders
    chase_1_days = fields.Integer(
        compute="_compute_chase_days", store=True, readonly=False, precompute=True
    )
    chase_2_days = fields.Integer(
        compute="_compute_chase_days", store=True, readonly=False, precompute=True
    )
    chase_3_days = fields.Integer(
        compute="_compute_chase_days", store=True, readonly=False, precompute=True
    )

    lead_ids = fields.One2many("crm.lead", "club_campaign_id", string="Prospects")
    jobs_text = fields.Char(compute="_compute_jobs_text", string="Jobs")
    lead_count = fields.Integer(compute="_compute_counts")
    to_call_count = fields.Integer(compute="_compute_counts")
    chase_count = fields.Integer(compute="_compute_counts")
    answered_count = fields.Integer(compute="_compute_counts")
    offer_count = fields.Integer(compute="_compute_counts")

    _radius_positive = models.Constraint(
        "CHECK(radius_km BETWEEN 1 AND 200)", "A campaign looks 1 to 200 km around."
    )
    _dates_order = models.Constraint(
        "CHECK(date_end >= date_start)", "A campaign ends before it starts."
    )

    @api.depends("cohort_id", "mode")
    def _compute_name(self):
        modes = dict(self._fields["mode"]._description_selection(self.env))
        for campaign in self:
            if not campaign.name:
                parts = (campaign.cohort_id.name, modes.get(campaign.mode))
                campaign.name = " – ".join(filter(None, parts))

    @api.depends("cohort_id")
    def _compute_occupation_ids(self):
        """Aim at the jobs the people of the group look for."""
        for campaign in self:
            if campaign.cohort_id and not campaign.occupation_ids:
                jobs = campaign.cohort_id._jobs_sought()
                campaign.occupation_ids = [Command.set(jobs.ids)]

    @api.depends("occupation_ids")
    def _compute_jobs_text(self):
        """Name two jobs, and say how many others."""
        for campaign in self:
            names = campaign.occupation_ids.mapped("name")
            parts = names[:2] + ([f"+ {len(names) - 2}"] if len(names) > 2 else [])
            campaign.jobs_text = ", ".join(parts)

    @api.depends("club_id")
    def _compute_commune_id(self):
        for campaign in self:
            if not campaign.commune_id:
                campaign.commune_id = campaign.club_id._commune()

    @api.depends("club_id")
    def _compute_chase_days(self):
        """Chase as the club does, unless this campaign says otherwise."""
        for campaign in self:
            days = campaign.club_id._ladder()
            campaign.chase_1_days, campaign.chase_2_days, campaign.chase_3_days = days

    @api.depends("commune_id")
    def _compute_centre(self):
        """Stand in the middle of the districts the participants come from."""
        groups = self.env["club.district"]._read_group(
            [("commune_ids", "in", self.commune_id.ids), ("latitude", "!=", 0)],
            ["commune_ids"],
            ["latitude:avg", "longitude:avg"],
        )
        points = {commune.id: point for commune, *point in groups}
        for campaign in self:
            point = points.get(campaign.commune_id.id, (0, 0))
            campaign.latitude, campaign.longitude = point

    @api.depends("lead_ids.basket")
    def _compute_counts(self):
        """Count prospects by basket, and offers: two queries for all campaigns."""
        groups = self.env["crm.lead"]._read_group(
            [("club_campaign_id", "in", self.ids)],
            ["club_campaign_id", "basket"],
            ["__count"],
        )
        counts = {(campaign.id, basket): number for campaign, basket, number in groups}
        offers = self.env["club.offer"]._read_group(
            [("prospecting_campaign_id", "in", self.ids)],
            ["prospecting_campaign_id"],
            ["__count"],
        )
        found = {campaign.id: number for campaign, number in offers}
        for campaign in self:
            mine = {
                basket: number
                for (key, basket), number in counts.items()
                if key == campaign.id
            }
            campaign.lead_count = sum(mine.values())
            campaign.to_call_count = mine.get("to_call", 0) + mine.get("call_back", 0)
            campaign.chase_count = sum(
                number
                for basket, number in mine.items()
                if (basket or "").startswith("chase_")
            )
            campaign.answered_count = mine.get("answered", 0)
            campaign.offer_count = found.get(campaign.id, 0)

    @api.constrains("participant_ids", "club_id")
    @holding("participant_ids")
    def _check_participants(self):
        for campaign in self.sudo():
            if campaign.participant_ids.club_id - campaign.club_id:
                raise UserError(
                    self.env._(
                        "A campaign promotes the participants of its own club: choose "
                        "those of %s.",
                        campaign.club_id.name,
                    )
                )

    # === ACTIONS === #

    def action_find(self):
        """Propose establishments, best first, to choose those to call."""
        self.ensure_one()
        return actions.dialog(
            "club.campaign.find",
            self.env._("Whom to call"),
            default_campaign_id=self.id,
        )

    def action_call(self):
        """Open the call sheet."""
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "clubs_ambition.call_sheet",
            "name": self.name,
            "params": {"campaign_id": self.id},
        }

    def action_open_prospects(self):
        self.ensure_one()
        return actions.stored(
            self.env,
            "crm_lead_action_campaign",
            domain=[("club_campaign_id", "=", self.id)],
            context={
                "clubs_prospection": True,
                "default_club_campaign_id": self.id,
                "default_club_id": self.club_id.id,
                "default_type": "opportunity",
            },
        )

    def action_open_offers(self):
        self.ensure_one()
        return actions.stored(
            self.env,
            "club_offer_action",
            domain=[("prospecting_campaign_id", "=", self.id)],
        )

    def action_open_yield(self):
        self.ensure_one()
        return actions.stored(
            self.env,
            "club_campaign_report_action",
            domain=[("campaign_id", "=", self.id)],
        )

    def action_close(self):
        """Stop the reminders; what was said and promised stays."""
        self.write({"state": "closed"})

    def action_reopen(self):
        self.write({"state": "running"})

    def _transition_values(self, old, new, vals):
        values = super()._transition_values(old, new, vals)
        return {**values, "date_end": new == "closed" and clock.today(self)}

    def _after_transition(self, before, new):
        super()._after_transition(before, new)
        self.lead_ids._club_sort_in_baskets()

    # === CALL SHEET === #

    def get_call_sheet(self, skipped=()):
        """Take the next prospect to call and return what to know before calling.

        :param skipped: ids of prospects left for later by whoever calls
        """
        self.ensure_one()
        self.check_access("read")
        return self.env["club.call.sheet"]._next(self, skipped)

    def log_call(self, lead_id, values, seen=0, skipped=()):
        """Write down what came out of a call and return the next sheet.

        :param values: ``outcome``, and ``note``, ``next_on`` if any
        :param seen: id of the last contact shown; when there is a newer one, nothing
            is written and the sheet comes back with what happened meanwhile
        """
        self.ensure_one()
        lead = self.env["crm.lead"].browse(lead_id)
        return self.env["club.call.sheet"]._log(self, lead, values, seen, skipped)

    # === ESTABLISHMENTS === #

    def _ranked(self, limit=PROPOSED):
        """Return which establishments to call first, see ``club.campaign.ranking``."""
        return self.env["club.campaign.ranking"]._ranked(self, limit)

    def _reasons(self, rows):
        """Return what prospects keep of why they were ranked."""
        return self.env["club.campaign.ranking"]._reasons(rows)

    def _add_employers(self, partners, reasons=None):
        """Make prospects of ``partners``; those the club prospects already join.

        :param reasons: ``{partner id: values of the prospect that say why}``
        :return: the prospects
        """
        self.ensure_one()
        if self.state == "closed":
            raise UserError(self.env._("This campaign is closed: open it again first."))
        self.env["club.race"]._hold(self)
        self.env["club.prospecting"]._take_turns(self.club_id, partners)
        # The dialog's default_campaign_id would be taken for a campaign of utm.
        Lead = self.env["crm.lead"].with_context(clean_context(self.env.context))
        known = Lead.search(
            Domain("club_id", "=", self.club_id.id)
            & Domain("partner_id", "in", partners.ids)
        )
        joining = known.filtered(
            lambda lead: lead.club_campaign_id.state != "running"
        ).grouped("partner_id")
        first = Lead.union(*(leads[:1] for leads in joining.values()))
        first.write({"club_campaign_id": self.id})
        reasons = reasons or {}
        Lead = Lead._club_unguarded("campaign_points", "campaign_why")
        for lead in first.with_env(Lead.env):
            lead.write(reasons.get(lead.partner_id.id, {}))
        created = Lead.create(
            [
                self._prospect_values(partner) | reasons.get(partner.id, {})
                for partner in partners - known.partner_id
            ]
        )
        return first | created.with_env(first.env)

    def _prospect_values(self, partner):
        people = self.env["club.restriction"]._shown(self.participant_ids)
        return {
            "type": "opportunity",
            "name": partner.name,
            "partner_id": partner.id,
            "club_id": self.club_id.id,
            "club_campaign_id": self.id,
            "user_id": self.user_id.id,
            "prospecting_mode": self.mode,
            "channel": self.channel,
            "occupation_ids": [Command.set(self.occupation_ids.ids)],
            "participant_ids": [Command.set(people.ids)],
        }
