from datetime import timedelta

import pytz

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, format_time

OVERRUN = timedelta(minutes=30)
"""A morning that ends this late is still a morning."""

TIMEZONE = "Europe/Paris"
NOON = 13
"""Hour of France that parts a day in two half-days to sign for."""


class ClubSession(models.Model):
    """What a sign-in sheet (*feuille d'émargement*) says, one half-day a page."""

    _inherit = "club.session"

    def _half_days(self):
        self.ensure_one()
        zone = pytz.timezone(TIMEZONE)
        start, stop = (
            pytz.utc.localize(moment).astimezone(zone)
            for moment in (self.start, self.stop)
        )
        noon = start.replace(hour=NOON, minute=0, second=0)
        halves = []
        if start < noon:
            halves.append(
                (self.env._("morning"), start, stop if stop <= noon + OVERRUN else noon)
            )
        if stop > noon + OVERRUN or start >= noon:
            halves.append((self.env._("afternoon"), max(start, noon), stop))
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        return [
            {
                "name": name,
                "kind": kinds[self.kind],
                "day": format_date(self.env, begin.date(), date_format="EEEE d MMMM y"),
                "hours": " – ".join(
                    format_time(self.env, moment.time(), time_format="HH:mm")
                    for moment in (begin, end)
                ),
            }
            for name, begin, end in halves
        ]

    def _sign_in_lines(self):
        """Return the names in order, and a mark where no signature is expected."""
        marks = {
            "excused": self.env._("excused"),
            "absent": self.env._("absent"),
        }
        lines = self.attendance_ids.filtered(lambda line: line.state != "cancelled")
        return [
            {"name": line.participant_id.name, "answer": marks.get(line.state, "")}
            for line in lines.sorted(lambda line: line.participant_id.name or "")
        ]


class ClubParticipant(models.Model):
    """What the papers of one person say."""

    _inherit = "club.participant"

    def _print_day(self):
        return format_date(self.env, fields.Date.context_today(self))

    def _attested_from(self):
        """Return the first day; nobody attests a journey that has not started."""
        if not self.started_on:
            raise UserError(
                self.env._(
                    "The journey of %s has not started: there is nothing to attest.",
                    self.display_name,
                )
            )
        return format_date(self.env, self.started_on)

    def _follow_up_sheet(self):
        """Return the facts of the week under way."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        monday = today - timedelta(days=today.weekday())
        sunday = monday + timedelta(days=6)
        week = self.attendance_ids.filtered(
            lambda line: (
                monday <= line.session_id.start.date() <= sunday
                and line.state != "cancelled"
            )
        )
        return {
            "week": format_date(self.env, monday),
            "objectives": self.objective_ids.filtered(
                lambda one: one.week_start == monday
            ),
            "attendances": week.sorted(lambda line: line.session_id.start),
            "candidacies": self.candidacy_ids.filtered(
                lambda one: one.sent_on and monday <= one.sent_on <= sunday
            ),
            "next": self.env["club.session"].search(
                [
                    ("participant_id", "=", self.id),
                    ("state", "=", "planned"),
                    ("start", ">=", fields.Datetime.now()),
                ],
                limit=1,
            ),
        }
