# pylint: disable=translation-required
"""Who prospects changes employers: not the agency, nor where a password is sent."""

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..common import ClubsCase

ROLES = ("animateur", "manager", "coordinator")
EMAIL = {"email": "somewhere@example.com"}


@tagged("post_install", "-at_install", "security")
class TestAccountContacts(ClubsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        left = new_test_user(cls.env, "t_left")
        left.active = False
        cls.accounts = [*cls.users.values(), left, cls.env.ref("base.user_root")]

    def written(self, user, contact, vals):
        """Tell whether a contact is changed by a user; it is not kept."""
        with self.env.cr.savepoint() as savepoint:
            try:
                contact.with_user(user).write(vals)
            except AccessError:
                return False
            finally:
                savepoint.rollback()
                self.env.invalidate_all()
        return True

    def test_the_address_of_an_account(self):
        for role in ROLES:
            user = self.users[role]
            for account in self.accounts:
                if account != user:
                    with self.subTest(role=role, account=account.login):
                        contact = account.partner_id
                        self.assertFalse(self.written(user, contact, EMAIL))

    def test_the_agency_itself(self):
        agency = self.env["res.company"].search([]).partner_id
        for role in ROLES:
            for vals in (EMAIL, {"name": "Other"}, {"phone": "0612345678"}):
                for contact in agency:
                    with self.subTest(role=role, vals=vals):
                        self.assertFalse(self.written(self.users[role], contact, vals))

    def test_employers_and_their_people(self):
        guest = self.users["portal"].partner_id
        person = self.env["res.partner"].create(
            {"name": "Lucie", "parent_id": self.employer.id}
        )
        for role in ROLES:
            user = self.users[role]
            for contact in (self.employer, person):
                self.assertTrue(self.written(user, contact, EMAIL))
            self.assertTrue(self.written(user, guest, {"phone": "0612345678"}))

    def test_who_has_the_right_of_odoo(self):
        """Odoo's own right on contacts is not taken away."""
        groups = "base.group_user,base.group_partner_manager"
        user = new_test_user(self.env, "t_contacts", groups)
        guest = self.users["portal"].partner_id
        self.assertTrue(self.written(user, guest, EMAIL))
