import ast
import re
from pathlib import Path

from psycopg2 import Error

from odoo.exceptions import UserError, ValidationError
from odoo.modules.module import get_module_path
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...const import MODULE
from ...models.tools.club_shipped import KINDS
from ..common import ClubsCase

NAME = re.compile(r"[a-z0-9_]+\.[A-Za-z0-9_]+")
TOLERANT = {
    "mail.ir_cron_module_update_notification": "it is switched off where it is there",
}
"""Names of what Odoo brought, and why our code does without it."""


@tagged("post_install", "-at_install")
class TestShipped(ClubsCase):
    """What our code reads by its name is there: an administrator deletes none of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls.env.ref("base.user_admin")

    def named(self, *domain):
        """Return what has a name, by its names, an administrator's to delete."""
        names = self.env["ir.model.data"].search([*domain])
        return {
            one.complete_name: self.env[one.model]
            .with_user(self.admin)
            .browse(one.res_id)
            for one in names
        }

    def test_each_kind_that_the_addon_brings_is_kept(self):
        """From the database: whatever model of Odoo's our data files write in."""
        brought = self.env["ir.model.data"].search([("module", "=", MODULE)])
        models = {name for name in brought.mapped("model") if name[:5] != "club."}
        self.assertEqual({name for name in models if not name.startswith(KINDS)}, set())

    @mute_logger("odoo.models.unlink", "odoo.sql_db")
    def test_nothing_that_the_addon_brought_is_deleted(self):
        kinds = ("mail.", "crm.", "ir.cron", "ir.actions", "report.", "res.groups")
        found = {
            name: record
            for name, record in self.named(("module", "=", MODULE)).items()
            if record._name.startswith(kinds)
        }
        self.assertGreater(len(found), 100)
        for name, record in found.items():
            if not record.exists():
                continue
            with (
                self.subTest(name),
                self.assertRaisesRegex(UserError, "came with Clubs Ambition"),
                self.cr.savepoint(),
            ):
                record.unlink()

    def test_nor_its_name(self):
        names = self.env["ir.model.data"].with_user(self.admin)
        template = names.search(
            [("module", "=", MODULE), ("model", "=", "mail.template")], limit=1
        )
        with self.assertRefused(UserError, "came with Clubs Ambition"):
            template.unlink()

    def test_what_was_added_beside_is_deleted_as_ever(self):
        template = self.env["mail.template"].with_user(self.admin)
        template = template.create({"name": "Of the agency"})
        self.env["ir.model.data"].create(
            {
                "module": "__export__",
                "name": "of_the_agency",
                "model": template._name,
                "res_id": template.id,
            }
        )
        template.unlink()
        self.assertFalse(template.exists())

    def test_what_the_system_leaves_out_is_deleted(self):
        """An upgrade, by its migrations and at its end."""
        template = self.env.ref("clubs_ambition.mail_template_thanks_link")
        template.unlink()
        self.assertFalse(template.exists())

    @mute_logger("odoo.models.unlink", "odoo.sql_db")
    def test_what_odoo_brought_and_our_code_names_is_kept_as_well(self):
        """From the sources: each name of something of Odoo's that stands in them."""
        deleted = []
        for name in sorted(self.names_in_sources()):
            record = self.env.ref(name, raise_if_not_found=False)
            if not record or name.startswith(f"{MODULE}.") or name in TOLERANT:
                continue
            try:
                with self.cr.savepoint() as savepoint:
                    record.with_user(self.admin).unlink()
                    savepoint.rollback()
                deleted.append(name)
            except (UserError, ValidationError, Error):
                continue
        self.assertEqual(deleted, [])

    def names_in_sources(self):
        found = set()
        for path in Path(get_module_path(MODULE)).rglob("*.py"):
            if {"tests", "migrations", "demo"} & set(path.parts):
                continue
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                value = getattr(node, "value", None)
                if isinstance(value, str) and NAME.fullmatch(value):
                    found.add(value)
        return found


@tagged("post_install", "-at_install")
class TestShippedCodes(ClubsCase):
    """What our code looks up by its code keeps it, and is found when archived."""

    def test_a_code_that_came_with_the_addon_stays(self):
        reason = self.env.ref("clubs_ambition.club_exit_reason_cdi")
        theirs = reason.with_user(self.coordinator)
        with self.assertRefused(UserError, "knows it by its code"):
            theirs.code = "permanent"
        theirs.write({"code": "cdi", "name": "CDI, temps plein"})
        self.assertEqual(reason.name, "CDI, temps plein")
        added = theirs.copy({"code": "mine", "name": "Mine"})
        added.code = "ours"
        self.assertEqual(added.code, "ours")

    def test_a_hire_ends_a_journey_though_its_reason_is_archived(self):
        reason = self.env.ref("clubs_ambition.club_exit_reason_cdi")
        reason.with_user(self.coordinator).action_archive()
        journey = self.make_participant(state="active")
        candidacy = self.make_candidacy(journey).with_user(self.animateur)
        candidacy._record_hire(kind="cdi", date_start=journey.started_on)
        self.assertEqual((journey.state, journey.exit_reason_id), ("exited", reason))
