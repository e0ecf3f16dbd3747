from ..common import ClubsCase


class ShownCase(ClubsCase):
    """A session held this morning and one to come, each shown by an event.

    The clock stands at noon of 14 January 2026.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.yanis = cls.make_participant("Yanis Benali", "active")
        cls.yanis.person_id.email = "yanis@example.com"
        cls.held = cls.session("2026-01-14 08:00:00", "2026-01-14 11:00:00")
        cls.held.action_all_present()
        cls.held.action_close()
        cls.coming = cls.session("2026-01-20 08:00:00", "2026-01-20 11:00:00")
        cls.sessions = cls.held | cls.coming

    @classmethod
    def session(cls, start, stop, **vals):
        return (
            cls.env["club.session"]
            .with_user(cls.animateur)
            .create(
                {
                    "name": "CV morning",
                    "kind": "thematic",
                    "club_id": cls.club.id,
                    "cohort_id": cls.cohort.id,
                    "start": start,
                    "stop": stop,
                    "location": "Room A",
                    **vals,
                }
            )
        )
