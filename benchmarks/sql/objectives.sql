-- Two weeks in three have their objective.
INSERT INTO club_objective (
       participant_id, club_id, name, state, week_start, agreed, create_date, write_date,
       create_uid, write_uid)
SELECT j.id, j.club_id, 'Relancer trois employeurs',
       CASE WHEN w.monday::date + 7 <= %(last_day)s::date THEN 'done' ELSE 'todo' END,
       w.monday::date, TRUE, now(), now(), %(uid)s, %(uid)s
  FROM bench_journey j
 CROSS JOIN generate_series(DATE_TRUNC('week', j.started_on), j.until,
                            INTERVAL '1 week') w (monday)
 WHERE bench_pick(j.n * 20 + EXTRACT(week FROM w.monday)::int, 41, 3) < 2;
