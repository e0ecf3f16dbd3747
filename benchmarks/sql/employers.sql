CREATE TABLE bench_employer AS
SELECT n, nextval('res_partner_id_seq')::int AS id
  FROM generate_series(0, %(employers)s - 1) n;
INSERT INTO res_partner (
       id, name, complete_name, commercial_partner_id, type, active, is_company,
       club_employer, club_network_status, company_registry, ape_code,
       club_naf_id, zip, city, club_department_id, partner_latitude,
       partner_longitude, phone, partner_share, create_date, write_date, create_uid,
       write_uid)
SELECT e.id, 'Etablissement ' || e.n, 'Etablissement ' || e.n, e.id, 'contact', TRUE, TRUE,
       TRUE, 'partner', LPAD((10000000000000 + e.n)::text, 14, '0'), naf.code,
       naf.id, LPAD((1 + e.n %% 95)::text, 2, '0') || '000', 'Ville ' || e.n %% 1000,
       department.id, 43 + bench_pick(e.n, 1, 700) / 100.0,
       -1 + bench_pick(e.n, 2, 800) / 100.0, '01' || LPAD(e.n::text, 8, '0'),
       TRUE, now(), now(), %(uid)s, %(uid)s
  FROM bench_employer e
  JOIN (SELECT id, code, row_number() OVER (ORDER BY id) - 1 AS n FROM club_naf WHERE kind = 'class') naf
    ON naf.n = bench_pick(e.n, 3, (SELECT count(*) FROM club_naf WHERE kind = 'class'))
  LEFT JOIN club_department department
    ON department.code = LPAD((1 + e.n %% 95)::text, 2, '0');
