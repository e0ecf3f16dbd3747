from urllib.parse import quote_plus

from odoo import api, fields, models

from ...utils import actions

MAP = "https://www.openstreetmap.org/search?query="
"""Opened on demand by who taps an address: nothing is fetched by the screens."""

VIEWS = {
    "activity": "crm_lead_view_activity_prospection",
    "form": "crm_lead_view_form_prospection",
    "kanban": "crm_lead_view_kanban_prospection",
    "list": "crm_lead_view_list_prospection",
    "search": "crm_lead_view_search_prospection",
}
"""What a person of the clubs sees of leads when a caller asks for no view."""


class CrmLead(models.Model):
    """What the screens of the prospection show, in the clubs' words.

    Stock leads speak of opportunities that are won; a club prospects employers.
    """

    _inherit = "crm.lead"

    club_address = fields.Char(compute="_compute_club_address", string="Address")
    club_map_url = fields.Char(compute="_compute_club_address", string="Map")
    club_network_status = fields.Selection(related="partner_id.club_network_status")
    club_ape_code = fields.Char(related="partner_id.ape_code")
    club_headcount_band = fields.Selection(related="partner_id.headcount_band")
    club_charter_ids = fields.Many2many(related="partner_id.club_charter_ids")
    club_recent_contact_count = fields.Integer(
        related="partner_id.club_recent_contact_count"
    )
    club_under_pressure = fields.Boolean(related="partner_id.club_under_pressure")
    contact_count = fields.Integer(
        compute="_compute_club_contact_count",
        groups="clubs_ambition.group_clubs_animateur",
    )

    @api.depends("street", "zip", "city")
    def _compute_club_address(self):
        for lead in self:
            town = " ".join(filter(None, [lead.zip, lead.city]))
            address = ", ".join(filter(None, [lead.street, town]))
            lead.club_address = address
            lead.club_map_url = address and MAP + quote_plus(address)

    @api.depends("contact_ids")
    def _compute_club_contact_count(self):
        groups = self.env["club.contact"]._read_group(
            [("lead_id", "in", self.ids)], ["lead_id"], ["__count"]
        )
        counts = {lead.id: count for lead, count in groups}
        for lead in self:
            lead.contact_count = counts.get(lead.id, 0)

    @api.depends("partner_id")
    def _compute_name(self):
        """Name a prospect after its employer, not after an opportunity."""
        for lead in self.filtered("partner_id"):
            if not lead.name and lead._is_club_prospect():
                lead.name = lead.partner_id.name
        return super()._compute_name()

    @api.model
    def _is_read_by_clubs(self):
        """Tell whether the user works in a club, and does not sell besides."""
        return self.env.user.has_groups(
            "clubs_ambition.group_clubs_animateur,!sales_team.group_sale_salesman"
        )

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return (*key, self._is_read_by_clubs())

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Default to the clubs' own views: stock ones speak of revenue.

        Whoever names a view, by its id or as ``form_view_ref``, gets that one.
        """
        named = view_id or self.env.context.get(f"{view_type}_view_ref")
        if not named and view_type in VIEWS and self._is_read_by_clubs():
            view_id = self._club_view(view_type).id
        return super()._get_view(view_id, view_type, **options)

    @api.model
    def _club_view(self, view_type):
        return self.env.ref(f"clubs_ambition.{VIEWS[view_type]}")

    def get_formview_id(self, access_uid=None):
        """Open a prospect on the clubs' form, wherever it is clicked."""
        if len(self) == 1 and self.club_id and self._is_read_by_clubs():
            return self._club_view("form").id
        return super().get_formview_id(access_uid=access_uid)

    def _is_club_prospect(self):
        return bool(self.club_id or self.env.context.get("clubs_prospection"))

    def _creation_message(self):
        if self.club_id:
            return self.env._("Prospect created.")
        return super()._creation_message()

    def _creation_subtype(self):
        if self.club_id:
            return self.env.ref("mail.mt_note")
        return super()._creation_subtype()

    def _track_subtype(self, init_values):
        """Say “stage changed” where the stock would say “opportunity won”."""
        if self.club_id:
            return self.env.ref("mail.mt_note")
        return super()._track_subtype(init_values)

    # === ACTIONS === #

    def action_club_stop(self):
        """Put a prospect aside; the establishment stays in the network."""
        return self.write({"active": False})

    def action_club_resume(self):
        return self.write({"active": True})

    def action_club_open_establishment(self):
        self.ensure_one()
        return self.partner_id.get_formview_action()

    def action_club_open_contacts(self):
        self.ensure_one()
        return actions.stored(
            self.env,
            "club_contact_action",
            domain=[("lead_id", "=", self.id)],
            context={"default_lead_id": self.id},
        )
