"""Two gestures that each look at what the other changes, at the same moment.

Both have begun before either ends (``races.meet``): without a row that both write, both
are told "ok". Each of them ends with what must hold of every row (``races.callers``).
"""

from race_world import moved, running, world
from races import callers, club, cohort_of

from bootstrap import paths

__all__ = ["callers", "club", "running", "world"]


def test_a_group_is_closed_while_somebody_is_admitted(running):
    late = running.person("interviewed")
    refusals = running.meet(
        moved("club.participant", late, state="admitted"),
        moved("club.cohort", running.cohort, state="closed"),
        club_participant=[late],
        club_cohort=[running.cohort],
    )
    assert len(refusals) == 1, refusals


def test_a_group_is_archived_while_somebody_is_admitted(running):
    late = running.person("interviewed")
    refusals = running.meet(
        moved("club.participant", late, state="admitted"),
        moved("club.cohort", running.cohort, active=False),
        club_participant=[late],
        club_cohort=[running.cohort],
    )
    assert len(refusals) == 1, refusals


def test_a_group_is_closed_while_somebody_is_moved_in(running):
    other = cohort_of(running.admin, running.club, 6)
    guest = running.person("active", cohort_id=other)
    refusals = running.meet(
        moved("club.participant", guest, cohort_id=running.cohort),
        moved("club.cohort", running.cohort, state="closed"),
        club_participant=[guest],
        club_cohort=[running.cohort],
    )
    assert len(refusals) == 1, refusals


def test_a_group_is_closed_while_somebody_comes_back(running):
    back = running.person()
    running.admin.call(
        "club.participant",
        "write",
        [back],
        {"state": "exited", "exit_reason_id": running.reason()},
    )
    refusals = running.meet(
        moved("club.participant", back, state="active"),
        moved("club.cohort", running.cohort, state="closed"),
        club_participant=[back],
        club_cohort=[running.cohort],
    )
    assert len(refusals) == 1, refusals


def test_two_are_admitted_and_nobody_waits_for_a_retry(world):
    """Each takes a seat of their own: nothing else is written by both."""
    late = [world.person("interviewed") for _ in range(2)]
    log = paths.state("logs", "outside.log")
    before = len(log.read_text(encoding="utf-8"))
    refusals = world.meet(
        *(moved("club.participant", one, state="admitted") for one in late),
        club_participant=late,
    )
    assert not refusals
    assert "tries left" not in log.read_text(encoding="utf-8")[before:]


def test_somebody_is_hired_while_another_employer_is_proposed(world):
    journey = world.person()
    hired = world.candidacy(journey, state="sent")
    vals = {"participant_id": journey, "partner_id": world.employer()}
    refusals = world.meet(
        moved("club.candidacy", hired, state="hired"),
        ("club.candidacy", "create", [vals]),
        club_participant=[journey],
    )
    assert len(refusals) <= 1
    assert world.read("club.candidacy", hired, "state") == "hired"


def test_a_journey_ends_while_a_candidacy_is_taken_up_again(world):
    journey = world.person()
    given_up = world.candidacy(journey, state="sent")
    world.admin.call("club.candidacy", "action_withdraw", [given_up])
    world.meet(
        moved(
            "club.participant", journey, state="exited", exit_reason_id=world.reason()
        ),
        moved("club.candidacy", given_up, state="sent"),
        club_participant=[journey],
        club_candidacy=[given_up],
    )
    assert world.read("club.participant", journey, "state") == "exited"


def test_a_start_is_undone_while_a_job_is_recorded(world):
    journey = world.person()
    job = {"participant_id": journey, "kind": "cdd", "duration_months": 3}
    refusals = world.meet(
        moved("club.participant", journey, state="admitted"),
        ("club.placement", "create", [job]),
        club_participant=[journey],
    )
    assert len(refusals) == 1, refusals


def test_a_start_is_undone_while_a_candidacy_is_sent(world):
    """Whoever comes second is asked again: it is not undone once it was sent."""
    journey = world.person()
    draft = world.candidacy(journey)
    refusals = world.meet(
        moved("club.participant", journey, state="admitted"),
        moved("club.candidacy", draft, state="sent"),
        club_participant=[journey],
        club_candidacy=[draft],
    )
    sent = world.read("club.candidacy", draft, "state") == "sent"
    assert sent
    undone = world.read("club.participant", journey, "state") == "admitted"
    assert undone == (not refusals)


def test_a_renewal_is_asked_for_while_the_journey_ends(world):
    journey = world.person()
    asked = {"participant_id": journey, "reason": "Course", "objectives": "Un emploi"}
    refusals = world.meet(
        moved(
            "club.participant", journey, state="exited", exit_reason_id=world.reason()
        ),
        ("club.renewal", "create", [asked]),
        club_participant=[journey],
    )
    pending = world.server.sql(
        f"SELECT count(*) FROM club_renewal WHERE participant_id = {journey}"
    )
    assert pending == [["0" if refusals else "1"]]


def test_a_session_is_made_while_somebody_is_admitted(world):
    world.person()
    late = world.person("interviewed")
    vals = {**world.hours(4), "cohort_id": world.cohort}
    refusals = world.meet(
        moved("club.participant", late, state="admitted"),
        ("club.session", "create", [vals]),
        club_participant=[late],
        club_cohort=[world.cohort],
    )
    assert not refusals


def test_a_session_is_cancelled_while_somebody_is_admitted(world):
    session = world.session(cohort_id=world.cohort)
    late = world.person("interviewed")
    refusals = world.meet(
        moved("club.participant", late, state="admitted"),
        ("club.session", "action_cancel", [session]),
        club_participant=[late],
        club_session=[session],
    )
    assert not refusals


def test_a_session_is_cancelled_while_somebody_is_added(world):
    session = world.session(kind="information")
    guest = world.person("interviewed")
    vals = {"session_id": session, "participant_id": guest}
    refusals = world.meet(
        ("club.attendance", "create", [vals]),
        ("club.session", "action_cancel", [session]),
        club_session=[session],
    )
    assert len(refusals) <= 1


def test_a_session_is_closed_while_an_answer_is_taken_back(world):
    session = world.session(days=-3, cohort_id=world.cohort)
    person = world.person()
    line = world.make("club.attendance", session_id=session, participant_id=person)
    world.admin.call("club.attendance", "action_present", [line])
    refusals = world.meet(
        moved("club.attendance", line, state="expected"),
        ("club.session", "action_close", [session]),
        club_attendance=[line],
        club_session=[session],
    )
    assert len(refusals) == 1, refusals
