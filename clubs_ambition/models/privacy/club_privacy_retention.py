from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL

from ...const import ENDED
from ...utils import clock

MONTHS = 24
"""How long after the last contact, where no setting says otherwise."""

NOTICE_DAYS = 30
"""How long before, the animateur is told."""

SETTINGS = "clubs_ambition.retention_%s_months"

CONTACTS = (
    # a table that bears a participant, and the days that somebody was in touch with them
    ("club_participant", "id", ("oriented_on", "informed_on", "interviewed_on")),
    ("club_participant", "id", ("waitlisted_on", "admitted_on", "started_on")),
    ("club_participant", "id", ("ended_on", "engagement_on")),
    ("club_candidacy", "participant_id", ("sent_on", "answered_on")),
    ("club_placement", "participant_id", ("date_start", "broken_on")),
    ("club_immersion", "participant_id", ("date_start", "date_end")),
    ("club_objective", "participant_id", ("week_start",)),
)
"""When a row was recorded is no contact: an import records old journeys."""


class ClubPrivacyRetention(models.AbstractModel):
    """Until when people are kept: so long after the last contact, by kind of data.

    A participant: their journeys, what was sent for them, their jobs and follow-ups,
    and what was written in their threads. A contact or a prescriber: what points to
    them, and what they wrote. Nobody with a live journey is due.
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
        return last + relativedelta(months=self._months(kind))

    @api.model
    def _before(self, kind, ahead):
        """Return the last contact of who is due within ``ahead`` days."""
        day = clock.today(self) + relativedelta(days=ahead)
        return day - relativedelta(months=self._months(kind))

    # === PARTICIPANTS === #

    @api.model
    def _persons(self, ahead, ids=None):
        """Return ``{person id: last contact}`` of the persons who are due by then."""
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT person.id, COALESCE(MAX(contact.day), person.create_date::date)
                      FROM club_person person
                 LEFT JOIN (%(contacts)s) contact ON contact.person_id = person.id
                     WHERE person.erased_on IS NULL %(worked_on)s
                       AND (%(all)s OR person.id = ANY(%(ids)s::int[]))
                       AND NOT EXISTS (
                           SELECT 1 FROM club_participant live
                            WHERE live.person_id = person.id
                              AND live.state != ALL(%(ended)s::text[]))
                  GROUP BY person.id
                    HAVING COALESCE(MAX(contact.day), person.create_date::date)
                           <= %(before)s
                    """,
                    contacts=self._contacts(),
                    worked_on=self._worked_on(),
                    all=ids is None,
                    ids=list(ids or ()),
                    ended=list(ENDED),
                    before=self._before("participant", ahead),
                )
            )
        )

    @api.model
    def _worked_on(self):
        """Leave out whose data are restricted: they asked that nothing be done."""
        if "restricted_on" not in self.env["club.person"]._fields:
            return SQL()
        return SQL("AND person.restricted_on IS NULL")

    @api.model
    def _contacts(self):
        """Return a row a person and day that somebody was in touch with them."""
        parts = [
            SQL(
                """SELECT journey.person_id, GREATEST(%s) AS day
                     FROM %s fact JOIN club_participant journey ON journey.id = fact.%s""",
                SQL(", ").join(SQL.identifier("fact", day) for day in days),
                SQL.identifier(table),
                SQL.identifier(way),
            )
            for table, way, days in CONTACTS
        ]
        parts += [
            SQL(
                """SELECT journey.person_id, followup.answered_on
                     FROM club_followup followup
                     JOIN club_placement job ON job.id = followup.placement_id
                     JOIN club_participant journey ON journey.id = job.participant_id"""
            ),
            SQL(
                """SELECT journey.person_id, session.start::date
                     FROM club_attendance seen
                     JOIN club_session session ON session.id = seen.session_id
                     JOIN club_participant journey ON journey.id = seen.participant_id
                    WHERE seen.state = 'present'"""
            ),
            SQL(
                """SELECT journey.person_id, message.date::date
                     FROM mail_message message
                     JOIN club_participant journey ON journey.id = message.res_id
                    WHERE message.model = 'club.participant'
                      AND message.message_type IN ('comment', 'email')"""
            ),
        ]
        return SQL(" UNION ALL ").join(parts)

    # === CONTACTS AND PRESCRIBERS === #

    @api.model
    def _partners(self, ahead):
        """Return ``{kind: {contact id: last contact}}`` of those due by then."""
        found = {"contact": {}, "prescriber": {}}
        for partner, prescriber, last in self.env.execute_query(
            SQL(
                """
                SELECT person.id, person.club_prescriber OR COALESCE(
                           company.club_prescriber, FALSE),
                       GREATEST(person.create_date::date, MAX(used.day))
                  FROM res_partner person
             LEFT JOIN res_partner company ON company.id = person.parent_id
             LEFT JOIN (%(used)s) used ON used.partner_id = person.id
                 WHERE person.club_erased_on IS NULL
                   AND NOT COALESCE(person.is_company, FALSE)
                   AND (company.club_employer OR company.club_prescriber
                        OR person.club_prescriber)
                   AND NOT EXISTS (SELECT 1 FROM res_users account
                                    WHERE account.partner_id = person.id)
              GROUP BY person.id, company.id
                """,
                used=self._uses(),
            )
        ):
            kind = "prescriber" if prescriber else "contact"
            if last and last <= self._before(kind, ahead):
                found[kind][partner] = last
        return found

    @api.model
    def _uses(self):
        """Return a row a contact and day that something of ours pointed to them."""
        parts = [
            SQL("SELECT author_id AS partner_id, date::date AS day FROM mail_message")
        ]
        for name, model in self.env.registry.items():
            ours = self.env["club.leaving"]._is_ours(name) or name == "crm.lead"
            if not ours or model._abstract or model._transient or not model._auto:
                continue
            for field in model._fields.values():
                if field.type != "many2one" or field.comodel_name != "res.partner":
                    continue
                if field.store and "create_date" in model._fields:
                    column, table = map(SQL.identifier, (field.name, model._table))
                    part = SQL("SELECT %s, create_date::date FROM %s", column, table)
                    parts.append(part)
        return SQL(" UNION ALL ").join(parts)
