from contextlib import contextmanager

from odoo import api, models
from odoo.exceptions import ConcurrencyError, UserError

from ...const import ENDED
from ..tools.club_import_mixin import ImportRow


class ClubJourneyOpening(models.AbstractModel):
    """Whose a journey is as it becomes live: one live journey a person, told or not."""

    _name = "club.journey.opening"
    _description = "Opening of a journey"

    @api.model
    @contextmanager
    def _opened(self, journeys, vals_list):
        """Yield the values to create, while the keys of their persons are claimed.

        Each live journey is of a person who has no other out of sight. Orienting
        somebody does not open the file of a person out of sight, either.
        """
        persons = [vals["person_id"] for vals in vals_list if vals.get("person_id")]
        journeys._club_check_pointed([{"person_id": one} for one in persons])
        with self._claim_keys():
            opened = self._of_their_own(vals_list)
            live = [vals["person_id"] for vals in opened if self._is_opening(vals)]
            self._verify(live)
            yield opened

    @api.model
    @contextmanager
    def _taken_up(self, journeys, vals):
        """Claim the keys of the people whose ended journeys become live again."""
        again = journeys.browse()
        if vals.get("state", "exited") not in ENDED:
            again = journeys.filtered(lambda one: one.state in ENDED)
        if not again:
            yield
            return
        self._check_not_elsewhere(again)
        with self._claim_keys():
            self._verify(again.sudo().person_id.ids)
            yield

    @api.model
    def _of_their_own(self, vals_list):
        """Return values of journeys, each of a person who has no other out of sight."""
        ids = {vals["person_id"] for vals in vals_list if self._is_opening(vals)}
        if not ids:
            return vals_list
        persons = self.env["club.person"].browse(ids)
        own = self.env["club.identity"]._of_their_own(persons)
        own = {person.id: copy.id for person, copy in own.items()}
        return [
            {**vals, "person_id": own[vals["person_id"]]}
            if self._is_opening(vals) and vals["person_id"] in own
            else vals
            for vals in vals_list
        ]

    @api.model
    def _is_opening(self, vals):
        return vals.get("person_id") and vals.get("state") not in ENDED

    @api.model
    def _check_not_elsewhere(self, journeys):
        """Refuse to take up journeys of whoever is coached elsewhere, without saying so.

        sudo: who somebody is, is looked for and not shown.
        """
        if self.env["club.identity"]._elsewhere(journeys.sudo().person_id):
            raise UserError(self._taken_up_no_more())

    @api.model
    def _taken_up_no_more(self):
        return self.env._(
            "This journey cannot be taken up again: orient the person anew."
        )

    @api.model
    def _verify(self, ids):
        """Look, before a journey is live, whether its person is somebody else's.

        Nobody erases them meanwhile, nor makes one person of them and another.
        """
        if ids:
            persons = self.env["club.person"].browse(dict.fromkeys(ids))
            self.env["club.race"]._hold(persons)
            self.env["club.identity"]._verify(persons, opening=True)

    @api.model
    @contextmanager
    def _claim_keys(self):
        """Claim the keys of persons; an import remembers what it has to begin anew.

        Odoo's ``load`` keeps every error for itself.
        """
        rows = self.env.context.get("club_imported") or []
        rows = [row for row in rows if isinstance(row, ImportRow)]
        try:
            with self.env["club.identity"]._claiming(known=bool(rows)):
                yield
        except ConcurrencyError:
            for row in rows:
                row.notes["at_once"] = True
            raise
