"""What was found keeps its campaign: say it of what was recorded before.

Done before the columns are the ORM's, which would ask every prospect of today.
"""

from odoo.tools import SQL

ALL = SQL("TRUE")
FOUND = ("club_contact", "club_offer")


def migrate(cr, _version):
    for table in (*FOUND, "club_candidacy"):
        cr.execute(
            SQL(
                """
                ALTER TABLE %s
                  ADD COLUMN IF NOT EXISTS prospecting_campaign_id INTEGER,
                  ADD COLUMN IF NOT EXISTS prospecting_mode VARCHAR
                """,
                SQL.identifier(table),
            )
        )
    for table in FOUND:
        cr.execute(say_campaign(table, SQL("found.lead_id")))
    cr.execute(
        """
        UPDATE club_candidacy candidacy
           SET prospecting_campaign_id = offer.prospecting_campaign_id,
               prospecting_mode = offer.prospecting_mode
          FROM club_offer offer
         WHERE offer.id = candidacy.offer_id
           AND offer.prospecting_mode IS NOT NULL
        """
    )
    cr.execute(
        say_campaign("club_candidacy", SQL("NULL"), SQL("found.offer_id IS NULL"))
    )


def say_campaign(table, named, where=ALL):
    """Return the SQL that fills the columns of one table from what baskets moved.

    The campaign is the one whose basket the prospect entered last by then; without
    such a move, the present one if it had begun.
    """
    return SQL(
        """
        UPDATE %(table)s found
           SET prospecting_campaign_id = told.campaign_id,
               prospecting_mode = told.mode
          FROM (SELECT found.id, campaign.id AS campaign_id,
                       COALESCE(campaign.mode, lead.prospecting_mode) AS mode
                  FROM %(table)s found
                  JOIN crm_lead lead ON lead.id = COALESCE(%(named)s,
                       (SELECT l.id FROM crm_lead l
                         WHERE l.partner_id = found.partner_id
                           AND l.club_id = found.club_id
                           AND l.create_date <= found.create_date
                      ORDER BY l.id DESC LIMIT 1))
             LEFT JOIN club_campaign campaign ON campaign.id = COALESCE(
                       (SELECT step.campaign_id FROM club_campaign_step step
                         WHERE step.lead_id = lead.id
                           AND step.create_date <= found.create_date
                      ORDER BY step.id DESC LIMIT 1),
                       (SELECT present.id FROM club_campaign present
                         WHERE present.id = lead.club_campaign_id
                           AND present.date_start <= found.create_date))
                 WHERE %(where)s) told
         WHERE told.id = found.id AND told.mode IS NOT NULL
        """,
        table=SQL.identifier(table),
        named=named,
        where=where,
    )
