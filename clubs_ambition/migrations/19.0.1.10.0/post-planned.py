"""Say on the records of the kanbans for when something is planned first."""

FIRST_DAY = """
UPDATE {table} record SET club_planned_on = first.day
  FROM (SELECT res_id, MIN(date_deadline) AS day FROM mail_activity
         WHERE res_model = '{model}' AND active GROUP BY res_id) first
 WHERE record.id = first.res_id AND record.club_planned_on IS DISTINCT FROM first.day
"""

TABLES = {
    "club.candidacy": "club_candidacy",
    "club.placement": "club_placement",
    "crm.lead": "crm_lead",
}


def migrate(cr, _version):
    """Take the first day from what is planned: later, triggers of the database do."""
    for model, table in TABLES.items():
        cr.execute(FIRST_DAY.format(table=table, model=model))
