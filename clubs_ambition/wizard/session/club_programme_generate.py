from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...models.club.club_programme_line import WEEKS_MOST
from ...utils import clock

ALSACE_MOSELLE = {"57": "57", "67": "6AE", "68": "6AE"}
OVERSEAS = {
    **{code: code for code in ("971", "972", "973", "974", "976")},
    "977": "BL",
    "978": "MF",
    "986": "WF",
    "987": "PF",
    "988": "NC",
}
"""Departments with public holidays of their own, as the package “holidays” calls them."""


class ClubProgrammeGenerate(models.TransientModel):
    """Propose the sessions of a group, around holidays and closed days.

    Each proposal has a key made of its slot, its week and its person: what was
    generated once, even moved or cancelled since, is not proposed again.
    """

    _name = "club.programme.generate"
    _description = "Generate the programme"
    _inherit = ["club.dialog.access.mixin"]

    _club_highest = {"weeks": WEEKS_MOST}

    cohort_id = fields.Many2one("club.cohort", required=True, ondelete="cascade")
    programme_id = fields.Many2one(
        "club.programme",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env["club.programme"].search([], limit=1),
    )
    date_start = fields.Date(
        compute="_compute_date_start",
        store=True,
        compute_sudo=False,
        readonly=False,
        precompute=True,
        required=True,
        string="First week of",
    )
    weeks = fields.Integer(default=12, required=True)
    line_ids = fields.One2many(
        "club.programme.generate.line",
        "wizard_id",
        compute="_compute_line_ids",
        store=True,
        compute_sudo=False,
        readonly=False,
    )
    kept_count = fields.Integer(compute="_compute_kept_count", string="Sessions")

    @api.depends("cohort_id")
    def _compute_date_start(self):
        today = clock.today(self)
        for wizard in self:
            day = wizard.cohort_id.date_start or today
            wizard.date_start = clock.monday(day)

    @api.depends("programme_id", "date_start", "weeks", "cohort_id")
    def _compute_line_ids(self):
        for wizard in self:
            wizard.line_ids = [Command.clear()] + [
                Command.create(values) for values in wizard._proposals()
            ]

    @api.depends("line_ids.keep")
    def _compute_kept_count(self):
        for wizard in self:
            wizard.kept_count = len(wizard.line_ids.filtered("keep"))

    # === WHEN === #

    def _days_off(self, first, last):
        """Return ``{day: why}``: public holidays of the department, closed days."""
        club = self.cohort_id.club_id
        code = (club.zip or "")[:3]
        code = OVERSEAS.get(code) or ALSACE_MOSELLE.get(code[:2])
        off = {
            day: name
            for day, name in self._holidays(code, first.year, last.year).items()
            if first <= day <= last
        }
        closures = self.env["club.closure"].search(
            [
                ("club_id", "=", club.id),
                ("date_from", "<=", last),
                ("date_to", ">=", first),
            ]
        )
        for closure in closures:
            days = (closure.date_to - closure.date_from).days + 1
            for shift in range(days):
                off[closure.date_from + timedelta(days=shift)] = closure.reason
        return off

    @api.model
    def _holidays(self, subdivision, first_year, last_year):
        try:
            import holidays
        except ImportError as error:
            raise UserError(
                self.env._(
                    "The server lacks the Python package “holidays”, which knows the "
                    "public holidays: ask its administrator to install it."
                )
            ) from error
        return holidays.France(
            subdiv=subdivision, years=range(first_year, last_year + 1), language="fr"
        )

    def _utc(self, day, hours):
        """Return the naive UTC of a wall-clock time of the club, summer or winter."""
        local = datetime.combine(day, time()) + timedelta(minutes=round(hours * 60))
        zone = pytz.timezone(self.cohort_id.club_id.tz)
        return zone.localize(local).astimezone(pytz.utc).replace(tzinfo=None)

    # === WHAT === #

    def _proposals(self):
        self.ensure_one()
        if not (self.cohort_id and self.programme_id and self.date_start):
            return []
        monday = clock.monday(self.date_start)
        last = monday + timedelta(weeks=self.weeks, days=-1)
        off = self._days_off(monday, last)
        known = set(
            self.env["club.session"]
            .search([("cohort_id", "=", self.cohort_id.id)])
            .mapped("programme_key")
        )
        found = []
        for week in range(1, self.weeks + 1):
            start = monday + timedelta(weeks=week - 1)
            found += [
                values
                for values in self._week_proposals(week, start, off)
                if values["programme_key"] not in known
            ]
        self._mark_conflicts(found)
        return sorted(found, key=lambda values: values["start"])

    def _mark_conflicts(self, proposals):
        """Say which session stands already in the same room or with the animateur."""
        club = self.cohort_id.club_id
        taken = self.env["club.session"].search(
            [
                ("state", "!=", "cancelled"),
                ("start", "<", max((one["stop"] for one in proposals), default=False)),
                ("stop", ">", min((one["start"] for one in proposals), default=False)),
                "|",
                ("club_id", "=", club.id),
                ("animateur_id", "in", club.animateur_ids.ids),
            ]
        )
        for values in proposals:
            other = taken.filtered(
                lambda one, values=values: (
                    one.start < values["stop"] and one.stop > values["start"]
                )
            )[:1]
            group = other.cohort_id.name or club.name
            values["conflict"] = f"{other.name} ({group})" if other else False

    def _week_proposals(self, week, monday, off):
        slots = self.programme_id.line_ids.filtered(
            lambda line: line.week_from <= week <= line.week_to
        )
        interviews = slots.filtered(lambda line: line.kind == "interview")
        found = []
        for line in slots - interviews:
            day = monday + timedelta(days=int(line.weekday))
            key = f"{line.id}/{week}"
            found.append(
                self._proposal(line, day, line.hour_from, line.hour_to, key, off)
            )
        return found + self._interview_proposals(interviews, week, monday, off)

    def _interview_proposals(self, lines, week, monday, off):
        """Deal the people over the half-days in turn, leaving out closed days."""
        open_lines = lines.filtered(
            lambda line: monday + timedelta(days=int(line.weekday)) not in off
        )
        people = self.cohort_id.participant_ids.filtered("is_seated").sorted("id")
        found, used = [], dict.fromkeys(open_lines, 0)
        for person in people:
            line = min(
                (
                    line
                    for line in open_lines
                    if line.hour_from + (used[line] + 1) * line.slot_minutes / 60
                    <= line.hour_to
                ),
                key=lambda line: used[line],
                default=None,
            )
            if line is None:
                continue
            begin = line.hour_from + used[line] * line.slot_minutes / 60
            used[line] += 1
            day = monday + timedelta(days=int(line.weekday))
            key = f"interview/{week}/{person.id}"
            end = begin + line.slot_minutes / 60
            proposal = self._proposal(line, day, begin, end, key, off)
            found.append({**proposal, "participant_id": person.id})
        return found

    def _proposal(self, line, day, begin, end, key, off):
        return {
            "name": line.name,
            "kind": line.kind,
            "start": self._utc(day, begin),
            "stop": self._utc(day, end),
            "programme_key": key,
            "keep": day not in off,
            "skip_reason": off.get(day, False),
        }

    # === ACTIONS === #

    def action_generate(self):
        """Create the sessions that are kept, and show them in the calendar."""
        self.ensure_one()
        self._check_given()
        kept = self.line_ids.filtered("keep")
        if not kept:
            raise UserError(
                self.env._(
                    "Nothing to create: the programme of this group is there already, "
                    "or every date was unticked."
                )
            )
        cohort = self.cohort_id
        self.env["club.session"]._unguarded("programme_key").create(
            [line._session_values(cohort) for line in kept]
        )
        return cohort.action_open_sessions()
