"""What the figures read of the rows of an erased person: it stays, or is reduced.

Whatever is not named here is not read by a figure, and goes: words, files and numbers
are emptied, days become the first of their month. ``test_erasure_figures.py`` erases
people of random networks, and asks the kept counts which columns they are made of.
"""

from ...utils.personal_data import COUNTED, EMPTIED, REDUCED


def _counted(*names, **others):
    return dict.fromkeys(names, COUNTED) | others


FIGURES = {
    "club.person": {"birth_date": REDUCED},
    "club.participant": _counted(
        *("club_id", "cohort_id", "person_id", "state", "renewed", "district_status"),
        *("oriented_on", "admitted_on", "started_on", "ended_on"),
        education_level_id=REDUCED,
        exit_reason_id=REDUCED,
        # no figure reads it, and its month would come before the start
        planned_end_on=EMPTIED,
    ),
    "club.candidacy": _counted(
        *("club_id", "participant_id", "person_id", "partner_id", "offer_id"),
        *("origin", "state", "furthest_state", "refusal_reason_id"),
        *("sent_on", "answered_on", "interview_on"),
        occupation_id=REDUCED,
    ),
    "club.placement": _counted(
        *("club_id", "participant_id", "person_id", "partner_id", "kind", "state"),
        *("active", "positive", "durable", "date_start", "broken_on"),
        # what makes an exit positive, and durable
        *("qualifying", "duration_months", "date_end"),
    ),
    "club.followup": _counted(
        *("placement_id", "club_id", "milestone", "due_on", "answered_on", "answer"),
        # what the answer is computed from
        *("person_answer", "person_answered_on", "source", "contradicted"),
        *("employer_answer", "employer_answered_on", "responded"),
        *("club_answer", "club_answered_on"),
    ),
    "club.immersion": _counted(
        *("club_id", "participant_id", "person_id", "partner_id", "kind", "state"),
        *("date_start", "date_end", "ended_on"),
    ),
    "club.objective": _counted("club_id", "participant_id", "week_start"),
    "club.attendance": _counted("session_id", "participant_id", "club_id", "state"),
    # an interview; its end comes after its start
    "club.session": _counted(
        *("club_id", "cohort_id", "kind", "state", "start", "stop", "participant_id"),
    ),
    "club.contact": _counted("club_id", "partner_id", "date"),
}
"""``{model: {field: how erased}}``, before the words of the map."""

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

REDUCERS = {
    ("club.person", "birth_date"): BIRTH_DATE,
    ("club.participant", "education_level_id"): LEVEL,
    ("club.participant", "exit_reason_id"): REASON,
    ("club.candidacy", "occupation_id"): TRADE,
}
"""The query that reduces a field of the rows ``ids``."""
