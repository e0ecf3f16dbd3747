# pylint: disable=translation-required
"""Nobody reads, changes or confirms what somebody else types in a dialog."""

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from . import test_stock_doors
from .stock_common import StockCase

OTHERS = "dialogs of others"
OPERATIONS = ("read", "write", "unlink")


@tagged("post_install", "-at_install", "security")
class TestDialogsOwn(StockCase):
    needed = test_stock_doors.TestStockDoors.__dict__["_needed"]

    def dialogs(self):
        """Yield a dialog of each model that an animateur opened, of any addon."""
        mine = self.env(user=self.animateur)
        for name, model in sorted(self.env.registry.items()):
            if not model._transient or model._abstract or not model._auto:
                continue
            self.settle(mine)
            savepoint = self.env.cr.savepoint()
            try:
                yield mine[name].sudo().create(self.needed(mine[name].sudo(), {}))
            except AssertionError:
                raise
            except Exception:  # noqa: BLE001 (a dialog may need what is not here)
                continue
            finally:
                savepoint.rollback()
                savepoint.close(rollback=False)

    @mute_logger("odoo.sql_db", "odoo.models.unlink")
    def test_who_opened_it_alone(self):
        others = {**self.users, "other": self.other_animateur}
        others = [user for user in others.values() if user != self.animateur]
        for dialog in self.dialogs():
            for user in others:
                theirs = dialog.with_user(user)
                for operation in OPERATIONS:
                    with self.subTest(dialog=dialog._name, user=user.login):
                        self.tried[OTHERS] += 1
                        self.assertFalse(theirs.has_access(operation), operation)
                        self.held[OTHERS] += 1
                if theirs.browse().has_access("read"):
                    self.assertNotIn(dialog.id, theirs.search([]).ids)
        self.check_tried(500, OTHERS)

    def test_a_list_that_is_being_imported(self):
        """Odoo lets every employee read the file: names, dates, disabilities."""
        said = {"res_model": "club.person", "file": b"TmFtZQ==", "file_name": "x.csv"}
        Import = self.env["base_import.import"]
        one = Import.with_user(self.animateur).create(said)
        self.assertEqual(one.read(["file_name"])[0]["file_name"], "x.csv")
        for user in (self.users["employee"], self.other_animateur, self.coordinator):
            with self.assertRaises(AccessError):
                one.with_user(user).read(["file"])

    def test_what_is_typed_about_a_journey(self):
        """Texts name nobody's record, and are read by who opened the dialog alone."""
        journey = self.make_participant("Lina Roux", "active")
        said = {"participant_id": journey.id, "decline_message": "Too far away"}
        Dialog = self.env["club.participant.end"]
        one = Dialog.with_user(self.animateur).create(said)
        one.write({"decline_message": "Too far"})
        for user in (self.other_animateur, self.manager):
            with self.assertRaises(AccessError):
                one.with_user(user).read(["decline_message"])
            with self.assertRaises(AccessError):
                one.with_user(user).write({"decline_message": "x"})
