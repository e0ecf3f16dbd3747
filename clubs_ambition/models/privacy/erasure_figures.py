"""Reduce what is left of erased people to what figures read of it.

What they read is said by the map alone (``personal_data.py`` of each room, purpose
``FIGURES``): a field that is *reduced* there has its query here. ``test_figures_read.py``
compares the map with what the SQL of the figures reads.
"""

CANDIDATE_AGES = (20, 35, 50, 30, 45)
"""Ages at the start of a journey that stand for a whole band of the figures."""

SAME_BANDS = """
    (DATE_PART('year', AGE(j.started_on, candidate.day)) >= {age})
        = (DATE_PART('year', AGE(j.started_on, one.birth_date)) >= {age})
    AND (AGE(j.started_on, candidate.day) >= INTERVAL '{age} years')
        = (AGE(j.started_on, one.birth_date) >= INTERVAL '{age} years')
"""

BIRTH_DATE = """
    UPDATE club_person person SET birth_date = CASE
               WHEN reduced.id IS NOT NULL THEN reduced.day
               WHEN EXISTS (SELECT 1 FROM club_participant j
                             WHERE j.person_id = person.id
                               AND j.started_on IS NOT NULL) THEN person.birth_date
           END
      FROM club_person old LEFT JOIN (
           SELECT DISTINCT ON (one.id) one.id, candidate.day
             FROM club_person one
       CROSS JOIN LATERAL (
                  SELECT (s.started_on - MAKE_INTERVAL(years => ages.age)
                          + MAKE_INTERVAL(days => later))::date AS day,
                         ages.rank, later, s.started_on
                    FROM club_participant s
              CROSS JOIN UNNEST(%(ages)s::int[]) WITH ORDINALITY ages (age, rank)
              CROSS JOIN GENERATE_SERIES(0, 1) later
                   WHERE s.person_id = one.id AND s.started_on IS NOT NULL) candidate
            WHERE one.id = ANY(%(ids)s::int[]) AND one.birth_date IS NOT NULL
              AND NOT EXISTS (
                  SELECT 1 FROM club_participant j
                   WHERE j.person_id = one.id AND j.started_on IS NOT NULL
                     AND NOT ({under_30} AND {under_45}))
         ORDER BY one.id, candidate.rank, candidate.later, candidate.started_on
           ) reduced ON reduced.id = old.id
     WHERE person.id = old.id AND person.id = ANY(%(ids)s::int[])
       AND person.birth_date IS NOT NULL
""".replace("{under_30}", SAME_BANDS.format(age=30)).replace(
    "{under_45}", SAME_BANDS.format(age=45)
)
"""A date of birth of the same age bands at each start; none where nothing started."""

LEVEL = """
    UPDATE club_participant journey SET education_level_id = (
           SELECT MIN(alike.id) FROM club_education_level alike
            WHERE alike.below_level_ii IS NOT DISTINCT FROM level.below_level_ii)
      FROM club_education_level level
     WHERE level.id = journey.education_level_id
       AND journey.id = ANY(%(ids)s::int[])
"""
"""A level on the same side of level II."""

REASON = """
    UPDATE club_participant journey SET exit_reason_id = (
           SELECT MIN(alike.id) FROM club_exit_reason alike
            WHERE alike.family IS NOT DISTINCT FROM reason.family)
      FROM club_exit_reason reason
     WHERE reason.id = journey.exit_reason_id AND journey.id = ANY(%(ids)s::int[])
"""
"""A reason of the same family."""

TRADE = """
    UPDATE club_candidacy candidacy SET occupation_id = CASE
           WHEN candidacy.offer_id IS NULL AND ranked.rank > 1
           THEN (SELECT id FROM club_occupation ORDER BY id
                 OFFSET ranked.rank - 2 LIMIT 1) END
      FROM (SELECT id, DENSE_RANK() OVER (
                       PARTITION BY person_id, partner_id, offer_id IS NULL
                       ORDER BY occupation_id NULLS FIRST) AS rank
              FROM club_candidacy
             WHERE person_id IN (SELECT person_id FROM club_candidacy
                                  WHERE id = ANY(%(ids)s::int[]))) ranked
     WHERE ranked.id = candidacy.id AND candidacy.id = ANY(%(ids)s::int[])
"""
"""No trade, but another one where two of them told two candidacies apart."""

END = """
    UPDATE club_session SET stop = start + INTERVAL '1 hour'
     WHERE id = ANY(%(ids)s::int[])
"""
"""An end that comes after the start, and is nobody's."""

REDUCERS = {
    ("club.person", "birth_date"): BIRTH_DATE,
    ("club.participant", "education_level_id"): LEVEL,
    ("club.participant", "exit_reason_id"): REASON,
    ("club.candidacy", "occupation_id"): TRADE,
    ("club.session", "stop"): END,
}
"""The query that reduces a field of the rows ``ids``."""
