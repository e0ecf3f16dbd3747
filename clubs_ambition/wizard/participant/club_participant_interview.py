from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

FACTS = ("project_note", "motivation", "available_from", "mobility_km")


class ClubParticipantInterview(models.TransientModel):
    """The admission interview as one short form, with what the animateur decides.

    Project, motivation, availability, mobility, barriers graded; then one of four
    conclusions. What is written here is kept even when nothing is decided yet.
    """

    _name = "club.participant.interview"
    _description = "Admission interview"
    _inherit = ["club.dialog.access.mixin"]
    _over_texts = {
        "project_note": "participant_id.project_note",
        "motivation": "participant_id.motivation",
    }

    participant_id = fields.Many2one(
        "club.participant", required=True, ondelete="cascade"
    )
    club_id = fields.Many2one(related="participant_id.club_id", related_sudo=False)
    occupation_ids = fields.Many2many(
        "club.occupation",
        compute="_compute_occupation_ids",
        store=True,
        compute_sudo=False,
        readonly=False,
        domain=[("kind", "=", "job")],
        string="Jobs sought",
    )
    project_note = fields.Text(
        compute="_compute_project_note",
        store=True,
        compute_sudo=False,
        readonly=False,
        string="Project",
    )
    motivation = fields.Text(
        compute="_compute_motivation", store=True, compute_sudo=False, readonly=False
    )
    available_from = fields.Date(
        compute="_compute_available_from",
        store=True,
        compute_sudo=False,
        readonly=False,
    )
    mobility_km = fields.Integer(
        compute="_compute_mobility_km",
        store=True,
        compute_sudo=False,
        readonly=False,
        string="Mobility (km)",
    )
    barrier_ids = fields.One2many(
        "club.participant.interview.barrier",
        "interview_id",
        compute="_compute_barrier_ids",
        store=True,
        compute_sudo=False,
        readonly=False,
        string="Barriers",
    )
    agreement_words = fields.Text(
        compute="_compute_agreement_words",
        string="To read aloud",
        help="Before health and legal matters are written down.",
    )
    sensitive_answer = fields.Selection(
        [("yes", "Yes, write it down"), ("no", "No: it is left empty")],
        string="The person's answer",
    )
    conclusion = fields.Selection(
        [
            ("admit", "Admit"),
            ("wait", "Waiting list"),
            ("decline", "Decline"),
            ("later", "Decide later"),
        ],
        required=True,
        default="admit",
    )
    cohort_id = fields.Many2one(
        "club.cohort",
        compute="_compute_cohort_id",
        store=True,
        compute_sudo=False,
        readonly=False,
        string="Group",
        domain="[('club_id', '=', club_id), ('state', '!=', 'closed')]",
    )
    seats_label = fields.Char(compute="_compute_seats_label", string="Seats")
    decline_reason_id = fields.Many2one("club.decline.reason")
    decline_message = fields.Text(
        compute="_compute_decline_message",
        store=True,
        compute_sudo=False,
        readonly=False,
        string="Message",
    )
    decline_alternative = fields.Text(
        string="Proposed instead", help="Another club or another help."
    )

    # One method a fact: given one of them, a shared one would leave out the others.

    @api.depends("participant_id")
    def _compute_occupation_ids(self):
        for dialog in self:
            dialog.occupation_ids = dialog.participant_id.occupation_ids

    @api.depends("participant_id")
    def _compute_project_note(self):
        for dialog in self:
            dialog.project_note = dialog.participant_id.project_note

    @api.depends("participant_id")
    def _compute_motivation(self):
        for dialog in self:
            dialog.motivation = dialog.participant_id.motivation

    @api.depends("participant_id")
    def _compute_available_from(self):
        for dialog in self:
            dialog.available_from = dialog.participant_id.available_from

    @api.depends("participant_id")
    def _compute_mobility_km(self):
        for dialog in self:
            dialog.mobility_km = dialog.participant_id.mobility_km

    @api.depends("participant_id")
    def _compute_cohort_id(self):
        for dialog in self:
            journey = dialog.participant_id
            dialog.cohort_id = journey.cohort_id or self.env["club.cohort"].search(
                [
                    ("club_id", "=", journey.club_id.id),
                    ("state", "!=", "closed"),
                    ("seats_free", ">", 0),
                ],
                order="state, date_start",
                limit=1,
            )

    @api.depends("participant_id")
    def _compute_barrier_ids(self):
        """Offer every barrier, graded as known; nobody is presumed to have none."""
        barriers = self.env["club.barrier"].search([])
        for dialog in self:
            known = {
                line.barrier_id: line.grade
                for line in dialog.participant_id.barrier_ids
            }
            dialog.barrier_ids = [Command.clear()] + [
                Command.create({"barrier_id": one.id, "grade": known.get(one)})
                for one in barriers
            ]

    @api.depends("participant_id", "barrier_ids.grade")
    def _compute_agreement_words(self):
        """Tell what is asked before health and legal matters are written down."""
        wording = self.env["club.privacy.wording"]._current().get("sensitive")
        for dialog in self:
            journey = dialog.participant_id
            graded = dialog.barrier_ids.filtered("grade").barrier_id
            said = self.env["club.participant.barrier"]._answer(journey)
            asks = any(graded.mapped("sensitive")) and (not said or said.withdrawn_on)
            words = wording and wording._text(journey.club_id)
            dialog.agreement_words = asks and (words or "–")

    @api.depends("cohort_id")
    def _compute_seats_label(self):
        for dialog in self:
            group = dialog.cohort_id
            dialog.seats_label = (
                f"{group.seats_taken} / {group.seats}" if group else False
            )

    @api.depends("decline_reason_id")
    def _compute_decline_message(self):
        for dialog in self:
            dialog.decline_message = dialog.decline_reason_id.message

    # === ACTIONS === #

    def action_confirm(self):
        """Keep what was said, mark the interview, draw the conclusion."""
        self.ensure_one()
        self._check_given()
        journey = self.participant_id
        journey.write(
            {
                **{name: self[name] for name in FACTS},
                "occupation_ids": [Command.set(self.occupation_ids.ids)],
            }
        )
        if self.agreement_words and self.sensitive_answer:
            agrees = self.sensitive_answer == "yes"
            self.env["club.privacy.consent"]._say(journey, "sensitive", agrees)
        self._keep_barriers()
        if journey.state in ("oriented", "informed"):
            journey.write({"state": "interviewed"})
        getattr(self, f"_conclude_{self.conclusion}")(journey)
        return True

    def _keep_barriers(self):
        """Write down what was graded; of somebody who says no, nothing sensitive."""
        lines = self.barrier_ids.filtered("grade")
        if self.sensitive_answer == "no":
            lines = lines.filtered(lambda line: not line.barrier_id.sensitive)
        graded = {line.barrier_id.id: line.grade for line in lines}
        known = self.participant_id.barrier_ids
        commands = [
            Command.update(line.id, {"grade": graded.pop(line.barrier_id.id)})
            if line.barrier_id.id in graded
            else Command.delete(line.id)
            for line in known
        ]
        commands += [
            Command.create({"barrier_id": barrier, "grade": grade})
            for barrier, grade in graded.items()
        ]
        self.participant_id.write({"barrier_ids": commands})

    def _conclude_admit(self, journey):
        if not self.cohort_id:
            raise UserError(self.env._("Choose the group the person enters."))
        journey.write({"state": "admitted", "cohort_id": self.cohort_id.id})

    def _conclude_wait(self, journey):
        journey.write({"state": "waitlisted", "cohort_id": self.cohort_id.id})

    def _conclude_decline(self, journey):
        if not self.decline_reason_id:
            raise UserError(self.env._("Choose why the person is declined."))
        journey.write(
            {
                "state": "declined",
                "decline_reason_id": self.decline_reason_id.id,
                "decline_message": self.decline_message,
                "decline_alternative": self.decline_alternative,
            }
        )

    def _conclude_later(self, journey):
        """Decide nothing: the facts are kept."""
