"""Two people clicking at once: real requests to a real server, never a toy lock.

Odoo's transactions are REPEATABLE READ: a guard that counts in Python reads an old
snapshot and overbooks. Here several sessions send the same gesture together; what
each of them is answered is what a user would read.
"""

import uuid

import pytest
from factories import new_animateur
from races import callers, club, cohort_of, journeys, race

__all__ = ["callers", "club"]


def test_the_last_seats_are_taken_once_and_none_stays_empty(callers, club, server):
    """Six people for the last three of fifteen seats."""
    admin = callers[0]
    cohort = cohort_of(admin, club, 15)
    journeys(admin, club, 12, "admitted", cohort_id=cohort)
    waiting = journeys(admin, club, 6, "interviewed", cohort_id=cohort)
    refusals = race(
        callers,
        [
            lambda caller, id_=id_: caller.call(
                "club.participant", "action_admit", [id_]
            )
            for id_ in waiting
        ],
    )
    counted = server.sql(
        "SELECT count(*), count(DISTINCT seat_id) FROM club_participant "
        f"WHERE cohort_id = {cohort} AND state = 'admitted'"
    )
    assert counted == [["15", "15"]]
    assert len(refusals) == 3


def test_a_seat_taken_away_while_somebody_takes_it(callers, club, server):
    """A group goes from five seats to four while its fifth is taken: one of both."""
    admin = callers[0]
    cohort = cohort_of(admin, club, 5)
    journeys(admin, club, 4, "admitted", cohort_id=cohort)
    (late,) = journeys(admin, club, 1, "interviewed", cohort_id=cohort)
    refusals = race(
        callers[:2],
        [
            lambda caller: caller.call("club.participant", "action_admit", [late]),
            lambda caller: caller.call("club.cohort", "write", [cohort], {"seats": 4}),
        ],
    )
    ((held, laid, seats),) = server.sql(
        "SELECT (SELECT count(*) FROM club_participant j WHERE j.cohort_id = c.id "
        "AND j.state = 'admitted'), "
        "(SELECT count(*) FROM club_seat s WHERE s.cohort_id = c.id), c.seats "
        f"FROM club_cohort c WHERE c.id = {cohort}"
    )
    assert len(refusals) == 1, refusals
    assert "seat" in refusals[0].lower(), refusals
    assert held == laid == seats


def test_one_live_journey_a_person(callers, club, server):
    (person,) = callers[0].call(
        "club.person", "create", [{"last_name": "Coureuse unique"}]
    )
    vals = {"person_id": person, "club_id": club}
    refusals = race(
        callers,
        [lambda caller: caller.call("club.participant", "create", [vals])] * 6,
    )
    assert len(refusals) == 5
    (found,) = server.sql(
        f"SELECT count(*) FROM club_participant WHERE person_id = {person}"
    )
    assert found == ["1"]


def test_whoever_orients_the_same_person_at_once(callers, club, server):
    """Six lists of one agency: the database keeps one live journey of each person."""
    name = uuid.uuid4().hex[:6].upper()
    described = {
        "last_name": f"Coureuse {name}",
        "first_name": "Inès",
        "birth_date": "2001-02-03",
    }
    people = callers[0].call("club.person", "create", [described] * 6)
    refusals = race(
        callers,
        [
            lambda caller, id_=id_: caller.call(
                "club.participant", "create", [{"person_id": id_, "club_id": club}]
            )
            for id_ in people
        ],
    )
    assert len(refusals) == 5, refusals
    (found,) = server.sql(
        "SELECT count(*) FROM club_participant j JOIN club_person p "
        f"ON p.id = j.person_id WHERE p.last_name ILIKE '%{name}'"
    )
    assert found == ["1"]


PEOPLE = 25


def animateurs(server, admin, clubs):
    """Return a session of one animateur of each of these clubs."""
    sessions = []
    for place in clubs:
        login = f"course_{uuid.uuid4().hex[:8]}"
        user = new_animateur(admin, login)
        admin.call("club.club", "write", [place], {"animateur_ids": [(4, user)]})
        sessions.append(server.login(login))
    return sessions


def import_at_once(importers, family):
    """Import one list by each session, together; return refusals, lines refused."""
    lines = [[family, f"Prénom{chr(97 + n)}", "03/02/2001"] for n in range(PEOPLE)]
    answers = []

    def load(caller):
        answers.append(
            caller.call(
                "club.participant",
                "load",
                ["person_last_name", "person_first_name", "birth_date"],
                lines,
                context={"import_file": True},
            )
        )

    refusals = race(importers, [load] * len(importers))
    return refusals, [one["messages"] for one in answers if not one["ids"]]


def counted(server, family):
    """Return how many live journeys there are, and of how many to verify."""
    ((live, aside),) = server.sql(
        "SELECT count(*), count(*) FILTER (WHERE p.to_check) "
        "FROM club_participant j JOIN club_person p ON p.id = j.person_id "
        f"WHERE p.last_name = '{family}' AND j.state = 'oriented'"
    )
    return int(live), int(aside)


