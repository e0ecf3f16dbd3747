-- What was done and put away, on two fifths of the rows of a model, and messages.
INSERT INTO mail_activity (
       res_model_id, res_model, res_id, user_id, user_tz, date_deadline, date_done, active,
       automated, summary)
SELECT model.id, model.model, line.id, owner.ids[1 + line.n %% cardinality(owner.ids)],
       'Europe/Paris', day.day, day.day, FALSE, FALSE, %(mark)s
  FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM {table}) line
 CROSS JOIN LATERAL (SELECT current_date - (line.n * 31 %% 400)::int AS day) day
  JOIN ir_model model ON model.model = %(model)s
 CROSS JOIN (SELECT array_agg(DISTINCT user_id) AS ids FROM mail_activity) owner
 WHERE line.n * 41 %% 100 < 40;
INSERT INTO mail_message (
       model, res_id, message_type, subtype_id, author_id, subject, body, date, is_internal,
       create_date, write_date, create_uid, write_uid)
SELECT %(model)s, line.id, 'comment', known.res_id, author.partner_id, %(mark)s,
       '<p>' || repeat('Rappeler mardi. ', 10) || line.n || '</p>', now(), TRUE, now(), now(),
       %(uid)s, %(uid)s
  FROM generate_series(0, %(messages)s - 1) i (n)
  JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n, count(*) OVER () AS number
          FROM {table}) line ON line.n = (i.n * 7919::bigint) %% line.number
  JOIN ir_model_data known ON known.module = 'mail' AND known.name = 'mt_note'
  JOIN res_users author ON author.id = %(uid)s;
