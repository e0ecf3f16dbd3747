-- What the ORM would have stored.
INSERT INTO club_seat (cohort_id, number)
SELECT id, generate_series(1, seats) FROM bench_cohort JOIN club_cohort USING (id);
UPDATE club_participant p SET seat_id = seat.id
  FROM (SELECT id, cohort_id, row_number() OVER (PARTITION BY cohort_id ORDER BY id) AS n
          FROM club_participant WHERE state IN ('admitted', 'active')) held
  JOIN club_seat seat ON seat.cohort_id = held.cohort_id AND seat.number = held.n
 WHERE p.id = held.id;
UPDATE club_participant p SET last_candidacy_on = c.last_on
  FROM (SELECT participant_id, MAX(sent_on) AS last_on FROM club_candidacy GROUP BY 1) c
 WHERE c.participant_id = p.id;
UPDATE res_partner p SET club_last_contact_on = c.last_on
  FROM (SELECT partner_id, MAX(date) AS last_on FROM club_contact GROUP BY 1) c
 WHERE c.partner_id = p.id;
DROP TABLE bench_session, bench_journey, bench_cohort, bench_person, bench_employer,
           bench_candidacy, bench_placement;
