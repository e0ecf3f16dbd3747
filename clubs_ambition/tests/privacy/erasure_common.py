from datetime import date
from pathlib import Path
from unittest.mock import patch

from dateutil.relativedelta import relativedelta

from odoo.fields import Command
from odoo.tools import SQL

from ...models.privacy import erasure_file
from ...utils import clock
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
    def keep_one_transaction(cls):
        """Have a job that commits go on, in the transaction of the test."""
        cls.classPatch(
            type(cls.env["ir.cron"]),
            "_commit_progress",
            lambda *_args, **_kwargs: float("inf"),
        )

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

    def be_old(self, person=None, months=24, days=0):
        """Have nobody been in touch with a person for so long."""
        person = person or self.person
        day = clock.today(self.club) - relativedelta(months=months, days=days)
        ids = person.every_journey_ids.ids
        self.env.flush_all()
        for query in (
            "UPDATE club_person SET create_date = %(day)s WHERE id = %(person)s",
            """UPDATE club_participant SET ended_on = CASE WHEN state = 'exited'
                          THEN %(day)s::date END, started_on = %(day)s,
                      admitted_on = %(day)s, oriented_on = %(day)s, informed_on = NULL,
                      interviewed_on = NULL, planned_end_on = NULL, create_date = %(day)s
                WHERE id = ANY(%(ids)s::int[])""",
            "UPDATE club_candidacy SET sent_on = %(day)s WHERE participant_id = ANY(%(ids)s::int[])",
            """UPDATE club_immersion SET date_start = %(day)s, date_end = %(day)s
                WHERE participant_id = ANY(%(ids)s::int[])""",
            """UPDATE club_objective
                  SET week_start = DATE_TRUNC('week', %(day)s::timestamp)
                WHERE participant_id = ANY(%(ids)s::int[])""",
            "DELETE FROM mail_message WHERE model = 'club.participant' AND res_id = ANY(%(ids)s::int[])",
        ):
            self.env.cr.execute(query, {"day": day, "person": person.id, "ids": ids})
        self.env.invalidate_all()

    def row(self, person=None):
        person = person or self.person
        return self.env["club.privacy.erasure"].search(
            [("res_model", "=", person._name), ("res_id", "=", person.id)]
        )

    @classmethod
    def rows(cls, subject):
        return cls.env["club.privacy.rows"].sudo()._of(subject)


def texts_of(env, rows):
    """Return ``{(model, id): all that the database says of it}`` of ``{model: ids}``."""
    said = {}
    for name, ids in rows.items():
        query = SQL(
            "SELECT id, t::text FROM %s t WHERE id = ANY(%s::int[])",
            SQL.identifier(env[name]._table),
            list(ids),
        )
        said |= {(name, one): text for one, text in env.execute_query(query)}
    return said


class SearchedCase(ErasureCase):
    """The whole database, and the files, are searched for ``markers``."""

    markers = ()

    def fill_one(self, model, field, ids, words):
        """Write words in a column of rows, past the ORM, unless a constraint says no."""
        value = SQL(
            "TO_JSONB(%s::text)" if field.column_type[0] == "jsonb" else "%s", words
        )
        if field.translate:
            value = SQL("JSONB_BUILD_OBJECT('en_US', %s::text)", words)
        query = SQL(
            "UPDATE %s SET %s = %s WHERE id = ANY(%s::int[])",
            SQL.identifier(model._table),
            SQL.identifier(field.name),
            value,
            list(ids),
        )
        if not self.is_unique(model, field):
            self.env.cr.execute(query)

    def is_unique(self, model, field):
        """Tell whether a constraint has a say about the words of a column."""
        query = SQL(
            """SELECT 1 FROM pg_index WHERE indrelid = %(table)s::regclass AND indisunique
                  AND PG_GET_INDEXDEF(indexrelid) LIKE %(name)s
                UNION ALL
               SELECT 1 FROM pg_constraint WHERE conrelid = %(table)s::regclass
                  AND contype = 'c' AND PG_GET_CONSTRAINTDEF(oid) LIKE %(name)s""",
            table=model._table,
            name=f"%{field.name}%",
        )
        return bool(self.env.execute_query(query))

    def found(self):
        """Return ``{table: rows}`` in which a marker is, bytes included."""
        words = [word.lower() for word in self.markers]
        words += [word.encode().hex() for word in self.markers]
        pattern = "|".join(word.replace(".", "[.]") for word in words)
        tables = self.env.execute_query(
            SQL(
                """SELECT relname FROM pg_class WHERE relkind = 'r'
                      AND relnamespace = 'public'::regnamespace"""
            )
        )
        counts = {}
        for (table,) in tables:
            query = SQL(
                "SELECT COUNT(*) FROM %s one WHERE one::text ~* %s",
                SQL.identifier(table),
                pattern,
            )
            [(count,)] = self.env.execute_query(query)
            if count:
                counts[table] = count
        return counts

    def files(self):
        """Return the files of the filestore in which a marker is."""
        store = Path(self.env["ir.attachment"]._filestore())
        words = [word.encode() for word in self.markers]
        return [
            path
            for path in store.glob("??/*")
            if path.is_file() and any(word in path.read_bytes() for word in words)
        ]
