from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ...const import COACH, ENDED, SEATED
from ...utils import clock


def initials(name):
    """Return the two letters that stand for a person on a disc."""
    words = (name or "?").replace("-", " ").split()
    return "".join(word[0] for word in words[:2]).upper()


class ClubParticipant(models.Model):
    """One journey of one person, from orientation to exit.

    The person is the ``res.partner``; what is sensitive (age, district, barriers)
    stays on the journey, where only those who coach the person read it.
    """

    _name = "club.participant"
    _description = "Participant"
    _inherit = [
        "club.guard.mixin",
        "club.label.mixin",
        "club.transition.mixin",
        "club.nir.refusal.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "oriented_on desc, id desc"
    _rec_names_search = ["name"]

    _initial_states = ("oriented",)
    _transitions = {
        "oriented": ("informed", "interviewed", "waitlisted", "declined", "withdrawn"),
        "informed": ("interviewed", "oriented", "waitlisted", "declined", "withdrawn"),
        "interviewed": ("admitted", "informed", "waitlisted", "declined", "withdrawn"),
        "waitlisted": ("admitted", "interviewed", "declined", "withdrawn"),
        "admitted": ("active", "interviewed", "waitlisted", "declined", "withdrawn"),
        "active": ("exited", "admitted"),
        "exited": ("active",),
        "declined": ("oriented",),
        "withdrawn": ("oriented",),
    }
    _live_states = tuple(state for state in _transitions if state not in ENDED)
    _handed_over = ("animateur_id", [("state", "in", _live_states)])

    # person
    partner_id = fields.Many2one(
        "res.partner", required=True, index=True, ondelete="restrict", string="Person"
    )
    name = fields.Char(compute="_compute_name", store=True, index="trigram")
    initials = fields.Char(compute="_compute_initials")
    phone = fields.Char(related="partner_id.phone", related_sudo=False, readonly=False)
    email = fields.Char(related="partner_id.email", related_sudo=False, readonly=False)
    city = fields.Char(related="partner_id.city", related_sudo=False)
    active = fields.Boolean(default=True)

    # club
    club_id = fields.Many2one(
        "club.club", required=True, index=True, ondelete="restrict", tracking=True
    )
    cohort_id = fields.Many2one(
        "club.cohort",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        domain="[('club_id', '=', club_id), ('state', '!=', 'closed')]",
    )
    animateur_id = fields.Many2one("res.users", index="btree_not_null", tracking=True)
    caseload_id = fields.Many2one(
        "club.caseload",
        compute="_compute_caseload_id",
        store=True,
        index="btree_not_null",
        groups=COACH,
    )

    # orientation
    referent_id = fields.Many2one(
        "res.users",
        index="btree_not_null",
        tracking=True,
        default=lambda self: self._default_referent(),
    )
    prescriber_id = fields.Many2one(
        "res.partner",
        index="btree_not_null",
        ondelete="restrict",
        help="Who spotted the person: Mission locale, Maison de l'emploi…",
    )
    orientation_note = fields.Text(help="Facts the person may read, no judgement.")

    # project
    occupation_ids = fields.Many2many(
        "club.occupation", string="Jobs sought", domain=[("kind", "=", "job")]
    )
    mobility_km = fields.Integer(string="Mobility (km)")
    available_from = fields.Date()
    need_ids = fields.Many2many("club.need", string="Needs", groups=COACH)

    # state
    state = fields.Selection(
        [
            ("oriented", "Oriented"),
            ("informed", "Informed"),
            ("interviewed", "Interviewed"),
            ("waitlisted", "Waiting list"),
            ("admitted", "Admitted"),
            ("active", "In journey"),
            ("exited", "Exited"),
            ("declined", "Declined"),
            ("withdrawn", "Gave up"),
        ],
        default="oriented",
        required=True,
        index=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    is_seated = fields.Boolean(compute="_compute_is_seated")
    oriented_on = fields.Date(
        default=clock.today, required=True, copy=False, tracking=True
    )
    informed_on = fields.Date(copy=False)
    interviewed_on = fields.Date(copy=False)
    waitlisted_on = fields.Date(copy=False)
    admitted_on = fields.Date(copy=False, tracking=True)
    started_on = fields.Date(copy=False, tracking=True)
    planned_end_on = fields.Date(
        compute="_compute_planned_end_on",
        store=True,
        readonly=False,
        copy=False,
        tracking=True,
    )
    ended_on = fields.Date(copy=False, tracking=True)
    renewed = fields.Boolean(copy=False, tracking=True)
    exit_reason_id = fields.Many2one(
        "club.exit.reason", copy=False, ondelete="restrict", tracking=True
    )
    decline_reason_id = fields.Many2one(
        "club.decline.reason", copy=False, ondelete="restrict", tracking=True
    )

    # what follows from it
    candidacy_ids = fields.One2many("club.candidacy", "participant_id")
    placement_ids = fields.One2many("club.placement", "participant_id")
    candidacy_count = fields.Integer(compute="_compute_candidacy_counts")
    referral_count = fields.Integer(
        compute="_compute_candidacy_counts", help="Candidacies presented by the coach."
    )
    placement_count = fields.Integer(compute="_compute_placement_count")
    last_candidacy_on = fields.Date(
        compute="_compute_last_candidacy_on", store=True, string="Last candidacy"
    )
    days_left = fields.Integer(compute="_compute_days_left")

    _one_live_journey = models.UniqueIndex(
        "(partner_id) WHERE state NOT IN ('exited', 'declined', 'withdrawn')",
        "This person already has a live journey, here or in another club: "
        "end it before opening a new one.",
    )
    _dates_order = models.Constraint(
        "CHECK(admitted_on >= oriented_on AND started_on >= admitted_on "
        "AND ended_on >= started_on)",
        "Dates follow each other: orientation, admission, start, end.",
    )
    _dates_present = models.Constraint(
        "CHECK((state NOT IN ('admitted', 'active', 'exited') OR admitted_on IS NOT "
        "NULL) AND (state NOT IN ('oriented', 'informed', 'interviewed', 'waitlisted') "
        "OR admitted_on IS NULL) "
        "AND (state IN ('active', 'exited')) = (started_on IS NOT NULL) "
        "AND (state = 'exited') = (ended_on IS NOT NULL))",
        "The dates of the journey do not fit its state.",
    )
    _seated_in_group = models.Constraint(
        "CHECK(state NOT IN ('admitted', 'active') OR cohort_id IS NOT NULL)",
        "Whoever holds a seat is in a group.",
    )
    _planned_end_limit = models.Constraint(
        "CHECK(planned_end_on >= started_on AND planned_end_on <= started_on + "
        "make_interval(months => "
        "CASE WHEN renewed THEN 6 ELSE 3 END))",
        "A journey lasts 3 months at most, 6 when it was renewed.",
    )
    _club_state_idx = models.Index("(club_id, state)")
    _club_started_idx = models.Index(
        "(club_id, started_on) WHERE started_on IS NOT NULL"
    )

    @api.model
    def _default_referent(self):
        user = self.env.user
        if user.has_group("clubs_ambition.group_clubs_referent"):
            return user
        return self.env["res.users"]

    @api.depends("partner_id.name")
    def _compute_name(self):
        """Copy the name of the person; a form being typed names who may be read."""
        for participant in self:
            person = participant.partner_id
            known = person if participant.id else person._club_named_to_reader()
            participant.name = known.name

    @api.depends("name")
    @api.depends_context("uid")
    def _compute_initials(self):
        named = self._club_named_to_reader()
        for participant in self:
            participant.initials = initials(participant in named and participant.name)

    @api.depends("animateur_id")
    def _compute_caseload_id(self):
        caseloads = self.env["club.caseload"].search(
            [("user_id", "in", self.animateur_id.ids)]
        )
        by_user = {caseload.user_id: caseload for caseload in caseloads}
        for participant in self:
            participant.caseload_id = by_user.get(participant.animateur_id)

    @api.depends("state")
    def _compute_is_seated(self):
        for participant in self:
            participant.is_seated = participant.state in SEATED

    @api.depends("started_on")
    def _compute_planned_end_on(self):
        for participant in self:
            if not participant.started_on:
                participant.planned_end_on = False
            elif not participant.renewed and participant.state != "exited":
                participant.planned_end_on = participant.started_on + relativedelta(
                    months=participant.club_id.journey_months
                )

    @api.depends("candidacy_ids.state", "candidacy_ids.origin")
    def _compute_candidacy_counts(self):
        groups = self.env["club.candidacy"]._read_group(
            [("participant_id", "in", self.ids), ("sent_on", "!=", False)],
            ["participant_id", "origin"],
            ["__count"],
        )
        totals, referrals = {}, {}
        for participant, origin, count in groups:
            totals[participant.id] = totals.get(participant.id, 0) + count
            if origin == "coach":
                referrals[participant.id] = count
        for participant in self:
            participant.candidacy_count = totals.get(participant.id, 0)
            participant.referral_count = referrals.get(participant.id, 0)

    @api.depends("placement_ids")
    def _compute_placement_count(self):
        groups = self.env["club.placement"]._read_group(
            [("participant_id", "in", self.ids)], ["participant_id"], ["__count"]
        )
        counts = {participant.id: count for participant, count in groups}
        for participant in self:
            participant.placement_count = counts.get(participant.id, 0)

    @api.depends("candidacy_ids.sent_on")
    def _compute_last_candidacy_on(self):
        groups = self.env["club.candidacy"]._read_group(
            [("participant_id", "in", self.ids)], ["participant_id"], ["sent_on:max"]
        )
        latest = {participant.id: sent_on for participant, sent_on in groups}
        for participant in self:
            participant.last_candidacy_on = latest.get(participant.id)

    @api.depends("planned_end_on", "state")
    def _compute_days_left(self):
        today = clock.today(self)
        for participant in self:
            end = participant.planned_end_on
            live = participant.state == "active" and end
            participant.days_left = (end - today).days if live else 0

    @api.model
    def _count_seated(self, groupby, ids):
        """Return ``{id: seats held}`` for a many2one ``groupby``.

        sudo: a counter must count the people its reader may not see.
        """
        groups = (
            self.sudo()
            .with_context(active_test=False)
            ._read_group(
                Domain(groupby, "in", ids) & Domain("state", "in", SEATED),
                [groupby],
                ["__count"],
            )
        )
        return {record.id: count for record, count in groups}

    @api.constrains("cohort_id", "club_id")
    def _check_cohort_club(self):
        for participant in self.filtered("cohort_id"):
            if participant.cohort_id.club_id != participant.club_id:
                raise ValidationError(
                    self.env._(
                        "The group %(cohort)s belongs to another club than %(club)s.",
                        cohort=participant.cohort_id.name,
                        club=participant.club_id.name,
                    )
                )

    @api.constrains("partner_id")
    def _check_person(self):
        for participant in self:
            if participant.partner_id.is_company:
                raise ValidationError(
                    self.env._(
                        "%s is a company: a journey belongs to a person.",
                        participant.partner_id.display_name,
                    )
                )

    @api.constrains("active", "state")
    def _check_archived(self):
        for participant in self:
            if not participant.active and participant.state not in ENDED:
                raise UserError(
                    self.env._(
                        "The journey of %s is still live: end it before archiving it.",
                        participant.display_name,
                    )
                )
