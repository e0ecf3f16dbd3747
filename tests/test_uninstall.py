"""Uninstalled after it was used, the addon leaves the base as it found it.

The demo, where everything is used, and a club, a prospect, a session and tasks that have
no name in the addon's data, on a copy; then Odoo's own button. What the stock database
that the demo was made from has not, or has otherwise, is said in ``LEFT``, or fails.
"""

import subprocess
from collections import defaultdict

import pytest

from bootstrap import databases, live_server

USED = """
from datetime import timedelta
from odoo import fields
agency = env["club.territory"].search([("level", "=", "agency")], limit=1)
admin = env.ref("base.user_admin")
club = env["club.club"].create({
    "name": "Club de passage", "territory_id": agency.id, "alias_name": "passage",
    "animateur_ids": [(4, admin.id)]})
employer = env["res.partner"].create({"name": "Passage SARL", "is_company": True})
lead = env["crm.lead"].create(
    {"name": "Passage", "club_id": club.id, "partner_id": employer.id})
names = env["ir.model.data"].search(
    [("module", "=", "clubs_ambition"), ("model", "=", "mail.activity.type")])
for kind in env["mail.activity.type"].browse(names.mapped("res_id")):
    for record in (lead, employer, club):
        if kind.res_model in (False, record._name):
            record.activity_schedule(activity_type_id=kind.id)
start = fields.Datetime.now() + timedelta(days=30)
session = env["club.session"].create({
    "name": "Passage", "kind": "information", "club_id": club.id,
    "start": start, "stop": start + timedelta(hours=1)})
env["ir.config_parameter"].set_param("clubs_ambition.passage", "1")
env["crm.stage"].create({"name": "Passage", "for_clubs": True})
env["ir.default"].set("club.session", "location", "Passage")
env["ir.filters"].create({"name": "Passage", "model_id": "club.session"})
env["ir.exports"].create({"name": "Passage", "resource": "club.session"})
env["ir.actions.act_window"].create({"name": "Passage", "res_model": "club.session"})
env["mail.activity.plan"].create({"name": "Passage", "res_model": "club.session"})
kinds = env["mail.activity.type"].browse(names.mapped("res_id"))
kind = next(one for one in kinds if one.res_model in (False, "crm.lead"))
env["mail.activity.plan"].create({
    "name": "Passage of the host", "res_model": "crm.lead", "template_ids": [(0, 0, {
        "activity_type_id": kind.id, "responsible_type": "on_demand"})]})
env["mail.activity.type"].create({
    "name": "Passage", "res_model": "club.session", "chaining_type": "trigger",
    "triggered_next_type_id": kind.id})
group = env.ref("clubs_ambition.group_clubs_animateur")
model = env["ir.model"]._get_id("res.partner.industry")
env["ir.model.access"].create({
    "name": "Passage", "model_id": model, "group_id": group.id, "perm_read": True})
env["ir.rule"].create({
    "name": "Passage", "model_id": model, "groups": [(4, group.id)],
    "domain_force": "[]"})
env["ir.cron"].create({
    "name": "Passage", "model_id": env["ir.model"]._get_id("club.session"),
    "state": "code", "code": "1", "interval_number": 1, "interval_type": "days"})
env["mail.message.subtype"].create({"name": "Passage", "res_model": "club.session"})
env["base_import.mapping"].create({
    "res_model": "club.session", "column_name": "passage", "field_name": "name"})
env["mail.scheduled.message"].create({
    "model": "club.session", "res_id": session.id, "author_id": admin.partner_id.id,
    "body": "Passage", "scheduled_date": start})
env.cr.commit()
"""
UNINSTALLED = """
modules = env["ir.module.module"].search([("name", "in", NAMES)])
modules.button_immediate_uninstall()
"""
SCHEMA = """
SELECT 'column ' || table_name || '.' || column_name, data_type || is_nullable
  FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL
SELECT 'constraint ' || conrelid::regclass || '.' || conname,
       md5(pg_get_constraintdef(oid))
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid <> 0
UNION ALL
SELECT 'index ' || indexname, md5(indexdef) FROM pg_indexes WHERE schemaname = 'public'
UNION ALL
SELECT 'trigger ' || tgrelid::regclass || '.' || tgname, md5(pg_get_triggerdef(oid))
  FROM pg_trigger WHERE NOT tgisinternal
UNION ALL
SELECT 'function ' || proname, md5(prosrc) FROM pg_proc
 WHERE pronamespace = 'public'::regnamespace
UNION ALL
SELECT 'relation ' || relname, relkind::text FROM pg_class
 WHERE relnamespace = 'public'::regnamespace
"""
TABLES = """
SELECT relname FROM pg_class
 WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1
"""
ROWS = """
SELECT '{table}', COALESCE(to_jsonb(one) ->> 'id', md5(to_jsonb(one)::text)),
       md5((to_jsonb(one) - '{{write_date,write_uid}}'::text[])::text)
  FROM "{table}" one
"""
DEMO = "the demo is made French, and its company named, by dev/bootstrap"
PEOPLES = "employers are contacts like others: they stay, with what was said to them"
FORGOTTEN = "Odoo forgets the names of parts of models that are gone"
LEFT = {
    "base_import_import": "Odoo's own imports, emptied by its daily job",
    "base_import_mapping": "how people name the columns of contacts; none of ours",
    "bus_bus": "what was sent to browsers, emptied by Odoo's daily job",
    "crm_lead": "prospects stay: archived, in no team and no stage",
    "crm_lead_scoring_frequency": "Odoo counts by all leads, those of others too",
    "ir_attachment": "images of employers, styles that Odoo compiled again",
    "ir_cron_trigger": "Odoo's jobs that leads and contacts trigger",
    "ir_model": FORGOTTEN,
    "ir_model_constraint": FORGOTTEN,
    "ir_model_data": FORGOTTEN,
    "ir_module_module": "installed once",
    "mail_activity_plan": "a plan of the host stays, without the steps that are ours",
    "mail_message": PEOPLES,
    "mail_tracking_value": PEOPLES,
    "orm_signaling_registry": "how often Odoo loaded its models anew",
    "res_company": DEMO,
    "res_currency": DEMO,
    "res_groups_implied_rel": DEMO,
    "res_partner": f"{PEOPLES}; {DEMO}",
}
"""``{table: why it has other rows than before}``."""

