from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command, Domain

from ...const import JOURNEY_MONTHS, OVERSEAS_TIMEZONES, SEATS, SEATS_MOST, TIMEZONE
from ...utils import actions
from ..tools.club_chase_mixin import LADDER

PEOPLE = "clubs_ambition.group_clubs_referent,clubs_ambition.group_clubs_animateur"
"""Who reads groups and journeys, each those in sight."""


class ClubClub(models.Model):
    """A permanent team of an agency: its animateurs, its room, its rules.

    A club is one to one with a ``crm.team``, which carries the mail alias and the
    prospection of employers; the team is created with the club.
    """

    _name = "club.club"
    _description = "Club"
    _inherit = [
        "club.chase.mixin",
        "club.nir.refusal.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "name, id"

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

    # measure
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

    budget_line_ids = fields.One2many("club.budget.line", "club_id")
    cohort_ids = fields.One2many("club.cohort", "club_id", groups=PEOPLE)
    participant_ids = fields.One2many("club.participant", "club_id", groups=PEOPLE)

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

    @api.model
    @tools.ormcache("club_id")
    def _zone_of(self, club_id):
        """Return a club's time zone; sudo: it is no secret. Every screen asks for it."""
        return self.sudo().browse(club_id).tz

    @api.constrains("age_min", "age_max")
    def _check_ages(self):
        for club in self:
            if club.age_min < 0 or club.age_max < 0:
                raise ValidationError(self.env._("An age is not negative."))
            if club.age_max and club.age_max < club.age_min:
                raise ValidationError(
                    self.env._("The age limits of %s cross each other.", club.name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        self.check_access("create")
        for vals in vals_list:
            self._club_check_bounds(vals)
            if vals.get("name") and not vals.get("team_id"):
                vals["team_id"] = self._create_team(vals).id
        clubs = super().create(vals_list)
        clubs._follow_animateurs()
        return clubs

    def write(self, vals):
        if "territory_id" in vals:
            self._check_territory(vals["territory_id"])
        touched = {"animateur_ids", "territory_id", "active"} & vals.keys()
        before = self._team() if touched else self.env["res.users"]
        result = super().write(vals)
        if touched:
            self._follow_animateurs()
            before._club_let_go()
        if "zip" in vals:
            self.env.registry.clear_cache()
        if "name" in vals:
            self.team_id.sudo().name = vals["name"]
        return result

    def _check_territory(self, territory_id):
        """Refuse to hand a club, and its people, to those of another territory."""
        user = self.env.user
        if self.env.su or user.has_group("clubs_ambition.group_clubs_coordinator"):
            return
        moved = self.filtered(lambda club: club.territory_id.id != territory_id)
        mine = Domain("id", "child_of", user.club_territory_ids.ids)
        reached = mine & Domain("id", "=", territory_id)
        if moved and not self.env["club.territory"].search_count(reached):
            raise AccessError(
                self.env._(
                    "Only the coordination moves a club to a territory that is not "
                    "yours."
                )
            )

    @api.model
    def _create_team(self, vals):
        """Create the club's team; sudo: sales rights are not given to our roles."""
        stages = self.env["crm.stage"].sudo().search([("for_clubs", "=", True)])
        team = (
            self.env["crm.team"]
            .sudo()
            .create(
                {
                    "name": vals["name"],
                    "use_opportunities": True,
                    "user_id": False,
                    # no job of the sales makes leads the club's
                    "assignment_optout": True,
                }
            )
        )
        stages.write({"team_ids": [Command.link(team.id)]})
        return team

    def _follow_animateurs(self):
        """Give the animateurs their team and caseload; forget cached rules."""
        for club in self:
            club.team_id.sudo().member_ids = club.animateur_ids
        self.env["club.caseload"]._ensure(self.animateur_ids)
        self.env.registry.clear_cache()

    # === WHO IS THERE === #

    def _team(self):
        """Return all who work for these clubs; sudo: managers are not everybody's."""
        clubs = self.sudo().with_context(active_test=False)
        return clubs.animateur_ids | clubs.territory_id._chain_users()

    def _in_charge(self, *known):
        """Return who takes care of the club's things: of ``known``, who is there still.

        Else its animateur of most free seats, else its manager, else nobody.
        """
        self.ensure_one()
        club = self.sudo()
        for user in known:
            if user._club_is_there(club):
                return user
        team = club.animateur_ids.filtered(lambda user: user._club_is_there(club))
        lightest = self.env["club.caseload"]._lightest(team).user_id
        return lightest or team[:1] or club._managers()[:1]

    def _managers(self):
        """Return those who answer for the club: of its territory, or the next above.

        sudo: an animateur does not read who is attached to a region.
        """
        territory = self.sudo().territory_id
        while territory:
            managers = territory.user_ids.filtered(
                lambda user: user.has_group("clubs_ambition.group_clubs_manager")
            )
            if managers:
                return managers
            territory = territory.parent_id
        return self.env["res.users"]

    # === ACTIONS === #

    def action_open_cohorts(self):
        return self._action_open("club_cohort_action")

    def action_open_participants(self):
        return self._action_open("club_participant_action")

    def action_open_candidacies(self):
        return self._action_open("club_candidacy_action")

    def action_open_placements(self):
        return self._action_open("club_placement_action")

    def action_open_leads(self):
        return self._action_open("crm_lead_action_prospection")

    def action_open_offers(self):
        return self._action_open("club_offer_action")

    def _action_open(self, xmlid):
        self.ensure_one()
        return actions.stored(
            self.env,
            xmlid,
            domain=[("club_id", "=", self.id)],
            context={"default_club_id": self.id},
        )

    def _department(self):
        """Return the department of the club, read from its postcode."""
        code = self.env["res.partner"]._club_department_code(self.zip or "")
        return self.env["club.department"].search([("code", "=", code)], limit=1)

    def _commune(self):
        """Return the commune of the club, if it holds priority districts."""
        if not self:
            return self.env["club.commune"]
        self.ensure_one()
        communes = self.env["club.commune"].search(
            [
                ("name", "=ilike", (self.city or "").strip()),
                ("department_id", "=", self._department().id),
            ]
        )
        return communes[:1]
