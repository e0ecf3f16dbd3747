from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL, format_date

from ...utils import clock
from .club_network import PRESSURE_DAYS

POINTS = {"job": 40, "distance": 20, "charter": 15, "hired": 15, "quiet": 10}
"""What each reason to call is worth, 100 in all."""

QUIET_DAYS = 60
"""Whoever nobody contacted for that long may well hear from us."""

PROPOSED = 100
"""Establishments proposed at once."""

SCORED = """
    SELECT p.id AS partner_id, near.km, job.reason AS job,
           COALESCE(job.points, 0) AS job_points,
           CASE WHEN near.km <= %(radius)s THEN %(distance)s
                ELSE %(distance)s / 2 END AS distance_points,
           charter.partner_id IS NOT NULL AS charter,
           CASE WHEN charter.partner_id IS NOT NULL THEN %(charter_points)s
                ELSE 0 END AS charter_points,
           COALESCE(hired.number, 0) AS hired,
           CASE WHEN hired.number > 0 THEN %(hired_points)s
                ELSE 0 END AS hired_points,
           seen.last_on,
           CASE WHEN seen.last_on IS NULL OR seen.last_on <= %(quiet)s
                THEN %(quiet_points)s ELSE 0 END AS quiet_points
      FROM res_partner p
CROSS JOIN LATERAL (SELECT %(km)s AS km) near
 LEFT JOIN (%(job)s) job ON job.partner_id = p.id
 LEFT JOIN (%(charter)s) charter ON charter.partner_id = p.id
 LEFT JOIN (%(hired)s) hired ON hired.partner_id = p.id
 LEFT JOIN (SELECT partner_id, MAX(date) AS last_on,
                   COUNT(*) FILTER (WHERE date >= %(recent)s
                                      AND channel != 'inbound') AS number
              FROM club_contact GROUP BY 1) seen ON seen.partner_id = p.id
     WHERE p.active AND p.is_company
       AND (p.club_employer OR COALESCE(p.company_registry, '') != '')
       AND COALESCE(p.club_network_status, '') != 'stop'
       AND p.club_closed IS NOT TRUE
       AND COALESCE(seen.number, 0) < %(pressure)s
       AND (near.km <= %(radius)s
            OR near.km IS NULL
               AND p.club_department_id IS NOT DISTINCT FROM %(department)s)
       AND (%(charter_wanted)s IS NULL OR charter.partner_id IS NOT NULL)
       AND NOT EXISTS (
           SELECT 1 FROM crm_lead l
             JOIN club_campaign c ON c.id = l.club_campaign_id
            WHERE l.partner_id = p.id AND l.club_id = %(club)s
              AND l.active AND c.state = 'running')
"""
"""The establishments that may be called, with the points of each reason."""

JOBS = """
    WITH offered AS (
        SELECT offer.partner_id,
               BOOL_OR(job.parent_id = ANY(%(sheets)s::int[])) AS same_sheet,
               BOOL_OR(job.domain_id = ANY(%(domains)s::int[])) AS same_domain
          FROM club_offer offer
          JOIN club_occupation job ON job.id = offer.occupation_id
      GROUP BY 1),
    trade AS (
        SELECT DISTINCT naf.parent_id
          FROM offered
          JOIN res_partner employer ON employer.id = offered.partner_id
          JOIN club_naf naf ON naf.id = employer.club_naf_id
         WHERE offered.same_sheet AND naf.parent_id IS NOT NULL)
    SELECT p.id AS partner_id,
           CASE WHEN offered.same_sheet THEN 'offer'
                WHEN offered.same_domain THEN 'domain' ELSE 'trade' END AS reason,
           CASE WHEN offered.same_sheet THEN %(whole)s
                ELSE %(whole)s / 2 END AS points
      FROM res_partner p
 LEFT JOIN offered ON offered.partner_id = p.id
 LEFT JOIN club_naf naf ON naf.id = p.club_naf_id
     WHERE offered.same_sheet OR offered.same_domain
        OR naf.parent_id IN (SELECT parent_id FROM trade)
"""
"""The best reason why an establishment would need the jobs of a campaign."""


