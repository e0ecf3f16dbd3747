from odoo.fields import Command
from odoo.tests import tagged

from .test_departure import ANIMATEUR, DepartureCase


@tagged("post_install", "-at_install")
class TestUnattended(DepartureCase):
    """A club without animateur says so to its manager, whatever door they left by."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.task.unlink()
        cls.alone = cls.env["club.club"].create(
            {"name": "Club C", "territory_id": cls.agency.id}
        )
        cls.last = cls.leaver.copy({"name": "Last", "login": "t_last"})
        cls.last.group_ids = [Command.link(cls.env.ref(ANIMATEUR).id)]
        cls.alone.animateur_ids = cls.last

    def told(self):
        kind = self.env.ref("clubs_ambition.mail_activity_type_unattended")
        return self.alone.activity_ids.filtered(
            lambda one: one.activity_type_id == kind
        )

    def test_it_is_told_by_every_door_and_taken_back(self):
        group, last = self.env.ref(ANIMATEUR), self.last
        member = self.alone.team_id.sudo().crm_team_member_ids
        self.assertEqual(member.user_id, last)
        ways = {
            "club": lambda: self.alone.with_user(self.manager).write(
                {"animateur_ids": [Command.clear()]}
            ),
            "user": lambda: last.write({"club_ids": [Command.clear()]}),
            "archive": last.action_archive,
            "written": lambda: last.write({"active": False}),
            "deleted": last.unlink,
            "role": lambda: last.write({"group_ids": [Command.unlink(group.id)]}),
            "group": lambda: group.write({"user_ids": [Command.unlink(last.id)]}),
            "member": member.unlink,
            "member put away": member.action_archive,
        }
        for name, gesture in ways.items():
            self.assertFalse(self.alone.unattended)
            with self.way(name, gesture):
                self.env.invalidate_all()
                self.assertTrue(self.alone.unattended)
                self.assertEqual(self.told().user_id, self.manager)
                found = self.env["club.club"].search([("unattended", "=", True)])
                self.assertIn(self.alone, found)
                lines = self.alone.with_user(self.manager)._today_list()
                self.assertEqual(lines[0]["kind"], "unattended")
                self.alone.with_user(self.manager).animateur_ids = self.animateur
                self.env.invalidate_all()
                self.env["club.unattended"]._tell()
                self.assertFalse(self.told())

    def test_it_is_told_once_and_to_who_decides(self):
        self.alone.animateur_ids = False
        self.env["club.unattended"]._tell()
        self.env["club.unattended"]._tell()
        self.assertEqual(len(self.told()), 1)
        kinds = {
            one["kind"] for one in self.club.with_user(self.animateur)._today_list()
        }
        self.assertNotIn("unattended", kinds)
