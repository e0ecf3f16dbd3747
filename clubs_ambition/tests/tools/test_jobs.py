from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL

from ...models.tools.ir_actions_server import LOCK
from ..common import ClubsCase


@tagged("post_install", "-at_install")
class TestJobs(ClubsCase):
    """A job of ours is run by one at a time, and begins anew where somebody wrote."""

    def setUp(self):
        super().setUp()
        self.patch(
            type(self.env["ir.cron"]),
            "_commit_progress",
            lambda *_a, **_k: float("inf"),
        )
        self.action = self.env.ref(
            "clubs_ambition.ir_cron_session_nag"
        ).ir_actions_server_id
        self.job = type(self.env["club.session"])

    def held_by_somebody_else(self):
        """Hold the job in another session of the database."""
        other = self.registry.cursor()
        self.addCleanup(other.close)
        other.execute(SQL("SELECT pg_advisory_lock(%s, %s)", LOCK, self.action.id))
        return other

    def test_jobs_are_known_from_the_registry(self):
        jobs = self.env["ir.cron"].with_context(active_test=False).search([])
        ours = jobs.filtered(lambda job: job.ir_actions_server_id._club_is_job())
        named = {
            name.split(".")[0]
            for names in ours._get_external_ids().values()
            for name in names
        }
        self.assertGreater(len(ours), 9)
        self.assertEqual(named, {"clubs_ambition"})
        self.assertGreater(len(jobs), len(ours), "those of the stock are left alone")
        codes = [job.code for job in jobs - ours]
        self.assertFalse([code for code in codes if "club" in (code or "")])

    def test_who_runs_it_by_hand_meanwhile_is_told(self):
        self.held_by_somebody_else()
        with (
            patch.object(self.job, "_cron_nag") as nag,
            self.assertRaisesRegex(UserError, "under way"),
        ):
            self.action.run()
        nag.assert_not_called()

    def test_the_scheduler_leaves_it_to_who_is_at_it(self):
        other = self.held_by_somebody_else()
        action = self.action.with_context(cron_id=1)
        with patch.object(self.job, "_cron_nag") as nag:
            self.assertFalse(action.run())
            nag.assert_not_called()
            other.execute("SELECT pg_advisory_unlock_all()")
            action.run()
            nag.assert_called_once()

    def test_it_is_free_again_whatever_became_of_it(self):
        other = self.registry.cursor()
        self.addCleanup(other.close)
        free = SQL("SELECT pg_try_advisory_lock(%s, %s)", LOCK, self.action.id)
        with (
            patch.object(self.cr, "rollback"),
            patch.object(self.job, "_cron_nag", side_effect=ValueError("stopped")),
            self.assertRaises(ValueError),
        ):
            self.action.run()
        other.execute(free)
        self.assertTrue(other.fetchone()[0])

    def test_it_begins_anew_where_somebody_wrote_the_same(self):
        sent_back = [SerializationFailure(), SerializationFailure(), None]
        with (
            patch.object(self.cr, "rollback") as rollback,
            patch.object(self.job, "_cron_nag", side_effect=sent_back) as nag,
        ):
            self.action.run()
        self.assertEqual((nag.call_count, rollback.call_count), (3, 2))

    def test_the_scheduler_speaks_the_language_of_the_company(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env.company.partner_id.lang = "fr_FR"
        spoken = []
        with patch.object(
            self.job, "_cron_nag", lambda job: spoken.append(job.env.lang)
        ):
            self.action.with_context(lang=None).run()
            self.action.with_context(lang="en_US").run()
        self.assertEqual(spoken, ["fr_FR", "en_US"])
