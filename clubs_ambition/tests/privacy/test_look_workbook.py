from odoo.tests import tagged

from ..kpi.kpi_common import WorkbookCase
from .look_common import LookByHttp


@tagged("post_install", "-at_install", "security")
class TestLookWorkbook(LookByHttp, WorkbookCase):
    """Who takes a workbook out looked at everybody who is named in it."""

    def taken(self, **params):
        return self.seen(
            lambda: self.download("coordinator", club_id=self.club.id, **params),
            self.coordinator,
        )

    def test_everybody_named_is_noted(self):
        self.assertEqual(self.taken(), self.people)

    def test_nobody_is_named_to_partners(self):
        self.assertFalse(self.taken(outside=1))

    def test_many_people_are_out_of_habit(self):
        settings = self.env["ir.config_parameter"]
        settings.set_param("clubs_ambition.look_persons", 1)
        self.taken()
        alert = self.Alert.search([("reason", "=", "persons")])
        self.assertEqual(alert.user_id, self.coordinator)
        self.assertEqual(alert.person_count, 2)
