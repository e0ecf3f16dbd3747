from odoo.tests import HttpCase, tagged

from ..common import ClubsCase


@tagged("post_install", "-at_install")
class TestDialogGuard(HttpCase, ClubsCase):
    """Escape, or the cross of a dialog, asks before it loses what was typed."""

    browser_size = "1366x768"

    def test_a_dialog_asks_before_it_loses_what_was_typed(self):
        page = "/odoo/action-clubs_ambition.res_partner_action_establishment"
        self.start_tour(
            f"{page}/{self.employer.id}", "clubs_ambition_dialog", login="t_animateur"
        )


@tagged("post_install", "-at_install")
class TestDialogGuardOnPhone(TestDialogGuard):
    """The same by the arrow of a dialog that fills the screen of a phone."""

    allow_inherited_tests_method = True
    browser_size = "390x844"
    touch_enabled = True
