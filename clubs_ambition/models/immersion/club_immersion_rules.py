from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from ...utils import clock

MIN_AGE = 16
ADULT_AGE = 18
MAX_HOURS_WEEK = 48
MAX_HOURS_WEEK_MINOR = 35
EMT_HOURS = 80
CONTRACT_MONTHS = (6, 36)

RULES = {
    "pmsmp": (
        "accompanied",
        "age",
        "object",
        "duration",
        "renewal",
        "conventions",
        "difference",
        "days",
        "tutor",
        "content",
        "week",
        "signatures",
    ),
    "poei": (
        "accompanied",
        "age",
        "training",
        "within",
        "promise",
        "trainer",
        "week",
        "signatures",
    ),
    "work_study": ("age", "contract", "week"),
    "emt": ("accompanied", "evaluation"),
    "afpr": ("accompanied", "training"),
}
"""Which rules each kind follows; the two of history are only told afterwards."""


class ClubImmersion(models.Model):
    """The law as a diagnosis one can read before signing, article by article.

    A rule is met or not, with what was looked at; one that does not block is told
    and leaves the choice to who signs. Periods at one host are judged in
    ``club_immersion_limits``.
    """

    _inherit = "club.immersion"

    rules_report = fields.Json(compute="_compute_rules_report")
    rules_html = fields.Html(compute="_compute_rules_html", sanitize=False)
    rules_met = fields.Boolean(compute="_compute_rules_met", string="Can be signed")

    @api.depends_context("lang")
    @api.depends(
        "participant_id",
        "partner_id",
        "kind",
        "purpose",
        "aims",
        "assessment_means",
        "date_start",
        "date_end",
        "ended_on",
        "hours_total",
        "hours_week",
        "promised_kind",
        "promised_months",
        "training_way",
        "renewal_of_id",
        "tasks",
        "timetable",
        "place",
        "beneficiary_status",
        "current_employer",
        "host_legal_form",
        "host_registered_on",
        "host_agreement",
        "legal_representative",
        "host_representative",
        "host_representative_function",
        "prescriber_name",
        "prescriber_address",
        "prescriber_legal_form",
        "tutor_name",
        "tutor_function",
        "signed_beneficiary_on",
        "signed_host_on",
        "signed_prescriber_on",
        "signed_employer_on",
        "signed_representative_on",
    )
    def _compute_rules_report(self):
        for immersion in self:
            immersion.rules_report = immersion._rules_report()

    @api.depends("rules_report")
    def _compute_rules_met(self):
        for immersion in self:
            report = immersion.rules_report
            immersion.rules_met = report and not self._failing(report)

    @api.depends("rules_report")
    @api.depends_context("lang")
    def _compute_rules_html(self):
        for immersion in self:
            immersion.rules_html = self.env["ir.qweb"]._render(
                "clubs_ambition.immersion_rules", {"lines": immersion.rules_report}
            )

    def _rules_report(self):
        """Return ``[{rule, article, label, met, text, blocking}]`` for one immersion."""
        self.ensure_one()
        known = self.participant_id and self.partner_id
        if not (known and self.date_start and self.date_end):
            return []
        lines = [getattr(self, f"_rule_{rule}")() for rule in RULES[self.kind]]
        return [line for line in lines if line]

    def _rule_line(self, rule, article, label, met, text, blocking=True):
        return {
            "rule": rule,
            "article": article,
            "label": label,
            "met": bool(met),
            "text": text,
            "blocking": blocking,
        }

    @api.model
    def _failing(self, report):
        """Return the lines of a diagnosis that stop the signature."""
        return [line for line in report if line["blocking"] and not line["met"]]

    def _check_rules(self):
        """:raise UserError: naming each rule that is not met, with its article."""
        for immersion in self:
            failing = self._failing(immersion._rules_report())
            if failing:
                told = "\n".join(
                    f"- {line['label']} ({line['article']}): {line['text']}"
                    for line in failing
                )
                raise UserError(
                    self.env._(
                        "This immersion cannot be signed yet:\n%s",
                        told,
                    )
                )

    def _take_turns(self):
        """Let one transaction at a time sign for a person.

        Limits over 12 months are sums: two signatures at once would each see the
        other missing. Writing the rows of the journeys (even unchanged) makes the
        second one start again with the first in sight, where a mere lock would
        leave it with its old snapshot.
        """
        self.env.execute_query(
            SQL(
                "UPDATE club_participant SET write_date = write_date "
                "WHERE partner_id = ANY(%s::int[]) RETURNING id",
                self.sudo().person_id.ids,
            )
        )

    # === RULES OF THE PERSON AND THE HOST === #

    def _rule_accompanied(self):
        """The support is the journey: a day outside it is prescribed by nobody."""
        journey = self.participant_id
        started, ended = journey.started_on, journey.ended_on
        met = (
            started
            and started <= self.date_start
            and (not ended or self.date_start <= ended)
        )
        text = (
            self.env._("In journey since %s", format_date(self.env, started))
            if started
            else self.env._("The journey has not started")
        )
        if ended:
            text = self.env._(
                "In journey from %(start)s to %(end)s",
                start=format_date(self.env, started),
                end=format_date(self.env, ended),
            )
        label = self.env._("The person is accompanied by the club")
        return self._rule_line("accompanied", "L5135-2", label, met, text)

    def _rule_age(self):
        label = self.env._("%s years old or more on the first day", MIN_AGE)
        born = self.participant_id.birth_date
        if not born:
            text = self.env._("Date of birth not entered")
            return self._rule_line("age", "L4153-1", label, False, text)
        age = self._age_at_start()
        text = self.env._("%s years old", age)
        return self._rule_line("age", "L4153-1", label, age >= MIN_AGE, text)

    def _age_at_start(self):
        born = self.participant_id.birth_date
        return relativedelta(self.date_start, born).years if born else None

    def _is_minor(self):
        """Tell whether the person is under 18 on the first day, as far as is known."""
        age = self._age_at_start() if self.date_start else None
        return age is not None and age < ADULT_AGE

    def _rule_object(self):
        objects = dict(self._fields["purpose"]._description_selection(self.env))
        missing = not self.purpose or not (self.aims or "").strip()
        return self._rule_line(
            "object",
            "L5135-1",
            self.env._("One object among three, with its aims"),
            not missing,
            self.env._("Choose the object and write the aims")
            if missing
            else objects[self.purpose],
        )

    def _rule_tutor(self):
        label = self.env._("A tutor welcomes and follows the person")
        return self._tutor_line("tutor", "D5135-2", label)

    def _tutor_line(self, rule, article, label):
        named = self.tutor_name and self.tutor_function
        return self._rule_line(
            rule,
            article,
            label,
            named,
            f"{self.tutor_name}, {self.tutor_function}"
            if named
            else self.env._("Name the tutor, with a function"),
        )

    def _rule_content(self):
        missing = self._missing_content()
        return self._rule_line(
            "content",
            "D5135-2",
            self.env._("The convention is complete"),
            not missing,
            self.env._("Missing: %s", ", ".join(missing))
            if missing
            else self.env._("What art. D5135-2 asks for is filled in"),
        )

    def _rule_week(self):
        """The rules of the employees of the host apply: told, for who signs to see.

        Under 18 the limit is no choice of whoever signs (art. L3162-1).
        """
        minor = self._is_minor()
        limit = MAX_HOURS_WEEK_MINOR if minor else MAX_HOURS_WEEK
        return self._rule_line(
            "week",
            "L3162-1" if minor else "L3121-20",
            self.env._("%s hours a week at most", limit),
            self.hours_week <= limit,
            self.env._("%g hours a week", self.hours_week),
            blocking=minor,
        )

    def _rule_signatures(self):
        """Everybody signs before the first day, and nobody in advance."""
        today = clock.today(self)
        waited = [self._guard_label(name) for name in self._parties() if not self[name]]
        days = [self[name] for name in self._parties() if self[name]]
        label = self.env._("Signed by all before the first day")
        article = "L5135-4" if self.kind == "pmsmp" else "L6326-2"
        if waited:
            text = self.env._("Waited for: %s", ", ".join(waited))
        elif max(days) > today:
            text = self.env._("A signature is dated after today")
        elif max(days) > self.date_start:
            text = self.env._("A signature is dated after the first day")
        else:
            text = self.env._("Signed on %s", format_date(self.env, max(days)))
            return self._rule_line("signatures", article, label, True, text)
        return self._rule_line("signatures", article, label, False, text)

    # === RULES OF THE OTHER KINDS === #

    def _rule_evaluation(self):
        return self._hours_line("evaluation", "EMT", EMT_HOURS)

    def _hours_line(self, rule, article, limit):
        return self._rule_line(
            rule,
            article,
            self.env._("%s hours at most", limit),
            0 < self.hours_total <= limit,
            self.env._("%g hours", self.hours_total),
        )

    def _rule_contract(self):
        low, high = CONTRACT_MONTHS
        after = self.date_end + relativedelta(days=1)
        long_enough = after >= self.date_start + relativedelta(months=low)
        return self._rule_line(
            "contract",
            "L6325-11",
            self.env._("From %(low)s to %(high)s months", low=low, high=high),
            long_enough and after <= self.date_start + relativedelta(months=high),
            self.env._(
                "From %(start)s to %(end)s",
                start=format_date(self.env, self.date_start),
                end=format_date(self.env, self.date_end),
            ),
        )
