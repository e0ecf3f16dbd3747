"""The buttons of our dialogs, each with a dialog to press it in; read after ``two_cursors``.

``GESTURES``: ``(dialog, button): (login, targets, fill)``. ``targets`` makes two things to
do it to: one for two tabs, one for two clicks in one dialog; ``fill`` opens the dialog.
"""

from odoo import fields
from odoo.fields import Command


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
    return env["res.partner"].create(
        [
            {
                "name": f"Double clic {rank}",
                "is_company": True,
                "club_employer": True,
                **values,
            }
            for rank in range(count)
        ]
    )


def stopped(env):
    return companies(env, club_network_status="stop").ids


def pairs(env):
    ids = companies(env, 4).ids
    return [ids[:2], ids[2:]]


def campaigns(env):
    values = {"name": "Clics", "club_id": club_of(env).id, "radius_km": 200}
    return env["club.campaign"].create([values, values]).ids


def found(env, target):
    dialog = env["club.campaign.find"].create({"campaign_id": target})
    dialog.line_ids[2:].chosen = False
    return dialog


def portfolios(env):
    one, other = user(env, "animateur"), user(env, "animateur2")
    club_of(env).animateur_ids = [Command.link(other.id)]
    return [(one.id, other.id), (other.id, one.id)]


def reassigned(env, target):
    giver, taker = target
    values = {"from_user_id": giver, "to_user_id": taker, "reason": "Double clic"}
    return env["club.portfolio.reassign"].create(values)


def journeys(env, state="active", count=2, **values):
    """Return new journeys of the animateur's club, walked to a state."""
    club = club_of(env)
    people = env["club.person"].create(
        [{"last_name": f"Clic{state}", "first_name": f"N{n}"} for n in range(count)]
    )
    cohort = env["club.cohort"].create(
        {"name": f"Clics {state}", "club_id": club.id, "seats": 8}
    )
    caseloads = env["club.caseload"].search([])
    caseloads.write({"extra_seats": 40, "extra_seats_reason": "Essais"})
    made = env["club.participant"].create(
        [
            {
                "person_id": person.id,
                "club_id": club.id,
                "cohort_id": cohort.id,
                "birth_date": "2000-01-01",
                "district_status": "in",
                "animateur_id": user(env, "animateur").id,
                **values,
            }
            for person in people
        ]
    )
    for step in ("interviewed", "admitted", "active"):
        if state == "oriented":
            break
        made.write({"state": step})
        if step == state:
            break
    return made


def active(env):
    return journeys(env).ids


def ended(env):
    made = journeys(env)
    reason = env["club.exit.reason"].search([("family", "=", "neutral")], limit=1)
    for one in made:
        one.write(
            {
                "state": "exited",
                "ended_on": fields.Date.today(),
                "exit_reason_id": reason.id,
            }
        )
    return made


def erasures(env):
    return env["club.privacy.erasure"]._of(ended(env).person_id).ids


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
    return [(fields.Date.today().year - 2, part) for part in ("first", "second")]


def published(env, target):
    year, part = target
    return env["club.statement.publish"].create({"year": year, "part": part})


def once(env):
    """One dialog clicked twice; two tabs are two requests."""
    return [None, True]


def somebody_asks(env, _target):
    values = {"kind": "access", "last_name": "Clic", "first_name": "Nul"}
    return env["club.privacy.find"].create(values)


GESTURES = {
    ("club.campaign.find", "action_add"): ("animateur", campaigns, found),
    ("club.portfolio.reassign", "action_reassign"): ("manager", portfolios, reassigned),
    ("club.establishment.merge", "action_merge"): (
        "manager",
        pairs,
        lambda env, ids: env["club.establishment.merge"].create(
            {"partner_ids": [Command.set(ids)], "dst_partner_id": ids[0]}
        ),
    ),
    ("club.stop.lift", "action_confirm"): (
        "animateur",
        stopped,
        simple(
            "club.stop.lift", "partner_id", words="La direction, hier, au téléphone"
        ),
    ),
    ("club.statement.publish", "action_publish"): ("manager", periods, published),
    ("club.privacy.keep", "action_confirm"): (
        "animateur",
        erasures,
        several("club.privacy.keep", "erasure_ids", reason="coached"),
    ),
    ("club.privacy.erase", "action_confirm"): (
        "officer",
        erasures,
        several("club.privacy.erase", "erasure_ids", confirmed=True),
    ),
    ("club.privacy.settle", "action_confirm"): (
        "officer",
        requests,
        simple("club.privacy.settle", "request_id", gesture="ask", words="Le prénom"),
    ),
    ("club.privacy.rectify", "action_confirm"): (
        "officer",
        requests,
        simple("club.privacy.rectify", "request_id", first_name="Rectifiée"),
    ),
    ("club.privacy.ask", "action_give_notice"): ("animateur", active, asked),
    ("club.privacy.ask.line", "action_yes_oral"): ("animateur", active, first_question),
    ("club.privacy.ask.line", "action_no"): ("animateur", active, first_question),
    ("club.privacy.ask.line", "action_undo"): ("animateur", told_no, first_question),
    ("club.privacy.find", "action_record"): ("officer", once, somebody_asks),
}

LIKE = {
    ("club.privacy.ask.line", "action_yes_paper"): "action_yes_oral",
    ("club.privacy.ask.line", "action_yes_message"): "action_yes_oral",
    ("club.privacy.find", "action_find"): "action_record",
}
"""Buttons that do as another one of the same dialog."""

SHOWN = {
    ("club.bilan", "action_download"): "a file, made as it is asked for",
    ("club.bilan", "action_print"): "a paper, made as it is asked for",
    ("club.bilan", "action_produce"): "a pack is made again with what is known by now",
    ("club.privacy.sheet", "action_print"): "a paper, made as it is asked for",
}
"""Buttons that show, and change nothing."""


def buttons(env):
    """Return ``(dialog, button)`` of all our dialogs, by the room of its file."""
    rooms = {}
    for name, model in env.registry.items():
        if not (name.startswith("club.") and model._transient):
            continue
        for cls in model.mro():
            module = cls.__module__
            if module.startswith("odoo.addons.clubs_ambition.wizard."):
                room = module.split(".")[4]
                for method in vars(cls):
                    if method.startswith("action_"):
                        rooms[f"{name}.{method}"] = room
    return rooms


def try_clicks(env):
    """Press each button twice at once in two tabs, and twice in one dialog."""
    told = {}
    for (model, button), (login, targets, fill) in GESTURES.items():
        uid = user(env, login).id
        tabs, clicked = targets(env)
        env.cr.commit()

        def in_tabs(one, model=model, button=button, target=tabs, fill=fill):
            getattr(fill(one, target), button)()

        name = f"{model}.{button}"
        if tabs:
            told[f"{name} in two tabs"] = twice(env, uid, in_tabs)  # noqa: F821
        dialog = fill(env(user=uid, su=False), clicked)
        env.cr.commit()

        def in_one(one, button=button, names=(dialog._name, dialog.id)):
            getattr(one[names[0]].browse(names[1]), button)()

        told[f"{name} clicked twice"] = twice(env, uid, in_one)  # noqa: F821
    return told
