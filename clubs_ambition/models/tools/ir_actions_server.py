import logging
from contextlib import contextmanager
from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ...utils.at_once import BEGUN_ANEW
from ...utils.races import alone

_logger = logging.getLogger(__name__)

TRIES = 5
LATER = 5
"""Minutes until a job that somebody else runs is looked at again."""
OURS = "clubs_ambition"
LOCK = SQL("hashtext('clubs_ambition.job')")


class IrActionsServer(models.Model):
    """A server action; a scheduled job of the clubs runs once at a time.

    The scheduler's own lock does not hold for somebody who runs the job by hand, nor once
    the job has committed a first part. Here a lock is held from before the first read
    until the last commit. Like a request, the job starts again when somebody else wrote
    the same rows. It writes threads and tasks in the language of the company.

    Only the scheduler and administrators run jobs, of any addon: Odoo lets every account
    call one, which then works on what its caller may not read.
    """

    _inherit = "ir.actions.server"

    def run(self):
        self._club_check_scheduled()
        if not self._club_is_job():
            return super().run()
        lang = self.env.lang or self.env.company.sudo().partner_id.lang
        job = super(IrActionsServer, self.with_context(lang=lang))
        with self._club_held_job() as held:
            return self._club_begun_anew(job.run) if held else self._club_leave()

    def _club_check_scheduled(self):
        """Leave jobs to the scheduler; sudo: which actions are jobs is no secret.

        :raise AccessError: for whoever does not administer
        """
        if self.env.su or self.env.user.has_group("base.group_system"):
            return
        if "ir_cron" in self.sudo().mapped("usage"):
            raise AccessError(
                self.env._(
                    "A scheduled job starts by itself: ask an administrator to start "
                    "it now."
                )
            )

    def _club_is_job(self):
        """Tell whether it is one of our jobs; sudo: which actions are is no secret."""
        action = self.sudo()
        if len(action) != 1 or action.usage != "ir_cron":
            return False
        name = action._get_external_ids()[action.id]
        return any(one.startswith(OURS) for one in name)

    @contextmanager
    def _club_held_job(self):
        """Hold the job in this session of the database; false when another one does.

        The work begins in a new transaction, which sees all that was done before.
        """
        cr, mine = self.env.cr, SQL("(%s, %s)", LOCK, self.id)
        cr.execute(SQL("SELECT pg_try_advisory_lock%s", mine))
        (held,) = cr.fetchone()
        if not held:
            yield False
            return
        keep = self.env["ir.cron"]._commit_progress
        try:
            keep()
            yield True
            keep()
        except BaseException:
            cr.rollback()
            raise
        finally:
            cr.execute(SQL("SELECT pg_advisory_unlock%s", mine))

    def _club_begun_anew(self, work):
        """Do the work; begin anew with what is left where somebody wrote the same."""
        for left in reversed(range(TRIES)):
            try:
                result = work()
                self.env.flush_all()
            except BEGUN_ANEW:
                if not left:
                    raise
                self.env.cr.rollback()
                self.env.transaction.reset()
            else:
                return result
        return False

    @alone("who holds a job goes on with it")
    def _club_leave(self):
        """Leave the job to whoever is at it.

        :raise UserError: for who runs it by hand; the scheduler comes back
        """
        if self.env.context.get("cron_id"):
            _logger.info("Job %s is run by somebody else at this moment", self.id)
            job = self.env["ir.cron"].sudo().browse(self.env.context["cron_id"])
            job._trigger(fields.Datetime.now() + timedelta(minutes=LATER))
            return False
        raise UserError(
            self.env._(
                "This job is under way: what it does is done once. Look again in a "
                "minute."
            )
        )
