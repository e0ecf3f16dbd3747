"""Who is left alone, or objects to employers, is on no list of whom they are told."""

# pylint: disable=translation-required
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from ...models.employer import call_notes
from .privacy_common import PrivacyCase


@tagged("post_install", "-at_install", "security")
class TestRestrictionLists(PrivacyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.make_participant("Omar Diallo", state="active")
        cls.both = cls.journey | cls.other
        cls.campaign = cls.env["club.campaign"].create(
            {
                "name": "Ventes",
                "club_id": cls.club.id,
                "participant_ids": [Command.set(cls.both.ids)],
            }
        )
        cls.lead = cls.env["crm.lead"].create(
            cls.campaign._prospect_values(cls.employer)
        )

    def lists(self):
        """Yield the records of each model that names journeys in a list of ours."""
        for name, model in self.env.registry.items():
            if model._abstract or model._transient or not model._auto:
                continue
            for field in self.env["club.restriction"]._lists(name):
                if model._fields[field].comodel_name == "club.participant":
                    yield name, field

    def test_every_list_of_people_is_known(self):
        known = {"club.campaign", "club.contact", "crm.lead"}
        self.assertEqual({name for name, _field in self.lists()}, known)

    def apart(self):
        """Yield somebody who asked for something, and takes it back."""
        for kind in ("restriction", "objection"):
            request = self.asked(kind)
            request.action_take_effect()
            yield kind
            request.action_lift()

    def test_nobody_is_added(self):
        for kind in self.apart():
            for record in (self.campaign, self.lead):
                for user in (self.env.user, self.animateur):
                    with self.subTest(kind=kind, record=record, user=user.login):
                        mine = record.with_user(user).sudo()
                        mine.participant_ids = [Command.set(self.other.ids)]
                        with self.assertRaisesRegex(UserError, "left as|objects"):
                            mine.participant_ids = [Command.link(self.journey.id)]
            with self.assertRaisesRegex(UserError, "left as|objects"):
                self.env["club.contact"].create(
                    {
                        "partner_id": self.employer.id,
                        "club_id": self.club.id,
                        "participant_ids": [Command.set(self.journey.ids)],
                    }
                )
        self.campaign.participant_ids = [Command.link(self.journey.id)]
        self.assertEqual(self.campaign.participant_ids, self.both)

    def told(self):
        """Return whom an employer who is called now would be told of."""
        contact = self.env["club.contact"].create(
            {
                "partner_id": self.employer.id,
                "lead_id": self.lead.id,
                "club_id": self.club.id,
            }
        )
        lead = self.lead.with_user(self.animateur).sudo()
        values = self.campaign._prospect_values(self.other_employer)
        self.env.invalidate_all()
        return {
            "call": call_notes.call_notes(lead)["profiles"],
            "contact": contact.participant_ids.mapped("display_name"),
            "prospect": self.env["club.participant"]
            .browse(values["participant_ids"][0][2])
            .mapped("display_name"),
        }

    def test_who_was_on_a_list_before_is_told_no_longer(self):
        for place, names in self.told().items():
            self.assertEqual(len(names), 2, place)
        for kind in self.apart():
            for place, names in self.told().items():
                with self.subTest(kind=kind, place=place):
                    self.assertEqual(names, ["Omar Diallo"])
        self.assertEqual(len(self.told()["call"]), 2, "lifted")
