"""The last contact is of any kind: a day of somebody is one, or says why it is none."""

# pylint: disable=translation-required
from dateutil.relativedelta import relativedelta

from odoo.tests import tagged
from odoo.tools import SQL

from ...models.privacy.club_privacy_retention import CONTACTS, OF_PERSONS
from ...utils import clock
from .erasure_common import ErasureCase

NO_CONTACT = {
    # days that tell of somebody, and not that somebody was in touch with them
    "club_person": "birth_date named_consent_on no_profile_on no_email_on erased_on "
    "restricted_on objected_on",
    "club_person_doubt": "settled_on",
    "club_participant": "restricted_on birth_date named_consent_on available_from "
    "district_checked_on derogation_on planned_end_on last_candidacy_on",
    "club_orientation": "birth_date oriented_on answered_on",
    "club_candidacy": "told_on club_planned_on",
    "club_placement": "date_end next_followup_on thanked_on club_planned_on",
    "club_renewal": "planned_end_on reminded_on",
    "club_review": "referent_sent_on",
    "club_immersion": "host_registered_on signed_host_on signed_prescriber_on "
    "signed_employer_on",
    "club_answer_link": "expires_on revoked_on post_day",
    "club_privacy_look": "day first_at last_at opened_at",
    "club_privacy_request": "due_on extended_on answered_on effective_on lifted_on",
    "club_privacy_search": "looked_at",
    "club_contact": "date next_on",  # of an employer
    # asked in a query of their own
    "club_followup": "due_on answered_on person_answered_on employer_answered_on "
    "club_answered_on",
    "club_attendance": "session_start recorded_on",
    "club_session": "start stop",
}
WRITTEN = {"create_date", "write_date"}


@tagged("post_install", "-at_install", "security")
class TestRetentionContacts(ErasureCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.somebody()
        cls.journey = cls.person.every_journey_ids
        cls.today = clock.today(cls.club)
        cls.old = cls.today - relativedelta(months=30)

    def days(self):
        """Yield ``(table, column)`` of the days of all that bears a person."""
        leaving = self.env["club.leaving"]
        for name in sorted(leaving._ways()):
            model = self.env[name]
            kept = leaving._is_ours(name) and model._auto and not model._transient
            if not kept or getattr(model, "_club_derived", False):
                continue
            if (
                not self.env["club.privacy.rows"]
                ._links()
                .get(name, name == "club.person")
            ):
                continue
            for field in model._fields.values():
                day = field.type in ("date", "datetime") and field.store
                if day and field.name not in WRITTEN:
                    yield model._table, field.name

    def test_every_day_is_a_contact_or_is_none(self):
        asked = {
            (table, day) for table, _way, days in CONTACTS + OF_PERSONS for day in days
        }
        none = {
            (table, day) for table, days in NO_CONTACT.items() for day in days.split()
        }
        self.assertEqual(set(self.days()) - asked - none, set(), "say which it is")
        self.assertFalse(asked & none)

    def be_old(self):
        """Have no day of the person, of any kind, be later than long ago."""
        self.env.flush_all()
        rows = self.rows(self.person)
        monday = self.old - relativedelta(days=self.old.weekday())
        for name, ids in rows.items():
            model = self.env[name]
            days = [
                SQL(
                    "%s = CASE WHEN %s IS NOT NULL THEN %s::date END",
                    *(SQL.identifier(field.name), SQL.identifier(field.name), monday),
                )
                for field in model._fields.values()
                if field.store and field.type in ("date", "datetime")
                if field.name not in ("stop", "birth_date")
            ]
            query = SQL(
                "UPDATE %s SET %s WHERE id = ANY(%s::int[])",
                *(SQL.identifier(model._table), SQL(", ").join(days), list(ids)),
            )
            self.env.cr.execute(query)
        self.env.cr.execute(
            "DELETE FROM mail_message WHERE model = 'club.participant' AND res_id = %s",
            [self.journey.id],
        )
        self.env.invalidate_all()

    def due(self):
        self.env.flush_all()
        found = self.env["club.privacy.retention"]._persons(0, self.person.ids)
        return found.get(self.person.id)

    def test_long_ago_is_due(self):
        self.be_old()
        self.assertTrue(self.due())
        self.env.cr.execute(
            "UPDATE club_participant SET ended_on = %s WHERE id = %s",
            [self.today, self.journey.id],
        )
        self.assertFalse(self.due())

    def lately(self):
        """Yield what is recorded of a contact of now, of each kind."""
        env, today, journey = self.env, self.today, self.journey
        wording = env["club.privacy.wording"].search([], limit=1)
        told = {"person_id": self.person.id, "wording_id": wording.id}
        kind = env["club.financial.help.type"].search([], limit=1)
        yield (
            "help",
            lambda: env["club.financial.help"].create(
                {
                    "participant_id": journey.id,
                    "type_id": kind.id,
                    "date": today,
                    "amount": 10,
                }
            ),
        )
        yield (
            "consent",
            lambda: env["club.privacy.consent"].create(
                {**told, "purpose": "photo", "given_on": today, "way": "oral"}
            ),
        )
        yield (
            "notice",
            lambda: env["club.privacy.notice"].create(
                {**told, "given_on": today, "way": "hand"}
            ),
        )
        yield "request", self.request
        yield "comment", lambda: journey.message_post(body="x", message_type="comment")
        yield "review of a week", lambda: self.sql("club_objective", "reviewed_on")
        yield "interview", lambda: self.sql("club_candidacy", "interview_on")
        yield "end of an immersion", lambda: self.sql("club_immersion", "assessed_on")

    def sql(self, table, column):
        query = SQL(
            "UPDATE %s SET %s = %s WHERE participant_id = %s",
            *(SQL.identifier(table), SQL.identifier(column)),
            *(self.today, self.journey.id),
        )
        self.env.cr.execute(query)
        self.env.invalidate_all()

    def request(self):
        request = self.env["club.privacy.request"].create({"kind": "access"})
        values = {"person_id": self.person.id, "state": "served"}
        request._unguarded(*values).write(values)

    def test_each_kind_is_a_contact(self):
        self.be_old()
        for kind, record in self.lately():
            with self.subTest(kind), self.env.cr.savepoint(flush=False) as point:
                self.assertTrue(self.due())
                record()
                self.assertFalse(self.due())
                point.rollback()
            self.env.invalidate_all()
