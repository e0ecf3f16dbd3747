from odoo import api, models, tools
from odoo.tools import sql

from ...kpi import personal_data as kpi
from ...utils.personal_data import (
    CONTACT,
    COUNTED,
    DELETED,
    FIGURES,
    MONTH,
    PARTICIPANT,
    REDUCED,
    USER,
    Bears,
    Entry,
    Rows,
    Silent,
)
from ..candidacy import personal_data as candidacy
from ..club import personal_data as club
from ..employer import personal_data as employer
from ..immersion import personal_data as immersion
from ..participant import personal_data as participant
from ..person import personal_data as person
from ..placement import personal_data as placement
from ..reference import personal_data as reference
from ..session import personal_data as session
from ..steering import personal_data as steering
from ..tools import personal_data as stock
from . import personal_data as privacy
from .purposes import PURPOSES

ROOMS = (
    *(stock, reference, club, employer, session, person, participant),
    *(candidacy, immersion, placement, kpi, steering, privacy),
)

WRITTEN = {
    "create_uid": Entry(USER, "traces", COUNTED),
    "write_uid": Entry(USER, "traces", COUNTED),
    "create_date": Entry(PARTICIPANT, "traces", MONTH),
    "write_date": Entry(PARTICIPANT, "traces", MONTH),
}
"""What Odoo keeps of each row: who wrote it, and when. A model may say otherwise."""


class ClubPrivacyMap(models.AbstractModel):
    """Say of each stored field whose it is, why it is kept, how it is erased.

    Each room declares its models in ``personal_data.py``. A model bears somebody field
    by field, or its rows go whole (``Rows``), or it bears nobody. Dialogs say nothing
    of themselves: Odoo deletes their rows within a day.
    """

    _name = "club.privacy.map"
    _description = "Map of personal data"

    # === WHAT IS DECLARED === #

    @api.model
    @tools.ormcache()
    def _declared(self):
        """Return ``{model name: what its room says of it}``."""
        return {
            name: said if type(said) is tuple else (said,)
            for room in ROOMS
            for name, said in room.MODELS.items()
            if name in self.env.registry
        }

    @api.model
    @tools.ormcache()
    def _entries(self):
        """Return ``{(model name, field name): entry}`` of all that bears somebody."""
        names = [*self._declared(), *self._dialogs(), *self._following()]
        return {
            (name, field): entry
            for name in names
            for field, entry in self._of_model(name).items()
        }

    @api.model
    @tools.ormcache("name")
    def _of_model(self, name):
        """Return ``{field name: entry}`` of one model; none if it bears nobody."""
        entries = self._own_of_model(name)
        told = entries or self._goes_whole(
            name
        )  # of a connection, nothing else is kept
        written = WRITTEN.keys() & self.env[name]._fields.keys() if told else ()
        return {**{field: self._written(name, field) for field in written}, **entries}

    @api.model
    def _written(self, name, field):
        """Return the entry of what Odoo keeps of each row; it goes where the row does."""
        entry = WRITTEN[field]
        if entry.whose != USER:
            entry = entry._replace(whose=self._whose(name))
        return entry._replace(erased=DELETED) if self._goes_whole(name) else entry

    @api.model
    def _own_of_model(self, name):
        """Return the same, without what Odoo keeps of each row."""
        if entry := self._whole_entry(name):
            return dict.fromkeys(self._stored(name), entry)
        return {
            field: entry
            for part in self._said(name)
            if isinstance(part, Bears)
            for field, entry in part.entries()
        }

    @api.model
    def _whole_entry(self, name):
        """Return the entry of all fields of a model whose rows go, None of others."""
        for part in self._said(name):
            if isinstance(part, Rows):
                return Entry(part.whose, part.purpose, DELETED)
        return None

    @api.model
    def _said(self, name):
        """Return what is declared of a model, or follows from what it is."""
        said = self._declared().get(name) or self._said_of_dialog(name)
        return said or self._said_of_following(name)

    @api.model
    def _whose(self, name):
        """Return whom the rows of a model are about, None if it bears nobody."""
        for part in self._said(name):
            if not isinstance(part, Silent):
                return part.whose
        return None

    @api.model
    def _is_spoken_in(self, name, field):
        """Tell whether people are spoken of in a text of ours, of which a name is taken.

        Whosever the field is, or nobody's: the campaign for somebody bears their name. But
        in the name of a place.
        """
        titles = (getattr(part, "titles", "") for part in self._said(name))
        return field not in {one for names in titles for one in names.split()}

    @api.model
    def _goes_whole(self, name):
        """Tell whether the rows of a model go with who they are about."""
        return bool(self._whole_entry(name))

    @api.model
    @tools.ormcache()
    def _figures(self):
        """Return ``{model name: {field name: word}}`` of what is kept for figures."""
        kept = {}
        for (name, field), entry in self._entries().items():
            if entry.purpose == FIGURES and entry.erased in (COUNTED, REDUCED):
                kept.setdefault(name, {})[field] = entry.erased
        return kept

    @api.model
    def _purposes(self):
        """Return ``{key: purpose}``: why, on which basis, how long, since when."""
        return PURPOSES

    # === WHAT THE REGISTRY HAS === #

    @api.model
    def _stored(self, name):
        """Return the names of what a model keeps, but for what Odoo keeps of each row."""
        model = self.env.registry[name]
        if model._abstract or not (model._auto or name in self._following()):
            return ()
        return tuple(
            field.name
            for field in model._fields.values()
            if field.store and field.type != "one2many"
            if field.name != "id" and field.name not in WRITTEN
        )

    @api.model
    @tools.ormcache()
    def _dialogs(self):
        """Return the names of the dialogs of ours that keep something."""
        return tuple(
            name
            for name, model in self.env.registry.items()
            if model._transient and self.env["club.leaving"]._is_ours(name)
            if name not in self._declared() and self._stored(name)
        )

    @api.model
    def _said_of_dialog(self, name):
        if name not in self._dialogs():
            return ()
        fields, ways = self.env.registry[name]._fields, self.env["club.leaving"]._ways()
        bears = any(fields[field].comodel_name in ways for field in self._stored(name))
        return (Rows(PARTICIPANT if bears else USER, "dialogs"),)

    @api.model
    @tools.ormcache()
    def _following(self):
        """Return ``{model name: whose}`` of rows of Odoo that go with a contact.

        Or with an account: bank accounts, settings, places in a discussion. Odoo deletes
        them with who they are of, whatever addon brings them.
        """
        owners = {"res.partner": CONTACT, "res.users": USER}
        return {
            name: owners[field.comodel_name]
            for name, model in self.env.registry.items()
            if not (model._abstract or model._transient)
            if name not in self._declared()
            and not self.env["club.leaving"]._is_ours(name)
            if sql.table_kind(self.env.cr, model._table) == sql.TableKind.Regular
            for field in model._fields.values()
            if field.type == "many2one" and field.column_type == ("int4", "int4")
            if field.store and field.ondelete == "cascade"
            if field.comodel_name in owners
        }

    @api.model
    def _said_of_following(self, name):
        whose = self._following().get(name)
        return (
            (Rows(whose, "network" if whose == CONTACT else "team"),) if whose else ()
        )

    # === WHOM A ROW BEARS === #

    @api.model
    def _records_of(self, subject, shared=False):
        """Return ``{model name: records}`` about persons, contacts or users.

        Of theirs alone: a workshop's list, a campaign's, an employer's call are of
        several people, and are added only if they are asked for.

        :param subject: records of ``club.person``, ``res.partner`` or ``res.users``
        """
        return self.env["club.privacy.reach"]._records_of(subject, shared)
