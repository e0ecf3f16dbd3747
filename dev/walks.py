"""Print the files and functions of ours that two walks of the product go through.

``dev/odoo shell -d DEMO --no-http < dev/walks.py`` (any database with the demo's data;
nothing is kept). Walk 1, a state: an employer says "hired" by link, the animateur
confirms the hire. Walk 2, a figure: the answer about one club's last twelve months, with
no count kept beforehand. ``docs/architecture.rst`` tells what they mean.
"""

import sys
from datetime import timedelta

from odoo.addons.clubs_ambition.models.tools.club_guard_mixin import BY_LINK
from odoo.addons.clubs_ambition.utils import clock

YEAR = timedelta(days=365)
MODULE = "odoo.addons.clubs_ambition."


def walk(title, gesture):
    """Run a gesture and print what of ours it went through, file by file."""
    seen = {}

    def watch(frame, event, _argument):
        name = frame.f_globals.get("__name__", "")
        if event == "call" and name.startswith(MODULE):
            seen.setdefault(name.removeprefix(MODULE), {})[frame.f_code.co_name] = True

    sys.setprofile(watch)
    try:
        gesture()
        env.flush_all()  # noqa: F821  (odoo shell gives it)
    finally:
        sys.setprofile(None)
    functions = sum(map(len, seen.values()))
    rooms = {name for name in seen if ".tools." not in name and "utils." not in name}
    print(f"{title}: {len(seen)} files ({len(rooms)} of rooms), {functions} functions")
    for name, found in sorted(seen.items()):
        print(f"  {name}: {', '.join(found)}")


def hired(env):
    """Have an employer say "hired", then the animateur confirm it."""
    candidacy = env["club.candidacy"].search([("state", "=", "sent")], limit=1)
    link = env["club.answer.link"].create(
        {
            "kind": "candidacy",
            "club_id": candidacy.club_id.id,
            "user_id": candidacy.club_id.animateur_ids[:1].id,
            "partner_id": candidacy.partner_id.id,
            "candidacy_ids": candidacy.ids,
        }
    )
    animateur = candidacy.club_id.animateur_ids[:1]

    def gesture():
        form = {"candidacy": candidacy.id, "note": ""}
        link.with_user(env.ref("base.public_user")).sudo()._receive_profile(
            "hired", form, BY_LINK
        )
        mine = candidacy.with_user(animateur)
        terms = {"candidacy_id": mine.id, "kind": "cdi"}
        env["club.candidacy.hire"].with_user(animateur).create(terms).action_confirm()

    return gesture


def figure(env):
    """Have a club's figures of the last twelve months computed."""
    club = env["club.club"].search([], limit=1)
    last = clock.today(club)
    asked = {"club_id": club.id, "date_from": last - YEAR, "date_to": last}
    bilan = env["club.bilan"].create(asked)
    return bilan._answer


walk("A state", hired(env))  # noqa: F821
env.cr.rollback()  # noqa: F821
walk("A figure", figure(env))  # noqa: F821
env.cr.rollback()  # noqa: F821
