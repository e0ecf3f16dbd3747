"""Give sessions their hours, room and title: until now their event told them."""


def migrate(cr, version):
    if not version:
        return
    # What was held is proof as it was signed and printed: nothing else tells it.
    cr.execute(
        """UPDATE club_session s
              SET name = COALESCE(e.name, s.name),
                  start = COALESCE(e.start, s.start),
                  stop = COALESCE(e.stop, s.stop),
                  location = e.location
             FROM calendar_event e
            WHERE e.id = s.event_id AND s.state != 'held'
              AND COALESCE(e.stop, s.stop) > COALESCE(e.start, s.start)
              AND (e.name, e.start, e.stop, e.location)
                  IS DISTINCT FROM (s.name, s.start, s.stop, s.location)"""
    )
    cr.execute("ALTER TABLE club_session ALTER COLUMN event_id DROP NOT NULL")
