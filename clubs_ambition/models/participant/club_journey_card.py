from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...const import ENDED
from ...utils import clock

COUNTED = {
    "candidacy": (
        "club.candidacy",
        [("sent_on", "!=", False)],
        "origin",
        lambda origin: SQL("COUNT(*) FILTER (WHERE %s = 'coach')::float", origin),
    ),
    "immersion": (
        "club.immersion",
        [("state", "!=", "cancelled")],
        "id",
        lambda one: SQL("COUNT(%s)::float", one),
    ),
    "placement": (
        "club.placement",
        [],
        "id",
        lambda one: SQL("COUNT(%s)::float", one),
    ),
    "help": (
        "club.financial.help",
        [],
        "amount",
        lambda amount: SQL("SUM(%s)::float", amount),
    ),
}
"""What follows from a journey: its model, which ones, and what is told of a field."""


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
        today, signals = clock.today(journeys), self.env["club.signal"]
        for journey in journeys:
            journey.quiet_label = journey.state == "active" and signals._quiet_label(
                journey, today
            )

    @api.model
    def _show_signals(self, journeys):
        signals = self.env["club.signal"]._signals(journeys)
        for journey in journeys:
            labels = [signal["label"] for signal in signals[journey.id]]
            journey.signal_label = " · ".join(labels) or False

    @api.model
    def _show_consents(self, journeys):
        """Set to how much each person said yes and no, for whoever may read them."""
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
    def _show_counts(self, journeys):
        """Set what a card counts of each journey: one query for all that follows it.

        How many candidacies were sent, and how many of them the coach presented; how
        many immersions and placements; the sum of the financial helps.
        """
        found = self._counted(journeys)
        known = self.env["ir.model.data"]._xmlid_to_res_id("base.EUR")
        euro = self.env["res.currency"].browse(known)  # not asked whether it exists
        for journey in journeys:
            candidacies, referrals = found.get(("candidacy", journey.id), (0, 0))
            journey.candidacy_count = candidacies
            journey.referral_count = referrals
            journey.immersion_count = found.get(("immersion", journey.id), (0,))[0]
            journey.placement_count = found.get(("placement", journey.id), (0,))[0]
            journey.help_total = found.get(("help", journey.id), (0, 0))[1]
            journey.help_currency_id = euro

    @api.model
    def _counted(self, journeys):
        """Return ``{(kind, journey id): (number, of it)}``, under the reader's rules."""
        parts = []
        for kind, (name, domain, field, of_it) in COUNTED.items():
            model = self.env[name]
            if not model.has_access("read"):
                continue
            query = model._search([("participant_id", "in", journeys.ids), *domain])
            if query.is_empty():
                continue
            query.order = None
            owner = model._field_to_sql(model._table, "participant_id", query)
            query.groupby = owner
            more = of_it(model._field_to_sql(model._table, field, query))
            parts.append(query.select(SQL("%s", kind), owner, "COUNT(*)", more))
        rows = self.env.execute_query(SQL(" UNION ALL ").join(parts)) if parts else ()
        return {(kind, owner): counts for kind, owner, *counts in rows}

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
