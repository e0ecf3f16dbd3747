from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...const import (
    COACH,
    JOURNEY_MONTHS,
    MANAGER,
    OVERSEAS_TIMEZONES,
    SEATS,
    SEATS_MOST,
    TIMEZONE,
)
from ...utils import actions
from ...utils.identifiers import department_of
from ...utils.searches import true_where
from ..tools.club_chase_mixin import LADDER
from . import inbound_page

PEOPLE = "clubs_ambition.group_clubs_referent,clubs_ambition.group_clubs_animateur"
"""Who reads the groups: where there are seats is what a referent looks for."""


class ClubClub(models.Model):
    """A permanent team of an agency: its animateurs, its room, its rules.

    A club is one to one with a ``crm.team``, which carries the mail alias and the
    prospection of employers; the team is created with the club.
    """

    _name = "club.club"
    _description = "Club"
    _inherit = [
        "club.chase.mixin",
        "club.undelivered.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "name, id"
    _goes_on = [("active", "=", True)]

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    territory_id = fields.Many2one(
        "club.territory", required=True, index=True, ondelete="restrict", tracking=True
    )
    animateur_ids = fields.Many2many(
        "res.users",
        "club_club_animateur_rel",
        "club_id",
        "user_id",
        string="Animateurs",
        domain=[("share", "=", False)],
        tracking=True,
    )
    team_id = fields.Many2one(
        "crm.team",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        ondelete="restrict",
        string="Prospection team",
    )
    alias_name = fields.Char(related="team_id.alias_name", readonly=False)
    alias_domain_id = fields.Many2one(related="team_id.alias_domain_id")

    # place
    room = fields.Char()
    street = fields.Char()
    zip = fields.Char()
    city = fields.Char()
    tz = fields.Char(
        compute="_compute_tz", store=True, precompute=True, string="Time zone"
    )
    mobile = fields.Char(
        help="Number participants and employers call; shown on what they receive."
    )
    email = fields.Char()

    _club_highest = {"seats": SEATS_MOST}
    seats = fields.Integer(default=SEATS, required=True, tracking=True)
    min_seats = fields.Integer(
        default=8, string="Minimum to open", help="Below it, a manager decides."
    )
    journey_months = fields.Integer(
        default=JOURNEY_MONTHS, required=True, string="Journey length (months)"
    )
    max_renewals = fields.Integer(default=1, required=True)
    group_sessions_per_week = fields.Integer(default=3, required=True)
    target_candidacies = fields.Integer(
        default=7, required=True, help="Referrals aimed at for each participant."
    )
    chase_1_days = fields.Integer(default=LADDER[0])
    chase_2_days = fields.Integer(default=LADDER[1])
    chase_3_days = fields.Integer(default=LADDER[2])

    # eligibility
    age_min = fields.Integer(string="From age", help="0: no lower limit.")
    age_max = fields.Integer(
        string="To age", help="Last age admitted, at entry. 0: no upper limit."
    )
    district_rule = fields.Selection(
        [
            ("required", "Required"),
            ("preferred", "Preferred"),
            ("ignored", "Not looked at"),
        ],
        default="preferred",
        required=True,
        string="Priority district",
    )
    level_max = fields.Selection(
        [("3", "CAP, BEP (3)"), ("4", "Bac (4)"), ("5", "Bac + 2 (5)")],
        string="Highest education level",
        help="Level of 2019; empty: no limit. Below level II of 1969 is 5.",
    )
    require_project = fields.Boolean(
        string="Job sought required", help="At least one occupation is known."
    )
    refuse_blocking_barrier = fields.Boolean(
        default=True, string="A blocking barrier stops admission"
    )

    budget_line_ids = fields.One2many("club.budget.line", "club_id", groups=MANAGER)
    cohort_ids = fields.One2many("club.cohort", "club_id", groups=PEOPLE)
    participant_ids = fields.One2many("club.participant", "club_id", groups=COACH)

    # inbound
    inbound_open = fields.Boolean(
        default=True, tracking=True, string="Employers may write by the public form"
    )
    inbound_url = fields.Char(
        compute="_compute_inbound_url",
        string="Public form for employers",
        help="To give to employers: they describe their need without an account.",
    )

    # card: it counts a few persons, of whom a steering committee hears nothing
    seats_taken = fields.Integer(
        compute="_compute_seats_taken",
        string="Journeys admitted or active",
        groups=COACH,
    )
    candidacies_week = fields.Integer(
        compute="_compute_candidacies_week",
        string="Candidacies sent this week",
        groups=COACH,
    )
    placement_count = fields.Integer(
        compute="_compute_placement_count", string="Placements", groups=COACH
    )
    placement_graph = fields.Text(
        compute="_compute_placement_graph", string="Placements by month", groups=COACH
    )
    participant_count = fields.Integer(
        compute="_compute_participant_count", string="Live journeys", groups=COACH
    )
    offer_count = fields.Integer(
        compute="_compute_offer_count", string="Open offers", groups=COACH
    )
    lead_count = fields.Integer(
        compute="_compute_lead_count", string="Prospects", groups=COACH
    )
    activities_overdue = fields.Integer(
        compute="_compute_activities_overdue", string="Overdue activities", groups=COACH
    )
    unattended = fields.Boolean(
        compute="_compute_unattended", search="_search_unattended"
    )
    sees_persons = fields.Boolean(compute="_compute_sees_persons")
    agency_name = fields.Char(related="territory_id.name", string="Agency")
    is_mine = fields.Boolean(
        compute="_compute_is_mine", search="_search_is_mine", string="My clubs"
    )

    _team_uniq = models.UniqueIndex("(team_id)", "This team already has its club.")
    _seats_positive = models.Constraint(
        "CHECK(seats > 0 AND min_seats >= 0 AND min_seats <= seats)",
        "A club has at least one seat, and its minimum does not exceed its seats.",
    )
    _journey_length = models.Constraint(
        "CHECK(journey_months BETWEEN 1 AND 3 AND max_renewals BETWEEN 0 AND 1)",
        "A journey lasts 1 to 3 months and is renewed at most once.",
    )
    _targets_positive = models.Constraint(
        "CHECK(group_sessions_per_week >= 0 AND target_candidacies >= 0)",
        "Targets are not negative.",
    )

    @api.depends("zip")
    def _compute_tz(self):
        for club in self:
            club.tz = OVERSEAS_TIMEZONES.get((club.zip or "")[:3], TIMEZONE)

    def _compute_inbound_url(self):
        for club in self:
            club.inbound_url = inbound_page.url_of(club)

    def _compute_seats_taken(self):
        self.env["club.dashboard"]._show_seats(self)

    def _compute_candidacies_week(self):
        self.env["club.dashboard"]._show_candidacies(self)

    def _compute_placement_count(self):
        self.env["club.dashboard"]._show_placements(self)

    def _compute_placement_graph(self):
        self.env["club.dashboard"]._show_graph(self)

    def _compute_participant_count(self):
        self.env["club.dashboard"]._show_journeys(self)

    def _compute_offer_count(self):
        self.env["club.dashboard"]._show_offers(self)

    def _compute_lead_count(self):
        self.env["club.dashboard"]._show_prospects(self)

    def _compute_activities_overdue(self):
        self.env["club.dashboard"]._show_overdue(self)

    def _compute_unattended(self):
        self.env["club.unattended"]._show(self)

    def _search_unattended(self, operator, value):
        return true_where(self.env["club.unattended"]._domain, operator, value)

    def _compute_sees_persons(self):
        self.env["club.dashboard"]._show_offered(self)

    def _compute_is_mine(self):
        mine = self._my_clubs()
        for club in self:
            club.is_mine = not mine or club in mine

    def _search_is_mine(self, operator, value):
        mine = self._my_clubs()
        domain = Domain("id", "in", mine.ids) if mine else Domain.TRUE
        return true_where(lambda: domain, operator, value)

    @api.constrains("age_min", "age_max")
    def _check_ages(self):
        for club in self:
            if club.age_min < 0 or club.age_max < 0:
                raise ValidationError(self.env._("An age is not negative."))
            if club.age_max and club.age_max < club.age_min:
                raise ValidationError(
                    self.env._("The age limits of %s cross each other.", club.name)
                )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        Team = self.env["crm.team"]
        vals_list = [Team._club_with_team(self, vals) for vals in vals_list]
        opened = super(ClubClub, self._club_unguarded("team_id"))
        clubs = opened.create(vals_list).with_env(self.env)
        clubs._follow_animateurs()
        for club in clubs:
            club._receive_animateurs(club.animateur_ids)
        return clubs

    def write(self, vals):
        named = {c: c.animateur_ids for c in self if "animateur_ids" in vals}
        self.env["club.ending"]._check_archived(self, vals)
        if "territory_id" in vals:
            self.env["club.territory"]._check_move(self, vals["territory_id"])
        touched = {"animateur_ids", "territory_id", "active"} & vals.keys()
        before = self._team() if touched else self.env["res.users"]
        result = super().write(vals)
        if touched:
            self._follow_animateurs()
            self.env["club.departure"]._let_go(before)
        if "zip" in vals:
            self.env.registry.clear_cache()
        if "name" in vals:
            self.team_id.sudo().name = vals["name"]
        for club, animateurs in named.items():
            club._receive_animateurs(club.animateur_ids - animateurs)
        return result

    def _follow_animateurs(self):
        """Give the animateurs their team and caseload; forget cached rules."""
        for club in self:
            club.team_id.sudo().member_ids = club.animateur_ids
        self.env["club.caseload"]._ensure(self.animateur_ids)
        self.env.registry.clear_cache()

    def _receive_animateurs(self, users):
        """Give those newly named their role; the club's log says so."""
        newcomers = users._receive_club_role("animateur")
        if newcomers:
            self._message_log(body=newcomers._club_role_sentence("animateur"))

    # === ACTIONS === #

    def action_open_cohorts(self):
        return self._action_open("club_cohort_action")

    def action_open_participants(self):
        return self._action_open("club_participant_action", search_default_live=1)

    def action_open_candidacies(self):
        return self._action_open("club_candidacy_action")

    def action_open_candidacies_week(self):
        return self._action_open("club_candidacy_action", search_default_this_week=1)

    def action_open_placements(self):
        return self._action_open("club_placement_action")

    def action_open_leads(self):
        return self._action_open("crm_lead_action_prospection")

    def action_open_offers(self):
        return self._action_open("club_offer_action", search_default_to_fill=1)

    @api.model
    def _action_home(self):
        """Return the screen the reader opens first: people, clubs or the log."""
        return self.env.user._club_home_action()

    def _action_open(self, xmlid, **context):
        self.ensure_one()
        mine, new = [("club_id", "=", self.id)], {"default_club_id": self.id}
        return actions.stored(self.env, xmlid, domain=mine, context={**new, **context})

    # === WHO IS THERE === #

    def _my_clubs(self):
        """Return the clubs the reader animates or manages; who has none works with all."""
        return self.env.user.club_ids | self.env.user.club_managed_ids

    @api.model
    def _my_only_club(self):
        """Return the club of a new record where there is no choice, else none.

        It is the only one of the reader; of the network, for whoever works with all.
        """
        clubs = self._my_clubs()
        if not clubs and self.env.user.has_groups(
            "clubs_ambition.group_clubs_referent,clubs_ambition.group_clubs_coordinator"
        ):
            clubs = self.search([], limit=2)
        return clubs if len(clubs) == 1 else self.browse()

    def _team(self):
        """Return all who work for these clubs; sudo: managers are not everybody's."""
        clubs = self.sudo().with_context(active_test=False)
        return clubs.animateur_ids | clubs.territory_id._chain_users()

    def _in_charge(self, *known):
        """Return who takes care of the club's things: of ``known``, who is there still.

        Else who stands in, the animateur of most free seats, a manager, nobody.
        """
        return self.env["club.stand.in"]._in_charge(self.sudo(), known)

    def _managers(self):
        """Return those who answer for the club: of its territory, or the next above.

        sudo: an animateur does not read who is attached to a region.
        """
        return self.sudo().territory_id._managers()

    # === WHERE IT IS === #

    @api.model
    @tools.ormcache("club_id")
    def _zone_of(self, club_id):
        """Return a club's zone, read with the others'; sudo: it is no secret."""
        return self.sudo().browse(club_id).with_prefetch(self._prefetch_ids).tz

    def _department(self):
        """Return the department of the club, read from its postcode."""
        where = [("code", "=", department_of(self.zip or ""))]
        return self.env["club.department"].search(where, limit=1)

    def _commune(self):
        """Return the commune of the club, if it holds priority districts."""
        if not self:
            return self.env["club.commune"]
        return self.env["club.commune"]._named(self.city, self._department())

    # === WHAT IS TO DO === #

    def _today_list(self):
        """Return what somebody must do in these clubs, in the order of the day."""
        return self.env["club.today"]._list(self)

    @api.model
    def _missing_first(self, model):
        """Return one sentence for each thing that is missing before a screen."""
        return list(self.env["club.first.steps"]._missing(model))
