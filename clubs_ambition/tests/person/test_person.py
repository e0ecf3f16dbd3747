"""Who somebody is: one record of it, read by who coaches them and no longer."""

from contextlib import contextmanager
from datetime import date, timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, ConcurrencyError, UserError, ValidationError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from ...utils import clock
from ...utils.identity import canonical, split_name
from ..common import ClubsCase

BORN = date(2001, 2, 3)
OUTSIDE = ("referent", "observer", "data_officer", "employee", "portal")


@tagged("post_install", "-at_install")
class TestPerson(ClubsCase, HttpCase):
    # === NAMES AND KEYS === #

    def test_capitals_of_a_list_become_those_of_a_name(self):
        person = self.env["club.person"].create(
            {"first_name": " LÉA ", "last_name": "D'ANGELO-PETIT"}
        )
        self.assertEqual(person.name, "Léa D'Angelo-Petit")
        person.last_name = "de la Tour"
        self.assertEqual(person.name, "Léa de la Tour")

    def test_a_name_written_whole_is_split(self):
        for whole, parts in (
            ("Léa Roux", ("Léa", "Roux")),
            ("ROUX Léa", ("Léa", "ROUX")),
            ("Anne Marie DE LA TOUR", ("Anne Marie", "DE LA TOUR")),
            ("LÉA ROUX", ("LÉA", "ROUX")),
            ("Cher", ("", "Cher")),
        ):
            self.assertEqual(split_name(whole), parts)
        self.assertEqual(canonical("ROUX Léa"), canonical("lea roux"))
        self.assertEqual(canonical("d’Angelo Loïc"), canonical("Loic DANGELO"))
        self.assertNotEqual(canonical("Paul Roux"), canonical("Paul Rou"))

    def test_a_phone_and_an_address_have_a_normal_form(self):
        person = self.make_person(
            phone="06 39 98 20 01", zip="97400", email=" Yanis@Example.ORG "
        )
        self.assertEqual(person.phone_normal, "+33639982001")
        self.assertEqual(person.email_normal, "yanis@example.org")
        person.phone = "see with his mother"
        self.assertFalse(person.phone_normal)

    def test_one_live_journey_for_each_exact_key(self):
        """Whoever orients at once: the database has the last word."""
        for facts in (
            {"birth_date": BORN},
            {"email": "yanis@example.org"},
            {"phone": "0639982001"},
        ):
            with self.subTest(facts=facts):
                first = self.make_participant(person=self.make_person(**facts))
                twin = self.make_person("BENALI Yanis", **facts)
                with self.refused_at_once():
                    self.make_participant(person=twin, club=self.other_club)
                first.action_withdraw()
                self.make_participant(person=twin).action_withdraw()

    def test_what_the_database_alone_sees_is_begun_anew(self):
        """What somebody else writes at once is in no one's sight: the index knows it."""
        mail = {"email": "yanis@example.org"}
        first = self.make_participant(person=self.make_person(**mail))
        other = self.make_participant("Lina Morel")
        self.env.flush_all()
        query = """UPDATE club_participant SET email_key = known.email_key
                     FROM club_participant known
                    WHERE known.id = %s AND club_participant.id = %s"""
        with (
            mute_logger("odoo.sql_db"),
            self.assertRefused(ConcurrencyError, "at the same moment"),
            self.env["club.identity"]._claiming(),
        ):
            self.env.cr.execute(query, [first.id, other.id])

    @contextmanager
    def refused_at_once(self):
        """Look for nobody, as if both wrote at once: the database has the last word.

        The server runs a request again; where nobody does, it is said in words.
        """
        Identity = type(self.env["club.identity"])
        with (
            mute_logger("odoo.sql_db"),
            patch.object(Identity, "_verify"),
            self.assertRaisesRegex(ConcurrencyError, "at the same moment") as refused,
            self.env.cr.savepoint(),
        ):
            yield
        self.assertIsInstance(refused.exception, UserError)

    def test_the_birth_date_is_before_the_journey(self):
        with self.assertRefused(ValidationError, "The date of birth is in the past"):
            self.make_person(birth_date=clock.today(self.env.user) + timedelta(1))
        journey = self.make_participant(day=date(2026, 1, 5))
        with self.assertRefused(ValidationError, "The date of birth is in the past"):
            journey.person_id.birth_date = date(2026, 1, 5)
        person = self.make_person(birth_date=date(2026, 1, 4))
        with self.assertRefused(ValidationError, "The date of birth is in the past"):
            self.make_participant(person=person, day=date(2026, 1, 4))

    def test_the_birth_date_is_frozen_at_entry(self):
        journey = self.make_participant(state="active", birth_date=BORN)
        person = journey.person_id.with_user(self.animateur)
        with self.assertRaisesRegex(UserError, "frozen at entry"):
            person.birth_date = date(2001, 2, 4)
        journey.with_user(self.manager).action_correct_entry(
            {"birth_date": date(2001, 2, 4)}, "Identity card seen"
        )
        self.assertEqual(person.birth_date, date(2001, 2, 4))

    # === RIGHTS === #

    def test_who_coaches_reads_and_nobody_else(self):
        person = self.make_participant(referent_id=self.referent.id).person_id
        for user in (self.animateur, self.manager, self.coordinator):
            self.assertTrue(person.with_user(user).has_access("write"), user.login)
        for user in (self.other_animateur, *(self.users[role] for role in OUTSIDE)):
            with self.subTest(user=user.login):
                self.assertFalse(person.with_user(user).has_access("read"))
                label = person.with_user(user).sudo().display_name
                self.assertEqual(label, f"Person {person.id}")
        for role in OUTSIDE:
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.env["club.person"].with_user(self.users[role]).search([])

    def test_no_longer_than_twelve_months_after_the_end(self):
        reason = self.env.ref("clubs_ambition.club_exit_reason_moved")
        today = clock.today(self.env.user)
        journey = self.make_participant(
            state="active", day=today - timedelta(days=500), phone="0639982001"
        )
        mine = journey.with_user(self.animateur)
        for days, readable in ((360, True), (370, False)):
            with self.subTest(days=days):
                journey.write({"state": "active"})
                journey.write(
                    {
                        "state": "exited",
                        "exit_reason_id": reason.id,
                        "ended_on": today - timedelta(days=days),
                    }
                )
                self.env.invalidate_all()
                self.assertEqual(mine.person_id.has_access("read"), readable)
                self.assertEqual(bool(mine.phone), readable)
                found = mine.search([("phone", "=", "0639982001")])
                self.assertEqual(bool(found), readable)
                listed = mine.env["club.person"].search(
                    [("id", "=", mine.person_id.id)]
                )
                self.assertEqual(bool(listed), readable)
        self.assertEqual(mine.name, "Yanis Benali")
        self.assertTrue(journey.with_user(self.coordinator).phone)

    def test_a_person_without_journey_is_of_who_recorded_them(self):
        Person = self.env["club.person"]
        person = Person.with_user(self.animateur).create({"last_name": "Zoé"})
        self.assertTrue(person.has_access("write"))
        self.assertFalse(person.with_user(self.manager).has_access("read"))
        self.make_participant(person=person.sudo(), club=self.other_club)
        self.env.invalidate_all()
        self.assertFalse(person.has_access("read"))

    def test_a_journey_is_of_a_person_in_sight(self):
        far = self.make_participant(club=self.other_club)
        far.action_withdraw()
        with self.assertRefused(AccessError, "where you find what is open to you"):
            self.env["club.participant"].with_user(self.animateur).create(
                {"person_id": far.person_id.id, "club_id": self.club.id}
            )

    # === OPENED BY A REFERENT === #

    def orient(self, **vals):
        Orientation = self.env["club.orientation"].with_user(self.referent)
        return Orientation.create({"club_id": self.club.id, **vals}).sudo()

    def test_a_referent_types_who_it_is(self):
        journey = self.orient(
            first_name="Zoé",
            last_name="MARTIN",
            birth_date="2001-02-03",
            phone="06 39 98 20 01",
        ).participant_id
        person = journey.person_id
        self.assertEqual((person.name, person.birth_date), ("Zoé Martin", BORN))
        self.assertEqual(person.create_uid, self.referent)
        with self.assertRaises(AccessError):
            person.with_user(self.referent).read(["phone"])

    def test_a_referent_changes_no_contact(self):
        """Where profiles are sent is an employer's contact: it is not redirected."""
        contact = self.env["res.partner"].create(
            {"name": "Mme R.", "parent_id": self.employer.id}
        )
        for partner in (contact, self.employer):
            with self.assertRaises(AccessError):
                partner.with_user(self.referent).email = "x@example.org"
        with self.assertRaises(AccessError):
            contact.with_user(self.referent).create({"name": "x"})

    def test_whom_a_referent_wrote_of_already_is_not_recorded_twice(self):
        typed = {
            "first_name": "ZOE",
            "last_name": "Martin",
            "birth_date": "2001-02-03",
            "phone": "06 39 98 20 02",
            "email": "zoe@example.org",
        }
        journey = self.orient(**typed).participant_id
        for fact in ("birth_date", "phone", "email"):
            one = {**typed, **dict.fromkeys({"birth_date", "phone", "email"} - {fact})}
            for vals in (one, {**one, "first_name": "Martin", "last_name": "Zoé"}):
                with (
                    self.subTest(vals=vals),
                    self.assertRaisesRegex(UserError, "already known"),
                    self.env.cr.savepoint(),
                ):
                    self.orient(**vals)
        journey.action_withdraw()
        self.env.flush_all()
        self.assertTrue(self.orient(**typed).person_id.to_check)

    def test_nor_twice_in_one_list(self):
        typed = {"last_name": "Martin", "first_name": "Zoé", "phone": "0639982002"}
        Orientation = self.env["club.orientation"].with_user(self.referent)
        with self.assertRaisesRegex(UserError, "already known"):
            Orientation.create([{**typed, "club_id": self.club.id}] * 2)

    def test_a_referent_confirms_no_fact_they_did_not_write(self):
        """Whom one oriented, or was named for: what others recorded stays theirs."""
        facts = {
            "birth_date": BORN,
            "phone": "0639982001",
            "email": "zoe@example.org",
        }
        mine = self.orient(first_name="Zoé", last_name="Martin").participant_id
        mine.person_id.with_user(self.animateur).write(facts)
        named = self.make_participant("Léa Roux", referent_id=self.referent.id)
        named.person_id.write(
            {"birth_date": BORN, "phone": "0639982009", "email": "lea@example.org"}
        )
        self.env.flush_all()
        for journey in (mine, named):
            for state in ("oriented", "withdrawn"):
                if state != "oriented":
                    journey.action_withdraw()
                person = journey.person_id
                for fact in facts:
                    with (
                        self.subTest(fact=fact, name=person.name, state=state),
                        self.env.cr.savepoint() as savepoint,
                    ):
                        again = self.orient(
                            first_name=person.first_name,
                            last_name=person.last_name,
                            **{fact: person[fact]},
                        )
                        self.env.flush_all()
                        self.assertNotEqual(again.person_id, person)
                        self.assertTrue(again.person_id.to_check)
                        savepoint.rollback()
                        self.env.invalidate_all()

    # === NO CONTACT === #

    def test_no_contact_is_made_of_a_person(self):
        journey = self.make_participant(email="yanis@example.org", phone="0639982001")
        candidacy = self.make_candidacy(journey)
        contacts = self.env["res.partner"].search_count([])
        for record in (journey, candidacy):
            mine = record.with_user(self.animateur)
            self.assertFalse(mine._mail_get_partners()[record.id])
            self.assertFalse(mine._phone_get_number_fields())
            mine._partner_find_from_emails_single(["yanis@example.org"])
            message = mine._write_to_person(journey.person_id, "Hello")
            notified = message.sudo().notification_ids
            self.assertEqual(
                notified.mapped("mail_email_address"), ["yanis@example.org"]
            )
        self.assertEqual(self.env["res.partner"].search_count([]), contacts)

    def test_the_composer_writes_to_the_person_and_makes_no_contact(self):
        groups = "clubs_ambition.group_clubs_animateur,base.group_partner_manager"
        user = new_test_user(self.env, "t_composer", groups=groups, lang="en_US")
        self.club.animateur_ids += user
        journey = self.make_participant(email="yanis@example.org")
        contacts = self.env["res.partner"].search_count([])
        self.authenticate("t_composer", "t_composer")
        self.make_jsonrpc_request(
            "/mail/message/post",
            {
                "thread_model": "club.participant",
                "thread_id": journey.id,
                "post_data": {
                    "body": "Hello",
                    "message_type": "comment",
                    "subtype_xmlid": "mail.mt_comment",
                    "partner_emails": ["yanis@example.org", "other@example.org"],
                },
            },
        )
        message = journey.message_ids[0]
        self.assertEqual(
            message.outgoing_email_to, "other@example.org, yanis@example.org"
        )
        self.assertFalse(message.partner_ids)
        self.assertEqual(self.env["res.partner"].search_count([]), contacts)

    def test_no_stock_model_points_to_a_person(self):
        pointing = {
            model._name
            for model in self.env.registry.values()
            for field in model._fields.values()
            if field.relational and field.comodel_name == "club.person"
            if not model._name.startswith("club.")
        }
        self.assertFalse(pointing)
