from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .campaign_common import CampaignCase


@tagged("post_install", "-at_install")
class TestCallSheet(CampaignCase):
    """One employer at a time, on one sheet only; two taps write it down."""

    def setUp(self):
        super().setUp()
        self.round = self.campaign()
        self.leads = self.prospects(self.round, self.employer, self.other_employer)
        self.colleague = self.other_animateur
        self.club.animateur_ids |= self.colleague

    def sheet(self, user=None, **options):
        return self.round.with_user(user or self.animateur).get_call_sheet(**options)

    def log(self, lead, outcome, user=None, seen=0, **values):
        return self.round.with_user(user or self.animateur).log_call(
            lead["id"], {"outcome": outcome, **values}, seen
        )

    def test_who_calls_nobody_takes_nobody(self):
        sheet = self.env["club.call.sheet"].with_user(self.referent)
        with self.assertRefused(UserError, "Calls are made by the animateurs"):
            sheet._take_next(self.round.sudo(), [])

    def test_two_people_never_get_the_same_employer(self):
        first, second = self.sheet(), self.sheet(self.colleague)
        self.assertNotEqual(first["lead"]["id"], second["lead"]["id"])
        self.assertEqual(self.sheet()["lead"]["id"], first["lead"]["id"])

    def test_a_sheet_left_open_gives_its_employer_back(self):
        first = self.sheet()
        with freeze_time("2026-11-24 09:11:00"):
            again = self.sheet(self.colleague)
        self.assertEqual(again["lead"]["id"], first["lead"]["id"])

    def test_logging_goes_on_to_the_next_one(self):
        first = self.sheet()["lead"]
        after = self.log(first, "not_for_me", note="No need before January")
        self.assertNotEqual(after["lead"]["id"], first["id"])
        contact = self.env["club.contact"].browse(after["logged"]["id"])
        self.assertEqual(
            (contact.user_id, contact.note, contact.club_id),
            (self.animateur, "No need before January", self.club),
        )
        self.assertIn("No need before January", after["logged"]["text"])
        done = self.log(after["lead"], "not_for_me")
        self.assertIsNone(done["lead"])

    def test_who_is_to_be_called_back_comes_on_their_day(self):
        first = self.sheet()["lead"]
        self.log(first, "call_back", next_on="2026-11-26")
        second = self.sheet()["lead"]
        self.log(second, "not_for_me")
        self.assertIsNone(self.sheet()["lead"])
        with freeze_time("2026-11-26 09:00:00"):
            self.assertEqual(self.sheet()["lead"]["id"], first["id"])
            self.assertTrue(self.sheet()["lead"]["due"])

    def test_a_contact_meanwhile_is_told_and_nothing_is_written(self):
        lead = self.sheet()["lead"]
        self.env["club.contact"].with_user(self.colleague).create(
            {"lead_id": lead["id"], "outcome": "visit", "note": "Thursday"}
        )
        before = self.env["club.contact"].search_count([])
        answer = self.log(lead, "offer")
        self.assertIn("Thursday", answer["meanwhile"])
        self.assertNotIn("logged", answer)
        self.assertEqual(self.env["club.contact"].search_count([]), before)

    def test_who_another_club_called_today_waits(self):
        self.club.animateur_ids -= self.colleague
        self.env["club.contact"].with_user(self.colleague).create(
            {
                "partner_id": self.employer.id,
                "club_id": self.other_club.id,
                "outcome": "reached",
            }
        )
        self.assertEqual(self.sheet()["lead"]["name"], self.other_employer.name)

    def test_what_is_left_for_later_is_skipped(self):
        first = self.sheet()["lead"]["id"]
        second = self.sheet(skipped=[first])["lead"]["id"]
        self.assertNotEqual(first, second)
        self.assertIsNone(self.sheet(skipped=[first, second])["lead"])

    def test_what_is_skipped_goes_to_a_colleague_at_once(self):
        first = self.sheet()["lead"]["id"]
        second = self.sheet(skipped=[first])["lead"]["id"]
        self.assertEqual(self.sheet(self.colleague)["lead"]["id"], first)
        self.assertEqual(self.sheet(skipped=[first])["lead"]["id"], second)

    def test_two_taps_on_save_write_one_contact(self):
        lead = self.sheet()["lead"]
        self.log(lead, "offer")
        again = self.log(lead, "offer")
        self.assertIn("Nothing was written", again["meanwhile"])
        contacts = self.env["club.contact"].search([("lead_id", "=", lead["id"])])
        self.assertEqual(len(contacts), 1)

    def test_who_answered_meanwhile_leaves_the_sheet(self):
        self.leads[1].club_campaign_id = False
        self.assertEqual(self.sheet()["lead"]["id"], self.leads[0].id)
        self.env["club.offer"].create(
            {
                "name": "Cook",
                "partner_id": self.leads[0].partner_id.id,
                "club_id": self.club.id,
                "lead_id": self.leads[0].id,
            }
        )
        self.assertIsNone(self.sheet()["lead"])

    def test_the_sheet_says_why_this_one(self):
        self.leads.write({"club_campaign_id": False})
        near = self.employer_at("Near", 3, club_employer=True)
        rows = [row for row in self.round._ranked(500) if row["partner_id"] == near.id]
        self.round._add_employers(near, self.round._reasons(rows))
        why = self.sheet()["lead"]["why"]
        self.assertIn("3 km (+20)", why)
        self.assertIn("never contacted (+10)", why)

    def test_a_prospect_that_left_is_refused(self):
        lead = self.sheet()["lead"]
        self.leads.write({"club_campaign_id": False})
        with self.assertRaisesRegex(UserError, "left the campaign"):
            self.log(lead, "offer")

    def test_a_wrong_outcome_writes_nothing(self):
        lead = self.sheet()["lead"]
        with self.assertRaises(ValueError):
            self.log(lead, "sold")

    def test_participants_promoted_are_named_to_their_coach(self):
        person = self.make_participant(state="active")
        self.leads.write({"participant_ids": [Command.set(person.ids)]})
        self.assertEqual(self.sheet()["lead"]["profiles"], ["Yanis Benali"])