class ClubCampaignRanking(models.AbstractModel):
    """Which establishments to call first, and why: every point says its reason.

    Left out: those under pressure, those who asked for silence, those that closed, and
    those this club prospects already in a running campaign.
    """

    _name = "club.campaign.ranking"
    _description = "Ranking of establishments"

    @api.model
    def _ranked(self, campaign, limit=PROPOSED):
        """Return ``[{partner_id, points, km, job, charter, hired, quiet, …}]``.

        One query, whatever the size of the network. ``km`` is None where an address
        has no coordinates: the establishment is kept if its department is the
        club's.
        """
        campaign.ensure_one()
        self.env.flush_all()
        return self.env.execute_query_dict(
            SQL(
                """
                WITH scored AS (%(scored)s)
                SELECT *, job_points + distance_points + charter_points + hired_points
                          + quiet_points AS points
                  FROM scored
              ORDER BY points DESC, km NULLS LAST, partner_id
                 LIMIT %(limit)s
                """,
                scored=self._scored_sql(campaign),
                limit=limit,
            )
        )

    @api.model
    def _scored_sql(self, campaign):
        today = clock.today(campaign)
        return SQL(
            SCORED,
            radius=campaign.radius_km,
            distance=POINTS["distance"],
            charter_points=POINTS["charter"],
            hired_points=POINTS["hired"],
            quiet_points=POINTS["quiet"],
            quiet=today - timedelta(days=QUIET_DAYS),
            recent=today - timedelta(days=PRESSURE_DAYS),
            pressure=self.env["club.network"]._pressure_limit(),
            km=self._km_sql(campaign),
            job=self._job_sql(campaign),
            charter=self._charter_sql(campaign),
            hired=SQL(
                "SELECT partner_id, COUNT(*) AS number FROM club_placement "
                "WHERE active AND kind != 'training' GROUP BY 1"
            ),
            charter_wanted=SQL("%s::int", campaign.charter_id.id or None),
            department=SQL("%s::int", campaign.club_id._department().id or None),
            club=campaign.club_id.id,
        )

    @api.model
    def _km_sql(self, campaign):
        """Return the kilometres to ``p`` as the crow flies, NULL where unknown."""
        if not (campaign.latitude or campaign.longitude):
            return SQL("NULL::float8")
        return SQL(
            """CASE WHEN COALESCE(p.partner_latitude, 0) != 0
                      OR COALESCE(p.partner_longitude, 0) != 0
                    THEN 12742 * ASIN(SQRT(
                        POWER(SIN(RADIANS(p.partner_latitude - %(lat)s) / 2), 2)
                        + COS(RADIANS(%(lat)s)) * COS(RADIANS(p.partner_latitude))
                          * POWER(SIN(RADIANS(p.partner_longitude - %(lon)s) / 2), 2)))
               END""",
            lat=SQL("%s::float8", campaign.latitude),
            lon=SQL("%s::float8", campaign.longitude),
        )

    @api.model
    def _job_sql(self, campaign):
        """Return the best reason why an establishment would need these jobs.

        An offer for one of them, an offer of the same domain, or the activity (NAF
        division) of employers who had offers for them: no table of ours decides
        which trade hires whom, the network's own past does.
        """
        jobs = campaign.occupation_ids
        return SQL(
            JOBS,
            sheets=jobs.parent_id.ids,
            domains=jobs.domain_id.ids,
            whole=POINTS["job"],
        )

    @api.model
    def _charter_sql(self, campaign):
        """Return who has signed the charter of the campaign, or any, and holds to it."""
        wanted = SQL("TRUE")
        if campaign.charter_id:
            wanted = SQL("s.charter_id = %s", campaign.charter_id.id)
        return SQL(
            "SELECT DISTINCT s.partner_id FROM club_charter_signature s "
            "WHERE %(wanted)s AND s.date_from <= %(today)s "
            "AND COALESCE(s.date_to >= %(today)s, TRUE)",
            wanted=wanted,
            today=clock.today(campaign),
        )

    # === REASONS === #

    @api.model
    def _reasons(self, rows):
        """Return what to keep on the prospects of what ``_ranked`` said."""
        return {
            row["partner_id"]: {
                "campaign_points": row["points"],
                "campaign_why": self._why(row),
            }
            for row in rows
        }

    @api.model
    def _why(self, row):
        """Return each reason to call with the points it gave."""
        jobs = {
            "offer": self.env._("had an offer for this job"),
            "domain": self.env._("had an offer of the same domain"),
            "trade": self.env._("same activity as employers of this job"),
        }
        reasons = [
            (jobs.get(row["job"]), row["job_points"]),
            (self._why_near(row["km"]), row["distance_points"]),
            (row["charter"] and self.env._("charter"), row["charter_points"]),
            (
                row["hired"] and self.env._("hires: %s", row["hired"]),
                row["hired_points"],
            ),
            (self._why_quiet(row["last_on"]), row["quiet_points"]),
        ]
        return " · ".join(f"{text} (+{points})" for text, points in reasons if text)

    @api.model
    def _why_near(self, km):
        if km is None:
            return self.env._("distance not known")
        if km < 1:
            return self.env._("less than 1 km away")
        return self.env._("%s km", round(km))

    @api.model
    def _why_quiet(self, day):
        if not day:
            return self.env._("never contacted")
        last = format_date(self.env, day, date_format="d MMM y")
        return self.env._("last contact on %s", last)
