from odoo.tests import HttpCase, tagged

from ..common import ClubsCase


@tagged("post_install", "-at_install")
class TestBackOnPhone(HttpCase, ClubsCase):
    """A dialog fills the screen of a phone: Back closes it, and asks before it loses."""

    browser_size = "375x667"
    touch_enabled = True

    def test_back_asks_before_it_loses_what_was_typed(self):
        page = "/odoo/action-clubs_ambition.res_partner_action_establishment"
        self.start_tour(
            f"{page}/{self.employer.id}", "clubs_ambition_back", login="t_animateur"
        )
