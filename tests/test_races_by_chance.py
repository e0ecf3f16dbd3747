"""Gestures of a club's day that meet, two by two, by chance.

Ten seconds in ``make test``; ``SOAK`` is how many seconds else. ``RACES_SEED`` repeats
what a run that failed began with.
"""

import os
import random
import time

import pytest
from race_world import moved, running, world
from races import callers, club
from soaked import told as soaked

from bootstrap import invariants

__all__ = ["callers", "club", "running", "world"]

pytestmark = pytest.mark.soak

SECONDS = int(os.environ.get("SOAK") or 10)
SEED = os.environ.get("RACES_SEED") or str(random.randrange(10**6))
JOURNEYS = {
    "interviewed": {},
    "admitted": {},
    "active": {},
    "exited": {"exit_reason_id": "end_of_journey"},
    "withdrawn": {},
    "waitlisted": {},
}
CANDIDACIES = ("draft", "sent", "interview", "withdrawn", "hired")
ANSWERS = ("present", "absent", "expected")


class Day:
    """What somebody may do next, drawn by chance; much of it is refused, in words."""

    def __init__(self, world):
        self.world, self.chance = world, random.Random(SEED)
        self.people = [world.person(state) for state in ("interviewed", "active")]
        self.people += [world.person("active") for _ in range(2)]
        self.candidacies = [
            world.candidacy(one, state="sent") for one in self.people for _ in "ab"
        ]
        self.sessions = [
            world.session(days, cohort_id=world.cohort) for days in (-2, 3, 4)
        ]
        self.employer = world.employer()
        reasons = world.admin.call(
            "club.exit.reason", "search_read", [], ["code"], load=""
        )
        self.reasons = {one["code"]: one["id"] for one in reasons}

    def gestures(self):
        """Return two, of which both may be about the same person."""
        person = self.chance.choice(self.people)
        kinds = [self.chance.choice(self.kinds) for _ in "ab"]
        return [
            kind(self, person if self.chance.random() < 0.7 else self.anybody())
            for kind in kinds
        ]

    def anybody(self):
        return self.chance.choice(self.people)

    def move(self, person):
        state = self.chance.choice(list(JOURNEYS))
        vals = {name: self.reasons[code] for name, code in JOURNEYS[state].items()}
        return moved("club.participant", person, state=state, **vals)

    def present(self, person):
        vals = {"participant_id": person, "partner_id": self.employer}
        return ("club.candidacy", "create", [vals])

    def follow(self, person):
        rank = self.people.index(person) * 2 + self.chance.randrange(2)
        state = self.chance.choice(CANDIDACIES)
        return moved("club.candidacy", self.candidacies[rank], state=state)

    def place(self, person):
        return ("club.placement", "create", [{"participant_id": person, "kind": "cdi"}])

    def renew(self, person):
        vals = {"participant_id": person, "reason": "Course", "objectives": "Un emploi"}
        return ("club.renewal", "create", [vals])

    def gather(self, person):
        days = self.chance.randrange(2, 20)
        vals = {**self.world.hours(days), "cohort_id": self.world.cohort}
        return ("club.session", "create", [vals])

    def turn(self, person):
        state = self.chance.choice(("planned", "held", "cancelled"))
        return moved("club.session", self.chance.choice(self.sessions), state=state)

    def add(self, person):
        session = self.chance.choice(self.sessions)
        vals = {"session_id": session, "participant_id": person}
        return ("club.attendance", "create", [vals])

    def answer(self, person):
        found = self.world.admin.call(
            "club.attendance", "search", [("participant_id", "=", person)]
        )
        state = self.chance.choice(ANSWERS)
        return ("club.attendance", "write", found[:3], {"state": state})

    def group(self, person):
        state = self.chance.choice(("running", "closed"))
        return moved("club.cohort", self.world.cohort, state=state)

    def seats(self, person):
        seats = self.chance.randrange(2, 7)
        return moved("club.cohort", self.world.cohort, seats=seats)

    kinds = (
        *(move, move, present, follow, follow, place, renew),
        *(gather, turn, add, answer, group, seats),
    )


def test_what_must_hold_holds(running, clean_log):
    day = Day(running)
    end, said = time.monotonic() + SECONDS, []
    while time.monotonic() < end:
        both = day.gestures()
        said.append(both)
        running.meet(
            *both,
            club_participant=day.people,
            club_candidacy=day.candidacies,
            club_cohort=[running.cohort],
            club_session=day.sessions,
        )
        if broken := invariants.broken(running.server.sql):
            break
    soaked(invariants_broken=len(broken))
    assert not broken, f"RACES_SEED={SEED}, {said[-1]}"
