from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...const import ENGAGEMENT_VERSION
from ...utils import clock


class ClubParticipant(models.Model):
    """What the papers of one person say."""

    _inherit = "club.participant"

    def _print_day(self):
        return format_date(self.env, clock.today(self))

    def _attested_period(self):
        """Return the sentence about the coaching, under way or over.

        :raise UserError: nobody attests a journey that has not started
        """
        if not self.started_on:
            raise UserError(
                self.env._(
                    "The journey of %s has not started: there is nothing to attest.",
                    self.display_name,
                )
            )
        start = format_date(self.env, self.started_on)
        if not self.ended_on:
            return self.env._("has followed its intensive coaching since %s", start)
        return self.env._(
            "followed its intensive coaching from %(start)s to %(end)s",
            start=start,
            end=format_date(self.env, self.ended_on),
        )

    def _engagement_terms(self):
        """Return what the charter of the club says of this journey."""
        self.ensure_one()
        club = self.club_id
        return {
            "months": club.journey_months,
            "sessions": club.group_sessions_per_week,
            "dates": self.started_on
            and self.env._(
                "from %(start)s to %(end)s",
                start=format_date(self.env, self.started_on),
                end=format_date(self.env, self.planned_end_on),
            ),
            "controller": self.env.company.name,
            "version": self.engagement_version or ENGAGEMENT_VERSION,
        }

    def _orientation_lines(self):
        """Return the club's conditions, without what was looked at of barriers."""
        answers = {
            "met": self.env._("met"),
            "not_met": self.env._("not met"),
            "unknown": self.env._("to establish"),
        }
        return [
            {
                "label": line["label"],
                "answer": answers[line["result"]],
                "looked_at": line["rule"] != "barrier" and line["looked_at"],
            }
            for line in self.eligibility_at_entry or self.eligibility_report
        ]
