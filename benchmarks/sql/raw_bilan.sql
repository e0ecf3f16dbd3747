-- The thirty figures of a Bilan over the base tables, in one statement: what somebody
-- who knows the definitions and PostgreSQL would write for this question alone.
WITH bounds AS (
    SELECT %(first)s::date AS first, LEAST(%(last)s, %(cutoff)s)::date AS last,
           %(cutoff)s::date AS cutoff),
club AS MATERIALIZED (
    SELECT c.id, c.journey_months FROM club_club c WHERE c.id = ANY(%(clubs)s)),
journey AS MATERIALIZED (
    SELECT p.id, p.person_id AS person, p.started_on,
           CASE WHEN p.ended_on <= b.cutoff THEN p.ended_on END AS ended_on,
           p.renewed, p.district_status AS district, level.below_level_ii,
           date_part('year', age(p.started_on, person.birth_date))::int AS age,
           (p.started_on + make_interval(months => club.journey_months))::date AS full_on,
           EXISTS (SELECT 1 FROM club_budget_line l WHERE l.club_id = p.club_id
                      AND p.started_on BETWEEN l.date_from AND l.date_to) AS entry_funded,
           EXISTS (SELECT 1 FROM club_budget_line l WHERE l.club_id = p.club_id
                      AND p.ended_on BETWEEN l.date_from AND l.date_to) AS exit_funded,
           p.started_on BETWEEN b.first AND b.last AS entered,
           COALESCE(p.ended_on BETWEEN b.first AND b.last, FALSE) AS gone
      FROM bounds b, club_participant p
      JOIN club ON club.id = p.club_id
      JOIN club_person person ON person.id = p.person_id
 LEFT JOIN club_education_level level ON level.id = p.education_level_id
     WHERE p.started_on BETWEEN b.first AND b.last
        OR p.ended_on BETWEEN b.first AND b.last),
outcome AS MATERIALIZED (
    SELECT j.id, MIN(o.date_start) AS first_on, BOOL_OR(o.durable) AS durable,
           (ARRAY_AGG(o.id ORDER BY r.rank, o.date_start, o.id)
               FILTER (WHERE r.rank < 5))[1] AS job_id, MIN(r.rank) AS rank
      FROM bounds b, journey j
      JOIN club_placement o ON o.participant_id = j.id
CROSS JOIN LATERAL (SELECT CASE WHEN o.kind = 'cdi' THEN 1
                                WHEN o.durable AND o.kind != 'business' THEN 2
                                WHEN o.kind = 'business' THEN 3
                                WHEN o.kind = 'civil_service' THEN 5
                                WHEN o.kind = 'training' THEN 6 ELSE 4 END AS rank) r
     WHERE o.active AND o.positive
       AND o.date_start BETWEEN j.started_on
           AND LEAST(b.cutoff, COALESCE(j.ended_on + 30, b.cutoff))
       AND NOT (o.state = 'broken' AND o.broken_on < o.date_start)
  GROUP BY j.id),
