"""What the addon takes along when it is uninstalled.

Odoo drops what is the addon's by name: models, columns, records of its data. What the
addon made in the tables of others while it worked has no such name, and goes here.
"""

from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.sql import table_exists

from .const import MODULE
from .kpi.kept import triggers
from .models.tools import planned_days
from .models.tools.ours import is_our_model

NAMING = {
    "base_import.mapping": "res_model",
    "ir.actions.act_window": "res_model",
    "ir.actions.client": "res_model",
    "ir.actions.report": "model",
    "ir.embedded.actions": "parent_res_model",
    "ir.exports": "resource",
    "ir.filters": "model_id",
    "mail.activity.plan": "res_model",
    "mail.message.subtype": "res_model",
    "mail.scheduled.message": "model",
    "res.users.settings.embedded.action": "res_model",
    "snailmail.letter": "model",
}
"""Tables of Odoo's that name a model in a text, which no foreign key takes along."""
UNTRACKED = {
    "active_test": False,
    "tracking_disable": True,
    "mail_notrack": True,
}


def uninstall_hook(env):
    """Leave nothing of the clubs in the tables of others; what they typed there stays."""
    triggers.remove(env.cr)
    planned_days.remove(env.cr)
    env = env(context={**env.context, **UNTRACKED})
    remove_events(env)
    remove_tasks(env)
    free_data(env)
    release_prospects(env)
    teams = env["club.club"].search([]).team_id
    stages = env["crm.stage"].search([("for_clubs", "=", True)])
    empty_tables(env)
    remove_stages(env, stages)
    env["crm.team.member"].search([("crm_team_id", "in", teams.ids)]).unlink()
    teams.unlink()  # their addresses go along
    env["club.outside"]._give_back()
    env["club.template.code"]._give_back()
    forget_models(env)
    env["ir.config_parameter"].search([("key", "=like", f"{MODULE}.%")]).unlink()


def empty_tables(env):
    """Let no row of the addon keep another: their tables are about to go.

    Odoo deletes the records that the data named, one model after the other, and then the
    tables: what a foreign key keeps fills the log with errors, and whoever is still in
    charge of a journey cannot be deleted.
    """
    env.flush_all()
    tables = [model._table for model in own_models(env)]
    drop_links(env, tables)
    reference = env.registry["club.reference.mixin"]
    used = [
        SQL.identifier(model._table)
        for model in own_models(env)
        if not isinstance(model, reference)
    ]
    lists = env["ir.model.relation"].search([("module.name", "=", MODULE)])
    used += [SQL.identifier(one.name) for one in lists]
    env.cr.execute(SQL("TRUNCATE %s", SQL(", ").join(used)))
    env.invalidate_all(flush=False)


def own_models(env):
    """Return the models of the addon that are kept in tables."""
    models = [env[name] for name in env.registry]
    return [
        model
        for model in models
        if is_our_model(model)
        and model._auto
        and not model._abstract
        and table_exists(env.cr, model._table)
    ]


def drop_links(env, tables):
    """Drop the foreign keys from these tables, and to them."""
    rows = env.execute_query(
        SQL(
            """SELECT owner.relname, conname FROM pg_constraint
                 JOIN pg_class owner ON owner.oid = conrelid
                 JOIN pg_class target ON target.oid = confrelid
                WHERE contype = 'f' AND (owner.relname = ANY(%(tables)s::text[])
                                         OR target.relname = ANY(%(tables)s::text[]))""",
            tables=tables,
        )
    )
    for table, name in rows:
        env.cr.execute(
            SQL(
                "ALTER TABLE %s DROP CONSTRAINT %s",
                SQL.identifier(table),
                SQL.identifier(name),
            )
        )


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


def remove_stages(env, stages):
    """Delete the clubs' stages, and what Odoo counted of them to guess who will buy."""
    values = [str(stage) for stage in stages.ids]
    env["crm.lead.scoring.frequency"].search(
        [("variable", "=", "stage_id"), ("value", "in", values)]
    ).unlink()
    stages.unlink()


def forget_models(env):
    """Delete what people kept of our models in tables of Odoo's: what would leave, too.

    A message planned about somebody would be mailed to its author as one that failed.
    """
    for name, field in NAMING.items():
        if name in env:  # letters are of an addon that few have
            loose(env, env[name].search([(field, "in", names_of_models(env))])).unlink()
    mappings = env["base_import.mapping"].search([])
    mappings.filtered(lambda one: is_ours(env, one.res_model, one.field_name)).unlink()


def names_of_models(env):
    return [name for name in env.registry if name.startswith("club.")]


def named(env, name):
    """Return the records of a model that are data of the addon."""
    names = env["ir.model.data"].search([("module", "=", MODULE), ("model", "=", name)])
    return env[name].browse(names.mapped("res_id"))


def loose(env, rows):
    """Filter the rows that people made; Odoo deletes the data of addons by their names."""
    names = env["ir.model.data"].search(
        [
            ("model", "=", rows._name),
            ("res_id", "in", rows.ids),
            ("module", "!=", "__export__"),
        ]
    )
    return rows - rows.browse(names.mapped("res_id"))


def free_data(env):
    """Delete what people made of our groups, tasks and models, and would keep them there.

    A rule that loses its only group would be everybody's.
    """
    groups, types = named(env, "res.groups"), named(env, "mail.activity.type")
    loose(env, env["ir.model.access"].search([("group_id", "in", groups.ids)])).unlink()
    for rule in loose(env, env["ir.rule"].search([("groups", "in", groups.ids)])):
        if others := rule.groups - groups:
            rule.groups = others
        else:
            rule.unlink()
    steps = env["mail.activity.plan.template"]
    loose(env, steps.search([("activity_type_id", "in", types.ids)])).unlink()
    chained = types.search([("triggered_next_type_id", "in", types.ids)])
    chained.write({"chaining_type": "suggest", "triggered_next_type_id": False})
    jobs = env["ir.cron"].search([("model_id.model", "in", names_of_models(env))])
    loose(env, jobs).unlink()


def is_ours(env, name, path):
    """Tell whether a column leads to a field of the addon on a model of others."""
    fields = env[name]._fields if name in env else {}
    field = fields.get((path or "").split("/")[0])
    return field is not None and MODULE in field._modules


def remove_tasks(env):
    """Delete the tasks of the addon's own types, on its records and its prospects."""
    types = named(env, "mail.activity.type")
    leads = env["crm.lead"].search([("club_id", "!=", False)])
    of_leads = Domain("res_model", "=", "crm.lead") & Domain("res_id", "in", leads.ids)
    of_types = Domain("activity_type_id", "in", types.ids)
    of_ours = Domain("res_model", "=like", "club.%")
    env["mail.activity"].search(of_leads | of_types | of_ours).unlink()
