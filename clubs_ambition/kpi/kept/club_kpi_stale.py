from odoo import api, fields, models

from . import triggers


class ClubKpiStale(models.Model):
    """What was written since the kept counts of the figures were made.

    Triggers of the database append here, whoever writes: the screen, an import, a
    merge of contacts, SQL. Appending is all a writer does, so that two people at
    once never wait for each other. Figures read what is named here from the rows
    themselves; the cron counts anew and forgets the lines it has seen. A
    line is seen or not with the transaction that wrote it, hence never lost. It is
    always read whole: an index, even of its key, would only slow down who writes.
    """

    _name = "club.kpi.stale"
    _description = "What was written since the facts of the figures were made"
    _log_access = False
    _club_derived = True

    club_id = fields.Integer()
    first_on = fields.Date(help="First day written about.")
    last_on = fields.Date(help="Last day written about.")
    person_id = fields.Integer(help="Whose steps were written about.")
    partner_id = fields.Integer(help="Whose tie with the club was written about.")

    def init(self):
        self.env.cr.execute(
            "ALTER TABLE club_kpi_stale DROP CONSTRAINT IF EXISTS club_kpi_stale_pkey"
        )
        # The tables of every model exist only once all of them were loaded.
        self.pool.post_init(triggers.install, self.env.cr)

    @api.model
    def _cron_settle(self):
        """Bring the kept counts up to what was written, until yesterday."""
        self._refresh()

    @api.model
    def _refresh(self):
        """Count anew where a kept count is missing or stale."""
        self.env.flush_all()
        cr = self.env.cr
        cr.execute("SET LOCAL jit TO off")
        cr.execute("SELECT ARRAY_AGG(id) FROM club_kpi_stale")
        (seen,) = cr.fetchone()
        self.env["club.kpi.tie"]._refresh()
        self.env["club.kpi.step"]._refresh()
        self.env["club.kpi.span"]._refresh()
        cr.execute(
            "DELETE FROM club_kpi_stale USING UNNEST(%s::int[]) seen (id) "
            "WHERE club_kpi_stale.id = seen.id",
            [seen or []],
        )
        self.env.invalidate_all()
