import runpy

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import file_path

from .campaign_common import CampaignCase

CALL = "mail.mail_activity_data_call"


@tagged("post_install", "-at_install")
class TestStopped(CampaignCase):
    """What was planned goes with what is stopped, and comes back with it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mate = cls.other_animateur
        cls.club.animateur_ids = [Command.link(cls.mate.id)]
        cls.round = cls.campaign(cls)
        cls.lead = cls.round._add_employers(cls.employer)
        cls.call = cls.lead.activity_schedule(CALL, user_id=cls.mate.id)
        cls.done = cls.lead.activity_schedule(CALL, user_id=cls.mate.id)
        cls.done.action_feedback()

    def planned(self, record):
        return self.env["mail.activity"].search(
            [("res_model", "=", record._name), ("res_id", "=", record.id)]
        )

    def stop_and_resume(self, stop, resume):
        """Stop, and take up again: what was to do is to do, once, what was done is not."""
        lead = self.lead.with_user(self.animateur)
        for _twice in range(2):
            stop(lead)
            self.assertFalse(self.planned(lead))
            told = self.env["mail.message"].search([], order="id desc", limit=1).id
            resume(lead)
            self.assertEqual(self.planned(lead), self.call)
            said = self.env["mail.message"].search([("id", ">", told)])
            self.assertIn(self.mate.partner_id, said.partner_ids)

    def test_a_prospect_put_aside_is_called_no_more(self):
        self.stop_and_resume(
            lambda lead: lead.action_club_stop(), lambda lead: lead.action_club_resume()
        )

    def test_a_prospect_that_is_lost_is_called_no_more(self):
        self.stop_and_resume(
            lambda lead: lead.action_set_lost(), lambda lead: lead.action_restore()
        )

    def test_of_several_each_has_its_own(self):
        other = self.round._add_employers(self.other_employer)
        call = other.activity_schedule(CALL, user_id=self.animateur.id)
        both = (self.lead | other).with_user(self.animateur)
        both.action_archive()
        other.action_unarchive()
        self.assertEqual(self.planned(other), call)
        self.assertFalse(self.planned(self.lead))

    def test_an_employer_that_is_archived_takes_what_was_to_do_along(self):
        visit = self.employer.activity_schedule(CALL, user_id=self.animateur.id)
        self.lead.action_archive()
        self.employer.action_archive()
        self.assertFalse(self.planned(self.employer))
        self.employer.action_unarchive()
        self.assertEqual(self.planned(self.employer), visit)

    def test_what_is_of_no_club_stays_as_odoo_has_it(self):
        stock = self.env["crm.lead"].create({"name": "Of the sales"})
        call = stock.activity_schedule(CALL, user_id=self.env.user.id)
        (stock | self.lead).action_archive()
        self.assertEqual(self.planned(stock), call)
        self.assertFalse(self.planned(self.lead))

    def test_what_was_stopped_before_is_put_away_by_the_upgrade(self):
        stock = self.env["crm.lead"].create({"name": "Of the sales"})
        kept = stock.activity_schedule(CALL, user_id=self.env.user.id)
        (stock | self.lead).action_archive()
        before = self.call._club_unguarded("club_put_away")
        before.write({"active": True, "club_put_away": False})
        path = "clubs_ambition/migrations/19.0.1.11.0/post-put-away.py"
        runpy.run_path(file_path(path))["migrate"](self.env.cr, "19.0.1.10.0")
        self.env.invalidate_all()
        self.assertFalse(self.planned(self.lead))
        self.assertEqual(self.planned(stock), kept)
        self.lead.action_unarchive()
        self.assertEqual(self.planned(self.lead), self.call)

    def test_who_left_meanwhile_has_it_handed_over(self):
        self.lead.action_archive()
        self.club.animateur_ids = [Command.unlink(self.mate.id)]
        self.lead.action_unarchive()
        self.assertEqual(self.call.user_id, self.animateur)

    def test_a_campaign_says_who_left_it_and_came_back(self):
        moves = self.env["club.campaign.step"]

        def said():
            found = moves.search([("lead_id", "=", self.lead.id)], order="id")
            return [(one.left, one.entered) for one in found]

        self.assertEqual(said(), [(False, "to_call")])
        self.lead.action_archive()
        self.assertEqual(said()[1:], [("to_call", False)])
        self.contact(self.lead)
        self.lead.action_unarchive()
        self.assertEqual(
            said()[2:], [(False, "to_call"), ("to_call", self.lead.basket)]
        )
        self.assertEqual(self.lead.basket, "waiting")
