from statistics import median

from odoo import api, models

from ...const import QUIET_DAYS
from ...utils import clock
from .club_week import NOTHING

ABSENCES = 2
INTERVIEW_DAYS = 10
ENDING_DAYS = 14
"""Thresholds of the signals: absences in a row, days without an interview, days left
(seed's rhythm: one interview and one objective a week)."""


class ClubSignal(models.AbstractModel):
    """The signals of a journey: what an animateur should look at.

    A signal is computed, never typed: it cannot be forgotten nor argued away.
    """

    _name = "club.signal"
    _description = "Signals of a journey"

    @api.model
    def _signals(self, journeys, weeks=None):
        """Return ``{id: [{code, label, level}]}``, in one query.

        :param weeks: what ``club.week`` found of them and of their whole groups, when
            it is known
        """
        today = clock.today(journeys)
        found = {journey.id: [] for journey in journeys}
        active = journeys.filtered(lambda one: one.state == "active")
        peers = journeys if weeks else active | active.cohort_id.participant_ids
        weeks = weeks or self.env["club.week"]._happened(active, peers)
        medians = self._median_candidacies(peers, weeks)
        for one in active:
            least = medians.get(one.cohort_id, 0)
            for code, level, label in self._list(one, weeks[one.id], least, today):
                found[one.id].append({"code": code, "label": label, "level": level})
        return found

    @api.model
    def _quiet_label(self, journey, today):
        """Return how long a journey under way had no candidacy, once that is long."""
        since = journey.last_candidacy_on or journey.started_on
        days = (today - since).days if since else 0
        return days >= QUIET_DAYS and self.env._("%s days without a candidacy", days)

    @api.model
    def _list(self, journey, happened, least, today):
        """Yield ``(code, level, label)`` of a journey under way, in order.

        :param least: candidacies that half of the group has reached
        """
        absences = happened.absences_in_a_row()
        if absences >= ABSENCES:
            yield "absences", "danger", self.env._("%s absences in a row", absences)
        if not happened.of.get(clock.monday(today), NOTHING)["set"]:
            yield "no_objective", "danger", self.env._("No objective this week")
        if label := self._quiet_label(journey, today):
            yield "no_candidacy", "warning", label
        unseen = (today - (happened.seen_on or journey.started_on)).days
        if unseen >= INTERVIEW_DAYS:
            label = self.env._("%s days without an interview", unseen)
            yield "no_interview", "warning", label
        if happened.candidacies < least:
            yield "below_median", "warning", self.env._("Below the group's median")
        end = journey.planned_end_on
        if end and (end - today).days <= ENDING_DAYS:
            yield "ending", "warning", journey.end_label

    @api.model
    def _median_candidacies(self, peers, weeks):
        """Return ``{group: median}`` of those of ``peers`` who are in journey."""
        sent = {}
        for one in peers:
            if one.state == "active" and one.cohort_id:
                sent.setdefault(one.cohort_id, []).append(weeks[one.id].candidacies)
        return {group: median(counts) for group, counts in sent.items()}
