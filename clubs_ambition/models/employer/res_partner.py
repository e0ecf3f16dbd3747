from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import html2plaintext

from ...utils.identifiers import (
    SIRENE_COUNTRIES,
    is_siren,
    normalize_ape,
    normalize_siret,
)

HEADCOUNTS = [
    ("00", "No employee"),
    ("01", "1 or 2"),
    ("02", "3 to 5"),
    ("03", "6 to 9"),
    ("11", "10 to 19"),
    ("12", "20 to 49"),
    ("21", "50 to 99"),
    ("22", "100 to 199"),
    ("31", "200 to 249"),
    ("32", "250 to 499"),
    ("41", "500 to 999"),
    ("42", "1,000 to 1,999"),
    ("51", "2,000 to 4,999"),
    ("52", "5,000 to 9,999"),
    ("53", "10,000 or more"),
]
"""Headcount bands of Insee's Sirene register, with their codes."""


class ResPartner(models.Model):
    """An establishment of the shared network, or the person of a journey.

    Nothing sensitive is kept here: a partner is visible far beyond those who coach
    the person.
    """

    _name = "res.partner"
    _inherit = ["res.partner", "club.nir.refusal.mixin"]

    # person
    club_participant_ids = fields.One2many(
        "club.participant",
        "partner_id",
        string="Journeys",
        groups="clubs_ambition.group_clubs_animateur,clubs_ambition.group_clubs_referent",
    )
    club_person = fields.Boolean(
        compute="_compute_club_person",
        store=True,
        index="btree_not_null",
        string="Is or was a participant",
    )

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
    headcount_band = fields.Selection(HEADCOUNTS, string="Headcount")
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

    # chain
    club_contact_ids = fields.One2many(
        "club.contact",
        "partner_id",
        string="Contacts",
        groups="clubs_ambition.group_clubs_animateur",
    )
    club_last_contact_on = fields.Date(
        compute="_compute_club_last_contact_on", store=True, string="Last contact"
    )
    club_lead_count = fields.Integer(compute="_compute_club_counts")
    club_offer_count = fields.Integer(compute="_compute_club_counts")
    club_candidacy_count = fields.Integer(compute="_compute_club_counts")
    club_placement_count = fields.Integer(compute="_compute_club_counts")
    club_participant_count = fields.Integer(compute="_compute_club_counts")

    _nir_free_fields = ("barcode",)

    @api.depends("club_participant_ids")
    def _compute_club_person(self):
        groups = (
            self.env["club.participant"]
            .with_context(active_test=False)
            ._read_group([("partner_id", "in", self.ids)], ["partner_id"], [])
        )
        persons = {partner.id for (partner,) in groups}
        for partner in self:
            partner.club_person = partner.id in persons

    @api.depends("zip", "country_id")
    def _compute_club_department_id(self):
        departments = {
            department.code: department.id
            for department in self.env["club.department"].search([])
        }
        for partner in self:
            code = self._club_department_code(partner.zip or "")
            partner.club_department_id = departments.get(code)

    @api.model
    def _club_department_code(self, postcode):
        """Return the department of a French postcode (Corsica shares ``20``)."""
        postcode = postcode.strip()
        if postcode.startswith("20"):
            return "2A" if postcode < "20200" else "2B"
        return postcode[:3] if postcode[:2] in ("97", "98") else postcode[:2]

    @api.depends("ape_code")
    def _compute_club_naf_id(self):
        codes = {partner.ape_code[:5] for partner in self if partner.ape_code}
        classes = self.env["club.naf"].search([("code", "in", list(codes))])
        by_code = {naf.code: naf for naf in classes}
        for partner in self:
            partner.club_naf_id = by_code.get((partner.ape_code or "")[:5])

    @api.depends("club_contact_ids.date")
    def _compute_club_last_contact_on(self):
        groups = self.env["club.contact"]._read_group(
            [("partner_id", "in", self.ids)], ["partner_id"], ["date:max"]
        )
        latest = {partner.id: date for partner, date in groups}
        for partner in self:
            partner.club_last_contact_on = latest.get(partner.id)

    def _compute_club_counts(self):
        """Counts of the smart buttons, each limited to what the reader may see."""
        models_of = {
            "club_lead_count": "crm.lead",
            "club_offer_count": "club.offer",
            "club_candidacy_count": "club.candidacy",
            "club_placement_count": "club.placement",
            "club_participant_count": "club.participant",
        }
        for name, model in models_of.items():
            counts = {}
            if self.env[model].has_access("read"):
                groups = self.env[model]._read_group(
                    [("partner_id", "in", self.ids)], ["partner_id"], ["__count"]
                )
                counts = {partner.id: count for partner, count in groups}
            for partner in self:
                partner[name] = counts.get(partner.id, 0)

    @api.depends("company_registry")
    def _compute_same_vat_partner_id(self):
        """Warn of a duplicate SIRET also when the establishment has a parent."""
        super()._compute_same_vat_partner_id()
        for partner in self.filtered(lambda p: p.company_registry and p.parent_id):
            partner.same_company_registry_partner_id = self.with_context(
                active_test=False
            ).search(
                [
                    ("company_registry", "=", partner.company_registry),
                    ("id", "!=", partner._origin.id),
                    ("company_id", "in", [False, partner.company_id.id]),
                ],
                limit=1,
            )

    @api.constrains("company_registry", "country_id", "is_company")
    def _club_check_siret(self):
        """:raise ValidationError: when the SIRET of a French company is wrong."""
        for partner in self.filtered("company_registry"):
            if partner._club_is_french():
                partner._club_normalized_siret(partner.company_registry)

    @api.constrains("ape_code")
    def _check_club_ape(self):
        for partner in self.filtered("ape_code"):
            self._club_normalized_ape(partner.ape_code)

    def _club_is_french(self):
        """Tell whether a SIRET is expected of a company.

        Without a country, only the employers of the network are taken for French.
        """
        code = self.country_id.code
        return self.is_company and (
            code in SIRENE_COUNTRIES if code else self.club_employer
        )

    @api.model
    def _club_normalized_siret(self, text):
        try:
            return normalize_siret(text)
        except ValueError as error:
            if is_siren(text):
                raise ValidationError(
                    self.env._(
                        "“%s” is a SIREN, the number of the whole company: enter the "
                        "SIRET of this establishment, the same 9 digits and 5 more, or "
                        "leave it empty for now.",
                        text,
                    )
                ) from error
            raise ValidationError(
                self.env._(
                    "“%s” is not a SIRET: 14 digits are expected, whose key is right. "
                    "Copy it from the company's documents, or give the country of a "
                    "company that is not in France.",
                    text,
                )
            ) from error

    @api.model
    def _club_normalized_ape(self, text):
        try:
            return normalize_ape(text)
        except ValueError as error:
            raise ValidationError(
                self.env._("“%s” is not an APE code: 47.11F is one.", text)
            ) from error

    @api.model_create_multi
    def create(self, vals_list):
        return super().create(
            [self._club_clean_identifiers(vals) for vals in vals_list]
        )

    def write(self, vals):
        return super().write(self._club_clean_identifiers(vals))

    @api.model
    def _club_clean_identifiers(self, vals):
        """Store one form of what people type in many: SIRET without spaces, 47.11F."""
        vals = dict(vals)
        siret = vals.get("company_registry")
        if siret:
            digits = "".join(siret.split())
            if len(digits) == 14 and digits.isdigit():
                vals["company_registry"] = digits
        if vals.get("ape_code"):
            vals["ape_code"] = self._club_normalized_ape(vals["ape_code"])
        return vals

    def message_post(self, *, body="", subject=None, **kwargs):
        self._refuse_nir_in(html2plaintext(body or ""), self.env._("Message"))
        return super().message_post(body=body, subject=subject, **kwargs)
