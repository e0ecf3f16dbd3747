"""The buttons of our dialogs, pressed twice; read after ``two_cursors``, ``click_targets``.

``GESTURES``: ``(dialog, button): (login, targets, fill)``: one target is for two tabs, one
for two clicks in one dialog.
"""

# ruff: noqa: F821 -- read in one program with the others

from odoo.exceptions import UserError
from odoo.fields import Command


def absences(env):
    one, other = user(env, "animateur"), user(env, "animateur2")
    club_of(env).animateur_ids = [Command.link(other.id)]
    return [(one.id, other.id, days) for days in (30, 60)]


def declared(env, target):
    away, stand_in, days = target
    first = clock.today(env.user) + timedelta(days=days)
    values = {"user_id": away, "stand_in_id": stand_in, "date_from": first}
    values |= {"club_ids": [Command.set(club_of(env).ids)]}
    return env["club.absence.declare"].create(
        {**values, "date_to": first + timedelta(days=7)}
    )


def unreached(env):
    rows = []
    for place in companies(env):
        message = place.message_post(body="Bonjour", partner_ids=place.ids)
        told = {"res_model": "res.partner", "res_id": place.id, "partner_id": place.id}
        told |= {"message_id": message.id, "club_id": club_of(env).id}
        rows += env["club.undelivered"].create({**told, "reason": "none"}).ids
    return rows


def packed(env, target):
    first, last = env["club.statement"]._dates(*target)
    days = {"date_from": first, "date_to": last, "cutoff": last}
    return env["club.bilan"].create(days)


GESTURES = {
    ("club.absence.declare", "action_declare"): ("manager", absences, declared),
    ("club.undelivered.correct", "action_confirm"): (
        "animateur",
        unreached,
        simple("club.undelivered.correct", "undelivered_id", email="rh@example.org"),
    ),
    ("club.orientation.give", "action_give"): ("referent", orientations, given),
    ("club.cohort.close", "action_confirm"): ("animateur", groups, closing),
    ("club.participant.end", "action_confirm"): ("animateur", active, leaving),
    ("club.participant.interview", "action_confirm"): ("animateur", oriented, met),
    ("club.week.review", "action_confirm"): ("animateur", active, reviewed),
    ("club.inbound.orient", "action_orient"): (
        "animateur",
        letters,
        simple(
            "club.inbound.orient", "inbound_id", last_name="Clic", first_name="Orienté"
        ),
    ),
    ("club.inbound.orient", "action_erase"): (
        "animateur",
        letters,
        simple("club.inbound.orient", "inbound_id", last_name="Clic"),
    ),
    ("club.district.check", "action_confirm"): (
        "animateur",
        oriented,
        simple("club.district.check", "participant_id", outside=True),
    ),
    ("club.entry.correction", "action_confirm"): (
        "manager",
        active,
        simple(
            "club.entry.correction",
            "participant_id",
            birth_date="1999-02-03",
            reason="Carte",
        ),
    ),
    ("club.candidacy.send", "action_send"): (
        "animateur",
        drafts,
        several("club.candidacy.send", "candidacy_ids"),
    ),
    ("club.candidacy.refuse", "action_confirm"): ("animateur", sent, refused),
    ("club.candidacy.hire", "action_confirm"): (
        "animateur",
        sent,
        simple("club.candidacy.hire", "candidacy_id", kind="cdi"),
    ),
    ("club.proposal", "action_keep"): ("animateur", meetings, proposed),
    ("club.placement.break", "action_confirm"): (
        "animateur",
        hires,
        simple("club.placement.break", "placement_id", broken_reason="Essai"),
    ),
    ("club.placement.reopen", "action_confirm"): ("animateur", broken, reopened),
    ("club.immersion.assess", "action_confirm"): (
        "animateur",
        immersions,
        simple("club.immersion.assess", "immersion_id", hired=False),
    ),
    ("club.programme.generate", "action_generate"): (
        "animateur",
        programmes,
        generated,
    ),
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
    ("club.bilan", "action_produce"): ("manager", periods, packed),
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
    ("club.proposal", "action_propose"): "action_keep",
}
"""Buttons that do as another one of the same dialog."""

SHOWN = {
    ("club.participant.end", "action_found"): "another dialog",
    ("club.bilan", "action_download"): "a file, made as it is asked for",
    ("club.bilan", "action_print"): "a paper, made as it is asked for",
    ("club.privacy.sheet", "action_print"): "a paper, made as it is asked for",
}
"""Buttons that show, and change nothing."""


def buttons(env):
    """Return the names of the buttons of all our dialogs, from the registry."""
    found = set()
    for name, model in env.registry.items():
        if not (name.startswith("club.") and model._transient):
            continue
        for cls in model.mro():
            module = cls.__module__
            if module.startswith("odoo.addons.clubs_ambition.wizard."):
                found |= {f"{name}.{x}" for x in vars(cls) if x.startswith("action_")}
    return sorted(found)


def try_clicks(env):
    """Press each button twice at once in two tabs, and twice in one dialog."""
    told = {}
    for (model, button), (login, targets, fill) in GESTURES.items():
        uid = user(env, login).id
        name = f"{model}.{button}"
        try:
            tabs, clicked = targets(env)
        except UserError as error:
            env.cr.rollback()
            told[name] = {"told": [str(error)], "did": [], "again": []}
            continue
        env.cr.commit()

        def in_tabs(one, model=model, button=button, target=tabs, fill=fill):
            getattr(fill(one, target), button)()

        if tabs:
            told[f"{name} in two tabs"] = twice(env, uid, in_tabs)
        try:
            dialog = fill(env(user=uid, su=False), clicked)
            env.cr.commit()
        except UserError as error:
            env.cr.rollback()
            told[f"{name} clicked twice"] = {
                "told": [str(error)],
                "did": [],
                "again": [],
            }
            continue

        def in_one(one, button=button, names=(dialog._name, dialog.id)):
            getattr(one[names[0]].browse(names[1]), button)()

        told[f"{name} clicked twice"] = twice(env, uid, in_one)
    return told
