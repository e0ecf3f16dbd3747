from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...const import ENDED
from ...utils import clock
from .club_privacy_announcement import TASK
from .club_privacy_rows import derived

MONTHS = 24
"""How long after the last contact, where no setting says otherwise."""

NOTICE_DAYS = 30
"""How long before, the animateur is told."""

SETTINGS = "clubs_ambition.retention_%s_months"
"""No month (0) is never."""

DATED = ("crm.lead", "calendar.event", "calendar.attendee")
"""Rows of Odoo that are work of the clubs: a contact on their day, as ours are."""

ABOUT = ("res.partner", "res.partner.category", "res.users")
MAILS = ("mail.", "bus.", "discuss.", "sms.", "snailmail.")
"""What names a partner and is no document of another addon: the card, and mails."""

JOURNEY = (
    *("oriented_on", "informed_on", "interviewed_on", "waitlisted_on", "admitted_on"),
    *("started_on", "engagement_on", "ended_on"),
)
"""Days of a journey on which somebody was in touch with whoever has it."""

CONTACTS = (
    # a table that bears a participant, and the days that somebody was in touch with them
    ("club_participant", "id", JOURNEY),
    ("club_candidacy", "participant_id", ("sent_on", "interview_on", "answered_on")),
    ("club_placement", "participant_id", ("date_start", "broken_on")),
    ("club_immersion", "participant_id", ("date_start", "date_end", "ended_on")),
    (
        *("club_immersion", "participant_id"),
        ("signed_beneficiary_on", "signed_representative_on", "assessed_on"),
    ),
    ("club_objective", "participant_id", ("week_start", "reviewed_on")),
    ("club_renewal", "participant_id", ("decided_on",)),
    ("club_financial_help", "participant_id", ("date",)),
    ("club_review", "participant_id", ("finished_on",)),
    ("club_orientation", "participant_id", ("changed_on", "outcome_agreed_on")),
)
"""When a row was recorded is no contact: an import records old journeys."""

OF_PERSONS = (
    # the same, of tables that bear a person
    ("club_answer_link", "person_id", ("answered_on",)),
    ("club_privacy_consent", "person_id", ("given_on", "withdrawn_on")),
    ("club_privacy_notice", "person_id", ("given_on",)),
    ("club_privacy_request", "person_id", ("received_on",)),
)


