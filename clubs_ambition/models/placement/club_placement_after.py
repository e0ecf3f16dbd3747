from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ...const import MILESTONES
from ...utils import clock

THANK_DAYS = 3
"""Days after the first day on which the employer is thanked: the person has come."""

THANK_WITHIN = 30
"""Later than this, thanks would be odd."""

NO_EMPLOYER = ("training", "business")


CANCELLABLE = ("announced", "started")


class ClubPlacement(models.Model):
    """The animateur stays the contact: whom to ask, thanks, and the whole story."""

    _inherit = "club.placement"

    employer_phone = fields.Char(
        related="partner_id.phone",
        related_sudo=False,
        string="Phone of the employer",
    )
    thanked_on = fields.Date(
        readonly=True, copy=False, tracking=True, string="Employer thanked on"
    )
    has_employer = fields.Boolean(compute="_compute_has_employer")
    contradicted = fields.Boolean(
        compute="_compute_after", string="Answers contradict each other"
    )
    said_gone = fields.Boolean(
        compute="_compute_after", string="Said to be in post no longer"
    )
    ask_person = fields.Boolean(compute="_compute_ask")
    ask_employer = fields.Boolean(compute="_compute_ask")
    timeline_html = fields.Html(compute="_compute_timeline_html", sanitize=False)

    @api.depends("partner_id", "kind")
    def _compute_has_employer(self):
        for placement in self:
            employer = placement.partner_id and placement.kind not in NO_EMPLOYER
            placement.has_employer = bool(employer)

    @api.depends("followup_ids.answer", "followup_ids.contradicted", "state")
    def _compute_after(self):
        for placement in self:
            lines = placement.followup_ids
            placement.contradicted = any(lines.mapped("contradicted"))
            latest = lines.filtered("answer").sorted("due_on")[-1:]
            placement.said_gone = (
                placement.state != "broken"
                and not placement.contradicted
                and latest.answer in ("other_employer", "not_in_work")
            )

    # === WHOM TO ASK === #

    @api.depends(
        "followup_ids.due_on",
        "followup_ids.answer",
        "followup_ids.person_answer",
        "followup_ids.employer_answer",
        "state",
        "has_employer",
    )
    def _compute_ask(self):
        for placement in self:
            line = placement._milestone_to_ask()
            placement.ask_person = bool(line) and not line.person_answer
            placement.ask_employer = (
                bool(line) and not line.employer_answer and placement.has_employer
            )

    def _milestone_to_ask(self):
        """Return the latest milestone that is due or near, unless it broke off."""
        if self.state == "broken":
            return self.followup_ids.browse()
        near = self.followup_ids.filtered(
            lambda line: line.askable and line.answer != "no_answer"
        )
        return near.sorted("due_on")[-1:]

    def action_person_in_post(self):
        """One tap while the person is on the phone: the milestone of the moment."""
        for placement in self:
            placement._milestone_to_ask().action_in_post()
        return True

    def action_employer_in_post(self):
        for placement in self:
            placement._milestone_to_ask().action_employer_in_post()
        return True

    def _employer_email(self):
        """Return where to write: the contact of the offer, else the establishment."""
        contacts = self.candidacy_id.offer_id.contact_id | self.partner_id
        return next((one.email for one in contacts if one.email), False)

    def _whom_to_ask(self, party):
        """Return ``(who answers, where to write)`` for one of the two."""
        self.ensure_one()
        if party == "person":
            return self.person_id, self.person_id.email
        return self.partner_id, self._employer_email()

    # === THANKS === #

    def action_thank_employer(self):
        """Thank the employer, and ask whether there is another need.

        :raise UserError: naming what is in the way
        """
        for placement in self:
            name = placement.partner_id.name or placement.display_name
            placement.participant_id._check_written_to()
            if not placement.has_employer:
                raise UserError(self.env._("%s: there is no employer to thank.", name))
            if placement.thanked_on:
                raise UserError(
                    self.env._(
                        "%(name)s was thanked on %(date)s already.",
                        name=name,
                        date=format_date(self.env, placement.thanked_on),
                    )
                )
            if placement.partner_id.club_network_status == "stop":
                raise UserError(self.env._("%s does not want to be contacted.", name))
            if not placement._employer_email():
                raise UserError(
                    self.env._("%s has no e-mail address: enter one, or call.", name)
                )
        self.check_access("write")
        self._thank()
        return True

    def _thank(self):
        """Write the thanks, with a link on which another need is told.

        sudo: links are written by the code alone; the caller was checked.
        """
        vals_list = [
            {
                "kind": "thanks",
                "partner_id": placement.partner_id.id,
                "email": placement._employer_email(),
                "club_id": placement.club_id.id,
                "user_id": (placement.animateur_id or self.env.user).id,
                "placement_id": placement.id,
            }
            for placement in self
        ]
        self.env["club.answer.link"].sudo().create(vals_list)._send()
        self._unguarded().write({"thanked_on": clock.today(self)})

    @api.model
    def _cron_thank(self):
        """Thank the employers of the people who have just started, once each."""
        today = clock.today(self)
        due = self.search(
            Domain("date_start", "<=", today - timedelta(days=THANK_DAYS))
            & Domain("date_start", ">", today - timedelta(days=THANK_WITHIN))
            & Domain("thanked_on", "=", False)
            & Domain("state", "!=", "broken")
            & Domain("kind", "not in", NO_EMPLOYER)
            & Domain("partner_id.club_network_status", "!=", "stop")
            & Domain("partner_id.active", "=", True)
            & Domain("participant_id.animateur_id", "!=", False)
            & Domain(
                "participant_id",
                "any",
                self.env["club.participant"]._domain_open_to("followups"),
            )
        )
        due.filtered(lambda placement: placement._employer_email())._thank()

    # === TIMELINE === #

    @api.depends(
        "date_start",
        "state",
        "broken_on",
        "thanked_on",
        "followup_ids.person_answer",
        "followup_ids.employer_answer",
        "followup_ids.answer",
    )
    @api.depends_context("lang")
    def _compute_timeline_html(self):
        for placement in self:
            placement.timeline_html = self.env["ir.qweb"]._render(
                "clubs_ambition.placement_timeline",
                {"steps": placement._timeline(), "employer": placement.has_employer},
            )

    def _timeline(self):
        """Return the steps after the hire, in the order of their dates."""
        self.ensure_one()
        if not self.date_start:
            return []
        steps = [self._step(self.env._("First day"), self.date_start)]
        if self.thanked_on:
            steps.append(self._step(self.env._("Employer thanked"), self.thanked_on))
        if self.broken_on:
            label = self.env._("Broken off")
            steps.append(
                {**self._step(label, self.broken_on), "told": self.broken_reason}
            )
        steps += [self._step_of(line) for line in self.followup_ids]
        return sorted(steps, key=lambda step: step["on"])

    def _step(self, label, day):
        today = clock.today(self)
        return {
            "label": label,
            "on": day,
            "day": format_date(self.env, day),
            "level": "done" if day <= today else "quiet",
            "told": "",
            "voices": [],
        }

    def _step_of(self, line):
        """Return the step of a milestone: due, answered by whom, or to clear up."""
        labels = dict(MILESTONES)
        step = self._step(
            line._milestone_label() or labels[line.milestone], line.due_on
        )
        if not line.answer:
            late = step["level"] == "done" and self.state != "broken"
            step["level"] = "late" if late else "quiet"
        if line.contradicted:
            step["level"] = "doubt"
        step["voices"] = [
            (voice, line._answer_label(line[f"{voice}_answer"]))
            for voice in ("person", "employer", "club")
            if line[f"{voice}_answer"]
        ]
        return step

    @api.constrains("active", "kind", "qualifying", "candidacy_id", "participant_id")
    def _check_still_proof(self):
        """:raise ValidationError: when this leaves a positive exit without proof"""
        dubious = self.filtered(lambda one: not (one.active and one.positive))
        journeys = dubious.participant_id
        if journeys:
            self.env.execute_query(
                SQL(
                    "SELECT id FROM club_participant WHERE id = ANY(%s::int[]) "
                    "ORDER BY id FOR NO KEY UPDATE",
                    journeys.ids,
                )
            )
            self.env["club.exit"]._check_still_proved(journeys)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_proof(self):
        self.env["club.exit"]._check_still_proved(self.participant_id, self.ids)

    def _end_journey(self):
        """End the journey by this placement, or correct why it ended.

        :return: the reason that stood before, when it had ended already
        """
        journey, reason = self.participant_id, self._exit_reason()
        before = journey.exit_reason_id
        if journey.state == "exited":
            journey.exit_reason_id = reason
            return before
        ended_on = max(journey.started_on, min(clock.today(self), self.date_start))
        journey.write(
            {"state": "exited", "ended_on": ended_on, "exit_reason_id": reason.id}
        )
        return before.browse()

    def _check_cancellable(self):
        """:raise UserError: for what was followed up: it happened, it may break off"""
        for placement in self:
            answered = placement.followup_ids.filtered("answer")
            if placement.state not in CANCELLABLE or answered:
                raise UserError(
                    self.env._(
                        "%s was already followed up: record a break instead of "
                        "cancelling the hire.",
                        placement.display_name,
                    )
                )

    def action_cancel(self):
        """Take back what was recorded by mistake: the journey goes on."""
        for placement in self:
            if placement.candidacy_id:
                placement.candidacy_id.action_cancel_hire()
                continue
            placement._check_cancellable()
            self.env["club.exit"]._take_back(placement.participant_id, placement)
        return True
