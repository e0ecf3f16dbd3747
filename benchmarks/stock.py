"""Leads in a stock database: what the screens are compared with.

As many rows as ours has candidacies, something planned on as many of them, dealt to
three salespersons who see their own
documents only: as many as our animateur sees of each kind.
"""

import sys

from common import environment, tell
from generate import PLANNED as SHARE

ROWS_OF_A_USER = 1000
"""As many users as ours, who each have something planned on a fifth of these."""

FILL = """
INSERT INTO crm_lead (
       name, type, partner_id, contact_name, user_id, team_id, stage_id, active, priority,
       probability, expected_revenue, company_id, date_last_stage_update, create_date,
       write_date, create_uid, write_uid, won_status)
SELECT 'Lead ' || i.n, 'opportunity', partner.id, 'Personne ' || i.n, NULL, %(team)s,
       stage.id, TRUE, (i.n %% 3)::text, 10 + i.n %% 80, i.n %% 9000, %(company)s, now(),
       now() - i.n %% 600 * INTERVAL '1 day', now(), %(uid)s, %(uid)s, 'pending'
  FROM generate_series(0, %(rows)s - 1) i (n)
  JOIN bench_partner partner ON partner.n = (i.n * 7919::bigint) %% %(partners)s
  JOIN bench_stage stage ON stage.n = (i.n * 31) %% (SELECT count(*) FROM bench_stage)
"""
PARTNERS = """
INSERT INTO res_partner (
       name, complete_name, type, active, is_company, lang, partner_share, create_date,
       write_date, create_uid, write_uid)
SELECT 'Etablissement ' || n, 'Etablissement ' || n, 'contact', TRUE, TRUE, 'fr_FR', TRUE,
       now(), now(), %(uid)s, %(uid)s
  FROM generate_series(0, %(partners)s - 1) n
"""
PEOPLE = """
INSERT INTO res_partner (name, complete_name, type, active, is_company, lang, partner_share)
SELECT 'user' || n, 'user' || n, 'contact', TRUE, FALSE, 'fr_FR', FALSE
  FROM generate_series(1, %(number)s) n;
INSERT INTO res_users (
       login, partner_id, company_id, active, share, notification_type)
SELECT p.name, p.id, %(company)s, TRUE, FALSE, 'email'
  FROM generate_series(1, %(number)s) n JOIN res_partner p ON p.name = 'user' || n
"""
PLANNED = """
INSERT INTO mail_activity (
       res_model_id, res_model, res_id, res_name, activity_type_id, summary, user_id,
       user_tz, date_deadline, active, automated, create_date, write_date, create_uid,
       write_uid)
SELECT model.id, 'crm.lead', lead.id, 'Ligne ' || lead.id, kind.id, 'Rappeler',
       users.ids[1 + lead.n %% array_length(users.ids, 1)], 'Europe/Paris',
       current_date + (lead.n * 31 %% 41)::int - 20, TRUE, FALSE, now(), now(), %(uid)s,
       %(uid)s
  FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM crm_lead) lead
  JOIN ir_model model ON model.model = 'crm.lead'
 CROSS JOIN (SELECT min(res_id) AS id FROM ir_model_data
              WHERE module = 'mail' AND name = 'mail_activity_data_todo') kind
 CROSS JOIN (SELECT array_agg(id) AS ids FROM res_users WHERE login LIKE 'user%%') users
 WHERE lead.n * 37 %% 100 < %(share)s
"""


def main(name, rows, partners, owned):
    with environment(name) as env:
        env["ir.default"].set("res.partner", "lang", "fr_FR")
        group = env.ref("sales_team.group_sale_salesman")
        everything = env.ref("sales_team.group_sale_manager")
        boss, *sellers = env["res.users"].create(
            [
                {
                    "name": login,
                    "login": login,
                    "password": login,
                    "lang": "fr_FR",
                    "group_ids": [(4, (everything if login == "boss" else group).id)],
                }
                for login in ("boss", "seller0", "seller1", "seller2")
            ]
        )
        team = env["crm.team"].search([], limit=1)
        team.member_ids = boss.union(*sellers)
        env.flush_all()
        values = {
            "rows": rows,
            "partners": partners,
            "uid": env.uid,
            "team": team.id,
            "company": env.company.id,
        }
        cr = env.cr
        cr.execute(PARTNERS, values)
        cr.execute(
            "CREATE TABLE bench_partner AS SELECT row_number() OVER (ORDER BY id) - 1 AS n,"
            " id FROM res_partner WHERE name LIKE 'Etablissement %%'"
        )
        cr.execute(
            "CREATE TABLE bench_stage AS SELECT row_number() OVER (ORDER BY id) - 1 AS n,"
            " id FROM crm_stage WHERE NOT COALESCE(fold, FALSE)"
        )
        cr.execute(FILL, values)
        first = 0
        for seller, number in zip(sellers, owned, strict=True):
            cr.execute(
                "UPDATE crm_lead SET user_id = %s WHERE id IN (SELECT id FROM crm_lead "
                "WHERE user_id IS NULL ORDER BY id LIMIT %s)",
                [seller.id, number],
            )
            first += number
        cr.execute(PEOPLE, {**values, "number": -(-rows // ROWS_OF_A_USER)})
        cr.execute(PLANNED, {**values, "share": SHARE})
        cr.execute("DROP TABLE bench_partner, bench_stage")
        cr.commit()
        cr._cnx.autocommit = True
        cr.execute("VACUUM ANALYZE")
    tell([])


if __name__ == "__main__":
    main(
        sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), [int(n) for n in sys.argv[4:]]
    )
