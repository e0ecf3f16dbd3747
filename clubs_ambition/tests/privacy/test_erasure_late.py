# pylint: disable=translation-required
from unittest.mock import patch

from odoo.tests import tagged

from ...models.privacy import club_privacy_announcement
from ...utils import clock
from .erasure_common import DAY, ErasureCase, texts_of

WORDS = "zinzolin"


@tagged("post_install", "-at_install", "security")
class TestErasureLate(ErasureCase):
    """What somebody adds as a person is erased goes a little later.

    Who adds it has not seen the erasure: here, as they do, past the rules.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.somebody()
        cls.journey = cls.person.every_journey_ids
        cls.review = cls.env["club.review"].create({"participant_id": cls.journey.id})
        cls.late = cls.env["club.privacy.late"]
        cls.erasure = cls.env["club.privacy.erasure"]._erase(cls.person).sudo()
        cls.env.invalidate_all()

    def dump(self):
        """Return all that the rows of the person say, and how much is about them."""
        self.env.flush_all()
        rows = self.rows(self.person)
        about = self.env["club.privacy.rows"].sudo()._about(rows)
        said = texts_of(self.env, rows)
        return said, {name: len(ids) for name, ids in about.items()}

    def look_again(self):
        self.erasure.again_on = "2026-01-01 00:00:00"
        self.late._erase()

    def test_a_second_time_changes_nothing(self):
        before = self.dump()
        self.look_again()
        self.assertEqual(self.dump(), before)

    def sampled(self):
        """Tell whether what PostgreSQL knows of values has a word of somebody."""
        self.env.cr.execute(
            """SELECT 1 FROM pg_stats WHERE CONCAT_WS(' ', most_common_vals::text,
                      histogram_bounds::text) LIKE %s LIMIT 1""",
            [f"%{WORDS}%"],
        )
        return bool(self.env.cr.fetchone())

    def test_what_the_database_sampled_goes(self):
        people = self.env["club.person"].union(
            *(
                self.somebody(f"Aude {WORDS}{one}", email=False, phone=False)
                for one in "abc"
            )
        )
        self.env.cr.execute("ANALYZE club_person")
        self.assertTrue(self.sampled())
        self.erasure |= self.env["club.privacy.erasure"]._erase(people).sudo()
        self.assertTrue(self.sampled())
        self.look_again()
        self.assertFalse(self.sampled())

    def test_what_came_meanwhile_goes(self):
        before = self.dump()
        self.journey.sudo().message_post(body=WORDS)
        self.journey.sudo().activity_schedule(
            "mail.mail_activity_data_todo", summary=WORDS
        )
        self.env["ir.attachment"].create(
            {"name": WORDS, "raw": WORDS, "res_model": "club.participant"}
            | {"res_id": self.journey.id}
        )
        barrier = self.env["club.barrier"].search([], limit=1)
        self.env["club.participant.barrier"].create(
            {"participant_id": self.journey.id, "barrier_id": barrier.id}
        )
        self.env.flush_all()
        self.env.cr.execute(
            """INSERT INTO club_objective (participant_id, week_start, name, state, club_id)
               SELECT id, %s, %s, 'todo', club_id FROM club_participant WHERE id = %s""",
            [DAY, WORDS, self.journey.id],
        )
        self.env.invalidate_all()
        self.assertIn(WORDS, str(self.dump()))
        self.late._erase()
        self.assertIn(WORDS, str(self.dump()), "whoever writes has not finished yet")
        self.look_again()
        said, about = self.dump()
        self.assertNotIn(WORDS, str(said))
        self.assertEqual(about, before[1])

    def test_a_long_list_is_announced_part_by_part(self):
        """Whatever stops the job: what was told is kept, the next run goes on."""
        names = ("Aude Valmy", "Zoé Brun")
        people = [self.somebody(one, email=False, phone=False) for one in names]
        for one in people:
            self.be_old(one)
        cron = type(self.env["ir.cron"])
        with (
            patch.object(club_privacy_announcement, "AT_ONCE", 1),
            patch.object(cron, "_commit_progress", lambda *_said, **_told: 0),
        ):
            for told in (1, 2):
                self.erasure._cron_erase()
                self.assertEqual(sum(len(self.row(one)) for one in people), told)

    def test_the_job_looks_again(self):
        job = self.env.ref("clubs_ambition.ir_cron_erasure")
        asked = self.env["ir.cron.trigger"].search([("cron_id", "=", job.id)])
        self.assertIn(self.erasure.again_on, asked.mapped("call_at"))
        self.look_again()
        self.assertFalse(self.erasure.again_on)


@tagged("post_install", "-at_install", "security")
class TestErasureMeanwhile(ErasureCase):
    """The job keeps each step: between two of them others are at work."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["club.privacy.erasure"].search([]).unlink()
        cls.person = cls.somebody()
        cls.row = cls.env["club.privacy.erasure"]._of(cls.person)
        today = clock.today(cls.club)
        cls.row.write({"state": "announced", "reason": "officer", "erase_on": today})

    def run_job(self, meanwhile):
        """Run the job; somebody does something once it has listed whom it erases."""
        done = []

        def step(*_args, **_kwargs):
            if not done:
                done.append(meanwhile())
            return float("inf")

        with patch.object(type(self.env["ir.cron"]), "_commit_progress", step):
            self.row._cron_erase()
        self.assertTrue(done)

    def test_whom_nobody_keeps_is_erased(self):
        self.run_job(lambda: None)
        self.assertTrue(self.person.erased_on)

    def test_who_is_kept_stays(self):
        self.run_job(lambda: self.row.with_user(self.animateur)._keep("followup"))
        self.assertFalse(self.person.erased_on)
        self.assertEqual(self.row.state, "kept")

    def test_who_asks_to_be_left_alone_stays(self):
        self.run_job(lambda: self.env["club.restriction"]._hold(self.person))
        self.assertFalse(self.person.erased_on)
