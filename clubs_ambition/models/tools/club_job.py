import logging

from odoo import api, models
from odoo.fields import Domain

from ...utils.at_once import BEGUN_ANEW

_logger = logging.getLogger(__name__)

BATCH = 100


class ClubJob(models.AbstractModel):
    """Go through all that a scheduled job has to do, however much it is.

    Each batch is looked for anew and kept before the next one begins: a job that is cut
    short has lost nothing and does nothing twice. What cannot be done for one record stops
    none of the others.
    """

    _name = "club.job"
    _description = "Scheduled jobs, batch by batch"

    @api.model
    def _work_through(self, model, domain, work, size=BATCH, leaves=False):
        """Do some work on every record of a domain, by batches in the order of their ids.

        Outside the scheduler nothing is kept by itself: the caller's transaction is.

        :param work: called with each batch, a recordset of ``model``
        :param leaves: what is done leaves the domain. Only then does the job stop when
            its time is up: the next run would begin with what is done, and never end
        """
        records, last = self.env[model], 0
        while batch := records.search(
            left := Domain(domain) & Domain("id", ">", last), order="id", limit=size
        ):
            last = batch[-1].id
            self._try(batch, work)
            in_time = self._keep(len(batch), records, left & Domain("id", ">", last))
            if leaves and not in_time:
                break

    def _try(self, batch, work):
        """Do the work on a batch, one by one where it fails; pass over what fails alone.

        The log says which record and which error, not its words: they may name somebody.
        """
        try:
            with self.env.cr.savepoint():
                work(batch)
        except BEGUN_ANEW:
            raise  # who runs the job begins anew
        except Exception as error:
            self.env.invalidate_all()
            if len(batch) > 1:
                for one in batch:
                    self._try(one, work)
                return
            kind = type(error).__name__
            _logger.error("Job: %s passed over, %s", batch, kind)
            _logger.debug("Why", exc_info=True)

    def _keep(self, done, records, left):
        """Keep what was done; tell whether there is time for more."""
        if not self.env.context.get("ir_cron_progress_id"):
            return True
        remaining = records.search_count(left)
        seconds = self.env["ir.cron"]._commit_progress(done, remaining=remaining)
        self.env.invalidate_all()  # others have written since
        return seconds > 0
