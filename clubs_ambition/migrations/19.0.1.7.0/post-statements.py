"""Observers read published statements: what they read besides is closed to them.

Rights go with the data files; record rules are an administrator's and menus only gain
groups, so these are taken off here. Nothing is published for anybody: a manager or a
coordinator does it, and until then an observer reads the words of committee meetings.
"""

from odoo import SUPERUSER_ID, api
from odoo.fields import Command

from odoo.addons.clubs_ambition.utils.upgrade import note

TOPIC = "Published statements"
MODULE = "clubs_ambition"
RULES = ("club_pack_rule_observer",)
MENUS = (
    "club_bilan_menu",
    "club_club_menu_root",
    "club_pack_menu",
)
HOMES = ("club_bilan_action", "club_club_action", "club_pack_action")
"""What an observer may have chosen as their first screen, and cannot open any more."""


def migrate(cr, version):
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    drop_rules(env)
    observers = env.ref(f"{MODULE}.group_clubs_observer")
    for menu in found(env, MENUS):
        menu.group_ids = [Command.unlink(observers.id)]
    managers = env.ref(f"{MODULE}.group_clubs_manager")
    users = observers.all_user_ids - managers.all_user_ids
    homes = [action.id for action in found(env, HOMES)]
    users.filtered(lambda user: user.action_id.id in homes).action_id = False
    note(cr, TOPIC, "%s observers read published statements only", len(users))


def drop_rules(env):
    data = env["ir.model.data"].search(
        [("module", "=", MODULE), ("name", "in", RULES), ("model", "=", "ir.rule")]
    )
    env["ir.rule"].browse(data.mapped("res_id")).exists().unlink()
    data.exists().unlink()


def found(env, names):
    """Return the records of these names that are still there."""
    records = (env.ref(f"{MODULE}.{name}", raise_if_not_found=False) for name in names)
    return [record for record in records if record]
