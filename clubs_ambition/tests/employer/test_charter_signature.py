from datetime import date, timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...utils import clock
from ..immersion.immersion_common import ImmersionCase


@tagged("post_install", "-at_install")
class TestCharterSignature(ImmersionCase):
    """A charter is a contract: promised beside delivered."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = clock.today(cls.club)
        cls.charter, cls.local = cls.env["club.charter"].create(
            [
                {"name": "Diversity", "code": "d_test", "kind": "diversity"},
                {"name": "Our town", "code": "l_test"},
            ]
        )

    def _sign(self, user=None, **vals):
        return (
            self.env["club.charter.signature"]
            .with_user(user or self.animateur)
            .create(
                {
                    "charter_id": self.charter.id,
                    "partner_id": self.employer.id,
                    "club_id": self.club.id,
                    "date_from": self.today - timedelta(days=30),
                    "promised_interviews": 5,
                    "promised_hires": 1,
                    **vals,
                }
            )
        )

    def test_kinds(self):
        self.assertEqual(self.local.kind, "local")
        paqte = self.env.ref("clubs_ambition.club_charter_districts")
        self.assertEqual(paqte.kind, "districts")

    def test_promised_and_delivered(self):
        signed = self._sign()
        people = [self.make_participant(f"P{n}", "active") for n in range(3)]
        far = self.make_participant("Far", "active", club=self.other_club)
        candidacies = [self.make_candidacy(person) for person in (*people, far)]
        candidacies[0].state = "interview"
        candidacies[1].state = "trial"
        candidacies[3].state = "hired"
        before = self.make_candidacy(self.make_participant("Before", "active"), "sent")
        before.state = "interview"
        before.sent_on = self.today - timedelta(days=31)
        signed.invalidate_recordset()
        self.assertEqual(
            (
                signed.delivered_interviews,
                signed.delivered_immersions,
                signed.delivered_hires,
            ),
            (3, 0, 1),
        )
        self.assertEqual(signed.delivered_text, "3 / 5 interviews · 1 / 1 hires")

    def test_immersions_are_those_that_began(self):
        signed = self._sign(date_from="2026-02-01", promised_immersions=2)
        self.immersion(state="running")
        missed = self.immersion(
            start=date(2026, 4, 6), state="signed", purpose="confirm"
        )
        missed.state = "no_show"
        self.immersion(
            start=date(2026, 5, 4), state="running", partner_id=self.other_employer.id
        )
        signed.invalidate_recordset()
        self.assertEqual(signed.delivered_immersions, 1)
        self.assertIn("1 / 2 immersions", signed.delivered_text)
        signed.sudo().date_to = "2026-02-01"
        self.assertEqual(signed.delivered_immersions, 0)

    def test_one_query_for_all(self):
        signed = self._sign() + self._sign(partner_id=self.other_employer.id)
        self.env.flush_all()
        signed.invalidate_recordset()
        signed.mapped("promised_hires")
        with self.assertQueryCount(1):
            signed.mapped("delivered_text")

    def test_state_and_signatories(self):
        past = self.today - timedelta(days=1)
        expired = self._sign(partner_id=self.other_employer.id, date_to=past)
        current = self._sign()
        coming = self._sign(
            charter_id=self.local.id, date_from=self.today + timedelta(days=1)
        )
        self.assertEqual(
            (expired + current + coming).mapped("state"),
            ["expired", "current", "coming"],
        )
        Signature = self.env["club.charter.signature"]
        for signed in (expired, current, coming):
            self.assertEqual(
                Signature.search(
                    [
                        ("state", "=", signed.state),
                        ("id", "in", (expired + current + coming).ids),
                    ]
                ),
                signed,
            )
        self.assertEqual(self.charter.signatory_count, 1)

    def test_the_page_of_the_employer_follows(self):
        imported = self.env.ref("clubs_ambition.club_charter_districts")
        self.employer.club_charter_ids = [Command.link(imported.id)]
        signed = self._sign()
        self.assertEqual(self.employer.club_charter_ids, imported + self.charter)
        signed.with_user(self.manager).charter_id = self.local
        self.assertEqual(self.employer.club_charter_ids, imported + self.local)
        signed.with_user(self.manager).partner_id = self.other_employer
        self.assertEqual(self.employer.club_charter_ids, imported)
        self.assertEqual(self.other_employer.club_charter_ids, self.local)
        self._sign(partner_id=self.other_employer.id, charter_id=self.local.id)
        signed.with_user(self.coordinator).unlink()
        self.assertEqual(self.other_employer.club_charter_ids, self.local)

    def test_a_merge_keeps_the_charters(self):
        signed = self._sign(partner_id=self.other_employer.id)
        self._sign(charter_id=self.local.id)
        self.env["club.establishment.merge"].with_user(self.manager).create(
            {
                "partner_ids": (self.employer + self.other_employer).ids,
                "dst_partner_id": self.employer.id,
            }
        ).action_merge()
        self.assertEqual(signed.partner_id, self.employer)
        self.assertEqual(self.employer.club_charter_ids, self.charter + self.local)

    def test_dates_and_promises_hold(self):
        for vals in (
            {"date_to": self.today - timedelta(days=60)},
            {"promised_hires": -1},
        ):
            with (
                self.subTest(vals=vals),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
            ):
                self._sign(**vals)

    def test_who_records_and_who_changes(self):
        signed = self._sign()
        with self.assertRaises(AccessError):
            signed.with_user(self.animateur).promised_hires = 2
        with self.assertRaises(AccessError):
            self._sign(club_id=self.other_club.id)
        with self.assertRaises(AccessError):
            self._sign(club_id=False, territory_id=self.agency.id)
        regional = self._sign(self.manager, club_id=False, territory_id=self.agency.id)
        self.assertTrue(regional)
        far = self._sign(self.other_animateur, club_id=self.other_club.id)
        self.assertEqual(far.with_user(self.animateur).charter_id, self.charter)
        with self.assertRaises(AccessError):
            far.with_user(self.manager).promised_hires = 2
        signed.with_user(self.manager).promised_hires = 2
        far.with_user(self.coordinator).promised_hires = 2
        for role in ("observer", "referent", "data_officer", "employee", "portal"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                signed.with_user(self.users[role]).read(["charter_id"])
