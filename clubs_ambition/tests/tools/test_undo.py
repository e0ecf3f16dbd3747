from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .undo_world import FIRST, LATER, THEN, UndoCase


@tagged("post_install", "-at_install")
@freeze_time(FIRST)
class TestUndo(UndoCase):
    """Each move that can be undone, its undo, and the undo of that, in each table.

    They are found in the registry: a model whose state moves has its record in
    ``undo_world.py``, or fails here.
    """

    def pairs(self, name):
        """Return ``[(state, other)]`` of the moves that have an undo; each once."""
        table, ways = self.env[name]._transitions, self.ways(name)

        def rank(state):
            return (len(ways[state]), state == "hired", state)

        return sorted(
            (one, other)
            for one, nexts in table.items()
            for other in nexts
            if one in table[other] and rank(one) <= rank(other)
        )

    def ways(self, name):
        """Return ``{state: the moves that lead there}``, the fewest."""
        Model = self.env[name]
        ways = {Model._initial_states[0]: ()}
        if name == "club.candidacy":  # what was never sent has fewer ways
            ways = {"sent": ("sent",), **ways}
        waiting = list(ways)
        while waiting:
            state = waiting.pop(0)
            for following in Model._transitions[state]:
                if following not in ways:
                    ways[following] = (*ways[state], following)
                    waiting.append(following)
        return ways

    def move(self, record, state, typed=True):
        """Move by the road of the browser; a hire is taken back by its button."""
        if (record._name, record.state) == ("club.candidacy", "hired"):
            record.action_cancel_hire()
            self.assertEqual(record.state, state)
            return
        vals = self.typed.get((record._name, state), {}) if typed else {}
        opened = record._unguarded("ended_on") if "ended_on" in vals else record
        opened.web_save({"state": state, **vals}, {"state": {}})

    def test_what_is_taken_back_is_as_it_was(self):
        for name in self.moving:
            for one, other in self.pairs(name):
                with self.subTest(name, moved=f"{one} → {other}"):
                    savepoint = self.cr.savepoint()
                    try:
                        self.walk_pair(name, one, other)
                    finally:
                        savepoint.close(rollback=True)
                        self.env.invalidate_all()

    def walk_pair(self, name, one, other):
        record = self.record(name, other)
        for state in self.ways(name)[one]:
            self.move(record, state)
        if name == "club.participant":
            self.surround(record)
        with freeze_time(THEN):
            before, since = self.world(), self.last_message()
            self.move(record, other)
            after, told = self.world(), self.told(since)
            self.assertNotEqual(before, after)
        with freeze_time(LATER):
            since = self.last_message()
            self.move(record, one, typed=False)
            self.assertSame(self.world(), before, "taken back")
            untold = self.told(since)
            self.assertLessEqual(told, untold, "told of it, and not of its undo")
            since = self.last_message()
            self.move(record, other, typed=False)
            self.assertSame(self.world(), after, "the undo taken back")
            self.assertLessEqual(untold, self.told(since), "told of the undo alone")

    def assertSame(self, found, expected, what):
        wrong = {
            key: (expected.get(key), found.get(key))
            for key in {*found, *expected}
            if found.get(key) != expected.get(key)
        }
        self.assertFalse(wrong, f"{what}: was, is")

    def test_every_model_that_moves_is_walked(self):
        self.assertGreaterEqual(len(self.moving), 10)
        with_undo = {name for name in self.moving if self.pairs(name)}
        self.assertEqual(set(self.moving) - with_undo, {"club.absence", "club.renewal"})

    def test_a_week_later_it_is_a_new_decision(self):
        journey = self.record("club.participant", "admitted")
        for state in self.ways("club.participant")["admitted"]:
            self.move(journey, state)
        with freeze_time(THEN):
            self.move(journey, "interviewed")
        with freeze_time("2026-03-02 10:00:00"):
            self.move(journey, "admitted")
            self.assertEqual(str(journey.admitted_on), "2026-03-02")

    def test_what_says_something_of_its_own_is_no_undo(self):
        journey = self.record("club.participant", "exited")
        for state in self.ways("club.participant")["exited"]:
            self.move(journey, state)
        reason = self.env.ref("clubs_ambition.club_exit_reason_end_of_journey")
        with freeze_time(THEN):
            self.move(journey, "active")
            journey.write({"state": "exited", "exit_reason_id": reason.id})
        self.assertEqual(str(journey.ended_on), "2026-02-11")
        self.assertEqual(journey.exit_reason_id, reason)

    def test_a_paper_that_changed_is_signed_again(self):
        immersion = self.immersion(state="signed")
        immersion.action_draft()
        self.assertFalse(immersion.signed_host_on)
        immersion.tasks = "Selling"
        with self.assertRaisesRegex(UserError, "cannot be signed"):
            immersion.action_sign()

    def test_what_is_typed_with_a_move_is_not_wiped(self):
        journey = self.record("club.participant", "interviewed")
        journey.write({"state": "interviewed", "project_note": "Wants to bake"})
        journey.write({"state": "informed"})
        self.assertEqual(journey.project_note, "Wants to bake")
