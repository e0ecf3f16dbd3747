INSERT INTO club_attendance (
       session_id, participant_id, club_id, state, create_date, write_date,
       create_uid, write_uid)
SELECT a.session_id, a.journey_id, a.club_id,
       CASE WHEN NOT a.past THEN 'expected' WHEN a.draw < 80 THEN 'present'
            WHEN a.draw < 90 THEN 'excused' ELSE 'absent' END,
       now(), now(), %(uid)s, %(uid)s
  FROM (SELECT s.id AS session_id, j.id AS journey_id, s.club_id,
               s.start < %(last_day)s::date AS past,
               bench_pick(s.id * 100::bigint + j.id, 40, 100) AS draw
          FROM bench_session s
          JOIN bench_journey j ON j.cohort_id = s.cohort_id
                              AND (s.kind = 'group' OR j.id = s.journey_id)) a;
