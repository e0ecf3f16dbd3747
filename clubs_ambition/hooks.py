"""What the addon takes along when it is uninstalled.

Odoo drops what is the addon's by name: models, columns, records of its data. What the
addon made in the tables of others while it worked has no such name, and goes here.
"""

from odoo.tools import SQL

from .kpi.kept import triggers

MODULE = "clubs_ambition"
UNTRACKED = {
    "active_test": False,
    "tracking_disable": True,
    "mail_notrack": True,
}


def uninstall_hook(env):
    """Leave nothing of the clubs in the tables of others; what they typed there stays."""
    triggers.remove(env.cr)
    env = env(context={**env.context, **UNTRACKED})
    remove_events(env)
    release_prospects(env)
    remove_teams(env)
    remove_tasks(env)
    env["crm.stage"].search([("for_clubs", "=", True)]).unlink()
    env["ir.config_parameter"].search([("key", "=like", f"{MODULE}.%")]).unlink()


def remove_events(env):
    """Take the sessions off the calendars, telling nobody."""
    events = env["club.session"].search([]).event_id
    env["club.session.calendar"]._quiet(events).unlink()


def release_prospects(env):
    """Put the clubs' prospects among the archived leads, in no stage and no team.

    They are about employers, whom the base keeps; nobody's pipeline fills with them.
    Past the ORM: nothing follows a prospect any more.
    """
    env.flush_all()
    env.cr.execute(
        SQL(
            """UPDATE crm_lead SET active = FALSE, team_id = NULL, stage_id = NULL
                WHERE club_id IS NOT NULL OR stage_id IN
                      (SELECT id FROM crm_stage WHERE for_clubs)
                   OR team_id IN (SELECT team_id FROM club_club)"""
        )
    )
    env.invalidate_all()


def remove_teams(env):
    """Delete the clubs' teams, with their addresses and their members.

    The clubs go with their table, which would keep their teams.
    """
    teams = env["club.club"].search([]).team_id
    env.cr.execute(SQL("ALTER TABLE club_club ALTER COLUMN team_id DROP NOT NULL"))
    env.cr.execute(SQL("UPDATE club_club SET team_id = NULL"))
    env.invalidate_all()
    teams.unlink()


def remove_tasks(env):
    """Delete the tasks of the addon's own types, on whatever record."""
    types = env["ir.model.data"].search(
        [("module", "=", MODULE), ("model", "=", "mail.activity.type")]
    )
    tasks = env["mail.activity"].search(
        [("activity_type_id", "in", types.mapped("res_id"))]
    )
    tasks.unlink()
