from datetime import timedelta
from statistics import median

from odoo import fields, models
from odoo.tools import SQL

from .club_participant import COACH

ABSENCES = 2
INTERVIEW_DAYS = 10
CANDIDACY_DAYS = 7
ENDING_DAYS = 14
"""When a fact becomes a signal: absences in a row, days without, days left (seed's
rhythm: one interview and one objective a week)."""


class ClubParticipant(models.Model):
    """The weeks of a journey, and the signals that follow from their facts.

    A signal is computed, never typed: it cannot be forgotten nor argued away.
    """

    _inherit = "club.participant"

    attendance_ids = fields.One2many("club.attendance", "participant_id", groups=COACH)
    objective_ids = fields.One2many("club.objective", "participant_id", groups=COACH)
    renewal_ids = fields.One2many("club.renewal", "participant_id", groups=COACH)
    signal_label = fields.Char(
        compute="_compute_signal_label", groups=COACH, string="Signals"
    )

    def _compute_signal_label(self):
        signals = self._signals()
        for participant in self:
            labels = [signal["label"] for signal in signals[participant.id]]
            participant.signal_label = " · ".join(labels) or False

    def _signals(self):
        """Return ``{id: [{code, label, level}]}``, in a fixed number of queries."""
        today = fields.Date.context_today(self)
        found = {participant.id: [] for participant in self}
        active = self.filtered(lambda one: one.state == "active")
        answers = active._answers()
        absences = self._absences_in_a_row(answers)
        objectives = active._with_objective(today)
        interviews = self._last_interviews(answers)
        medians = active._medians()
        for one in active:
            since = today - one.started_on
            lines = found[one.id]
            if absences.get(one.id, 0) >= ABSENCES:
                label = self.env._("%s absences in a row", absences[one.id])
                lines.append(one._signal("absences", label, "danger"))
            if one.id not in objectives:
                label = self.env._("No objective this week")
                lines.append(one._signal("no_objective", label, "danger"))
            quiet = (today - (one.last_candidacy_on or one.started_on)).days
            if quiet >= CANDIDACY_DAYS:
                label = self.env._("%s days without a candidacy", quiet)
                lines.append(one._signal("no_candidacy", label, "warning"))
            seen = interviews.get(one.id)
            days = (today - seen).days if seen else since.days
            if days >= INTERVIEW_DAYS:
                label = self.env._("%s days without an interview", days)
                lines.append(one._signal("no_interview", label, "warning"))
            if one.candidacy_count < medians.get(one.cohort_id.id, 0):
                label = self.env._("Fewer candidacies than half of the group")
                lines.append(one._signal("below_median", label, "warning"))
            if one.days_left <= ENDING_DAYS:
                lines.append(one._signal("ending", one.end_label, "warning"))
        return found

    def _signal(self, code, label, level):
        return {"code": code, "label": label, "level": level}

    def _answers(self):
        """Return ``[(id, start, kind, state)]`` of sessions answered, latest first.

        The people were found under the reader's rights; so are their facts.
        """
        self.env["club.attendance"].check_access("read")
        for model in ("club.attendance", "club.session"):
            self.env[model].flush_model()
        return self.env.execute_query(
            SQL(
                """
                SELECT a.participant_id, s.start, s.kind, a.state
                  FROM club_attendance a JOIN club_session s ON s.id = a.session_id
                 WHERE a.participant_id = ANY(%s) AND a.state IN ('present', 'absent')
              ORDER BY s.start DESC, s.id DESC
                """,
                self.ids,
            )
        )

    def _absences_in_a_row(self, answers):
        """Return ``{id: absences}``, counted back from now to the last presence."""
        counts, over = {}, set()
        for person, _start, _kind, state in answers:
            if state == "present":
                over.add(person)
            elif person not in over:
                counts[person] = counts.get(person, 0) + 1
        return counts

    def _with_objective(self, today):
        monday = today - timedelta(days=today.weekday())
        groups = self.env["club.objective"]._read_group(
            [("participant_id", "in", self.ids), ("week_start", "=", monday)],
            ["participant_id"],
        )
        return {person.id for (person,) in groups}

    def _last_interviews(self, answers):
        """Return ``{id: day}`` of the last interview the person came to."""
        latest = {}
        for person, start, kind, state in answers:
            if kind == "interview" and state == "present":
                latest.setdefault(person, start.date())
        return latest

    def _medians(self):
        """Return ``{cohort id: median of the candidacies of those in journey}``."""
        cohorts = self.cohort_id
        fellows = self.search(
            [("cohort_id", "in", cohorts.ids), ("state", "=", "active")]
        )
        counts = fellows.grouped("cohort_id")
        return {
            cohort.id: median(people.mapped("candidacy_count"))
            for cohort, people in counts.items()
        }

    def action_week_review(self):
        """Open the point of the week under way."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "clubs_ambition.club_week_review_action"
        )
        action["context"] = {"default_participant_id": self.id}
        return action

    def action_ask_renewal(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ask for a renewal"),
            "res_model": "club.renewal",
            "view_mode": "form",
            "target": "current",
            "context": {"default_participant_id": self.id},
        }
