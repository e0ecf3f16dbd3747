from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ...const import COACH, SEATED
from ...utils import clock
from ...utils.identity import initials

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

FRIDAY = timedelta(days=4)

NOTHING = {"sessions": [], "objectives": 0, "set": 0, "done": 0, "candidacies": 0}
"""A week without anything; ``set`` counts the objectives dropped since, too."""

HAPPENED = """
WITH roll AS MATERIALIZED (
    SELECT session_id, ARRAY_AGG(participant_id) AS people, ARRAY_AGG(state) AS answers
      FROM club_attendance
     WHERE participant_id = ANY(%(people)s::int[]) AND state != 'left' GROUP BY 1)
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
        """Count a session, in the order of the sessions (``start``: UTC)."""
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


class ClubWeek(models.AbstractModel):
    """The weeks of people: what happened in them, the board and the sheet made of it.

    The board is one read-only call of four queries: the groups, the people, what
    happened in their weeks, of which the cells and the signals are made, and the list
    of today, whatever the number of people and weeks.
    """

    _name = "club.week"
    _description = "Weeks of a journey"

    # === WHAT HAPPENED === #

    @api.model
    def _happened(self, people, peers=None, zone=None):
        """Return ``{id: Weeks}``, in one query whatever the number of people and weeks.

        The people were found under the reader's rights; so is what happened to them.

        :param peers: people whose candidacies are counted too, and nothing else
        :param str zone: where a day begins, when it is known
        """
        everybody = people | (peers or people)
        zone = zone or clock.zone_of(people)
        now = fields.Datetime.now()
        weeks = {person: Weeks(zone) for person in everybody.ids}
        rows = self._rows(people, everybody, zone)
        for kind, monday, persons, values, start, state, _id in rows:
            coming = state == "planned" and start >= now
            for person, value in zip(persons, values, strict=True):
                if kind == "objective":
                    weeks[person].objective(monday, value)
                elif kind == "candidacy":
                    weeks[person].candidacy(monday, value)
                else:
                    # Whatever was answered, nobody came to what was cancelled.
                    said = "cancelled" if state == "cancelled" else value
                    weeks[person].session(monday, kind, said, start, coming)
        return weeks

    @api.model
    def _rows(self, people, everybody, zone):
        """Return the lines of :data:`HAPPENED`, for whoever may read what they are of."""
        for name in ("attendance", "objective", "candidacy"):
            self.env[f"club.{name}"].check_access("read")
        self.env.flush_all()
        return self.env.execute_query(
            SQL(HAPPENED, people=people.ids, everybody=everybody.ids, zone=zone)
        )

    # === THE SHEET OF ONE PERSON === #

    @api.model
    def _sheet(self, journey):
        """Return what the sheet of the week under way prints."""
        monday = clock.monday(clock.today(journey))
        sunday = monday + timedelta(days=6)
        lines = journey.attendance_ids.filtered(
            lambda line: (
                monday <= clock.day(line.session_id, line.session_id.start) <= sunday
                and line.state != "cancelled"
            )
        )
        return {
            "week": format_date(self.env, monday),
            "objectives": journey.objective_ids.filtered(
                lambda one: one.week_start == monday
            ),
            "attendances": lines.sorted(lambda line: line.session_id.start),
            "candidacies": journey.candidacy_ids.filtered(
                lambda one: one.sent_on and monday <= one.sent_on <= sunday
            ),
            "next": self.env["club.session"].search(
                [
                    ("participant_id", "=", journey.id),
                    ("state", "=", "planned"),
                    ("start", ">=", fields.Datetime.now()),
                ],
                limit=1,
            ),
        }

    # === THE BOARD OF A GROUP === #

    @api.model
    def _board(self, cohort_id=None):
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
        missing = list(self.env["club.club"]._missing_first("club.cohort"))
        return {"missing": missing} if missing else {}

    @api.model
    def _board_groups(self, domain=Domain.TRUE):
        """Return ``{id: group}`` of the reader's clubs, with what is shown of the club.

        One query: whoever reads a group reads its club. Running groups come first,
        those of the reader's own clubs before those they manage.
        """
        Cohort = self.env["club.cohort"]
        user = self.env.user
        animated, managed = user._club_reach()
        if not user.has_group("clubs_ambition.group_clubs_coordinator"):
            domain &= Domain("club_id", "in", animated + managed)
        query = Cohort._search(domain, limit=LISTED, order=Cohort._order)
        club, table = Cohort._fields["club_id"].join(Cohort, Cohort._table, query)
        columns = [(name, Cohort._field_to_sql(Cohort._table, name)) for name in GROUP]
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
            Domain(
                [
                    ("cohort_id", "=", group["id"]),
                    ("state", "in", SHOWN),
                ]
            )
            & self.env["club.restriction"]._domain_worked_on(),
            PERSON,
            order="name, id",
        )
        self.env["club.privacy.look"]._note(people)
        weeks = self._board_weeks(group["date_start"], people, today)
        happened = self._happened(people, zone=group["club_tz"])
        signals = self.env["club.signal"]._signals(people, happened)
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
                self._board_person(person, happened[person.id], weeks)
                | {
                    "state_label": labels[person.state],
                    "signals": signals[person.id],
                }
                for person in people
            ],
        }

    @api.model
    def _board_person(self, person, happened, weeks):
        """Return the line of a person, but its signals."""
        return {
            "id": person.id,
            "name": person.name,
            "initials": initials(person.name),
            "job": person.job_label or "",
            "state": person.state,
            "referrals": happened.referrals,
            "next_interview": fields.Datetime.to_string(happened.following),
            "cells": self._board_cells(person, happened.of, weeks),
        }

    @api.model
    def _board_cells(self, person, happened, weeks):
        """Return the cells of a line, those of a week without anything marked."""
        started, ended = person.started_on, person.ended_on
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

    @api.model
    def _board_weeks(self, start, people, today):
        """Return ``{monday: week}``, as many as the group's longest journey."""
        starts = [day for day in [start, *people.mapped("started_on")] if day]
        first = clock.monday(min(starts, default=today))
        ends = [day for day in people.mapped("planned_end_on") if day]
        last = max([first + timedelta(weeks=WEEKS, days=-1), *ends])
        monday = clock.monday(today)
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
