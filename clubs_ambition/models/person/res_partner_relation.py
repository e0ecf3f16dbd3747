from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...const import YEAR_DAYS
from ...utils import actions, clock

ANSWER_DAYS = 15
"""Days within which an answer counts as one (immersion-facile chases after 15)."""

SCORE_BASE = 3
"""Below three candidacies a score would say more of chance than of the employer."""

QUIET_MONTHS = 6
"""Months without any activity after which a relation went quiet."""

QUIET_SOURCES = (
    "club.contact",
    "club.offer",
    "club.candidacy",
    "club.immersion",
    "club.placement",
)
"""What shows that a relation lives."""


class ResPartner(models.Model):
    """The relation with an establishment: who owns it, how it answers, if it lives.

    The score and the quiet relations look at all clubs, whatever the reader may see:
    they are counts on an employer and tell nothing of a person.
    """

    _inherit = "res.partner"

    club_owner_id = fields.Many2one(
        "res.users",
        string="Relation owner",
        index="btree_not_null",
        tracking=True,
        domain=[("share", "=", False)],
        help="The animateur the other clubs ask before they contact this employer.",
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
    club_response_base = fields.Integer(
        compute="_compute_club_response",
        string="Candidacies scored",
        groups="clubs_ambition.group_clubs_animateur",
    )
    club_response_score = fields.Integer(
        compute="_compute_club_response",
        string="Responsiveness score",
        groups="clubs_ambition.group_clubs_animateur",
    )
    club_response_text = fields.Char(
        compute="_compute_club_response",
        string="Responsiveness",
        groups="clubs_ambition.group_clubs_animateur",
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
        groups="clubs_ambition.group_clubs_animateur",
        help="Once active, and no contact, offer, candidacy, immersion or hire of any "
        "club for 6 months.",
    )

    club_signature_ids = fields.One2many(
        "club.charter.signature",
        "partner_id",
        string="Signed charters",
        groups="clubs_ambition.group_clubs_animateur",
    )

    # === RESPONSIVENESS === #

    def _compute_club_response(self):
        facts = self._club_response_facts()
        for partner in self:
            base, weight, answered = facts.get(partner._origin.id, (0, 0, 0))
            known = base >= SCORE_BASE
            score = round(100 * answered / weight) if known else 0
            partner.club_response_base = base
            partner.club_response_score = score
            partner.club_response_text = f"{score} / 100" if known else "–"

    def _club_response_facts(self):
        """Return ``{partner id: (candidacies, weight, weight answered in time)}``."""
        ids = self._origin.ids
        if not ids:
            return {}
        self.env["club.candidacy"].flush_model(
            ["partner_id", "sent_on", "answered_on", "state", "active"]
        )
        today = clock.today(self)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner_id, COUNT(*), SUM(weight), COALESCE(SUM(weight) FILTER (
                    WHERE answered_on - sent_on <= %(days)s), 0)
                FROM (
                    SELECT partner_id, sent_on, answered_on,
                        12 - (%(today)s::date - sent_on) * 12 / %(year)s AS weight
                    FROM club_candidacy
                    WHERE partner_id = ANY(%(ids)s::int[]) AND active
                    AND sent_on > %(today)s::date - %(year)s AND sent_on <= %(today)s::date
                    AND (answered_on IS NOT NULL OR (
                        sent_on < %(today)s::date - %(days)s
                        AND state NOT IN ('withdrawn', 'obsolete')))
                ) AS scored
                GROUP BY partner_id
                """,
                ids=ids,
                today=today,
                year=YEAR_DAYS,
                days=ANSWER_DAYS,
            )
        )
        return {partner: tuple(facts) for partner, *facts in rows}

    # === QUIET RELATIONS === #

    def _compute_club_in_standby(self):
        ids = self._origin.ids
        quiet = set()
        if ids:
            query = self._club_query_standby(
                SQL("AND partner.id = ANY(%s::int[])", ids)
            )
            quiet = {row[0] for row in self.env.execute_query(query)}
        for partner in self:
            partner.club_in_standby = partner._origin.id in quiet

    def _search_club_in_standby(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = Domain("id", "in", self._club_query_standby())
        return domain if True in value else ~domain

    @api.model
    def _club_query_standby(self, condition=None):
        """Return the employers whose last activity, in any club, is too old."""
        for model in QUIET_SOURCES:
            self.env[model].flush_model()
        self.flush_model(["club_employer"])
        since = fields.Date.subtract(clock.today(self), months=QUIET_MONTHS)
        sources = [
            (SQL("club_contact"), SQL("seen.date")),
            (SQL("club_offer"), SQL("seen.create_date::date")),
            (
                SQL("club_candidacy"),
                SQL(
                    "COALESCE(GREATEST(seen.sent_on, seen.answered_on), "
                    "seen.create_date::date)"
                ),
            ),
            (SQL("club_immersion"), SQL("COALESCE(seen.ended_on, seen.date_end)")),
            (
                SQL("club_placement"),
                SQL(
                    "CASE WHEN seen.active THEN "
                    "GREATEST(seen.date_start, seen.broken_on) END"
                ),
            ),
        ]
        ever = [
            SQL(
                "EXISTS (SELECT FROM %s seen WHERE seen.partner_id = partner.id)", table
            )
            for table, _day in sources
        ]
        lately = [
            SQL(
                "NOT EXISTS (SELECT FROM %s seen WHERE seen.partner_id = partner.id "
                "AND %s >= %s)",
                table,
                day,
                since,
            )
            for table, day in sources
        ]
        return SQL(
            "SELECT partner.id FROM res_partner partner WHERE partner.club_employer "
            "AND (%s) AND %s %s",
            SQL(" OR ").join(ever),
            SQL(" AND ").join(lately),
            condition or SQL(),
        )

    # === ACTIONS === #

    def action_club_own_relation(self):
        """Take care of employers nobody takes care of; else a manager reassigns."""
        taken = self.filtered(
            lambda partner: (
                partner.club_owner_id and partner.club_owner_id != self.env.user
            )
        )
        if taken:
            raise UserError(
                self.env._(
                    "%(employer)s is already followed by %(owner)s: ask a manager to "
                    "reassign it.",
                    employer=taken[0].display_name,
                    owner=taken[0].club_owner_id.name,
                )
            )
        return self.write({"club_owner_id": self.env.uid})

    def action_new_club_signature(self):
        self.ensure_one()
        return actions.window(
            "club.charter.signature",
            name=self.env._("Signed charter"),
            context={"default_partner_id": self.id},
        )
