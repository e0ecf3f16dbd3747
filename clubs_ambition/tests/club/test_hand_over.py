import runpy

from markupsafe import Markup

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import file_path

from ..common import ClubsCase

REASON = "Long illness since March"


@tagged("post_install", "-at_install")
class TestHandOver(ClubsCase):
    """Why a portfolio goes to somebody else is read by who decides, and nobody else."""

    def hand_over(self):
        self.club.animateur_ids = [Command.link(self.other_animateur.id)]
        self.make_participant(state="active", animateur_id=self.animateur.id)
        dialog = self.env["club.portfolio.reassign"].with_user(self.manager)
        dialog = dialog.create(
            {
                "from_user_id": self.animateur.id,
                "to_user_id": self.other_animateur.id,
                "club_ids": [Command.set(self.club.ids)],
                "reason": REASON,
            }
        )
        dialog.action_reassign()
        return self.env["club.hand.over"].search([])

    def test_the_thread_says_what_went_to_whom_and_not_why(self):
        line = self.hand_over()
        bodies = " ".join(self.club.message_ids.mapped("body"))
        self.assertIn(self.other_animateur.name, bodies)
        self.assertNotIn(REASON, bodies)
        self.assertRecordValues(
            line,
            [
                {
                    "club_id": self.club.id,
                    "from_user_id": self.animateur.id,
                    "to_user_id": self.other_animateur.id,
                    "user_id": self.manager.id,
                    "reason": REASON,
                }
            ],
        )

    def test_pressed_twice_it_is_handed_over_once(self):
        line = self.hand_over()
        dialog = self.env["club.portfolio.reassign"].search([], limit=1)
        with self.assertRaisesRegex(UserError, "nothing left to hand over"):
            dialog.with_user(self.manager).action_reassign()
        self.assertEqual(self.env["club.hand.over"].search([]), line)

    def test_managers_of_the_club_read_it_and_nobody_changes_it(self):
        line = self.hand_over()
        for role, user in self.users.items():
            self.assertEqual(
                line.with_user(user).has_access("read"),
                role in ("manager", "coordinator"),
                role,
            )
            for operation in ("write", "create", "unlink"):
                self.assertFalse(line.with_user(user).has_access(operation))
        self.manager.club_territory_ids = self.other_region
        self.assertFalse(line.with_user(self.manager).has_access("read"))
        with self.assertRefused(UserError, "A log is not corrected"):
            line.reason = "Another"

    def test_reasons_of_before_leave_the_threads(self):
        """The messages of 19.0.1.6 held the reason at their end, in two languages."""
        giver, taker = self.animateur.name, self.other_animateur.name
        told = (
            f"Portfolio of {giver} handed over to {taker}: 2, 1. (1). Reason: {REASON}",
            f"Portefeuille de {giver} transmis à {taker} : 2, 1. (1). Motif : {REASON}",
        )
        messages = self.env["mail.message"].create(
            [
                {
                    "model": "club.club",
                    "res_id": self.club.id,
                    "author_id": self.manager.partner_id.id,
                    "body": Markup("<p>%s</p>") % text,
                }
                for text in told
            ]
        )
        path = "clubs_ambition/migrations/19.0.1.7.0/post-traces.py"
        runpy.run_path(file_path(path))["migrate"](self.cr, "19.0.1.6.0")
        messages.invalidate_recordset()
        for message in messages:
            self.assertNotIn(REASON, message.body)
            self.assertIn("(1).", message.body)
        lines = self.env["club.hand.over"].search([("club_id", "=", self.club.id)])
        self.assertEqual(lines.mapped("reason"), [REASON] * 2)
        self.assertEqual(lines.from_user_id, self.animateur)
        self.assertEqual(lines.to_user_id, self.other_animateur)
        self.assertEqual(lines.user_id, self.manager)

    def test_lines_of_the_log_of_before_say_how(self):
        self.env["club.export.log"].create({"club_count": 1})
        path = "clubs_ambition/migrations/19.0.1.7.0/post-traces.py"
        runpy.run_path(file_path(path))["migrate"](self.cr, "19.0.1.6.0")
        self.env.invalidate_all()
        line = self.env["club.export.log"].search([], limit=1)
        self.assertEqual(line.door, "workbook")
        self.assertIn(self.env.user.login, line.user_name)
