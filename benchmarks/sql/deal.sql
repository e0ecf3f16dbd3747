-- Deal activities of one model anew: a share of its rows, to some users.
DELETE FROM mail_activity WHERE res_model = %(model)s;
INSERT INTO mail_activity (
       res_model_id, res_model, res_id, user_id, user_tz, date_deadline, active, automated)
SELECT model.id, model.model, line.id, people.ids[1 + line.n %% cardinality(people.ids)],
       'Europe/Paris', current_date + (line.n * 31 %% 41)::int - 20, TRUE, FALSE
  FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM {table}) line
  JOIN ir_model model ON model.model = %(model)s
 CROSS JOIN (SELECT %(people)s::int[] AS ids) people
 WHERE line.n * 37 %% 100 < %(share)s;
