from odoo import api, models
from odoo.tools import SQL, split_every

from ...utils import clock
from . import erasure_file
from .club_privacy_erasure import BATCH
from .club_privacy_rows import ERASED_ON, PERSON

AT_ONCE = 1_000
"""How many lines of a register are looked at, or given back, at once."""


class ClubPrivacyReplay(models.AbstractModel):
    """Erase again, in a restored backup, whoever was erased since it was made.

    The register outside the database says whom, by a number and a fingerprint of the
    row: somebody recorded since, who took the number, is left alone.
    """

    _name = "club.privacy.replay"
    _description = "Erasures done again in a restored backup"

    @api.model
    def _note_again(self):
        """Give back to the register outside the lines that it lacks, if any.

        In years there are as many as people: what it has is not read by the ORM.
        """
        erasures = self.env["club.privacy.erasure"].sudo()
        erasures.flush_model(["fingerprint", "state"])
        query = SQL(
            """SELECT id, fingerprint FROM club_privacy_erasure
                WHERE state = 'erased' AND salt IS NOT NULL"""
        )
        known = erasure_file.known(erasure_file.path_of(self.env))
        lacking = [
            one for one, told in self.env.execute_query(query) if told not in known
        ]
        for ids in split_every(AT_ONCE, lacking):
            lines = erasures.browse(ids)._lines(clock.today(self))
            erasure_file.write_register(self.env.cr.dbname, lines)

    @api.model
    def _replay(self, path=None):
        """Erase whom the register names, a few in each transaction.

        :param path: of the register; by default, where the setting says
        :return: how many were erased, and how many lines had nobody here
        """
        self = self.sudo()
        lines = erasure_file.read(erasure_file.path_of(self.env, path))
        wanted = [
            line
            for some in split_every(AT_ONCE, lines, list)
            for line in self._here(some)
        ]
        for some in split_every(BATCH, wanted, list):
            self._erase(some)
            self.env["ir.cron"]._commit_progress()
        return len(wanted), len(lines) - len(wanted)

    @api.model
    def _here(self, lines):
        """Return the lines whose row, which was erased, stands again.

        A register of years is read in few queries.
        """
        self.env.flush_all()
        here = {}
        for model, mark in ERASED_ON.items():
            query = SQL(
                "SELECT id, create_date FROM %s WHERE id = ANY(%s::int[]) AND %s IS NULL",
                SQL.identifier(self.env[model]._table),
                [line["res_id"] for line in lines if line["model"] == model],
                SQL.identifier(mark),
            )
            for one, moment in self.env.execute_query(query):
                here[model, one] = moment
        return [
            line
            for line in lines
            if (row := (line["model"], line["res_id"])) in here
            and line["fingerprint"]
            == erasure_file.fingerprint(line["salt"], *row, here[row])
        ]

    @api.model
    def _erase(self, lines):
        erasures = self.env["club.privacy.erasure"]
        for model in ERASED_ON:
            theirs = {line["res_id"]: line for line in lines if line["model"] == model}
            people = self.env[model].with_context(active_test=False).browse(theirs)
            rows = erasures._of(people)
            for row in rows:
                line = theirs[row.res_id]
                row.write({key: line[key] for key in ("salt", "fingerprint", "reason")})
            rows.write({"state": "erasing"})
            if model == PERSON:
                self._end_journeys(people)
            rows._run()
            for row in rows:
                row.erased_on = theirs[row.res_id]["erased_on"]

    @api.model
    def _end_journeys(self, people):
        """End what was going on when the backup was made, and ended since.

        In SQL: nobody is told of it, and no figure reads when.
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE club_participant
                   SET state = CASE WHEN state = 'active' THEN 'exited'
                                    ELSE 'withdrawn' END,
                       ended_on = CASE WHEN state = 'active' THEN GREATEST(
                                           started_on, %(today)s) END
                 WHERE person_id = ANY(%(people)s::int[])
                   AND state NOT IN ('exited', 'declined', 'withdrawn')
                """,
                today=clock.today(self),
                people=people.ids,
            )
        )
        self.env.invalidate_all()
