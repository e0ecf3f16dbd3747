from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from ...utils import clock
from ..common import ClubsCase

SIRET = "73282932000074"


@tagged("post_install", "-at_install", "hours")
class TestNetwork(ClubsCase):
    """One page says how an employer answers, who follows it, if it went quiet."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = clock.today(cls.club)

    def _sent(self, days, answered=None, **vals):
        """Make a candidacy sent ``days`` ago, answered so many days later."""
        journey = self.make_participant(f"P{days} {answered}", "active")
        candidacy = self.make_candidacy(journey, **vals)
        sent = self.today - timedelta(days=days)
        candidacy.sent_on = sent
        if answered is not None:
            candidacy.answered_on = sent + timedelta(days=answered)
        return candidacy

    def _employer(self, user=None):
        self.env.invalidate_all()
        return self.employer.with_user(user or self.animateur)

    # === RESPONSIVENESS === #

    def test_the_score_is_silent_below_three(self):
        self._sent(20, answered=3)
        self._sent(20, answered=3)
        employer = self._employer()
        self.assertEqual(employer.club_response_text, "–")
        self.assertEqual(employer.club_response_base, 2)

    def test_the_score_weighs_what_is_recent(self):
        self._sent(20, answered=15)
        self._sent(20, answered=16)
        self._sent(350)
        # weights 12, 12 and 1: 12 of 25 answered in time
        self.assertEqual(self._employer().club_response_text, "48 / 100")
        self.assertEqual(self._employer().club_response_score, 48)

    def test_what_the_employer_could_not_answer_does_not_count(self):
        for _n in range(3):
            self._sent(30, answered=1)
        self._sent(14)
        self._sent(400, answered=1)
        self._sent(40).state = "withdrawn"
        self.assertEqual(self._employer().club_response_base, 3)
        self.assertEqual(self._employer().club_response_text, "100 / 100")

    def test_the_score_counts_all_clubs_and_one_query(self):
        journey = self.make_participant("Far", "active", club=self.other_club)
        self.make_candidacy(journey).sent_on = self.today - timedelta(days=30)
        self._sent(30)
        self._sent(31)
        self.assertEqual(self._employer().club_response_text, "0 / 100")
        with self.assertRaises(AccessError):
            self._employer(self.observer).read(["club_response_text"])
        partners = self._employer() + self.other_employer.with_user(self.animateur)
        partners.mapped("club_response_text")
        partners.invalidate_recordset(["club_response_text"])
        with self.assertQueryCount(1):
            partners.mapped("club_response_text")

    # === QUIET RELATIONS === #

    def test_a_relation_goes_quiet(self):
        Partner = self.env["res.partner"].with_user(self.animateur)
        domain = [("club_in_standby", "=", True), ("id", "=", self.employer.id)]
        self.assertFalse(self._employer().club_in_standby, "never active")
        self.assertFalse(Partner.search(domain))
        contact = self.env["club.contact"].create(
            {
                "partner_id": self.employer.id,
                "club_id": self.club.id,
                "date": self.today - timedelta(days=200),
            }
        )
        self.assertTrue(self._employer().club_in_standby)
        self.assertEqual(Partner.search(domain), self.employer)
        journey = self.make_participant("Far", "active", club=self.other_club)
        candidacy = self.make_candidacy(journey)
        self.assertFalse(self._employer().club_in_standby, "another club is active")
        self.assertFalse(Partner.search(domain))
        candidacy.sent_on = self.today - timedelta(days=200)
        self.assertTrue(self._employer().club_in_standby)
        contact.date = self.today
        self.assertFalse(self._employer().club_in_standby)

    def test_an_immersion_or_a_hire_keeps_a_relation_alive(self):
        self.env["club.contact"].create(
            {
                "partner_id": self.employer.id,
                "club_id": self.club.id,
                "date": self.today - timedelta(days=400),
            }
        )
        self.assertTrue(self._employer().club_in_standby)
        journey = self.make_participant("Far", "active", club=self.other_club)
        old = self.today - timedelta(days=250)
        immersion = self.env["club.immersion"].create(
            {
                "participant_id": journey.id,
                "partner_id": self.employer.id,
                "date_start": self.today - timedelta(days=20),
                "date_end": self.today - timedelta(days=10),
            }
        )
        self.assertFalse(self._employer().club_in_standby)
        immersion.write({"date_start": old, "date_end": old + timedelta(days=5)})
        self.assertTrue(self._employer().club_in_standby)
        candidacy = self.make_candidacy(journey, sent_on=old)
        candidacy._record_hire(kind="cdi")
        candidacy.write({"sent_on": old, "answered_on": old})
        self.assertFalse(self._employer().club_in_standby, "hired today")
        candidacy.action_cancel_hire()
        candidacy.write({"answered_on": old, "sent_on": old})
        self.assertTrue(self._employer().club_in_standby, "the hire was cancelled")

    # === PRESSURE === #

    def test_the_pressure_limit_is_a_parameter(self):
        contact = {"partner_id": self.employer.id, "club_id": self.other_club.id}
        self.env["club.contact"].create([contact] * 2)
        self.assertFalse(self._employer().club_under_pressure)
        parameters = self.env["ir.config_parameter"].sudo()
        for text, expected in (("2", True), ("nonsense", False), ("0", True)):
            parameters.set_param("clubs_ambition.pressure_contacts", text)
            self.assertEqual(self._employer().club_under_pressure, expected, text)

    # === ABOUT WHOM === #

    def test_names_are_for_those_who_coach(self):
        person = self.make_participant("Yanis Benali", "active")
        lead = self.env["crm.lead"].create(
            {
                "name": "Hôtel",
                "club_id": self.club.id,
                "partner_id": self.employer.id,
                "participant_ids": [Command.link(person.id)],
            }
        )
        contact = (
            self.env["club.contact"]
            .with_user(self.animateur)
            .create({"lead_id": lead.id})
        )
        self.assertEqual(contact.about_text, "Yanis Benali")
        self.env.invalidate_all()
        far = contact.with_user(self.other_animateur)
        self.assertEqual(far.about_text, "1 of Club A")
        self.assertFalse(far.participant_ids)
        stranger = self.make_participant("Other", "active", club=self.other_club)
        with self.assertRefused(ValidationError, "A club talks to employers about its"):
            contact.sudo().participant_ids = [Command.link(stranger.id)]

    # === OWNER === #

    def test_who_follows_an_employer(self):
        self._employer().action_club_own_relation()
        self.assertEqual(self.employer.club_owner_id, self.animateur)
        with self.assertRaisesRegex(UserError, "already followed"):
            self._employer(self.other_animateur).action_club_own_relation()

    def _portfolio(self):
        self.employer.club_owner_id = self.animateur
        lead = self.env["crm.lead"].create(
            {
                "name": "Hôtel",
                "club_id": self.club.id,
                "partner_id": self.employer.id,
                "user_id": self.animateur.id,
            }
        )
        call = lead.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.animateur.id
        )
        visit = self.employer.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.animateur.id
        )
        return lead, call + visit

    def _reassign(self, target, user=None):
        return (
            self.env["club.portfolio.reassign"]
            .with_user(user or self.manager)
            .create(
                {
                    "from_user_id": self.animateur.id,
                    "to_user_id": target.id,
                    "reason": "Parental leave",
                }
            )
        )

    def test_a_portfolio_is_reassigned_in_one_gesture(self):
        lead, activities = self._portfolio()
        colleague = new_test_user(
            self.env, "t_colleague", "clubs_ambition.group_clubs_animateur"
        )
        wizard = self._reassign(colleague)
        self.assertEqual(
            (wizard.establishment_count, wizard.lead_count, wizard.activity_count),
            (1, 1, 2),
        )
        with self.assertRaisesRegex(UserError, "not an animateur of Club A"):
            wizard.action_reassign()
        self.club.animateur_ids = [Command.link(colleague.id)]
        wizard.action_reassign()
        self.assertEqual(self.employer.club_owner_id, colleague)
        self.assertEqual((lead.user_id, lead.club_id), (colleague, self.club))
        self.assertEqual(activities.user_id, colleague)
        log = self.club.message_ids[0].body
        self.assertNotIn("Parental leave", log)
        why = self.env["club.hand.over"].search([("club_id", "=", self.club.id)])
        self.assertEqual(why.reason, "Parental leave")
        self.assertIn("1 establishments, 2 activities. Prospects (1).", log)

    def test_only_the_manager_of_the_club_reassigns(self):
        self._portfolio()
        with self.assertRaises(AccessError):
            self._reassign(self.other_animateur, self.animateur)
        wizard = self.env["club.portfolio.reassign"].with_user(self.manager)
        far = wizard.create(
            {
                "from_user_id": self.other_animateur.id,
                "to_user_id": self.animateur.id,
                "reason": "x",
            }
        )
        with self.assertRaisesRegex(UserError, "none of your clubs"):
            far.action_reassign()
        with self.assertRaisesRegex(UserError, "Choose another"):
            self._reassign(self.animateur).action_reassign()

    # === DUPLICATES === #

    def test_duplicates_ignore_accents_and_case(self):
        self.employer.write({"name": "Hôtel  du PORT", "zip": "13 002"})
        self.other_employer.write({"name": "hotel du port", "zip": "13002"})
        self.assertEqual(self._employer().club_duplicate_ids, self.other_employer)
        Partner = self.env["res.partner"].with_user(self.animateur)
        both = self.employer + self.other_employer
        domain = [("club_possible_duplicate", "=", True), ("id", "in", both.ids)]
        self.assertEqual(Partner.search(domain), both)
        self.other_employer.zip = "13003"
        self.assertFalse(Partner.search(domain))
        self.assertFalse(self._employer().club_possible_duplicate)
        both.company_registry = SIRET
        self.assertEqual(Partner.search(domain), both)
        self.assertTrue(self._employer().club_possible_duplicate)

    def _merge(self, user=None, partners=None):
        return (
            self.env["club.establishment.merge"]
            .with_user(user or self.manager)
            .create(
                {
                    "partner_ids": (
                        partners or self.employer + self.other_employer
                    ).ids,
                    "dst_partner_id": self.employer.id,
                }
            )
            .action_merge()
        )

    def test_merging_keeps_everything(self):
        person = self.make_participant("Yanis", "active")
        old = self.make_candidacy(person)
        young = self.make_candidacy(person, employer=self.other_employer)
        apart = self.make_candidacy(
            self.make_participant("Far", "active", club=self.other_club),
            employer=self.other_employer,
        )
        self.env["club.contact"].create(
            {"partner_id": self.other_employer.id, "club_id": self.club.id}
        )
        self.employer.comment = "Asks for early birds"
        self.other_employer.write(
            {
                "comment": "Back door",
                "phone": "+33 4 91 00 00 00",
                "club_network_status": "stop",
            }
        )
        self.employer.phone = "+33 4 91 11 11 11"
        self._merge()
        self.assertFalse(self.other_employer.exists())
        self.assertEqual((old + young + apart).partner_id, self.employer)
        self.assertEqual((old.state, young.state), ("sent", "withdrawn"))
        self.assertIn("one employer", young.message_ids[0].body)
        self.assertEqual(apart.state, "sent")
        for note in ("early birds", "Back door"):
            self.assertIn(note, self.employer.comment)
        self.assertEqual(self.employer.club_network_status, "stop")
        self.assertEqual(self.employer.club_last_contact_on, self.today)
        bodies = "".join(self.employer.message_ids.mapped("body"))
        self.assertIn("+33 4 91 00 00 00", bodies)

    def test_the_candidacy_that_went_furthest_stays(self):
        person = self.make_participant("Yanis", "active")
        old = self.make_candidacy(person)
        young = self.make_candidacy(person, employer=self.other_employer)
        young.state = "interview"
        self._merge()
        self.assertEqual((old.state, young.state), ("withdrawn", "interview"))

    def test_only_a_manager_merges_and_only_establishments(self):
        with self.assertRaises(AccessError):
            self._merge(self.animateur)
        person = self.env["res.partner"].create({"name": "Mme R."})
        with self.assertRaisesRegex(UserError, "only establishments"):
            self._merge(partners=self.employer + person)
        with self.assertRaisesRegex(UserError, "two or three"):
            self._merge(partners=self.employer)
        self.assertTrue(person.exists())
