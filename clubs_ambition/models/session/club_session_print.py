from datetime import timedelta

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_date, format_time

from ...utils import clock

OVERRUN = timedelta(minutes=30)
"""A morning that ends this late is still a morning."""

NOON = 13
"""Hour of the club that parts a day in two half-days to sign for."""


class ClubSession(models.Model):
    """What a sign-in sheet (*feuille d'émargement*) says, one half-day a page."""

    _inherit = "club.session"

    def _half_days(self):
        self.ensure_one()
        start, stop = (clock.local(self, moment) for moment in (self.start, self.stop))
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

    def _invited(self):
        """Return the lines of those still expected, in order of their names."""
        expected = self.attendance_ids.filtered(lambda line: line.state == "expected")
        if not expected:
            raise UserError(
                self.env._(
                    "%s: nobody is expected, there is no one to invite.", self.name
                )
            )
        return expected.sorted(lambda line: line.participant_id.name or "")

    def _sign_in_lines(self):
        """Return the names in order, and a mark where no signature is expected.

        The list goes round: why somebody is excused stays on the screen.
        """
        marks = {
            "excused": self.env._("excused"),
            "absent": self.env._("absent"),
        }
        lines = self.attendance_ids.filtered(lambda line: line.state != "cancelled")
        return [
            {
                "name": line.participant_id.name,
                "answer": marks.get(line.state, ""),
            }
            for line in lines.sorted(lambda line: line.participant_id.name or "")
        ]
