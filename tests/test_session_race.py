"""Several people move a session at once: every change is counted in the calendars."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from races import callers, club, race  # noqa: F401


def move(session, start, room):
    """Return a gesture that moves a session as its form does."""
    vals = {
        "start": f"{start:%Y-%m-%d %H:%M:%S}",
        "stop": f"{start + timedelta(hours=2):%Y-%m-%d %H:%M:%S}",
        "location": room,
    }
    return lambda caller: caller.call("club.session", "web_save", [session], vals, {})


def test_six_move_a_session_at_once(callers, club):  # noqa: F811
    """The last file a calendar receives has the highest number, none has the same."""
    admin = callers[0]
    start = datetime.now(ZoneInfo("UTC")).replace(minute=0, second=0) + timedelta(
        days=3
    )
    vals = {"name": "Course", "kind": "group", "club_id": club}
    vals |= {"start": f"{start:%Y-%m-%d %H:%M:%S}"}
    vals |= {"stop": f"{start + timedelta(hours=1):%Y-%m-%d %H:%M:%S}"}
    (session,) = admin.call("club.session", "create", [vals])
    moves = [
        move(session, start + timedelta(days=day), f"Salle {day}")
        for day in range(1, len(callers) + 1)
    ]
    assert race(callers, moves) == []
    (row,) = admin.call("club.session", "read", [session], ["calendar_sequence"])
    assert row["calendar_sequence"] == len(callers)
