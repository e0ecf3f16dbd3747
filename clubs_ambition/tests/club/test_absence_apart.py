from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .test_absence import AbsenceCase
from .test_departure import TODO

ROLE = "clubs_ambition.group_clubs_"


@tagged("post_install", "-at_install")
class TestAbsenceApart(AbsenceCase):
    """Who works for no club in particular is away like anybody else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = new_test_user(cls.env, "t_second", groups=f"{ROLE}referent")
        cls.nora, cls.omar = (
            cls.make_participant(name, referent_id=cls.referent.id)
            for name in ("Nora Petit", "Omar Blanc")
        )
        cls.asked = cls.nora.orientation_ids | cls.omar.orientation_ids
        cls.told = cls.asked[0].activity_schedule(TODO, user_id=cls.referent.id)

    def away(self, **values):
        return self.declare(
            **{"by": self.referent, "user": self.referent, "to": self.second, **values}
        )

    def test_what_was_oriented_goes_and_comes_back(self):
        absence = self.away()
        self.assertFalse(absence.club_id)
        self.assertEqual(self.asked.referent_id, self.second)
        self.assertEqual(self.told.user_id, self.second)
        self.assertTrue(self.asked.with_user(self.second).has_access("read"))
        self.assertFalse(self.asked.with_user(self.referent).has_access("read"))
        own = self.make_participant("Zoe Noir", referent_id=self.second.id)
        self.later(14)
        self.assertEqual(absence.state, "over")
        self.assertEqual(self.asked.referent_id, self.referent)
        self.assertEqual(self.told.user_id, self.referent)
        self.assertEqual(own.referent_id, self.second)

    def test_the_answer_that_came_meanwhile_is_theirs(self):
        absence = self.away()
        self.nora.write({"state": "withdrawn"})
        absence.with_user(self.referent).action_end()
        self.assertEqual(self.nora.referent_id, self.referent)

    def test_an_answer_given_before_is_taken_back_meanwhile(self):
        """It waited for none as they left: who stands in hears of it, and has it then."""
        self.second.lang = "en_US"
        self.nora.write({"state": "withdrawn"})
        absence = self.away()
        asked = self.nora.orientation_ids
        self.assertEqual(asked.referent_id, self.referent)
        self.nora.write({"state": "oriented"})
        said = asked.message_ids[0]
        self.assertIn("taken back", said.body)
        self.assertIn(self.second.partner_id, said.notified_partner_ids)
        self.assertNotIn(self.referent.partner_id, said.notified_partner_ids)
        self.assertTrue(asked.with_user(self.second).has_access("read"))
        self.nora.write({"state": "withdrawn"})
        self.assertIn(self.second.partner_id, asked.message_ids[0].notified_partner_ids)
        self.later(14)
        self.assertEqual(absence.state, "over")
        self.assertEqual(asked.referent_id, self.referent)

    def test_who_stands_in_is_told_and_so_is_who_comes_back(self):
        def told(user):
            return self.env["mail.message"].search_count(
                [
                    ("partner_ids", "in", user.partner_id.ids),
                    ("subject", "ilike", "Absence"),
                ]
            )

        absence = self.away()
        self.assertEqual((told(self.second), told(self.referent)), (1, 0))
        absence.with_user(self.referent).action_end()
        self.assertEqual((told(self.second), told(self.referent)), (2, 1))

    def test_what_is_meant_for_them_goes_to_who_stands_in(self):
        self.away()
        later = self.make_participant("Zoe Noir", referent_id=self.referent.id)
        task = self.asked[0].activity_schedule(TODO, user_id=self.referent.id)
        self.assertEqual(task.user_id, self.second)
        unread = later.orientation_ids.activity_schedule(TODO, user_id=self.referent.id)
        self.assertEqual(unread.user_id, self.referent, "who stands in reads it not")

    def test_a_manager_declares_what_is_of_their_clubs_alone(self):
        absence = self.away(by=self.manager)
        self.assertTrue(absence.with_user(self.manager).may_decide)
        self.assertTrue(absence.with_user(self.manager).has_access("read"))
        absence.with_user(self.manager).action_end()
        self.make_participant(
            "Far Away", club=self.other_club, referent_id=self.referent.id
        )
        days = (self.today, self.today)
        none = self.env["club.club"]
        for user in (self.manager, self.animateur, self.second, self.observer):
            with self.assertRaises(AccessError), self.cr.savepoint():
                self.env["club.absence"].with_user(user)._declare(
                    self.referent, self.second, none, days
                )
        self.env["club.absence"].with_user(self.coordinator)._declare(
            self.referent, self.second, none, days
        )

    def test_who_has_not_the_role_does_not_stand_in(self):
        for start in (0, 3):  # one to come is asked for again on its day
            with self.assertRefused(UserError, "has not the role"):
                self.away(by=self.coordinator, to=self.mate, start=start)
        self.second.action_archive()
        with self.assertRaisesRegex(UserError, "no role"), self.cr.savepoint():
            self.env["club.absence"].with_user(self.referent)._declare(
                self.referent,
                self.second,
                self.env["club.club"],
                (self.today, self.today),
            )

    def test_two_at_once_do_not_cross_but_those_of_clubs_do(self):
        self.away(days=5)
        with self.assertRaisesRegex(UserError, "another absence"), self.cr.savepoint():
            self.away(start=5)
        self.away(start=6)

    def test_one_that_cannot_begin_is_cancelled_and_told(self):
        absence = self.away(start=3)
        self.second.group_ids = [
            Command.unlink(self.env.ref(f"{ROLE}referent").id),
            Command.link(self.env.ref(f"{ROLE}observer").id),
        ]
        self.later(3)
        self.assertEqual(absence.state, "cancelled")
        self.assertEqual(self.asked.referent_id, self.referent)
        said = self.env["mail.message"].search(
            [("partner_ids", "in", self.referent.partner_id.ids)], limit=1
        )
        self.assertIn("has not the role", said.body)

    def test_who_was_archived_meanwhile_gets_nothing_back(self):
        absence = self.away(by=self.manager)
        self.referent.action_archive()
        self.later(14)
        self.assertEqual(absence.state, "over")
        self.assertEqual(self.asked.referent_id, self.second)
        said = self.env["mail.message"].search(
            [("partner_ids", "in", self.manager.partner_id.ids)], limit=1
        )
        self.assertIn("does not come back", said.body)

    def test_who_stands_in_leaves_for_good(self):
        absence = self.away()
        third = new_test_user(self.env, "t_third_referent", groups=f"{ROLE}referent")
        self.env["club.portfolio.reassign"].with_user(self.coordinator).create(
            {
                "from_user_id": self.second.id,
                "to_user_id": third.id,
                "reason": "Departure",
            }
        ).action_reassign()
        self.second.action_archive()
        self.assertEqual(absence.stand_in_id, third)
        self.later(14)
        self.assertEqual(self.asked.referent_id, self.referent)

    def test_a_coordinator_of_no_club_is_away_from_all(self):
        boss = new_test_user(self.env, "t_boss", groups=f"{ROLE}coordinator")
        meeting = self.env["club.committee.meeting"].create(
            {"territory_id": self.region.id, "date": "2027-03-01 09:00:00"}
        )
        meeting.user_id = self.employer.club_owner_id = self.lead.user_id = boss
        call = self.other_employer.activity_schedule(TODO, user_id=boss.id)
        meeting.message_subscribe(partner_ids=boss.partner_id.ids)
        absence = self.declare(by=boss, user=boss, to=self.coordinator)
        for one in (meeting.user_id, self.employer.club_owner_id, self.lead.user_id):
            self.assertEqual(one, self.coordinator)
        self.assertEqual(call.user_id, self.coordinator)
        self.assertNotIn(boss.partner_id, meeting.message_partner_ids)
        self.later(14)
        self.assertEqual(absence.state, "over")
        for one in (meeting.user_id, self.employer.club_owner_id, self.lead.user_id):
            self.assertEqual(one, boss)
        self.assertEqual(call.user_id, boss)
        self.assertIn(boss.partner_id, meeting.message_partner_ids)
        self.assertNotIn(self.coordinator.partner_id, meeting.message_partner_ids)

    def test_who_has_two_roles_is_away_from_both(self):
        group = self.env.ref(f"{ROLE}referent")
        (self.me | self.mate).group_ids = [Command.link(group.id)]
        self.asked.participant_id.referent_id = self.me
        self.declare(to=self.third)
        self.assertEqual(self.yanis.animateur_id, self.third)
        self.assertEqual(self.asked.referent_id, self.me, "they have not the role")
        self.env["club.absence"].search([]).with_user(self.me).action_end()
        self.declare(to=self.mate)
        self.assertEqual(self.yanis.animateur_id, self.mate)
        self.assertEqual(self.asked.referent_id, self.mate)
        self.later(14)
        self.assertEqual(self.yanis.animateur_id, self.me)
        self.assertEqual(self.asked.referent_id, self.me)

    def test_clubs_are_chosen_where_there_is_nothing_else(self):
        dialog = self.env["club.absence.declare"].with_user(self.me)
        made = dialog.create({"user_id": self.me.id, "stand_in_id": self.mate.id})
        made.club_ids = False
        with self.assertRaisesRegex(UserError, "Choose the clubs"):
            made.action_declare()

    def test_the_end_moves(self):
        absence = self.away(days=5)
        absence.with_user(self.referent)._move_end(self.today + timedelta(days=9))
        self.later(6)
        self.assertEqual(absence.state, "running")
