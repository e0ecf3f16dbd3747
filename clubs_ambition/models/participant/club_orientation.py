from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...const import COACH
from ...utils import actions, clock
from ..tools import guarded

TYPED = ("last_name", "first_name", "birth_date", "phone", "email")
"""Who somebody is, in the words of whoever orients them."""

PASSED_ON = {
    "club_id": "club_id",
    "prescriber_id": "prescriber_id",
    "occupation_ids": "occupation_ids",
    "note": "orientation_note",
}
"""What is typed of the orientation itself: the field of the journey it reaches."""

ANSWERS = {
    "admitted": "admitted",
    "active": "admitted",
    "exited": "admitted",
    "declined": "declined",
    "withdrawn": "withdrawn",
}
"""What each state of a journey answers; before them the answer is waited for."""

UNTAKEN = ("oriented", "informed")
"""States of a journey that the animateur has not taken in hand."""


class ClubOrientation(models.Model):
    """What a referent wrote of somebody, and the answer of the club.

    A referent reads neither a journey nor a person. Creating an orientation opens the
    journey (:meth:`_open_journey`): who the person is, the club finds out, and nothing
    of it comes back here. The answer is computed from the journey, without any note of
    the animateur; how the journey ended is told once the person agreed.

    What is typed may change until the animateur takes the journey in hand. The club,
    the prescriber, the jobs and the note then reach the journey. The name, birth date,
    phone and e-mail do not: the person may be known for years, and a referent rewrites
    nobody's file. The animateur is told what was corrected, and reads it here.
    """

    _name = "club.orientation"
    _description = "Orientation"
    _inherit = [
        "club.guard.mixin",
        "club.label.mixin",
        "club.thread.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "changed_on desc, id desc"
    _rec_names_search = ["name"]
    _mail_post_access = "read"
    _handed_over = ("referent_id", [("state", "=", "waiting")])

    # what was typed
    last_name = fields.Char(required=True)
    first_name = fields.Char()
    name = fields.Char(compute="_compute_name", store=True)
    birth_date = fields.Date(string="Date of birth")
    phone = fields.Char()
    email = fields.Char(string="E-mail")
    note = fields.Text(help="Facts the person may read, no judgement.")
    occupation_ids = fields.Many2many(
        "club.occupation", string="Jobs sought", domain=[("kind", "=", "job")]
    )

    # whose
    participant_id = fields.Many2one(
        "club.participant",
        string="Journey",
        required=True,
        readonly=True,
        index=True,
        copy=False,
        ondelete="cascade",
        groups=COACH,
    )
    person_id = fields.Many2one(related="participant_id.person_id", groups=COACH)
    club_id = fields.Many2one(
        "club.club",
        compute="_compute_parties",
        store=True,
        readonly=False,
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env["club.club"]._my_only_club(),
    )
    referent_id = fields.Many2one(
        "res.users",
        compute="_compute_parties",
        store=True,
        index="btree_not_null",
        default=lambda self: self._default_referent(),
    )
    prescriber_id = fields.Many2one(
        "res.partner",
        compute="_compute_parties",
        store=True,
        readonly=False,
        index="btree_not_null",
        domain=[("club_prescriber", "=", True)],
        help="Who spotted the person: Mission locale, Maison de l'emploi…",
    )
    oriented_on = fields.Date(compute="_compute_parties", store=True)

    # the answer
    state = fields.Selection(
        [
            ("waiting", "Waiting for an answer"),
            ("admitted", "Admitted"),
            ("declined", "Declined"),
            ("withdrawn", "Gave up"),
        ],
        compute="_compute_state",
        store=True,
        string="Answer",
    )
    answered_on = fields.Date(compute="_compute_state", store=True)
    changed_on = fields.Date(
        compute="_compute_state", store=True, string="Last change", index=True
    )
    answer_reason = fields.Text(compute="_compute_answer", string="Reason")
    alternative = fields.Text(compute="_compute_answer", string="Proposed instead")
    outcome = fields.Char(compute="_compute_answer")
    outcome_agreed_on = fields.Date(
        compute="_compute_outcome_agreed_on",
        store=True,
        groups=COACH,
        string="Agrees that the referent knows the outcome since",
    )
    may_change = fields.Boolean(compute="_compute_may_change")
    notice_given = fields.Boolean("Notice given", compute="_compute_notice_given")
    next_meeting = fields.Char(
        compute="_compute_next_meeting", string="Next information meeting"
    )

    _one_a_journey = models.UniqueIndex(
        "(participant_id)", "This journey has its orientation."
    )

    @api.model
    def _default_referent(self):
        user = self.env.user
        return user.has_group("clubs_ambition.group_clubs_referent") and user.id

    # === COMPUTES === #

    @api.depends("last_name", "first_name")
    def _compute_name(self):
        for one in self:
            one.name = " ".join(filter(None, [one.first_name, one.last_name]))

    @api.depends(
        *("participant_id.club_id", "participant_id.referent_id"),
        *("participant_id.prescriber_id", "participant_id.oriented_on"),
    )
    def _compute_parties(self):
        """Follow the journey; what is being typed has none yet."""
        for one in self:
            of = one.participant_id or one
            one.club_id = of.club_id
            one.referent_id = of.referent_id
            one.prescriber_id = of.prescriber_id
            one.oriented_on = of.oriented_on

    @api.depends(
        *("participant_id.state", "participant_id.admitted_on"),
        "participant_id.oriented_on",
    )
    def _compute_state(self):
        """Answer as the journey does, on the day it did."""
        today = clock.today(self)
        for one in self:
            journey, old, known = one.participant_id, one.state, one.answered_on
            new = ANSWERS.get(journey.state, "waiting")
            one.state = new
            if new == "admitted":
                one.answered_on = journey.admitted_on
            else:
                since = (known if new == old else False) or today
                one.answered_on = new != "waiting" and since
            one.changed_on = one.answered_on or journey.oriented_on

    @api.depends(
        *("participant_id.decline_message", "participant_id.decline_alternative"),
        "participant_id.decline_reason_id.message",
        *("participant_id.exit_reason_id", "state", "outcome_agreed_on"),
    )
    @api.depends_context("lang")
    def _compute_answer(self):
        """Tell the answer; sudo (as any related): of the journey these words alone."""
        for one in self.sudo():
            journey, reason = one.participant_id, one.participant_id.decline_reason_id
            declined = one.state == "declined"
            said = journey.decline_message or reason.message or reason.name
            one.answer_reason = declined and said
            one.alternative = declined and journey.decline_alternative
            one.outcome = one.outcome_agreed_on and journey.exit_reason_id.name

    @api.depends(
        "participant_id.consent_ids.withdrawn_on",
        "participant_id.consent_ids.given_on",
    )
    def _compute_outcome_agreed_on(self):
        for one in self:
            said = one.participant_id.consent_ids._answers().get("outcome")
            one.outcome_agreed_on = said and not said.withdrawn_on and said.given_on

    @api.depends("participant_id.state")
    def _compute_may_change(self):
        """Tell whether nobody has the journey in hand; sudo: no more is told of it."""
        for one in self:
            journey = one.sudo().participant_id
            one.may_change = not journey or journey.state in UNTAKEN

    def _compute_notice_given(self):
        given = self.env["club.privacy.notice"]._given_with(self)
        for one in self:
            one.notice_given = one in given

    @api.depends("club_id")
    @api.depends_context("lang", "tz")
    def _compute_next_meeting(self):
        """Name the next information meeting of the club, and the seats left."""
        labels = self.env["club.orientation.answer"]._next_meetings(self.club_id)
        for one in self:
            one.next_meeting = labels.get(one.club_id._origin, False)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        """Open the journeys of whoever is described; sudo: a referent reads none."""
        self.check_access("create")
        if not self.env.su:
            vals_list = [self._as_typed(vals) for vals in vals_list]
        vals_list = [self.env["club.person"]._clean_names(vals) for vals in vals_list]
        given = all(vals.get("participant_id") for vals in vals_list)
        # One after the other: the next one may describe the same person.
        batches = [vals_list] if given else [[vals] for vals in vals_list]
        records = self.sudo()
        for batch in batches:
            opened = [self._opened(vals) for vals in batch]
            records |= super(ClubOrientation, self.sudo()).create(opened)
        self.env["club.orientation.answer"]._subscribe_referents(records)
        return records.with_env(self.env)

    @api.model
    def _opened(self, vals):
        """Return the values of an orientation with its journey, opened where none is."""
        journey = vals.get("participant_id") or self._open_journey(vals).id
        return {**vals, "participant_id": journey, **self._parties(journey)}

    @api.model
    def _as_typed(self, vals):
        """Return what a referent may say, and refuse what is not theirs to say."""
        self._club_check_bounds(vals)
        [vals] = guarded.without_derived(self, [vals])
        self._check_pointed(vals)
        return {name: vals[name] for name in (*TYPED, *PASSED_ON) if name in vals}

    @api.model
    def _check_pointed(self, vals):
        """Refuse a contact that who types may not read, and to make or change a job."""
        pointed = self.env["res.partner"].browse(vals.get("prescriber_id") or [])
        names = dict.fromkeys(pointed.ids, "prescriber_id")
        guarded.check_in_sight(self, pointed, names)
        chosen = {Command.LINK, Command.UNLINK, Command.CLEAR, Command.SET}
        jobs = vals.get("occupation_ids")
        for command in jobs if isinstance(jobs, list | tuple) else ():
            if isinstance(command, list | tuple) and not chosen.issuperset(command[:1]):
                raise UserError(self.env._("Choose the jobs in the list."))

    @api.model
    def _parties(self, journey_id):
        """Return whose an orientation is; sudo: it is that of its journey."""
        journey = self.env["club.participant"].sudo().browse(journey_id)
        names = ("club_id", "referent_id", "prescriber_id")
        return {name: journey[name].id for name in names}

    @api.model
    def _open_journey(self, vals):
        """Open the journey of an orientation, by the same checks as any other.

        sudo: a referent reads no journey. Who the person is, is looked for in the
        referent's own sight: nothing tells them that somebody is known.
        """
        known = {"club_id", "referent_id"} - {name for name in vals if vals[name]}
        vals = {**self.default_get([*known]), **vals}
        self._check_described(vals)
        person = self.env["club.identity"]._described_person(
            {name: vals[name] for name in TYPED if vals.get(name)}
        )
        values = {
            field: vals[name] for name, field in PASSED_ON.items() if vals.get(name)
        }
        if day := vals.get("oriented_on"):
            values["oriented_on"] = day
        opening = {"club_orientation": guarded.OPEN, "mail_create_nosubscribe": True}
        return (
            self.env["club.participant"]
            .sudo()
            .with_context(**opening)
            .create(
                {
                    **values,
                    "person_id": person.id,
                    "referent_id": vals.get("referent_id"),
                }
            )
        )

    @api.model
    def _check_described(self, vals):
        """Refuse an orientation without a name or a club: neither is guessed."""
        if not vals.get("last_name"):
            raise UserError(self.env._("Write the last name of the person."))
        if not vals.get("club_id"):
            raise UserError(self.env._("Choose the club."))
        self.env["club.ending"]._check_begun(self.browse(), [vals])

    def write(self, vals):
        if not self._is_guarded():
            return super().write(vals)
        self._check_may_change(vals)
        self._check_pointed(vals)
        vals = self.env["club.person"]._clean_names(vals)
        corrected = {
            one: [name for name in TYPED if name in vals and one._is_other(name, vals)]
            for one in self
        }
        result = super().write(vals)
        self._pass_on({name: vals[name] for name in PASSED_ON if name in vals})
        for one, names in corrected.items():
            self.env["club.orientation.answer"]._tell_corrected(one, names)
        return result

    def _is_other(self, name, vals):
        cached = self._fields[name].convert_to_cache
        return cached(vals[name], self) != cached(self[name], self)

    def _check_may_change(self, vals):
        """Refuse changes once the animateur has taken the journey in hand."""
        typed = vals.keys() & {*TYPED, *PASSED_ON}
        late = self.filtered(lambda one: not one.may_change)
        if typed and late:
            raise UserError(
                self.env._(
                    "The club has taken the orientation of %s in hand: what you wrote "
                    "does not change any more. Call the animateur, or write below.",
                    ", ".join(late.mapped("name")),
                )
            )

    def _pass_on(self, vals):
        """Write in the journey what changed; sudo: a referent reads no journey."""
        if vals:
            values = {PASSED_ON[name]: value for name, value in vals.items()}
            self.sudo().participant_id.write(values)

    def _club_heir(self):
        """Return who takes what is to be done: the referent, else the club."""
        hearing = self.env["club.orientation.answer"]._hearing(self.participant_id)
        return hearing.get(self.participant_id) or super()._club_heir()

    # === ACTIONS === #

    def action_withdraw(self):
        """Say that the person does not wish to go on, before the club met them.

        sudo: a referent reads no journey; the orientation is theirs to write.
        """
        self.check_access("write")
        self._check_may_change({"note": True})
        self.sudo().participant_id.write({"state": "withdrawn"})
        return True

    def action_agree_outcome(self):
        """Record that the person agrees that the referent knows how it ended."""
        return self.env["club.privacy.consent"]._say_outcome(self, True)

    def action_disagree_outcome(self):
        return self.env["club.privacy.consent"]._say_outcome(self, False)

    def action_give_notice(self):
        """Record that the person was given the information notice, once."""
        return self.env["club.privacy.notice"]._give_with(self)

    def action_open_journey(self):
        """Open the journey; its rules refuse whoever does not coach there."""
        self.ensure_one()
        return actions.window("club.participant", res_id=self.participant_id.id)
