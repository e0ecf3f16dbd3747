from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from ...utils.geometry import distance_km
from ..common import ClubsCase


@tagged("post_install", "-at_install")
@freeze_time("2026-01-14 12:00:00")
class TestProposal(ClubsCase):
    """Ranking somebody for an offer, and presenting several people at one go."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        jobs = cls.env["club.occupation"].search([("kind", "=", "job")])
        cls.cook = jobs[0]
        sheet = cls.cook.parent_id
        cls.near = jobs.filtered(lambda one: one.parent_id == sheet) - cls.cook
        cls.far = jobs.filtered(lambda one: one.domain_id != cls.cook.domain_id)[:1]
        cls.offer = cls.env["club.offer"].create(
            {
                "name": "Cook",
                "partner_id": cls.employer.id,
                "club_id": cls.club.id,
                "occupation_id": cls.cook.id,
            }
        )
        cls.yanis = cls.person("Yanis Benali", cls.cook)
        cls.lina = cls.person("Lina Moreau", cls.far)

    @classmethod
    def person(cls, name, job, **vals):
        return cls.make_participant(
            name, "active", occupation_ids=job.ids, mobility_km=10, **vals
        )

    def proposal(self, user=None, **vals):
        return (
            self.env["club.proposal"]
            .with_user(user or self.animateur)
            .create(
                {
                    "participant_ids": (self.yanis + self.lina).ids,
                    "offer_ids": self.offer.ids,
                    **vals,
                }
            )
        )

    def points(self, participant=None):
        return self.offer._match(participant or self.yanis)[0]

    def test_the_job_counts_most(self):
        self.assertGreater(self.points(), self.points(self.lina))
        self.assertEqual(self.offer._match_job(self.yanis)[0], 50)
        self.assertEqual(self.offer._match_job(self.lina)[0], 0)
        if self.near:
            self.yanis.occupation_ids = self.near[:1]
            self.assertEqual(self.offer._match_job(self.yanis)[0], 35)

    def test_each_line_says_its_points(self):
        points, lines = self.offer._match(self.yanis)
        self.assertEqual(len(lines), 4)
        told = [int(line.rsplit("+", 1)[1].rstrip(")")) for line in lines]
        self.assertEqual(sum(told), points)

    def _distance(self):
        return self.env["club.offer"]._match_distance(self.employer, self.yanis)

    def test_distance_at_the_edge_of_the_reach(self):
        self.employer.write({"partner_latitude": 43.3, "partner_longitude": 5.4})
        self.yanis.write({"latitude": 43.3, "longitude": 5.4})
        self.assertEqual(self._distance()[0], 20)
        self.yanis.latitude = 43.3 + 11 / 111.2
        self.assertEqual(self._distance()[0], 0)
        self.yanis.mobility_km = 0
        self.assertEqual(self._distance()[0], 10)

    def test_known_distance(self):
        self.assertAlmostEqual(
            distance_km((43.2965, 5.3698), (48.8566, 2.3522)), 661, delta=2
        )

    def test_level_and_availability(self):
        low, high = (
            self.env["club.education.level"].search([], order=order, limit=1)
            for order in ("level_number", "level_number desc")
        )
        self.offer.level_id = high
        self.assertEqual(self.offer._match_level(self.yanis)[0], 5)
        opened = self.yanis._unguarded("education_level_id")
        opened.education_level_id = low
        self.assertEqual(self.offer._match_level(self.yanis)[0], 0)
        self.yanis.available_from = date(2026, 2, 1)
        self.assertEqual(self.offer._match_availability(self.yanis)[0], 5)
        self.offer.deadline = date(2026, 2, 1)
        self.assertEqual(self.offer._match_availability(self.yanis)[0], 15)

    def test_age_district_and_barriers_change_nothing(self):
        before = self.offer._match(self.yanis)
        barrier = self.env["club.barrier"].search([], limit=1)
        self.yanis._unguarded("birth_date", "district_status").write(
            {
                "birth_date": date(1960, 1, 1),
                "district_status": "in",
                "rqth": True,
                "barrier_ids": [(0, 0, {"barrier_id": barrier.id})],
            }
        )
        self.assertEqual(self.offer._match(self.yanis), before)

    def test_best_first_and_several_at_once(self):
        proposal = self.proposal()
        self.assertEqual(proposal.line_ids[0].participant_id, self.yanis)
        proposal.line_ids.chosen = True
        action = proposal.action_propose()
        created = self.env["club.candidacy"].browse(
            action["context"]["default_candidacy_ids"]
        )
        self.assertEqual(created.participant_id, self.yanis + self.lina)
        self.assertEqual(set(created.mapped("origin")), {"coach"})
        self.assertEqual(set(created.mapped("state")), {"draft"})
        self.assertEqual(created.offer_id, self.offer)

    def test_several_people_to_several_employers(self):
        proposal = self.proposal(
            offer_ids=[], partner_ids=(self.employer + self.other_employer).ids
        )
        self.assertEqual(len(proposal.line_ids), 4)

    def test_who_is_presented_already_is_left_out(self):
        self.make_candidacy(self.yanis, offer_id=self.offer.id)
        self.assertEqual(self.proposal().line_ids.participant_id, self.lina)

    def test_presented_elsewhere_there_needs_a_reason(self):
        self.make_candidacy(self.yanis)
        proposal = self.proposal()
        line = proposal.line_ids.filtered("warning")
        self.assertEqual(line.participant_id, self.yanis)
        line.chosen = True
        self.assertTrue(proposal.needs_reason)
        with self.assertRaisesRegex(UserError, "write why"):
            proposal.action_keep()
        proposal.reason = "They asked for a cook this time"
        proposal.action_keep()
        candidacy = self.yanis.candidacy_ids.filtered("offer_id")
        self.assertIn("asked for a cook", candidacy.message_ids[0].body)

    def test_a_refusal_of_late_warns_an_old_one_does_not(self):
        reason = self.env["club.refusal.reason"].search([], limit=1)
        refused = self.make_candidacy(self.yanis)
        refused.write({"state": "refused", "refusal_reason_id": reason.id})
        self.assertTrue(any(self.proposal().line_ids.mapped("warning")))
        refused.answered_on = date(2025, 6, 1)
        self.assertFalse(any(self.proposal().line_ids.mapped("warning")))

    def test_nothing_ticked_is_said(self):
        with self.assertRefused(UserError, "Tick at least one proposal"):
            self.proposal().action_propose()

    def test_people_of_another_club_are_out_of_reach(self):
        with self.assertRefused(AccessError, "where you find what is open to you"):
            self.proposal(self.other_animateur)
        action = self.offer.with_user(self.other_animateur).action_propose()
        self.assertFalse(action["context"]["default_participant_ids"])

    def test_offers_for_somebody(self):
        action = self.yanis.with_user(self.animateur).action_find_offers()
        self.assertIn(self.offer.id, action["context"]["default_offer_ids"])
        self.offer.action_close()
        action = self.yanis.with_user(self.animateur).action_find_offers()
        self.assertNotIn(self.offer.id, action["context"]["default_offer_ids"])
