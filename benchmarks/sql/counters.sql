-- What the ORM would have stored.
UPDATE club_cohort c
   SET seats_taken = p.taken, seats_free = GREATEST(c.seats - p.taken, 0)
  FROM (SELECT cohort_id, count(*) AS taken FROM club_participant
         WHERE state IN ('admitted', 'active') GROUP BY 1) p
 WHERE p.cohort_id = c.id;
UPDATE club_participant p SET last_candidacy_on = c.last_on
  FROM (SELECT participant_id, MAX(sent_on) AS last_on FROM club_candidacy GROUP BY 1) c
 WHERE c.participant_id = p.id;
UPDATE res_partner p SET club_last_contact_on = c.last_on
  FROM (SELECT partner_id, MAX(date) AS last_on FROM club_contact GROUP BY 1) c
 WHERE c.partner_id = p.id;
DROP TABLE bench_session, bench_journey, bench_cohort, bench_person, bench_employer,
           bench_candidacy, bench_placement;
