"""Register and notice are made from the map, and read by the data officer."""

from pathlib import Path

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged

from ...models.privacy.club_privacy_map import ROOMS
from ...models.privacy.purposes import PURPOSES
from ...utils.personal_data import Silent

PAGE = Path(__file__).parents[3] / "docs" / "register.rst"
OFFICER = "clubs_ambition.group_clubs_data_officer"


@tagged("post_install", "-at_install", "security")
class TestRegister(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = new_test_user(cls.env, "officer.map", OFFICER)
        cls.register = cls.env["club.privacy.register"].with_context(lang="en_US")

    def sheet(self, whose=False):
        """Return the sheet as the officer opens it."""
        Sheet = self.env["club.privacy.sheet"].with_user(self.officer)
        return Sheet.create({"whose": whose})

    def test_the_page_of_the_checkout_is_up_to_date(self):
        self.assertEqual(
            PAGE.read_text(encoding="utf-8"),
            self.register._as_text(),
            "run: dev/odoo shell -d DEMO --no-http < dev/register.py",
        )

    def test_every_entry_is_in_the_register(self):
        """As many data as the map has, under the purpose that it says."""
        Map = self.env["club.privacy.map"]
        treatments = {one.key: one for one in self.register._treatments()}
        for (name, field), entry in Map._entries().items():
            if name in Map._declared() and not Map._goes_whole(name):
                text = (
                    self.env[name]._fields[field]._description_string(self.register.env)
                )
                if field not in (
                    "create_uid",
                    "write_uid",
                    "create_date",
                    "write_date",
                ):
                    told = [line.fields for line in treatments[entry.purpose].lines]
                    with self.subTest(field=f"{name}.{field}"):
                        self.assertTrue([one for one in told if text in one])

    def test_every_purpose_serves(self):
        """Also of a model that is not there: its addon may come later."""
        said = {
            part.purpose
            for room in ROOMS
            for parts in room.MODELS.values()
            for part in (parts if type(parts) is tuple else (parts,))
            if not isinstance(part, Silent)
        }
        self.assertEqual(PURPOSES.keys() - said, {"dialogs", "traces"})

    def test_the_officer_reads_and_prints_the_register(self):
        sheet = self.sheet()
        self.assertIn("Register of processing", sheet.page)
        action = sheet.action_print()
        self.assertEqual(action["report_name"], "clubs_ambition.report_privacy_sheet")
        html, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.officer)
            ._render_qweb_html(action["report_name"], sheet.ids)
        )
        self.assertIn("Animateur*", html.decode())

    def test_the_menu_opens_the_register(self):
        menu = self.env.ref("clubs_ambition.club_privacy_sheet_menu")
        action = menu.action.with_user(self.officer).run()
        sheet = self.env["club.privacy.sheet"].with_user(self.officer)
        self.assertEqual(
            sheet.browse(action["res_id"]).display_name, "Register of processing"
        )

    def test_the_page_is_shown_before_it_is_kept(self):
        """As the form asks for it, by an onchange."""
        Sheet = self.env["club.privacy.sheet"].with_user(self.officer)
        values = Sheet.onchange({}, [], {"whose": {}, "page": {}})["value"]
        self.assertIn("Register of processing", values["page"])

    def test_a_notice_tells_each_what_concerns_them(self):
        told = {whose: self.sheet(whose).page for whose in ("participant", "contact")}
        self.assertIn("what hinders", told["participant"])
        self.assertNotIn("hinders", told["contact"])
        self.assertIn("complain to the CNIL", told["contact"])
        self.assertNotIn(">nobody<", told["participant"])
        self.assertIn("who reads the record", told["participant"])

    def test_nobody_else_opens_it(self):
        for role in ("referent", "animateur", "manager", "coordinator", "observer"):
            user = new_test_user(
                self.env, f"{role}.map", f"clubs_ambition.group_clubs_{role}"
            )
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.env["club.privacy.sheet"].with_user(user).create({})
            with (
                self.subTest(printed=role),
                self.assertRaisesRegex(AccessError, "is the data officer's"),
            ):
                self.sheet().with_user(user).sudo()._values()
