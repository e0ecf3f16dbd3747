import json
from pathlib import Path
from tempfile import TemporaryDirectory

from odoo.tests import tagged

from ...models.privacy import erasure_file
from .erasure_common import ErasureCase


@tagged("post_install", "-at_install")
class TestErasureReplay(ErasureCase):
    """A backup that is restored forgets again whom the register says was erased."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keep_one_transaction()
        folder = TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.path = Path(folder.name) / "register.jsonl"
        cls.person = cls.somebody()

    def setUp(self):
        super().setUp()
        self.path.unlink(missing_ok=True)

    def erased_since(self, *people):
        """Erase people, keep the register, and come back to the backup before."""
        with self.env.cr.savepoint(flush=False) as point:
            for one in people:
                rows = self.env["club.privacy.erasure"]._erase(one)
                erasure_file.add(self.path, rows._lines(rows.erased_on))
            point.rollback()
        self.env.invalidate_all()

    def replay(self):
        return self.env["club.privacy.erasure"]._replay(self.path)

    def test_erased_again(self):
        self.env.flush_all()
        self.erased_since(self.person)
        self.assertEqual(self.person.last_name, "Quatrebarbes")
        self.assertEqual(self.replay(), (1, 0))
        self.assertTrue(self.person.erased_on)
        self.assertFalse(self.person.name)
        self.assertEqual(self.replay(), (0, 1), "once")

    def test_who_took_the_number_is_left_alone(self):
        self.env.flush_all()
        self.erased_since(self.person)
        self.env.cr.execute(
            "UPDATE club_person SET create_date = '2027-01-01' WHERE id = %s",
            [self.person.id],
        )
        self.env.invalidate_all()
        self.assertEqual(self.replay(), (0, 1))
        self.assertEqual(self.person.last_name, "Quatrebarbes")

    def test_who_was_coached_when_it_was_saved(self):
        """Their journey, ended since, is ended: no seat is held by nobody."""
        live = self.somebody("Aude Valmy", ended=False, email=False, phone=False)
        self.env.flush_all()
        with self.env.cr.savepoint(flush=False) as point:
            self.env["club.privacy.replay"]._end_journeys(live)
            rows = self.env["club.privacy.erasure"]._erase(live)
            erasure_file.add(self.path, rows._lines(rows.erased_on))
            point.rollback()
        self.env.invalidate_all()
        self.assertEqual(self.replay(), (1, 0))
        self.assertEqual(live.every_journey_ids.state, "exited")
        self.assertFalse(live.every_journey_ids.seat_id)

    def test_the_register_names_nobody(self):
        self.env.flush_all()
        self.erased_since(self.person)
        text = self.path.read_text()
        self.assertEqual(set(json.loads(text)), set(erasure_file.COLUMNS))
        for word in ("Melchior", "Quatrebarbes", "example.org", "1997"):
            self.assertNotIn(word, text)

    def test_a_line_cut_off_is_added_again(self):
        self.env.flush_all()
        self.erased_since(self.person)
        [line] = erasure_file.read(self.path)
        self.path.write_text(self.path.read_text()[:20])
        self.assertEqual(erasure_file.read(self.path), [])
        self.assertEqual(erasure_file.add(self.path, [line]), 1)
        self.assertEqual(erasure_file.add(self.path, [line]), 0)
        self.assertEqual(erasure_file.read(self.path), [line])

    def test_what_was_taken_back_is_not_done_again(self):
        self.env.flush_all()
        self.erased_since(self.person)
        [line] = erasure_file.read(self.path)
        erasure_file.add(self.path, [{**line, erasure_file.BACK: True}])
        self.assertEqual(erasure_file.read(self.path), [])
        self.assertEqual(self.replay(), (0, 0))
        self.assertFalse(self.person.erased_on)
