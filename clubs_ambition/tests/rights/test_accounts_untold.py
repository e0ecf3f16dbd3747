"""A visitor does not learn who works here."""

import re

from odoo.http import Request
from odoo.tests import HttpCase, tagged

from ..common import ClubsCase


@tagged("post_install", "-at_install", "security")
class TestAccountsUntold(ClubsCase, HttpCase):
    def test_a_page_says_the_same_of_whoever_is_named(self):
        """The page that resets a password: an account, two, one without mail, none."""
        self.animateur.email = "animateur@clubs.example"
        self.manager.email = self.coordinator.email = "twice@clubs.example"
        self.referent.email = False
        self.authenticate(None, None)
        pages = set()
        for login in (
            self.animateur.login,
            self.referent.login,
            "twice@clubs.example",
            "nobody@clubs.example",
        ):
            form = {"login": login, "csrf_token": Request.csrf_token(self)}
            page = self.url_open("/web/reset_password", data=form).text
            pages.add("".join(re.findall(r'class="alert.*?</p>', page, re.DOTALL)))
        self.assertEqual(len(pages), 1, pages)
        self.assertTrue(pages.pop())
