"""A national network, the same for everybody: one seed, no chance.

Run by the environment's Python: ``generate.py DATABASE SCALE``. At scale 1: 1 000
clubs, 100 000 journeys, 1 000 000 candidacies, 3 000 000 attendances, 50 000
establishments, over the seven quarters before ``LAST_DAY``; something is planned on a
fifth of what the kanbans show. Clubs and users are made
by the ORM, rows by the SQL of ``sql/``; every constraint of the addon is checked.
"""

import contextlib
import sys
import time
from pathlib import Path

from common import tell

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

HERE = Path(__file__).parent
LAST_DAY = "2026-11-23"
"""A Monday: the last day about which the network knows something."""

FULL = {"clubs": 1000, "journeys": 100_000, "employers": 50_000}
STEPS = (
    *("hash", "people", "employers", "journeys", "candidacies", "placements"),
    *("sessions", "attendances", "objectives", "network", "counters", "users"),
    "activities",
)
PLANNED = 20
"""Per cent of candidacies, prospects and placements that have something planned."""
BIG = (
    *(
        "res_partner",
        "club_person",
        "club_participant",
        "club_candidacy",
        "calendar_event",
    ),
    *("club_session", "club_attendance", "club_objective", "club_contact"),
    *("crm_lead", "club_placement", "club_followup", "mail_activity"),
)


def sizes(scale):
    return {name: max(int(number * scale), 10) for name, number in FULL.items()}


def clubs(env, number):
    """Make territories, clubs, and the users the screens are measured with."""
    Territory = env["club.territory"]
    country = Territory.create({"name": "Réseau", "level": "country"})
    regions = Territory.create(
        [
            {"name": f"Région {n}", "level": "region", "parent_id": country.id}
            for n in range(max(number // 75, 1))
        ]
    )
    agencies = Territory.create(
        [
            {
                "name": f"Agence {n}",
                "level": "agency",
                "parent_id": regions[n % len(regions)].id,
            }
            for n in range(max(number // 4, 1))
        ]
    )
    found = env["club.club"]
    for first in range(0, number, 100):
        found |= env["club.club"].create(
            [
                {
                    "name": f"Club {n:04d}",
                    "territory_id": agencies[n % len(agencies)].id,
                    "min_seats": 0,
                    "zip": f"{1 + n % 95:02d}000",
                    "city": f"Ville {n}",
                }
                for n in range(first, min(first + 100, number))
            ]
        )
    for role in ("animateur", "manager", "coordinator"):
        user(env, role)
    found[0].animateur_ids = env["res.users"].search([("login", "=", "animateur")])
    regions[0].user_ids = env["res.users"].search([("login", "=", "manager")])
    return found


def user(env, role):
    env["res.users"].with_context(no_reset_password=True).create(
        {
            "name": role,
            "login": role,
            "password": role,
            "lang": "fr_FR",
            "tz": "Europe/Paris",
            "group_ids": [(4, env.ref(f"clubs_ambition.group_clubs_{role}").id)],
        }
    )


def aside(cr, tables):
    """Drop the plain indexes of the big tables; return what makes them again."""
    cr.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) "
        "AND indexdef NOT LIKE '%%UNIQUE%%'",
        [list(tables)],
    )
    indexes = cr.fetchall()
    for name, _definition in indexes:
        cr.execute(f'DROP INDEX "{name}"')
    return [definition for _name, definition in indexes]


@contextlib.contextmanager
def resting(cr):
    """Let our own triggers rest, and make the plain indexes once, at the end."""
    cr.execute(
        "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger "
        "WHERE tgname LIKE 'club_%%'"
    )
    watched = [table for (table,) in cr.fetchall()]
    for table in watched:
        cr.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    cr.execute("SET LOCAL work_mem = '256MB'")
    cr.execute("SET LOCAL maintenance_work_mem = '1GB'")
    cr.execute("SET LOCAL jit = off")
    indexes = aside(cr, BIG)
    yield
    for definition in indexes:
        cr.execute(definition)
    for table in watched:
        cr.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def rows(env, numbers):
    """Write the rows, one file of SQL after the other."""
    cr = env.cr
    values = {**numbers, "last_day": LAST_DAY, "uid": SUPERUSER_ID, "share": PLANNED}
    with resting(cr):
        for step in STEPS:
            begun = time.monotonic()
            text = (HERE / "sql" / f"{step}.sql").read_text(encoding="utf-8")
            cr.execute(text, values)
            print(f"  {step}: {time.monotonic() - begun:.1f} s", flush=True)


def main(name, scale):
    config.parse_config(["-d", name, "--no-http"], setup_logging=True)
    registry = Registry(name)
    numbers = sizes(scale)
    with registry.cursor() as cr:
        env = api.Environment(
            cr, SUPERUSER_ID, {"tracking_disable": True, "lang": "fr_FR"}
        )
        env["res.lang"]._activate_lang("fr_FR")
        made = clubs(env, numbers["clubs"])
        env.flush_all()
        cr.execute(
            "CREATE TABLE bench_club AS SELECT (ordinality - 1)::int AS n, id "
            "FROM UNNEST(%s::int[]) WITH ORDINALITY u (id)",
            [made.ids],
        )
        rows(env, numbers)
    analyse(registry)
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        begun = time.monotonic()
        env["club.kpi.stale"]._refresh()
        print(f"  facts: {time.monotonic() - begun:.1f} s", flush=True)
    analyse(registry)
    tell([])


def analyse(registry):
    """Let the planner know what was written."""
    with registry.cursor() as cr:
        cr._cnx.autocommit = True
        cr.execute("VACUUM ANALYZE")


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
