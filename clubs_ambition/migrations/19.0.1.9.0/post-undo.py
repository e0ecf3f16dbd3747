"""Set aside in place, on the lists of sessions, what an undo gives back.

Version 19.0.1.8.0 deleted the lines of who left, kept the ids of some sessions in a Json
of the journey, and did not note who had been told that a session was cancelled.
"""

KEPT = """
SELECT journey.id AS journey, session.id AS session, session.club_id
  FROM club_participant journey
 CROSS JOIN LATERAL jsonb_array_elements_text(
            journey.closed_by_end::jsonb -> 'sessions') AS kept (id)
  JOIN club_session session ON session.id = kept.id::int
 WHERE journey.closed_by_end IS NOT NULL AND session.start > NOW() AT TIME ZONE 'UTC'
"""


def migrate(cr, version):
    if not version:
        return
    # Whoever was expected was told, each once; who was excused then is not known.
    cr.execute(
        """
        UPDATE club_attendance line SET told_cancelled = TRUE
          FROM club_session session
         WHERE session.id = line.session_id AND session.state = 'cancelled'
           AND line.state = 'cancelled'
           AND session.start > NOW() AT TIME ZONE 'UTC'
        """
    )
    cr.execute(
        f"""
        INSERT INTO club_attendance (
               session_id, participant_id, club_id, state, state_before,
               create_uid, create_date, write_uid, write_date)
        SELECT kept.session, kept.journey, kept.club_id, 'left', 'expected',
               1, NOW() AT TIME ZONE 'UTC', 1, NOW() AT TIME ZONE 'UTC'
          FROM ({KEPT}) kept
            ON CONFLICT (session_id, participant_id) DO NOTHING
        """  # noqa: S608
    )
    cr.execute(
        """
        UPDATE club_participant SET closed_by_end = (closed_by_end::jsonb - 'sessions')
         WHERE closed_by_end::jsonb ? 'sessions'
        """
    )
