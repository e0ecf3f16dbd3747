from unittest.mock import patch

from odoo.fields import Domain
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestJob(TransactionCase):
    """A job works by batches that are kept, and nothing that fails holds up the rest."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.places = cls.env["res.partner"].create(
            [{"name": f"Garage {number}"} for number in range(5)]
        )
        cls.domain = Domain("id", "in", cls.places.ids)

    def go(self, work, seconds=60, leaves=True):
        """Run a job by twos; return what it kept: how many were done and were left."""
        kept = []

        def keep(_cron, done, *, remaining):
            kept.append((done, remaining))
            return seconds

        job = self.env["club.job"].with_context(ir_cron_progress_id=1)
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", keep):
            job._work_through("res.partner", self.domain, work, size=2, leaves=leaves)
        return kept

    def done(self):
        return self.places.filtered("comment")

    def test_each_batch_is_kept(self):
        kept = self.go(lambda batch: batch.write({"comment": "Fait"}))
        self.assertEqual(kept, [(2, 3), (2, 1), (1, 0)])
        self.assertEqual(self.done(), self.places)

    def test_it_stops_when_its_time_is_up(self):
        kept = self.go(lambda batch: batch.write({"comment": "Fait"}), seconds=0)
        self.assertEqual(kept, [(2, 3)])
        self.assertEqual(self.done(), self.places[:2])

    def test_it_goes_on_where_the_next_run_would_begin_with_what_is_done(self):
        work = {"comment": "Fait"}
        kept = self.go(lambda batch: batch.write(work), seconds=0, leaves=False)
        self.assertEqual(kept, [(2, 3), (2, 1), (1, 0)])
        self.assertEqual(self.done(), self.places)

    def test_what_fails_is_passed_over_and_named_without_its_words(self):
        bad = self.places[1]

        def work(batch):
            batch.write({"comment": "Fait"})
            if bad in batch:
                raise ValueError("Nadia Benali")

        name = "odoo.addons.clubs_ambition.models.tools.club_job"
        with self.assertLogs(name, "ERROR") as logs:
            kept = self.go(work)
        self.assertEqual(kept, [(2, 3), (2, 1), (1, 0)])
        self.assertEqual(self.done(), self.places - bad)
        (told,) = logs.output
        self.assertIn(f"res.partner({bad.id},)", told)
        self.assertNotIn("Nadia", told)

    def test_outside_the_scheduler_nothing_is_kept_by_itself(self):
        with patch.object(type(self.env["ir.cron"]), "_commit_progress") as keep:
            self.env["club.job"]._work_through(
                "res.partner",
                self.domain,
                lambda batch: batch.write({"comment": "Fait"}),
            )
        keep.assert_not_called()
        self.assertEqual(self.done(), self.places)
