"""A contact of an employer who asks to be left alone is so at every door."""

# pylint: disable=translation-required
from odoo.exceptions import UserError
from odoo.tests import tagged

from .privacy_common import PrivacyCase

TYPED = {"first_name": "Zéphirine", "email": "z.t@example.org"}


@tagged("post_install", "-at_install", "security")
class TestRestrictionContact(PrivacyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.employer.email = "accueil@example.org"
        cls.contact = cls.env["res.partner"].create(
            {
                "name": "Zéphirine Trouvetout",
                "email": "z.t@example.org",
                "parent_id": cls.employer.id,
            }
        )
        cls.offer = cls.env["club.offer"].create(
            {
                "name": "Vendeur",
                "partner_id": cls.employer.id,
                "contact_id": cls.contact.id,
                "club_id": cls.club.id,
            }
        )

    def leave_alone(self, kind="restriction"):
        request = self.asked(kind, "email", subject="partner", **TYPED)
        request.action_take_effect()
        return request

    def test_nobody_changes_nor_takes_up_the_card(self):
        for kind in ("restriction", "objection"):
            request = self.leave_alone(kind)
            self.assertFalse(self.contact.active)
            for user in (self.animateur, self.coordinator, self.env.user):
                card = self.contact.with_user(user).sudo()
                for values in ({"active": True}, {"function": "DRH"}):
                    with self.assertRaisesRegex(UserError, "left as it is|recorded"):
                        card.write(values)
            with self.assertRefused(UserError, "nor proposed"):
                self.contact.unlink()
            with self.assertRefused(UserError, "nor proposed"):
                self.contact.message_post(body="x")
            with self.assertRefused(UserError, "nor proposed"):
                self.contact.activity_schedule("mail.mail_activity_data_todo")
            self.contact.sudo().write({"message_bounce": 1})
            request.action_lift()
            self.assertTrue(self.contact.active)
            self.contact.function = "DRH"

    def test_no_record_names_them_anew(self):
        self.leave_alone()
        values = {"partner_id": self.employer.id, "club_id": self.club.id}
        with self.assertRefused(UserError, "nor proposed"):
            self.env["club.offer"].create(
                {**values, "name": "Caissier", "contact_id": self.contact.id}
            )
        other = self.env["club.offer"].create({**values, "name": "Caissier"})
        with self.assertRefused(UserError, "nor proposed"):
            other.contact_id = self.contact
        self.offer.name = "Vendeuse"
        self.assertEqual(self.offer.contact_id, self.contact, "what was known stays")

    def test_profiles_go_to_the_establishment(self):
        candidacy = self.make_candidacy(self.journey)
        candidacy.offer_id = self.offer
        address = self.env["club.candidacy.send"]._address
        self.assertEqual(address(self.employer, candidacy), "z.t@example.org")
        self.leave_alone()
        self.assertEqual(address(self.employer, candidacy), "accueil@example.org")

    def mails(self):
        mails = self.env["mail.mail"].create(
            [
                {"email_to": "z.t@example.org", "body_html": "x"},
                {"email_to": "Z.T@example.org, b@example.org", "body_html": "x"},
                {"recipient_ids": [(6, 0, self.contact.ids)], "body_html": "x"},
                {
                    "recipient_ids": [(6, 0, (self.contact | self.employer).ids)],
                    "body_html": "x",
                },
            ]
        )
        return mails, self.env["club.privacy.effect"]._fit_to_leave(mails)

    def test_no_mail_leaves_to_them(self):
        """A reminder of a link that had their address, a message that waited."""
        mails, leaving = self.mails()
        self.assertEqual(leaving, mails)
        self.leave_alone()
        mails, leaving = self.mails()
        self.assertEqual(leaving, mails[1] + mails[3])
        self.assertEqual(mails[1].email_to, "b@example.org")
        self.assertEqual(mails[3].recipient_ids, self.employer)
        self.assertEqual((mails[0] + mails[2]).mapped("state"), ["cancel"] * 2)

    def test_an_address_of_the_establishment_is_written_to(self):
        self.employer.email = "z.t@example.org"
        self.leave_alone()
        _mails, leaving = self.mails()
        self.assertIn("z.t@example.org", leaving[0].email_to)

    def test_archived_before_archived_after(self):
        self.contact.active = False
        first, second = self.leave_alone(), self.leave_alone("objection")
        first.action_lift()
        with self.assertRefused(UserError, "nor proposed"):
            self.contact.active = True
        second.action_lift()
        self.assertFalse(self.contact.active)
        self.contact.active = True

    def test_taken_up_when_both_are_lifted(self):
        first, second = self.leave_alone(), self.leave_alone("objection")
        first.action_lift()
        self.assertFalse(self.contact.active)
        second.action_lift()
        self.assertTrue(self.contact.active)

    def test_mails_to_a_person_left_alone_do_not_leave(self):
        """Written from a group, about nobody in particular, before they asked."""
        session = self.env["club.session"].create(
            {
                "name": "Atelier",
                "kind": "group",
                "club_id": self.club.id,
                "cohort_id": self.cohort.id,
                "start": "2026-12-07 08:00:00",
                "stop": "2026-12-07 10:00:00",
            }
        )
        self.assertIn(self.journey, session.attendance_ids.participant_id)
        message = session.message_post(body="x")
        mail = self.env["mail.mail"].create(
            {
                "mail_message_id": message.id,
                "email_to": "lina.moreau@example.org",
                "body_html": "x",
            }
        )
        leave = self.env["club.privacy.effect"]._fit_to_leave
        self.assertEqual(leave(mail), mail)
        self.restrict()
        mail.state = "outgoing"
        self.assertFalse(leave(mail))
        self.assertEqual(mail.state, "cancel")
