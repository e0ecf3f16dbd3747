"""Run gestures twice in a database: the second one began before the first was kept.

Read by ``odoo shell``, with what follows it (``tests/test_twice.py``). Of two requests at
once the server opens two transactions: what the second one reads was read before the
first one wrote, whoever of them is quicker. Here they come in that order each time, and
are run again where the server would run them again.
"""

import json

from psycopg2 import IntegrityError

from odoo import api
from odoo.exceptions import ConcurrencyError, UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

AT_ONCE = (ConcurrencyError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY)
COUNTS = """
SELECT relname, (xpath('/row/c/text()', query_to_xml(
           format('SELECT COUNT(*) AS c FROM %I', relname), FALSE, TRUE, '')
       ))[1]::text
  FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""
WORDS = """
SELECT relname, (xpath('/row/c/text()', query_to_xml(format(
           $$SELECT md5(string_agg(md5((to_jsonb(one) - 'write_date' - 'write_uid')::text),
                    '' ORDER BY id)) AS c FROM %I one$$, relname), FALSE, TRUE, '')
       ))[1]::text
  FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
   AND relname IN ('club_answer_link', 'club_candidacy', 'club_participant',
                   'club_placement', 'club_privacy_consent', 'club_privacy_erasure',
                   'club_privacy_request', 'club_renewal', 'crm_lead', 'mail_activity',
                   'res_partner')
"""
NOISE = {
    *("bus_bus", "club_turn", "ir_cron_progress", "ir_cron_trigger", "ir_logging"),
    # each look, file and export leaves its line, however often one looks
    *("club_export_log", "club_privacy_look", "club_privacy_search"),
}


def passing(env):
    """Return the tables of dialogs, and those that say nothing of what is done."""
    dialogs = [env[name] for name, model in env.registry.items() if model._transient]
    relations = {
        field.relation
        for model in dialogs
        for field in model._fields.values()
        if field.type == "many2many" and field.store
    }
    return NOISE | relations | {model._table for model in dialogs}


def rows(env):
    """Return how many rows each table has, and what those say that gestures write."""
    noise = passing(env)
    with env.registry.cursor() as cr:
        cr.execute(COUNTS)
        found = {name: count for name, count in cr.fetchall() if name not in noise}
        cr.execute(WORDS)
        found.update((f"{name} says", said) for name, said in cr.fetchall())
    return found


def begun(env, uid):
    """Return an environment of a transaction that sees from now on what there is now."""
    cr = env.registry.cursor()
    cr.execute("SELECT COUNT(*) FROM res_users")
    lang = env["res.users"].browse(uid).lang
    return api.Environment(cr, uid, {"lang": lang, "tz": "Europe/Paris"})


def ended(one, gesture):
    """Do as the server: begin anew when sent back, keep, or refuse in words."""
    for _left in range(5):
        try:
            gesture(one)
            one.flush_all()
            one.cr.commit()
            return "done"
        except AT_ONCE:
            one.cr.rollback()
            one.transaction.reset()
        except (UserError, IntegrityError) as error:
            one.cr.rollback()
            one.transaction.reset()
            return f"{type(error).__name__}: {error}"
    return "sent back five times"


def twice(env, uid, gesture):
    """Return what became of a gesture that is made twice at once, then once more."""
    env.cr.commit()
    before = rows(env)
    makers = [begun(env, uid), begun(env, uid)]
    told, found = [], []
    for one in makers:
        told.append(ended(one, gesture))
        found.append(rows(env))
        one.cr.close()
    late = begun(env, uid)
    told.append(ended(late, gesture))
    found.append(rows(env))
    late.cr.close()
    first, *others = found
    return {
        "told": told,
        "did": sorted(name for name in first if first[name] != before[name]),
        "again": [
            sorted(name for name in one if one[name] != first[name]) for one in others
        ],
    }


def report(found):
    print("REPORT" + json.dumps(found))
