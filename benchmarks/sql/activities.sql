-- Something planned on a share of the rows of each kanban, for who works in the club:
-- late, today or to come. Only on rows of ours that have none yet.
CREATE TABLE bench_user AS
SELECT club_id, min(user_id) AS user_id FROM club_club_animateur_rel GROUP BY club_id;
INSERT INTO mail_activity (
       res_model_id, res_model, res_id, res_name, activity_type_id, summary, user_id,
       user_tz, date_deadline, active, automated, create_date, write_date, create_uid,
       write_uid)
SELECT model.id, model.model, r.id, 'Ligne ' || r.id, kind.id, 'Rappeler', owner.user_id,
       'Europe/Paris', current_date + (r.n * 31 %% 41)::int - 20, TRUE, FALSE, now(), now(),
       %(uid)s, %(uid)s
  FROM (SELECT 'club.candidacy' AS model, id, club_id,
               row_number() OVER (ORDER BY id) AS n FROM club_candidacy
         UNION ALL
        SELECT 'club.placement', id, club_id,
               row_number() OVER (ORDER BY id) FROM club_placement
         UNION ALL
        SELECT 'crm.lead', id, club_id,
               row_number() OVER (ORDER BY id) FROM crm_lead WHERE club_id IS NOT NULL) r
  JOIN ir_model model ON model.model = r.model
  JOIN bench_user owner ON owner.club_id = r.club_id
 CROSS JOIN (SELECT min(res_id) AS id FROM ir_model_data
              WHERE module = 'mail' AND name = 'mail_activity_data_todo') kind
 WHERE r.n * 37 %% 100 < %(share)s
   AND NOT EXISTS (SELECT 1 FROM mail_activity known
                    WHERE known.res_model = r.model AND known.res_id = r.id);
DROP TABLE bench_user;
-- What the triggers, which rest meanwhile, would have kept.
UPDATE club_candidacy record SET club_planned_on = first.day
  FROM (SELECT res_id, min(date_deadline) AS day FROM mail_activity
         WHERE res_model = 'club.candidacy' GROUP BY res_id) first
 WHERE record.id = first.res_id AND record.club_planned_on IS NULL;
UPDATE club_placement record SET club_planned_on = first.day
  FROM (SELECT res_id, min(date_deadline) AS day FROM mail_activity
         WHERE res_model = 'club.placement' GROUP BY res_id) first
 WHERE record.id = first.res_id AND record.club_planned_on IS NULL;
UPDATE crm_lead record SET club_planned_on = first.day
  FROM (SELECT res_id, min(date_deadline) AS day FROM mail_activity
         WHERE res_model = 'crm.lead' GROUP BY res_id) first
 WHERE record.id = first.res_id AND record.club_planned_on IS NULL;
