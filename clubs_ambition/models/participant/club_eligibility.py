from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...utils import clock


class ClubEligibility(models.AbstractModel):
    """The conditions of a club, judged one by one on a journey.

    Each rule of the club gives *met*, *not met* or *unknown*, with what was looked
    at. A rule the club only prefers never stops an admission. Whoever admits
    against a rule signs a derogation with a reason (seed: 78 % of participants
    live in a district although the sheet asks for it).
    """

    _name = "club.eligibility"
    _description = "Eligibility of a journey"

    @api.model
    def _report(self, journey):
        """Return ``[{rule, label, result, looked_at, blocking}]`` of one journey.

        ``result`` is ``met``, ``not_met`` or ``unknown``; ``blocking`` says whether
        the rule stops an admission that it does not meet.
        """
        journey.ensure_one()
        if not journey.club_id:
            return []
        lines = (
            self._age(journey),
            self._district(journey),
            self._level(journey),
            self._project(journey),
            self._barrier(journey),
        )
        return [line for line in lines if line]

    @api.model
    def _conclusion(self, journey, report):
        """Return the eligibility of a journey that follows from its report."""
        blocking = {line["result"] for line in report if line["blocking"]}
        if not blocking & {"not_met", "unknown"}:
            return "eligible"
        if journey.derogation_reason:
            return "derogation"
        return "not_eligible" if "not_met" in blocking else "incomplete"

    # === RULES === #

    @api.model
    def _line(self, rule, label, met, looked_at, blocking=True):
        result = "unknown" if met is None else "met" if met else "not_met"
        return {
            "rule": rule,
            "label": label,
            "result": result,
            "looked_at": looked_at,
            "blocking": blocking,
        }

    @api.model
    def _age(self, journey):
        club = journey.club_id
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
        born = journey._born_on()
        if not born:
            return self._line(
                "age", label, None, self.env._("Date of birth not entered")
            )
        met = journey.age >= club.age_min and (
            not club.age_max or journey.age <= club.age_max
        )
        looked_at = self.env._(
            "%(age)s years old, born %(date)s",
            age=journey.age,
            date=format_date(self.env, born),
        )
        return self._line("age", label, met, looked_at)

    @api.model
    def _district(self, journey):
        rule = journey.club_id.district_rule
        if rule == "ignored":
            return None
        required = rule == "required"
        label = (
            self.env._("Lives in a priority district (QPV)")
            if required
            else self.env._("Lives in a priority district (QPV), preferred")
        )
        met = {"in": True, "out": False}.get(journey.district_status)
        looked_at = self.env._("Not established yet")
        if met is not None:
            source = dict(
                journey._fields["district_source"]._description_selection(self.env)
            ).get(journey.district_source, "")
            place = journey.district_id.display_name or dict(
                journey._fields["district_status"]._description_selection(self.env)
            ).get(journey.district_status)
            looked_at = f"{place} — {source}" if source else place
        return self._line("district", label, met, looked_at, required)

    @api.model
    def _level(self, journey):
        if not journey.club_id.level_max:
            return None
        highest = int(journey.club_id.level_max)
        label = self.env._("Highest education level: %s (2019 scale)", highest)
        level = journey.education_level_id
        met = level.level_number <= highest if level else None
        looked_at = level.display_name or self.env._("Level not entered")
        return self._line("level", label, met, looked_at)

    @api.model
    def _project(self, journey):
        if not journey.club_id.require_project:
            return None
        names = ", ".join(journey.occupation_ids.mapped("name"))
        return self._line(
            "project",
            self.env._("Has a job in view"),
            True if names else None,
            names or self.env._("No occupation entered"),
        )

    @api.model
    def _barrier(self, journey):
        if not journey.club_id.refuse_blocking_barrier:
            return None
        blocking = journey.barrier_ids.filtered(
            lambda line: line.grade == "2_blocking" and line.barrier_id.can_block
        )
        looked_at = ", ".join(blocking.barrier_id.mapped("name")) or (
            self.env._("%s barriers graded, none blocking", len(journey.barrier_ids))
            if journey.barrier_ids
            else self.env._("No barrier entered")
        )
        return self._line(
            "barrier", self.env._("No blocking barrier"), not blocking, looked_at
        )

    # === ADMISSION === #

    @api.model
    def _check(self, journey):
        """Refuse an admission against the rules of the club.

        What was looked at (an age, a district, a barrier) stays on the journey: the
        text of an error goes to the server's log.

        :raise UserError: naming the rules that stop this admission
        """
        judged = journey.sudo()
        if judged.eligibility in ("eligible", "derogation"):
            return
        failing = [
            line["label"]
            for line in judged.eligibility_report
            if line["blocking"] and line["result"] != "met"
        ]
        raise UserError(
            self.env._(
                "This person cannot be admitted to %(club)s yet: %(rules)s. What was "
                "looked at is under “Eligibility”: complete it, or sign a derogation "
                "with its reason.",
                club=journey.club_id.name,
                rules="; ".join(failing),
            )
        )

    @api.model
    def _sign_derogation(self, journeys, reason):
        """Record who admits against a rule, and why.

        :raise UserError: without a reason
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Write the reason of the derogation."))
        signed = {
            "derogation_reason": reason.strip(),
            "derogation_by_id": self.env.uid,
            "derogation_on": clock.today(journeys),
        }
        journeys._unguarded(*signed).write(signed)
        for journey in journeys:
            journey.message_post(body=self.env._("Derogation signed."))
