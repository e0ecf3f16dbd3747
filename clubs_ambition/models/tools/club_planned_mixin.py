from odoo import api, fields, models
from odoo.fields import NO_ACCESS


class ClubPlannedMixin(models.AbstractModel):
    """Records of which a screen shows many: each keeps for when something is planned.

    Triggers of the database write it (``planned_days.py``), whoever plans; nothing but
    the bar of the columns reads it (``mail_activity_mixin.py``). And the columns of such
    a screen are counted before they are put in order.
    """

    _name = "club.planned.mixin"
    _description = "Records that keep the first day planned"

    club_planned_on = fields.Date(
        "First activity",
        readonly=True,
        copy=False,
        prefetch=False,
        groups=NO_ACCESS,
        help="The first day for which an activity is planned.",
    )

    @api.model
    def _read_group(
        self,
        domain,
        groupby=(),
        aggregates=(),
        having=(),
        offset=0,
        limit=None,
        order=None,
    ):
        """Count the columns by their key; put them in order after.

        Odoo joins the records that are columns to every row, and groups by their names,
        for the order of a handful (``benchmarks/README.rst``). Only where the columns are
        known, and so are few.
        """
        column = self._fields.get(order) if [*groupby] == [order] else None
        if column is None or column.type != "many2one" or not column.group_expand:
            return super()._read_group(
                domain, groupby, aggregates, having, offset, limit, order
            )
        rows = super()._read_group(domain, groupby, aggregates, having)
        found = self.env[column.comodel_name].union(*(row[0] for row in rows))
        ranks = {record: rank for rank, record in enumerate(found.sorted())}
        rows.sort(key=lambda row: ranks.get(row[0], len(ranks)))
        return rows[offset : offset + limit if limit else None]
