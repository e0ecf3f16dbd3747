import inspect
import re

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..answer_common import AnswerCase

MAILS = re.compile(r"\.(send_mail|send_mail_batch|message_post|message_notify)\(")
OURS = "odoo.addons.clubs_ambition"
THROUGH = {"write", "create", "unlink", "copy", "message_post", "activity_schedule"}
"""Called everywhere: what they do is not told by their name."""

REWRITTEN = "a mail that waits is written anew in its place, the same twice"

NO_MAIL = {
    **dict.fromkeys(
        (
            *("action_agree_outcome", "action_disagree_outcome"),
            *("action_consent_name", "action_withdraw_consent"),
            *("action_yes_oral", "action_yes_paper", "action_yes_message"),
            *("action_no", "action_undo"),
        ),
        REWRITTEN,
    ),
    "action_close": "a transition: the second press moves nothing",
    "action_confirm": "dialogs; the one that writes is pressed below",
    "action_correct_entry": "a line of history for each correction, to nobody",
    "action_declare": "a second absence in the same days is refused",
    "action_end": "an absence that is over gives nothing back",
    "action_deny_hire": "refused once there is nothing to set aside",
    "action_keep": "unique candidacies",
    "action_merge": "there is nothing left to merge",
    "action_propose": "unique candidacies",
    "action_reassign": "a line of history for each hand-over, to nobody",
    "action_reopen": "a transition: the second press moves nothing",
    "action_settle_employer": "refused once nothing is contradicted",
    "action_settle_person": "refused once nothing is contradicted",
}
"""Actions that post without writing to anybody twice, and why."""