step AS MATERIALIZED (
    SELECT id, COUNT(*) FILTER (WHERE coach AND COALESCE(delay_coach, 31) > 30) AS referrals,
           COUNT(*) FILTER (WHERE COALESCE(delay, 31) > 30) AS candidacies
      FROM (SELECT p.id, c.origin = 'coach' AS coach, c.sent_on - MAX(c.sent_on) OVER w AS delay,
                   c.sent_on - MAX(c.sent_on) FILTER (WHERE c.origin = 'coach') OVER w
                       AS delay_coach
              FROM bounds b, club_participant p
              JOIN club_candidacy c ON c.participant_id = p.id
             WHERE p.person_id IN (SELECT person FROM journey WHERE entered)
               AND c.sent_on BETWEEN p.started_on AND LEAST(p.ended_on, b.cutoff)
            WINDOW w AS (PARTITION BY p.person_id, c.partner_id, c.offer_id,
                         CASE WHEN c.offer_id IS NULL THEN c.occupation_id END
                         ORDER BY c.sent_on, c.id
                         ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) s
  GROUP BY id),
entrant AS (
    SELECT (ARRAY_AGG(j.age ORDER BY j.started_on, j.id))[1] AS age,
           (ARRAY_AGG(j.district ORDER BY j.started_on, j.id))[1] AS district,
           (ARRAY_AGG(j.below_level_ii ORDER BY j.started_on, j.id))[1] AS below,
           BOOL_OR(o.id IS NOT NULL) AS positive,
           COALESCE(BOOL_OR(o.durable), FALSE) AS durable, BOOL_OR(j.entry_funded) AS budgeted
      FROM journey j LEFT JOIN outcome o ON o.id = j.id
     WHERE j.entered GROUP BY j.person),
entrants AS (
    SELECT COUNT(*) AS n, COUNT(*) FILTER (WHERE age < 30) AS young,
           COUNT(*) FILTER (WHERE age BETWEEN 30 AND 44) AS middle,
           COUNT(*) FILTER (WHERE age >= 45) AS senior,
           COUNT(age) AS aged, COUNT(*) FILTER (WHERE district = 'in') AS inside,
           COUNT(*) FILTER (WHERE district IN ('in', 'out')) AS told,
           COUNT(*) FILTER (WHERE COALESCE(district, 'unknown') = 'unknown') AS untold,
           COUNT(*) FILTER (WHERE below) AS below, COUNT(below) AS levelled,
           COUNT(*) FILTER (WHERE positive) AS positive,
           COUNT(*) FILTER (WHERE durable) AS durable,
           COUNT(*) FILTER (WHERE budgeted) AS budgeted
      FROM entrant),
journeys AS (
    SELECT COUNT(*) AS n, SUM(COALESCE(s.referrals, 0)) AS referrals,
           SUM(COALESCE(s.candidacies, 0)) AS candidacies,
           COUNT(*) FILTER (WHERE t.full_term) AS full_term,
           COUNT(*) FILTER (WHERE t.full_term AND COALESCE(j.renewed, FALSE)) AS renewed,
           COUNT(o.first_on) AS placed,
           PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY o.first_on - j.started_on) AS days
      FROM bounds b, journey j
 LEFT JOIN outcome o ON o.id = j.id
 LEFT JOIN step s ON s.id = j.id
CROSS JOIN LATERAL (SELECT j.full_on <= (SELECT cutoff FROM bounds)
               AND COALESCE(j.ended_on, (SELECT cutoff FROM bounds)) >= j.full_on
                           AS full_term) t
     WHERE j.entered),
leaver AS (
    SELECT BOOL_OR(o.id IS NOT NULL) AS positive, COALESCE(BOOL_OR(o.durable), FALSE) AS durable,
           BOOL_OR(o.id IS NOT NULL AND j.exit_funded) AS budgeted,
           (ARRAY_AGG(o.job_id ORDER BY o.rank, o.first_on)
               FILTER (WHERE o.job_id IS NOT NULL))[1] AS job_id
      FROM journey j LEFT JOIN outcome o ON o.id = j.id
     WHERE j.gone GROUP BY j.person),
leavers AS (
    SELECT COUNT(*) AS n, COUNT(*) FILTER (WHERE positive) AS positive,
           COUNT(*) FILTER (WHERE durable) AS durable,
           COUNT(*) FILTER (WHERE budgeted) AS budgeted,
           COUNT(*) FILTER (WHERE positive AND NOT budgeted) AS free,
           COUNT(*) FILTER (WHERE m3.work) AS work_3, COUNT(m3.work) AS known_3,
           COUNT(*) FILTER (WHERE m3.due AND m3.work IS NULL) AS silent_3,
           COUNT(*) FILTER (WHERE m6.work) AS work_6, COUNT(m6.work) AS known_6,
           COUNT(*) FILTER (WHERE m6.due AND m6.work IS NULL) AS silent_6
      FROM leaver
 LEFT JOIN LATERAL (SELECT f.due_on <= b.cutoff AS due,
                CASE WHEN f.due_on > b.cutoff OR f.answered_on > b.cutoff THEN NULL
                     WHEN f.answer IN ('in_post', 'other_employer') THEN TRUE
                     WHEN f.answer = 'not_in_work' THEN FALSE END AS work
               FROM club_followup f, bounds b
              WHERE f.placement_id = leaver.job_id AND f.milestone = 'month_3') m3 ON TRUE
 LEFT JOIN LATERAL (SELECT f.due_on <= b.cutoff AS due,
                CASE WHEN f.due_on > b.cutoff OR f.answered_on > b.cutoff THEN NULL
                     WHEN f.answer IN ('in_post', 'other_employer') THEN TRUE
                     WHEN f.answer = 'not_in_work' THEN FALSE END AS work
               FROM club_followup f, bounds b
              WHERE f.placement_id = leaver.job_id AND f.milestone = 'month_6') m6 ON TRUE),
admissions AS (
    SELECT COUNT(*) AS n,
           COUNT(*) FILTER (WHERE NOT COALESCE(p.started_on <= b.cutoff, FALSE)) AS lost
      FROM bounds b, club_participant p
     WHERE p.club_id = ANY(%(clubs)s) AND p.admitted_on BETWEEN b.first AND b.last),
