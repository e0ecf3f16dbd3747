# pylint: disable=translation-required
"""A job is the scheduler's: no account runs one, of whichever addon."""

from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.service.model import call_kw
from odoo.tests import tagged

from .label_common import LabelCase
from odoo.addons.base.models.ir_actions import IrActionsServer

JOBS = "jobs run by who calls them"


@tagged("post_install", "-at_install", "security")
class TestJobsClosed(LabelCase):
    def told(self, answer):
        return answer

    def ran(self, user, ids):
        """Return what ran of the actions that a user calls."""
        Action = self.env["ir.actions.server"].with_user(user)
        with patch.object(IrActionsServer, "run", lambda actions: actions.ids):
            try:
                return call_kw(Action, "run", [ids], {})
            except AccessError:
                return []

    def test_no_account_runs_one(self):
        jobs = self.env["ir.cron"].with_context(active_test=False).search([])
        actions = jobs.ir_actions_server_id
        self.assertGreater(len(actions), 20)
        home = self.env.ref("clubs_ambition.clubs_ambition_action_home")
        for role, user in self.users.items():
            for action in actions:
                with self.subTest(role=role, job=action.name):
                    self.hold(JOBS, self.ran(user, action.ids))
                    self.hold(JOBS, self.ran(user, [home.id, action.id]))
            self.assertEqual(self.ran(user, home.ids), home.ids)

    def test_an_administrator_starts_one(self):
        job = self.env.ref("clubs_ambition.ir_cron_candidacy_expire")
        with (
            patch.object(IrActionsServer, "run", lambda actions: actions.ids),
            patch("odoo.addons.base.models.ir_cron.IrCron._commit_progress"),
        ):
            action = job.ir_actions_server_id
            self.assertEqual(
                call_kw(action.browse(), "run", [action.ids], {}), action.ids
            )
