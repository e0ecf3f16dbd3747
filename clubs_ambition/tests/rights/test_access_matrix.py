"""What follows from the access table: people, exports, messages, menus, a new club."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..common import ROLES
from .table_common import TableCase

SENSITIVE = (
    "district_id",
    "district_status",
    "rqth",
    "prescriber_kind",
    "need_ids",
    "eligibility",
    "eligibility_report",
    "eligibility_at_entry",
    "derogation_reason",
    "latitude",
)


@tagged("post_install", "-at_install", "security")
class TestAccessMatrix(TableCase):
    """What the table does not say: by the roads of screens, exports and the chatter."""

    def test_nobody_changes_what_they_only_see(self):
        """The network is shared to be read; each club changes its own."""
        for model in ("club.offer", "club.contact"):
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.made[model]["far"].with_user(self.animateur).write(
                    {"active": 1} if model == "club.offer" else {"note": "x"}
                )
        with self.assertRaises(AccessError):
            self.other_club.with_user(self.manager).room = "12"
        with self.assertRaises(AccessError):
            self.club.with_user(self.animateur).seats = 20

    def test_nobody_creates_in_another_club(self):
        Person = self.env["club.person"].with_user(self.animateur)
        person = Person.create({"last_name": "New Person"})
        with self.assertRaises(AccessError):
            self.env["club.participant"].with_user(self.animateur).create(
                {"person_id": person.id, "club_id": self.other_club.id}
            )
        with self.assertRaises(AccessError):
            self.env["crm.lead"].with_user(self.animateur).create(
                {"name": "x", "club_id": self.other_club.id}
            )

    def test_sensitive_facts_are_for_coaches(self):
        journey = self.journeys["oriented"].with_user(self.referent)
        for name in SENSITIVE:
            with self.subTest(field=name):
                self.assertFalse(
                    journey._has_field_access(journey._fields[name], "read")
                )
                with self.assertRaises(AccessError):
                    journey.read([name])
                with self.assertRaises(AccessError):
                    journey.search([(name, "!=", False)])
        own = self.made["club.participant"]["own"].with_user(self.animateur)
        self.assertTrue(own.read(list(SENSITIVE)))

    def test_nothing_sensitive_on_the_contact(self):
        names = ("birth", "district", "rqth", "barrier", "education", "prescriber_kind")
        ours = [
            name
            for name, field in self.env["res.partner"]._fields.items()
            if field._module == "clubs_ambition"
        ]
        for name in ours:
            self.assertFalse([part for part in names if part in name], name)

    def test_exports_follow_the_sight(self):
        journeys = self.env["club.participant"].browse(
            [record.id for record in self.made["club.participant"].values()]
        )
        with self.assertRaises(UserError):
            journeys.with_user(self.animateur).export_data(["name"])
        seen = self.made["club.participant"]["own"].with_user(self.manager)
        self.assertEqual(seen.export_data(["name"])["datas"], [["Own Person"]])
        with self.assertRaises(AccessError):
            journeys.with_user(self.manager).export_data(["name"])

    def test_the_chatter_follows_the_sight(self):
        journey = self.made["club.participant"]["far"]
        text = "Came with her brother"
        message = journey.message_post(body=text)
        for role in ("referent", "animateur", "manager", "observer", "data_officer"):
            Message = self.env["mail.message"].with_user(self.users[role])
            with self.subTest(role=role):
                self.assertFalse(Message.search([("id", "=", message.id)]))
                with self.assertRaises(AccessError):
                    message.with_user(self.users[role]).read(["body"])

    def test_our_roles_open_no_stock_sales(self):
        """No sales group comes along, and no sales menu is shown."""
        sales = self.env.ref("sales_team.group_sale_salesman")
        crm = self.env.ref("crm.crm_menu_root")
        for role in ROLES:
            user = self.users[role]
            with self.subTest(role=role):
                self.assertNotIn(sales, user.all_group_ids)
                menus = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
                self.assertNotIn(crm.id, menus)

    def test_a_new_club_is_seen_at_once(self):
        """Rules are cached: attaching an animateur or a manager must be felt."""
        journey = self.made["club.participant"]["far"]
        self.other_club.animateur_ids = [Command.link(self.animateur.id)]
        self.assertEqual(journey.with_user(self.animateur).name, "Far Person")
        self.other_club.animateur_ids = [Command.unlink(self.animateur.id)]
        with self.assertRaises(AccessError):
            journey.with_user(self.animateur).read(["name"])
        self.other_region.user_ids = [Command.link(self.manager.id)]
        self.assertEqual(journey.with_user(self.manager).name, "Far Person")
