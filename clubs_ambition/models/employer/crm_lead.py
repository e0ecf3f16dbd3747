from odoo import api, fields, models
from odoo.fields import Domain

from ...const import CHANNELS, COACH, OUTCOMES, PROSPECTING_MODES
from ...utils import actions
from ...utils.counts import count_by
from ..tools import guarded
from .call_notes import address_and_map, call_notes
from .club_campaign_step import BASKETS

VIEWS = {
    kind: f"clubs_ambition.crm_lead_view_{kind}_prospection"
    for kind in ("activity", "form", "kanban", "list", "search")
}
"""What a person of the clubs sees of leads when a caller asks for no view."""

OF_CLUBS = "WHERE active IS TRUE AND club_id IS NOT NULL"


class CrmLead(models.Model):
    """The prospection of one employer by one club. Never a participant."""

    _name = "crm.lead"
    _inherit = ["crm.lead", "club.planned.mixin", "club.undelivered.mixin"]
    _handed_over = ("user_id", [("won_status", "=", "pending")])
    _not_handed_over = ("call_user_id",)

    club_id = fields.Many2one(
        "club.club",
        compute="_compute_club_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
    )
    prospecting_mode = fields.Selection(
        PROSPECTING_MODES,
        tracking=True,
        help="Collect useful offers, promote several profiles at once, or promote one "
        "person by name (the three modes measured by Pôle emploi).",
    )
    channel = fields.Selection(CHANNELS, tracking=True)
    to_read = fields.Boolean(
        string="To read",
        readonly=True,
        copy=False,
        help="An e-mail came: nobody of the club has read it yet.",
    )
    last_outcome = fields.Selection(
        OUTCOMES, readonly=True, copy=False, string="Last outcome"
    )
    last_contact_on = fields.Date(readonly=True, copy=False, string="Last contact")
    occupation_ids = fields.Many2many(
        "club.occupation", string="Jobs aimed at", domain=[("kind", "=", "job")]
    )
    participant_ids = fields.Many2many(
        "club.participant",
        string="Profiles promoted",
        copy=False,  # who has no such group duplicates leads too
        groups=COACH,
        domain="[('club_id', '=', club_id), ('state', 'in', ('admitted', 'active'))]",
    )
    contact_ids = fields.One2many(
        "club.contact", "lead_id", string="Contacts", groups=COACH
    )
    contact_count = fields.Integer(compute="_compute_club_counts", groups=COACH)
    offer_ids = fields.One2many("club.offer", "lead_id", string="Offers", groups=COACH)
    offer_count = fields.Integer(compute="_compute_club_counts", groups=COACH)

    # campaign
    club_campaign_id = fields.Many2one(
        "club.campaign",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        domain="[('club_id', '=', club_id), ('state', '=', 'running')]",
        string="Prospecting campaign",
    )
    basket = fields.Selection(BASKETS, readonly=True, copy=False, group_expand=True)
    basket_on = fields.Date(readonly=True, copy=False, string="In this basket since")
    campaign_points = fields.Integer(
        readonly=True, copy=False, help="How well it suited the campaign, of 100."
    )
    campaign_why = fields.Char(readonly=True, copy=False, string="Why this one")
    call_user_id = fields.Many2one(
        "res.users", readonly=True, copy=False, string="On the call sheet of"
    )
    call_until = fields.Datetime(readonly=True, copy=False)

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

    # what the kanban's columns, then their bar, are counted by without reading prospects
    _prospect_stage_idx = models.Index(
        f"(stage_id, company_id) INCLUDE (id) {OF_CLUBS}"
    )
    _prospect_planned_idx = models.Index(
        f"(stage_id, club_planned_on, company_id, id) {OF_CLUBS} "
        "AND club_planned_on IS NOT NULL"
    )
    _campaign_basket_idx = models.Index(
        "(club_campaign_id, basket) WHERE club_campaign_id IS NOT NULL"
    )

    @api.depends("club_id")
    @api.depends_context("uid", "lang")
    def _compute_display_name(self):
        """Name a club's prospect to whoever may read it: it is its employer's name."""
        hidden = self - self._club_named_to_reader()
        for lead in hidden:
            lead.display_name = self.env._("Prospect %s", lead._origin.id)
        super(CrmLead, self - hidden)._compute_display_name()

    def _club_named_to_reader(self):
        """Return the leads that may be named; sudo: whose a lead is, is no secret."""
        ours = self.sudo().filtered("club_id").with_env(self.env)
        seen = ours.sudo(False)._filtered_access("read").with_env(self.env)
        return self - (ours - seen)

    @api.depends("partner_id")
    def _compute_name(self):
        """Name a prospect after its employer, not after an opportunity."""
        of_clubs = self.env.context.get("clubs_prospection")
        for lead in self.filtered("partner_id"):
            if not lead.name and (lead.club_id or of_clubs):
                lead.name = lead.partner_id.name
        return super()._compute_name()

    def _compute_team_id(self):
        """Keep a prospect in its club's team, and on our screens guess no club."""
        # sudo: which team is a club's is no secret; sales rights are not ours.
        others = self.filtered(lambda lead: not lead.team_id.sudo().club_ids)
        if not self.env.context.get("clubs_prospection"):
            super(CrmLead, others)._compute_team_id()
            return
        team = self.env["club.club"]._my_only_club().sudo().team_id
        for lead in others:
            lead.team_id = lead.team_id or team

    @api.depends("team_id")
    def _compute_club_id(self):
        """Find the club of the team, asked once; sudo: whose a team is, is no secret."""
        for lead in self:
            lead.club_id = lead.team_id.sudo()._club_in_activity()

    @api.depends_context("uid")
    def _compute_potential_lead_duplicates(self):
        """Leave out the prospects of clubs that one does not read: Odoo uses sudo."""
        super()._compute_potential_lead_duplicates()
        found = self.duplicate_lead_ids
        known = found._club_named_to_reader()
        if self.env.user._club_reads_leads():
            known = found.sudo(False)._filtered_access("read").with_env(self.env)
        for lead in self:
            lead.duplicate_lead_ids = (lead.duplicate_lead_ids & known) | lead
            lead.duplicate_lead_count = len(lead.duplicate_lead_ids - lead)

    @api.depends("contact_ids", "offer_ids")
    def _compute_club_counts(self):
        contacts = count_by(self, "club.contact", "lead_id")
        offers = count_by(self, "club.offer", "lead_id")
        for lead in self:
            lead.contact_count = contacts.get(lead.id, 0)
            lead.offer_count = offers.get(lead.id, 0)

    @api.depends("street", "zip", "city")
    def _compute_club_address(self):
        for lead in self:
            lead.club_address, lead.club_map_url = address_and_map(lead)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create([self._team_of_club(vals) for vals in vals_list])
        self.env["club.network"]._join(leads.filtered("club_id").partner_id)
        self.env["club.prospecting"]._keep_from_enrichment(leads)
        leads._club_sort_in_baskets()
        return leads

    def write(self, vals):
        prospecting = self.env["club.prospecting"]
        before = {lead: lead.club_id for lead in self}
        turned = prospecting._turning(self, vals)
        if "club_campaign_id" in vals:
            prospecting._change_campaign(self, vals["club_campaign_id"])
        result = super().write(self._team_of_club(vals))
        prospecting._follow_turn(turned)
        prospecting._follow_write(self.filtered("club_id"), vals)
        moved = self.filtered(lambda lead: lead.club_id != before[lead])
        if moved or {"club_id", "team_id"} & vals.keys():
            # nobody hands a lead to a club whose prospects they may not write
            (moved or self).filtered("club_id").check_access("write")
            prospecting._keep_from_enrichment(self)
            prospecting._change_club(moved.filtered(before.get))
        if "club_campaign_id" in vals:
            self._club_sort_in_baskets()
        return result

    @api.model
    def _team_of_club(self, vals):
        """Add the team of the chosen club, which gives the stages and the alias."""
        if vals.get("club_id") and "team_id" not in vals:
            club = self.env["club.club"].browse(vals["club_id"])
            vals = {**vals, "team_id": club.sudo().team_id.id}
        return vals

    @api.model
    def _read_group_stage_ids(self, stages, domain):
        """Show the clubs' own stages on their kanban, and no other team's."""
        if not self.env.context.get("clubs_prospection"):
            return super()._read_group_stage_ids(stages, domain)
        ours = Domain("for_clubs", "=", True)
        return stages.search(ours | Domain("id", "in", stages.ids))

    def _stage_find(self, team_id=False, domain=None, order="sequence, id", limit=1):
        """Find a stage of the clubs for their prospects, even before a club is chosen."""
        teams = self.env["crm.team"].browse(team_id or self.team_id.ids)
        of_clubs = teams._club_are_teams()
        if not teams:
            of_clubs = bool(self.env.context.get("clubs_prospection"))
        domain = [*(domain or []), ("for_clubs", "=", of_clubs)]
        return super()._stage_find(team_id, domain, order, limit)

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return (*key, self.env.user._club_reads_leads())

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Default to the clubs' own views, unless the caller names another."""
        named = view_id or self.env.context.get(f"{view_type}_view_ref")
        if not named and view_type in VIEWS and self.env.user._club_reads_leads():
            view_id = self.env.ref(VIEWS[view_type]).id
        return super()._get_view(view_id, view_type, **options)

    def get_formview_id(self, access_uid=None):
        """Open a prospect on the clubs' form, wherever it is clicked."""
        if len(self) == 1 and self.club_id and self.env.user._club_reads_leads():
            return self.env.ref(VIEWS["form"]).id
        return super().get_formview_id(access_uid=access_uid)

    # === MESSAGES === #

    def _club_is_traced(self):
        """Keep the trace of the clubs' prospects; sudo: whose a lead is, is no secret."""
        return bool(self.sudo().club_id) or guarded.made_by_us(self)

    def _creation_message(self):
        if self.club_id:
            return self.env._("Prospect created.")
        return super()._creation_message()

    def _creation_subtype(self):
        note = self.club_id and self.env.ref("mail.mt_note")
        return note or super()._creation_subtype()

    def _track_subtype(self, init_values):
        """Say “stage changed” where the stock would say “opportunity won”."""
        note = self.club_id and self.env.ref("mail.mt_note")
        return note or super()._track_subtype(init_values)

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Go on with the club's open prospect of the sender, else open one.

        Only for the mail gateway, which has superuser rights: a caller has their own.
        """
        Inbound = self.env["club.inbound"].with_context(club_inbound=True)
        club = self.env.su and Inbound._club_of_mail(custom_values)
        if not club:
            return super().message_new(msg_dict, custom_values)
        lead, values = Inbound._read_mail(club, msg_dict)
        if not lead:
            opening = super(CrmLead, self.with_context(club_inbound=True))
            kept = Inbound._without_persons(msg_dict)
            lead = opening.message_new(kept, {**custom_values, **values})
        Inbound._announce_mail(lead, values["user_id"], msg_dict.get("subject"))
        return lead.with_env(self.env)

    def message_update(self, msg_dict, update_vals=None):
        """Go on with a prospect; its copies are those of its employer."""
        if self.env.su and self.club_id:
            msg_dict = self.env["club.inbound"]._without_persons(msg_dict)
        return super().message_update(msg_dict, update_vals)

    def _get_partner_email_update(self, force_void=True):
        """Copy nothing that a stranger sent to an establishment that is known."""
        if self.env.context.get("club_inbound"):
            return False
        return super()._get_partner_email_update(force_void=force_void)

    def _get_partner_phone_update(self, force_void=True):
        if self.env.context.get("club_inbound"):
            return False
        return super()._get_partner_phone_update(force_void=force_void)

    # === MERGING === #

    def _merge_opportunity(
        self, user_id=False, team_id=False, auto_unlink=True, max_length=5
    ):
        self.env["club.prospect.merge"]._check(self)
        head = super()._merge_opportunity(user_id, team_id, auto_unlink, max_length)
        if head.club_id:
            head._club_sort_in_baskets()
        return head

    def _merge_get_fields(self):
        return [*super()._merge_get_fields(), "prospecting_mode", "channel"]

    def _merge_dependences(self, opportunities):
        super()._merge_dependences(opportunities)
        self.env["club.prospect.merge"]._take_over(self, opportunities)

    def _get_lead_duplicates(self, partner=None, email=None, include_lost=False):
        """Leave a club's prospects out of what is merged with others by a job."""
        found = super()._get_lead_duplicates(partner, email, include_lost)
        mine = found.filtered(lambda lead: lead.club_id == self[:1].club_id)
        return mine if len(self) == 1 else found

    # === ACTIONS === #

    def action_club_log_contact(self):
        self.ensure_one()
        return actions.dialog(
            "club.contact",
            self.env._("Log a contact"),
            default_lead_id=self.id,
            default_channel=self.channel or "phone",
            default_outcome=False,
        )

    def action_club_qualify_offer(self):
        """Open the form of an offer filled with what the prospection knows."""
        self.ensure_one()
        return self.env["club.offer"]._action_new(
            lead_id=self.id,
            partner_id=self.partner_id.id,
            club_id=self.club_id.id,
            occupation_id=self.occupation_ids[:1].id,
            name=self.occupation_ids[:1].name,
        )

    def action_club_mark_read(self):
        """Say that the mail was read: from now on it is a contact of the employer."""
        self.env["club.inbound"]._mark_read(self.filtered("to_read"))
        return True

    def action_club_stop(self):
        """Put a prospect aside; the establishment stays in the network."""
        return self.filtered("active").write({"active": False})

    def action_club_resume(self):
        return self.write({"active": True})

    def action_club_open_establishment(self):
        self.ensure_one()
        return self.partner_id.get_formview_action()

    def action_club_open_offers(self):
        return self._action_club_open("club_offer_action")

    def action_club_open_contacts(self):
        new = {"default_lead_id": self.id}
        return self._action_club_open("club_contact_action", context=new)

    def _action_club_open(self, xmlid, **values):
        mine = [("lead_id", "=", self.ensure_one().id)]
        return actions.stored(self.env, xmlid, domain=mine, **values)

    def _club_follow_contact(self, contact):
        self.env["club.prospecting"]._follow_contact(self, contact)

    def _club_sort_in_baskets(self):
        self.env["club.prospecting"]._sort_in_baskets(self)

    @api.model
    def _club_cron_baskets(self, batch=500):
        self.env["club.prospecting"]._sort_all(batch)

    def _club_last_contact(self):
        """Return the last contact of any club with the employer."""
        return self.env["club.contact"].search(
            [("partner_id", "=", self.partner_id.id)], order="id desc", limit=1
        )

    def _club_call_sheet(self):
        return call_notes(self)
