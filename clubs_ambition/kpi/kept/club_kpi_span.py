from odoo import api, fields, models
from odoo.tools import SQL

from ...utils import clock
from ..rows import kpi_rows_clubs, kpi_rows_sessions
from ..rows.day_ranges import end_of, range_of, week_of


class ClubKpiSpan(models.Model):
    """The kept counts of a club for one range of days: counted once, after it was written.

    A range ends with its week or its month (see ``rows/day_ranges.py``). The columns of
    a week are those of the range that starts on its Monday. Only ranges whose week is
    over are kept.
    """

    _name = "club.kpi.span"
    _description = "What a club did in a span of days, counted"
    _log_access = False
    _club_derived = True

    club_id = fields.Many2one(
        "club.club", required=True, index=True, ondelete="cascade"
    )
    first_on = fields.Date(required=True)
    last_on = fields.Date(required=True)
    # days: candidacies sent, attendances
    sent = fields.Integer(required=True)
    interviewed = fields.Integer(required=True)
    hired = fields.Integer(required=True)
    settled_on = fields.Date(
        help="From this day on, how far the candidacies went is known."
    )
    present = fields.Integer(required=True)
    absent = fields.Integer(required=True)
    expected = fields.Integer(required=True)
    # weeks: group sessions, objectives
    weeks = fields.Integer(required=True)
    sessions = fields.Integer(required=True)
    person_weeks = fields.Integer(required=True)
    followed_weeks = fields.Integer(required=True)

    _span_uniq = models.UniqueIndex("(club_id, first_on)")
    _first_idx = models.Index("(first_on)")

    @api.model
    def _refresh(self):
        """Count the ranges of days that are missing, or were written about since."""
        today = clock.today(self)
        self.env.cr.execute(
            SQL(
                """
                WITH todo AS MATERIALIZED (%(todo)s),
                week AS MATERIALIZED (
                    SELECT club_id, first_on AS monday FROM todo
                     WHERE first_on = %(monday)s),
                sent AS (%(sent)s), met AS (%(met)s),
                grouped AS (%(grouped)s), followed AS (%(followed)s)
                INSERT INTO club_kpi_span (
                       club_id, first_on, last_on, sent, interviewed, hired,
                       settled_on, present, absent, expected, weeks, sessions,
                       person_weeks, followed_weeks)
                SELECT todo.club_id, todo.first_on, todo.last_on, COALESCE(sent.sent, 0),
                       COALESCE(sent.interviewed, 0), COALESCE(sent.hired, 0),
                       sent.settled_on, COALESCE(met.present, 0),
                       COALESCE(met.absent, 0), COALESCE(met.expected, 0),
                       COALESCE(grouped.weeks, 0), COALESCE(grouped.sessions, 0),
                       COALESCE(followed.weeks, 0), COALESCE(followed.followed, 0)
                  FROM todo
             LEFT JOIN sent USING (club_id, first_on)
             LEFT JOIN met USING (club_id, first_on)
             LEFT JOIN grouped ON grouped.club_id = todo.club_id
                              AND grouped.monday = todo.first_on
             LEFT JOIN followed ON followed.club_id = todo.club_id
                               AND followed.monday = todo.first_on
           ON CONFLICT (club_id, first_on) DO UPDATE SET
                       sent = EXCLUDED.sent, interviewed = EXCLUDED.interviewed,
                       hired = EXCLUDED.hired, settled_on = EXCLUDED.settled_on,
                       present = EXCLUDED.present, absent = EXCLUDED.absent,
                       expected = EXCLUDED.expected, weeks = EXCLUDED.weeks,
                       sessions = EXCLUDED.sessions,
                       person_weeks = EXCLUDED.person_weeks,
                       followed_weeks = EXCLUDED.followed_weeks
                """,
                todo=self._todo_sql(today),
                monday=week_of(SQL("first_on")),
                sent=kpi_rows_clubs.sent_by_range(),
                met=kpi_rows_sessions.met_by_range(),
                grouped=kpi_rows_sessions.grouped_by_week(),
                followed=kpi_rows_sessions.followed_by_week(),
            )
        )

    def _todo_sql(self, today):
        """Return the ranges whose week is over, and of which no count is kept that holds."""
        return SQL(
            """
            WITH day AS MATERIALIZED (
                SELECT DISTINCT %(range)s AS first_on, %(monday)s AS monday, day::date
                  FROM GENERATE_SERIES(
                           (SELECT MIN(day) FROM (
                               SELECT MIN(oriented_on) AS day FROM club_participant
                                UNION ALL
                               SELECT MIN(date_start) FROM club_cohort
                                UNION ALL
                               SELECT MIN(start)::date - 1 FROM club_session) first),
                           %(until)s::date, INTERVAL '1 day') day),
            stale AS MATERIALIZED (
                SELECT DISTINCT s.club_id, cell.first_on
                  FROM (SELECT DISTINCT club_id, first_on, last_on
                          FROM club_kpi_stale WHERE first_on IS NOT NULL) s
                  JOIN day ON day.day BETWEEN s.first_on AND s.last_on
            CROSS JOIN LATERAL (VALUES (day.first_on), (day.monday)) cell (first_on))
            SELECT club.id AS club_id, span.first_on, %(last)s AS last_on
              FROM club_club club
        CROSS JOIN (SELECT DISTINCT first_on FROM day) span
         LEFT JOIN club_kpi_span f ON f.club_id = club.id
                                  AND f.first_on = span.first_on
         LEFT JOIN stale ON stale.club_id = club.id AND stale.first_on = span.first_on
             WHERE f.id IS NULL OR stale.club_id IS NOT NULL
            """,
            range=range_of(SQL("day")),
            monday=week_of(SQL("day")),
            last=end_of(SQL("span.first_on")),
            until=SQL("(%s - 1)", week_of(SQL("%s", today))),
        )
