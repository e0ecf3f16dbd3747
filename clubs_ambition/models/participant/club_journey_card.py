from odoo import api, models
from odoo.fields import Domain

from ...const import ENDED, QUIET_DAYS
from ...utils import clock
from ...utils.counts import count_by


class ClubJourneyCard(models.AbstractModel):
    """What the card of a journey says of it, and the columns of the board of cards."""

    _name = "club.journey.card"
    _description = "Card of a journey"

    @api.model
    def _columns(self, states, domain):
        """Show the columns one may drag to, even empty.

        The three ended states need a reason: they are reached by a dialog, and
        only shown where there is somebody in them. A column that the search leaves
        out is not shown either: on a phone each one costs a swipe.
        """
        journeys = self.env["club.participant"]
        searched = Domain(domain).map_conditions(
            lambda part: part if part.field_expr == "state" else Domain.TRUE
        )
        known = [state for state, _label in journeys._fields["state"].selection]
        return [
            state
            for state in known
            if state in states
            or (
                state not in ENDED
                and journeys.new({"state": state}).filtered_domain(searched)
            )
        ]

    # === TIME AND RHYTHM === #

    @api.model
    def _show_days_left(self, journeys):
        today = clock.today(journeys)
        for journey in journeys:
            end = journey.planned_end_on
            live = journey.state == "active" and end
            journey.days_left = (end - today).days if live else 0

    @api.model
    def _end_label(self, journey):
        """Return how long a journey still goes on, in words."""
        days = journey.days_left
        if journey.state != "active" or not journey.planned_end_on:
            return False
        if days > 1:
            return self.env._("%s days left", days)
        if days == 1:
            return self.env._("Ends tomorrow")
        if days == 0:
            return self.env._("Ends today")
        return self.env._("End passed %s days ago", -days)

    @api.model
    def _show_quiet(self, journeys):
        """Set how long nothing was sent, once that is long."""
        today = clock.today(journeys)
        for journey in journeys:
            since = journey.last_candidacy_on or journey.started_on
            days = (today - since).days if since else 0
            journey.quiet_label = (
                self.env._("%s days without a candidacy", days)
                if journey.state == "active" and days >= QUIET_DAYS
                else False
            )

    @api.model
    def _show_signals(self, journeys):
        signals = self.env["club.signal"]._signals(journeys)
        for journey in journeys:
            labels = [signal["label"] for signal in signals[journey.id]]
            journey.signal_label = " · ".join(labels) or False

    @api.model
    def _show_consents(self, journeys):
        """Set to how much each person said yes and no, for who may read them."""
        for journey in journeys:
            person = journey.reads_person and journey.person_id
            said = [
                person
                and person.agreed_count
                and self.env._("%s yes", person.agreed_count),
                person
                and person.refused_count
                and self.env._("%s no", person.refused_count),
            ]
            words = " · ".join(filter(None, said))
            journey.consent_label = words or (person and self.env._("Not asked yet"))

    # === COUNTS === #

    @api.model
    def _show_candidacies(self, journeys):
        """Set how many were sent, and how many of them the coach presented."""
        groups = self.env["club.candidacy"]._read_group(
            [("participant_id", "in", journeys.ids), ("sent_on", "!=", False)],
            ["participant_id", "origin"],
            ["__count"],
        )
        totals, referrals = {}, {}
        for journey, origin, count in groups:
            totals[journey.id] = totals.get(journey.id, 0) + count
            if origin == "coach":
                referrals[journey.id] = count
        for journey in journeys:
            journey.candidacy_count = totals.get(journey.id, 0)
            journey.referral_count = referrals.get(journey.id, 0)

    @api.model
    def _show_last_candidacy(self, journeys):
        groups = self.env["club.candidacy"]._read_group(
            [("participant_id", "in", journeys.ids)],
            ["participant_id"],
            ["sent_on:max"],
        )
        latest = {journey.id: sent_on for journey, sent_on in groups}
        for journey in journeys:
            journey.last_candidacy_on = latest.get(journey.id)

    @api.model
    def _show_immersions(self, journeys):
        held = [("state", "!=", "cancelled")]
        counts = count_by(journeys, "club.immersion", "participant_id", held)
        for journey in journeys:
            journey.immersion_count = counts.get(journey.id, 0)

    @api.model
    def _show_placements(self, journeys):
        counts = count_by(journeys, "club.placement", "participant_id")
        for journey in journeys:
            journey.placement_count = counts.get(journey.id, 0)

    @api.model
    def _show_helps(self, journeys):
        """Set the sum of the financial helps of each."""
        groups = self.env["club.financial.help"]._read_group(
            [("participant_id", "in", journeys.ids)],
            ["participant_id"],
            ["amount:sum"],
        )
        totals = {journey.id: total for journey, total in groups}
        euro = self.env.ref("base.EUR")
        for journey in journeys:
            journey.help_total = totals.get(journey.id, 0)
            journey.help_currency_id = euro
