"""An absence declared, ended and begun by several at once happens once."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from races import callers, club, journeys, race  # noqa: F401


@pytest.fixture
def people(callers, club):  # noqa: F811
    """Return the ids of an animateur of the club and of a colleague."""
    admin = callers[0]
    (group,) = admin.call(
        "ir.model.data",
        "search_read",
        [("module", "=", "clubs_ambition"), ("name", "=", "group_clubs_animateur")],
        ["res_id"],
    )
    names = [f"t_{uuid.uuid4().hex[:6]}" for _ in range(2)]
    users = admin.call(
        "res.users",
        "create",
        [
            {"name": name, "login": name, "group_ids": [(4, group["res_id"])]}
            for name in names
        ],
    )
    admin.call("club.club", "write", [club], {"animateur_ids": [(6, 0, users)]})
    return users


def declare(club, away, stand_in):  # noqa: F811
    """Return a gesture that declares an absence of some days, from today on."""

    def gesture(caller):
        today = datetime.now(UTC).date()
        (dialog,) = caller.call(
            "club.absence.declare",
            "create",
            [
                {
                    "user_id": away,
                    "stand_in_id": stand_in,
                    "club_ids": [(6, 0, [club])],
                    "date_from": str(today),
                    "date_to": str(today + timedelta(days=5)),
                }
            ],
        )
        caller.call("club.absence.declare", "action_declare", [dialog])

    return gesture


def test_six_at_once(callers, club, people):  # noqa: F811
    """Six declare the same: one absence. Six end it: what it was comes back once."""
    admin, (away, stand_in) = callers[0], people
    (journey,) = journeys(admin, club, 1, "active", animateur_id=away)
    refusals = race(callers, [declare(club, away, stand_in)] * 6)
    assert len(refusals) == 5, refusals
    domain = [("club_id", "=", club)]
    (absence,) = admin.call("club.absence", "search_read", domain, ["state"])
    assert absence["state"] == "running"
    (row,) = admin.call("club.participant", "read", [journey], ["animateur_id"])
    assert row["animateur_id"][0] == stand_in

    def end(caller):
        caller.call("club.absence", "action_end", [absence["id"]])

    refusals = race(callers, [end] * 6)
    assert len(refusals) == 5, refusals
    (row,) = admin.call("club.participant", "read", [journey], ["animateur_id"])
    assert row["animateur_id"][0] == away
    told = admin.call(
        "mail.tracking.value",
        "search_count",
        [
            ("mail_message_id.model", "=", "club.participant"),
            ("mail_message_id.res_id", "=", journey),
            ("field_id.name", "=", "animateur_id"),
        ],
    )
    assert told == 2
