# pylint: disable=translation-required
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...utils import clock
from .mail_common import RIGHT, ServerCase


@tagged("post_install", "-at_install")
class TestResendingOver(ServerCase):
    """What holds no more is not sent again, nor by who may not read what it is about."""

    def undelivered(self, **vals):
        """Return a row of the club, as the code keeps them, for the animateur."""
        vals = {"club_id": self.club.id, "reason": "server", **vals}
        rows = self.env["club.arrival"]._rows().create(vals)
        return rows.with_user(self.animateur)

    def of_yanis(self):
        return self.rows().filtered(lambda one: one.person_id == self.yanis.person_id)

    def failed(self):
        """Return a session whose message reached nobody, the line of Yanis, the message."""
        with self.server("*"):
            session = self.moved()
            self.queue()
        line = session.sudo().attendance_ids.filtered(
            lambda one: one.participant_id == self.yanis
        )
        return session, line, line.mail_message_id

    # === WHAT HOLDS NO MORE === #

    def test_the_row_says_the_newest_message(self):
        session, line, old = self.failed()
        self.assertEqual(self.of_yanis().sudo().message_id, old)
        self.yanis.person_id.email = False
        session.location = "Room C"
        (row,) = self.of_yanis()
        self.assertEqual((row.reason, row.sudo().message_id.ids), ("none", []))
        self.yanis.person_id.email = RIGHT
        with self.server() as got:
            row.action_resend()
            self.queue()
        self.assertIn(RIGHT, got)
        self.assertGreater(line.mail_message_id.id, old.id)

    def test_an_older_message_is_not_sent_again(self):
        session, _line, old = self.failed()
        with self.server():
            session.location = "Room C"
            self.queue()
        self.assertFalse(self.of_yanis())
        arrival, nobody = self.env["club.arrival"], self.env["res.partner"]
        missed = arrival._message_values(old, nobody, ["yanis@example.com"])
        arrival._keep(missed, "bounce")
        with self.assertRaisesRegex(UserError, "holds no more"):
            self.of_yanis().action_resend()

    def test_who_is_expected_no_more_is_called(self):
        _session, line, _message = self.failed()
        line._keep(state="left")
        with self.assertRaisesRegex(UserError, "expected no more"):
            self.of_yanis().action_resend()
        line.unlink()
        with self.assertRaisesRegex(UserError, "no more"):
            self.of_yanis().action_resend()

    def test_of_a_cancelled_session_the_cancellation_alone_leaves(self):
        session, line, invitation = self.failed()
        with self.server("*"):
            session.action_cancel()
            self.queue()
        cancellation = line.mail_message_id
        line.mail_message_id = invitation
        row = self.of_yanis()
        row.sudo().message_id = invitation
        with self.assertRaisesRegex(UserError, "expected no more"):
            row.action_resend()
        line.mail_message_id = row.sudo().message_id = cancellation
        with self.server() as got:
            row.action_resend()
            self.queue()
        self.assertEqual(got, ["yanis@example.com"])

    def test_a_link_that_presents_nobody_is_not_sent_again(self):
        row = self.undelivered(link_id=self.link.id, partner_id=self.employer.id)
        self.candidacies.participant_id.person_id.objected_on = clock.today(self.club)
        self.assertEqual(self.link.state, "live")
        with self.assertRaisesRegex(UserError, "presented any more"):
            row.action_resend()

    def test_a_mail_that_left_says_nothing_of_another_of_its_message(self):
        _session, _line, message = self.failed()
        values = {"mail_message_id": message.id, "recipient_ids": self.employer.ids}
        mail = self.env["mail.mail"].create(values)
        typed = self.undelivered(message_id=message.id)
        mine = self.of_yanis() | typed
        self.env["club.arrival"]._mail_left(mail, pids=self.employer.ids)
        self.assertEqual(mine.exists(), mine)
        mail.write({"recipient_ids": False, "email_to": "yanis@example.com"})
        self.env["club.arrival"]._mail_left(mail, emails=["yanis@example.com"])
        self.assertFalse(mine.exists())

    # === WHO MAY === #

    def test_who_may_not_read_the_record_sends_nothing_about_it(self):
        journey = self.make_participant("Zoé Roy", club=self.other_club)
        row = self.undelivered(res_model=journey._name, res_id=journey.id)
        row |= self.undelivered(res_model="club.candidacy", res_id=self.first.id)
        mine = self.env["club.resending"].with_user(self.animateur)
        for action in (row.action_resend, row.action_told):
            with self.assertRaisesRegex(AccessError, "may not read"):
                action()
        with self.assertRaisesRegex(AccessError, "may not read"):
            mine._correct(row[:1], RIGHT)

    def test_what_a_colleague_is_not_to_get_is_not_typed_to_them(self):
        message = self.first.message_post(body="x", outgoing_email_to="z@example.com")
        row = self.undelivered(
            message_id=message.id, res_model="club.candidacy", res_id=self.first.id
        )
        with self.assertRaisesRegex(UserError, "a user here"):
            self.env["club.resending"].with_user(self.animateur)._correct(
                row, self.manager.email
            )

    def test_a_manager_reads_what_they_wrote_in_vain(self):
        self.assertFalse(self.manager.club_ids)
        message = self.employer.message_post(
            body="x", author_id=self.manager.partner_id.id
        )
        arrival = self.env["club.arrival"]
        arrival._keep(arrival._message_values(message, self.employer, []), "server")
        (row,) = self.rows(self.manager)
        self.assertEqual(row.sudo().message_id, message)

    def test_a_list_asks_no_more_for_more_rows(self):
        rows = self.undelivered(res_model="club.candidacy", res_id=self.first.id)
        rows |= self.undelivered(link_id=self.link.id, partner_id=self.employer.id)
        more = self.undelivered(res_model="club.candidacy", res_id=self.second.id)
        fresh = self.make_candidacy(self.lina, "draft", employer=self.other_employer)
        other = self.send(fresh, email=RIGHT)
        more |= self.undelivered(link_id=other.id, partner_id=self.employer.id)

        def cost(asked):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertTrue(all(row.about for row in asked.browse(asked.ids)))
            return self.env.cr.sql_log_count - before

        cost(rows | more)
        self.assertLessEqual(cost(rows | more), cost(rows))
