"""Whatever button or method is called, nothing of who is left alone changes."""

from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...models.tools.club_restriction import PRIVACY
from ..rights.stock_common import StockCase
from .erasure_common import texts_of

AGREED = {"action_consent_name", "action_withdraw_consent", "action_disagree_outcome"}
"""What a person says or takes back of their own rights, whenever they do."""

NOISE = ("odoo.sql_db", "odoo.models.unlink", "odoo.addons.base.models.ir_attachment")


@tagged("post_install", "-at_install", "security")
class TestRestrictionWalk(StockCase):
    """As who coaches the person: each public method that needs nothing but the record."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["club.restriction"]._hold(cls.person)
        cls.env.flush_all()
        cls.service = cls.env["club.privacy.rows"].sudo()

    def dump(self):
        """Return all that the database says of the person, and about it."""
        self.env.flush_all()
        rows = self.service._of(self.person)
        rows = {**self.service._about(rows), **rows}
        return texts_of(self.env, rows)

    def records(self):
        """Yield a record of each kind that is about the person, that the user reads."""
        for name, ids in self.service._of(self.person).items():
            model = self.env[name].with_user(self.other_animateur)
            if not model._transient and model.has_access("read"):
                yield model.browse(min(ids))

    def changed(self, record, method, before):
        """Return the rows that are not what they were, once a method was called."""
        savepoint = self.env.cr.savepoint()
        try:
            call_kw(record.browse(), method, [record.ids], {})
            after = self.dump()
        except Exception:  # noqa: BLE001  refused, or it needs something else
            after = before
        finally:
            savepoint.rollback()
            savepoint.close(rollback=False)
            self.env.invalidate_all()
        keys = before.keys() | after.keys()
        return {
            (name, one)
            for name, one in keys
            if before.get((name, one)) != after.get((name, one))
            if not name.startswith(PRIVACY)
        }

    @mute_logger(*NOISE)
    def test_no_method_changes_anything(self):
        tried = 0
        for record in self.records():
            before = self.dump()
            for method in set(self.buttons(record._name)) - AGREED:
                tried += 1
                changed = self.changed(record, method, before)
                with self.subTest(model=record._name, method=method):
                    self.assertFalse(changed)
        self.assertGreater(tried, 200)
