from odoo import api, models, tools
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...utils.races import alone
from ..tools.guarded import pointed_ids
from .club_departure import FOLLOWS_ALONE

WAYS = {
    "club.club": ("club_id", "in"),
    "club.person": ("person_id", "in"),
    "club.territory": ("territory_id", "child_of"),
    "crm.team": ("team_id", "in"),
    "res.partner": ("partner_id", "in"),
}
"""What is archived with nothing left to run, the field that names it, and how."""


class ClubEnding(models.AbstractModel):
    """Refuse to archive what still runs: a club, an employer… with open records.

    So are a candidacy or an offer that are open themselves: they would stop unnoticed.

    The registry tells which records are open: those somebody is in charge of
    (``_handed_over``), and those that go on without anybody (``_goes_on``, a domain).
    """

    _name = "club.ending"
    _description = "What is over before it is archived"

    @api.model
    def _still_open(self, records):
        """Return ``{model name: what is open}`` of clubs, employers, territories, teams.

        sudo: it is counted, whatever of it the reader reads.
        """
        (way, how), found = WAYS[records._name], {}
        for name, model in self.env.items():
            charge = getattr(model, "_handed_over", (None, None))
            still_open = getattr(model, "_goes_on", charge[1])
            if still_open and way in model._fields and name not in FOLLOWS_ALONE:
                mine = Domain(way, how, records.ids) & Domain(still_open)
                found[name] = model.sudo().search(mine)
        return found

    @api.model
    def _check_archived(self, records, vals):
        """Refuse to archive, by ``vals``, what still runs something; the code may."""
        if not (vals.get("active", True) or self.env.su):
            self._check(records.filtered("active"))

    @api.model
    def _own_end(self, records):
        """Return the domain of what goes on, of a model whose records end by themselves.

        Nothing where the model says otherwise when it is archived: what it still holds,
        or people in it.
        """
        if records._name in WAYS or not records._name.startswith("club."):
            return None
        if hasattr(records, "_check_archived") or "active" not in records._fields:
            return None
        charge = getattr(records, "_handed_over", (None, None))
        return getattr(records, "_goes_on", charge[1])

    @api.model
    @alone("what goes on is written itself")
    def _check_ended(self, records, vals):
        """Refuse to archive, by ``vals``, what still goes on; the code may.

        :raise UserError: naming what goes on
        """
        if vals.get("active", True) or self.env.su:
            return
        still_open = self._own_end(records)
        open_ones = still_open and records.filtered("active").filtered_domain(
            Domain(still_open)
        )
        if open_ones:
            labels = dict(records._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "“%(name)s” still goes on (%(state)s) and would stop without a "
                    "word: withdraw or close it first, then archive it.",
                    name=open_ones[0].display_name,
                    state=labels[open_ones[0].state],
                )
            )

    @api.model
    @alone("what comes at that instant shows in what was archived")
    def _check(self, records):
        """Refuse to archive what still runs something.

        :raise UserError: with how much there is of each, and what to do
        """
        departure, (way, how) = self.env["club.departure"], WAYS[records._name]
        found = self._still_open(records)
        for record in records:
            mine = [(way, how, record.ids)]
            counts = {
                departure._label(name): len(some.filtered_domain(mine))
                for name, some in found.items()
            }
            if any(counts.values()):
                told = {
                    "name": record.display_name,
                    "counts": departure._sentence(counts),
                }
                raise UserError(self._sentence(way, told))

    @api.model
    @alone("what comes at that instant shows in what was archived")
    def _check_begun(self, records, vals_list):
        """Refuse to begin something in a club that is archived.

        :param records: those that are written, none when they are created
        """
        model = self.env[records._name]
        if not (hasattr(model, "_goes_on") or hasattr(model, "_handed_over")):
            return
        given = [vals["club_id"] for vals in vals_list if vals.get("club_id")]
        ids = {one for value in given for one in pointed_ids(value)}
        ids = ids and ids & self._archived()
        if ids and ids.difference(records.sudo().club_id.ids):
            raise UserError(
                self.env._(
                    "This club is archived: nothing begins there. Choose another club."
                )
            )

    @api.model
    @tools.ormcache()
    def _archived(self):
        """Return the ids of the clubs that are archived; sudo: it is no secret.

        Whatever archives a club forgets what is cached.
        """
        clubs = self.env["club.club"].sudo().with_context(active_test=False)
        return frozenset(clubs.search([("active", "=", False)]).ids)

    @api.model
    def _sentence(self, way, told):
        """Return what is still open, and what to do about it."""
        if way == "club_id":
            return self.env._(
                "%(name)s still has: %(counts)s. End, cancel or stop them, or give them "
                "to another club (field “Club”), then archive it.",
                **told,
            )
        if way == "person_id":
            return self.env._(
                "%(name)s still has: %(counts)s. End the journey first: it ends what "
                "hangs on it. Then archive.",
                **told,
            )
        if way != "partner_id":
            return self.env._(
                "%(name)s still has: %(counts)s. Archive them first, or move them.",
                **told,
            )
        return self.env._(
            "%(name)s still has: %(counts)s. Answer, withdraw or stop them, or merge "
            "it with the establishment that takes its place, then archive it.",
            **told,
        )
