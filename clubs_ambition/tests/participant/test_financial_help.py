from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..common import ClubsCase


@tagged("post_install", "-at_install")
class TestFinancialHelp(ClubsCase):
    """Money to return to work: recorded by who coaches, read by nobody else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journey = cls.make_participant(state="active")
        cls.placement = cls.env["club.placement"].create(
            {
                "participant_id": cls.journey.id,
                "partner_id": cls.employer.id,
                "kind": "cdi",
                "date_start": date(2026, 1, 31),
            }
        )
        cls.kind = cls.env.ref("clubs_ambition.club_financial_help_type_mobility")

    def help(self, user=None, **vals):
        return (
            self.env["club.financial.help"]
            .with_user(user or self.animateur)
            .create(
                {
                    "placement_id": self.placement.id,
                    "type_id": self.kind.id,
                    "amount": 120,
                    "date": date(2026, 2, 3),
                    **vals,
                }
            )
        )

    def test_recorded_from_the_placement_in_euros(self):
        one = self.help()
        self.assertEqual(one.participant_id, self.journey)
        self.assertEqual(one.club_id, self.club)
        self.assertEqual(one.currency_id.name, "EUR")
        self.help(amount=30.5)
        self.assertEqual(self.journey.with_user(self.animateur).help_total, 150.5)

    def test_without_a_placement(self):
        one = self.help(placement_id=False, participant_id=self.journey.id)
        self.assertFalse(one.placement_id)

    def test_an_amount_is_above_zero(self):
        for amount in (0, -5):
            with (
                self.assertRefused(ValidationError, "A help is an amount in euros"),
                self.cr.savepoint(),
            ):
                self.help(amount=amount)

    def test_of_the_same_person_and_after_the_orientation(self):
        other = self.make_participant("Lina", "active")
        with self.assertRaisesRegex(ValidationError, "same person"):
            self.env["club.financial.help"].browse(self.help().id).sudo().write(
                {"participant_id": other.id}
            )
        with self.assertRaisesRegex(ValidationError, "not oriented yet"):
            self.help(date=date(2025, 12, 1))
        with self.assertRefused(UserError, "create another record instead"):
            self.help().participant_id = other

    def test_no_social_security_number(self):
        with self.assertRefused(ValidationError, "holds what looks like a"):
            self.help(note="255081416802538")

    def test_only_who_coaches_reads_it(self):
        one = self.help()
        for user in (
            self.other_animateur,
            self.referent,
            self.observer,
            self.data_officer,
            self.portal,
            self.employee,
        ):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                one.with_user(user).read(["amount"])
        with self.assertRaises(AccessError):
            self.journey.with_user(self.referent).read(["help_total"])
        for user in (self.manager, self.coordinator):
            self.assertEqual(one.with_user(user).amount, 120)
        with self.assertRaises(AccessError):
            one.unlink()

    def test_exports_are_a_manager_s_and_within_sight(self):
        one = self.help()
        with self.assertRaises(UserError):
            one.export_data(["amount"])
        found = one.with_user(self.manager).export_data(["amount"])["datas"]
        self.assertEqual(found, [[120.0]])

    def test_another_club_records_nothing(self):
        with self.assertRefused(AccessError, "where you find what is open to you"):
            self.help(self.other_animateur)

    def test_in_the_closing_review_of_the_person_alone(self):
        self.help()
        self.journey.write(
            {
                "state": "exited",
                "exit_reason_id": self.env.ref(
                    "clubs_ambition.club_exit_reason_end_of_journey"
                ).id,
            }
        )
        review = (
            self.env["club.review"]
            .with_user(self.animateur)
            .create({"participant_id": self.journey.id})
        )
        report = self.env["ir.actions.report"].sudo()
        texts = {
            copy: report._render_qweb_html(
                f"clubs_ambition.report_review_{copy}", review.ids
            )[0].decode()
            for copy in ("participant", "referent")
        }
        self.assertRegex(texts["participant"], "Financial helps.*120[.,]00")
        self.assertNotRegex(texts["referent"], "Financial helps|120[.,]00")

    def test_a_retired_type_keeps_its_helps(self):
        one = self.help()
        self.kind.active = False
        self.assertEqual(one.type_id.name, self.kind.name)
        with self.assertRefused(UserError, "what was recorded with it keeps its"):
            self.kind.unlink()
