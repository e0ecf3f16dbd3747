import json
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ...utils import clock

COACH = "clubs_ambition.group_clubs_animateur"
"""Who reads the counts of a card: they count a few persons, of whom a steering
committee hears nothing (small numbers, as in the Bilan)."""

GRAPH_MONTHS = 12
"""The card's graph shows as many months, the present one last."""


class ClubClub(models.Model):
    """The figures of a club's card: one grouped query each, whatever the clubs."""

    _inherit = "club.club"

    seats_taken = fields.Integer(
        compute="_compute_seats_taken",
        string="Journeys admitted or active",
        groups=COACH,
    )
    candidacies_week = fields.Integer(
        compute="_compute_candidacies_week",
        string="Candidacies sent this week",
        groups=COACH,
    )
    placement_count = fields.Integer(
        compute="_compute_placement_count", string="Placements", groups=COACH
    )
    placement_graph = fields.Text(
        compute="_compute_placement_graph", string="Placements by month", groups=COACH
    )
    participant_count = fields.Integer(
        compute="_compute_participant_count", string="Live journeys", groups=COACH
    )
    offer_count = fields.Integer(
        compute="_compute_offer_count", string="Open offers", groups=COACH
    )
    lead_count = fields.Integer(
        compute="_compute_lead_count", string="Prospects", groups=COACH
    )
    activities_overdue = fields.Integer(
        compute="_compute_activities_overdue",
        string="Overdue activities",
        groups=COACH,
    )
    sees_persons = fields.Boolean(compute="_compute_sees_persons")
    agency_name = fields.Char(related="territory_id.name", string="Agency")
    is_mine = fields.Boolean(
        compute="_compute_is_mine", search="_search_is_mine", string="My clubs"
    )

    def _my_clubs(self):
        """Return the clubs the reader animates, manages or observes.

        Who holds none (referent, coordinator) is concerned with all of them.
        """
        user = self.env.user
        return user.club_ids | user.club_managed_ids

    @api.model
    def _my_only_club(self):
        """Return the club of a new record where there is no choice, else none.

        It is the only one of the reader; of the network, for who works with all.
        """
        clubs = self._my_clubs()
        if not clubs and self.env.user.has_groups(
            "clubs_ambition.group_clubs_referent,clubs_ambition.group_clubs_coordinator"
        ):
            clubs = self.search([], limit=2)
        return clubs if len(clubs) == 1 else self.browse()

    def _compute_is_mine(self):
        mine = self._my_clubs()
        for club in self:
            club.is_mine = not mine or club in mine

    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        mine = self._my_clubs()
        domain = Domain("id", "in", mine.ids) if mine else Domain.TRUE
        return domain if True in value else ~domain

    def _compute_sees_persons(self):
        """A card offers what its reader may open: an observer sees no person."""
        self.sees_persons = self.env["club.participant"].has_access("read")

    def _count_by_club(self, model, domain):
        """Return ``{club id: count}`` of ``model``.

        sudo: the card gives counts of the club, of which nobody's name is read,
        to the animateurs of all clubs (:data:`COACH`).
        """
        groups = (
            self.env[model]
            .sudo()
            ._read_group(
                [("club_id", "in", self.ids), *domain], ["club_id"], ["__count"]
            )
        )
        return {club.id: count for club, count in groups}

    def _compute_seats_taken(self):
        counts = self.env["club.participant"]._count_seated("club_id", self.ids)
        for club in self:
            club.seats_taken = counts.get(club.id, 0)

    def _compute_candidacies_week(self):
        today = clock.today(self)
        monday = today - timedelta(days=today.weekday())
        counts = self._count_by_club("club.candidacy", [("sent_on", ">=", monday)])
        for club in self:
            club.candidacies_week = counts.get(club.id, 0)

    def _compute_placement_count(self):
        counts = self._count_by_club("club.placement", [])
        for club in self:
            club.placement_count = counts.get(club.id, 0)

    def _compute_placement_graph(self):
        """Positive exits by the month they start in, nothing for a year of none.

        sudo: counts of the club, as in :meth:`_count_by_club`.
        """
        present = clock.today(self).replace(day=1)
        months = [
            present - relativedelta(months=back) for back in range(GRAPH_MONTHS)[::-1]
        ]
        groups = (
            self.env["club.placement"]
            .sudo()
            ._read_group(
                [
                    ("club_id", "in", self.ids),
                    ("positive", "=", True),
                    ("date_start", ">=", months[0]),
                    ("date_start", "<", present + relativedelta(months=1)),
                ],
                ["club_id", "date_start:month"],
                ["__count"],
            )
        )
        counts = {(club.id, month): count for club, month, count in groups}
        title = self.env._("Placements")
        labels = [format_date(self.env, day, date_format="MMMMM") for day in months]
        for club in self:
            values = [
                {"label": label, "value": counts.get((club.id, month), 0)}
                | {"type": "future" if month == present else "past"}
                for label, month in zip(labels, months, strict=True)
            ]
            graph = [{"key": title, "values": values}]
            busy = any(point["value"] for point in values)
            club.placement_graph = busy and json.dumps(graph)

    def _compute_participant_count(self):
        live = self.env["club.participant"]._live_states
        counts = self._count_by_club("club.participant", [("state", "in", live)])
        for club in self:
            club.participant_count = counts.get(club.id, 0)

    def _compute_offer_count(self):
        counts = self._count_by_club(
            "club.offer", [("state", "in", ("open", "partial"))]
        )
        for club in self:
            club.offer_count = counts.get(club.id, 0)

    def _compute_lead_count(self):
        counts = self._count_by_club("crm.lead", [])
        for club in self:
            club.lead_count = counts.get(club.id, 0)

    def _compute_activities_overdue(self):
        overdue = [("activity_ids.date_deadline", "<", "today")]
        totals = dict.fromkeys(self.ids, 0)
        for model in (
            "club.participant",
            "club.candidacy",
            "club.placement",
            "crm.lead",
        ):
            for club_id, count in self._count_by_club(model, overdue).items():
                totals[club_id] += count
        for club in self:
            club.activities_overdue = totals.get(club.id, 0)

    @api.model
    def _action_home(self):
        """Return the screen a role opens first: its people, its clubs, its log."""
        user = self.env.user
        roles = [
            ("manager", "club_club_action"),
            ("animateur", "club_week_board_action"),
            ("referent", "club_participant_action"),
            ("observer", "club_club_action"),
            ("data_officer", "club_export_log_action"),
        ]
        name = next(
            (
                action
                for role, action in roles
                if user.has_group(f"clubs_ambition.group_clubs_{role}")
            ),
            "club_club_action",
        )
        return self.env["ir.actions.actions"]._for_xml_id(f"clubs_ambition.{name}")
