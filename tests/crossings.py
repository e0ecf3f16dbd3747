"""Two gestures that meet, each in both orders; read after ``two_cursors``, ``click_targets``.

Each of ``CROSSINGS`` prepares who and what they are about, and returns the two gestures as
``(login, gesture)`` and ``wrong``: what must not be there afterwards, looked for in a
transaction of its own.
"""

# ruff: noqa: F821 -- read in one program with the others

import uuid
from functools import partial

from odoo.fields import Command
from odoo.tools import mute_logger

from odoo.addons.clubs_ambition.utils import clock

WORDS = "Dit en passant"


def crossed(env, one, other):
    """Make two gestures, of which the second one began before the first was kept."""
    env.cr.commit()
    makers = [(begun(env, user(env, login).id), make) for login, make in (one, other)]
    told = []
    for maker, gesture in makers:
        told.append(ended(maker, gesture))
        maker.cr.close()
    return told


def fresh(env):
    """Return an environment that sees what both left."""
    env.cr.rollback()
    env.invalidate_all()
    return env


def colleague(env, name="Collègue"):
    """Return a new animateur of the animateur's club."""
    roles = user(env, "animateur2").group_ids.ids
    login = f"{name}-{uuid.uuid4().hex[:6]}".lower()
    made = env["res.users"].create(
        {"name": name, "login": login, "group_ids": [Command.set(roles)]}
    )
    club_of(env).animateur_ids = [Command.link(made.id)]
    return made


# === WHO LEAVES, AND WHAT IS GIVEN TO THEM === #


def archived(who, one):
    one["res.users"].browse(who).action_archive()


def held_by_nobody_there(who, one):
    """Return what somebody holds who is archived."""
    gone = one["res.users"].browse(who)
    if gone.active:
        return []
    found = one["club.departure"]._charges(gone)
    return [str(records) for _name, records in found if records]


def a_portfolio_is_handed_to_who_is_archived(env):
    giver, taker = colleague(env, "Donne"), colleague(env, "Reçoit")
    (journey, _other) = journeys(env)
    journey.animateur_id = giver

    def reassign(one):
        values = {"from_user_id": giver.id, "to_user_id": taker.id, "reason": "Départ"}
        one["club.portfolio.reassign"].create(values).action_reassign()

    leave = partial(archived, taker.id)
    wrong = partial(held_by_nobody_there, taker.id)
    return ("manager", reassign), ("admin", leave), wrong


def somebody_stands_in_who_is_archived(env):
    away, stand_in = colleague(env, "Absente"), colleague(env, "Remplace")
    (journey, _other) = journeys(env)
    journey.animateur_id = away
    day, club = clock.today(env.user), club_of(env)

    def declare(one):
        both = one["res.users"].browse([away.id, stand_in.id])
        days = (day, day + timedelta(days=3))
        one["club.absence"]._declare(*both, club.with_env(one), days)

    leave = partial(archived, stand_in.id)
    wrong = partial(held_by_nobody_there, stand_in.id)
    return ("manager", declare), ("admin", leave), wrong


def who_is_back_is_archived(env):
    away, stand_in = colleague(env, "Absent"), colleague(env, "Remplaçant")
    (journey, _other) = journeys(env)
    journey.animateur_id = away
    day = clock.today(env.user)
    absence = env["club.absence"]._declare(
        away, stand_in, club_of(env), (day, day + timedelta(days=3))
    )

    def end(one):
        absence.with_env(one).action_end()

    leave = partial(archived, away.id)
    wrong = partial(held_by_nobody_there, away.id)
    return ("manager", end), ("admin", leave), wrong


def somebody_is_admitted_by_who_is_archived(env):
    follows = colleague(env, "Suit")
    (journey, _other) = journeys(env, "interviewed")
    late = journey.id

    def admit(one):
        one["club.participant"].browse(late).write(
            {"state": "admitted", "animateur_id": follows.id}
        )

    leave = partial(archived, follows.id)
    wrong = partial(held_by_nobody_there, follows.id)
    return ("animateur", admit), ("admin", leave), wrong


# === WHO IS ERASED, OR IS ONE WITH ANOTHER === #


def gone_person(env):
    """Return the ended journey of somebody who may be erased."""
    return over(env)[0]


def erase(person, one):
    erasures = one["club.privacy.erasure"]
    erasures._check_officer()
    erasures._erase(one["club.person"].browse(person))


def somebody_is_oriented_who_is_erased(env):
    person = gone_person(env).person_id.id
    club = club_of(env).id

    def orient(one):
        one["club.participant"].create({"person_id": person, "club_id": club})

    def wrong(one):
        one.cr.execute(
            """SELECT journey.id FROM club_participant journey
                 JOIN club_person person ON person.id = journey.person_id
                WHERE person.erased_on IS NOT NULL
                  AND journey.state NOT IN ('exited', 'declined', 'withdrawn')"""
        )
        return one.cr.fetchall()

    return ("officer", partial(erase, person)), ("animateur", orient), wrong


def something_is_said_of_who_is_erased(env):
    journey = gone_person(env)
    person, number = journey.person_id.id, journey.id

    def say(one):
        one["club.participant"].browse(number).message_post(body=WORDS)

    def wrong(one):
        one.cr.execute(
            "UPDATE club_privacy_erasure SET again_on = NOW() - INTERVAL '1 hour'"
        )
        one["club.privacy.late"]._erase()
        one.cr.execute(
            """SELECT id FROM mail_message WHERE model = 'club.participant'
                  AND res_id = %s AND body LIKE %s""",
            [number, f"%{WORDS}%"],
        )
        return one.cr.fetchall()

    return ("officer", partial(erase, person)), ("animateur", say), wrong


