"""The map is whole: each stored field has its word, and the words are true."""

from unittest.mock import patch

from odoo.tests import TransactionCase, tagged

from ...models.club import personal_data as club
from ...models.participant import personal_data as participant
from ...models.privacy.purposes import PURPOSES
from ...utils.personal_data import NOBODY, PARTICIPANT, USER, Bears
from . import map_common


@tagged("post_install", "-at_install", "security")
class TestMap(TransactionCase):
    def setUp(self):
        super().setUp()
        self.addCleanup(self.registry.clear_cache)

    def said(self, room, name, said):
        """Have a room say something else of a model, for the time of a test."""
        patcher = patch.dict(room.MODELS, {name: said})
        patcher.start()
        self.addCleanup(patcher.stop)
        self.registry.clear_cache()

    # === IT IS WHOLE === #

    def test_every_stored_field_has_its_entry(self):
        self.assertEqual(sorted(map_common.without_entry(self.env)), [])

    def test_every_model_that_may_bear_somebody_is_there(self):
        self.assertEqual(sorted(map_common.without_model(self.env)), [])

    def test_what_is_declared_is_there(self):
        self.assertEqual(sorted(map_common.without_field(self.env)), [])
        self.assertEqual(sorted(map_common.said_twice(self.env)), [])

    def test_who_bears_nobody_leads_to_nobody(self):
        self.assertEqual(sorted(map_common.bears_all_the_same(self.env)), [])

    def test_every_word_is_one_of_the_map(self):
        entries = self.env["club.privacy.map"]._entries()
        self.assertGreater(len(entries), 500)
        self.assertFalse({entry.whose for entry in entries.values()} - map_common.WHOSE)
        self.assertFalse({one.erased for one in entries.values()} - map_common.WORDS)
        self.assertFalse({one.purpose for one in entries.values()} - PURPOSES.keys())

    # === A HOLE IS SEEN === #

    def test_a_field_without_entry_is_seen(self):
        """As if it had just been added to the model."""
        name = "club.participant.barrier"
        self.said(participant, name, Bears(PARTICIPANT, "barriers", "barrier_id"))
        self.assertIn(f"{name}.grade", map_common.without_entry(self.env))

    def test_a_model_without_entry_is_seen(self):
        patcher = patch.dict(participant.MODELS)
        patcher.start()
        self.addCleanup(patcher.stop)
        del participant.MODELS["club.review"]
        self.registry.clear_cache()
        self.assertEqual(map_common.without_model(self.env), {"club.review"})

    def test_a_field_that_is_not_there_is_seen(self):
        self.said(club, "club.hand.over", Bears(USER, "team", "reason shoe_size"))
        found = map_common.without_field(self.env)
        self.assertEqual(found, {"club.hand.over.shoe_size"})

    def test_a_field_said_twice_is_seen(self):
        twice = Bears(USER, "team", emptied="reason", counted="reason")
        self.said(club, "club.hand.over", twice)
        self.assertEqual(map_common.said_twice(self.env), {"club.hand.over.reason"})

    def test_a_model_that_bears_somebody_after_all_is_seen(self):
        self.said(club, "club.hand.over", NOBODY)
        found = map_common.bears_all_the_same(self.env)
        self.assertIn("club.hand.over.user_id", found)
