"""Two records of one person become one, by who sees both; nothing is lost."""

import base64
from datetime import date, timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from ...utils import clock
from ..common import ClubsCase

BORN = date(2001, 2, 3)
PDF = base64.b64encode(b"%PDF-1.4 one")
OTHER_PDF = base64.b64encode(b"%PDF-1.4 two")


@tagged("post_install", "-at_install")
class TestMergePersons(ClubsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = clock.today(cls.club)
        cls.both = new_test_user(
            cls.env, "t_both", "clubs_ambition.group_clubs_manager", lang="en_US"
        )
        cls.country.user_ids += cls.both
        reason = cls.env.ref("clubs_ambition.club_exit_reason_moved")
        day = cls.today - timedelta(days=100)
        cls.kept = cls.make_person(phone="06 39 98 20 01")
        cls.past = cls.make_participant(
            state="active", person=cls.kept, club=cls.other_club, day=day
        )
        cls.past.write(
            {
                "state": "exited",
                "exit_reason_id": reason.id,
                "ended_on": day + timedelta(days=20),
            }
        )
        cls.gone = cls.make_person("BENALI Yanis", birth_date=BORN, city="Marseille")
        cls.journey = cls.make_participant(
            state="active", person=cls.gone, day=cls.today - timedelta(days=60)
        )
        cls.candidacy = cls.make_candidacy(cls.journey)
        cls.candidacy._record_hire(kind="cdi")
        cls.placement = cls.candidacy.placement_ids
        cls.immersion = cls.env["club.immersion"].create(
            {
                "participant_id": cls.journey.id,
                "partner_id": cls.employer.id,
                "date_start": cls.today + timedelta(days=10),
                "date_end": cls.today + timedelta(days=12),
            }
        )
        cls.link = cls.env["club.answer.link"].create(
            {
                "kind": "followup",
                "person_id": cls.gone.id,
                "club_id": cls.club.id,
                "user_id": cls.animateur.id,
                "followup_id": cls.placement.followup_ids[0].id,
            }
        )
        cls.env.flush_all()

    def compare(self, user=None):
        people = (self.kept | self.gone).with_user(user or self.both)
        action = people.action_compare()
        return people.env["club.person.doubt"].browse(action["res_id"])

    def merge(self, user=None):
        doubt = self.compare(user)
        doubt.keep = "other" if doubt.other_id == self.kept else "person"
        doubt.action_merge()
        self.env.invalidate_all()
        return doubt

    def figures(self):
        self.env["club.kpi.stale"]._refresh()
        self.env.cr.execute(
            """SELECT club.name, figures.* FROM (
                   SELECT p.club_id, count(*) AS journeys, sum(s.referrals) AS referrals,
                          sum(s.candidacies) AS candidacies
                     FROM club_participant p
                LEFT JOIN club_kpi_step s ON s.participant_id = p.id
                    WHERE p.club_id = ANY(%s::int[]) GROUP BY p.club_id) figures
                 JOIN club_club club ON club.id = figures.club_id ORDER BY 1""",
            [(self.club | self.other_club).ids],
        )
        return self.env.cr.fetchall()

    # === WHAT IS KEPT === #

    def test_everything_is_of_the_record_kept(self):
        before = self.figures()
        doubt = self.merge()
        self.assertFalse(self.gone.exists())
        for record in (self.journey, self.past, self.candidacy, self.placement):
            self.assertEqual(record.person_id, self.kept, record)
        self.assertEqual(self.immersion.person_id, self.kept)
        self.assertEqual(self.link.person_id, self.kept)
        self.assertRecordValues(
            self.kept,
            [
                {
                    "birth_date": BORN,
                    "city": "Marseille",
                    "phone": "06 39 98 20 01",
                    "to_check": False,
                }
            ],
        )
        self.assertTrue(self.journey.sudo().birth_key)
        self.assertEqual(self.figures(), before)
        self.assertRecordValues(
            doubt.sudo(),
            [
                {
                    "state": "merged",
                    "settled_by_id": self.both.id,
                    "settled_on": self.today,
                }
            ],
        )

    def test_no_column_names_who_is_gone(self):
        """Every stored column of every model, as the database has them."""
        gone = self.gone.id
        self.merge()
        self.env.flush_all()
        left = []
        for name, model in self.env.registry.items():
            if not model._auto or model._abstract:
                continue
            for field in model._fields.values():
                relation = field.type == "many2one" and field.column_type
                if not (
                    relation and field.store and field.comodel_name == "club.person"
                ):
                    continue
                self.env.cr.execute(
                    SQL(
                        "SELECT 1 FROM %s WHERE %s = %s",
                        SQL.identifier(model._table),
                        SQL.identifier(field.name),
                        gone,
                    )
                )
                left += [(name, field.name)] * self.env.cr.rowcount
        self.assertFalse(left)

    def test_files_move_and_the_latest_cv_is_the_persons(self):
        self.kept.write({"cv_file": PDF, "cv_name": "old.pdf"})
        self.gone.write({"cv_file": OTHER_PDF, "cv_name": "new.pdf"})
        note = self.env["ir.attachment"].create(
            {"name": "note.txt", "res_model": "club.person", "res_id": self.gone.id}
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ir_attachment SET create_date = create_date - interval '1 day' "
            "WHERE res_model = 'club.person' AND res_id = %s",
            [self.kept.id],
        )
        self.merge()
        self.assertEqual(self.kept.cv_file, OTHER_PDF)
        self.assertEqual(self.kept.cv_name, "new.pdf")
        self.assertEqual(note.res_id, self.kept.id)
        old = self.env["ir.attachment"].search([("name", "=", "old.pdf")])
        self.assertEqual((old.res_model, old.res_id), (self.past._name, self.past.id))

    def agree(self, person, day):
        """Let a person have agreed to be named on a day, if any."""
        told = {"person_id": person.id, "purpose": "named", "given_on": day}
        self.env["club.privacy.consent"].create([told] if day else [])

    def test_the_agreement_stays_where_both_agreed(self):
        for mine, theirs, kept in (
            (date(2026, 1, 6), False, False),
            (False, date(2026, 1, 6), False),
            (date(2026, 1, 6), date(2026, 2, 6), date(2026, 2, 6)),
        ):
            with self.subTest(mine=mine, theirs=theirs):
                with self.env.cr.savepoint() as savepoint:
                    for person, day in ((self.kept, mine), (self.gone, theirs)):
                        self.agree(person, day)
                    self.merge()
                    self.assertEqual(self.kept.named_consent_on, kept)
                    savepoint.rollback()
                self.env.invalidate_all()

    def test_what_was_asked_of_the_other_is_asked_of_the_record_kept(self):
        third, fourth = self.make_person("Lina Roux"), self.make_person("Zoé Roux")
        Doubt = self.env["club.person.doubt"]
        asked = Doubt.create(
            [
                {"person_id": self.gone.id, "other_id": third.id, "keyed": True},
                {"person_id": self.gone.id, "other_id": fourth.id, "keyed": True},
                {"person_id": fourth.id, "other_id": self.kept.id, "keyed": True},
            ]
        )
        self.merge()
        self.assertFalse(asked[1].exists())
        self.assertEqual(asked[0].person_id, self.kept)
        self.assertTrue(self.kept.to_check)

    # === WHAT IS REFUSED === #

    def test_never_two_live_journeys(self):
        for person in (self.kept, self.gone):
            self.make_participant(person=person, club=self.other_club, day=self.today)
        doubt = self.compare()
        with self.assertRaisesRegex(UserError, "end one of"):
            doubt.action_merge()
        self.assertTrue(self.gone.exists())

    def test_two_dates_of_birth_are_not_merged(self):
        self.kept.birth_date = date(1999, 9, 9)
        with self.assertRaisesRegex(UserError, "Two dates of birth"):
            self.compare().action_merge()

    def test_what_only_one_may_have_is_told(self):
        """Two immersions the same days: the database refuses, in words."""
        twin = self.immersion.copy({"participant_id": self.past.id})
        self.env.flush_all()
        doubt = self.compare()
        with self.assertRaisesRegex(UserError, "Nothing was merged"):
            doubt.action_merge()
        self.assertEqual(twin.person_id, self.kept)

    def test_what_the_database_alone_refuses_is_told(self):
        def move(service, _kept, gone):
            query = "UPDATE club_participant SET person_id = -1 WHERE person_id = %s"
            service.env.cr.execute(query, [gone.id])

        doubt = self.compare()
        with (
            patch.object(type(self.env["club.person.merge"]), "_move", move),
            self.assertRefused(UserError, "Nothing was merged"),
        ):
            doubt.action_merge()
        self.assertTrue(self.gone.exists())

    def test_who_sees_one_merges_nothing(self):
        doubt = self.compare()
        for user in (self.manager, self.animateur, self.referent):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    doubt.with_user(user).action_merge()
                with self.assertRaises(AccessError):
                    self.compare(user)
        for user in (self.animateur, self.referent):
            with self.assertRaisesRegex(AccessError, "compared by a manager"):
                self.compare(user)
        self.assertTrue(self.gone.exists())

    def test_who_lost_sight_of_one_settles_nothing(self):
        """Who said that they are two persons reads the pair still."""
        doubt = self.compare()
        doubt.action_apart()
        self.country.user_ids -= self.both
        self.region.user_ids += self.both
        self.env.invalidate_all()
        for settle in (doubt.action_apart, doubt.action_merge):
            with self.assertRaises(AccessError):
                settle()
        self.assertTrue(self.gone.exists())

    def test_a_doubt_is_settled_once(self):
        doubt = self.merge()
        with self.assertRaisesRegex(UserError, "settled already"):
            doubt.action_merge()

    def test_two_are_compared_not_three(self):
        people = self.kept | self.gone | self.make_person("Lina Roux")
        for chosen in (self.kept, people):
            with self.assertRefused(UserError, "Choose two persons to compare"):
                chosen.with_user(self.coordinator).action_compare()
