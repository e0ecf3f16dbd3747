"""Two managers publish at once: neither statement tells what the other leaves over."""

import uuid
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from factories import enter
from races import callers, race  # noqa: F401

TODAY = datetime.now(ZoneInfo("Europe/Paris")).date()
PERIOD = (TODAY.year, "first") if TODAY.month > 6 else (TODAY.year - 1, "second")
START = date(PERIOD[0], 2 if PERIOD[1] == "first" else 9, 15)


@pytest.fixture
def places(callers):  # noqa: F811
    """Return a region, and an agency of it: eight of its eleven people are there."""
    admin = callers[0]
    word = uuid.uuid4().hex[:6]
    (region,) = admin.call(
        "club.territory", "create", [{"name": f"Région {word}", "level": "region"}]
    )
    agencies = admin.call(
        "club.territory",
        "create",
        [
            {"name": f"Agence {word} {rank}", "level": "agency", "parent_id": region}
            for rank in (1, 2)
        ],
    )
    for agency, people in zip(agencies, (8, 3), strict=True):
        (club,) = admin.call(
            "club.club",
            "create",
            [{"name": f"Club {agency}", "territory_id": agency, "min_seats": 0}],
        )
        (cohort,) = admin.call(
            "club.cohort", "create", [{"name": "Groupe", "club_id": club}]
        )
        for rank in range(people):
            enter(admin, club, cohort, f"Publié {word} {agency} {rank}", START)
    return region, agencies[0]


def publish(places, callers):  # noqa: F811
    """Have each place published by its own session, all together."""
    dialogs = callers[0].call(
        "club.statement.publish",
        "create",
        [
            {"territory_id": place, "year": PERIOD[0], "part": PERIOD[1]}
            for place in places
        ],
    )
    return race(
        callers[: len(dialogs)],
        [
            lambda caller, one=one: caller.call(
                "club.statement.publish", "action_publish", [one]
            )
            for one in dialogs
        ],
    )


def statements(admin, places):
    return admin.call(
        "club.statement",
        "search_read",
        [["territory_id", "in", list(places)]],
        ["figures", "version", "territory_id"],
    )


def entrants(statement):
    return next(one for one in statement["figures"] if one["key"] == "entrants")


def test_what_two_statements_leave_over_is_hidden_in_one(callers, places):  # noqa: F811
    """Eleven less eight are three: who comes second sees what the first published."""
    assert not publish(places, callers)
    found = statements(callers[0], places)
    assert len(found) == 2
    shown = [entrants(one)["value"] for one in found]
    assert sorted(value is None for value in shown) == [False, True], shown


def test_one_statement_is_published_once(callers, places):  # noqa: F811
    refusals = publish([places[1]] * 3, callers)
    assert len(refusals) == 2, refusals
    [one] = statements(callers[0], places[1:])
    assert one["version"] == 1