def left_behind(model, name, one):
    """Return the records that point to what is not there any more."""
    records = one[model].sudo().with_context(active_test=False).search([])
    return records.filtered(lambda record: not record[name].exists()).ids


def two(env):
    people = over(env).person_id
    return people[0], people[1]


def somebody_is_oriented_who_becomes_another(env):
    kept, gone = two(env)
    club = club_of(env).id
    ids = (kept.id, gone.id)

    def merge(one):
        both = one["club.person"].browse(ids)
        doubt = one["club.person.doubt"].sudo()._by_hand(both).sudo(False)
        doubt.keep = "other" if doubt.other_id.id == ids[0] else "person"
        doubt.action_merge()

    def orient(one):
        one["club.participant"].create({"person_id": ids[1], "club_id": club})

    wrong = partial(left_behind, "club.participant", "person_id")
    return ("manager", merge), ("animateur", orient), wrong


def a_job_is_found_at_an_establishment_that_becomes_another(env):
    (journey, _other) = journeys(env)
    number = journey.id
    kept, gone = companies(env).ids

    def merge(one):
        both = [Command.set([kept, gone])]
        values = {"partner_ids": both, "dst_partner_id": kept}
        one["club.establishment.merge"].create(values).action_merge()

    def present(one):
        one["club.candidacy"].create({"participant_id": number, "partner_id": gone})

    wrong = partial(left_behind, "club.candidacy", "partner_id")
    return ("manager", merge), ("animateur", present), wrong


# === A JOURNEY GIVEN TO ANOTHER CLUB === #


def something_is_recorded_of_who_is_given_away(env):
    (journey, _other) = journeys(env, "interviewed")
    number, barrier = journey.id, env["club.barrier"].search([], limit=1).id
    other = env["club.club"].search([("id", "!=", club_of(env).id)], limit=1).id

    def give(one):
        one["club.participant"].browse(number).write(
            {"cohort_id": False, "club_id": other}
        )

    def record(one):
        one["club.participant.barrier"].create(
            {"participant_id": number, "barrier_id": barrier}
        )

    def wrong(one):
        one.cr.execute(
            """SELECT child.id FROM club_participant_barrier child
                 JOIN club_participant journey ON journey.id = child.participant_id
                WHERE child.club_id != journey.club_id"""
        )
        return one.cr.fetchall()

    return ("animateur", give), ("animateur", record), wrong


# === A REASON THAT CHANGES === #


def somebody_leaves_by_a_reason_that_becomes_positive(env):
    (journey, _other) = journeys(env)
    number = journey.id
    code = f"course_{uuid.uuid4().hex[:6]}"
    reason = env["club.exit.reason"].create({"code": code, "name": "Autre"}).id

    def leave(one):
        one["club.participant"].browse(number).write(
            {"state": "exited", "exit_reason_id": reason}
        )

    def change(one):
        one["club.exit.reason"].browse(reason).family = "positive"

    def wrong(one):
        return one["club.exit"].sudo()._list_unproved().ids

    return ("animateur", leave), ("coordinator", change), wrong


# === A SESSION THAT IS CLOSED AS THE JOB LOOKS === #


def a_session_is_closed_that_is_asked_for(env):
    (journey, _other) = journeys(env)
    then = fields.Datetime.now() - timedelta(days=1)
    session = env["club.session"].create(
        {
            "name": "Close de justesse",
            "kind": "interview",
            "club_id": journey.club_id.id,
            "participant_id": journey.id,
            "start": then - timedelta(hours=1),
            "stop": then,
        }
    )
    number = session.id

    def close(one):
        mine = one["club.session"].browse(number)
        mine.action_all_present()
        mine.action_close()

    def nag(one):
        late = [("id", "=", number), ("is_to_close", "=", True)]
        one["club.session"].search(late)._nag()

    def wrong(one):
        """Nothing is asked about what is closed."""
        mine = one["club.session"].browse(number)
        return [] if mine.state == "planned" else mine.activity_ids.ids

    return ("animateur", close), ("admin", nag), wrong


CROSSINGS = (
    a_portfolio_is_handed_to_who_is_archived,
    somebody_stands_in_who_is_archived,
    who_is_back_is_archived,
    somebody_is_admitted_by_who_is_archived,
    somebody_is_oriented_who_is_erased,
    something_is_said_of_who_is_erased,
    somebody_is_oriented_who_becomes_another,
    a_job_is_found_at_an_establishment_that_becomes_another,
    something_is_recorded_of_who_is_given_away,
    somebody_leaves_by_a_reason_that_becomes_positive,
    a_session_is_closed_that_is_asked_for,
)


def try_crossings(env):
    """Return ``{crossing: {told, wrong}}`` of each, in both orders."""
    found = {}
    for crossing in CROSSINGS:
        for turned in (False, True):
            one, other, wrong = crossing(env)
            pair = (other, one) if turned else (one, other)
            name = f"{crossing.__name__}{', the other first' if turned else ''}"
            with mute_logger("odoo.sql_db"):
                told = crossed(env, *pair)
            found[name] = {"told": told, "wrong": [*map(str, wrong(fresh(env)))]}
            env.cr.commit()
    return found
