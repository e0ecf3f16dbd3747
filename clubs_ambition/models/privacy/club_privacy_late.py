from datetime import timedelta

from odoo import api, fields, models

from .club_privacy_rows import ERASED_ON, PARTNER, REGISTERS

BATCH = 20
"""How many people are looked at in one transaction."""

MINUTES = 10
"""What was being written as somebody was erased is kept by then, or never."""


class ClubPrivacyLate(models.AbstractModel):
    """Erase what somebody wrote about people at the moment they were erased.

    Transactions read the state of their beginning (REPEATABLE READ): an erasure does not
    see a message, file or note that somebody is adding, nor they the erasure. When both
    write one row, PostgreSQL refuses one of them; a row that is only added stays. So a job
    looks once more a little later: by then no role reads the rows, and nobody adds to them.
    It has PostgreSQL take its samples of values anew as well, in which names are.
    """

    _name = "club.privacy.late"
    _description = "What was written as somebody was erased"

    @api.model
    def _ask(self, erasures):
        """Have the job look again at these people soon; sudo: whoever erased."""
        later = fields.Datetime.now() + timedelta(minutes=MINUTES)
        erasures.sudo().again_on = later
        self.env.ref("clubs_ambition.ir_cron_erasure").sudo()._trigger(at=later)

    @api.model
    def _erase(self):
        """Erase what was added about who was erased just now, by batches.

        sudo: the rows are of any club; none of them is shown.
        """
        asked = [("again_on", "<=", fields.Datetime.now())]
        if not self.env["club.privacy.erasure"].sudo().search_count(asked, limit=1):
            return
        through = self.sudo().env["club.job"]._work_through
        through("club.privacy.erasure", asked, self._look, size=BATCH, leaves=True)
        self.env.cr.execute("ANALYZE")  # what ``pg_stats`` tells of every column

    @api.model
    def _look(self, erasures):
        for model in ERASED_ON:
            if subjects := erasures._subjects(model):
                self._erase_again(subjects)
        erasures.again_on = False

    @api.model
    def _erase_again(self, subjects):
        """Erase once more what stays in place, and delete what does not.

        What was erased is left as it is by a second time. The persons' own rows, and
        what is recorded of their rights, are written by both: they have nothing new.
        """
        self.env.flush_all()
        service = self.env["club.privacy.rows"].sudo()
        rows = service._of(subjects)
        service._delete_about(service._about(rows))
        service._empty_relations(rows)
        again = {
            name: ids
            for name, ids in rows.items()
            if name != subjects._name and not name.startswith(REGISTERS)
        }
        deleted = [name for name in again if service._is_deleted(name)]
        for name in service._leaves_first(deleted):
            service._delete(name, again[name])
        for name in again.keys() - set(deleted):
            service._empty(name, again[name])
        if subjects._name == PARTNER:
            self.env["club.privacy.contacts"].sudo()._empty_around(subjects)
        self.env.invalidate_all()
