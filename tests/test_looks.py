"""Who looked at whom, on a real server: kept as the answer leaves, whatever happens."""

import pytest
from polling import wait_until

from bootstrap import live_server


def looks(server, login):
    rows = server.sql(
        f"""SELECT look.id, look.person_id, look.club_id FROM club_privacy_look look
              JOIN res_users u ON u.id = look.user_id
             WHERE u.login = '{login}'"""
    )
    return [[int(cell or 0) for cell in row] for row in rows if row != [""]]


def people_of(server, login):
    """Return the persons of the clubs of an animateur."""
    rows = server.sql(
        f"""SELECT DISTINCT j.person_id FROM club_participant j
              JOIN club_club_animateur_rel r ON r.club_id = j.club_id
              JOIN res_users u ON u.id = r.user_id
             WHERE u.login = '{login}'"""
    )
    return {int(row[0]) for row in rows if row != [""]}


def seen(server, login, count):
    """Return the persons that are kept, once there are so many."""
    wait_until(lambda: len(looks(server, login)) >= count)
    return {person for _id, person, _club in looks(server, login)}


def test_what_was_shown_is_kept_as_the_answer_leaves(server, clean_log):
    caller = server.login("animateur2")
    shown = caller.call("club.participant", "web_search_read", [], {"name": {}})
    kept = seen(server, "animateur2", 1)
    assert shown["length"]
    assert kept
    assert kept <= people_of(server, "animateur2")


def test_with_one_password_by_many_doors_somebody_is_told(server, mail_server):
    """Persons read are those of her clubs; officer and coordinator hear within a minute."""
    admin = server.login("admin")
    admin.call("ir.config_parameter", "set_param", "clubs_ambition.look_persons", "5")
    for login in ("officer", "coordinator"):
        (user,) = admin.call("res.users", "search", [["login", "=", login]])
        values = {"email": f"{login}@example.org", "notification_type": "email"}
        admin.call("res.users", "write", [user], values)
    caller = server.login("animateur")
    for model, method, args in (
        ("club.person", "search_read", ([], ["name", "phone"])),
        ("club.participant", "name_search", ("a",)),
        ("club.candidacy", "web_search_read", ([], {"participant_id": {}})),
        ("club.attendance", "search_read", ([], ["participant_id"])),
        ("club.cohort", "get_week_board", ()),
    ):
        caller.call(model, method, *args)
    kept = seen(server, "animateur", 6)
    assert kept <= people_of(server, "animateur")
    for login in ("officer", "coordinator"):
        mail_server.wait(f"{login}@example.org")
    alerts = server.sql("SELECT DISTINCT user_name FROM club_privacy_alert")
    assert ["Camille Vidal (animateur)"] in alerts  # others looked much in other tests


@pytest.fixture
def killed(place, mail_server):
    with live_server.served(place, mail_server.port) as running:
        yield running


def test_a_server_that_is_killed_had_kept_what_it_answered(killed):
    caller = killed.login("animateur")
    shown = caller.call("club.person", "search_read", [], ["name"], limit=3)
    seen(killed, "animateur", 3)
    killed.child.kill()
    kept = {person for _id, person, _club in looks(killed, "animateur")}
    assert {row["id"] for row in shown} <= kept
