from odoo import api, models
from odoo.tools import SQL

from ..const import MASK
from ..indicators.kpi_small import hidden_cells
from ..rows import kpi_detail

BATCH = 5000
NOBODY = SQL("SELECT NULL::int")


class ClubKpi(models.AbstractModel):
    """What stands behind the figures: funnels, refusals, employers, journeys."""

    _inherit = "club.kpi"

    @api.model
    def _funnel(self, clubs, date_from, date_to, cutoff):
        """Return ``(journeys, candidacies)``: how many reached each stage."""
        frame = self._frame(clubs, date_from, date_to, cutoff)
        journeys, candidacies = (
            self.env.execute_query_dict(query(frame))[0]
            for query in (kpi_detail.journey_funnel, kpi_detail.candidacy_funnel)
        )
        return journeys, candidacies

    @api.model
    def _refusals(self, clubs, date_from, date_to, cutoff):
        """Return ``[(reason, candidacies)]``, the most frequent first."""
        frame = self._frame(clubs, date_from, date_to, cutoff)
        return self.env.execute_query(kpi_detail.refusals(frame))

    @api.model
    def _employers(self, clubs, date_from, date_to, cutoff, outside=False):
        """Return one dict an establishment, named to those who prospect only.

        Outside the agency, small numbers of candidacies and placements are hidden.
        """
        frame = self._frame(clubs, date_from, date_to, cutoff)
        rows = self.env.execute_query_dict(kpi_detail.employers(frame))
        if outside:
            for column in ("candidacies", "placements"):
                for index in hidden_cells([row[column] for row in rows]):
                    rows[index][column] = MASK
        if outside or not self.env["club.contact"].has_access("read"):
            for number, row in enumerate(rows, 1):
                row["name"] = self.env._("Employer %s", number)
                row["siret"] = None
        return rows

    @api.model
    def _journeys(self, clubs, date_from, date_to, cutoff, outside=False):
        """Yield one row a journey, in batches read from a database cursor.

        Memory does not grow with the number of journeys. Those the user may not
        read have no name, no day, no district: only what serves the figures.
        """
        frame = self._frame(clubs, date_from, date_to, cutoff)
        readable = NOBODY if outside else self._readable_journeys()
        query = kpi_detail.journeys(frame, readable)
        cr = self.env.cr
        cr.execute(SQL("DECLARE club_kpi_journeys NO SCROLL CURSOR FOR %s", query))
        rows = [None] * BATCH
        while len(rows) == BATCH:
            cr.execute(SQL("FETCH FORWARD %s FROM club_kpi_journeys", BATCH))
            rows = [kpi_detail.Journey._make(values) for values in cr.fetchall()]
            yield from rows
        cr.execute(SQL("CLOSE club_kpi_journeys"))

    @api.model
    def _names_shown(self):
        return self.env["club.participant"].has_access("read")

    def _readable_journeys(self):
        """Return the SELECT of the ids of the journeys whose person may be named."""
        if not self._names_shown():
            return NOBODY
        Participant = self.env["club.participant"].with_context(active_test=False)
        return Participant._search([]).subselect()

    @api.model
    def _selection_labels(self, model, field):
        """Return ``{value: label}`` of a selection, in the user's language."""
        return dict(self.env[model]._fields[field]._description_selection(self.env))
