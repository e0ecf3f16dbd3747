"""Nothing comes to who is left alone by a change of what is about somebody else."""

# pylint: disable=translation-required
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from ...utils import clock
from .privacy_common import PrivacyCase


@tagged("post_install", "-at_install", "security")
class TestRestrictionMoved(PrivacyCase):
    """An interview, edited; a message, a task, a file, moved; a mail, sorted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.make_participant(
            "Paul Roche", "active", animateur_id=cls.animateur.id
        )

    def refused(self, record, vals):
        refused = self.assertRaisesRegex(UserError, "left as it is|recorded")
        with self.subTest(record=record), refused, self.env.cr.savepoint():
            record.write(vals)
        self.env.invalidate_all()

    def test_an_interview_of_somebody_else(self):
        start = fields.Datetime.now() + timedelta(days=2)
        interview = self.env["club.session"].create(
            {
                "name": "Interview",
                "kind": "interview",
                "club_id": self.club.id,
                "participant_id": self.other.id,
                "animateur_id": self.animateur.id,
                "start": start,
                "stop": start + timedelta(hours=1),
            }
        )
        self.restrict()
        seen = interview.with_user(self.animateur)
        self.refused(seen, {"participant_id": self.journey.id})
        self.assertEqual(interview.participant_id, self.other)
        interview.write({"animateur_id": self.other_animateur.id})

    def test_a_draft_of_somebody_else(self):
        """To present them, or have them work somewhere: not even prepared."""
        draft = self.make_candidacy(self.other, "draft").with_user(self.animateur)
        self.restrict()
        self.refused(draft, {"participant_id": self.journey.id})
        self.assertEqual(draft.participant_id, self.other)
        draft.write({"participant_id": self.other.id})

    def test_what_points_to_somebody_else(self):
        task = self.other.activity_schedule("mail.mail_activity_data_todo")
        file = self.env["ir.attachment"].create(
            {"name": "x", "res_model": self.other._name, "res_id": self.other.id}
        )
        message = self.other.message_post(body="x")
        self.restrict()
        for record in (task, file, message):
            self.refused(record, {"res_id": self.journey.id})
            self.assertEqual(record.res_id, self.other.id)
        file.write({"name": "y"})
        message.write({"subject": "y"})

    def test_a_mail_to_sort(self):
        mail = self.env["club.inbound.mail"].create(
            {"club_id": self.club.id, "sender": "x@example.org"}
        )
        mail.message_post(body="x", message_type="email")
        self.restrict()
        with (
            self.assertRefused(UserError, "nor proposed"),
            self.env.cr.savepoint(),
        ):
            mail._hand_to(self.journey)
        self.assertTrue(mail.exists())
        mail._hand_to(self.other)
        self.assertFalse(mail.exists())

    def test_what_is_about_them_already_is_read_as_before(self):
        """A message that was there is marked by who reads it."""
        message = self.journey.message_post(body="x")
        self.restrict()
        message.write({"starred_partner_ids": self.animateur.partner_id.ids})
        self.assertEqual(message.starred_partner_ids, self.animateur.partner_id)

    def test_another_thread_reads_who_was_left_alone_before_it_is_committed(self):
        """It fills the cache again, from before: the commit forgets that too."""
        service = self.env["club.restriction"]
        ends = self.env.cr.postcommit
        ends.clear()
        self.addCleanup(ends.clear)
        service._set(self.person, clock.today(self.club))
        self.env.registry.clear_cache()  # another thread's is empty
        before = self.env["club.person"].browse()
        with patch.object(type(before), "search", return_value=before):
            self.assertFalse(service._restricted())
        self.assertFalse(service._restricted(), "kept from before")
        ends.run()
        self.assertEqual(service._restricted(), {self.person.id})
