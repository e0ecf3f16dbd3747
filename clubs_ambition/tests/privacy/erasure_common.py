from datetime import date
from unittest.mock import patch

from odoo.fields import Command

from ...models.privacy import erasure_file
from ..common import ClubsCase

DAY = date(2026, 1, 5)


class ErasureCase(ClubsCase):
    """Somebody with a row of each kind, a word of theirs in each, and what is about."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name in ("write_register", "collect_files"):
            patcher = patch.object(erasure_file, name)
            patcher.start()
            cls.addClassCleanup(patcher.stop)

    @classmethod
    def somebody(cls, name="Melchior Quatrebarbes", ended=True, **vals):
        """Return a person with a journey, ended, and what comes with one."""
        person = cls.make_person(
            name,
            **{
                "email": "melchior.q@example.org",
                "phone": "06 99 88 77 66",
                "street": "7 rue des Marmousets",
                "zip": "13001",
                "city": "Trifouilly",
                "birth_date": "1997-08-13",
                **vals,
            },
        )
        journey = cls.make_participant(person=person, state="active")
        cls._follow(journey)
        if ended:
            journey.write(
                {
                    "state": "exited",
                    "ended_on": "2026-03-05",
                    "exit_reason_id": cls.env["club.exit.reason"]
                    .search([("family", "=", "neutral")], limit=1)
                    .id,
                }
            )
        cls.env.flush_all()
        return person

    @classmethod
    def _follow(cls, journey):
        candidacy = cls.make_candidacy(journey, sent_on=DAY)
        session = cls.env["club.session"].create(
            {
                "name": "Point",
                "kind": "interview",
                "club_id": journey.club_id.id,
                "participant_id": journey.id,
                "start": "2026-01-06 09:00:00",
                "stop": "2026-01-06 10:00:00",
            }
        )
        cls.env["club.objective"].create(
            {"participant_id": journey.id, "week_start": DAY, "name": "Refaire le CV"}
        )
        barrier = cls.env["club.barrier"].search([], limit=1)
        cls.env["club.participant.barrier"].create(
            {"participant_id": journey.id, "barrier_id": barrier.id}
        )
        cls.env["club.immersion"].create(
            {
                "participant_id": journey.id,
                "partner_id": cls.employer.id,
                "date_start": "2026-01-12",
                "date_end": "2026-01-16",
            }
        )
        journey.occupation_ids = [
            Command.set(
                cls.env["club.occupation"].search([("kind", "=", "job")], limit=2).ids
            )
        ]
        return candidacy, session

    @classmethod
    def rows(cls, subject):
        return cls.env["club.privacy.rows"].sudo()._of(subject)
