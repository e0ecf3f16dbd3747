from datetime import timedelta
from statistics import median

from odoo import fields, models
from odoo.tools import SQL

from ...const import COACH
from ...utils import actions, clock

ABSENCES = 2
INTERVIEW_DAYS = 10
CANDIDACY_DAYS = 7
ENDING_DAYS = 14
"""When a fact becomes a signal: absences in a row, days without, days left (seed's
rhythm: one interview and one objective a week)."""


NOTHING = {"sessions": [], "objectives": 0, "set": 0, "done": 0, "candidacies": 0}
"""A week without anything; ``set`` counts the objectives dropped since, too."""

HAPPENED = """
WITH roll AS MATERIALIZED (
    SELECT session_id, ARRAY_AGG(participant_id) AS people, ARRAY_AGG(state) AS answers
      FROM club_attendance WHERE participant_id = ANY(%(people)s::int[]) GROUP BY 1)
SELECT s.kind, DATE_TRUNC('week', s.start AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date,
       roll.people, roll.answers, s.start, s.state, s.id
  FROM roll JOIN club_session s ON s.id = roll.session_id
UNION ALL
SELECT 'objective', week_start, ARRAY_AGG(participant_id), ARRAY_AGG(state),
       NULL, NULL, NULL
  FROM club_objective WHERE participant_id = ANY(%(people)s::int[]) GROUP BY 2
UNION ALL
SELECT 'candidacy', DATE_TRUNC('week', sent_on::timestamp)::date,
       ARRAY_AGG(participant_id), ARRAY_AGG(origin), NULL, NULL, NULL
  FROM club_candidacy
 WHERE participant_id = ANY(%(everybody)s::int[]) AND sent_on IS NOT NULL AND active
 GROUP BY 2
 ORDER BY 5, 7
"""
"""What happened: one line a session, and one a week of objectives and of candidacies,
each with the people and what it was for each of them."""


ANSWERS = {"present", "absent"}


class Weeks:
    """What happened in the weeks of one person."""

    __slots__ = (
        *("answers", "candidacies", "following", "of"),
        *("referrals", "seen_on", "zone"),
    )

    def __init__(self, zone):
        self.zone = zone
        self.of = {}
        """By monday: the counts of :data:`NOTHING`."""
        self.answers = []
        """Present or absent, in the order of the sessions."""
        self.candidacies = self.referrals = 0
        self.seen_on = self.following = None
        """Day of the last interview they came to, and time of the next one."""

    def week(self, monday):
        week = self.of.get(monday)
        if week is None:
            week = self.of[monday] = NOTHING | {"sessions": []}
        return week

    def session(self, monday, kind, answer, start, coming):
        """Tell a session, in the order of the sessions (``start``: UTC)."""
        if kind == "interview":
            if answer == "present":
                self.seen_on = clock.day_of(start, self.zone)
            if coming and not self.following:
                self.following = start
        elif kind != "information" and answer != "cancelled":
            self.week(monday)["sessions"].append(answer)
        if answer in ANSWERS:
            self.answers.append(answer)

    def objective(self, monday, state):
        week = self.week(monday)
        week["set"] += 1
        week["objectives"] += state != "dropped"
        week["done"] += state == "done"

    def candidacy(self, monday, origin):
        self.week(monday)["candidacies"] += 1
        self.candidacies += 1
        self.referrals += origin == "coach"

    def absences_in_a_row(self):
        """Count the absences from now back to the last presence."""
        for count, answer in enumerate(reversed(self.answers)):
            if answer == "present":
                return count
        return len(self.answers)


