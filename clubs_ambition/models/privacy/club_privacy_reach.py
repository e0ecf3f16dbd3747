from collections import defaultdict

from odoo import api, models, tools
from odoo.fields import Domain

from ...utils.personal_data import CONTACT, PARTICIPANT, PRESCRIBER, USER

KINDS = {
    "club.person": (PARTICIPANT,),
    "res.partner": (CONTACT, PRESCRIBER),
    "res.users": (USER,),
}
"""Whom a record may be, when all that is about somebody is asked for."""

MADE = ("create_uid", "write_uid")

EVERYTHING = {
    "active_test": False,
    "skip_res_field_check": True,  # files kept as a field are files too
    "prefetch_fields": False,
}


class ClubPrivacyReach(models.AbstractModel):
    """Find every row about somebody, by the paths of ``club.leaving``.

    From each row found, the search goes on to what points to it by a many2one of its own
    kind, to what is about it by model and id (messages, tasks, files, events), to what
    belongs to these, and to their files and events.
    """

    _name = "club.privacy.reach"
    _description = "Rows about somebody"

    @api.model
    def _records_of(self, subject, shared=False):
        """Return ``{model name: records}`` about a subject.

        sudo: who calls answers for it, an erasure or a request of theirs; all clubs
        are read, what is archived too.
        """
        subject = subject.sudo().with_context(**EVERYTHING)
        kinds = KINDS[subject._name]
        found = {subject._name: subject}
        if subject._name == "res.users":
            found["res.partner"] = subject.partner_id
        fresh = dict(found)
        while fresh:
            reached = self._next(fresh, kinds)
            fresh = {}
            for name, rows in reached.items():
                known = found.get(name, rows.browse())
                if new := rows - known:
                    found[name], fresh[name] = known | new, new
        if shared:
            self._add_shared(found, kinds)
        return {name: rows for name, rows in found.items() if rows}

    @api.model
    def _next(self, fresh, kinds):
        """Return ``{model name: records}`` that are one step away."""
        reached = defaultdict(list)
        for name, rows in fresh.items():
            for source, field in self._pointing(kinds).get(name, ()):
                domain = [(field, "in", rows.ids)]
                reached[source].append(self._search(rows, source, domain))
            for source, field in self._listing(kinds).get(name, ()):
                reached[source].append(self._all_of(rows, source, field))
            for field in self._holding(name):
                there = rows[field]
                reached[there._name].append(there)
        for source, pairs in self._about().items():
            domain = Domain.OR(
                Domain(model_field, "=", name) & Domain(id_field, "in", rows.ids)
                for name, rows in fresh.items()
                for model_field, id_field in pairs
            )
            rows = next(iter(fresh.values()))
            reached[source].append(self._search(rows, source, domain))
        return {name: some[0].union(*some) for name, some in reached.items()}

    @api.model
    def _search(self, rows, name, domain):
        """Return records of a model, as ``rows`` are read."""
        return rows.env[name].search(domain, order="id")

    @api.model
    def _all_of(self, rows, name, field):
        """Return the records whose list has nobody but these."""
        found = self._search(rows, name, [(field, "in", rows.ids)])
        return found.filtered(lambda one: not one[field] - rows)

    @api.model
    def _add_shared(self, found, kinds):
        """Add what bears the subject among others."""
        for name, field, comodel in self._declared_lists(kinds):
            if comodel in found:
                rows = found[comodel]
                more = self._search(rows, name, [(field, "in", rows.ids)])
                found[name] = found.get(name, more.browse()) | more

    # === WAYS, FOUND IN THE REGISTRY === #

    @api.model
    def _tables(self):
        following = self.env["club.privacy.map"]._following()
        return [
            (name, model)
            for name, model in self.env.registry.items()
            if not model._abstract and (model._auto or name in following)
        ]

    @api.model
    @tools.ormcache("kinds")
    def _pointing(self, kinds):
        """Return ``{model name: [(model, many2one)]}`` of what is about its records.

        Who made a row is not whom it is about, unless no other field says whom.
        """
        found = defaultdict(list)
        for name, model in self._tables():
            ways = [
                field
                for field in model._fields.values()
                if field.type == "many2one" and self._follows(name, field, kinds)
            ]
            said = [field for field in ways if field.name not in MADE]
            for field in said or ways:
                found[field.comodel_name].append((name, field.name))
        return dict(found)

    @api.model
    def _follows(self, name, field, kinds):
        """Tell whether a row is about whom the row it points to is about."""
        there, privacy_map = field.comodel_name, self.env["club.privacy.map"]
        if not field.store or (there == name and name in KINDS):
            return False  # who is at the same establishment is somebody else
        if field.ondelete == "cascade" and self._is_stock_row(name):
            return there in KINDS or self._is_stock_row(there)
        if privacy_map._whose(name) not in kinds:
            return False
        if PARTICIPANT in kinds:
            ways = self.env["club.leaving"]._ways()
            return name in ways and there in ways
        entry = privacy_map._of_model(name).get(field.name)
        return KINDS.get(there) == kinds and bool(entry) and entry.whose in kinds

    @api.model
    def _is_stock_row(self, name):
        """Tell whether a model is one of Odoo's whose rows go whole."""
        return not name.startswith("club.") and self.env[
            "club.privacy.map"
        ]._goes_whole(name)

    @api.model
    @tools.ormcache("kinds")
    def _listing(self, kinds):
        """Return ``{model name: [(model, many2many)]}`` of rows about a list of people.

        A link or a dialog about one person alone is that person's.
        """
        found = defaultdict(list)
        for name, field, comodel in self._declared_lists(kinds):
            if self.env["club.privacy.map"]._goes_whole(name):
                found[comodel].append((name, field))
        return dict(found)

    @api.model
    @tools.ormcache("kinds")
    def _declared_lists(self, kinds):
        """Return ``[(model, many2many, comodel)]`` that bear people among others."""
        bearers = {*KINDS, *self.env["club.leaving"]._ways()}
        return [
            (name, field.name, field.comodel_name)
            for name, model in self._tables()
            for field in model._fields.values()
            if field.type == "many2many" and field.store
            if field.comodel_name in bearers
            if (entry := self.env["club.privacy.map"]._of_model(name).get(field.name))
            and entry.whose in kinds
        ]

    @api.model
    @tools.ormcache("name")
    def _holding(self, name):
        """Return the fields of a model that hold a file or an event of its own."""
        return tuple(
            field.name
            for field in self.env.registry[name]._fields.values()
            if field.type in ("many2one", "many2many") and field.store
            if field.comodel_name in ("ir.attachment", "calendar.event")
            if field.comodel_name != name and not field.required
        )

    @api.model
    @tools.ormcache()
    def _about(self):
        """Return ``{model name: [(field of the model, field of the id)]}``."""
        pointers = self.env["club.leaving"]._pointers()
        return {
            name: tuple(pointers[name])
            for name, _model in self._tables()
            if pointers.get(name)
        }
