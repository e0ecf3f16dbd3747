from dateutil.relativedelta import relativedelta

from odoo import api, fields, models, tools
from odoo.fields import Domain
from odoo.tools.constants import GC_UNLINK_LIMIT

from .purposes import PURPOSES, THE_DAY

OVER = {
    # what is still of use, however old, is not over
    "club.privacy.request": Domain("state", "in", ("served", "refused"))
    & (Domain("effective_on", "=", False) | Domain("lifted_on", "!=", False)),
    "club.privacy.erasure": Domain("state", "=", "erased"),
}

DAYS = {"res.device.log": "last_activity"}
"""The day of a row of Odoo that its own SQL wrote, without the usual columns."""


class ClubPrivacyEnding(models.AbstractModel):
    """End what is kept so many months from its day: logs, requests that were answered.

    As the purposes say, which the register and the notices tell. Found in the map of
    personal data: a log that is added ends without a word, those of Odoo too, which
    keeps the last connection of each account and address, and what was looked up, for
    ever.
    """

    _name = "club.privacy.ending"
    _description = "End of what is kept from its day"

    @api.model
    @tools.ormcache()
    def _kept_from_their_day(self):
        """Return ``{model name: months}`` of the logs and registers."""
        privacy_map, found = self.env["club.privacy.map"], {}
        for name, parts in privacy_map._declared().items():
            purpose = PURPOSES.get(getattr(parts[0], "purpose", None))
            kept = self.env[name]._auto and purpose and purpose.since is THE_DAY
            if kept and purpose.months:
                found[name] = purpose.months
        return found

    @api.autovacuum
    def _gc_ended(self):
        """Delete the rows whose months are over, in small parts.

        By SQL: a log is deleted by no hand. They come in the order of their days: the
        first one that stays tells where to stop, and no table is read to its end.
        """
        done, remaining = 0, False
        for name, months in self._kept_from_their_day().items():
            rows = self.env[name].sudo().with_context(active_test=False)
            limit = fields.Datetime.now() - relativedelta(months=months)
            day = DAYS.get(name, "create_date")
            stays = rows.search([(day, ">=", limit)], order="id", limit=1)
            old = Domain("id", "<", stays.id) if stays else Domain.TRUE
            old &= Domain(day, "<", limit) & OVER.get(name, Domain.TRUE)
            over = rows.search(old, order="id", limit=GC_UNLINK_LIMIT)
            if over:
                self.env["club.privacy.rows"]._delete(name, over.ids)
                over.invalidate_model()
            done += len(over)
            remaining |= len(over) == GC_UNLINK_LIMIT
        return done, remaining
