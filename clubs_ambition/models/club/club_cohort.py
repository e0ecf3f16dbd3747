from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ...const import COACH, ENDED
from ...utils import actions, clock
from ...utils.races import alone

SEAT_ACTIVITY = "clubs_ambition.mail_activity_type_seat"


class ClubCohort(models.Model):
    """One group of a club, and the seats of that group (``club.seat``)."""

    _name = "club.cohort"
    _description = "Cohort"
    _inherit = [
        "club.guard.mixin",
        "club.seat.mixin",
        "club.transition.mixin",
        "club.undelivered.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date_start desc, id desc"

    _goes_on = [("state", "!=", "closed")]
    _initial_states = ("forming",)
    _transitions = {
        "forming": ("running",),
        "running": ("closed", "forming"),
        "closed": ("running",),
    }

    _seat_owner = "cohort_id"
    _seat_held = "seat_id"
    _manager_fields = ("extra_seats", "extra_seats_reason", "below_minimum_reason")
    _fixed_fields = ("club_id",)

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    club_id = fields.Many2one(
        "club.club",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        default=lambda self: self.env["club.club"]._my_only_club(),
    )
    date_start = fields.Date(tracking=True)
    date_end = fields.Date(tracking=True)
    state = fields.Selection(
        [("forming", "Forming"), ("running", "Running"), ("closed", "Finished")],
        default="forming",
        required=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    seats = fields.Integer(
        compute="_compute_seats",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        tracking=True,
    )
    extra_seats = fields.Integer(copy=False, tracking=True)
    extra_seats_reason = fields.Char(copy=False, tracking=True, groups=COACH)
    below_minimum_reason = fields.Char(
        copy=False,
        tracking=True,
        groups=COACH,
        help="Why a manager opens the group with fewer people than the club's minimum.",
    )
    participant_ids = fields.One2many("club.participant", "cohort_id", groups=COACH)
    participant_count = fields.Integer(
        compute="_compute_participant_count", groups=COACH
    )
    seats_free = fields.Integer(
        compute="_compute_seats_free", search="_search_seats_free", aggregator="sum"
    )

    session_ids = fields.One2many("club.session", "cohort_id", groups=COACH)
    session_count = fields.Integer(compute="_compute_session_count", groups=COACH)

    _seats_positive = models.Constraint("CHECK(seats > 0)", "A group has seats.")
    _extra_reason = models.Constraint(
        "CHECK(COALESCE(extra_seats, 0) = 0 OR (extra_seats > 0 AND "
        "btrim(COALESCE(extra_seats_reason, '')) != ''))",
        "Say why seats are added to the group.",
    )
    _dates_order = models.Constraint(
        "CHECK(date_end >= date_start)", "The group ends before it starts."
    )

    @api.depends("club_id")
    def _compute_seats(self):
        for cohort in self:
            cohort.seats = cohort.club_id.seats or cohort.seats

    @api.depends("participant_ids")
    def _compute_participant_count(self):
        """Count the journeys the reader sees, ended ones too."""
        groups = self.env["club.participant"]._read_group(
            [("cohort_id", "in", self.ids)], ["cohort_id"], ["__count"]
        )
        counts = {cohort.id: count for cohort, count in groups}
        for cohort in self:
            cohort.participant_count = counts.get(cohort.id, 0)

    @api.depends("participant_ids.state", "participant_ids.cohort_id")
    def _compute_seats_taken(self):
        super()._compute_seats_taken()

    @api.depends("seats", "extra_seats", "seats_taken")
    def _compute_seats_free(self):
        for cohort in self:
            cohort.seats_free = max(cohort._capacity() - cohort.seats_taken, 0)

    def _search_seats_free(self, operator, value):
        return self._search_seats("seats_free", operator, value)

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr != "seats_free":
            return super()._field_to_sql(alias, field_expr, query)
        return SQL(
            "GREATEST(%s + COALESCE(%s, 0) - %s, 0)",
            self._field_to_sql(alias, "seats", query),
            self._field_to_sql(alias, "extra_seats", query),
            self._field_to_sql(alias, "seats_taken", query),
        )

    def _compute_session_count(self):
        groups = self.env["club.session"]._read_group(
            [("cohort_id", "in", self.ids)], ["cohort_id"], ["__count"]
        )
        counts = {cohort.id: count for cohort, count in groups}
        for cohort in self:
            cohort.session_count = counts.get(cohort.id, 0)

    def write(self, vals):
        """Keep who is called for a free seat in step with the seats that are free."""
        if not vals.keys() & {"state", "active", "seats", "extra_seats"}:
            return super().write(vals)
        before = {cohort: cohort._open_seats() for cohort in self}
        result = super().write(vals)
        self._withdraw_proposals()
        self.filtered(lambda one: one._open_seats() > before[one])._propose_next()
        return result

    def _open_seats(self):
        """Return how many people can enter one group."""
        return self.seats_free if self._takes_people() else 0

    @api.constrains("club_id")
    @alone("a group keeps its club")
    def _check_club(self):
        self.participant_ids._check_cohort_club()

    @api.constrains("seats", "club_id")
    @alone("a club that has fewer seats leaves its groups theirs")
    def _check_seats(self):
        for cohort in self:
            if cohort.seats > cohort.club_id.seats:
                raise ValidationError(
                    self.env._(
                        "%(cohort)s has more seats than its club (%(seats)s): a manager "
                        "adds seats with a written reason.",
                        cohort=cohort.name,
                        seats=cohort.club_id.seats,
                    )
                )

    def _check_transition(self, old, new, vals):
        super()._check_transition(old, new, vals)
        if new == "closed":
            self.env["club.seat"]._hold_groups(self)
        for cohort in self:
            reason = vals.get("below_minimum_reason") or cohort.below_minimum_reason
            too_few = cohort.seats_taken < min(cohort.club_id.min_seats, cohort.seats)
            if (old, new) == ("forming", "running") and too_few and not reason:
                raise UserError(
                    self.env._(
                        "%(cohort)s has %(taken)s people admitted, fewer than the "
                        "minimum of %(minimum)s: admit more people, or have a manager "
                        "write why the group opens all the same.",
                        cohort=cohort.name,
                        taken=cohort.seats_taken,
                        minimum=cohort.club_id.min_seats,
                    )
                )
        if new == "closed":
            self._check_empty()

    def _after_transition(self, before, new):
        super()._after_transition(before, new)
        if new == "closed":
            self._sessions_to_come("planned").action_cancel()
        for cohort in self.filtered(lambda one: before[one] == "closed"):
            sessions = cohort._sessions_to_come("cancelled")._moved_with(cohort)
            sessions.filtered(lambda one: one._undone("planned")).action_reopen()
            self.env["club.reopening"]._reopen_with(cohort)

    def _sessions_to_come(self, state):
        """Return what the groups have to come, and nobody is expected at."""
        now = fields.Datetime.now()
        return self.session_ids.filtered(
            lambda one: (
                one.state == state and one.start > now and not one.attendance_ids
            )
        )

    @api.constrains("active")
    def _check_archived(self):
        """Refuse to archive a group that is not finished."""
        archived = self.filtered(lambda cohort: not cohort.active)
        self.env["club.seat"]._hold_groups(archived)
        archived._check_empty()

    @alone("who asks holds every seat of the group")
    def _check_empty(self):
        """Refuse to finish a group in which somebody still holds a seat."""
        for cohort in self:
            if live := cohort.participant_ids.filtered("is_seated"):
                raise UserError(
                    self.env._(
                        "%(cohort)s still has people in it: end their journeys first "
                        "(%(names)s).",
                        cohort=cohort.name,
                        names=", ".join(live.mapped("display_name")),
                    )
                )

    def _takes_people(self):
        """Tell whether somebody may enter one group."""
        return self.active and self.state != "closed"

    # === ACTIONS === #

    def action_open_participants(self):
        self.ensure_one()
        return actions.stored(
            self.env,
            "club_participant_action",
            domain=[("cohort_id", "=", self.id)],
            context={
                "default_cohort_id": self.id,
                "default_club_id": self.club_id.id,
            },
        )

    def action_run(self):
        return self.write({"state": "running"})

    def action_close(self):
        return self.write({"state": "closed"})

    def action_new_campaign(self):
        """Start from the jobs and the districts of a group."""
        self.ensure_one()
        return actions.window(
            "club.campaign",
            name=self.env._("New campaign"),
            context={
                "default_club_id": self.club_id.id,
                "default_cohort_id": self.id,
            },
        )

    def action_open_sessions(self):
        self.ensure_one()
        return actions.stored(
            self.env,
            "club_session_action",
            domain=[("cohort_id", "=", self.id)],
            context={
                "default_cohort_id": self.id,
                "default_club_id": self.club_id.id,
            },
        )

    def action_generate_programme(self):
        self.ensure_one()
        return actions.stored(
            self.env,
            "club_programme_generate_action",
            context={"default_cohort_id": self.id},
        )

    def action_open_board(self):
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "clubs_ambition.week_board",
            "name": self.env._("Week board"),
            "params": {"cohort_id": self.id},
        }

    @api.model
    @api.readonly
    def get_week_board(self, cohort_id=None):
        """Return the week board of a group, by default the running one of the reader.

        :raise AccessError: for whoever coaches nobody, or a group of another club
        """
        return self.env["club.week"]._board(cohort_id)

    # === BUSINESS === #

    def _jobs_sought(self):
        """Return the jobs the people of the group look for."""
        return self.participant_ids.filtered(
            lambda person: person.state not in ENDED
        ).occupation_ids

    def _full_message(self):
        return self.env._(
            "%s is full: put the person on the waiting list, choose another group, or "
            "ask a manager for one more seat.",
            self.name,
        )

    @api.model
    def _open_in(self, club):
        """Return the groups of a club in which somebody can take a seat."""
        return self.search(
            [
                ("club_id", "=", club.id),
                ("state", "in", ("running", "forming")),
                ("seats_free", ">", 0),
            ]
        )

    def _next_waiting(self):
        """Return who is first in the list of this group, else of its club."""
        self.ensure_one()
        waiting = self.env["club.participant"].search(
            Domain(
                [
                    ("club_id", "=", self.club_id.id),
                    ("state", "=", "waitlisted"),
                    ("cohort_id", "in", [self.id, False]),
                ]
            )
            & self.env["club.restriction"]._domain_worked_on(),
            order="waiting_rank, waitlisted_on, id",
        )
        own = waiting.filtered(lambda one: one.cohort_id == self)
        return (own or waiting)[:1]

    def _propose_next(self):
        """Ask the animateur to call the next person, once while nobody did."""
        for cohort in self:
            following = cohort._next_waiting()
            there = self.env["club.stand.in"]._present(cohort.club_id)
            user = following.animateur_id or there[:1]
            asked = following.activity_search([SEAT_ACTIVITY]) if following else False
            if not (cohort._open_seats() and following and user) or asked:
                continue
            self.env["club.race"]._hold(following)  # two who leave call nobody twice
            following.activity_schedule(
                SEAT_ACTIVITY,
                user_id=user.id,
                date_deadline=clock.today(self),
                summary=self.env._("A seat is free in %s", cohort.name),
            )

    def _withdraw_proposals(self):
        """Ask nobody any more to call who could not enter: no seat is left for them.

        sudo: it was asked of a colleague, whoever took the seat.
        """
        for club in self.sudo().club_id:
            free = self.sudo()._open_in(club)
            waiting = self.env["club.participant"].sudo()
            waiting = waiting.search(
                [("club_id", "=", club.id), ("state", "=", "waitlisted")]
            )
            left = waiting.filtered(
                lambda one, free=free: not (free & (one.cohort_id or free))
            )
            left.activity_unlink([SEAT_ACTIVITY])
