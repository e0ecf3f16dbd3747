# pylint: disable=translation-required
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...utils import clock
from .mail_common import RIGHT, ServerCase


@tagged("post_install", "-at_install")
class TestResending(ServerCase):
    """What did not arrive is corrected, sent again, or said otherwise."""

    # === ADDRESS === #

    def correct(self, record, email, user=None):
        """Press “Correct the address” and confirm, as the browser does."""
        user = user or self.animateur
        action = record.with_user(user).action_club_undelivered_correct()
        self.assertEqual(action["res_model"], "club.undelivered.correct")
        Dialog = self.env["club.undelivered.correct"].with_user(user)
        dialog = Dialog.with_context(**action["context"])
        values = dialog.default_get(["undelivered_id", "email"])
        return dialog.create({**values, "email": email}).action_confirm()

    def test_a_corrected_address_gets_it_at_once(self):
        with self.server("boulangerie@example.com"):
            self.link.sudo()._send()
            self.queue()
        contact = self.env["club.contact"].search(
            [("partner_id", "=", self.employer.id)]
        )
        self.assertEqual(contact.mapped("outcome"), ["not_reachable"])
        for wrong, words in ((" ", "not one"), (self.manager.email, "a user here")):
            with self.assertRaisesRegex(UserError, words):
                self.correct(self.first, wrong)
        with self.server("boulangerie@example.com") as got:
            self.correct(self.first, RIGHT)
            self.queue()
        self.assertEqual(got, [RIGHT])
        self.assertEqual((self.employer.email, self.link.email), (RIGHT, RIGHT))
        self.assertEqual(contact.mapped("outcome"), ["reached"])
        self.assertFalse(self.rows())

    def test_an_address_corrected_on_its_page_is_used(self):
        with self.server("yanis@example.com"):
            session = self.moved()
            self.queue()
        self.assertIn("Yanis", self.shown(session))
        self.yanis.person_id.with_user(self.animateur).email = RIGHT
        with self.server("yanis@example.com") as got:
            session.action_club_undelivered_resend()
            self.queue()
        self.assertEqual(got, [RIGHT])

    def test_a_person_s_address_is_corrected_where_it_stands(self):
        with self.server("yanis@example.com"):
            self.moved()
            self.queue()
        with self.server("yanis@example.com") as got:
            self.correct(self.yanis, RIGHT)
            self.queue()
        self.assertEqual((got, self.yanis.person_id.email), ([RIGHT], RIGHT))

    def test_a_colleague_s_address_is_theirs(self):
        with self.server("*"):
            renewal = self.waiting()
        self.rows()[1:].sudo().unlink()
        with self.assertRaisesRegex(UserError, "own preferences"):
            self.correct(renewal, RIGHT)

    def test_who_could_not_be_invited_is_invited_with_an_address(self):
        zoe = self.make_participant("Zoé Roy", "oriented")
        luc = self.make_participant("Luc Petit", "oriented")
        luc.person_id.email = "luc@example.com"
        session = self.session()
        with self.server("luc@example.com") as got:
            session.action_invite()
            self.queue()
            for name in ("Zoé", "Luc"):
                self.assertIn(name, self.shown(session))
            zoe.person_id.email = "zoe@example.com"
            luc.person_id.email = RIGHT
            notice = session.action_invite()
            self.queue()
        asked = [one for one in got if "t.t@" not in one]
        self.assertEqual(sorted(asked), [RIGHT, "zoe@example.com"])
        self.assertIn("2", notice["params"]["message"])
        self.assertFalse(self.rows())

    # === SERVER === #

    def lost_for_want_of_a_server(self):
        """Write by a link, and about a session that moves, while none takes mails."""
        with self.server(down=True):
            self.link.sudo()._send()
            self.moved()
            self.queue()
        rows = self.rows()
        self.assertEqual(set(rows.mapped("reason")), {"server"})
        return rows

    def test_what_no_server_took_leaves_when_one_is_set(self):
        rows = self.lost_for_want_of_a_server()
        self.assertGreater(len(rows), 1)
        with self.server() as got:
            self.queue()
            self.assertFalse(got, "nobody tries again by themselves")
            server = {"name": "Agency", "smtp_host": "mail.example.com"}
            self.env["ir.mail_server"].create(server)
            self.queue()
        self.assertLessEqual({"boulangerie@example.com", "yanis@example.com"}, set(got))
        self.assertFalse(self.rows())

    def test_a_server_that_is_mended_takes_them_too(self):
        server = {"name": "Agency", "smtp_host": "wrong.example.com"}
        server = self.env["ir.mail_server"].create(server)
        self.lost_for_want_of_a_server()
        with self.server() as got:
            server.name = "Of the agency"
            self.queue()
            self.assertFalse(got)
            server.smtp_host = "mail.example.com"
            self.queue()
        self.assertIn("yanis@example.com", got)

    def test_what_is_old_or_holds_no_more_is_left(self):
        rows = self.lost_for_want_of_a_server()
        self.link.with_user(self.animateur).action_revoke()
        self.cr.execute(
            "UPDATE club_undelivered SET create_date = create_date - INTERVAL '8 days' "
            "WHERE id = ANY(%s::int[])",
            [rows.filtered("session_id").ids],
        )
        self.env.invalidate_all()
        with self.server() as got:
            server = {"name": "Agency", "smtp_host": "mail.example.com"}
            self.env["ir.mail_server"].create(server)
            self.queue()
        self.assertFalse(got)

    def test_who_has_no_address_is_told_or_called(self):
        """Of a cancellation too: today nobody knew."""
        self.yanis.person_id.email = False
        session = self.moved()
        (row,) = self.rows().filtered(lambda one: one.person_id == self.yanis.person_id)
        self.assertEqual(row.reason, "none")
        with self.assertRaisesRegex(UserError, "no e-mail address"):
            row.action_resend()
        row.action_told()
        self.assertNotIn("Yanis", self.shown(session))
        self.assertIn("told otherwise", session.message_ids[:1].body)

    def test_nothing_leaves_about_what_is_over(self):
        with self.server("*"):
            session = self.moved()
            self.queue()
        session.sudo().write({"start": fields.Datetime.now() - timedelta(minutes=1)})
        self.env["mail.mail"].search([]).unlink()
        rows = self.rows()
        with self.assertRaisesRegex(UserError, "has begun"):
            rows.action_resend()
        self.env["club.arrival"]._keep(
            self.env["club.arrival"]._link_values(self.link), "server"
        )
        self.link.with_user(self.animateur).action_revoke()
        with self.assertRaisesRegex(UserError, "works no more"):
            (self.rows() - rows).action_resend()

    # === ITS WAYS TO FAIL === #

    def test_without_server(self):
        with self.server(down=True):
            self.link.sudo()._send()
            self.queue()
        self.assertIn("could not be reached", self.shown(self.first))

    def test_a_mail_that_is_cancelled(self):
        self.link.sudo()._send()
        mail = self.mails()
        mail.cancel()
        self.assertIn("cancelled", self.shown(self.first))

    def test_who_wants_no_e_mail_by_now_is_called(self):
        self.moved()
        self.yanis.person_id.no_email_on = clock.today(self.club)
        with self.server() as got:
            self.queue()
        self.assertFalse(set(got) & {"yanis@example.com"})
        (row,) = self.rows().filtered(lambda one: one.person_id == self.yanis.person_id)
        self.assertEqual(row.reason, "unwanted")
        with self.assertRaisesRegex(UserError, "wants no e-mail"):
            row.action_resend()

    # === WHO READS IT === #

    def test_it_tells_nobody_more_than_they_read(self):
        with self.server("*"):
            self.moved()
            self.queue()
        (row,) = self.rows().filtered(lambda one: one.person_id == self.yanis.person_id)
        for user in (self.other_animateur, self.referent, self.observer, self.employee):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    row.with_user(user).read(["who"])
                for action in ("resend", "correct", "told", "open_record"):
                    with self.assertRaises(AccessError):
                        getattr(row.with_user(user), f"action_{action}")()
                with self.assertRaises(AccessError):
                    self.first.with_user(user).action_club_undelivered_told()
                label = row.with_user(user).sudo().display_name
                self.assertNotIn("Yanis", label)
        self.assertNotIn("yanis@", str(row.sudo().read()))

    def test_who_is_left_alone_is_neither_written_to_nor_listed(self):
        with self.server("*"):
            self.moved()
            self.queue()
        self.env["club.restriction"]._hold(self.yanis.person_id)
        persons = self.env["club.undelivered"].search([]).person_id
        self.assertNotIn(self.yanis.person_id, persons)

    def test_what_is_sent_again_is_logged(self):
        with self.server("*"):
            session = self.moved()
            self.queue()
        Log = self.env["club.export.log"]
        before = Log.search([])
        with self.server():
            session.action_club_undelivered_resend()
        logged = Log.search([]) - before
        self.assertEqual(set(logged.mapped("door")), {"mail"})
        self.assertEqual(logged.user_id, self.animateur)

    # === URGENCY === #

    def test_a_cancellation_wakes_the_queue(self):
        session = self.moved()
        self.env.cr.precommit.run()
        Trigger = self.env["ir.cron.trigger"]
        job = self.env.ref("mail.ir_cron_mail_scheduler_action")
        Trigger.search([]).unlink()
        session.action_cancel()
        self.env.cr.precommit.run()
        woken = Trigger.search([("cron_id", "=", job.id)])
        self.assertTrue(woken)
        self.assertLessEqual(min(woken.mapped("call_at")), fields.Datetime.now())
        with self.server() as got:
            self.queue()
        self.assertIn("yanis@example.com", got)

    # === DEMONSTRATION === #

    def test_a_demonstration_says_that_nothing_leaves(self):
        Server = self.env["ir.mail_server"]
        Server.search([]).unlink()
        with patch.object(type(Server), "_club_is_demo", lambda _self: True):
            self.assertTrue(Server._club_is_mute())
            with self.server("*") as got:
                self.link.sudo()._send()
                self.queue()
            self.assertFalse(got or self.rows())
            self.assertEqual(self.mails().mapped("state"), ["outgoing"])
            listed = self.club.with_user(self.animateur)._today_list()
            self.assertIn("demo", [line["kind"] for line in listed])
            Server.create({"name": "Mine", "smtp_host": "smtp.example.org"})
            self.assertFalse(Server._club_is_mute())
