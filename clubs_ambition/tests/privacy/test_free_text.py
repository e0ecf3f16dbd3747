from odoo.tests import tagged

from ..common import ClubsCase
from ..rights.test_leaving import LeavingCase


@tagged("post_install", "-at_install", "security")
class TestFreeText(ClubsCase):
    """Each text typed about a person is watched, found in the registry."""

    bearers = LeavingCase.bearers
    models = LeavingCase.models

    def watched(self):
        """Return ``{model: {field: what says whom it is about}}`` as the client is told."""
        found = {}
        for name, model in self.models():
            attributes = model._get_view_field_attributes()
            described = model.fields_get(attributes=attributes)
            told = {
                key: one["club_watched"]
                for key, one in described.items()
                if one.get("club_watched")
            }
            if told:
                found[name] = told
        return found

    def test_no_text_about_a_person_is_forgotten(self):
        watched, bearers = self.watched(), self.bearers()
        texts = {
            (name, field.name)
            for name, model in self.models()
            if name in bearers and name.startswith("club.")
            for field in model._fields.values()
            if field.type in ("text", "html") and not field.readonly
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

    def test_texts_of_odoo_about_our_people(self):
        """Mails, tasks, prospects, employers: where the record says that it is ours."""
        watched = self.watched()
        for name, field, about in (
            ("mail.compose.message", "body", "model"),
            ("mail.activity", "note", "res_model"),
            ("mail.activity.schedule", "note", "res_model"),
            ("calendar.event", "description", "res_model"),
            ("crm.lead", "description", "club_id"),
            ("res.partner", "comment", True),
        ):
            self.assertEqual(watched[name].get(field), about, name)
        for name in ("mail.template", "res.company", "crm.team", "ir.ui.view"):
            self.assertNotIn(name, watched)
        told = self.env["club.privacy.free.text"]._models()
        self.assertLessEqual({"club.participant", "crm.lead", "res.partner"}, {*told})
        self.assertNotIn("club.club", told)

    def test_who_somebody_is_and_other_models_are_left_alone(self):
        watched = self.watched()
        self.assertNotIn("club.person", watched)
        self.assertFalse(
            {"last_name", "first_name", "email"} & watched["club.orientation"].keys()
        )
        for name in ("club.club", "club.funder", "club.occupation", "club.export.log"):
            self.assertNotIn(name, watched)

    def test_a_prospect_of_the_clubs_is_told_from_the_others(self):
        """Who sells in the same database is told nothing of words about people."""
        forms = (
            "crm.crm_lead_view_form",
            "clubs_ambition.crm_lead_view_form_prospection",
        )
        for name in forms:
            with self.subTest(name):
                view = self.env.ref(name)
                arch = self.env["crm.lead"].get_view(view.id)["arch"]
                self.assertIn('name="club_id"', arch)

    def test_only_a_client_that_asks_is_told(self):
        described = self.env["club.participant"].fields_get(["motivation"])
        self.assertNotIn("club_watched", described["motivation"])
