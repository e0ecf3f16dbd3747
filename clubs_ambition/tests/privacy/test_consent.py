"""What people say is recorded as they say it, and stays so."""

from datetime import timedelta
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...const import CONSENTS
from ...models.privacy.club_privacy_consent import CLOSING
from ...utils import clock
from ..common import ClubsCase

MAGIC = ("id", "create_uid", "create_date", "write_uid", "write_date", "display_name")


class ConsentCase(ClubsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = clock.today(cls.club)
        cls.journey = cls.make_participant("Yanis Benali", "active", day=cls.today)
        cls.person = cls.journey.person_id
        cls.Consent = cls.env["club.privacy.consent"]

    def say(self, purpose, yes=True, way="oral", journey=None, user=None):
        journey = (journey or self.journey).with_user(user or self.animateur)
        return journey.env["club.privacy.consent"]._say(journey, purpose, yes, way)

    def said(self, purpose="named", person=None):
        person = person or self.person
        domain = [("person_id", "=", person.id), ("purpose", "=", purpose)]
        return self.Consent.search(domain, order="id")

    def test_what_is_no_question_is_not_answered(self):
        for purpose, way in (("other", "oral"), ("photo", "dream")):
            with self.assertRefused(UserError, "Choose one of the answers"):
                self.say(purpose, way=way)

    def ask(self, user=None):
        """Open the dialog as the button of the form does; return it."""
        journey = self.journey.with_user(user or self.animateur)
        action = journey.action_open_consents()
        return journey.env[action["res_model"]].browse(action["res_id"])

    def line(self, purpose, user=None):
        lines = self.ask(user).line_ids
        return lines.filtered(lambda one: one.purpose == purpose)


@tagged("post_install", "-at_install")
class TestConsent(ConsentCase):
    def test_yes_no_and_yes_again(self):
        """A withdrawal closes a record, a yes after it opens another."""
        for _twice in range(2):
            self.say("named", way="paper")
        one = self.said()
        self.assertEqual((one.given_on, one.way), (self.today, "paper"))
        self.assertEqual((one.recorded_by_id, one.state), (self.animateur, "given"))
        wording = self.env.ref("clubs_ambition.club_privacy_wording_named")
        self.assertEqual(one.wording_id, wording)
        self.assertEqual(self.person.named_consent_on, self.today)
        for _twice in range(2):
            self.say("named", False, way="message")
        self.assertEqual((one.withdrawn_on, one.state), (self.today, "withdrawn"))
        self.assertEqual(one.withdrawn_way, "message")
        self.assertEqual(one.withdrawn_by_id, self.animateur)
        self.assertFalse(self.person.named_consent_on)
        self.say("named")
        self.assertEqual(self.said().mapped("state"), ["withdrawn", "given"])
        self.assertEqual(self.person.named_consent_on, self.today)

    def test_a_no_to_what_was_never_agreed_to_is_kept(self):
        for purpose, _label in CONSENTS:
            self.say(purpose, False)
            self.assertEqual(self.said(purpose).state, "refused", purpose)
        self.assertEqual(self.person.refused_count, len(CONSENTS))
        self.assertEqual(self.person.no_email_on, self.today)
        self.say("email")
        self.assertFalse(self.person.no_email_on)

    def test_nothing_of_it_changes_nor_goes(self):
        """Whatever the field, and whoever asks: sudo too."""
        self.say("named")
        one = self.said()
        values = {
            name: one[name].id if field.relational else one[name]
            for name, field in one._fields.items()
            if field.store and name not in (*MAGIC, *CLOSING, "person_id", "mistaken")
        }
        self.assertGreater(len(values), 6)
        for records in (one, one.sudo(), one.with_user(self.coordinator)):
            for name in values:
                with (
                    self.subTest(name=name),
                    self.assertRefused(UserError, "What a person said stays as it was"),
                ):
                    records.write({name: values[name]})
            with self.assertRaises(UserError):
                records.unlink()
        with self.assertRefused(UserError, "follows from what is recorded"):
            one.with_user(self.coordinator).write({"withdrawn_on": self.today})
        self.say("named", False)
        with self.assertRefused(UserError, "What a person said stays as it was"):
            one.sudo().write({"withdrawn_on": False})
        self.assertTrue(one.exists())

    def test_one_open_a_person_and_question(self):
        """Refused in words before the database is asked, which keeps it, too."""
        self.say("named")
        values = {
            "person_id": self.person.id,
            "purpose": "named",
            "given_on": self.today,
        }
        with (
            self.assertNoLogs("odoo", "WARNING"),
            self.assertRaisesRegex(ValidationError, "agreed to it already"),
        ):
            self.Consent.create(values)
        query = (
            "INSERT INTO club_privacy_consent (person_id, purpose, given_on) "
            "VALUES (%s, 'named', %s)"
        )
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(query, [self.person.id, self.today])

    def test_who_records_what_is_said(self):
        other = self.other_animateur
        stranger = self.journey.with_user(other)
        for user, call in (
            (other, stranger.action_consent_name),
            (other, stranger.action_open_consents),
            (other, lambda: self.say("outcome", user=other)),
            (self.referent, lambda: self.say("named", user=self.referent)),
        ):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                call()
        for user in (self.animateur, self.manager, self.coordinator, self.referent):
            with (
                self.subTest(user=user.login),
                self.assertRefused(UserError, "follows from what is recorded"),
            ):
                self.Consent.with_user(user).create(
                    {
                        "person_id": self.person.id,
                        "purpose": "photo",
                        "given_on": self.today,
                    }
                )
        self.assertFalse(self.person.consent_ids)

    def test_of_who_ended_long_ago_nothing_is_recorded(self):
        """The journey stays with its club; who the person is does not."""
        self.journey = self.make_participant(
            "Zoé Martin", "active", day=self.today - timedelta(days=500)
        )
        self.person, opened = self.journey.person_id, self.ask()
        self.say("named")
        reason = self.env.ref("clubs_ambition.club_exit_reason_moved")
        ended = self.today - timedelta(days=370)
        self.journey.write(
            {"state": "exited", "exit_reason_id": reason.id, "ended_on": ended}
        )
        self.env.flush_all()
        self.env.invalidate_all()
        mine = self.journey.with_user(self.animateur)
        self.assertTrue(mine.has_access("write"))
        for gesture in (
            mine.action_open_consents,
            opened.action_give_notice,
            lambda: self.say("photo"),
            self.said().with_user(self.animateur)._undo,
        ):
            with self.subTest(gesture), self.assertRaises(AccessError):
                gesture()
        self.assertEqual(self.person.sudo().consent_ids, self.said())
        self.assertEqual(self.said().state, "given")

    def test_a_journey_costs_no_more_query(self):
        """What the form says of it is stored: one more journey asks nothing more."""
        counts = []
        for number in (2, 2, 6):  # the first one fills the caches
            journeys = self.env["club.participant"].union(
                *(self.make_participant(f"P{number}{n}") for n in range(number))
            )
            self.env.flush_all()
            self.env.invalidate_all()
            mine = journeys.with_user(self.animateur)
            before = self.env.cr.sql_log_count
            mine.mapped("consent_label")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts[1:])

    # === IN TWO TAPS === #

    def test_the_dialog_says_and_records(self):
        self.assertIn("Not asked", self.journey.with_user(self.animateur).consent_label)
        line = self.line("named")
        self.assertEqual((line.answer, line.said), ("none", "Not asked yet"))
        self.assertIn("CV", line.words)
        action = line.action_yes_paper()
        self.assertEqual(action["res_id"], line.ask_id.id, "the same dialog again")
        line = self.line("named")
        self.assertEqual(line.answer, "yes")
        self.assertIn(self.animateur.name, line.said)
        line.action_no()
        self.assertEqual(self.line("named").answer, "no")
        mine = self.journey.with_user(self.animateur)
        self.assertEqual(mine.consent_label, "1 no")

    def test_a_dialog_is_of_who_is_in_sight(self):
        line = self.line("named")
        self.club.animateur_ids = [Command.unlink(self.animateur.id)]
        with self.assertRefused(UserError, "where you find what is open to you"):
            line.action_yes_oral()
        self.assertFalse(self.said())

    # === BY MISTAKE === #

    def test_what_was_recorded_by_mistake(self):
        """A yes and a no nobody said count for nothing; all of it stays on record."""
        self.line("named").action_yes_oral()
        self.line("named").action_undo()
        self.assertEqual(self.line("named").answer, "none")
        self.assertFalse(self.person.named_consent_on)
        self.line("email").action_no()
        self.line("email").action_undo()
        self.assertFalse(self.person.no_email_on)
        self.assertEqual(self.person.refused_count, 0)
        states = (self.said() | self.said("email")).mapped("state")
        self.assertEqual(states, ["mistaken", "mistaken"])

    def test_a_withdrawal_by_mistake_is_taken_up(self):
        self.say("named", way="paper")
        self.say("named", False)
        self.line("named").action_undo()
        first, second = self.said()
        self.assertEqual(first.state, "withdrawn")
        self.assertEqual((second.state, second.way), ("given", "paper"))
        self.assertEqual(second.restored_id, first)

    def test_only_what_one_recorded_today(self):
        self.say("named", user=self.manager)
        self.assertFalse(self.line("named").may_undo)
        with self.assertRefused(UserError, "Only what you recorded today is"):
            self.line("named").action_undo()
        self.say("photo")
        self.assertTrue(self.line("photo").may_undo)
        later = fields.Datetime.now() + timedelta(days=2)
        with patch.object(fields.Datetime, "now", lambda: later):
            self.assertFalse(self.line("photo").may_undo)

    # === ONE PERSON OF TWO === #

    def test_of_two_persons_the_one_that_agrees_to_less(self):
        other = self.make_participant("Yanis Benali", club=self.other_club)
        everybody = {"user": self.coordinator}
        for mine, theirs, purpose, kept in (
            (True, None, "named", False),
            (True, True, "named", True),
            (True, False, "named", False),
            (None, True, "photo", False),
            (True, None, "email", True),
            (True, False, "email", False),
            (False, None, "email", False),
        ):
            case = (mine, theirs, purpose)
            with self.subTest(case), self.env.cr.savepoint() as savepoint:
                for journey, yes in ((self.journey, mine), (other, theirs)):
                    if yes is not None:
                        self.say(purpose, yes, journey=journey, **everybody)
                gone = other.person_id
                self.Consent._merge(self.person, gone)
                gone.consent_ids.sudo().write({"person_id": self.person.id})
                self.env.flush_all()
                answer = self.person.consent_ids._answers().get(purpose)
                self.assertEqual(not answer.withdrawn_on, kept)
                savepoint.rollback()
            self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestWording(ClubsCase):
    def test_a_published_version_never_changes(self):
        Wording = self.env["club.privacy.wording"]
        draft = Wording.with_user(self.data_officer).create(
            {"purpose": "photo", "version": "2", "body": "Words"}
        )
        draft.body = "Other words"
        self.assertNotEqual(Wording._current()["photo"], draft.sudo())
        with self.assertRaises(AccessError):
            draft.with_user(self.animateur).action_publish()
        draft.action_publish()
        self.assertEqual(Wording._current()["photo"], draft.sudo())
        for records in (draft, draft.sudo(), draft.with_user(self.coordinator)):
            for name, value in (
                ("body", "x"),
                ("version", "3"),
                ("purpose", "sms"),
                ("date_from", "2027-01-01"),
                ("published_on", False),
            ):
                with (
                    self.subTest(name=name),
                    self.assertRefused(UserError, "Draft a new version instead"),
                ):
                    records.write({name: value})
            with self.assertRefused(UserError, "A version that was published is"):
                records.unlink()

    def test_a_version_to_come_is_not_read_yet(self):
        Wording = self.env["club.privacy.wording"]
        now = Wording._current()["photo"]
        later = Wording.create(
            {
                "purpose": "photo",
                "version": "2",
                "body": "Words",
                "date_from": clock.today(self.club) + timedelta(days=3),
            }
        )
        later.action_publish()
        self.assertEqual(Wording._current()["photo"], now)

    def test_every_question_has_its_words_in_french(self):
        known = self.env["club.privacy.wording"]._current()
        for purpose, _label in CONSENTS:
            self.assertIn("Le club peut-il", known[purpose].body)
        text = known["notice"]._text(self.club)
        self.assertIn(self.club.name, text)
        self.assertNotIn("{", text)