class ClubPrivacyRetention(models.AbstractModel):
    """Tell who is due to be erased: so many months after the last contact.

    The last contact of a participant is read from their journeys, what was sent for them,
    their jobs and follow-ups, and their threads; that of a contact or a prescriber from
    what points to them or to their establishment, and from what was written. Nobody with a
    live journey is due, nor a contact of neither an employer nor a prescriber of a club.
    Of who left the team it is the day their account was shut.
    """

    _name = "club.privacy.retention"
    _description = "How long people are kept"

    @api.model
    def _months(self, kind):
        """Return how many months a kind of people is kept (settings)."""
        value = self.env["ir.config_parameter"].sudo().get_param(SETTINGS % kind)
        return int(value) if (value or "").isdigit() else MONTHS

    @api.model
    def _notice(self):
        value = self.env["ir.config_parameter"].sudo()
        days = value.get_param("clubs_ambition.retention_notice_days")
        return int(days) if (days or "").isdigit() else NOTICE_DAYS

    @api.model
    def _due_on(self, kind, last):
        """Return the day they are erased from, none when they never are."""
        months = self._months(kind)
        return last + relativedelta(months=months) if months else None

    @api.model
    def _before(self, kind, ahead):
        """Return the last contact of whoever is due within ``ahead`` days, if ever."""
        day = clock.today(self) + relativedelta(days=ahead)
        months = self._months(kind)
        return day - relativedelta(months=months) if months else None

    # === PARTICIPANTS === #

    @api.model
    def _persons(self, ahead, ids=None):
        """Return ``{person id: last contact}`` of the persons who are due by then."""
        if not (before := self._before("participant", ahead)):
            return {}
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    WITH idle AS MATERIALIZED (
                         SELECT person.id, person.create_date::date AS day
                           FROM club_person person
                          WHERE person.erased_on IS NULL %(worked_on)s
                            AND (%(all)s OR person.id = ANY(%(ids)s::int[]))
                            AND NOT EXISTS (
                                SELECT 1 FROM club_participant journey
                                 WHERE journey.person_id = person.id
                                   AND (journey.state != ALL(%(ended)s::text[])
                                        OR GREATEST(%(days)s) > %(before)s)))
                    SELECT idle.id, COALESCE(MAX(contact.day), idle.day)
                      FROM idle
                 LEFT JOIN (%(contacts)s) contact ON contact.person_id = idle.id
                  GROUP BY idle.id, idle.day
                    HAVING COALESCE(MAX(contact.day), idle.day) <= %(before)s
                    """,
                    contacts=self._contacts(),
                    days=days_of("journey", JOURNEY),
                    worked_on=self._worked_on(),
                    all=ids is None,
                    ids=list(ids or ()),
                    ended=list(ENDED),
                    before=before,
                )
            )
        )

    @api.model
    def _worked_on(self):
        """Leave out whose data are restricted: they asked that nothing be done."""
        return SQL("AND person.restricted_on IS NULL")

    @api.model
    def _contacts(self):
        """Return a row a person and day that somebody was in touch with them.

        Of those who are ``idle``: of whom a journey is lately, nothing more is asked.
        """
        journeys = SQL(
            "idle JOIN club_participant journey ON journey.person_id = idle.id"
        )
        parts = [
            SQL(
                "SELECT journey.person_id, GREATEST(%s)::date AS day"
                " FROM %s JOIN %s fact ON fact.%s = journey.id",
                days_of("fact", days),
                *(journeys, SQL.identifier(table), SQL.identifier(way)),
            )
            for table, way, days in CONTACTS
        ]
        parts += [
            SQL(
                "SELECT fact.person_id, GREATEST(%s)::date"
                " FROM idle JOIN %s fact ON fact.%s = idle.id",
                *(days_of("fact", days), SQL.identifier(table), SQL.identifier(way)),
            )
            for table, way, days in OF_PERSONS
        ]
        parts += [
            SQL(
                """SELECT journey.person_id,
                          GREATEST(followup.answered_on, followup.person_answered_on)
                     FROM %s
                     JOIN club_placement job ON job.participant_id = journey.id
                     JOIN club_followup followup ON followup.placement_id = job.id""",
                journeys,
            ),
            SQL(
                """SELECT journey.person_id, session.start::date
                     FROM %s
                     JOIN club_attendance seen ON seen.participant_id = journey.id
                     JOIN club_session session ON session.id = seen.session_id
                    WHERE seen.state IN ('present', 'excused')""",
                journeys,
            ),
            SQL(
                """SELECT journey.person_id, message.date::date
                     FROM %s
                     JOIN mail_message message ON message.model = 'club.participant'
                          AND message.res_id = journey.id
                    WHERE message.message_type IN (
                          'comment', 'email', 'email_outgoing', 'sms')""",
                journeys,
            ),
        ]
        return SQL(" UNION ALL ").join(parts)

    # === CONTACTS AND PRESCRIBERS === #

    @api.model
    def _people(self):
        """Return the domain of people of the clubs' employers and prescribers.

        Whoever else is in the address book is the host's, and none of our business.
        """
        ours = [
            Domain("club_employer", "=", True),
            Domain("club_prescriber", "=", True),
            Domain("parent_id.club_employer", "=", True),
            Domain("parent_id.club_prescriber", "=", True),
        ]
        person = Domain("is_company", "=", False) & Domain("type", "=", "contact")
        return person & Domain("club_erased_on", "=", False) & Domain.OR(ours)

    @api.model
    def _named(self):
        """Return the query of whoever may be due: named, at an establishment, and idle."""
        at = Domain("parent_id", "!=", False) & Domain("name", "not in", (False, ""))
        people = self.env["res.partner"].sudo().with_context(active_test=False)
        apart = Domain("club_employer", "=", False) & Domain("child_ids", "=", False)
        return people._search(self._people() & at & apart).select()

    @api.model
    def _partners(self, ahead):
        """Return ``{kind: {contact id: last contact}}`` of those due by then.

        Last contact: of them, or of their establishment. Who has an account, a file
        left as it is, or is named by documents of another addon is never due.
        """
        found = {"contact": {}, "prescriber": {}}
        before = {kind: self._before(kind, ahead) for kind in found}
        self.env.flush_all()
        for partner, prescriber, last in self.env.execute_query(
            SQL(
                """
                WITH used AS MATERIALIZED (%(used)s)
                SELECT person.id, COALESCE(person.club_prescriber, FALSE)
                       OR COALESCE(company.club_prescriber, FALSE),
                       GREATEST(person.create_date::date, own.day, there.day)
                  FROM res_partner person
                  JOIN res_partner company ON company.id = person.parent_id
             LEFT JOIN used own ON own.partner_id = person.id
             LEFT JOIN used there ON there.partner_id = company.id
                 WHERE person.id IN (%(named)s) AND person.id NOT IN (%(held)s)
                   AND NOT EXISTS (SELECT 1 FROM res_users account WHERE account.active
                                      AND account.partner_id = person.id)
                   AND NOT EXISTS (SELECT 1 FROM club_privacy_request asked
                                    WHERE asked.partner_id = person.id
                                      AND asked.kind = 'restriction'
                                      AND asked.effective_on IS NOT NULL
                                      AND asked.lifted_on IS NULL)
                """,
                used=self._uses(),
                named=self._named(),
                held=self._held(),
            )
        ):
            kind = "prescriber" if prescriber else "contact"
            if last and before[kind] and last <= before[kind]:
                found[kind][partner] = last
        return found

    @api.model
    def _colleagues(self, ahead):
        """Return ``{contact id: day}`` of who left the team, due by then.

        The day their account was shut, or changed at last. Nobody who asked that their
        file be left as it is, nor whom documents of another addon name.
        """
        if not (before := self._before("user", ahead)):
            return {}
        left = self.env["club.privacy.team"]._left()
        left -= self.env["club.privacy.announcement"]._left_alone(left)
        held = {partner for (partner,) in self.env.execute_query(self._held())}
        days = {one.id: max(one.user_ids.mapped("write_date")).date() for one in left}
        return {
            one: day for one, day in days.items() if day <= before and one not in held
        }

    @api.model
    def _uses(self):
        """Return a row a partner and day that they were in touch with us, at last."""
        parts = [
            SQL("SELECT author_id AS partner_id, date::date AS day FROM mail_message"),
            SQL(
                """SELECT res_id, date::date FROM mail_message
                    WHERE model = 'res.partner'
                      AND message_type IN ('comment', 'email')"""
            ),
            SQL(
                """SELECT task.res_id, GREATEST(task.create_date::date,
                                                task.date_deadline)
                     FROM mail_activity task WHERE task.res_model = 'res.partner'
                      AND task.activity_type_id IS DISTINCT FROM %s""",
                self.env["ir.model.data"]._xmlid_to_res_id(TASK),
            ),
        ]
        touches = (
            SQL("SELECT partner_id, day FROM (%s) touch", rows)
            for rows in self._pointers(self._is_contact)
        )
        return SQL(
            """SELECT partner_id, MAX(day) AS day FROM (%s) touch
                WHERE partner_id IS NOT NULL GROUP BY partner_id""",
            SQL(" UNION ALL ").join([*parts, *touches]),
        )

    @api.model
    def _clubs_of(self, partners):
        """Return ``{partner id: the club that was in touch with them last}``."""
        self.env.flush_all()
        query = SQL(
            """SELECT DISTINCT ON (partner_id) partner_id, club_id FROM (%s) touch
                WHERE partner_id = ANY(%s::int[]) AND club_id IS NOT NULL
             ORDER BY partner_id, day DESC NULLS LAST, club_id""",
            SQL(" UNION ALL ").join(self._pointers(self._is_contact)),
            partners.ids,
        )
        return dict(self.env.execute_query(query))

    @api.model
    def _held(self):
        """Return who is named by documents that are not ours: left alone."""
        documents = self._pointers(self._is_document)
        nobody = SQL("SELECT 0 AS partner_id, NULL::date AS day, NULL::int AS club_id")
        return SQL(
            "SELECT partner_id FROM (%s) document WHERE partner_id IS NOT NULL",
            SQL(" UNION ALL ").join([nobody, *documents]),
        )

    @api.model
    def _is_contact(self, name):
        """Tell whether rows of a model are work of the clubs with a partner."""
        ours = self.env["club.leaving"]._is_ours(name)
        return name in DATED or (ours and not derived(self.env[name]))

    @api.model
    def _is_document(self, name):
        """Tell whether rows of a model are another addon's: what goes with a contact
        (a bank account, a place in a discussion) keeps nobody.
        """
        if name in DATED or self.env["club.leaving"]._is_ours(name):
            return False
        going = name in self.env["club.privacy.map"]._following()
        return not going and name not in ABOUT and not name.startswith(MAILS)

    @api.model
    def _pointers(self, wanted):
        """Return the rows of partner, day and club of each field to a partner."""
        return [
            self._rows_of(model, field)
            for name, model in self.env.registry.items()
            if not (model._abstract or model._transient) and model._auto
            if wanted(name)
            for field in model._fields.values()
            if field.comodel_name == "res.partner" and field.store
            if field.type in ("many2one", "many2many") and not field.company_dependent
        ]

    @api.model
    def _rows_of(self, model, field):
        """Return the partner, the day and the club of each row that a field fills."""
        dates = SQL("GREATEST(doc.create_date, doc.write_date)::date")
        club = model._fields.get("club_id")
        values = {
            "day": dates if model._log_access else SQL("NULL::date"),
            "club": SQL("doc.club_id") if club and club.store else SQL("NULL::int"),
            "table": SQL.identifier(model._table),
        }
        if field.type == "many2one":
            return SQL(
                """SELECT %(partner)s AS partner_id, %(day)s AS day, %(club)s AS club_id
                     FROM %(table)s doc""",
                partner=SQL.identifier("doc", field.name),
                **values,
            )
        return SQL(
            """SELECT %(partner)s AS partner_id, %(day)s AS day, %(club)s AS club_id
                 FROM %(relation)s link JOIN %(table)s doc ON doc.id = %(way)s""",
            partner=SQL.identifier("link", field.column2),
            way=SQL.identifier("link", field.column1),
            relation=SQL.identifier(field.relation),
            **values,
        )


def days_of(alias, names):
    """Return the SQL of the columns of days of a table, side by side."""
    return SQL(", ").join(SQL.identifier(alias, name) for name in names)
