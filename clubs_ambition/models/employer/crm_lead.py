from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import html2plaintext

from ...const import CHANNELS, OUTCOMES, PROSPECTING_MODES
from ...utils import actions
from ..tools.club_guard_mixin import OPEN

STAGE_OF_OUTCOME = {
    "visit": "crm_stage_visit",
    "offer": "crm_stage_need",
    "profile": "crm_stage_need",
}
"""Where a contact brings a prospect; any other outcome makes it ``contacted``."""


class CrmLead(models.Model):
    """The prospection of one employer by one club. Never a participant."""

    _name = "crm.lead"
    _inherit = ["crm.lead", "club.nir.refusal.mixin"]
    _handed_over = ("user_id", [("won_status", "=", "pending")])
    _club_kept_fields = frozenset(
        {"last_outcome", "last_contact_on", "basket", "basket_on"}
    )
    """What the contacts say of a prospect: :meth:`_club_keep` writes it."""

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
    contact_ids = fields.One2many(
        "club.contact",
        "lead_id",
        string="Contacts",
        groups="clubs_ambition.group_clubs_animateur",
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
        groups="clubs_ambition.group_clubs_animateur",
        domain="[('club_id', '=', club_id), ('state', 'in', ('admitted', 'active'))]",
    )
    offer_ids = fields.One2many(
        "club.offer",
        "lead_id",
        string="Offers",
        groups="clubs_ambition.group_clubs_animateur",
    )
    offer_count = fields.Integer(
        compute="_compute_club_offer_count",
        groups="clubs_ambition.group_clubs_animateur",
    )

    # what the columns of the kanban are counted by, without reading the prospects
    _prospect_stage_idx = models.Index(
        "(stage_id, company_id) INCLUDE (id) "
        "WHERE active IS TRUE AND club_id IS NOT NULL"
    )

    @api.depends("club_id")
    @api.depends_context("uid", "lang")
    def _compute_display_name(self):
        """Name a club's prospect to who may read it: it is its employer's name."""
        hidden = self - self._club_named_to_reader()
        for lead in hidden:
            lead.display_name = self.env._("Prospect %s", lead._origin.id)
        super(CrmLead, self - hidden)._compute_display_name()

    def _club_named_to_reader(self):
        """Return the leads that may be named: all but a club's, out of sight.

        sudo: whose a lead is, is no secret; what it is about is.
        """
        ours = self.sudo().filtered("club_id").with_env(self.env)
        seen = ours.sudo(False)._filtered_access("read").with_env(self.env)
        return self - (ours - seen)

    def _compute_team_id(self):
        """Keep a prospect in its club's team, and on our screens guess no club.

        The stock default is the first team that the follower is a member of.
        """
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
        clubs = (
            self.env["club.club"].sudo().search([("team_id", "in", self.team_id.ids)])
        )
        by_team = {club.team_id.id: club.id for club in clubs}
        for lead in self:
            lead.club_id = by_team.get(lead.team_id.id)

    @api.depends("offer_ids")
    def _compute_club_offer_count(self):
        groups = self.env["club.offer"]._read_group(
            [("lead_id", "in", self.ids)], ["lead_id"], ["__count"]
        )
        counts = {lead.id: count for lead, count in groups}
        for lead in self:
            lead.offer_count = counts.get(lead.id, 0)

    @api.constrains("partner_id")
    def _check_club_no_participant(self):
        """Leads may be sent to outside enrichment services: people never are."""
        for lead in self.sudo():
            if lead.partner_id.club_person:
                raise ValidationError(
                    self.env._("This contact cannot be prospected: choose an employer.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create([self._team_of_club(vals) for vals in vals_list])
        leads.filtered("club_id").partner_id._club_join_network()
        leads._club_keep_from_enrichment()
        return leads

    def write(self, vals):
        before = {lead: lead.club_id for lead in self}
        result = super().write(self._team_of_club(vals))
        if vals.get("partner_id"):
            self.filtered("club_id").partner_id._club_join_network()
        # whatever moved it: its club, its team, or who follows it
        moved = self.filtered(lambda lead: lead.club_id != before[lead])
        if moved or {"club_id", "team_id"} & vals.keys():
            # nobody hands a lead to a club whose prospects they may not write
            (moved or self).filtered("club_id").check_access("write")
            self._club_keep_from_enrichment()
        return result

    def _club_keep_from_enrichment(self):
        """Mark the clubs' prospects as enriched: no address is sent outside.

        The stock daily job sends the e-mails of all leads not marked so, even when
        enrichment is set to manual.
        """
        if "iap_enrich_done" in self._fields:
            of_clubs = self.filtered(lambda lead: lead.club_id)
            of_clubs.filtered(lambda lead: not lead.iap_enrich_done).write(
                {"iap_enrich_done": True}
            )

    @api.model
    def _team_of_club(self, vals):
        """The club chosen gives the team, hence the stages and the alias."""
        if vals.get("club_id") and "team_id" not in vals:
            club = self.env["club.club"].browse(vals["club_id"])
            vals = {**vals, "team_id": club.sudo().team_id.id}
        return vals

    @api.model
    def _read_group_stage_ids(self, stages, domain):
        """Show the clubs' own stages on their kanban, and no other team's."""
        if not self.env.context.get("clubs_prospection"):
            return super()._read_group_stage_ids(stages, domain)
        return stages.search(
            Domain("for_clubs", "=", True) | Domain("id", "in", stages.ids)
        )

    def _stage_find(self, team_id=False, domain=None, order="sequence, id", limit=1):
        """A club's prospect starts in a stage of the clubs, before its club is chosen."""
        teams = {team_id} if team_id else set(self.team_id.ids)
        club_teams = (
            self.env["club.club"]
            .sudo()
            .search([("team_id", "in", list(teams))])
            .team_id
        )
        of_clubs = teams <= set(club_teams.ids)
        if not teams:
            of_clubs = bool(self.env.context.get("clubs_prospection"))
        domain = [*(domain or []), ("for_clubs", "=", of_clubs)]
        return super()._stage_find(team_id, domain, order, limit)

    def _club_keep(self, **vals):
        """Write what follows from the contacts, which no caller enters."""
        self.with_context(club_guard=OPEN).write(vals)

    def _club_follow_contact(self, contact):
        """Keep the last outcome at hand and plan the next step of the prospection."""
        self.ensure_one()
        self._club_keep(last_outcome=contact.outcome, last_contact_on=contact.date)
        self._club_close_calls(contact)
        if contact.next_on:
            self.activity_schedule(
                "mail.mail_activity_data_call",
                date_deadline=contact.next_on,
                summary=contact.note or False,
                user_id=contact.user_id.id,
            )
        self._club_move_on(contact.outcome)

    def _club_move_on(self, outcome):
        """Bring the card where the contact says it is: never back, never a partner."""
        xmlid = STAGE_OF_OUTCOME.get(outcome, "crm_stage_contacted")
        stage = self.env.ref(f"clubs_ambition.{xmlid}", raise_if_not_found=False)
        if stage and self.stage_id.sequence < stage.sequence:
            self.stage_id = stage

    def _club_close_calls(self, contact):
        """The calls that were due are done: this contact is what came of them."""
        call = self.env.ref("mail.mail_activity_data_call")
        due = self.activity_ids.filtered(
            lambda activity: (
                activity.activity_type_id == call
                and activity.date_deadline <= contact.date
            )
        )
        due.action_feedback(feedback=contact._told())

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
        return actions.window(
            "club.offer",
            name=self.env._("New offer"),
            context={
                "default_lead_id": self.id,
                "default_partner_id": self.partner_id.id,
                "default_club_id": self.club_id.id,
                "default_occupation_id": self.occupation_ids[:1].id,
                "default_name": self.occupation_ids[:1].name,
            },
        )

    def action_club_open_offers(self):
        self.ensure_one()
        return actions.stored(
            self.env, "club_offer_action", domain=[("lead_id", "=", self.id)]
        )

    def message_post(self, *, body="", subject=None, **kwargs):
        self._refuse_nir_in(html2plaintext(body or ""), self.env._("Message"))
        return super().message_post(body=body, subject=subject, **kwargs)
