from lxml import etree

from odoo.tests import tagged

from ..common import ClubsCase
from ..rights.test_leaving import LeavingCase

PLAIN = (None, "text", "char")
"""Widgets that look at what is typed: none at all, and these."""


@tagged("post_install", "-at_install", "security")
class TestFreeText(ClubsCase):
    """Each text typed about a person is watched, found in the registry."""

    bearers = LeavingCase.bearers
    models = LeavingCase.models

    def watched(self):
        """Return ``{model: names}`` of what the client is told to look at."""
        found = {}
        for name, model in self.models():
            attributes = model._get_view_field_attributes()
            described = model.fields_get(attributes=attributes)
            names = {k for k, one in described.items() if one.get("club_watched")}
            if names:
                found[name] = names
        return found

    def test_no_text_about_a_person_is_forgotten(self):
        watched, bearers = self.watched(), self.bearers()
        texts = {
            (name, field.name)
            for name, model in self.models()
            if name in bearers and name.startswith("club.")
            for field in model._fields.values()
            if field.type == "text" and not field.readonly
        }
        self.assertGreater(len(texts), 30)
        told = {(name, key) for name, keys in watched.items() for key in keys}
        self.assertLessEqual(texts, told)
        for one in (
            ("club.participant", "motivation"),
            ("club.objective", "name"),
            ("club.financial.help", "note"),
            ("club.participant.end", "reason"),
            ("club.contact", "note"),
            ("club.orientation", "note"),
        ):
            self.assertIn(one, told)

    def test_who_somebody_is_and_other_models_are_left_alone(self):
        watched = self.watched()
        self.assertNotIn("club.person", watched)
        self.assertFalse(
            {"last_name", "first_name", "email"} & watched["club.orientation"]
        )
        self.assertFalse([name for name in watched if not name.startswith("club.")])
        for name in ("club.club", "club.funder", "club.occupation", "club.export.log"):
            self.assertNotIn(name, watched)

    def test_every_form_shows_them_with_a_field_that_looks(self):
        """A rich text, or a widget of another addon, would not look at what is typed."""
        watched = self.watched()
        for name, names in watched.items():
            kinds = {self.env[name]._fields[key].type for key in names}
            self.assertNotIn("html", kinds, name)
            views = self.env["ir.ui.view"].search(
                [("model", "=", name), ("type", "=", "form"), ("mode", "=", "primary")]
            )
            for view in views:
                arch = etree.fromstring(self.env[name].get_view(view.id)["arch"])
                for node in arch.iter("field"):
                    nested = next(node.iterancestors("field"), None) is not None
                    if not nested and node.get("name") in names:
                        with self.subTest(view=view.xml_id, field=node.get("name")):
                            self.assertIn(node.get("widget"), PLAIN)

    def test_only_a_client_that_asks_is_told(self):
        described = self.env["club.participant"].fields_get(["motivation"])
        self.assertNotIn("club_watched", described["motivation"])
