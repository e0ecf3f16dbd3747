-- Ten candidacies a journey, in the order of its weeks; the last one may be the hire.
CREATE TABLE bench_candidacy AS
SELECT nextval('club_candidacy_id_seq')::int AS id, j.n, k, j.id AS participant_id,
       j.person, j.club_id, employer.id AS partner_id, j.started_on, j.ended_on, j.until,
       LEAST(j.started_on + k * (j.until - j.started_on) / 10
             + bench_pick(j.n * 10 + k, 20, 3), j.until) AS sent_on,
       bench_pick(j.n * 10 + k, 21, 100) AS draw,
       k = 9 AND j.fate < 33 AND j.ended_on IS NOT NULL AS hired
  FROM bench_journey j
 CROSS JOIN generate_series(0, 9) k
  JOIN bench_employer employer
    ON employer.n = (bench_pick(j.n, 22, %(employers)s) + k * 4999) %% %(employers)s;
INSERT INTO club_candidacy (
       id, participant_id, person_id, club_id, partner_id, occupation_id, origin, state,
       furthest_state, sent_on, answered_on, interview_on, refusal_reason_id, active,
       create_date, write_date, create_uid, write_uid)
SELECT c.id, c.participant_id, c.person, c.club_id, c.partner_id, job.id,
       (ARRAY['coach', 'coach', 'coach', 'spontaneous', 'self'])[1 + c.draw %% 5],
       c.state,
       CASE WHEN c.hired THEN 'hired' WHEN c.draw < 25 THEN 'interview' ELSE 'sent' END,
       c.sent_on,
       CASE WHEN c.state IN ('hired', 'refused', 'interview')
            THEN LEAST(c.sent_on + 4 + c.draw %% 20, %(last_day)s::date) END,
       CASE WHEN c.hired OR c.draw < 25
            THEN LEAST(c.sent_on + 3, %(last_day)s::date) + TIME '09:00' END,
       CASE WHEN c.state = 'refused' THEN reason.id END, TRUE,
       c.sent_on, c.sent_on, %(uid)s, %(uid)s
  FROM (SELECT *, CASE WHEN hired THEN 'hired' WHEN draw < 60 THEN 'refused'
                       WHEN sent_on < %(last_day)s::date - 60 THEN 'expired'
                       WHEN ended_on IS NOT NULL THEN 'withdrawn'
                       WHEN draw < 70 THEN 'interview' ELSE 'sent' END AS state
          FROM bench_candidacy) c
  JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n
          FROM club_occupation WHERE kind = 'job') job
    ON job.n = bench_pick(c.n, 23, (SELECT count(*) FROM club_occupation WHERE kind = 'job'))
  JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n
          FROM club_refusal_reason) reason
    ON reason.n = bench_pick(c.id, 24, (SELECT count(*) FROM club_refusal_reason));
