from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from ...utils import clock
from ..common import ClubsCase


@tagged("post_install", "-at_install", "hours")
class TestEmployerDay(ClubsCase):
    """What an animateur does with employers, with no right but their own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = clock.today(cls.club)
        cls.person = cls.make_participant(
            state="active", day=cls.today - timedelta(days=20)
        )
        cls.env.user.tz = "UTC"
        cls.coach = cls.env(user=cls.animateur)

    def _prospect(self):
        Lead = self.coach["crm.lead"].with_context(
            clubs_prospection=1, default_type="opportunity"
        )
        view = "clubs_ambition.crm_lead_view_form_prospection_quick"
        with Form(Lead, view) as form:
            form.partner_id = self.coach["res.partner"].browse(self.employer.id)
            form.phone = "04 91 00 00 00"
            form.channel = "phone"
            form.prospecting_mode = "useful_offers"
        return form.record

    def _log(self, action, outcome, **values):
        Contact = self.coach["club.contact"].with_context(**action["context"])
        with Form(Contact, "clubs_ambition.club_contact_view_form") as form:
            form.outcome = outcome
            for name, value in values.items():
                form[name] = value
        return form.record

    def test_prospect_named_after_the_employer(self):
        lead = self._prospect()
        self.assertEqual(lead.name, "Boulangerie Azur")
        self.assertEqual(lead.club_id, self.club)
        self.assertEqual(lead.team_id, self.club.team_id)
        self.assertEqual(
            lead.stage_id, self.env.ref("clubs_ambition.crm_stage_to_contact")
        )
        self.assertEqual(lead.user_id, self.animateur)

    def test_drag_through_every_stage(self):
        lead = self._prospect()
        stages = self.env["crm.stage"].search([("for_clubs", "=", True)])
        for stage in [*stages, stages[0]]:
            lead.web_save({"stage_id": stage.id}, {"stage_id": {}, "is_rotting": {}})
            self.assertEqual(lead.stage_id, stage)
        subtypes = lead.message_ids.subtype_id
        self.assertFalse(subtypes & self.env.ref("crm.mt_lead_won"))

    def test_log_a_contact(self):
        lead = self._prospect()
        lead.activity_schedule(
            "mail.mail_activity_data_call", date_deadline=self.today, summary="Call"
        )
        contact = self._log(
            lead.action_club_log_contact(),
            "call_back",
            note="ask Mrs R.",
            next_delay="7",
        )
        self.assertEqual(contact.club_id, self.club)
        self.assertGreaterEqual(contact.next_on, self.today + timedelta(days=7))
        self.assertLess(contact.next_on.weekday(), 5, "never at the week-end")
        self.assertEqual(lead.last_outcome, "call_back")
        self.assertEqual(
            lead.stage_id, self.env.ref("clubs_ambition.crm_stage_contacted")
        )
        call = lead.activity_ids
        self.assertEqual(len(call), 1, "the call that was due is done")
        self.assertEqual(call.date_deadline, contact.next_on)
        self.assertEqual(self.employer.club_network_status, "contacted")
        self.assertIn("ask Mrs R.", self.employer.club_last_contact_text)

    def test_the_outcome_moves_the_card_forward_only(self):
        lead = self._prospect()
        for outcome, stage in (
            ("not_reachable", "crm_stage_contacted"),
            ("visit", "crm_stage_visit"),
            ("offer", "crm_stage_need"),
            ("call_back", "crm_stage_need"),
        ):
            self._log(lead.action_club_log_contact(), outcome)
            expected = self.env.ref(f"clubs_ambition.{stage}")
            self.assertEqual(lead.stage_id, expected, outcome)

    def test_put_aside_and_take_up_again(self):
        lead = self._prospect()
        lead.action_club_stop()
        self.assertFalse(lead.active)
        lead.action_club_resume()
        self.assertTrue(lead.active)
        self.assertTrue(lead.stage_id.for_clubs)

    def test_pressure_counts_all_clubs(self):
        self.env["club.contact"].create(
            [
                {
                    "partner_id": self.employer.id,
                    "club_id": club.id,
                    "outcome": "reached",
                }
                for club in (self.club, self.club, self.other_club)
            ]
        )
        lead = self._prospect()
        self.assertEqual(lead.club_recent_contact_count, 3)

    def test_whole_chain(self):
        lead = self._prospect()
        contact = self._log(lead.action_club_log_contact(), "offer")
        offer = self._describe(contact.action_qualify_offer())
        self.assertEqual(offer.lead_id, lead)
        self.assertEqual(lead.offer_count, 1)
        candidacy = self._present(offer.action_propose())
        self.assertEqual(candidacy.partner_id, self.employer)
        candidacy.action_send()
        self.assertEqual(candidacy.step_text, "sent today")
        candidacy.action_interview()
        placement = self._hire(candidacy)
        self.assertEqual(placement.participant_id, self.person)
        self.assertEqual(placement.contract_text, "Fixed-term contract, 8 months")
        self.assertEqual(offer.fill_text, "1 / 1")
        self.assertEqual(offer.state, "filled")
        self._check_buttons(lead, offer, candidacy, placement)

    def _describe(self, action):
        Offer = self.coach["club.offer"].with_context(**action["context"])
        with Form(Offer, "clubs_ambition.club_offer_view_form") as form:
            form.name = "Baker"
            form.kind = "cdd"
            form.duration_months = 8
        return form.record

    def _present(self, action):
        proposal = self.coach["club.proposal"].with_context(**action["context"])
        proposal = proposal.create({})
        line = proposal.line_ids.filtered(
            lambda one: one.participant_id.id == self.person.id
        )
        line.chosen = True
        proposal.action_keep()
        return line.offer_id.candidacy_ids

    def _hire(self, candidacy):
        action = candidacy.action_hire()
        Hire = self.coach["club.candidacy.hire"].with_context(**action["context"])
        with Form(Hire, "clubs_ambition.club_candidacy_hire_view_form") as form:
            self.assertEqual(form.kind, "cdd", "the terms come from the offer")
            self.assertEqual(form.duration_months, 8)
        opened = form.record.action_confirm()
        return self.coach["club.placement"].browse(opened["res_id"])

    def _check_buttons(self, lead, offer, candidacy, placement):
        """The smart buttons lead along the chain, both ways."""
        for record, method, expected in (
            (lead, "action_club_open_establishment", self.employer),
            (offer, "action_open_establishment", self.employer),
            (offer, "action_open_lead", lead),
            (candidacy, "action_open_offer", offer),
            (candidacy, "action_open_participant", self.person),
            (candidacy, "action_open_establishment", self.employer),
            (candidacy, "action_open_placement", placement),
            (placement, "action_open_candidacy", candidacy),
            (placement, "action_open_participant", self.person),
            (placement, "action_open_establishment", self.employer),
        ):
            with self.subTest(method=method, model=record._name):
                action = getattr(record, method)()
                self.assertEqual(action["res_id"], expected.id)
        employer = self.employer.with_user(self.animateur)
        for method, expected in (
            ("action_open_club_leads", lead),
            ("action_open_club_offers", offer),
            ("action_open_club_candidacies", candidacy),
            ("action_open_club_placements", placement),
        ):
            with self.subTest(method=method):
                action = getattr(employer, method)()
                found = self.coach[action["res_model"]].search(action["domain"])
                self.assertEqual(found, expected)
        self.assertEqual(
            (employer.club_offer_count, employer.club_candidacy_count), (1, 1)
        )

    def test_refuse_many_at_once(self):
        candidacies = self.make_candidacy(self.person) | self.make_candidacy(
            self.person, employer=self.other_employer
        )
        action = candidacies.with_user(self.animateur).action_refuse()
        Refuse = self.coach["club.candidacy.refuse"].with_context(**action["context"])
        view = "clubs_ambition.club_candidacy_refuse_view_form"
        with Form(Refuse, view) as form:
            form.refusal_reason_id = self.coach["club.refusal.reason"].search(
                [], limit=1
            )
        form.record.action_confirm()
        self.assertEqual(set(candidacies.mapped("state")), {"refused"})

    def test_dragged_to_refused_says_what_to_do(self):
        candidacy = self.make_candidacy(self.person).with_user(self.animateur)
        with self.assertRaisesRegex(UserError, "Refused"):
            candidacy.web_save({"state": "refused"}, {"state": {}})

    def test_dragged_to_hired_asks_for_the_contract(self):
        candidacy = self.make_candidacy(self.person).with_user(self.animateur)
        candidacy.web_save({"state": "hired"}, {"state": {}})
        placement = candidacy.placement_ids
        self.assertEqual(placement.contract_text, "Contract to be told")

    def test_follow_up_in_one_tap(self):
        candidacy = self.make_candidacy(self.person).with_user(self.animateur)
        candidacy.write({"state": "hired"})
        placement = candidacy.placement_ids
        self.assertEqual(placement.next_level, "quiet")
        month = placement.followup_ids.filtered(lambda f: f.milestone == "month_1")
        month.action_in_post()
        self.assertEqual(placement.state, "month_1")
        self.assertEqual((month.answer, month.source), ("in_post", "person"))

    def test_a_break_is_undone(self):
        candidacy = self.make_candidacy(self.person).with_user(self.animateur)
        candidacy.write({"state": "hired"})
        placement = candidacy.placement_ids
        placement.followup_ids[:1].action_in_post()
        action = placement.action_break()
        Break = self.coach["club.placement.break"].with_context(**action["context"])
        with Form(Break, "clubs_ambition.club_placement_break_view_form") as form:
            form.broken_reason = "Trial period"
        form.record.action_confirm()
        self.assertEqual(placement.state, "broken")
        placement.action_mend()
        self.assertEqual(placement.state, "started")

    def test_closed_columns_stay_folded(self):
        Candidacy = self.coach["club.candidacy"].with_context(read_group_expand=True)
        self.make_candidacy(self.person)
        groups = Candidacy.web_read_group(
            [], ["state"], auto_unfold=True, unfold_read_specification={}
        )["groups"]
        opened = {group["state"] for group in groups if "__records" in group}
        self.assertEqual(len(groups), 9)
        self.assertFalse(opened & {"withdrawn", "expired", "obsolete"})
        self.assertIn("sent", opened)

    def test_duplicate_siret_is_told(self):
        self.employer.company_registry = "73282932000074"
        with Form(
            self.coach["res.partner"].with_context(
                default_is_company=True, default_club_employer=True
            ),
            "clubs_ambition.res_partner_view_form_establishment",
        ) as form:
            form.name = "Boulangerie Azur bis"
            form.company_registry = "73282932000074"
            self.assertEqual(form.same_company_registry_partner_id, self.employer)
