from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date, format_time

from ...utils import clock
from ...utils.races import alone

OVERRUN = timedelta(minutes=30)
"""A morning that ends this late is still a morning."""

NOON = 13
"""Hour of the club that parts a day in two half-days to sign for."""


class ClubSessionPaper(models.AbstractModel):
    """What is printed of a session: its sign-in sheet (*feuille d'émargement*), one
    half-day a page, and its invitations."""

    _name = "club.session.paper"
    _description = "Papers of a session"

    @api.model
    def _half_days(self, session):
        """Return the half-days to sign for: name, day, hours, kind of session."""
        start, stop = (
            clock.local(session, one) for one in (session.start, session.stop)
        )
        noon = start.replace(hour=NOON, minute=0, second=0)
        halves = []
        if start < noon:
            halves.append(
                (self.env._("morning"), start, stop if stop <= noon + OVERRUN else noon)
            )
        if stop > noon + OVERRUN or start >= noon:
            halves.append((self.env._("afternoon"), max(start, noon), stop))
        kinds = dict(session._fields["kind"]._description_selection(self.env))
        return [
            {
                "name": name,
                "kind": kinds[session.kind],
                "day": format_date(self.env, begin.date(), date_format="EEEE d MMMM y"),
                "hours": " – ".join(
                    format_time(self.env, moment.time(), time_format="HH:mm")
                    for moment in (begin, end)
                ),
            }
            for name, begin, end in halves
        ]

    @api.model
    def _sign_in_lines(self, session):
        """Return the names in order, and a mark where no signature is expected.

        The list goes round: why somebody is excused stays on the screen.
        """
        marks = {
            "excused": self.env._("excused"),
            "absent": self.env._("absent"),
        }
        lines = session.attendance_ids.filtered(lambda line: line.state != "cancelled")
        return [
            {
                "name": line.participant_id.name,
                "answer": marks.get(line.state, ""),
            }
            for line in lines._by_name()
        ]

    @api.model
    @alone("a paper says what stands when it is printed")
    def _invited_lines(self, session):
        """Return the attendance of those still expected, in order of their names."""
        expected = session.attendance_ids.filtered(lambda one: one.state == "expected")
        if not expected:
            raise UserError(
                self.env._(
                    "%s: nobody is expected, there is no one to invite.", session.name
                )
            )
        return expected._by_name()
