from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.clubs_ambition.tests.common import ClubsCase


@tagged("post_install", "-at_install")
class TestPrivacyLookup(ClubsCase):
    """Odoo's own lookup finds a person of the clubs and what is about them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journey = cls.make_participant("Lina Moreau", "active")
        cls.journey.person_id.email = "lina.moreau@example.org"
        cls.candidacy = cls.make_candidacy(cls.journey)

    def lines(self):
        wizard = self.env["privacy.lookup.wizard"].create(
            {"name": "Lina Moreau", "email": "lina.moreau@example.org"}
        )
        wizard.action_lookup()
        return wizard.line_ids

    def test_finds_the_person_and_what_is_about_them(self):
        other = self.make_participant("Paul Roche", "active")
        found = {(line.res_model, line.res_id) for line in self.lines()}
        for record in (self.journey.person_id, self.journey, self.candidacy):
            self.assertIn((record._name, record.id), found)
        self.assertNotIn((other._name, other.id), found)
        self.assertEqual(len(found), len(self.lines()))

    def test_deletes_and_archives_nothing_of_the_clubs(self):
        lines = self.lines()
        ours = lines.filtered(lambda line: line.res_model == "club.candidacy")
        with self.assertRaisesRegex(UserError, "by a request"):
            ours.action_unlink()
        with self.assertRaisesRegex(UserError, "by a request"):
            ours._onchange_is_active()
        lines.action_archive_all()
        lines.action_unlink_all()
        self.assertTrue(self.candidacy.exists().active)
        self.assertTrue(self.journey.exists().active)
