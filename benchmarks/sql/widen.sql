-- As many prospects and placements as candidacies: what is there, again and again,
-- prospects at other employers, placements begun earlier and without their candidacy.
CREATE TABLE bench_employer AS
SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM res_partner WHERE club_employer;
INSERT INTO crm_lead (
       name, type, partner_id, club_id, team_id, stage_id, active, priority,
       prospecting_mode, channel, last_contact_on, probability, won_status, user_id,
       date_last_stage_update, create_date, write_date, create_uid, write_uid)
SELECT partner.name, l.type, partner.id, l.club_id, l.team_id, l.stage_id, l.active, l.priority,
       l.prospecting_mode, l.channel, l.last_contact_on, l.probability, l.won_status, l.user_id,
       l.date_last_stage_update, l.create_date, l.write_date, l.create_uid, l.write_uid
  FROM generate_series(1, %(times)s) k
 CROSS JOIN (SELECT *, row_number() OVER (ORDER BY id) AS n FROM crm_lead
              WHERE club_id IS NOT NULL) l
  JOIN bench_employer employer
    ON employer.n = (l.n + k * 7919::bigint) %% (SELECT count(*) FROM bench_employer)
  JOIN res_partner partner ON partner.id = employer.id
 ORDER BY k, l.id
 LIMIT GREATEST((SELECT count(*) FROM club_candidacy)
                - (SELECT count(*) FROM crm_lead WHERE club_id IS NOT NULL), 0);
INSERT INTO club_placement (
       participant_id, person_id, club_id, territory_id, partner_id, kind,
       duration_months, date_start, state, broken_on, active, positive, durable,
       qualifying, next_followup_on, create_date, write_date, create_uid, write_uid)
SELECT p.participant_id, p.person_id, p.club_id, p.territory_id, p.partner_id, p.kind,
       p.duration_months, p.date_start - 10 * k, p.state, p.broken_on - 10 * k, p.active,
       p.positive, p.durable, p.qualifying, p.next_followup_on, p.create_date,
       p.write_date, p.create_uid, p.write_uid
  FROM generate_series(1, %(times)s) k
 CROSS JOIN club_placement p
 ORDER BY k, p.id
 LIMIT GREATEST((SELECT count(*) FROM club_candidacy)
                - (SELECT count(*) FROM club_placement), 0);
DROP TABLE bench_employer;