FRIDAY = timedelta(days=4)


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

    def _signals(self, weeks=None):
        """Return ``{id: [{code, label, level}]}``, in one query.

        :param weeks: what :meth:`_weeks` said of them and of their whole groups, when
            it is known
        """
        today = clock.today(self)
        monday = today - timedelta(days=today.weekday())
        found = {participant.id: [] for participant in self}
        active = self.filtered(lambda one: one.state == "active")
        peers = self if weeks else active | active.cohort_id.participant_ids
        weeks = weeks or active._weeks(peers)
        medians = peers._median_candidacies(weeks)
        for one in active:
            since = today - one.started_on
            happened = weeks[one.id]
            lines = found[one.id]
            absences = happened.absences_in_a_row()
            if absences >= ABSENCES:
                label = self.env._("%s absences in a row", absences)
                lines.append(one._signal("absences", label, "danger"))
            if not happened.of.get(monday, NOTHING)["set"]:
                label = self.env._("No objective this week")
                lines.append(one._signal("no_objective", label, "danger"))
            quiet = (today - (one.last_candidacy_on or one.started_on)).days
            if quiet >= CANDIDACY_DAYS:
                label = self.env._("%s days without a candidacy", quiet)
                lines.append(one._signal("no_candidacy", label, "warning"))
            seen = happened.seen_on
            days = (today - seen).days if seen else since.days
            if days >= INTERVIEW_DAYS:
                label = self.env._("%s days without an interview", days)
                lines.append(one._signal("no_interview", label, "warning"))
            if happened.candidacies < medians.get(one.cohort_id, 0):
                label = self.env._("Below the group's median")
                lines.append(one._signal("below_median", label, "warning"))
            end = one.planned_end_on
            if end and (end - today).days <= ENDING_DAYS:
                lines.append(one._signal("ending", one.end_label, "warning"))
        return found

    def _signal(self, code, label, level):
        return {"code": code, "label": label, "level": level}

    def _median_candidacies(self, weeks):
        """Return ``{group: median}`` of those of ``self`` who are in journey."""
        sent = {}
        for one in self:
            if one.state == "active" and one.cohort_id:
                sent.setdefault(one.cohort_id, []).append(weeks[one.id].candidacies)
        return {group: median(counts) for group, counts in sent.items()}

    def _weeks(self, peers=None, zone=None):
        """Return ``{id: Weeks}``, in one query whatever the number of people and weeks.

        The people were found under the reader's rights; so are their facts.

        :param peers: people of whom the candidacies are told too, and nothing else
        :param str zone: where a day begins, when it is known
        """
        for name in ("attendance", "objective", "candidacy"):
            self.env[f"club.{name}"].check_access("read")
        self.env.flush_all()
        everybody = self | (peers or self)
        zone = zone or clock.zone_of(self)
        rows = self.env.execute_query(
            SQL(
                HAPPENED,
                people=self.ids,
                everybody=everybody.ids,
                zone=zone,
            )
        )
        now = fields.Datetime.now()
        weeks = {person: Weeks(zone) for person in everybody.ids}
        for kind, monday, people, values, start, state, _id in rows:
            coming = state == "planned" and start >= now
            for person, value in zip(people, values, strict=True):
                if kind == "objective":
                    weeks[person].objective(monday, value)
                elif kind == "candidacy":
                    weeks[person].candidacy(monday, value)
                else:
                    weeks[person].session(monday, kind, value, start, coming)
        return weeks

    def action_week_review(self):
        """Open the point of the week under way."""
        self.ensure_one()
        return actions.stored(
            self.env,
            "club_week_review_action",
            context={"default_participant_id": self.id},
        )

    def action_ask_renewal(self):
        self.ensure_one()
        return actions.window(
            "club.renewal",
            name=self.env._("Ask for a renewal"),
            target="current",
            context={"default_participant_id": self.id},
        )

    def _board_row(self, weeks, happened):
        """Return the cells of a line, those of a week without anything marked."""
        started, ended = self.started_on, self.ended_on
        row = []
        for monday, week in weeks.items():
            cell = dict(happened.get(monday, NOTHING))
            cell["empty"] = False
            if week["past"] and started and not cell["objectives"]:
                friday = monday + FRIDAY
                inside = started <= friday and not (ended and ended < friday)
                active = "present" in cell["sessions"] or cell["candidacies"]
                cell["empty"] = inside and not active
            row.append(cell)
        return row