@pytest.fixture
def other_club(callers, club):
    """A second club, of which who is of the first sees nobody."""
    admin = callers[0]
    (read,) = admin.call("club.club", "read", [club], ["territory_id"])
    vals = {
        "name": f"Club {uuid.uuid4().hex[:6]}",
        "territory_id": read["territory_id"][0],
        "min_seats": 0,
    }
    return admin.call("club.club", "create", [vals])[0]


def test_two_clubs_import_one_list_at_once(callers, club, other_club, server):
    """Each has its journeys; those of the second one are to verify, told to neither."""
    importers = animateurs(server, callers[0], [club, other_club])
    family = f"Course{uuid.uuid4().hex[:6]}"
    refusals, refused = import_at_once(importers, family)
    assert not refusals
    assert not refused
    assert counted(server, family) == (2 * PEOPLE, PEOPLE)
    (doubts,) = server.sql(
        "SELECT count(*) FROM club_person_doubt d JOIN club_person p "
        f"ON p.id = d.person_id WHERE p.last_name = '{family}' AND d.state = 'open'"
    )
    assert doubts == [str(PEOPLE)]


def test_one_club_imports_one_list_twice_at_once(callers, club, server):
    """One person a line: who comes second is refused by name, line by line."""
    importers = animateurs(server, callers[0], [club, club])
    family = f"Course{uuid.uuid4().hex[:6]}"
    refusals, refused = import_at_once(importers, family)
    assert not refusals
    assert counted(server, family) == (PEOPLE, 0)
    assert [len(messages) for messages in refused] == [PEOPLE]
    assert all(family in message["message"] for message in refused[0])


def test_one_club_imports_at_once_who_is_live_elsewhere(
    callers, club, other_club, server
):
    """Set aside by both at once, they would claim no key: the second looks again."""
    first, *importers = animateurs(server, callers[0], [other_club, club, club])
    family = f"Course{uuid.uuid4().hex[:6]}"
    assert import_at_once([first], family) == ([], [])
    refusals, refused = import_at_once(importers, family)
    assert not refusals
    assert counted(server, family) == (2 * PEOPLE, PEOPLE)
    assert [len(messages) for messages in refused] == [PEOPLE]


def test_one_hire_a_journey(callers, club, server):
    admin = callers[0]
    cohort = cohort_of(admin, club, 15)
    (journey,) = journeys(admin, club, 1, "active", cohort_id=cohort)
    employers = admin.call(
        "res.partner",
        "create",
        [{"name": f"Course {n}", "is_company": True} for n in range(4)],
    )
    candidacies = admin.call(
        "club.candidacy",
        "create",
        [
            {"participant_id": journey, "partner_id": employer, "state": "sent"}
            for employer in employers
        ],
    )
    refusals = race(
        callers[:4],
        [
            lambda caller, id_=id_: caller.call(
                "club.candidacy", "write", [id_], {"state": "hired"}
            )
            for id_ in candidacies
        ],
    )
    assert len(refusals) == 3
    ids = ",".join(map(str, candidacies))
    states = server.sql(
        f"SELECT state, count(*) FROM club_candidacy WHERE id IN ({ids}) "
        "GROUP BY state ORDER BY state"
    )
    assert states == [["hired", "1"], ["obsolete", "3"]]
    (placements,) = server.sql(
        f"SELECT count(*) FROM club_placement WHERE candidacy_id IN ({ids})"
    )
    assert placements == ["1"]


@pytest.fixture
def session(callers, club):
    """A session that has begun, with four people expected."""
    admin = callers[0]
    (cohort,) = admin.call(
        "club.cohort", "create", [{"name": "Appel", "club_id": club, "seats": 8}]
    )
    journeys(admin, club, 4, "admitted", cohort_id=cohort)
    (session,) = admin.call(
        "club.session",
        "create",
        [
            {
                "name": "Matinée CV",
                "club_id": club,
                "cohort_id": cohort,
                "start": "2026-01-05 08:00:00",
                "stop": "2026-01-05 11:00:00",
            }
        ],
    )
    return session


def roll(admin, session):
    lines = admin.call(
        "club.attendance",
        "search_read",
        [("session_id", "=", session)],
        ["state"],
    )
    return {line["id"]: line["state"] for line in lines}


def test_two_people_record_the_same_session(callers, session):
    """Each taps their half of the list at once: nothing is lost."""
    ids = sorted(roll(callers[0], session))
    answers = ["present", "absent", "excused", "present"]

    def tap(line, answer):
        return lambda caller: caller.call("club.attendance", f"action_{answer}", [line])

    refusals = race(
        callers[:4],
        [tap(line, answer) for line, answer in zip(ids, answers, strict=True)],
    )
    assert not refusals
    assert [roll(callers[0], session)[line] for line in ids] == answers


def test_two_people_record_the_same_person(callers, session):
    """The same answer twice is one answer, and the session closes once."""
    admin = callers[0]
    ids = sorted(roll(admin, session))

    def everybody(caller):
        return caller.call("club.attendance", "action_present", ids)

    refusals = race(callers[:2], [everybody] * 2)
    assert not refusals
    assert set(roll(admin, session).values()) == {"present"}

    def close(caller):
        return caller.call("club.session", "action_close", [session])

    race(callers[:2], [close] * 2)
    (read,) = admin.call("club.session", "read", [session], ["state"])
    assert read["state"] == "held"
