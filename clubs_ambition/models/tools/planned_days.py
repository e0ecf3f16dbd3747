"""The triggers that keep, on a record, the first day for which something is planned.

The bar of a kanban's columns counts all of its rows: read on the row itself, it is one
look at the table; joined from the activities, it took twice as much computing.

The row is written whenever one of its activities is, even if the day stays the same: of
two people who plan on one record at once, each sees a list without the other's, and the
second is sent back to look again (``club.race``).

The activities of a row are always looked up by their index: a connection keeps the plan
that it made when there were few, and read all of them for each of a hundred thousand.
"""

from odoo.tools import SQL

COLUMN = "club_planned_on"

FOLLOW = """
    WHEN '{model}' THEN
        UPDATE {table} record SET {column} = (
               SELECT MIN(task.date_deadline) FROM mail_activity task
                WHERE task.res_model = '{model}' AND task.res_id = record.id
                  AND task.active)
         WHERE record.id = ANY(ids);"""

FUNCTIONS = """
CREATE OR REPLACE FUNCTION club_planned_follow(model varchar, ids int[])
RETURNS void AS $follow$
BEGIN
    CASE model {follow}
    END CASE;
END $follow$ LANGUAGE plpgsql SET enable_seqscan = off;

CREATE OR REPLACE FUNCTION club_planned_note() RETURNS trigger AS $note$
DECLARE
    told record;
BEGIN
    FOR told IN
        SELECT res_model, ARRAY_AGG(DISTINCT res_id ORDER BY res_id) AS ids
          FROM noted WHERE res_model IN ({models}) GROUP BY res_model
    LOOP
        PERFORM club_planned_follow(told.res_model, told.ids);
    END LOOP;
    RETURN NULL;
END $note$ LANGUAGE plpgsql;

CREATE OR REPLACE FUNCTION club_planned_change() RETURNS trigger AS $change$
BEGIN
    IF NEW.res_model IN ({models}) THEN
        PERFORM club_planned_follow(NEW.res_model, ARRAY[NEW.res_id]);
    END IF;
    IF (OLD.res_model, OLD.res_id) IS DISTINCT FROM (NEW.res_model, NEW.res_id)
       AND OLD.res_model IN ({models}) THEN
        PERFORM club_planned_follow(OLD.res_model, ARRAY[OLD.res_id]);
    END IF;
    RETURN NULL;
END $change$ LANGUAGE plpgsql;
"""

TRIGGERS = """
DROP TRIGGER IF EXISTS club_planned_added ON mail_activity;
DROP TRIGGER IF EXISTS club_planned_gone ON mail_activity;
DROP TRIGGER IF EXISTS club_planned_changed ON mail_activity;
CREATE TRIGGER club_planned_added AFTER INSERT ON mail_activity
    REFERENCING NEW TABLE AS noted
    FOR EACH STATEMENT EXECUTE FUNCTION club_planned_note();
CREATE TRIGGER club_planned_gone AFTER DELETE ON mail_activity
    REFERENCING OLD TABLE AS noted
    FOR EACH STATEMENT EXECUTE FUNCTION club_planned_note();
CREATE TRIGGER club_planned_changed
    AFTER UPDATE OF res_model, res_id, date_deadline, active ON mail_activity
    FOR EACH ROW EXECUTE FUNCTION club_planned_change();
"""


def tables(registry):
    """Return ``{model: table}`` of the records that keep their first day."""
    return {
        name: model._table
        for name, model in sorted(registry.items())
        if COLUMN in model._fields and model._auto and not model._abstract
    }


def install(registry, cr):
    """Make the functions and the triggers, as this version wants them."""
    known = tables(registry)
    follow = "".join(
        FOLLOW.format(model=model, table=table, column=COLUMN)
        for model, table in known.items()
    )
    models = ", ".join(f"'{model}'" for model in known)
    cr.execute(SQL(FUNCTIONS.format(follow=follow, models=models).replace("%", "%%")))
    cr.execute(SQL(TRIGGERS))


def remove(cr):
    """Leave the activities of the host as they were: the addon is being uninstalled."""
    cr.execute(SQL("DROP FUNCTION IF EXISTS club_planned_note() CASCADE"))
    cr.execute(SQL("DROP FUNCTION IF EXISTS club_planned_change() CASCADE"))
    cr.execute(SQL("DROP FUNCTION IF EXISTS club_planned_follow(varchar, int[])"))
