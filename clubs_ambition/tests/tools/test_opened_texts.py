from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import ClubsCase


@tagged("post_install", "-at_install")
class TestOpenedTexts(ClubsCase):
    """What somebody else wrote meanwhile is not written over by a form."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journey = cls.make_participant("Lina Moreau", "active")
        cls.journey.strengths = "Punctual"
        cls.env.flush_all()
        cls.colleague = cls.manager

    def save(self, opened, user=None, **vals):
        """Record as the form does: with what stood in the texts when it was read."""
        journey = self.journey.with_user(user or self.animateur)
        return journey.with_context(club_opened=opened).web_save(vals, {})

    def other_writes(self, text):
        self.journey.with_user(self.colleague).strengths = text
        self.env.flush_all()

    def test_both_are_shown_and_nothing_is_written(self):
        self.other_writes("Punctual. Speaks Italian.")
        with self.assertRaises(UserError) as caught:
            self.save({"strengths": "Punctual"}, strengths="Punctual. Drives.")
        told = str(caught.exception)
        for word in (self.colleague.name, "Speaks Italian", "Drives", "Strengths"):
            self.assertIn(word, told)
        self.assertEqual(self.journey.strengths, "Punctual. Speaks Italian.")
        shown = caught.exception.context["club_opened"]
        self.assertEqual(shown, {"strengths": "Punctual. Speaks Italian."})
        self.save(shown, strengths="Punctual. Speaks Italian. Drives.")
        self.assertIn("Drives", self.journey.strengths)

    def test_another_field_is_written_as_ever(self):
        self.other_writes("Punctual. Speaks Italian.")
        self.save({}, mobility_km=12)
        self.assertEqual(self.journey.mobility_km, 12)

    def test_what_one_records_twice_is_no_conflict(self):
        opened = {"strengths": "Punctual"}
        self.save(opened, strengths="Punctual. Drives.")
        self.save(opened, strengths="Punctual. Drives.")  # the network lost the answer
        self.save(opened, strengths="Punctual. Drives, cooks.")
        self.assertEqual(self.journey.strengths, "Punctual. Drives, cooks.")

    def test_two_that_wrote_the_same_agree(self):
        self.other_writes("Drives.\n")
        self.save({"strengths": "Punctual"}, strengths="Drives.")
        self.assertEqual(self.journey.strengths, "Drives.")

    def test_what_nobody_typed_is_no_change(self):
        self.other_writes("  Punctual\r\n")
        self.save({"strengths": "Punctual"}, strengths="Drives.")
        self.assertEqual(self.journey.strengths, "Drives.")

    def test_a_caller_without_a_form_writes(self):
        self.other_writes("Punctual. Speaks Italian.")
        self.journey.with_user(self.animateur).web_save({"strengths": "Drives."}, {})
        self.assertEqual(self.journey.strengths, "Drives.")

    def test_an_absurd_context_is_no_exception(self):
        for opened in (None, [], "x", {"strengths": [1]}, {"nothing": "x"}, {1: 2}):
            with self.subTest(opened=opened):
                self.save(opened, user=self.animateur, strengths="Drives.")
                self.assertEqual(self.journey.strengths, "Drives.")
