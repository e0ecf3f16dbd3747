-- Persons: one a journey, but that one in twenty comes back for another.
CREATE TABLE bench_person AS
SELECT n, nextval('res_partner_id_seq')::int AS id
  FROM generate_series(0, %(journeys)s * 95 / 100 - 1) n;
INSERT INTO res_partner (
       id, name, complete_name, commercial_partner_id, type, active, is_company,
       club_person, club_employer, lang, tz, phone, partner_share,
       create_date, write_date, create_uid, write_uid)
SELECT id, 'Personne ' || n, 'Personne ' || n, id, 'contact', TRUE, FALSE,
       TRUE, FALSE, 'fr_FR', 'Europe/Paris', '06' || LPAD((n %% 100000000)::text, 8, '0'),
       TRUE, now(), now(), %(uid)s, %(uid)s
  FROM bench_person;
