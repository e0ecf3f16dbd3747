-- Persons: one a journey, but that one in twenty comes back for another.
CREATE TABLE bench_person AS
SELECT n, nextval('club_person_id_seq')::int AS id
  FROM generate_series(0, %(journeys)s * 95 / 100 - 1) n;
INSERT INTO club_person (
       id, first_name, last_name, name, active, phone, phone_normal, birth_date,
       create_date, write_date, create_uid, write_uid)
SELECT id, 'Personne', n, 'Personne ' || n, TRUE,
       '06' || LPAD((n %% 100000000)::text, 8, '0'),
       '+336' || LPAD((n %% 100000000)::text, 8, '0'),
       %(last_day)s::date - 7300 - bench_pick(n, 13, 14000),
       now(), now(), %(uid)s, %(uid)s
  FROM bench_person;
