from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

from .club_participant import COACH

ABSENCES = 2
INTERVIEW_DAYS = 10
CANDIDACY_DAYS = 7
ENDING_DAYS = 14
"""When a fact becomes a signal: absences in a row, days without, days left (seed's
rhythm: one interview and one objective a week)."""


SIGNAL_FACTS = """
WITH answered AS (
    SELECT a.participant_id, a.state, s.kind, s.start,
           ROW_NUMBER() OVER (
               PARTITION BY a.participant_id ORDER BY s.start DESC, s.id DESC) AS rank
      FROM club_attendance a JOIN club_session s ON s.id = a.session_id
     WHERE a.participant_id = ANY(%(people)s) AND a.state IN ('present', 'absent')),
came AS (
    SELECT participant_id,
           COALESCE(MIN(rank) FILTER (WHERE state = 'present') - 1, COUNT(*)) AS absences,
           MAX(start) FILTER (WHERE state = 'present' AND kind = 'interview') AS interview
      FROM answered GROUP BY 1),
counted AS (
    SELECT p.id, p.cohort_id, p.active AND p.state = 'active' AS journeys, sent.*
      FROM club_participant p CROSS JOIN LATERAL (
           SELECT COUNT(*) AS candidacies,
                  COUNT(*) FILTER (WHERE origin = 'coach') AS referrals
             FROM club_candidacy
            WHERE participant_id = p.id AND sent_on IS NOT NULL AND active) AS sent
     WHERE p.id = ANY(%(people)s) OR p.cohort_id = ANY(%(groups)s)),
middle AS (
    SELECT cohort_id, PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY candidacies) AS median
      FROM counted WHERE journeys AND cohort_id IS NOT NULL GROUP BY 1)
SELECT counted.id, COALESCE(came.absences, 0) AS absences,
       came.interview::date AS interview, counted.candidacies, counted.referrals,
       COALESCE(middle.median, 0) AS median,
       EXISTS (SELECT FROM club_objective o WHERE o.participant_id = counted.id
                  AND o.week_start = %(monday)s) AS objective
  FROM counted LEFT JOIN came ON came.participant_id = counted.id
  LEFT JOIN middle ON middle.cohort_id = counted.cohort_id
 WHERE counted.id = ANY(%(people)s)
"""


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

    def _signals(self, facts=None):
        """Return ``{id: [{code, label, level}]}``, in one query.

        :param facts: what :meth:`_signal_facts` said of them, when it is known
        """
        today = fields.Date.context_today(self)
        found = {participant.id: [] for participant in self}
        active = self.filtered(lambda one: one.state == "active")
        facts = facts or active._signal_facts(today)
        for one in active:
            since = today - one.started_on
            fact = facts[one.id]
            lines = found[one.id]
            if fact["absences"] >= ABSENCES:
                label = self.env._("%s absences in a row", fact["absences"])
                lines.append(one._signal("absences", label, "danger"))
            if not fact["objective"]:
                label = self.env._("No objective this week")
                lines.append(one._signal("no_objective", label, "danger"))
            quiet = (today - (one.last_candidacy_on or one.started_on)).days
            if quiet >= CANDIDACY_DAYS:
                label = self.env._("%s days without a candidacy", quiet)
                lines.append(one._signal("no_candidacy", label, "warning"))
            seen = fact["interview"]
            days = (today - seen).days if seen else since.days
            if days >= INTERVIEW_DAYS:
                label = self.env._("%s days without an interview", days)
                lines.append(one._signal("no_interview", label, "warning"))
            if fact["candidacies"] < fact["median"]:
                label = self.env._("Below the group's median")
                lines.append(one._signal("below_median", label, "warning"))
            if one.days_left <= ENDING_DAYS:
                lines.append(one._signal("ending", one.end_label, "warning"))
        return found

    def _signal(self, code, label, level):
        return {"code": code, "label": label, "level": level}

    def _signal_facts(self, today):
        """Return ``{id: {absences, objective, interview, candidacies, …}}``.

        ``absences`` are counted back from now to the last presence, ``interview`` is
        the day of the last one the person came to, ``median`` that of the candidacies
        of those in journey in the group. The people were found under the reader's
        rights; so are their facts.
        """
        for model in ("attendance", "objective", "candidacy"):
            self.env[f"club.{model}"].check_access("read")
        for model in ("attendance", "objective", "candidacy", "session", "participant"):
            self.env[f"club.{model}"].flush_model()
        monday = today - timedelta(days=today.weekday())
        rows = self.env.execute_query_dict(
            SQL(
                SIGNAL_FACTS,
                people=self.ids,
                groups=self.cohort_id.ids,
                monday=monday,
            )
        )
        return {row["id"]: row for row in rows}

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
