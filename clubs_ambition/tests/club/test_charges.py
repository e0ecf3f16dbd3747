from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .test_departure import TODO, DepartureCase


@tagged("post_install", "-at_install")
class TestCharges(DepartureCase):
    """Whatever somebody is in charge of has a way to somebody else."""

    def test_whom_a_record_names_is_in_charge_or_did_something(self):
        """Each field to a user is handed over, or said to be a fact where it stands."""
        departure = self.env["club.departure"]
        handed = {
            (name, model._handed_over[0])
            for name, model in self.env.items()
            if hasattr(model, "_handed_over")
        }
        names = departure._models_bearing()
        self.assertIn("crm.team", names)
        self.assertIn("calendar.event", names)
        fields_of = {
            (name, field.name)
            for name in names
            for field in self.env[name]._fields.values()
            if field.comodel_name == "res.users"
            and (field.type, field.store) == ("many2one", True)
            and field.name not in ("create_uid", "write_uid")
            and not field.name.endswith(("_by", "_by_id"))
        }
        facts = {
            (name, field)
            for name in names
            for field in getattr(self.env[name], "_not_handed_over", ())
        }
        # A journey's referent goes with the orientation.
        handed.add(("club.participant", "referent_id"))
        self.assertEqual(fields_of - handed - facts, set())
        self.assertLessEqual(handed | facts, fields_of)
        self.assertFalse(handed & facts)

    def test_what_has_no_club_is_handed_over_too(self):
        """A manager's committee and its decisions, calls to employers, settings."""
        boss = new_test_user(
            self.env, "t_boss", groups="clubs_ambition.group_clubs_manager"
        )
        self.region.user_ids += boss
        meeting = self.env["club.committee.meeting"].create(
            {"territory_id": self.region.id, "date": "2027-03-01 09:00:00"}
        )
        decision = self.env["club.committee.decision"].create(
            {"meeting_id": meeting.id, "name": "Call", "due_on": "2027-04-01"}
        )
        meeting.user_id = decision.user_id = boss
        self.employer.club_owner_id = boss
        call = self.other_employer.activity_schedule(TODO, user_id=boss.id)
        prepare = meeting.activity_schedule(TODO, user_id=boss.id)
        team = self.club.team_id.sudo()
        team.user_id = boss
        kind = self.env.ref("clubs_ambition.mail_activity_type_unattended")
        kind.default_user_id = boss
        self.env["ir.default"].set("club.campaign", "user_id", boss.id)
        with self.assertRaisesRegex(UserError, "Reassign a portfolio"):
            boss.action_archive()
        self.env["club.portfolio.reassign"].with_user(self.manager).create(
            {
                "from_user_id": boss.id,
                "to_user_id": self.manager.id,
                "reason": "Departure",
            }
        ).action_reassign()
        self.env.invalidate_all()
        for record in (meeting, decision, call, prepare, team):
            self.assertEqual(record.user_id, self.manager, record)
        self.assertEqual(self.employer.club_owner_id, self.manager)
        self.assertEqual(kind.default_user_id, self.manager)
        self.assertEqual(
            self.env["ir.default"]._get("club.campaign", "user_id"), self.manager.id
        )
        boss.action_archive()
        self.assertFalse(boss.active)

    def test_a_territory_s_things_go_to_who_answers_there(self):
        """By whatever way who had them lost the place or the role."""
        group = self.env.ref("clubs_ambition.group_clubs_manager")
        observers = self.env.ref("clubs_ambition.group_clubs_observer")
        boss = new_test_user(
            self.env, "t_boss", groups="clubs_ambition.group_clubs_manager"
        )
        self.region.user_ids += boss
        meeting, other = self.env["club.committee.meeting"].create(
            [
                {"territory_id": one.id, "date": "2027-03-01 09:00:00"}
                for one in (self.region, self.region)
            ]
        )
        decision = self.env["club.committee.decision"].create(
            {"meeting_id": meeting.id, "name": "Call", "due_on": "2027-04-01"}
        )
        meeting.user_id = decision.user_id = boss
        prepare = other.activity_schedule(TODO, user_id=boss.id)
        ways = {
            "role": lambda: boss.write(
                {"group_ids": [Command.unlink(group.id), Command.link(observers.id)]}
            ),
            "members": lambda: group.write({"user_ids": [Command.unlink(boss.id)]}),
            "place": lambda: boss.write({"club_territory_ids": [Command.clear()]}),
            "people": lambda: self.region.write(
                {"user_ids": [Command.unlink(boss.id)]}
            ),
        }
        for name, gesture in ways.items():
            with self.way(name, gesture):
                for record in (meeting, decision, prepare, decision.activity_id):
                    self.assertEqual(record.user_id, self.manager, record)
                said = meeting.message_ids[0]
                self.assertIn("does not answer here any more", said.body)
                self.assertIn(self.manager.partner_id, said.partner_ids)
        boss.write({"name": "Boss", "group_ids": [Command.link(observers.id)]})
        self.assertEqual(meeting.user_id, boss, "they are a manager still")

    def test_without_another_manager_the_coordination_has_them(self):
        boss = self.manager
        meeting = self.env["club.committee.meeting"].create(
            {"territory_id": self.region.id, "date": "2027-03-01 09:00:00"}
        )
        meeting.user_id = boss
        self.region.user_ids = [Command.unlink(boss.id)]
        self.assertTrue(
            meeting.user_id.has_group("clubs_ambition.group_clubs_coordinator")
        )
