-- 27 group sessions a group in nine of its weeks, three interviews a journey.
CREATE TABLE bench_session AS
SELECT nextval('club_session_id_seq')::int AS id,
       nextval('calendar_event_id_seq')::int AS event_id, s.*
  FROM (SELECT c.id AS cohort_id, c.club_id, NULL::int AS journey_id,
               'group' AS kind, (c.started_on + k / 3 * 7 + k %% 3) + TIME '08:00' AS start
          FROM bench_cohort c CROSS JOIN generate_series(0, 26) k
         UNION ALL
        SELECT j.cohort_id, j.club_id, j.id, 'interview',
               (j.started_on + 7 + k * 21 - EXTRACT(isodow FROM j.started_on)::int + 4)
                   + TIME '13:00' + j.n %% 8 * INTERVAL '30 minutes'
          FROM bench_journey j CROSS JOIN generate_series(0, 2) k
         WHERE j.started_on + 7 + k * 21 <= j.left_on) s;
INSERT INTO calendar_event (
       id, name, start, stop, show_as, active, privacy, create_date, write_date,
       create_uid, write_uid, user_id)
SELECT id, name, start, start + INTERVAL '3 hours', 'busy', TRUE, 'public', now(), now(),
       %(uid)s, %(uid)s, %(uid)s
  FROM (SELECT event_id AS id, start,
               CASE kind WHEN 'group' THEN 'Travail en groupe' ELSE 'Entretien' END AS name
          FROM bench_session) s;
INSERT INTO club_session (
       id, event_id, name, club_id, cohort_id, participant_id, kind, state, start, stop,
       employers_channel,
       create_date, write_date, create_uid, write_uid)
SELECT id, event_id,
       CASE kind WHEN 'group' THEN 'Travail en groupe' ELSE 'Entretien' END,
       club_id, cohort_id, journey_id, kind,
       CASE WHEN start < %(last_day)s::date THEN 'held' ELSE 'planned' END,
       start, start + INTERVAL '3 hours', 'fair', now(), now(), %(uid)s, %(uid)s
  FROM bench_session;
