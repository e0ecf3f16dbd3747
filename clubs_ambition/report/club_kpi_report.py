from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from ..kpi.rows.candidacy_counts import count_of_one
from ..kpi.rows.kpi_rows import RANK, positive_exit
from ..utils import actions, clock


class ClubKpiReport(models.Model):
    """One row a journey, without any personal data: for pivots and graphs.

    What is known is what is known today, what is dated after it does not exist: on whole months
    the figures are those of ``club.kpi`` at today's cut-off. Persons are numbers, and
    only ever counted. Columns that a pivot does not ask for cost nothing, PostgreSQL
    drops their joins.
    """

    _name = "club.kpi.report"
    _description = "Indicators by journey"
    _auto = False
    _order = "started_month desc, id desc"
    _rec_name = "club_id"

    # where
    club_id = fields.Many2one("club.club", readonly=True)
    territory_id = fields.Many2one("club.territory", readonly=True)
    department_id = fields.Many2one("club.department", readonly=True)
    region_id = fields.Many2one("club.region", readonly=True)
    cohort_id = fields.Many2one("club.cohort", readonly=True)

    # when
    oriented_month = fields.Date("Month of orientation", readonly=True)
    started_month = fields.Date("Month of entry", readonly=True)
    ended_month = fields.Date("Month of exit", readonly=True)

    # who, without saying who
    state = fields.Selection(
        lambda self: self._labels("club.participant", "state"),
        readonly=True,
    )
    age_band = fields.Selection(
        [
            ("under_30", "Under 30"),
            ("30_44", "30 to 44"),
            ("45_plus", "45 and over"),
            ("unknown", "Unknown"),
        ],
        readonly=True,
        string="Age at entry",
    )
    district = fields.Selection(
        [("in", "In a district"), ("out", "Outside"), ("unknown", "Not established")],
        readonly=True,
        string="Priority district",
    )
    level = fields.Selection(
        [
            ("below", "Below level II"),
            ("above", "Level II or I"),
            ("unknown", "Unknown"),
        ],
        readonly=True,
        string="Education level",
    )
    exit_family = fields.Selection(
        [("positive", "Positive"), ("neutral", "Neutral"), ("negative", "Other")],
        readonly=True,
        string="Kind of exit",
    )
    outcome = fields.Selection(
        lambda self: self._labels("club.placement", "kind"),
        readonly=True,
        help="The best placement that comes from the journey.",
    )

    erased = fields.Boolean(
        readonly=True, help="Counted, and shown to nobody: the person was erased."
    )

    # how many persons: a journey is counted once, a person too
    person = fields.Integer("Persons", readonly=True, aggregator="count_distinct")
    person_positive = fields.Integer(
        "Persons with a positive exit", readonly=True, aggregator="count_distinct"
    )
    person_durable = fields.Integer(
        "Persons in durable employment", readonly=True, aggregator="count_distinct"
    )

    # how much
    journeys = fields.Integer(readonly=True)
    admitted = fields.Integer(readonly=True)
    started = fields.Integer(readonly=True)
    ended = fields.Integer(readonly=True)
    renewed = fields.Integer(readonly=True)
    positive = fields.Integer("Positive exits", readonly=True)
    durable = fields.Integer("Durable employment", readonly=True)
    referrals = fields.Integer(readonly=True)
    candidacies = fields.Integer(readonly=True)
    days_to_exit = fields.Integer(
        "Days to the first positive outcome", readonly=True, aggregator="avg"
    )

    _depends = {
        "club.participant": [
            "active",
            "admitted_on",
            "club_id",
            "cohort_id",
            "district_status",
            "education_level_id",
            "ended_on",
            "exit_reason_id",
            "oriented_on",
            "person_id",
            "renewed",
            "started_on",
            "state",
        ],
        "club.person": ["birth_date", "erased_on"],
        "club.candidacy": [
            "occupation_id",
            "offer_id",
            "origin",
            "participant_id",
            "partner_id",
            "sent_on",
        ],
        "club.placement": [
            "active",
            "broken_on",
            "date_start",
            "durable",
            "kind",
            "participant_id",
            "positive",
            "state",
        ],
        "club.club": ["territory_id", "zip"],
        "club.education.level": ["below_level_ii"],
        "club.exit.reason": ["family"],
        "club.territory": ["region_id"],
    }

    def _labels(self, model, name):
        """Return the values of a selection, in the reader's language."""
        return self.env[model]._fields[name]._description_selection(self.env)

    @property
    def _table_query(self):
        today = clock.today(self)
        return SQL(
            """
            SELECT p.id, p.club_id, club.territory_id, p.cohort_id, p.state,
                   territory.region_id,
                   (SELECT d.id FROM club_department d
                     WHERE d.code = %(department)s) AS department_id,
                   DATE_TRUNC('month', p.oriented_on)::date AS oriented_month,
                   CASE WHEN p.started_on <= %(today)s
                        THEN DATE_TRUNC('month', p.started_on)::date END
                       AS started_month,
                   CASE WHEN p.ended_on <= %(today)s
                        THEN DATE_TRUNC('month', p.ended_on)::date END AS ended_month,
                   %(age_band)s AS age_band,
                   COALESCE(p.district_status, 'unknown') AS district,
                   CASE WHEN level.below_level_ii THEN 'below'
                        WHEN NOT level.below_level_ii THEN 'above'
                        ELSE 'unknown' END AS level,
                   reason.family AS exit_family,
                   1 AS journeys,
                   (p.admitted_on IS NOT NULL)::int AS admitted,
                   COALESCE(p.started_on <= %(today)s, FALSE)::int AS started,
                   COALESCE(p.ended_on <= %(today)s, FALSE)::int AS ended,
                   identity.erased_on IS NOT NULL AS erased, p.person_id AS person,
                   CASE WHEN o.positive = 1 THEN p.person_id END AS person_positive,
                   CASE WHEN o.durable = 1 THEN p.person_id END AS person_durable,
                   o.outcome, COALESCE(p.renewed, FALSE)::int AS renewed,
                   COALESCE(o.positive, 0) AS positive,
                   COALESCE(o.durable, 0) AS durable,
                   o.days_to_exit,
                   %(referrals)s AS referrals, %(candidacies)s AS candidacies
              FROM club_participant p
              JOIN club_person identity ON identity.id = p.person_id
              JOIN club_club club ON club.id = p.club_id
              JOIN club_territory territory ON territory.id = club.territory_id
         LEFT JOIN club_education_level level ON level.id = p.education_level_id
         LEFT JOIN club_exit_reason reason ON reason.id = p.exit_reason_id
         LEFT JOIN (%(outcomes)s) o ON o.participant_id = p.id
         LEFT JOIN club_kpi_step f ON f.participant_id = p.id
            """,
            today=today,
            department=self._department_code_sql(),
            age_band=self._age_band_sql(),
            outcomes=self._outcomes_sql(),
            referrals=count_of_one("referrals", today),
            candidacies=count_of_one("candidacies", today),
        )

    def _department_code_sql(self):
        return SQL(
            """CASE WHEN club.zip LIKE '20%%'
                    THEN CASE WHEN club.zip < '20200' THEN '2A' ELSE '2B' END
                    WHEN LEFT(club.zip, 2) IN ('97', '98') THEN LEFT(club.zip, 3)
                    ELSE LEFT(club.zip, 2) END"""
        )

    def _age_band_sql(self):
        return SQL(
            """CASE WHEN p.started_on IS NULL OR identity.birth_date IS NULL THEN 'unknown'
                    WHEN AGE(p.started_on, identity.birth_date) < INTERVAL '30 years'
                    THEN 'under_30'
                    WHEN AGE(p.started_on, identity.birth_date) < INTERVAL '45 years'
                    THEN '30_44' ELSE '45_plus' END"""
        )

    def _outcomes_sql(self):
        return SQL(
            """
            SELECT o.participant_id, 1 AS positive,
                   MAX(o.durable::int) AS durable,
                   (ARRAY_AGG(o.kind ORDER BY o.rank, o.date_start, o.id))[1]
                       AS outcome,
                   MIN(o.date_start) - MIN(j.started_on) AS days_to_exit
              FROM (SELECT id, participant_id, active, positive, durable, kind, state,
                           date_start, broken_on, %(rank)s AS rank
                      FROM club_placement) o
              JOIN club_participant j ON j.id = o.participant_id
             WHERE %(positive)s
          GROUP BY o.participant_id
            """,
            positive=positive_exit(clock.today(self)),
            rank=RANK,
        )

    # === ERASED PEOPLE === #

    @api.model
    def search_fetch(self, domain, field_names=None, offset=0, limit=None, order=None):
        """Leave erased people out of lists; pivots and graphs count them."""
        if field_names is not None:
            field_names = [*field_names, "erased"]
        domain = self._shown(domain)
        return super().search_fetch(domain, field_names, offset, limit, order)

    @api.model
    def search_count(self, domain, limit=None):
        return super().search_count(self._shown(domain), limit)

    @api.model
    def _shown(self, domain):
        return Domain(domain) & Domain("erased", "=", False)

    def read(self, fields=None, load="_classic_read"):
        """Read, but refuse the rows of people who were erased."""
        rows = super().read(fields, load)
        if not self.env.su and any(self.sudo().mapped("erased")):
            raise AccessError(self.env._("This person was erased: nothing is shown."))
        return rows

    def action_open_journey(self):
        """Open the journey behind a row, for those who may read it.

        :raise AccessError: to whoever reads figures and no person
        """
        self.ensure_one()
        journey = self.env["club.participant"].browse(self.id)
        journey.check_access("read")
        return actions.window(
            "club.participant", res_id=journey.id, views=[(False, "form")]
        )
