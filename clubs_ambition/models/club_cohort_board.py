from datetime import date, timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from .club_participant import COACH, SEATED

WEEKS = 12
SHOWN = ("admitted", "active", "exited")
PERSON = (
    *("name", "initials", "state", "job_label", "cohort_id", "started_on", "ended_on"),
    *("planned_end_on", "last_candidacy_on", "club_id", "occupation_ids"),
)
CLUB = ("name", "tz", "target_candidacies", "group_sessions_per_week")
GROUP = ("name", "club_id", "state", "date_start", "seats", "extra_seats")
NOTHING = {"sessions": [], "objectives": 0, "done": 0, "candidacies": 0}

CELLS = """
SELECT a.participant_id,
       DATE_TRUNC('week', s.start AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date,
       ARRAY_AGG(a.state ORDER BY s.start, s.id),
       NULL::bigint, NULL::bigint, NULL::bigint, NULL::timestamp
  FROM club_attendance a JOIN club_session s ON s.id = a.session_id
 WHERE a.participant_id = ANY(%(people)s) AND a.state != 'cancelled'
   AND s.kind NOT IN ('information', 'interview')
 GROUP BY 1, 2
UNION ALL
SELECT participant_id, week_start, NULL,
       COUNT(*), COUNT(*) FILTER (WHERE state = 'done'), NULL, NULL
  FROM club_objective
 WHERE participant_id = ANY(%(people)s) AND state != 'dropped'
 GROUP BY 1, 2
UNION ALL
SELECT participant_id, DATE_TRUNC('week', sent_on)::date, NULL,
       NULL, NULL, COUNT(*), NULL
  FROM club_candidacy
 WHERE participant_id = ANY(%(people)s) AND sent_on IS NOT NULL AND active
 GROUP BY 1, 2
UNION ALL
SELECT participant_id, NULL, NULL, NULL, NULL, NULL, MIN(start)
  FROM club_session
 WHERE participant_id = ANY(%(people)s) AND state = 'planned' AND start >= %(now)s
 GROUP BY 1
"""
"""The facts of the weeks: one line a person, a week and a kind of fact, and one a
person for the next interview."""


class ClubCohort(models.Model):
    """The week board: participants × weeks, and what is to be done today.

    One read-only call brings everything: one query for the cells, one for what the
    signals rest on, one for the list of today, whatever the number of people and weeks.
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
        clubs = user.club_ids | user.club_managed_ids
        domain = [("club_id", "in", clubs.ids)]
        if user.has_group("clubs_ambition.group_clubs_coordinator"):
            domain = []
        rank = {"running": 0, "forming": 1, "closed": 2}
        cohorts = self.search_fetch(domain, GROUP, limit=200)
        cohorts.club_id.fetch(CLUB)
        return cohorts.sorted(
            lambda cohort: (
                rank[cohort.state],
                cohort.club_id not in user.club_ids,
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
        cells = self._board_cells(people)
        facts = people._signal_facts(today)
        signals = people._signals(facts)
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
            "weeks": weeks,
            "people": [
                {
                    "id": person.id,
                    "name": person.name,
                    "initials": person.initials,
                    "job": person.job_label or "",
                    "state": person.state,
                    "state_label": labels[person.state],
                    "signals": signals[person.id],
                    "referrals": facts[person.id]["referrals"],
                    "next_interview": cells[person.id].get("next_interview", False),
                    "cells": person._board_row(weeks, cells[person.id]),
                }
                for person in people
            ],
        }

    def _board_weeks(self, people, today):
        """Return the weeks of the group, as many as its longest journey."""
        starts = [day for day in [self.date_start, *people.mapped("started_on")] if day]
        first = min(starts, default=today)
        first -= timedelta(days=first.weekday())
        ends = [day for day in people.mapped("planned_end_on") if day]
        last = max([first + timedelta(weeks=WEEKS, days=-1), *ends])
        monday = today - timedelta(days=today.weekday())
        count = min((last - first).days // 7 + 1, 2 * WEEKS + 4)
        days = [first + timedelta(weeks=number) for number in range(count)]
        return [
            {
                "number": number,
                "monday": fields.Date.to_string(day),
                "current": day == monday,
                "past": day < monday,
            }
            for number, day in enumerate(days, 1)
        ]

    def _board_cells(self, people):
        """Return ``{person: {monday: cell, "next_interview": when}}``.

        The people were found under the reader's rights; so are their facts.
        """
        for model in ("attendance", "objective", "candidacy"):
            self.env[f"club.{model}"].check_access("read")
        for model in ("attendance", "objective", "candidacy", "session"):
            self.env[f"club.{model}"].flush_model()
        rows = self.env.execute_query(
            SQL(
                CELLS,
                people=people.ids,
                zone=self.club_id.tz,
                now=fields.Datetime.now(),
            )
        )
        cells = {person.id: {} for person in people}
        for person, monday, sessions, objectives, done, candidacies, start in rows:
            if start:
                cells[person]["next_interview"] = fields.Datetime.to_string(start)
                continue
            cell = cells[person].setdefault(
                monday,
                {"sessions": [], "objectives": 0, "done": 0, "candidacies": 0},
            )
            cell["sessions"] += sessions or []
            cell["objectives"] += objectives or 0
            cell["done"] += done or 0
            cell["candidacies"] += candidacies or 0
        return cells


class ClubParticipant(models.Model):
    _inherit = "club.participant"

    def _board_row(self, weeks, cells):
        """Return the cells of a line, those of a week without anything marked."""
        started, ended = self.started_on, self.ended_on
        row = []
        for week in weeks:
            monday = date.fromisoformat(week["monday"])
            cell = cells.get(monday)
            friday = monday + timedelta(days=4)
            inside = started and started <= friday and not (ended and ended < friday)
            happened = cell and (
                "present" in cell["sessions"]
                or cell["objectives"]
                or cell["candidacies"]
            )
            row.append(
                {
                    **(cell or NOTHING),
                    "empty": bool(week["past"] and inside and not happened),
                }
            )
        return row
