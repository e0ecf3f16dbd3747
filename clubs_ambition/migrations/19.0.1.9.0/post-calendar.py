"""Leave free, in Odoo's calendar, the time of sessions that are cancelled."""


def migrate(cr, version):
    if not version:
        return
    cr.execute(
        """UPDATE calendar_event event SET show_as = 'free'
             FROM club_session session
            WHERE session.event_id = event.id AND session.state = 'cancelled'
              AND event.show_as IS DISTINCT FROM 'free'"""
    )
