from odoo import api, models
from odoo.tools import SQL, split_every

from ...utils import clock
from . import erasure_file
from .club_privacy_erasure import BATCH
from .club_privacy_rows import ERASED_ON, PERSON


class ClubPrivacyReplay(models.AbstractModel):
    """Erase again, in a restored backup, whoever was erased since it was made.

    The register outside the database says whom, by a number and a fingerprint of the
    row: somebody recorded since, who took the number, is left alone.
    """

    _name = "club.privacy.replay"
    _description = "Erasures done again in a restored backup"

    @api.model
    def _replay(self, path=None):
        """Erase whom the register names, a few in each transaction.

        :param path: of the register; by default, where the setting says
        :return: how many were erased, and how many lines had nobody here
        """
        self = self.sudo()
        lines = erasure_file.read(erasure_file.path_of(self.env, path))
        wanted = [line for line in lines if self._is_here(line)]
        for some in split_every(BATCH, wanted, list):
            self._erase(some)
            self.env["ir.cron"]._commit_progress()
        return len(wanted), len(lines) - len(wanted)

    @api.model
    def _is_here(self, line):
        """Tell whether the row that was erased stands again."""
        if line["model"] not in ERASED_ON:
            return False
        one = self.env[line["model"]].browse(line["res_id"]).exists()
        if not one or one[ERASED_ON[one._name]]:
            return False
        known = (line["salt"], line["model"], line["res_id"], one.create_date)
        return line["fingerprint"] == erasure_file.fingerprint(*known)

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
