"""Several people record what somebody says, all at once: one record is kept of it."""

import pytest
from races import callers, club, race  # noqa: F401


@pytest.fixture
def person(callers, club):  # noqa: F811
    """Return the journey of somebody nobody asked yet."""
    admin = callers[0]
    (person,) = admin.call("club.person", "create", [{"last_name": "Coureur"}])
    journey = {"person_id": person, "club_id": club}
    (journey,) = admin.call("club.participant", "create", [journey])
    return journey


def told(admin, journey):
    """Return the records of what the person of a journey said."""
    (row,) = admin.call("club.participant", "read", [journey], ["person_id"])
    domain = [("person_id", "=", row["person_id"][0])]
    return admin.call(
        "club.privacy.consent", "search_read", domain, ["purpose", "state"]
    )


def tap(gesture, journey):
    return lambda caller: caller.call("club.participant", gesture, [journey])


def test_two_taps_at_once(callers, person):  # noqa: F811
    """A yes by six at once is one yes; then six times no close that one."""
    for gesture, state in (
        ("action_consent_name", "given"),
        ("action_withdraw_consent", "withdrawn"),
    ):
        assert race(callers, [tap(gesture, person)] * 6) == []
        (only,) = told(callers[0], person)
        assert (only["purpose"], only["state"]) == ("named", state)
