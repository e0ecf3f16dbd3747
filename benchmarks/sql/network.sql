-- A fifth of the candidacies began with a contact; each club prospects 200 employers.
INSERT INTO club_contact (
       partner_id, club_id, user_id, date, channel, outcome, create_date, write_date,
       create_uid, write_uid)
SELECT partner_id, club_id, %(uid)s, sent_on - 5,
       (ARRAY['phone', 'phone', 'visit', 'email'])[1 + draw %% 4],
       (ARRAY['reached', 'offer', 'profile', 'not_reachable'])[1 + draw / 25],
       sent_on, sent_on, %(uid)s, %(uid)s
  FROM bench_candidacy WHERE k %% 5 = 0;
INSERT INTO crm_lead (
       name, type, partner_id, club_id, team_id, stage_id, active, priority,
       prospecting_mode, channel, last_contact_on, probability, won_status, user_id,
       date_last_stage_update, create_date, write_date, create_uid, write_uid)
SELECT partner.name, 'opportunity', partner.id, club.id, club.team_id, stage.id, TRUE, '0',
       (ARRAY['useful_offers', 'pooled_profiles', 'named_profile'])[1 + k %% 3], 'phone',
       seen.last_on, 10, 'pending', %(uid)s,
       now(), %(last_day)s::date - 300, now(), %(uid)s, %(uid)s
  FROM bench_club bench
  JOIN club_club club ON club.id = bench.id
 CROSS JOIN generate_series(0, 199) k
  JOIN bench_employer employer
    ON employer.n = (bench_pick(club.id, 50, %(employers)s) + k * 211) %% %(employers)s
  JOIN res_partner partner ON partner.id = employer.id
  JOIN (SELECT id, row_number() OVER (ORDER BY sequence) - 1 AS n FROM crm_stage WHERE for_clubs) stage
    ON stage.n = bench_pick(club.id * 1000::bigint + k, 51, (SELECT count(*) FROM crm_stage WHERE for_clubs))
  LEFT JOIN (SELECT partner_id, club_id, MAX(date) AS last_on
               FROM club_contact GROUP BY 1, 2) seen
    ON seen.partner_id = partner.id AND seen.club_id = club.id;
INSERT INTO club_budget_line (
       club_id, territory_id, funder_id, amount, currency_id, date_from, date_to, create_date, write_date,
       create_uid, write_uid)
SELECT club.id, (SELECT territory_id FROM club_club WHERE id = club.id),
       (SELECT id FROM club_funder WHERE kind = 'city' ORDER BY id LIMIT 1), 60000,
       (SELECT currency_id FROM res_company ORDER BY id LIMIT 1),
       MAKE_DATE(y, 1, 1), MAKE_DATE(y, 12, 31), now(), now(), %(uid)s, %(uid)s
  FROM bench_club club CROSS JOIN generate_series(2025, 2026) y;
