from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from ...const import CONTRACT_KINDS, SEATED
from ...utils import actions, clock
from ...utils.counts import count_by
from ...utils.geometry import distance_km

RANKED = 60
"""Offers ranked at once for somebody, the nearest deadlines first."""

POINTS = {"job": 50, "level": 15, "distance": 20, "available": 15}
"""What each reason is worth, 100 in all. Age, district and difficulties are worth
nothing: they are not looked at."""


class ClubOffer(models.Model):
    """A job an employer wants to fill, whoever published it."""

    _name = "club.offer"
    _description = "Offer"
    _inherit = [
        "club.label.mixin",
        "club.prospecting.mixin",
        "club.undelivered.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "deadline, id desc"
    _goes_on = [("state", "in", ("open", "partial"))]
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

    level_id = fields.Many2one(
        "club.education.level", ondelete="restrict", string="Level asked for"
    )

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
        counts = count_by(self, "club.candidacy", "offer_id")
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
        self.env["club.network"]._join(offers.partner_id)
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

    # === ACTIONS === #

    @api.model
    def _action_new(self, **values):
        """Return the action that opens the form of a new offer with these values."""
        return actions.window(
            "club.offer",
            name=self.env._("New offer"),
            context={f"default_{name}": value for name, value in values.items()},
        )

    def action_close(self):
        return self._write_closed(clock.today(self))

    def action_reopen(self):
        return self._write_closed(False)

    def _write_closed(self, day):
        return self._unguarded("closed_on").write({"closed_on": day})

    def action_open_lead(self):
        self.ensure_one()
        return actions.window(
            "crm.lead",
            views=[(self.env["club.prospecting"]._form().id, "form")],
            res_id=self.lead_id.id,
        )

    def action_open_establishment(self):
        self.ensure_one()
        return self.partner_id.get_formview_action()

    def action_open_placements(self):
        self.ensure_one()
        return actions.stored(
            self.env,
            "club_placement_action",
            domain=[("candidacy_id.offer_id", "=", self.id)],
        )

    def action_open_candidacies(self):
        self.ensure_one()
        return actions.stored(
            self.env,
            "club_candidacy_action",
            domain=[("offer_id", "=", self.id)],
            context={
                "default_offer_id": self.id,
                "default_partner_id": self.partner_id.id,
            },
        )

    def action_propose(self):
        """Rank the people of the user's clubs for this offer, to present several."""
        self.ensure_one()
        people = self.env["club.participant"].search(
            Domain(
                [
                    ("state", "in", SEATED),
                    ("club_id", "in", self._proposing_clubs().ids),
                ]
            )
            & self.env["club.restriction"]._domain_worked_on()
        )
        return actions.dialog(
            "club.proposal",
            self.env._("Present people"),
            default_offer_ids=self.ids,
            default_participant_ids=people.ids,
            dialog_size="extra-large",
        )

    @api.model
    def _open_around(self, club):
        """Return the open offers around a club, in time for somebody of it."""
        in_time = Domain("deadline", "=", False)
        in_time |= Domain("deadline", ">=", clock.today(club))
        near = Domain("club_id", "=", club.id)
        near |= Domain("partner_id.club_near", "=", True)
        still = Domain("state", "in", ("open", "partial"))
        still &= Domain("partner_id.club_closed", "=", False)
        return self.search(still & in_time & near, limit=RANKED)

    def _proposing_clubs(self):
        """Return the user's clubs; the offer's own for whoever has none (a manager)."""
        return self.env.user.club_ids or self.club_id

    def _written_to(self):
        """Return the contacts of these offers who may be written to.

        Who is archived asked to be left alone, or works there no more.
        """
        return self.contact_id.filtered("active")

    # === MATCHING === #

    def _match(self, participant):
        """Return ``(points, [line])`` of one person for this offer, 0 to 100."""
        self.ensure_one()
        parts = [
            self._match_job(participant),
            self._match_level(participant),
            self._match_distance(self.partner_id, participant),
            self._match_availability(participant),
        ]
        return sum(points for points, _line in parts), [
            f"{line} (+{points})" for points, line in parts
        ]

    def _match_job(self, participant):
        best, asked = POINTS["job"], self.occupation_id
        sought = participant.occupation_ids
        if not asked or not sought:
            return best // 5, self.env._("job not told")
        if asked in sought:
            return best, self.env._("the job sought")
        if asked.parent_id and asked.parent_id in sought.parent_id:
            return best * 7 // 10, self.env._("a job of the same ROME sheet")
        if asked.domain_id in sought.domain_id:
            return best * 3 // 10, self.env._("a job of the same domain")
        return 0, self.env._("another job")

    def _match_level(self, participant):
        best, asked = POINTS["level"], self.level_id
        if not asked:
            return best, self.env._("no level asked for")
        level = participant.education_level_id
        if not level:
            return best // 3, self.env._("level not known")
        if level.level_number >= asked.level_number:
            return best, self.env._("level reached")
        return 0, self.env._("level below what is asked for")

    @api.model
    def _match_distance(self, employer, participant):
        """Compare the way to an employer with how far the person may go."""
        best, reach = POINTS["distance"], participant.mobility_km
        here = (employer.partner_latitude, employer.partner_longitude)
        there = (participant.latitude, participant.longitude)
        if not (any(here) and any(there) and reach):
            return best // 2, self.env._("distance not known")
        way = distance_km(here, there)
        words = self.env._("%(way)s km, goes %(reach)s km", way=round(way), reach=reach)
        return (best if way <= reach else 0), words

    def _match_availability(self, participant):
        best, day = POINTS["available"], participant.available_from
        today = clock.today(self)
        if not day or day <= max(today, self.deadline or today):
            return best, self.env._("available")
        when = format_date(self.env, day)
        return best // 3, self.env._("available from %s", when)
