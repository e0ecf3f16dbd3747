"""What makes two things for each button of our dialogs, and opens the dialog on one."""

import uuid
from datetime import timedelta

from odoo import fields
from odoo.fields import Command

from odoo.addons.clubs_ambition.demo.club_demo_immersions import CONVENTION
from odoo.addons.clubs_ambition.utils import clock


def user(env, login):
    return env["res.users"].search([("login", "=", login)])


def club_of(env):
    return user(env, "animateur").club_ids[:1]


def simple(model, field, **values):
    """Return what opens a dialog on one record."""

    def fill(env, target):
        return env[model].create({field: target, **values})

    return fill


def several(model, field, **values):
    """Return what opens a dialog on records, of which there is one."""

    def fill(env, target):
        return env[model].create({field: [Command.set([target])], **values})

    return fill


# === WHAT THEY ARE ABOUT === #


def companies(env, count=2, **values):
    values = {"is_company": True, "club_employer": True, **values}
    names = [{"name": f"Double clic {rank}", **values} for rank in range(count)]
    return env["res.partner"].create(names)


def stopped(env):
    return companies(env, club_network_status="stop").ids


def pairs(env):
    ids = companies(env, 4).ids
    return [ids[:2], ids[2:]]


def campaigns(env):
    values = {"name": "Clics", "club_id": club_of(env).id}
    made = env["club.campaign"].create([values, values])
    return [(one.id, companies(env).ids) for one in made]


def found(env, target):
    campaign, employers = target
    lines = [Command.create({"partner_id": one, "chosen": True}) for one in employers]
    values = {"campaign_id": campaign, "line_ids": lines}
    return env["club.campaign.find"].create(values)


def portfolios(env):
    one, other = user(env, "animateur"), user(env, "animateur2")
    club_of(env).animateur_ids = [Command.link(other.id)]
    return [(one.id, other.id), (other.id, one.id)]


def reassigned(env, target):
    giver, taker = target
    values = {"from_user_id": giver, "to_user_id": taker, "reason": "Double clic"}
    return env["club.portfolio.reassign"].create(values)


STEPS = {"interviewed": "interviewed_on", "admitted": "admitted_on"}
STEPS["active"] = "started_on"


def journeys(env, state="active", count=2, day=None):
    """Return new journeys of the animateur's club, walked to a state, all on a day."""
    day = day or clock.today(env.user)
    club = club_of(env)
    club.min_seats = 0
    names = [
        {"last_name": f"Clic {uuid.uuid4().hex[:8]}", "first_name": "Nadia"}
        for _person in range(count)
    ]
    cohort = env["club.cohort"].create(
        {"name": f"Clics {state}", "club_id": club.id, "seats": 8}
    )
    job = env["club.occupation"].search([("kind", "=", "job")], limit=1)
    more = {"extra_seats": 90, "extra_seats_reason": "Essais"}
    env["club.caseload"].search([]).write(more)
    made = env["club.participant"].create(
        [
            {
                "person_id": person.id,
                "club_id": club.id,
                "cohort_id": cohort.id,
                "birth_date": "2000-01-01",
                "district_status": "in",
                "animateur_id": user(env, "animateur").id,
                "oriented_on": day,
                "occupation_ids": [Command.set(job.ids)],
            }
            for person in env["club.person"].create(names)
        ]
    )
    for step, name in STEPS.items() if state != "oriented" else ():
        made.write({"state": step, name: day})
        if step == state:
            break
    return made


def active(env):
    return journeys(env).ids


def over(env):
    made = journeys(env)
    reason = env["club.exit.reason"].search([("family", "=", "neutral")], limit=1)
    for one in made:
        one.write(
            {
                "state": "exited",
                "ended_on": clock.today(env.user),
                "exit_reason_id": reason.id,
            }
        )
    return made


def erasures(env):
    return env["club.privacy.erasure"]._of(over(env).person_id).ids


def requests(env, kind="rectification"):
    people = journeys(env).person_id
    return (
        env["club.privacy.request"]
        .create(
            [
                {"kind": kind, "person_id": one.id, "state": "open", "asked_by": "Clic"}
                for one in people
            ]
        )
        .ids
    )


def asked(env, target):
    lines = [Command.create({"purpose": "named"})]
    values = {"participant_id": target, "line_ids": lines}
    return env["club.privacy.ask"].create(values)


def first_question(env, target):
    return asked(env, target).line_ids[:1]


def told_no(env):
    """Return journeys whose person said yes, then no."""
    made = journeys(env)
    consents = env["club.privacy.consent"].with_user(user(env, "animateur"))
    for yes in (True, False):
        consents._say(made.with_env(consents.env), "named", yes, "oral")
    return made.ids


def periods(env):
    return [(clock.today(env.user).year - 2, part) for part in ("first", "second")]


def published(env, target):
    year, part = target
    return env["club.statement.publish"].create({"year": year, "part": part})


def once(env):
    """One dialog clicked twice; two tabs are two requests."""
    return [None, True]


def somebody_asks(env, _target):
    values = {"kind": "access", "last_name": "Clic", "first_name": "Nul"}
    return env["club.privacy.find"].create(values)


# === OF A JOURNEY === #


def oriented(env):
    return journeys(env, "oriented").ids


def groups(env):
    """Return groups of one person each, who are in it."""
    cohorts = env["club.cohort"].union(
        *(journeys(env, count=1).cohort_id for _rank in range(2))
    )
    cohorts.filtered(lambda one: one.state == "forming").write({"state": "running"})
    return cohorts.ids


