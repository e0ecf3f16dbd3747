# pylint: disable=translation-required
"""The information notice: read by anybody, sent along, and its giving on record."""

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from ...models.club import inbound_page
from ..answer_common import SecretCase

WHOLE = "Qui utilise vos données"


class NoticeCase(SecretCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.yanis.person_id
        cls.person.email = "yanis@example.org"
        cls.wording = cls.env.ref("clubs_ambition.club_privacy_wording_notice")
        cls.Notice = cls.env["club.privacy.notice"]

    def given(self, **about):
        domain = [(name, "=", record.id) for name, record in about.items()]
        return self.Notice.search(domain)

    def write_to(self, journey=None):
        """Write to a person from their journey; return what left."""
        journey = (journey or self.yanis).with_user(self.animateur)
        message = journey._write_to_person(journey.sudo().person_id, "Come on Monday")
        return self.sent(
            self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
        )

    def sent(self, mails):
        with self.mock_mail_gateway():
            mails.send()
        return [str(mail["body"]) for mail in self._mails]


@tagged("post_install", "-at_install")
class TestNoticeSent(NoticeCase):
    def test_the_first_message_bears_it_whole_and_is_recorded(self):
        self.assertFalse(self.given(person_id=self.person))
        (first,) = self.write_to()
        self.assertIn(WHOLE, first)
        address = f"/clubs/{inbound_page.key_of(self.club)}/notice"
        self.assertIn(address, first)
        one = self.given(person_id=self.person)
        self.assertEqual((one.wording_id, one.way), (self.wording, "message"))
        self.assertEqual(one.user_id, self.animateur)
        (second,) = self.write_to()
        self.assertNotIn(WHOLE, second)
        self.assertIn(address, second)
        self.assertEqual(self.given(person_id=self.person), one, "once a version")

    def test_what_does_not_leave_is_given_to_nobody(self):
        journey = self.yanis.with_user(self.animateur)
        journey._write_to_person(self.person, "Come on Monday")
        self.assertFalse(self.given(person_id=self.person))

    def test_a_new_version_is_given_anew(self):
        self.write_to()
        new = self.env["club.privacy.wording"].create(
            {"purpose": "notice", "version": "2", "body": f"{WHOLE} ? {{club}}"}
        )
        new.action_publish()
        (body,) = self.write_to()
        self.assertIn(f"{WHOLE} ? {self.club.name}", body)
        self.assertEqual(
            self.given(person_id=self.person).wording_id, new | self.wording
        )

    def test_an_employer_s_contact(self):
        """By a link, and by a message from the thread of the establishment."""
        contact = self.env["res.partner"].create(
            {
                "name": "Léa Four",
                "parent_id": self.employer.id,
                "email": "lea@example.com",
            }
        )
        (body,) = self.sent(self.mails())
        self.assertIn("/notice", body)
        self.assertNotIn(WHOLE, body)
        self.assertTrue(self.given(partner_id=self.employer))
        message = self.employer.with_user(self.animateur).message_post(
            body="Good morning",
            partner_ids=contact.ids,
            subtype_xmlid="mail.mt_comment",
        )
        bodies = self.sent(
            self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
        )
        self.assertTrue(all("/notice" in body for body in bodies) and bodies)
        self.assertTrue(self.given(partner_id=contact))

    def test_colleagues_get_no_foot(self):
        self.animateur.notification_type = "email"
        message = self.yanis.message_post(
            body="Call back", partner_ids=self.animateur.partner_id.ids
        )
        bodies = self.sent(
            self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
        )
        self.assertTrue(bodies)
        self.assertNotIn("/notice", " ".join(bodies))

    # === WITH THE ORIENTATION, OR BY HAND === #

    def test_with_the_orientation(self):
        one = (
            self.env["club.orientation"]
            .with_user(self.referent)
            .create({"last_name": "Roux", "club_id": self.club.id})
        )
        person = one.sudo().participant_id.person_id
        self.assertFalse(one.notice_given)
        for _twice in range(2):
            one.action_give_notice()
        one.invalidate_recordset()
        self.assertTrue(one.notice_given)
        given = self.given(person_id=person)
        self.assertEqual((given.way, given.user_id), ("orientation", self.referent))
        with self.assertRaises(AccessError):
            given.with_user(self.referent).read(["given_on"])
        stranger = one.with_user(self.other_animateur)
        with self.assertRaises(AccessError):
            stranger.action_give_notice()

    def test_a_referent_learns_of_no_other_giving(self):
        """What the club gave the person says that they are known."""
        self.write_to()
        self.yanis.referent_id = self.referent
        one = self.yanis.orientation_ids.with_user(self.referent)
        self.assertFalse(one.notice_given)

    def test_by_hand(self):
        mine = self.yanis.with_user(self.animateur)
        action = mine.action_open_consents()
        dialog = mine.env[action["res_model"]].browse(action["res_id"])
        self.assertFalse(dialog.notice_text)
        dialog.action_give_notice()
        dialog.invalidate_recordset()
        self.assertIn("Handed over", dialog.notice_text)
        self.assertEqual(self.given(person_id=self.person).way, "hand")


@tagged("post_install", "-at_install")
class TestNoticePage(HttpCase, NoticeCase):
    def test_anybody_reads_it(self):
        """Of a club and of none; no cookie is set; closed clubs have theirs too."""
        self.opener.cookies.pop("session_id", None)
        path = self.Notice._path(self.club)
        self.club.inbound_open = False
        self.env.flush_all()
        for address, name in ((path, self.club.name), ("/clubs/notice", WHOLE)):
            page = self.url_open(address, allow_redirects=False)
            self.assertEqual(page.status_code, 200)
            self.assertIn(WHOLE, page.text)
            self.assertIn(name, page.text)
            self.assertNotIn("Set-Cookie", page.headers)
        self.assertEqual(self.url_open("/clubs/1-x/notice").status_code, 404)

    def test_every_public_page_leads_to_it(self):
        pages = [
            self.page_of(self.link),
            f"/clubs/{inbound_page.key_of(self.club)}/besoin",
            "/clubs/reponse/x",
        ]
        for path in pages:
            self.assertIn('/notice"', self.url_open(path).text, path)
