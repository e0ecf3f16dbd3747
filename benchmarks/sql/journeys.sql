-- Fifteen journeys a group, one group after the other in each club.
CREATE TABLE bench_cohort AS
SELECT i.n, nextval('club_cohort_id_seq')::int AS id, club.id AS club_id,
       DATE_TRUNC('week', %(last_day)s::date - (i.n / %(clubs)s) * 95
                          - i.n %% %(clubs)s %% 95)::date AS started_on
  FROM generate_series(0, (%(journeys)s + 14) / 15 - 1) i (n)
  JOIN bench_club club ON club.n = i.n %% %(clubs)s;
INSERT INTO club_cohort (
       id, name, club_id, date_start, date_end, seats, extra_seats,
       state, active, create_date, write_date, create_uid, write_uid)
SELECT id, 'Groupe ' || n, club_id, started_on, started_on + 81, 15, 0,
       CASE WHEN started_on + 81 < %(last_day)s::date THEN 'closed' ELSE 'running' END,
       TRUE, now(), now(), %(uid)s, %(uid)s
  FROM bench_cohort;

CREATE TABLE bench_journey AS
SELECT j.*, CASE WHEN j.left_on <= %(last_day)s::date THEN j.left_on END AS ended_on,
       LEAST(j.left_on, %(last_day)s::date) AS until
  FROM (SELECT i.n, nextval('club_participant_id_seq')::int AS id, person.id AS person,
               cohort.id AS cohort_id, cohort.club_id,
               cohort.started_on + bench_pick(i.n, 10, 4) AS started_on,
               cohort.started_on + 20 + bench_pick(i.n, 11, 62) AS left_on,
               bench_pick(i.n, 12, 100) AS fate
          FROM generate_series(0, %(journeys)s - 1) i (n)
          JOIN bench_cohort cohort ON cohort.n = i.n / 15
          JOIN bench_person person ON person.n = i.n %% (%(journeys)s * 95 / 100)) j;
INSERT INTO club_participant (
       id, person_id, name, club_id, cohort_id, state, active, oriented_on,
       interviewed_on, admitted_on, started_on, planned_end_on, ended_on, renewed,
       district_status, education_level_id, mobility_km, exit_reason_id,
       create_date, write_date, create_uid, write_uid)
SELECT j.id, j.person, person.name, j.club_id, j.cohort_id,
       CASE WHEN j.ended_on IS NULL THEN 'active' ELSE 'exited' END, TRUE,
       j.started_on - 20, j.started_on - 10, j.started_on - 5, j.started_on,
       (j.started_on + INTERVAL '3 months')::date, j.ended_on, j.n %% 11 = 0,
       (ARRAY['in', 'in', 'in', 'out', 'unknown'])[1 + bench_pick(j.n, 14, 5)],
       level.id, 5 + bench_pick(j.n, 15, 30),
       CASE WHEN j.ended_on IS NULL THEN NULL WHEN j.fate < 40 THEN positive.id
            ELSE other.id END,
       now(), now(), %(uid)s, %(uid)s
  FROM bench_journey j
  JOIN club_person person ON person.id = j.person
  LEFT JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM club_education_level) level
    ON level.n = bench_pick(j.n, 16, (SELECT count(*) FROM club_education_level))
 CROSS JOIN (SELECT id FROM club_exit_reason WHERE code = 'cdi') positive
 CROSS JOIN (SELECT id FROM club_exit_reason WHERE code = 'end_of_journey') other;
