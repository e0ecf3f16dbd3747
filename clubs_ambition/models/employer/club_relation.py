from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...const import YEAR_DAYS
from ...utils import clock

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


class ClubRelation(models.AbstractModel):
    """The relation with an establishment: who owns it, how it answers, if it lives.

    The score and the quiet relations look at all clubs, whatever the reader may see:
    they are counts on an employer and tell nothing of a person.
    """

    _name = "club.relation"
    _description = "Relation with an establishment"

    @api.model
    def _own(self, partners):
        """Take care of employers nobody takes care of; else a manager reassigns."""
        taken = partners.filtered(
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
        return partners.write({"club_owner_id": self.env.uid})

    # === RESPONSIVENESS === #

    @api.model
    def _show_response(self, partners):
        """Set how well each employer answers; too few candidacies say nothing."""
        facts = self._response_facts(partners)
        for partner in partners:
            base, weight, answered = facts.get(partner._origin.id, (0, 0, 0))
            known = base >= SCORE_BASE
            score = round(100 * answered / weight) if known else 0
            partner.club_response_base = base
            partner.club_response_score = score
            partner.club_response_text = f"{score} / 100" if known else "–"

    @api.model
    def _response_facts(self, partners):
        """Return ``{partner id: (candidacies, weight, weight answered in time)}``."""
        ids = partners._origin.ids
        if not ids:
            return {}
        self.env["club.candidacy"].flush_model(
            ["partner_id", "sent_on", "answered_on", "state", "active"]
        )
        today = clock.today(partners)
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

    @api.model
    def _show_standby(self, partners):
        """Set which relations went quiet."""
        ids = partners._origin.ids
        quiet = set()
        if ids:
            query = self._query_standby(SQL("AND partner.id = ANY(%s::int[])", ids))
            quiet = {row[0] for row in self.env.execute_query(query)}
        for partner in partners:
            partner.club_in_standby = partner._origin.id in quiet

    @api.model
    def _domain_standby(self):
        return Domain("id", "in", self._query_standby())

    @api.model
    def _query_standby(self, condition=None):
        """Return the employers whose last activity, in any club, is too old."""
        for model in QUIET_SOURCES:
            self.env[model].flush_model()
        self.env["res.partner"].flush_model(["club_employer"])
        since = fields.Date.subtract(
            clock.today(self.env["res.partner"]), months=QUIET_MONTHS
        )
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
