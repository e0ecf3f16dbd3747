from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from ...const import COACH, ENDED, ON_LIST, SEATED
from ...utils import actions, clock
from ...utils.identity import initials
from ..person.club_identity import CLAIMS
from ..tools.guarded import OPEN
from . import people_import as importing

OF_PERSON = ("phone", "email", "city", "birth_date")
PAPERS = ("cv_file", "cv_name", "named_consent_on")
"""What a journey shows of its person, to whoever may read the person."""

CLAIMED = ("birth_key", "email_key", "phone_key")
LIVE = "state NOT IN ('exited', 'declined', 'withdrawn')"
AT_ONCE = "Recorded at the same moment by somebody else: try again."


class ClubParticipant(models.Model):
    """One journey of one person, from orientation to exit.

    The person is a ``club.person``; what is sensitive (level, district, barriers)
    stays on the journey, where only those who coach the person read it. An employer is
    shown initials until the person agrees to be named, and no paper that bears their
    name; never the address, the age, the district or a difficulty.

    What a move needs is in ``club.journey.transition``, what a change draws after it in
    ``club.journey.change``, the conditions of an admission in ``club.eligibility``, the
    facts frozen at the start in ``club.entry``, the proof of a positive exit in
    ``club.exit``; what is refused whoever writes in ``club.journey.guard``, and whose a
    journey is as it becomes live in ``club.journey.opening``.
    """

    _name = "club.participant"
    _description = "Participant"
    _inherit = [
        "club.guard.mixin",
        "club.label.mixin",
        "club.transition.mixin",
        "club.import.mixin",
        "club.thread.mixin",
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
    _manager_fields = ("renewed",)
    _fixed_fields = ("person_id",)
    # Seats follow the state; the referent, who is there on the day it is said.
    _follows_elsewhere = (
        *("seat_id", "caseload_seat_id", "closed_by_end"),
        "referent_id",
    )
    _import_headers = importing.fields_by_header()
    _import_readers = importing.READERS
    _import_shared = importing.SHARED
    _import_anchor = "oriented_on"
    # Who has the e-mail of somebody, or their name and phone, knows them already.
    _import_found = ("person_id",)
    _import_zip = "person_zip"

    # person
    person_id = fields.Many2one(
        "club.person", required=True, index=True, ondelete="restrict"
    )
    name = fields.Char(compute="_compute_name", store=True, index="trigram")
    initials = fields.Char(compute="_compute_initials")
    active = fields.Boolean(default=True)
    # Stored: lists of whom to work with leave out who asked to be left alone.
    restricted_on = fields.Date(
        "Left alone since", related="person_id.restricted_on", store=True, copy=False
    )
    phone = fields.Char(
        compute="_compute_of_person",
        inverse=lambda self: self._write_of_person("phone"),
        search=lambda self, *said: self._search_of_person("phone", *said),
    )
    email = fields.Char(
        compute="_compute_of_person",
        inverse=lambda self: self._write_of_person("email"),
        search=lambda self, *said: self._search_of_person("email", *said),
    )
    city = fields.Char(
        compute="_compute_of_person",
        search=lambda self, *said: self._search_of_person("city", *said),
    )
    birth_date = fields.Date(
        compute="_compute_of_person",
        inverse=lambda self: self._write_of_person("birth_date"),
        search=lambda self, *said: self._search_of_person("birth_date", *said),
    )
    cv_file = fields.Binary(
        compute="_compute_papers", inverse="_inverse_cv", groups=COACH, string="CV"
    )
    cv_name = fields.Char(
        compute="_compute_papers",
        inverse="_inverse_cv",
        groups=COACH,
        string="File of the CV",
    )
    named_consent_on = fields.Date(
        compute="_compute_papers",
        groups=COACH,
        string="Agrees to be named since",
        help="Before it, employers read initials and get no CV.",
    )
    consent_ids = fields.One2many("club.privacy.consent", "participant_id")
    consent_label = fields.Char(compute="_compute_consent_label", string="Agreements")
    reads_person = fields.Boolean(
        compute="_compute_of_person", string="May read the person"
    )

    # One live journey for each exact key, whoever orients at once.
    _begun_anew = CLAIMS
    birth_key = fields.Char(
        compute="_compute_claims", store=True, groups="base.group_system"
    )
    email_key = fields.Char(
        compute="_compute_claims", store=True, groups="base.group_system"
    )
    phone_key = fields.Char(
        compute="_compute_claims", store=True, groups="base.group_system"
    )

    # club
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
    seat_id = fields.Many2one(
        "club.seat",
        readonly=True,
        copy=False,
        ondelete="restrict",
        groups="clubs_ambition.group_clubs_coordinator",
    )
    caseload_seat_id = fields.Many2one(
        "club.seat",
        readonly=True,
        copy=False,
        ondelete="restrict",
        groups="clubs_ambition.group_clubs_coordinator",
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
    orientation_ids = fields.One2many(
        "club.orientation", "participant_id", groups=COACH
    )

    # project
    occupation_ids = fields.Many2many(
        "club.occupation", string="Jobs sought", domain=[("kind", "=", "job")]
    )
    # Stored: every card and line shows it, and it hardly ever changes.
    job_label = fields.Char(
        compute="_compute_job_label", store=True, string="Job sought"
    )
    mobility_km = fields.Integer(string="Mobility (km)")
    available_from = fields.Date()
    need_ids = fields.Many2many("club.need", string="Needs", groups=COACH)

    # what is true of the person at entry, frozen at the start (``club.entry``)
    age = fields.Integer(compute="_compute_age", string="Age (at entry once started)")
    education_level_id = fields.Many2one(
        "club.education.level", ondelete="restrict", tracking=True
    )
    district_id = fields.Many2one(
        "club.district", ondelete="restrict", groups=COACH, index="btree_not_null"
    )
    district_status = fields.Selection(
        [("in", "In a district"), ("out", "Outside"), ("unknown", "Not established")],
        compute="_compute_district_status",
        store=True,
        readonly=False,
        groups=COACH,
        string="Priority district",
    )
    district_source = fields.Selection(
        [
            ("declared", "Declared by the person"),
            ("official", "Checked on the official site"),
            ("computed", "Computed from the coordinates"),
        ],
        groups=COACH,
        string="Established by",
    )
    district_checked_on = fields.Date(groups=COACH, string="Established on")
    entry_corrections = fields.Text(readonly=True, copy=False, groups=COACH)
    district_checked_by_id = fields.Many2one(
        "res.users", groups=COACH, readonly=True, copy=False, string="Checked by"
    )
    latitude = fields.Float(digits=(9, 6), groups=COACH)
    longitude = fields.Float(digits=(9, 6), groups=COACH)
    barrier_ids = fields.One2many("club.participant.barrier", "participant_id")
    rqth = fields.Boolean(
        string="Recognised disabled worker (RQTH)",
        groups=COACH,
        help="Written down with the person's agreement.",
    )
    prescriber_kind = fields.Selection(
        [
            ("ft", "France Travail"),
            ("ml", "Mission locale"),
            ("mde", "Maison de l'emploi"),
            ("cap_emploi", "Cap emploi"),
            ("plie", "PLIE"),
            ("ccas", "CCAS"),
            ("dept", "Department"),
            ("school", "E2C, EPIDE"),
            ("prevention", "Prevention, justice"),
            ("association", "Association"),
            ("word_of_mouth", "Word of mouth"),
            ("other", "Other"),
        ],
        groups=COACH,
        help="May reveal the person's situation: hidden from who does not coach.",
    )

    # interview, and the charter accepted after it
    project_note = fields.Text(
        string="Project", groups=COACH, help="Facts the person may read, no judgement."
    )
    motivation = fields.Text(groups=COACH, help="In the person's own words.")
    decline_message = fields.Text(
        copy=False, help="What whoever oriented the person is told."
    )
    decline_alternative = fields.Text(
        string="Proposed instead",
        copy=False,
        help="Another club or another help: the referent is told it with the answer.",
    )
    waiting_rank = fields.Integer(
        string="Rank",
        copy=False,
        help="Order in the waiting list of the club; drag the lines to change it.",
    )
    engagement_on = fields.Date(
        string="Charter accepted on", readonly=True, copy=False, tracking=True
    )
    engagement_version = fields.Char(
        string="Version of the charter", readonly=True, copy=False
    )

    # eligibility
    eligibility = fields.Selection(
        [
            ("eligible", "Eligible"),
            ("derogation", "Derogation"),
            ("incomplete", "To be completed"),
            ("not_eligible", "Not eligible"),
        ],
        compute="_compute_eligibility",
        groups=COACH,
    )
    eligibility_report = fields.Json(compute="_compute_eligibility", groups=COACH)
    eligibility_html = fields.Html(
        compute="_compute_eligibility_html", groups=COACH, sanitize=False
    )
    eligibility_at_entry = fields.Json(
        readonly=True,
        copy=False,
        groups=COACH,
        help="The diagnosis as it stood at admission.",
    )
    derogation_reason = fields.Text(readonly=True, copy=False, groups=COACH)
    derogation_by_id = fields.Many2one(
        "res.users", readonly=True, copy=False, groups=COACH
    )
    derogation_on = fields.Date(readonly=True, copy=False, groups=COACH)

    # what employers are shown
    strengths = fields.Text(
        groups=COACH, help="In a few words, for employers: what the person does well."
    )

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
        group_expand=lambda self, *said: self.env["club.journey.card"]._columns(*said),
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
    closed_by_end = fields.Json(
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="What the end closed, by kind: taking the journey up again restores it.",
    )
    days_left = fields.Integer(compute="_compute_days_left")
    end_label = fields.Char(compute="_compute_end_label", string="Time left")

    attendance_ids = fields.One2many(
        "club.attendance", "participant_id", domain=ON_LIST, groups=COACH
    )
    objective_ids = fields.One2many("club.objective", "participant_id", groups=COACH)
    renewal_ids = fields.One2many("club.renewal", "participant_id", groups=COACH)
    signal_label = fields.Char(
        compute="_compute_signal_label", groups=COACH, string="Signals"
    )
    review_ids = fields.One2many(
        "club.review",
        "participant_id",
        groups=COACH,
        string="Closing review",
    )

    # what follows from it
    candidacy_ids = fields.One2many("club.candidacy", "participant_id")
    candidacy_count = fields.Integer(compute="_compute_counts")
    referral_count = fields.Integer(
        compute="_compute_counts", help="Candidacies presented by the coach."
    )
    last_candidacy_on = fields.Date(
        compute="_compute_last_candidacy_on", store=True, string="Last candidacy"
    )
    quiet_label = fields.Char(
        compute="_compute_quiet_label", groups=COACH, string="Rhythm"
    )
    target_candidacies = fields.Integer(related="club_id.target_candidacies")
    immersion_ids = fields.One2many("club.immersion", "participant_id")
    immersion_count = fields.Integer(compute="_compute_counts", groups=COACH)
    placement_ids = fields.One2many("club.placement", "participant_id")
    placement_count = fields.Integer(compute="_compute_counts")
    help_ids = fields.One2many(
        "club.financial.help", "participant_id", groups=COACH, string="Financial helps"
    )
    help_total = fields.Monetary(
        compute="_compute_counts",
        currency_field="help_currency_id",
        groups=COACH,
        string="Financial helps (total)",
    )
    help_currency_id = fields.Many2one(
        "res.currency", compute="_compute_counts", groups=COACH
    )

    _one_live_journey = models.UniqueIndex(
        "(person_id) WHERE state NOT IN ('exited', 'declined', 'withdrawn')",
        "This person already has a live journey: end it before opening a new one.",
    )
    _one_live_birth = models.UniqueIndex(f"(birth_key) WHERE {LIVE}", AT_ONCE)
    _one_live_email = models.UniqueIndex(f"(email_key) WHERE {LIVE}", AT_ONCE)
    _one_live_phone = models.UniqueIndex(f"(phone_key) WHERE {LIVE}", AT_ONCE)
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
    _seat_uniq = models.UniqueIndex(
        "(seat_id) WHERE seat_id IS NOT NULL", "This seat is taken."
    )
    _caseload_seat_uniq = models.UniqueIndex(
        "(caseload_seat_id) WHERE caseload_seat_id IS NOT NULL", "This seat is taken."
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

    # === COMPUTES === #

    @api.depends("person_id.name")
    def _compute_name(self):
        """Copy the name of the person; a form being typed names who may be read."""
        for participant in self:
            person = participant.person_id
            known = person if participant.id else person._club_named_to_reader()
            participant.name = known.name

    @api.depends("name")
    @api.depends_context("uid")
    def _compute_initials(self):
        named = self._club_named_to_reader()
        for participant in self:
            participant.initials = initials(participant in named and participant.name)

    @api.depends(*(f"person_id.{name}" for name in (*CLAIMED, "set_aside")))
    def _compute_claims(self):
        """Claim the keys of the person, unless set aside: they may be somebody else."""
        for journey in self:
            person = journey.person_id
            for name in CLAIMED:
                journey[name] = not person.set_aside and person[name]

    @api.depends("animateur_id")
    def _compute_caseload_id(self):
        caseloads = self.env["club.caseload"].search(
            [("user_id", "in", self.animateur_id.ids)]
        )
        by_user = {caseload.user_id: caseload for caseload in caseloads}
        for participant in self:
            participant.caseload_id = by_user.get(participant.animateur_id)

    @api.depends("occupation_ids.name")
    def _compute_job_label(self):
        for participant in self:
            jobs = participant.occupation_ids
            more = f" (+{len(jobs) - 1})" if len(jobs) > 1 else ""
            participant.job_label = jobs[0].name + more if jobs else False

    @api.depends(
        "person_id.birth_date",
        "started_on",
        "district_status",
        "district_id",
        "district_source",
        "education_level_id",
        "occupation_ids",
        "barrier_ids.grade",
        "barrier_ids.barrier_id.can_block",
        "derogation_reason",
        "club_id",
    )
    def _compute_eligibility(self):
        rules = self.env["club.eligibility"]
        for participant in self:
            report = rules._report(participant)
            participant.eligibility_report = report
            participant.eligibility = rules._conclusion(participant, report)

    @api.depends("eligibility_report", "eligibility_at_entry")
    @api.depends_context("lang")
    def _compute_eligibility_html(self):
        rules = self.env["club.eligibility"]
        for participant in self:
            participant.eligibility_html = rules._html(participant)

    @api.depends("person_id.birth_date", "started_on")
    def _compute_age(self):
        today = clock.today(self)
        for participant in self:
            day = participant.started_on or today
            born = participant._born_on()
            participant.age = relativedelta(day, born).years if born else 0

    @api.depends("district_id")
    def _compute_district_status(self):
        for participant in self:
            if participant.district_id:
                participant.district_status = "in"
            elif participant.district_status in (False, "in"):
                participant.district_status = "unknown"

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

    # === WHAT A CARD SAYS === #

    @api.depends("planned_end_on", "state")
    def _compute_days_left(self):
        self.env["club.journey.card"]._show_days_left(self)

    @api.depends("days_left", "state", "planned_end_on")
    def _compute_end_label(self):
        card = self.env["club.journey.card"]
        for participant in self:
            participant.end_label = card._end_label(participant)

    def _compute_signal_label(self):
        self.env["club.journey.card"]._show_signals(self)

    @api.depends("last_candidacy_on", "started_on", "state")
    def _compute_quiet_label(self):
        self.env["club.journey.card"]._show_quiet(self)

    @api.depends(
        *("candidacy_ids.state", "candidacy_ids.origin", "immersion_ids.state"),
        *("placement_ids", "help_ids.amount"),
    )
    def _compute_counts(self):
        self.env["club.journey.card"]._show_counts(self)

    @api.depends("candidacy_ids.sent_on")
    def _compute_last_candidacy_on(self):
        self.env["club.journey.card"]._show_last_candidacy(self)

    # === WHAT IS TOLD OF THE PERSON === #

    @api.depends(*(f"person_id.{name}" for name in OF_PERSON))
    @api.depends_context("uid")
    def _compute_of_person(self):
        readable = self.env["club.journey.person"]._show(self, OF_PERSON)
        for journey in self:
            journey.reads_person = journey.person_id in readable

    @api.depends(*(f"person_id.{name}" for name in PAPERS))
    @api.depends_context("uid", "bin_size")
    def _compute_papers(self):
        self.env["club.journey.person"]._show(self, PAPERS)

    def _write_of_person(self, name):
        self.env["club.journey.person"]._write_back(self, name)

    def _search_of_person(self, name, operator, value):
        return self.env["club.journey.person"]._domain(name, operator, value)

    def _inverse_cv(self):
        for journey in self:
            papers = {"cv_file": journey.cv_file, "cv_name": journey.cv_name}
            journey.person_id.write(papers)

    @api.depends("person_id.agreed_count", "person_id.refused_count")
    @api.depends_context("uid", "lang")
    def _compute_consent_label(self):
        self.env["club.journey.card"]._show_consents(self)

    def _born_on(self):
        """Return the birth date; sudo: an age at entry is a fact of the journey."""
        self.ensure_one()
        return self.sudo().person_id.birth_date

    # === CONSTRAINTS === #

    @api.constrains("cohort_id", "club_id")
    def _check_cohort_club(self):
        self.env["club.journey.guard"]._check_cohort_club(self)

    @api.constrains("active", "state")
    def _check_archived(self):
        self.env["club.journey.guard"]._check_archived(self)

    @api.constrains("animateur_id", "state", "club_id")
    def _check_animateur(self):
        self.env["club.journey.guard"]._check_animateur(self)

    @api.constrains("rqth")
    def _check_health(self):
        barriers = self.env["club.participant.barrier"]
        barriers._check_not_refused_by(self.filtered("rqth"))

    @api.constrains("referent_id")
    def _check_referent(self):
        """Give the role of referent to whoever coaches nowhere; refuse outsiders."""
        self.referent_id._without_club_roles("animateur")._receive_club_role("referent")

    @api.constrains("state", "exit_reason_id")
    def _check_positive_exit(self):
        """Refuse a positive exit that no placement proves."""
        self.env["club.exit"]._check_proved(self)

    @api.constrains("oriented_on", "person_id")
    def _check_born_before(self):
        self.env["club.journey.guard"]._check_born_before(self)

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Give its orientation to the referent of whom the club records itself."""
        self.check_access("create")  # before anybody is looked for
        entry, opening = self.env["club.entry"], self.env["club.journey.opening"]
        with opening._opened(self, vals_list) as opened:
            stamped = [entry._stamped(self, vals) for vals in opened]
            # Who was found or recorded for whoever reads no persons is theirs to orient.
            free = self._unguarded("person_id")._adding(opened, stamped)
            journeys = super(ClubParticipant, free).create(stamped).with_env(self.env)
            if self.env.context.get("club_orientation") is not OPEN:
                self.env["club.orientation.answer"]._follow_journeys(
                    journeys.filtered("referent_id")
                )
        return journeys

    def write(self, vals):
        """Keep seats, sessions and what an end closed in step with the journey."""
        entry, change = self.env["club.entry"], self.env["club.journey.change"]
        self.env["club.journey.guard"]._check(self, vals)
        with self.env["club.journey.opening"]._taken_up(self, vals):
            entry._check_frozen(self, vals)
            stamped = entry._stamped(self, vals)
            noted = change._noted(self, stamped)
            # Before the admission a club gives a journey to another, and sees it no more.
            given = self._unguarded(*{"club_id"} & vals.keys())
            opened = super(ClubParticipant, given._adding([vals], [stamped]))
            result = opened.write(stamped)
            change._follow(self, stamped, noted)
        return result

    def _is_settled(self):
        return self.state != "oriented"

    def message_update(self, msg_dict, update_vals=None):
        """Take in the mail of the person, and leave somebody to read it."""
        for journey in self.env["club.restriction"]._worked_on(self):
            journey.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Read the e-mail of the person"),
                user_id=journey.club_id._in_charge(journey.animateur_id).id,
            )
        return super().message_update(msg_dict, update_vals=update_vals)

    # === IMPORT === #

    @api.model
    def get_import_templates(self):
        return importing.templates(self.env)

    @api.model
    def _import_applies(self, fields):
        return not importing.RECORDED & set(fields)

    @api.model
    def _import_extra_fields(self):
        return importing.labels(self.env)

    @api.model
    def _import_check(self, rows):
        super()._import_check(rows)
        importing.check_lines(self, rows)

    @api.model
    def _import_prepare(self, rows):
        super()._import_prepare(rows)
        importing.record_people(self, rows)

    @api.model
    def _import_load(self, rest, rows):
        result = super()._import_load(rest, rows)
        importing.check_not_at_once(self.env, rows)
        return result

    # === TRANSITIONS === #

    def _transition_key(self, new):
        return bool(self.animateur_id) if new == "admitted" else ""

    def _check_transition(self, old, new, vals):
        super()._check_transition(old, new, vals)
        self.env["club.journey.transition"]._check(self, new, vals)

    def _transition_values(self, old, new, vals):
        values = super()._transition_values(old, new, vals)
        moves = self.env["club.journey.transition"]
        return {**values, **moves._values(self, old, new, vals)}

    def _after_transition(self, before, new):
        super()._after_transition(before, new)
        self.env["club.journey.change"]._follow_move(self, before, new)

    # === ACTIONS === #

    def action_inform(self):
        return self.write({"state": "informed"})

    def action_interview(self):
        return self.write({"state": "interviewed"})

    def action_admit(self):
        return self.write({"state": "admitted"})

    def action_start(self):
        return self.write({"state": "active"})

    def action_waitlist(self):
        return self.write({"state": "waitlisted"})

    def action_withdraw(self):
        return self.write({"state": "withdrawn"})

    def action_reopen(self):
        return self.env["club.reopening"]._reopen(self)

    def action_consent_name(self):
        """Record that the person agrees to be named to employers."""
        return self.env["club.privacy.consent"]._say(self, "named", True)

    def action_withdraw_consent(self):
        return self.env["club.privacy.consent"]._say(self, "named", False)

    def action_open_consents(self):
        """Open what the person agrees to, to read it and to record it."""
        return self.env["club.privacy.ask"]._open(self)

    def action_hold_interview(self):
        """Open the short form of the admission interview."""
        self.ensure_one()
        return actions.dialog(
            "club.participant.interview",
            self.env._("Interview of %s", self.display_name),
            default_participant_id=self.id,
        )

    def action_accept_engagement(self):
        """Record that the person accepts the charter as it reads today."""
        self.env["club.engagement"]._accept(self)
        return True

    def action_correct_entry(self, vals, reason):
        """Correct what was frozen at entry, as a manager, with a reason."""
        self.env["club.entry"]._correct(self, vals, reason)
        return True

    def action_week_review(self):
        """Open the point of the week under way."""
        self.ensure_one()
        return actions.stored(
            self.env,
            "club_week_review_action",
            context={"default_participant_id": self.id},
        )

    def action_ask_renewal(self):
        self.ensure_one()
        return actions.window(
            "club.renewal",
            name=self.env._("Ask for a renewal"),
            target="current",
            context={"default_participant_id": self.id},
        )

    def action_new_candidacy(self):
        """Open an empty candidacy of this person: the daily gesture."""
        self.ensure_one()
        return actions.dialog(
            "club.candidacy",
            self.env._("New candidacy"),
            default_participant_id=self.id,
            default_club_id=self.club_id.id,
        )

    def action_find_offers(self):
        """Rank the open offers around the club for this person, in time for them."""
        self.ensure_one()
        offers = self.env["club.offer"]._open_around(self.club_id)
        return actions.dialog(
            "club.proposal",
            self.env._("Offers for %s", self.display_name),
            default_participant_ids=self.ids,
            default_offer_ids=offers.ids,
            dialog_size="extra-large",
        )

    def action_open_candidacies(self):
        return self._action_open("club_candidacy_action", search_default_referrals=1)

    def action_open_placements(self):
        return self._action_open("club_placement_action")

    def action_open_helps(self):
        return self._action_open("club_financial_help_action")

    def action_open_immersions(self):
        return self._action_open("club_immersion_action", search_default_kept=1)

    def action_new_immersion(self):
        """Open an empty immersion of this person."""
        return {**self.action_open_immersions(), "views": [(False, "form")]}

    def action_open_cohort(self):
        self.ensure_one()
        return actions.window("club.cohort", res_id=self.cohort_id.id)

    def action_open_review(self):
        """Open the closing review; the first time, start one."""
        self.ensure_one()
        return actions.window(
            "club.review",
            name=self.env._("Closing review"),
            res_id=self.review_ids[:1].id,
            context={"default_participant_id": self.id},
        )

    def _action_open(self, xmlid, **context):
        self.ensure_one()
        return actions.stored(
            self.env,
            xmlid,
            domain=[("participant_id", "=", self.id)],
            context={"default_participant_id": self.id, **context},
        )

    # === WHAT EMPLOYERS ARE SHOWN === #

    def _profile_name(self):
        if self.named_consent_on or not self:
            return self.name or ""
        return ". ".join(initials(self.name)) + "."
