CREATE TABLE bench_placement AS
SELECT nextval('club_placement_id_seq')::int AS id, c.id AS candidacy_id, c.n,
       c.participant_id, c.person, c.club_id, c.partner_id,
       c.until + bench_pick(c.n, 30, 15) AS begun_on,
       (ARRAY['cdi', 'cdd', 'cdd', 'temp', 'work_study'])[1 + bench_pick(c.n, 31, 5)]
           AS kind,
       1 + bench_pick(c.n, 32, 12) AS months
  FROM bench_candidacy c WHERE c.hired;
INSERT INTO club_placement (
       id, participant_id, person_id, club_id, territory_id, candidacy_id, partner_id,
       kind, duration_months, date_start, state, broken_on, active, positive, durable,
       qualifying, next_followup_on, create_date, write_date, create_uid, write_uid)
SELECT p.id, p.participant_id, p.person, p.club_id, club.territory_id, p.candidacy_id,
       p.partner_id, p.kind, CASE WHEN p.kind != 'cdi' THEN p.months ELSE 0 END,
       p.begun_on, p.state, CASE WHEN p.state = 'broken' THEN p.begun_on + 40 END, TRUE,
       TRUE, p.kind = 'cdi' OR p.months >= 6, FALSE,
       CASE WHEN p.state NOT IN ('broken', 'sustained')
            THEN (p.begun_on + INTERVAL '1 month')::date END,
       p.begun_on, p.begun_on, %(uid)s, %(uid)s
  FROM (SELECT b.*,
               CASE WHEN b.begun_on > %(last_day)s::date
                      OR b.id = (SELECT MAX(id) FROM bench_placement) THEN 'announced'
                    WHEN b.n %% 13 = 0 AND b.begun_on + 40 < %(last_day)s::date
                    THEN 'broken'
                    WHEN b.begun_on + 100 < %(last_day)s::date THEN 'sustained'
                    WHEN b.begun_on + 35 < %(last_day)s::date THEN 'month_1'
                    ELSE 'started' END AS state
          FROM bench_placement b) p
  JOIN club_club club ON club.id = p.club_id;
INSERT INTO club_followup (
       placement_id, club_id, milestone, due_on, answered_on, answer, source,
       responded, contradicted, create_date, write_date, create_uid, write_uid)
SELECT f.id, f.club_id, f.milestone, f.due_on,
       CASE WHEN f.answered THEN f.due_on + 3 END,
       CASE WHEN NOT f.answered THEN NULL WHEN f.draw < 80 THEN 'in_post'
            WHEN f.draw < 88 THEN 'other_employer' ELSE 'not_in_work' END,
       CASE WHEN f.answered THEN 'person' END, f.answered::int, FALSE,
       f.due_on, f.due_on, %(uid)s, %(uid)s
  FROM (SELECT p.id, p.club_id, m.milestone, (p.begun_on + m.delay)::date AS due_on,
               bench_pick(p.id * 10 + m.rank, 33, 100) AS draw,
               (p.begun_on + m.delay)::date + 3 <= %(last_day)s::date
                   AND bench_pick(p.id * 10 + m.rank, 34, 10) < 8 AS answered
          FROM bench_placement p
         CROSS JOIN (VALUES (0, 'day_8', INTERVAL '8 days'),
                            (1, 'month_1', INTERVAL '1 month'),
                            (2, 'month_3', INTERVAL '3 months'),
                            (3, 'month_6', INTERVAL '6 months')
                    ) m (rank, milestone, delay)) f;
