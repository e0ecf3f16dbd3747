from odoo import api, fields, models
from odoo.exceptions import UserError

from ...const import COACH
from ...utils import clock


class ClubParticipant(models.Model):
    """Eligibility as a diagnosis one can read, rule by rule.

    Each rule of the club gives *met*, *not met* or *unknown*, with what was looked
    at. A rule the club only prefers never stops an admission. Whoever admits
    against a rule signs a derogation with a reason (seed: 78 % of participants
    live in a district although the sheet asks for it).
    """

    _inherit = "club.participant"

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

    def _eligibility_depends(self):
        return [
            "birth_date",
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
        ]

    @api.depends(lambda self: self._eligibility_depends())
    def _compute_eligibility(self):
        for participant in self:
            report = participant._eligibility_report()
            blocking = {line["result"] for line in report if line["blocking"]}
            participant.eligibility_report = report
            if not blocking & {"not_met", "unknown"}:
                participant.eligibility = "eligible"
            elif participant.derogation_reason:
                participant.eligibility = "derogation"
            elif "not_met" in blocking:
                participant.eligibility = "not_eligible"
            else:
                participant.eligibility = "incomplete"

    @api.depends("eligibility_report", "eligibility_at_entry")
    @api.depends_context("lang")
    def _compute_eligibility_html(self):
        for participant in self:
            participant.eligibility_html = self.env["ir.qweb"]._render(
                "clubs_ambition.eligibility_report",
                {
                    "lines": participant.eligibility_at_entry
                    or participant.eligibility_report,
                    "at_entry": bool(participant.eligibility_at_entry),
                    "participant": participant,
                },
            )

    def _eligibility_report(self):
        """Return ``[{rule, label, result, looked_at, blocking}]`` for one journey.

        ``result`` is ``met``, ``not_met`` or ``unknown``; ``blocking`` tells whether
        the rule stops an admission that it does not meet.
        """
        self.ensure_one()
        if not self.club_id:
            return []
        rules = ("age", "district", "level", "project", "barrier")
        lines = [getattr(self, f"_eligibility_{rule}")() for rule in rules]
        return [line for line in lines if line]

    def _eligibility_line(self, rule, label, met, looked_at, blocking=True):
        result = "unknown" if met is None else "met" if met else "not_met"
        return {
            "rule": rule,
            "label": label,
            "result": result,
            "looked_at": looked_at,
            "blocking": blocking,
        }

    def _eligibility_age(self):
        club = self.club_id
        if not (club.age_min or club.age_max):
            return None
        if not club.age_max:
            label = self.env._("%s years old or more", club.age_min)
        elif not club.age_min:
            label = self.env._("%s years old at most", club.age_max)
        else:
            label = self.env._(
                "From %(low)s to %(high)s years old",
                low=club.age_min,
                high=club.age_max,
            )
        if not self.birth_date:
            return self._eligibility_line(
                "age", label, None, self.env._("Date of birth not entered")
            )
        met = self.age >= club.age_min and (
            not club.age_max or self.age <= club.age_max
        )
        looked_at = self.env._(
            "%(age)s years old, born %(date)s",
            age=self.age,
            date=self.birth_date.strftime("%d/%m/%Y"),
        )
        return self._eligibility_line("age", label, met, looked_at)

    def _eligibility_district(self):
        rule = self.club_id.district_rule
        if rule == "ignored":
            return None
        required = rule == "required"
        label = (
            self.env._("Lives in a priority district (QPV)")
            if required
            else self.env._("Lives in a priority district (QPV), preferred")
        )
        met = {"in": True, "out": False}.get(self.district_status)
        looked_at = self.env._("Not established yet")
        if met is not None:
            source = dict(
                self._fields["district_source"]._description_selection(self.env)
            ).get(self.district_source, "")
            place = self.district_id.display_name or dict(
                self._fields["district_status"]._description_selection(self.env)
            ).get(self.district_status)
            looked_at = f"{place} — {source}" if source else place
        return self._eligibility_line("district", label, met, looked_at, required)

    def _eligibility_level(self):
        if not self.club_id.level_max:
            return None
        highest = int(self.club_id.level_max)
        label = self.env._("Highest education level: %s (2019 scale)", highest)
        level = self.education_level_id
        met = level.level_number <= highest if level else None
        looked_at = level.display_name or self.env._("Level not entered")
        return self._eligibility_line("level", label, met, looked_at)

    def _eligibility_project(self):
        if not self.club_id.require_project:
            return None
        names = ", ".join(self.occupation_ids.mapped("name"))
        return self._eligibility_line(
            "project",
            self.env._("Has a job in view"),
            True if names else None,
            names or self.env._("No occupation entered"),
        )

    def _eligibility_barrier(self):
        if not self.club_id.refuse_blocking_barrier:
            return None
        blocking = self.barrier_ids.filtered(
            lambda line: line.grade == "2_blocking" and line.barrier_id.can_block
        )
        looked_at = ", ".join(blocking.barrier_id.mapped("name")) or (
            self.env._("%s barriers graded, none blocking", len(self.barrier_ids))
            if self.barrier_ids
            else self.env._("No barrier entered")
        )
        return self._eligibility_line(
            "barrier", self.env._("No blocking barrier"), not blocking, looked_at
        )

    def _check_eligible(self):
        """Refuse an admission against the rules of the club.

        What was looked at (an age, a district, a barrier) stays on the journey: the
        text of an error goes to the server's log.

        :raise UserError: naming the rules that stop this admission
        """
        if self.sudo().eligibility in ("eligible", "derogation"):
            return
        failing = [
            line["label"]
            for line in self.sudo().eligibility_report
            if line["blocking"] and line["result"] != "met"
        ]
        raise UserError(
            self.env._(
                "This person cannot be admitted to %(club)s yet: %(rules)s. What was "
                "looked at is under “Eligibility”: complete it, or sign a derogation "
                "with its reason.",
                club=self.club_id.name,
                rules="; ".join(failing),
            )
        )

    def _sign_derogation(self, reason):
        """Record who admits against a rule, and why.

        :raise UserError: without a reason
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Write the reason of the derogation."))
        self._unguarded().write(
            {
                "derogation_reason": reason.strip(),
                "derogation_by_id": self.env.uid,
                "derogation_on": clock.today(self),
            }
        )
        for participant in self:
            participant.message_post(body=self.env._("Derogation signed."))