def closing(env, target):
    reason = env["club.exit.reason"].search([("family", "=", "neutral")], limit=1)
    dialog = env["club.cohort.close"].create({"cohort_id": target})
    dialog.line_ids.exit_reason_id = reason
    return dialog


def leaving(env, target):
    reason = env["club.exit.reason"].search([("family", "=", "neutral")], limit=1)
    values = {"participant_id": target, "exit_reason_id": reason.id}
    return env["club.participant.end"].create(values)


def met(env, target):
    values = {"participant_id": target, "conclusion": "wait", "motivation": "Très"}
    return env["club.participant.interview"].create(values)


def reviewed(env, target):
    today = fields.Datetime.to_datetime(clock.today(env.user))
    start = today + timedelta(days=9, hours=9)
    values = {"participant_id": target, "next_start": start}
    return env["club.week.review"].create(
        {**values, "next_ids": [Command.create({"name": "Appeler le garage"})]}
    )


def letters(env):
    """Return e-mails to sort."""
    values = {"club_id": club_of(env).id, "subject": "Bonjour"}
    return (
        env["club.inbound.mail"]
        .create(
            [
                {
                    **values,
                    "sender": f"Clic{n} <c{n}@free.fr>",
                    "email": f"c{n}@free.fr",
                }
                for n in range(2)
            ]
        )
        .ids
    )


def candidacies(env, state="draft"):
    made = env["club.candidacy"].create(
        [
            {"participant_id": one.id, "partner_id": partner.id}
            for one, partner in zip(
                journeys(env), companies(env, email="rh@clics.fr"), strict=True
            )
        ]
    )
    if state != "draft":
        made.write({"state": state})
    return made


def drafts(env):
    return candidacies(env).ids


def sent(env):
    return candidacies(env, "sent").ids


def refused(env, target):
    reason = env["club.refusal.reason"].search([("message", "!=", False)], limit=1)
    return env["club.candidacy.refuse"].create(
        {"candidacy_ids": [Command.set([target])], "refusal_reason_id": reason.id}
    )


def placements(env):
    made = candidacies(env, "sent")
    for one in made:
        one._record_hire("cdi", 0, clock.today(env.user))
    return env["club.placement"].search([("candidacy_id", "in", made.ids)])


def hires(env):
    return placements(env).ids


def broken(env):
    made = placements(env)
    made.write(
        {
            "state": "broken",
            "broken_on": clock.today(env.user),
            "broken_reason": "Essai",
        }
    )
    return made.ids


def reopened(env, target):
    return env["club.placement.reopen"].create({"placement_id": target})


def meetings(env):
    """Return a person and an employer whom one presents to the other."""
    return list(zip(journeys(env).ids, companies(env).ids, strict=True))


def proposed(env, target):
    person, employer = target
    dialog = env["club.proposal"].create(
        {
            "participant_ids": [Command.set([person])],
            "partner_ids": [Command.set([employer])],
        }
    )
    dialog.line_ids.chosen = True
    return dialog


def immersions(env):
    """Return immersions that are over, to assess."""
    first = clock.today(env.user) - timedelta(days=20)
    told = dict.fromkeys(
        ("signed_beneficiary_on", "signed_host_on", "signed_prescriber_on"), first
    )
    made = env["club.immersion"].create(
        [
            {
                **CONVENTION,
                **told,
                "participant_id": one.id,
                "partner_id": partner.id,
                "date_start": first + timedelta(days=1),
                "date_end": first + timedelta(days=5),
                "hours_total": 30,
                "purpose": env["club.immersion"]._fields["purpose"].selection[0][0],
                "aims": "Voir",
                "tasks": "Faire",
                **dict.fromkeys(("tutor_name", "host_representative"), "Léa Roux"),
                **dict.fromkeys(
                    ("tutor_function", "host_representative_function"), "Gérante"
                ),
            }
            for one, partner in zip(
                journeys(env, day=first), companies(env), strict=True
            )
        ]
    )
    env.flush_all()
    # Signing asks for a whole convention: it is over before one looks.
    env.cr.execute(
        "UPDATE club_immersion SET state = 'running' WHERE id = ANY(%s)", [made.ids]
    )
    env.invalidate_all()
    return made.ids


def programmes(env):
    club = club_of(env)
    values = {"club_id": club.id, "seats": 4}
    names = [{"name": f"Programme {n}", **values} for n in range(2)]
    return env["club.cohort"].create(names).ids


def generated(env, target):
    monday = clock.today(env.user) + timedelta(days=7 - clock.today(env.user).weekday())
    values = {"cohort_id": target, "date_start": monday, "weeks": 1}
    return env["club.programme.generate"].create(values)


def orientations(env):
    referent = user(env, "referent")
    roles = referent.group_ids.ids
    env["res.users"].create(
        {"name": "Autre", "login": "clic", "group_ids": [Command.set(roles)]}
    )
    values = {"club_id": club_of(env).id, "referent_id": referent.id}
    names = [{"last_name": f"Orienté{n}", "first_name": "Clic"} for n in range(2)]
    return env["club.orientation"].create([{**values, **one} for one in names]).ids


def given(env, target):
    values = {"to_user_id": user(env, "clic").id}
    return env["club.orientation.give"].create(
        {"orientation_ids": [Command.set([target])], **values}
    )
