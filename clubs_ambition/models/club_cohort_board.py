from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from .club_participant import COACH

WEEKS = 12
SHOWN = ("admitted", "active", "exited")


class ClubCohort(models.Model):
    """The week board: participants × weeks, and what is to be done today.

    One read-only call brings everything; each kind of fact is one query, whatever
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
        clubs = user.club_ids | user.club_managed_ids
        domain = [("club_id", "in", clubs.ids)]
        if user.has_group("clubs_ambition.group_clubs_coordinator"):
            domain = []
        rank = {"running": 0, "forming": 1, "closed": 2}
        return self.search_fetch(domain, limit=200).sorted(
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
            order="name, id",
        )
        # Counted once for all: the signals read the counts of some of them.
        people.mapped("candidacy_count")
        weeks = self._board_weeks(people, today)
        facts = self._board_facts(people)
        signals = people._signals()
        club = self.club_id
        return {
            "id": self.id,
            "name": self.name,
            "club": club.name,
            "seats": self.seats,
            "seats_taken": self.seats_taken,
            "target_candidacies": club.target_candidacies,
            "target_sessions": club.group_sessions_per_week,
            "weeks": weeks,
            "people": [
                self._board_row(person, weeks, facts.get(person.id, {}), signals)
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

    def _board_row(self, person, weeks, facts, signals):
        cells = []
        for week in weeks:
            cell = facts.get(week["monday"], {})
            cells.append(
                {
                    "sessions": cell.get("sessions", []),
                    "done": cell.get("done", 0),
                    "objectives": cell.get("objectives", 0),
                    "candidacies": cell.get("candidacies", 0),
                    "empty": week["past"] and self._board_is_empty(person, week, cell),
                }
            )
        return {
            "id": person.id,
            "name": person.name,
            "initials": person.initials,
            "job": person.job_label or "",
            "state": person.state,
            "state_label": dict(
                person._fields["state"]._description_selection(self.env)
            )[person.state],
            "signals": signals[person.id],
            "referrals": person.referral_count,
            "next_interview": facts.get("next_interview", False),
            "cells": cells,
        }

    def _board_is_empty(self, person, week, cell):
        """Tell a week of the journey in which nothing happened."""
        monday = fields.Date.to_date(week["monday"])
        started, ended = person.started_on, person.ended_on
        if not started or monday + timedelta(days=4) < started:
            return False
        if ended and monday + timedelta(days=4) > ended:
            return False
        came = "present" in cell.get("sessions", [])
        return not (came or cell.get("objectives") or cell.get("candidacies"))

    def _board_facts(self, people):
        """Return ``{person: {monday: cell, "next_interview": when}}``.

        The people were found under the reader's rights; so are their facts.
        """
        self.env["club.attendance"].check_access("read")
        self.env["club.objective"].check_access("read")
        self.env["club.candidacy"].check_access("read")
        for model in ("attendance", "objective", "candidacy", "session"):
            self.env[f"club.{model}"].flush_model()
        facts = {}
        for query in (self._attendance_sql, self._objective_sql, self._candidacy_sql):
            for person, monday, *values in self.env.execute_query(query(people)):
                cell = facts.setdefault(person, {}).setdefault(str(monday), {})
                cell.update(zip(self._board_columns(query), values, strict=True))
        for person, start in self.env.execute_query(self._next_interview_sql(people)):
            facts.setdefault(person, {})["next_interview"] = fields.Datetime.to_string(
                start
            )
        return facts

    def _board_columns(self, query):
        return {
            self._attendance_sql: ("sessions",),
            self._objective_sql: ("objectives", "done"),
            self._candidacy_sql: ("candidacies",),
        }[query]

    def _attendance_sql(self, people):
        return SQL(
            """
            SELECT a.participant_id, DATE_TRUNC('week',
                       s.start AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date,
                   ARRAY_AGG(a.state ORDER BY s.start, s.id)
              FROM club_attendance a JOIN club_session s ON s.id = a.session_id
             WHERE a.participant_id = ANY(%(people)s) AND a.state != 'cancelled'
               AND s.kind NOT IN ('information', 'interview')
          GROUP BY 1, 2
            """,
            people=people.ids,
            zone=self.club_id.tz,
        )

    def _objective_sql(self, people):
        return SQL(
            """
            SELECT participant_id, week_start, COUNT(*),
                   COUNT(*) FILTER (WHERE state = 'done')
              FROM club_objective
             WHERE participant_id = ANY(%s) AND state != 'dropped'
          GROUP BY 1, 2
            """,
            people.ids,
        )

    def _candidacy_sql(self, people):
        return SQL(
            """
            SELECT participant_id, DATE_TRUNC('week', sent_on)::date, COUNT(*)
              FROM club_candidacy
             WHERE participant_id = ANY(%s) AND sent_on IS NOT NULL AND active
          GROUP BY 1, 2
            """,
            people.ids,
        )

    def _next_interview_sql(self, people):
        return SQL(
            """
            SELECT participant_id, MIN(start) FROM club_session
             WHERE participant_id = ANY(%s) AND state = 'planned' AND start >= %s
          GROUP BY 1
            """,
            people.ids,
            fields.Datetime.now(),
        )