@tagged("post_install", "-at_install")
class TestSendingOnce(AnswerCase):
    """What is sent is sent once, whatever is clicked: pressed twice, told once."""

    def setUp(self):
        super().setUp()
        self.yanis.person_id.email = "yanis@example.com"
        self.fresh = self.make_candidacy(
            self.yanis, "draft", employer=self.other_employer
        )
        self.other_employer.email = "garage@example.com"

    def mine(self, record):
        return record.with_user(self.animateur)

    def wizard(self, model="club.candidacy.send", **vals):
        vals.setdefault("candidacy_ids", self.fresh.ids)
        return self.env[model].with_user(self.animateur).create(vals)

    # === WHAT IS PRESSED === #

    def press_action_send(self):
        wizard = self.wizard()
        return [wizard.action_send] * 2

    def press_action_send_of_two_tabs(self):
        return [self.wizard().action_send, self.wizard().action_send]

    def press_action_tell_participant(self):
        self.first.write({"state": "refused", "refusal_reason_id": self.reason.id})
        return [self.mine(self.first).action_tell_participant] * 2

    def press_action_confirm(self):
        vals = {
            "candidacy_ids": self.first.ids,
            "refusal_reason_id": self.reason.id,
            "tell_person": True,
        }
        wizard = self.wizard("club.candidacy.refuse", **vals)
        again = self.wizard("club.candidacy.refuse", **vals)
        return [wizard.action_confirm, wizard.action_confirm, again.action_confirm]

    def press_action_accept_engagement(self):
        return [self.mine(self.yanis).action_accept_engagement] * 2

    def press_action_send_to_referent(self):
        self.yanis.referent_id = self.referent
        self.yanis.write({"state": "exited", "exit_reason_id": self.exit_reason().id})
        review = self.mine(self.env["club.review"]).create(
            {"participant_id": self.yanis.id}
        )
        review.action_finish()
        return [review.action_send_to_referent] * 2

    def press_action_thank_employer(self):
        self.first._record_hire(kind="cdi")
        return [self.mine(self.first.placement_ids).action_thank_employer] * 2

    def press_action_invite(self):
        person = self.make_participant("Zoé Roy", "oriented")
        person.person_id.email = "zoe@example.com"
        start = fields.Datetime.add(fields.Datetime.now(), days=5)
        session = self.env["club.session"].create(
            {
                "name": "Information",
                "kind": "information",
                "club_id": self.club.id,
                "animateur_id": self.animateur.id,
                "start": start,
                "stop": fields.Datetime.add(start, hours=2),
            }
        )
        return [self.mine(session).action_invite] * 2

    def missed(self):
        """Return a row for a link that did not arrive, as its animateur reads it."""
        Arrival = self.env["club.arrival"]
        Arrival._keep(Arrival._link_values(self.link), "server")
        row = self.env["club.undelivered"].search([("link_id", "=", self.link.id)])
        return self.mine(row)

    def press_action_resend(self):
        return [self.missed().action_resend] * 2

    def press_action_club_undelivered_resend(self):
        self.missed()
        return [self.mine(self.first).action_club_undelivered_resend] * 2

    def exit_reason(self):
        return self.env.ref("clubs_ambition.club_exit_reason_end_of_journey")

    # === TESTS === #

    def sent(self):
        """Return how many messages and mails there are, of everything."""
        self.env.flush_all()
        self.env.cr.precommit.run()  # what is tracked is told then
        return [
            self.env[model].sudo().search_count([])
            for model in ("mail.message", "mail.mail", "club.answer.link")
        ]

    def presses(self):
        return {
            name.removeprefix("press_"): getattr(self, name)
            for name in dir(self)
            if name.startswith("press_")
        }

    def test_pressed_twice_sent_once(self):
        for name, prepare in self.presses().items():
            with self.subTest(name), self.env.cr.savepoint() as savepoint:
                first, *others = prepare()
                before = self.sent()
                first()
                once = self.sent()
                self.assertNotEqual(once, before)
                for press in others:
                    try:
                        with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                            press()
                    except UserError:
                        self.env.invalidate_all()
                    self.assertEqual(self.sent(), once)
                savepoint.rollback()
            self.env.invalidate_all()

    def functions(self):
        """Return ``{name: sources}`` of the functions of our models."""
        found = {}
        for Model in self.env.registry.values():
            for cls in Model.mro():
                if cls.__module__.startswith(OURS):
                    for name, function in vars(cls).items():
                        if inspect.isfunction(function):
                            found.setdefault(name, set()).add(
                                inspect.getsource(function)
                            )
        return found

    def test_every_action_that_writes_to_somebody_is_pressed(self):
        """Walk the calls of our functions, from each button to a mail."""
        sources = self.functions()
        calls = {
            name: set(re.findall(r"\.([a-z_]\w+)\(", "".join(texts)))
            for name, texts in sources.items()
        }
        reach = {
            name
            for name, texts in sources.items()
            if MAILS.search("".join(texts)) and name not in THROUGH
        }
        while more := {
            name
            for name in sources
            if name not in reach | THROUGH and calls[name] & reach
        }:
            reach |= more
        actions = {name for name in reach if name.startswith("action_")}
        self.assertIn("action_thank_employer", actions)
        self.assertFalse(actions - set(self.presses()) - set(NO_MAIL))

    # === WHAT MAY BE SENT AGAIN === #

    def test_revoked_it_may_be_sent_again(self):
        self.wizard().action_send()
        with self.assertRaisesRegex(UserError, "revoke that link"):
            self.wizard().action_send()
        self.fresh.link_ids.with_user(self.animateur).action_revoke()
        self.wizard().action_send()
        self.assertEqual(len(self.fresh.link_ids), 2)

    def test_to_another_address_and_with_another_profile(self):
        self.wizard().action_send()
        self.send(self.fresh, email="autre@example.com")
        self.assertEqual(len(self.fresh.link_ids), 2)
        other = self.make_candidacy(self.lina, "draft", employer=self.other_employer)
        link = self.send(self.fresh + other)
        self.assertEqual(link.candidacy_ids, other)

    def test_another_reason_is_told(self):
        reasons = self.env["club.refusal.reason"].search([("message", "!=", False)])
        self.first.write({"state": "refused", "refusal_reason_id": reasons[0].id})
        self.mine(self.first).action_tell_participant()
        with self.assertRaisesRegex(UserError, "already"):
            self.mine(self.first).action_tell_participant()
        self.first.refusal_reason_id = reasons[1]
        self.mine(self.first).action_tell_participant()
