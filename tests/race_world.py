"""A club in which two gestures meet: who and what they are about."""

import uuid
from datetime import timedelta

import pytest
import web_client
from races import cohort_of, journeys, meet


class World:
    """A group of one club, its people, and what they do there."""

    def __init__(self, server, callers, club):
        self.server, self.callers, self.club = server, callers, club
        self.admin = callers[0]
        self.cohort = cohort_of(self.admin, club, 6)

    def person(self, state="active", **vals):
        values = {"cohort_id": self.cohort, **vals}
        (journey,) = journeys(self.admin, self.club, 1, state, **values)
        return journey

    def make(self, model, **vals):
        (made,) = self.admin.call(model, "create", [vals])
        return made

    def employer(self):
        return self.make(
            "res.partner", name=f"Course {uuid.uuid4().hex[:6]}", is_company=True
        )

    def candidacy(self, journey, **vals):
        employer = self.employer()
        return self.make(
            "club.candidacy", participant_id=journey, partner_id=employer, **vals
        )

    def session(self, days=3, **vals):
        return self.make("club.session", **self.hours(days), **vals)

    def hours(self, days):
        day = web_client.today() + timedelta(days=days)
        return {
            "name": "Atelier",
            "club_id": self.club,
            "start": f"{day} 08:00:00",
            "stop": f"{day} 10:00:00",
        }

    def read(self, model, id_, name):
        (row,) = self.admin.call(model, "read", [id_], [name])
        return row[name]

    def reason(self, family="negative"):
        found = self.admin.call(
            "club.exit.reason", "search", [("family", "=", family)], limit=1
        )
        return found[0]

    def meet(self, *gestures, **rows):
        """Send ``(model, method, ids, …)`` together; return the refusals."""
        return meet(
            self.server,
            self.callers,
            [lambda caller, said=said: caller.call(*said) for said in gestures],
            rows,
        )


@pytest.fixture
def world(server, callers, club):
    return World(server, callers, club)


def moved(model, id_, **vals):
    return (model, "write", [id_], vals)


@pytest.fixture
def running(world):
    """A group that is under way, of which nobody is left."""
    world.admin.call("club.cohort", "write", [world.cohort], {"state": "running"})
    return world
