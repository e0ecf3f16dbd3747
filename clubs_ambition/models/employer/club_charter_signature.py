from odoo import api, fields, models
from odoo.fields import Command, Domain
from odoo.tools import SQL

from ...const import STARTED
from ...utils import clock


class ClubCharterSignature(models.Model):
    """What an employer promised by signing a charter, and what came of it.

    Delivered is read from the candidacies of all clubs sent, and the immersions begun,
    while the charter is in force: counts on an employer, no person.
    """

    _name = "club.charter.signature"
    _description = "Signed charter"
    _inherit = [
        "club.label.mixin",
        "club.undelivered.mixin",
        "mail.thread",
    ]
    _order = "date_from desc, id desc"
    _rec_names_search = ["partner_id.name", "charter_id.name", "signatory_name"]
    _label_fields = ("charter_id.name", "partner_id.name")

    charter_id = fields.Many2one(
        "club.charter", required=True, index=True, ondelete="restrict", tracking=True
    )
    charter_kind = fields.Selection(related="charter_id.kind", store=True)
    partner_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="restrict",
        string="Employer",
        domain=[("is_company", "=", True)],
        tracking=True,
    )
    signatory_name = fields.Char(string="Signed by", tracking=True)
    signatory_function = fields.Char(string="Function of the signatory")
    club_id = fields.Many2one(
        "club.club",
        index="btree_not_null",
        ondelete="restrict",
        default=lambda self: self.env["club.club"]._my_only_club(),
        tracking=True,
    )
    territory_id = fields.Many2one(
        "club.territory",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        help="A charter signed with an agency or a region rather than with one club.",
    )
    date_from = fields.Date(
        required=True,
        default=clock.today,
        tracking=True,
        string="Signed on",
    )
    date_to = fields.Date(tracking=True, string="Until", help="Empty: open-ended.")
    state = fields.Selection(
        [("coming", "To come"), ("current", "In force"), ("expired", "Expired")],
        compute="_compute_state",
        search="_search_state",
    )
    promised_interviews = fields.Integer(tracking=True)
    promised_immersions = fields.Integer(tracking=True)
    promised_hires = fields.Integer(tracking=True)
    delivered_interviews = fields.Integer(
        compute="_compute_delivered",
        help="Candidacies sent while the charter is in force that reached an interview.",
    )
    delivered_immersions = fields.Integer(
        compute="_compute_delivered",
        help="Immersions begun at this employer while the charter is in force, those "
        "where nobody showed up aside.",
    )
    delivered_hires = fields.Integer(
        compute="_compute_delivered",
        help="Candidacies sent while the charter is in force that ended in a hire.",
    )
    delivered_text = fields.Char(
        compute="_compute_delivered", string="Delivered of promised"
    )

    _dates_order = models.Constraint(
        "CHECK(date_to >= date_from)", "A charter ends after it is signed."
    )
    _promises_positive = models.Constraint(
        "CHECK(promised_interviews >= 0 AND promised_immersions >= 0 "
        "AND promised_hires >= 0)",
        "A promise is not negative.",
    )

    @api.depends("date_from", "date_to")
    def _compute_state(self):
        today = clock.today(self)
        for signature in self:
            if signature.date_from and signature.date_from > today:
                signature.state = "coming"
            elif signature.date_to and signature.date_to < today:
                signature.state = "expired"
            else:
                signature.state = "current"

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = clock.today(self)
        coming = Domain("date_from", ">", today)
        expired = Domain("date_to", "<", today)
        domains = {
            "coming": coming,
            "expired": expired & ~coming,
            "current": ~coming & ~expired,
        }
        return Domain.OR(domains[state] for state in value if state in domains)

    @api.depends(
        "partner_id",
        "date_from",
        "date_to",
        "promised_interviews",
        "promised_immersions",
        "promised_hires",
    )
    def _compute_delivered(self):
        facts = self._delivered_facts()
        for signature in self:
            interviews, immersions, hires = facts.get(signature._origin.id, (0, 0, 0))
            signature.delivered_interviews = interviews
            signature.delivered_immersions = immersions
            signature.delivered_hires = hires
            signature.delivered_text = signature._delivery_label()

    def _delivery_label(self):
        """Return *2/5 interviews · 0/1 hire*: only what was promised."""
        parts = [
            (self.promised_interviews, self.delivered_interviews, "interviews"),
            (self.promised_immersions, self.delivered_immersions, "immersions"),
            (self.promised_hires, self.delivered_hires, "hires"),
        ]
        labels = {
            "interviews": self.env._("interviews"),
            "immersions": self.env._("immersions"),
            "hires": self.env._("hires"),
        }
        return " · ".join(
            f"{delivered} / {promised} {labels[name]}"
            for promised, delivered, name in parts
            if promised
        )

    def _delivered_facts(self):
        """Return ``{signature id: (interviews, immersions, hires)}``, in one query."""
        ids = self._origin.ids
        if not ids:
            return {}
        self.flush_model(["partner_id", "date_from", "date_to"])
        self.env["club.candidacy"].flush_model(
            ["partner_id", "sent_on", "furthest_state", "state", "active"]
        )
        self.env["club.immersion"].flush_model(["partner_id", "date_start", "state"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT signed.id, sent.interviews, begun.immersions, sent.hires
                FROM club_charter_signature signed,
                LATERAL (
                    SELECT COUNT(*) FILTER (
                            WHERE furthest_state IN ('interview', 'trial', 'hired')
                        ) AS interviews,
                        COUNT(*) FILTER (WHERE state = 'hired') AS hires
                    FROM club_candidacy
                    WHERE partner_id = signed.partner_id AND active
                    AND sent_on BETWEEN signed.date_from
                        AND COALESCE(signed.date_to, 'infinity')
                ) AS sent,
                LATERAL (
                    SELECT COUNT(*) AS immersions FROM club_immersion
                    WHERE partner_id = signed.partner_id
                    AND state = ANY(%(started)s::text[])
                    AND date_start BETWEEN signed.date_from
                        AND COALESCE(signed.date_to, 'infinity')
                ) AS begun
                WHERE signed.id = ANY(%(ids)s::int[])
                """,
                ids=ids,
                started=list(STARTED),
            )
        )
        return {signature: tuple(counts) for signature, *counts in rows}

    def _compute_label(self):
        for signature in self:
            names = (signature.charter_id.name, signature.partner_id.name)
            signature.display_name = " – ".join(filter(None, names))

    # === CHARTERS OF THE ESTABLISHMENT === #

    @api.model_create_multi
    def create(self, vals_list):
        signatures = super().create(vals_list)
        signatures._show_on_employers()
        return signatures

    def write(self, vals):
        moved = {"charter_id", "partner_id"} & vals.keys()
        pairs = self._pairs() if moved else set()
        result = super().write(vals)
        if moved:
            self._show_on_employers()
            self._forget_charters(pairs)
        return result

    def unlink(self):
        pairs = self._pairs()
        result = super().unlink()
        self._forget_charters(pairs)
        return result

    def _pairs(self):
        return {(signed.partner_id, signed.charter_id) for signed in self}

    def _show_on_employers(self):
        """Show the charter on the employer's page, beside those imported."""
        self.env["club.race"]._hold(self.partner_id)
        self.env["club.network"]._join(self.partner_id)
        for partner, signatures in self.grouped("partner_id").items():
            partner.club_charter_ids = [
                Command.link(charter.id) for charter in signatures.charter_id
            ]

    @api.model
    def _forget_charters(self, pairs):
        """Take back the charters no signature tells any more."""
        partners = self.env["res.partner"].union(*(pair[0] for pair in pairs))
        self.env["club.race"]._hold(partners)
        kept = self.search([("partner_id", "in", partners.ids)])._pairs()
        for partner, charter in pairs - kept:
            partner.club_charter_ids = [Command.unlink(charter.id)]

    # === ACTIONS === #

    def action_open_establishment(self):
        self.ensure_one()
        return self.partner_id.get_formview_action()
