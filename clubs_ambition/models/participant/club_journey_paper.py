from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...const import ENGAGEMENT_VERSION
from ...utils import clock


class ClubJourneyPaper(models.AbstractModel):
    """What the papers of one journey say: attestation, charter, orientation."""

    _name = "club.journey.paper"
    _description = "Papers of a journey"

    @api.model
    def _today(self, journey):
        return format_date(self.env, clock.today(journey))

    @api.model
    def _attested_period(self, journey):
        """Return the sentence about the coaching, under way or over.

        :raise UserError: nobody attests a journey that has not started
        """
        if not journey.started_on:
            raise UserError(
                self.env._(
                    "The journey of %s has not started: there is nothing to attest.",
                    journey.display_name,
                )
            )
        start = format_date(self.env, journey.started_on)
        if not journey.ended_on:
            return self.env._("has followed its intensive coaching since %s", start)
        return self.env._(
            "followed its intensive coaching from %(start)s to %(end)s",
            start=start,
            end=format_date(self.env, journey.ended_on),
        )

    @api.model
    def _engagement_terms(self, journey):
        """Return what the charter of the club says of this journey."""
        journey.ensure_one()
        club = journey.club_id
        return {
            "months": club.journey_months,
            "sessions": club.group_sessions_per_week,
            "dates": journey.started_on
            and self.env._(
                "from %(start)s to %(end)s",
                start=format_date(self.env, journey.started_on),
                end=format_date(self.env, journey.planned_end_on),
            ),
            "controller": self.env.company.name,
            "version": journey.engagement_version or ENGAGEMENT_VERSION,
        }

    @api.model
    def _orientation_lines(self, journey):
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
            for line in journey.eligibility_at_entry or journey.eligibility_report
        ]
