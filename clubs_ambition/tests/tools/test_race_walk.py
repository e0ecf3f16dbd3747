from pathlib import Path

from odoo.tests import TransactionCase, tagged

from . import race_guards

MODELS = Path(__file__).resolve().parents[2] / "models"
ROOMS = (
    "participant/*.py",
    "candidacy/*.py",
    "placement/*.py",
    "immersion/**/*.py",
    "session/*.py",
    "club/*.py",
    "employer/*.py",
    "person/*.py",
    "privacy/*.py",
    "reference/*.py",
    "steering/*.py",
    "tools/*.py",
)
"""Where each guard says what it reads: every room."""

TRIED = """
from ...utils.races import alone, holding

class Tried:
    def _check_silent(self):
        for one in self.participant_id:
            if one.state == "exited":
                raise UserError(self.env._("Over."))

    @holding("participant_id")
    def _check_holding(self):
        if self.participant_id.state == "exited":
            raise UserError(self.env._("Over."))

    @alone("because")
    def _check_alone(self):
        journey = self.env["club.participant"].browse(self.number)
        if journey.state == "exited":
            raise UserError(self.env._("Over."))

    def _check_held(self):
        self.env["club.race"]._hold(self.participant_id)
        if self._is_over():
            raise UserError(self.env._("Over."))

    def _is_over(self):
        return self.participant_id.filtered("ended_on")

    def _check_own(self):
        if not self.participant_id:
            raise UserError(self.env._("Nobody: %s.", self.participant_id.name))
"""


@tagged("post_install", "-at_install")
class TestRaceWalk(TransactionCase):
    """A guard that looks at other rows says how two people are held apart."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        fields = [
            field
            for name, model in cls.env.items()
            if name.startswith("club.")
            for field in model._fields.values()
        ]
        single = {one.name for one in fields if one.type == "many2one"}
        many = {one.name for one in fields if one.type in ("one2many", "many2many")}
        cls.relations = (single, many - single)

    def _guards(self, source, stem):
        return race_guards.guards(source, stem, *self.relations)

    def test_each_guard_holds_what_it_reads(self):
        found = [
            guard
            for room in ROOMS
            for path in sorted(MODELS.glob(room))
            for guard in self._guards(path.read_text(encoding="utf-8"), path.stem)
        ]
        self.assertGreater(len(found), 40)
        for guard in found:
            with self.subTest(guard.where):
                self.assertTrue(
                    guard.said,
                    f"{guard.where} reads {', '.join(guard.looks)} and refuses: say "
                    "@holding(…) what must not change meanwhile, or @alone(…) why "
                    "nobody looks back (utils/races.py).",
                )

    def test_what_is_looked_for_is_found(self):
        said = {one.where: one.said for one in self._guards(TRIED, "tried")}
        self.assertEqual(
            said,
            {
                "tried._check_silent": "",
                "tried._check_holding": "holding 'participant_id'",
                "tried._check_alone": "alone 'because'",
                "tried._check_held": "_hold",
            },
        )

    def test_what_follows_the_club_of_a_journey_holds_it(self):
        """Who gives a journey to another club, and who records something of it."""
        found = [
            name
            for name, model in self.env.registry.items()
            if model._auto
            and not model._abstract
            and (field := model._fields.get("club_id")) is not None
            and field.related == "participant_id.club_id"
            and field.store
        ]
        self.assertGreater(len(found), 6)
        mixin = self.env.registry["club.of.journey.mixin"]
        for name in found:
            with self.subTest(name):
                self.assertTrue(issubclass(self.env.registry[name], mixin))
