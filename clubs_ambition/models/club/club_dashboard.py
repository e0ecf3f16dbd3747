import json

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import format_date

from ...utils import clock

GRAPH_MONTHS = 12
"""The card's graph shows as many months, the present one last."""


class ClubDashboard(models.AbstractModel):
    """Count what the cards of clubs show: one grouped query each, whatever the clubs."""

    _name = "club.dashboard"
    _description = "Counts of the clubs' cards"

    @api.model
    def _count_by_club(self, clubs, model, domain=()):
        """Return ``{club id: count}`` of ``model``.

        sudo: the card gives counts of the club, of which nobody's name is read,
        to the animateurs of all clubs.
        """
        groups = (
            self.env[model]
            .sudo()
            ._read_group(
                [("club_id", "in", clubs.ids), *domain], ["club_id"], ["__count"]
            )
        )
        return {club.id: count for club, count in groups}

    @api.model
    def _show(self, clubs, name, counts):
        """Set a field of the clubs from ``{club id: count}``."""
        for club in clubs:
            club[name] = counts.get(club.id, 0)

    @api.model
    def _show_offered(self, clubs):
        """Tell of which clubs the card may offer persons: to whoever coaches there."""
        reads = self.env["club.participant"].has_access("read")
        for club in clubs:
            club.sees_persons = reads and self.env.user._club_coaches(club)

    @api.model
    def _show_seats(self, clubs):
        counts = self.env["club.seat"]._count_held("club_id", clubs.ids)
        self._show(clubs, "seats_taken", counts)

    @api.model
    def _show_candidacies(self, clubs):
        sent = [("sent_on", ">=", clock.monday(clock.today(clubs)))]
        counts = self._count_by_club(clubs, "club.candidacy", sent)
        self._show(clubs, "candidacies_week", counts)

    @api.model
    def _show_placements(self, clubs):
        counts = self._count_by_club(clubs, "club.placement")
        self._show(clubs, "placement_count", counts)

    @api.model
    def _show_graph(self, clubs):
        """Show positive exits by the month they start in, nothing for a year of none."""
        present = clock.today(clubs).replace(day=1)
        months = [
            present - relativedelta(months=back) for back in range(GRAPH_MONTHS)[::-1]
        ]
        counts = self._count_exits(clubs, months[0], present + relativedelta(months=1))
        title = self.env._("Placements")
        labels = [format_date(self.env, day, date_format="MMMMM") for day in months]
        for club in clubs:
            values = [
                {"label": label, "value": counts.get((club.id, month), 0)}
                | {"type": "future" if month == present else "past"}
                for label, month in zip(labels, months, strict=True)
            ]
            graph = [{"key": title, "values": values}]
            busy = any(point["value"] for point in values)
            club.placement_graph = busy and json.dumps(graph)

    @api.model
    def _count_exits(self, clubs, start, stop):
        """Return ``{(club id, month): positive exits}`` from a day to before another.

        sudo: counts of the club, as in :meth:`_count_by_club`.
        """
        groups = (
            self.env["club.placement"]
            .sudo()
            ._read_group(
                [
                    ("club_id", "in", clubs.ids),
                    ("positive", "=", True),
                    ("date_start", ">=", start),
                    ("date_start", "<", stop),
                ],
                ["club_id", "date_start:month"],
                ["__count"],
            )
        )
        return {(club.id, month): count for club, month, count in groups}

    @api.model
    def _show_journeys(self, clubs):
        states = self.env["club.participant"]._live_states
        live = [("state", "in", states), ("restricted_on", "=", False)]
        counts = self._count_by_club(clubs, "club.participant", live)
        self._show(clubs, "participant_count", counts)

    @api.model
    def _show_offers(self, clubs):
        unfilled = [("state", "in", ("open", "partial"))]
        counts = self._count_by_club(clubs, "club.offer", unfilled)
        self._show(clubs, "offer_count", counts)

    @api.model
    def _show_prospects(self, clubs):
        self._show(clubs, "lead_count", self._count_by_club(clubs, "crm.lead"))

    @api.model
    def _show_overdue(self, clubs):
        overdue = [("activity_ids.date_deadline", "<", "today")]
        totals = dict.fromkeys(clubs.ids, 0)
        for model in self.env["club.departure"]._models_with("activity_ids"):
            if "club_id" not in self.env[model]._fields:
                continue
            for club_id, count in self._count_by_club(clubs, model, overdue).items():
                totals[club_id] += count
        self._show(clubs, "activities_overdue", totals)
