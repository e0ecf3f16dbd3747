"""Who reads is looked up in the rights, and changes with them."""

from odoo.fields import Command
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install", "security")
class TestReaders(TransactionCase):
    def readers(self, name, field):
        groups = self.env[name]._fields[field].groups
        told = self.env["club.privacy.readers"]._of([name])(name, groups)
        return set(told.split(", ")) if told else set()

    def test_roles_of_a_journey(self):
        found = self.readers("club.participant", "motivation")
        self.assertEqual(found, {"Animateur*", "Manager*", "Coordinator"})

    def test_who_reads_every_row_has_no_star(self):
        self.assertIn("Data officer", self.readers("club.export.log", "user_id"))

    def test_who_reads_the_record_reads_its_messages(self):
        found = self.readers("mail.message", "body")
        self.assertIn("Animateur*", found)
        self.assertNotIn("Animateur", found)

    def test_an_access_given_is_told(self):
        self.env["ir.model.access"].create(
            {
                "name": "Observers read journeys",
                "model_id": self.env["ir.model"]._get_id("club.participant"),
                "group_id": self.env.ref("clubs_ambition.group_clubs_observer").id,
                "perm_read": True,
            }
        )
        found = self.readers("club.participant", "started_on")
        self.assertIn(
            "Observer (steering committee)", {one.rstrip("*") for one in found}
        )

    def test_a_rule_opened_is_told(self):
        rule = self.env.ref("clubs_ambition.club_participant_rule_animateur")
        rule.domain_force = "[(1, '=', 1)]"
        self.assertIn("Animateur", self.readers("club.participant", "motivation"))

    def test_the_groups_of_a_field_count(self):
        self.assertFalse(self.readers("club.person", "birth_key"))

    def test_a_role_that_implies_another_reads_as_it(self):
        observer = self.env.ref("clubs_ambition.group_clubs_observer")
        animateur = self.env.ref("clubs_ambition.group_clubs_animateur")
        observer.implied_ids = [Command.link(animateur.id)]
        found = self.readers("club.participant", "motivation")
        self.assertIn("Observer (steering committee)*", found)
