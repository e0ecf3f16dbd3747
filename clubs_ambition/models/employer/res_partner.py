from odoo import api, fields, models
from odoo.fields import Domain

from ...const import COACH
from ...utils import actions
from ...utils.identifiers import department_of
from ...utils.searches import true_where
from . import establishment_duplicates as duplicates
from . import establishment_import as importing
from . import sirene


class ResPartner(models.Model):
    """An establishment of the shared network, its people, a prescriber.

    Never the person of a journey (``club.person``): the framework tells a contact's
    name, e-mail and phone through any record that relates to it.
    """

    _name = "res.partner"
    _inherit = [
        "res.partner",
        "club.establishment.mixin",
        "club.undelivered.mixin",
    ]
    _handed_over = ("club_owner_id", [("club_employer", "=", True)])
    _not_handed_over = ("user_id",)

    # establishment
    club_employer = fields.Boolean(
        string="Employer of the network",
        index="btree_not_null",
        help="Belongs to the employers the clubs share.",
    )
    club_prescriber = fields.Boolean(
        string="Prescriber", help="Spots people and sends them to a club."
    )
    club_department_id = fields.Many2one(
        "club.department",
        compute="_compute_club_department_id",
        store=True,
        string="Department",
    )
    ape_code = fields.Char(
        string="APE", help="Main activity, as in 47.11F (its form is checked)."
    )
    club_naf_id = fields.Many2one(
        "club.naf",
        compute="_compute_club_naf_id",
        store=True,
        index="btree_not_null",
        string="Activity",
    )
    headcount_band = fields.Selection(sirene.HEADCOUNTS, string="Headcount")
    club_charter_ids = fields.Many2many(
        "club.charter", string="Charters", copy=False, groups="base.group_user"
    )
    club_network_status = fields.Selection(
        [
            ("prospect", "To contact"),
            ("contacted", "Contacted"),
            ("partner", "Partner"),
            ("standby", "In standby"),
            ("stop", "Does not want to be contacted"),
        ],
        default="prospect",
        string="Network status",
    )
    club_role = fields.Selection(
        [
            ("decision", "Decision maker"),
            ("hr", "Human resources"),
            ("tutor", "Tutor"),
            ("reception", "Reception"),
        ],
        string="Role in the company",
    )
    club_erased_on = fields.Date("Erased on", readonly=True, copy=False, index=True)
    club_near = fields.Boolean(
        compute="_compute_club_near", search="_search_club_near", string="Near my clubs"
    )

    # chain
    club_contact_ids = fields.One2many(
        "club.contact", "partner_id", string="Contacts", groups=COACH
    )
    club_last_contact_on = fields.Date(
        compute="_compute_club_last_contact_on", store=True, string="Last contact"
    )
    club_last_contact_text = fields.Char(
        compute="_compute_club_last_contact_text",
        string="Last contact told",
        groups=COACH,
    )
    club_recent_contact_count = fields.Integer(
        compute="_compute_club_recent_contact_count",
        string="Contacts of the last 30 days",
        groups=COACH,
    )
    club_under_pressure = fields.Boolean(
        compute="_compute_club_recent_contact_count",
        string="Under pressure",
        groups=COACH,
    )
    club_lead_count = fields.Integer(compute="_compute_club_counts")
    club_offer_count = fields.Integer(compute="_compute_club_counts")
    club_candidacy_count = fields.Integer(compute="_compute_club_counts")
    club_placement_count = fields.Integer(compute="_compute_club_counts")
    club_immersion_count = fields.Integer(
        compute="_compute_club_immersion_count", groups=COACH, string="Immersions"
    )

    # relation
    club_owner_id = fields.Many2one(
        "res.users",
        string="Relation owner",
        index="btree_not_null",
        tracking=True,
        domain=[("share", "=", False)],
        help="The animateur the other clubs ask before they contact this employer.",
    )
    club_response_base = fields.Integer(
        compute="_compute_club_response", string="Candidacies scored", groups=COACH
    )
    club_response_score = fields.Integer(
        compute="_compute_club_response", string="Responsiveness score", groups=COACH
    )
    club_response_text = fields.Char(
        compute="_compute_club_response",
        string="Responsiveness",
        groups=COACH,
        help="Of 100: share of the candidacies sent in the last 12 months, all clubs "
        "together, that the employer answered within 15 days. A candidacy weighs 12 "
        "when it was sent this month, down to 1 when eleven months ago. Those sent "
        "less than 15 days ago and not answered yet, or taken back before an answer, "
        "do not count. “–”: fewer than 3 candidacies.",
    )
    club_in_standby = fields.Boolean(
        compute="_compute_club_in_standby",
        search="_search_club_in_standby",
        string="Went quiet",
        groups=COACH,
        help="Once active, and no contact, offer, candidacy, immersion or hire of any "
        "club for 6 months.",
    )

    club_signature_ids = fields.One2many(
        "club.charter.signature",
        "partner_id",
        string="Signed charters",
        groups=COACH,
    )

    # duplicates
    club_duplicate_key = fields.Char(
        compute="_compute_club_duplicate_key",
        store=True,
        index="btree_not_null",
        string="Key of duplicates",
    )
    club_duplicate_ids = fields.Many2many(
        "res.partner",
        compute="_compute_club_duplicate_ids",
        string="Possible duplicates",
    )
    club_possible_duplicate = fields.Boolean(
        compute="_compute_club_duplicate_ids",
        search="_search_club_possible_duplicate",
        string="Possible duplicate",
    )

    @api.depends("zip", "country_id")
    def _compute_club_department_id(self):
        known = {x.code: x.id for x in self.env["club.department"].search([])}
        for partner in self:
            partner.club_department_id = known.get(department_of(partner.zip or ""))

    @api.depends("ape_code")
    def _compute_club_naf_id(self):
        codes = {partner.ape_code[:5] for partner in self if partner.ape_code}
        classes = self.env["club.naf"].search([("code", "in", list(codes))])
        by_code = {naf.code: naf for naf in classes}
        for partner in self:
            partner.club_naf_id = by_code.get((partner.ape_code or "")[:5])

    def _compute_club_near(self):
        self.env["club.network"]._show_near(self)

    def _search_club_near(self, operator, value):
        near = self.env["club.network"]._near_domain
        return true_where(near, operator, value)

    @api.depends("club_contact_ids.date")
    def _compute_club_last_contact_on(self):
        self.env["club.network"]._show_last_contact_day(self)

    def _compute_club_last_contact_text(self):
        self.env["club.network"]._show_last_contact(self)

    def _compute_club_recent_contact_count(self):
        self.env["club.network"]._show_pressure(self)

    def _compute_club_counts(self):
        self.env["club.network"]._show_counts(self)

    def _compute_club_immersion_count(self):
        self.env["club.network"]._show_immersions(self)

    @api.depends("name", "zip", "is_company")
    def _compute_club_duplicate_key(self):
        for partner in self:
            partner.club_duplicate_key = duplicates.key_of(partner)

    @api.depends("club_duplicate_key", "company_registry", "is_company")
    def _compute_club_duplicate_ids(self):
        found = duplicates.duplicates_of(self)
        for partner in self:
            partner.club_duplicate_ids = found[partner]
            partner.club_possible_duplicate = bool(found[partner])

    def _search_club_possible_duplicate(self, operator, value):
        return true_where(
            lambda: Domain("id", "in", duplicates.doubled(self)), operator, value
        )

    def _compute_club_response(self):
        self.env["club.relation"]._show_response(self)

    def _compute_club_in_standby(self):
        self.env["club.relation"]._show_standby(self)

    def _search_club_in_standby(self, operator, value):
        quiet = self.env["club.relation"]._domain_standby
        return true_where(quiet, operator, value)

    @api.depends("company_registry")
    def _compute_same_vat_partner_id(self):
        """Warn of a duplicate SIRET also when the establishment has a parent."""
        super()._compute_same_vat_partner_id()
        for partner in self.filtered(lambda p: p.company_registry and p.parent_id):
            same = duplicates.of_same_siret(partner)
            partner.same_company_registry_partner_id = same

    @api.constrains("company_registry", "country_id", "is_company")
    def _club_check_siret(self):
        """Refuse a wrong SIRET on a French company."""
        for partner in self.filtered("company_registry"):
            if sirene.expects_siret(partner):
                sirene.checked_siret(self.env, partner.company_registry)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(
            [sirene.cleaned(self.env, vals) for vals in vals_list]
        )
        named = {"default_meeting_ids", *(name for vals in vals_list for name in vals)}
        if named & {"meeting_ids", *self.env.context}:
            calendar = self.env["club.session.calendar"]
            calendar._check_meetings(partners, self.browse().meeting_ids)
        return partners

    def write(self, vals):
        self.env["club.network"]._check_account(self, vals)
        self.env["club.network"]._check_stop(self, vals)
        if not vals.get("active", True):
            employers = self.filtered("club_employer")
            self.env["club.ending"]._check_archived(employers, vals)
        met = self if "meeting_ids" in vals else self.browse()
        meetings = {partner: partner.sudo().meeting_ids for partner in met}
        result = super().write(sirene.cleaned(self.env, vals))
        for partner, before in meetings.items():
            self.env["club.session.calendar"]._check_meetings(partner, before)
        return result

    def signup_get_auth_param(self):
        """Return how contacts sign in, to whoever may read them: Odoo asks nobody.

        It is a key to the page that names them, and to an account of theirs.
        """
        self.check_access("read")
        return super().signup_get_auth_param()

    def _club_is_traced(self):
        return self.env["club.network"]._is_traced(self)

    def get_formview_id(self, access_uid=None):
        """Open an employer on the clubs' own form, for those who work in a club."""
        if len(self) == 1 and self.club_employer and self.env.user.has_group(COACH):
            return self.env.ref("clubs_ambition.res_partner_view_form_establishment").id
        return super().get_formview_id(access_uid=access_uid)

    # === IMPORT === #

    @api.model
    def get_import_templates(self):
        ours = importing.templates(self.env)
        if self.env.context.get("default_club_employer"):
            return ours
        return super().get_import_templates() + ours

    # === ACTIONS === #

    def action_club_merge_duplicates(self):
        """Open the dialog that merges this establishment with its duplicates."""
        self.ensure_one()
        return actions.dialog(
            "club.establishment.merge",
            self.env._("Merge duplicates"),
            default_partner_ids=(self + self.club_duplicate_ids[:2]).ids,
            default_dst_partner_id=self.id,
        )

    def action_lift_club_stop(self):
        self.ensure_one()
        return actions.dialog(
            "club.stop.lift",
            self.env._("They want to be contacted again"),
            default_partner_id=self.id,
        )

    def action_club_own_relation(self):
        return self.env["club.relation"]._own(self)

    def action_new_club_signature(self):
        self.ensure_one()
        return actions.window(
            "club.charter.signature",
            name=self.env._("Signed charter"),
            context={"default_partner_id": self.id},
        )

    def action_log_club_contact(self):
        self.ensure_one()
        return actions.dialog(
            "club.contact",
            self.env._("Log a contact"),
            default_partner_id=self.id,
            default_outcome=False,
        )

    def action_new_club_lead(self):
        """Open the form of a prospect filled with what the network knows."""
        action = self._action_open_club("crm_lead_action_prospection")
        form = self.env["club.prospecting"]._form()
        action.update(views=[(form.id, "form")], domain=[])
        return action

    def action_new_club_offer(self, club=None):
        self.ensure_one()
        club = club or self.env["club.club"]._my_only_club()
        return self.env["club.offer"]._action_new(partner_id=self.id, club_id=club.id)

    def action_open_club_leads(self):
        return self._action_open_club("crm_lead_action_prospection")

    def action_open_club_offers(self):
        return self._action_open_club("club_offer_action")

    def action_open_club_candidacies(self):
        return self._action_open_club("club_candidacy_action")

    def action_open_club_placements(self):
        return self._action_open_club("club_placement_action")

    def action_open_club_contacts(self):
        return self._action_open_club(
            "club_contact_action", search_default_last_30_days=1
        )

    def action_open_club_immersions(self):
        return self._action_open_club("club_immersion_action", search_default_kept=1)

    def _action_open_club(self, xmlid, **context):
        self.ensure_one()
        return actions.stored(
            self.env,
            xmlid,
            domain=[("partner_id", "=", self.id)],
            context={
                "default_partner_id": self.id,
                "default_type": "opportunity",
                "clubs_prospection": True,
                **context,
            },
        )