cohorts AS (
    SELECT SUM(g.seats) AS seats, SUM(p.started) AS started
      FROM bounds b, club_cohort g
CROSS JOIN LATERAL (SELECT COUNT(*) AS started FROM club_participant p
                     WHERE p.cohort_id = g.id
                       AND p.started_on <= LEAST(g.date_start + 8, b.cutoff)) p
     WHERE g.club_id = ANY(%(clubs)s) AND g.date_start BETWEEN b.first AND b.last
       AND (g.active OR p.started > 0)),
met AS MATERIALIZED (
    SELECT s.id, s.cohort_id, s.kind, s.state AS session_state, s.club_id,
           (s.start AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Paris')::date AS day,
           a.participant_id, a.state
      FROM bounds b, club_session s
      JOIN club_attendance a ON a.session_id = s.id
     WHERE s.start >= b.first - 8 AND s.start <= b.last + 8),
attendances AS (
    SELECT COUNT(*) FILTER (WHERE state = 'present') AS present,
           COUNT(*) FILTER (WHERE state IN ('present', 'absent')) AS told,
           COUNT(*) FILTER (WHERE state = 'expected') AS expected
      FROM bounds b, met
     WHERE club_id = ANY(%(clubs)s) AND kind != 'information'
       AND session_state != 'cancelled' AND day BETWEEN b.first AND b.last),
held AS (
    SELECT cohort_id, date_trunc('week', day)::date AS monday, COUNT(DISTINCT id) AS n
      FROM bounds b, met
     WHERE session_state = 'held' AND state = 'present' AND day <= b.cutoff
       AND kind IN ('techniques', 'group', 'thematic', 'forum')
  GROUP BY 1, 2),
weeks AS (
    SELECT COUNT(*) AS n, SUM(COALESCE(held.n, 0)) AS sessions
      FROM bounds b, club_cohort g
CROSS JOIN LATERAL (
           SELECT monday::date FROM generate_series(date_trunc('week', g.date_start),
                  LEAST(g.date_end, (SELECT cutoff FROM bounds)), INTERVAL '1 week') monday) w
 LEFT JOIN held ON held.cohort_id = g.id AND held.monday = w.monday
     WHERE g.club_id = ANY(%(clubs)s) AND g.date_end IS NOT NULL AND g.state != 'forming'
       AND w.monday BETWEEN b.first AND b.last AND w.monday + 4 <= b.cutoff
       AND 5 - (SELECT COUNT(DISTINCT d) FROM generate_series(w.monday, w.monday + 4,
                       INTERVAL '1 day') d
                  JOIN club_closure c ON c.club_id = g.club_id
                   AND d BETWEEN c.date_from AND c.date_to) > 3),
seen AS (
    SELECT participant_id, date_trunc('week', day)::date AS monday,
           BOOL_OR(kind = 'interview' AND state = 'present') AS interview,
           BOOL_AND(state = 'excused') AS excused
      FROM bounds b, met WHERE state != 'cancelled' AND day <= b.cutoff GROUP BY 1, 2),
people AS (
    SELECT COUNT(*) AS n,
           COUNT(*) FILTER (WHERE seen.interview OR o.week_start IS NOT NULL) AS followed
      FROM bounds b, club_participant p
CROSS JOIN LATERAL (
           SELECT monday::date FROM generate_series(date_trunc('week', p.started_on),
                  LEAST(p.ended_on, (SELECT cutoff FROM bounds)), INTERVAL '1 week') monday) w
 LEFT JOIN seen ON seen.participant_id = p.id AND seen.monday = w.monday
 LEFT JOIN (SELECT DISTINCT participant_id, week_start FROM club_objective) o
        ON o.participant_id = p.id AND o.week_start = w.monday
     WHERE p.club_id = ANY(%(clubs)s) AND p.started_on IS NOT NULL
       AND w.monday BETWEEN b.first AND b.last AND w.monday + 4 <= b.cutoff
       AND seen.excused IS NOT TRUE),
candidacies AS (
    SELECT COUNT(*) FILTER (WHERE mature) AS mature,
           COUNT(*) FILTER (WHERE NOT mature) AS recent,
           COUNT(*) FILTER (WHERE mature AND interviewed) AS interviewed,
           COUNT(*) FILTER (WHERE mature AND hired) AS hired
      FROM (SELECT b.cutoff - c.sent_on > 30 AS mature,
                   c.furthest_state IN ('interview', 'trial', 'hired')
                       AND (c.answered_on IS NULL OR c.answered_on <= b.cutoff
                            OR c.interview_on::date <= b.cutoff) AS interviewed,
                   c.furthest_state = 'hired'
                       AND COALESCE(c.answered_on <= b.cutoff, TRUE) AS hired
              FROM bounds b, club_candidacy c
             WHERE c.club_id = ANY(%(clubs)s) AND c.sent_on BETWEEN b.first AND b.last) c),
budget AS (
    SELECT SUM(l.amount * (LEAST(l.date_to, b.last) - GREATEST(l.date_from, b.first) + 1)
                        / (l.date_to - l.date_from + 1)) AS amount
      FROM bounds b, club_budget_line l
     WHERE l.club_id = ANY(%(clubs)s) AND l.date_from <= b.last AND l.date_to >= b.first),
tie AS (
    SELECT partner_id, MAX(seen_on) AS seen_on
      FROM (SELECT partner_id, date AS seen_on FROM club_contact, bounds b
             WHERE club_id = ANY(%(clubs)s) AND date <= b.cutoff
             UNION ALL
            SELECT partner_id, sent_on FROM club_candidacy, bounds b
             WHERE club_id = ANY(%(clubs)s) AND sent_on <= b.cutoff
             UNION ALL
            SELECT partner_id, date_start FROM club_immersion, bounds b
             WHERE club_id = ANY(%(clubs)s) AND date_start <= b.cutoff
               AND state IN ('running', 'done', 'partial')
             UNION ALL
            SELECT partner_id, date_start FROM club_placement, bounds b
             WHERE club_id = ANY(%(clubs)s) AND active AND date_start <= b.cutoff
               AND COALESCE(kind, '') != 'training'
             UNION ALL
            SELECT partner_id, CASE WHEN last_contact_on <= b.cutoff THEN last_contact_on END
              FROM crm_lead, bounds b
             WHERE club_id = ANY(%(clubs)s) AND create_date::date <= b.cutoff
             UNION ALL
            SELECT partner_id, NULL FROM club_offer, bounds b
             WHERE club_id = ANY(%(clubs)s) AND create_date::date <= b.cutoff) t
  GROUP BY 1),
network AS (
    SELECT COUNT(*) AS n, COUNT(*) FILTER (WHERE recent) AS recent
      FROM (SELECT BOOL_OR(tie.seen_on > b.cutoff - INTERVAL '6 months') AS recent
              FROM bounds b, tie JOIN res_partner p ON p.id = tie.partner_id
          GROUP BY COALESCE(NULLIF(p.company_registry, ''), p.id::text)) s)
SELECT f.*
  FROM entrants e, journeys j, leavers l, admissions a, cohorts c, weeks w, people p,
       attendances t, candidacies k, network n, budget
CROSS JOIN LATERAL (VALUES
    ('entrants', e.n, NULL, 0), ('journeys', j.n, NULL, 0),
    ('age_under_30', e.young, e.aged, e.n - e.aged),
    ('age_30_44', e.middle, e.aged, e.n - e.aged),
    ('age_45_plus', e.senior, e.aged, e.n - e.aged),
    ('priority_district', e.inside, e.told, e.untold),
    ('below_level_ii', e.below, e.levelled, e.n - e.levelled),
    ('referrals_per_participant', j.referrals, j.n, 0),
    ('candidacies_per_participant', j.candidacies, j.n, 0),
    ('positive_exit_entrants', e.positive, e.n, 0),
    ('positive_exit_leavers', l.positive, l.n, 0),
    ('durable_entrants', e.durable, e.n, 0), ('durable_leavers', l.durable, l.n, 0),
    ('retention_3m', l.work_3, l.known_3, l.silent_3),
    ('retention_6m', l.work_6, l.known_6, l.silent_6),
    ('fill_rate', c.started, c.seats, 0),
    ('group_sessions_per_week', w.sessions, w.n, 0),
    ('weekly_objective_rate', p.followed, p.n, 0),
    ('attendance_rate', t.present, t.told, t.expected),
    ('attrition_before_start', a.lost, a.n, 0),
    ('cost_per_participant', budget.amount, e.budgeted, e.n - e.budgeted),
    ('cost_per_positive_exit', budget.amount, l.budgeted, l.free),
    ('network_size', n.n, NULL, 0), ('active_employers', n.recent, n.n, 0),
    ('conversion_interview', k.interviewed, k.mature, k.recent),
    ('conversion_hire', k.hired, k.mature, k.recent),
    ('days_to_positive_exit', j.days::numeric, j.placed, 0),
    ('renewal_rate', j.renewed, j.full_term, 0)
) f (key, numerator, denominator, unknown)
