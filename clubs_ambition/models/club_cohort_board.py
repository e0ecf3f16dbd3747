from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError

from .club_participant import COACH, SEATED
from .club_participant_weeks import NOTHING

WEEKS = 12
FRIDAY = timedelta(days=4)
SHOWN = ("admitted", "active", "exited")
PERSON = (
    *("name", "initials", "state", "job_label", "cohort_id", "started_on", "ended_on"),
    *("planned_end_on", "last_candidacy_on", "club_id", "occupation_ids"),
)
CLUB = ("name", "tz", "target_candidacies", "group_sessions_per_week")
GROUP = ("name", "club_id", "state", "date_start", "seats", "extra_seats")


class ClubCohort(models.Model):
    """The week board: participants × weeks, and what is to be done today.

    One read-only call brings everything: one query for what happened in the weeks, of
    which the cells and the signals are made, and one for the list of today, whatever
    the number of people and weeks.
    """

    _inherit = "club.cohort"

    @api.model
    @api.readonly
    def get_week_board(self, cohort_id=None):
        """Return the board of a group, by default the running one of the reader.

        :raise AccessError: for whoever coaches nobody, or a group of another club
        """
        if not self.env.user.has_group(COACH):
            raise AccessError(self.env._("The week board is for the club's animateur."))
        cohorts = self._board_cohorts()
        cohort = self.browse(cohort_id) if cohort_id else cohorts[:1]
        if cohort - cohorts:
            raise AccessError(self.env._("This group is of another club."))
        return {
            "cohorts": [
                {"id": one.id, "name": f"{one.club_id.name} · {one.name}"}
                for one in cohorts
            ],
            "cohort": cohort._board_of_group() if cohort else False,
            "today": cohort.club_id._today_list() if cohort else [],
        }

    @api.model
    def _board_cohorts(self):
        user = self.env.user
        animated, managed = user._club_reach()
        domain = [("club_id", "in", animated + managed)]
        if user.has_group("clubs_ambition.group_clubs_coordinator"):
            domain = []
        rank = {"running": 0, "forming": 1, "closed": 2}
        cohorts = self.search_fetch(domain, GROUP, limit=200)
        cohorts.club_id.fetch(CLUB)
        return cohorts.sorted(
            lambda cohort: (
                rank[cohort.state],
                cohort.club_id.id not in animated,
                -(cohort.date_start or fields.Date.today()).toordinal(),
            )
        )

    def _board_of_group(self):
        self.ensure_one()
        today = fields.Date.context_today(self)
        people = self.env["club.participant"].search_fetch(
            [("cohort_id", "=", self.id), ("state", "in", SHOWN)],
            PERSON,
            order="name, id",
        )
        weeks = self._board_weeks(people, today)
        happened = people._weeks()
        signals = people._signals(happened)
        labels = dict(people._fields["state"]._description_selection(self.env))
        club = self.club_id
        return {
            "id": self.id,
            "name": self.name,
            "club": club.name,
            "seats": self.seats,
            "seats_taken": sum(person.state in SEATED for person in people),
            "target_candidacies": club.target_candidacies,
            "target_sessions": club.group_sessions_per_week,
            "weeks": list(weeks.values()),
            "people": [
                {
                    "id": person.id,
                    "name": person.name,
                    "initials": person.initials,
                    "job": person.job_label or "",
                    "state": person.state,
                    "state_label": labels[person.state],
                    "signals": signals[person.id],
                    "referrals": happened[person.id].referrals,
                    "next_interview": fields.Datetime.to_string(
                        happened[person.id].following
                    ),
                    "cells": person._board_row(weeks, happened[person.id].of),
                }
                for person in people
            ],
        }

    def _board_weeks(self, people, today):
        """Return ``{monday: week}``, as many as the group's longest journey."""
        starts = [day for day in [self.date_start, *people.mapped("started_on")] if day]
        first = min(starts, default=today)
        first -= timedelta(days=first.weekday())
        ends = [day for day in people.mapped("planned_end_on") if day]
        last = max([first + timedelta(weeks=WEEKS, days=-1), *ends])
        monday = today - timedelta(days=today.weekday())
        count = min((last - first).days // 7 + 1, 2 * WEEKS + 4)
        days = [first + timedelta(weeks=number) for number in range(count)]
        return {
            day: {
                "number": number,
                "monday": fields.Date.to_string(day),
                "current": day == monday,
                "past": day < monday,
            }
            for number, day in enumerate(days, 1)
        }


class ClubParticipant(models.Model):
    _inherit = "club.participant"

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
