from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from ...const import COACH, SEATED
from ...utils import clock
from .club_participant import initials

WEEKS = 12
LISTED = 200
"""Groups one may choose from: a coordinator comes to the others from their form."""
SHOWN = ("admitted", "active", "exited")
PERSON = (
    *("name", "state", "job_label", "cohort_id", "started_on", "ended_on"),
    *("planned_end_on", "last_candidacy_on", "club_id"),
)
GROUP = ("id", "name", "state", "date_start", "seats", "club_id")
CLUB = ("name", "tz", "target_candidacies", "group_sessions_per_week")


class ClubCohort(models.Model):
    """The week board: participants × weeks, and what is to be done today.

    One read-only call brings everything in four queries: the groups, the people, what
    happened in their weeks, of which the cells and the signals are made, and the list
    of today, whatever the number of people and weeks.
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
        groups = self._board_groups()
        if cohort_id and cohort_id not in groups:
            groups |= self._board_groups(Domain("id", "=", cohort_id))
        group = groups.get(cohort_id or next(iter(groups), None))
        if cohort_id and not group:
            raise AccessError(self.env._("This group is of another club."))
        if not group:
            return {"cohorts": [], "cohort": False, "today": []} | self._board_missing()
        club = self.env["club.club"].browse(group["club_id"])
        return {
            "cohorts": [
                {"id": one["id"], "name": f"{one['club_name']} · {one['name']}"}
                for one in groups.values()
            ],
            "cohort": self._board_of_group(group),
            "today": club._today_list(),
        }

    @api.model
    def _board_missing(self):
        """Return what is to be done before there is a group: a club, or its name."""
        missing = list(self.env["club.club"]._missing_first(self._name))
        return {"missing": missing} if missing else {}

    @api.model
    def _board_groups(self, domain=Domain.TRUE):
        """Return ``{id: group}`` of the reader's clubs, with what is told of the club.

        One query: whoever reads a group reads its club. Running groups come first,
        those of the reader's own clubs before those they manage.
        """
        user = self.env.user
        animated, managed = user._club_reach()
        if not user.has_group("clubs_ambition.group_clubs_coordinator"):
            domain &= Domain("club_id", "in", animated + managed)
        query = self._search(domain, limit=LISTED, order=self._order)
        club, table = self._fields["club_id"].join(self, self._table, query)
        columns = [(name, self._field_to_sql(self._table, name)) for name in GROUP]
        columns += [(f"club_{name}", club._field_to_sql(table, name)) for name in CLUB]
        rows = self.env.execute_query_dict(
            query.select(
                *(SQL("%s AS %s", sql, SQL.identifier(name)) for name, sql in columns)
            )
        )
        today = clock.today(self)
        rank = {"running": 0, "forming": 1, "closed": 2}
        rows.sort(
            key=lambda row: (
                rank[row["state"]],
                row["club_id"] not in animated,
                -(row["date_start"] or today).toordinal(),
            )
        )
        return {row["id"]: row for row in rows}

    @api.model
    def _board_of_group(self, group):
        today = clock.day_of(fields.Datetime.now(), group["club_tz"])
        people = self.env["club.participant"].search_fetch(
            [("cohort_id", "=", group["id"]), ("state", "in", SHOWN)],
            PERSON,
            order="name, id",
        )
        weeks = self._board_weeks(group["date_start"], people, today)
        happened = people._weeks(zone=group["club_tz"])
        signals = people._signals(happened)
        labels = dict(people._fields["state"]._description_selection(self.env))
        return {
            "id": group["id"],
            "name": group["name"],
            "club": group["club_name"],
            "seats": group["seats"],
            "seats_taken": sum(person.state in SEATED for person in people),
            "target_candidacies": group["club_target_candidacies"],
            "target_sessions": group["club_group_sessions_per_week"],
            "weeks": list(weeks.values()),
            "people": [
                {
                    "id": person.id,
                    "name": person.name,
                    "initials": initials(person.name),
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

    @api.model
    def _board_weeks(self, start, people, today):
        """Return ``{monday: week}``, as many as the group's longest journey."""
        starts = [day for day in [start, *people.mapped("started_on")] if day]
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