FLAPPING = {"constraint rule_group_rel.rule_group_rel_group_id_fkey"}
"""Declared twice by Odoo, from both sides and otherwise: the last one loaded counts."""

GONE = {
    "SELECT name FROM crm_lead WHERE active OR team_id IS NOT NULL "
    "OR stage_id IS NOT NULL": "a prospect in somebody's pipeline",
    "SELECT name FROM ir_model_data WHERE module = 'clubs_ambition'": "a name of ours",
    "SELECT relname FROM pg_class WHERE relname LIKE 'club\\_%'": "a table of ours",
    "SELECT id FROM mail_activity_plan_template": "a step with a task of ours",
    "SELECT id FROM mail_activity WHERE res_model = 'crm.lead'": "a task on a prospect",
}
"""``{what finds none: what it would find}``."""


@pytest.fixture(scope="module")
def bases(place):
    """The stock base, and what is left of it after the addon came and went."""
    server = place.server
    stock = databases.stock(place)
    copy = server.database("uninstalled")
    databases.fresh(server, copy, live_server.pristine(place))
    script = f"{USED}NAMES = {databases.ours()!r}{UNINSTALLED}"
    done = subprocess.run(
        place.command("shell", "-d", copy, "--no-http", "--log-level=warn"),
        input=script,
        env=place.env(),
        capture_output=True,
        text=True,
        timeout=900,
    )
    yield stock, copy, done.stderr
    server.drop(copy)


def rows(place, db, statement):
    """Return ``{first column: second}`` of a query."""
    lines = place.server.sql(statement, db)
    return dict(line.rsplit("|", 1) for line in lines)


def different(before, after):
    """Return ``(added, gone, changed)`` keys."""
    changed = {key for key in before.keys() & after if before[key] != after[key]}
    return after.keys() - before.keys(), before.keys() - after.keys(), changed


def test_it_goes_without_a_complaint(bases):
    bad = (" WARNING ", " ERROR ", " CRITICAL ", "Traceback")
    assert not [line for line in bases[2].splitlines() if any(b in line for b in bad)]


def test_no_column_index_or_trigger_is_left(place, bases):
    stock, copy, _log = bases
    parts = different(rows(place, stock, SCHEMA), rows(place, copy, SCHEMA))
    assert not set().union(*parts) - FLAPPING


def test_no_text_names_a_model_of_ours(place, bases):
    """Whatever the table: a favourite, an export, a message that waits."""
    names = place.server.sql(
        """SELECT table_name, column_name FROM information_schema.columns
            WHERE table_schema = 'public' AND data_type IN ('character varying', 'text')
              AND table_name IN (SELECT relname FROM pg_class WHERE relkind = 'r')""",
        bases[1],
    )
    query = " UNION ALL ".join(
        f"""SELECT DISTINCT '{table}', '{column}' FROM "{table}"
             WHERE "{column}" LIKE 'club.%'"""
        for table, column in (name.split("|") for name in names)
        if table != "base_import_import"
    )
    assert not place.server.sql(query, bases[1])


def test_no_column_of_ours_is_remembered(place, bases):
    left = place.server.sql("SELECT field_name FROM base_import_mapping", bases[1])
    assert "zip" in left
    assert not {"ape_code", "headcount_band", "club_charter_ids"} & set(left)


def test_no_row_is_left(place, bases):
    stock, copy, _log = bases
    tables = place.server.sql(TABLES, stock)
    query = " UNION ALL ".join(ROWS.format(table=table) for table in tables)
    told = defaultdict(list)
    for key in set().union(
        *different(rows(place, stock, query), rows(place, copy, query))
    ):
        table, number = key.split("|")
        told[table].append(number)
    assert not {table: told[table][:20] for table in sorted(told.keys() - LEFT.keys())}


@pytest.mark.parametrize("query", GONE)
def test_nothing_of_ours_is_left(place, bases, query):
    assert not place.server.sql(query, bases[1]), GONE[query]
