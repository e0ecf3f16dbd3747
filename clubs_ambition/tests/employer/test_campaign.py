from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .campaign_common import CampaignCase


@tagged("post_install", "-at_install")
class TestCampaign(CampaignCase):
    """From the jobs of a group to the employers to call, by the lowest right."""

    def test_a_group_gives_its_jobs_and_its_districts(self):
        self.make_participant(
            state="active", occupation_ids=[Command.set(self.cook.ids)]
        )
        with Form(
            self.env["club.campaign"]
            .with_user(self.animateur)
            .with_context(**self.cohort.action_new_campaign()["context"])
        ) as form:
            self.assertEqual(form.occupation_ids.ids, self.cook.ids)
            self.assertEqual(form.commune_id, self.commune)
        campaign = form.save()
        self.assertTrue(campaign.name.startswith("Group"))
        self.assertTrue(43 < campaign.latitude < 44)

    def test_whom_to_call_best_first_and_why(self):
        near, far = self.employer_at("Near", 3), self.employer_at("Far", 40)
        baker = self.employer_at("Offers the job", 5)
        self.env["club.offer"].create(
            {
                "name": "Cook",
                "partner_id": baker.id,
                "club_id": self.other_club.id,
                "occupation_id": self.other_cook.id,
            }
        )
        find = (
            self.env["club.campaign.find"]
            .with_user(self.animateur)
            .create({"campaign_id": self.campaign().id})
        )
        names = find.line_ids.filtered(
            lambda line: line.partner_id in near | far | baker
        ).mapped("partner_id.name")
        self.assertEqual(names, ["Offers the job", "Near"], "too far is left out")
        why = find.line_ids.filtered(lambda line: line.partner_id == baker).why
        self.assertIn("had an offer for this job (+40)", why)
        self.assertIn("5 km (+20)", why)
        self.assertIn("never contacted (+10)", why)

    def test_those_not_to_be_called_are_left_out(self):
        campaign = self.campaign()
        pressed, silent, ours = (
            self.employer_at(name, 1) for name in ("Pressed", "Silent", "Ours")
        )
        silent.club_network_status = "stop"
        self.env["club.contact"].create(
            [
                {"partner_id": pressed.id, "club_id": self.other_club.id}
                for _number in range(3)
            ]
        )
        self.prospects(campaign, ours)
        proposed = {row["partner_id"] for row in campaign._ranked(limit=5000)}
        self.assertFalse(proposed & {pressed.id, silent.id, ours.id})
        self.assertNotIn(self.make_person().id, proposed)

    def test_the_number_of_queries_does_not_grow(self):
        campaign = self.campaign()

        def queries():
            campaign._ranked()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            campaign._ranked(limit=500)
            return self.env.cr.sql_log_count - before

        queries()
        few = queries()
        self.env["res.partner"].create(
            [
                {"name": f"E {number}", "is_company": True, "club_employer": True}
                for number in range(30)
            ]
        )
        self.assertEqual(queries(), few)

    def test_prospects_carry_the_mode_and_are_not_made_twice(self):
        campaign = self.campaign(mode="pooled_profiles")
        lead = self.prospects(campaign, self.employer)
        self.assertEqual(
            (lead.prospecting_mode, lead.channel, lead.basket, lead.club_id),
            ("pooled_profiles", "phone", "to_call", self.club),
        )
        self.assertFalse(self.prospects(campaign, self.employer))
        campaign.action_close()
        other = self.campaign(name="Next")
        self.assertEqual(self.prospects(other, self.employer), lead)
        self.assertEqual(lead.club_campaign_id, other)

    def test_a_closed_campaign_takes_nobody(self):
        campaign = self.campaign()
        campaign.action_close()
        with self.assertRaisesRegex(UserError, "closed"):
            self.prospects(campaign, self.employer)

    def test_profiles_of_another_club_are_refused(self):
        stranger = self.make_participant(club=self.other_club, state="active")
        with self.assertRefused(UserError, "A campaign promotes the"):
            self.env["club.campaign"].create(
                {
                    "name": "X",
                    "club_id": self.club.id,
                    "participant_ids": [Command.set(stranger.ids)],
                }
            )

    def test_reminders_come_one_after_the_other(self):
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
            self.campaign(chase_2_days=5)

    def test_clubs_keep_to_their_campaigns(self):
        campaign = self.campaign()
        stranger = campaign.with_user(self.other_animateur)
        self.assertFalse(
            stranger.search([("id", "=", campaign.id)]),
        )
        with self.assertRaises(AccessError):
            stranger.get_call_sheet()
        for role in ("referent", "observer", "data_officer"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                campaign.with_user(self.users[role]).get_call_sheet()
