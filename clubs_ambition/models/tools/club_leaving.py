from collections import defaultdict

from odoo import api, models, tools
from odoo.http import request
from odoo.models import fix_import_export_id_paths
from odoo.tools import SQL

from ...const import MODULE
from .ours import is_our_model

PERSON = "club.person"

LISTS = ("list", "program", "table", "workbook")
"""Doors by which a whole list leaves."""

EXPORT_PATH = "/web/export/"
"""What the dialog “Export” asks for; any other call is a program's."""


class ClubLeaving(models.AbstractModel):
    """What leaves the database with persons in it, whatever the door.

    Who bears a person is found in the registry: a model with a way of many2ones to
    ``club.person``. We keep no person on a model of Odoo: a column of ours there makes
    no way. A column that leads to such a model, a message, a task or a file about one of
    its records bear persons as much, and so does what belongs to a message: its mails
    and notifications. Each door tells what left here, and the log of exports keeps one
    line: who, when, which door, how many, which columns.
    """

    _name = "club.leaving"
    _description = "What leaves with persons in it"

    # === WHO BEARS A PERSON === #

    @api.model
    @tools.ormcache()
    def _ways(self):
        """Return ``{model name: paths to its persons}`` of the models that bear one.

        Where no way is certain (an interview has a person, a workshop has a list),
        lists of what bears persons are ways too. A thread about persons bears one who
        may be recorded nowhere: it has no way, and is told all the same.
        """
        first = {PERSON: ("id", True)}
        while found := {
            name: way
            for name, model in self.env.registry.items()
            if name not in first and not model._abstract
            if (way := self._first_way(model, first))
        }:
            first.update(found)
        ways = {name: [path] for name, (path, _certain) in first.items()}
        for name, (_path, certain) in first.items():
            if not certain:
                ways[name] += self._lists(self.env[name], first)
        thread = self.env.registry["club.thread.mixin"]
        for name, model in self.env.registry.items():
            if issubclass(model, thread) and not model._abstract:
                ways.setdefault(name, [])
        return {name: tuple(dict.fromkeys(paths)) for name, paths in ways.items()}

    @api.model
    def _first_way(self, model, known):
        """Return ``(path, certain)`` by a many2one to a model that is known, if any."""
        ways = [
            (f"{name}.{known[field.comodel_name][0]}".removesuffix(".id"), certain)
            for name, field in model._fields.items()
            if field.type == "many2one" and field.store
            if field.comodel_name in known and not self._is_lent(model, field)
            for certain in [field.required and known[field.comodel_name][1]]
        ]
        return max(ways, key=lambda way: way[1], default=None)

    @api.model
    def _is_lent(self, model, field):
        """Tell whether a field is a column of ours on a model that is not."""
        return MODULE in field._modules and not is_our_model(model)

    @api.model
    def _lists(self, model, known):
        return [
            f"{name}.{known[field.comodel_name][0]}".removesuffix(".id")
            for name, field in model._fields.items()
            if field.type in ("one2many", "many2many")
            if field.store and field.comodel_name in known
        ]

    @api.model
    @tools.ormcache()
    def _pointers(self):
        """Return ``{model name: [(field of the model, field of the id)]}``.

        Messages, tasks and files are about a record of any model.
        """
        return {
            name: [
                (field.model_field, field.name)
                for field in model._fields.values()
                if field.type == "many2one_reference" and field.store
            ]
            for name, model in self.env.registry.items()
            if not model._abstract
        }

    @api.model
    @tools.ormcache()
    def _belongings(self):
        """Return ``{model name: many2ones}`` to the message, task or file it belongs to.

        A mail and its notifications tell what their message is about.
        """
        pointers = self._pointers()
        found = {
            name: [
                field.name
                for field in model._fields.values()
                if field.type == "many2one" and field.store and field.required
                if pointers.get(field.comodel_name)
            ]
            for name, model in self.env.registry.items()
            if not model._abstract
        }
        return {name: fields for name, fields in found.items() if fields}

    @api.model
    @tools.ormcache()
    def _guarded_models(self):
        """Return the names of Odoo's models whose records are not told to everybody.

        Messages, tasks, files and what belongs to them are about a record of any model;
        of others, a rule of ours says who reads them. To what administrators alone read
        (a mail that leaves), the code alone leads.
        """
        about = {name for name, pointers in self._pointers().items() if pointers}
        ruled = self.env["club.audience"]._ruled()
        system = self.env.ref("base.group_system").id
        read = [("perm_read", "=", True), ("group_id", "!=", system)]
        rights = self.env["ir.model.access"].sudo().search(read)
        read = rights.model_id.mapped("model")
        return frozenset(about.union(self._belongings(), ruled).intersection(read))

    @api.model
    def _bearers(self, name, ids):
        """Return ``{model name: ids}`` that bear persons: these, or what they are about.

        Read past the cache: what is only counted here is found there by nobody.
        """
        found = defaultdict(set)
        if name in self._ways():
            found[name] |= set(ids)
        for about, some in self._about(name, ids).items():
            if about in self._ways():
                found[about] |= some
        return found

    @api.model
    def _about(self, name, ids):
        """Return ``{model name: ids}`` of what messages, tasks or files are about."""
        found = defaultdict(set)
        model = self.env[name] if name in self.env.registry else None
        for belonging in self._belongings().get(name, ()) if ids else ():
            owner = model._fields[belonging].comodel_name
            owners = self._followed(model, belonging, ids)
            for about, some in self._about(owner, owners).items():
                found[about] |= some
        for pointer in self._pointers().get(name, ()) if ids else ():
            model.flush_model(pointer)
            query = SQL(
                "SELECT DISTINCT %s, %s FROM %s WHERE id = ANY(%s::int[])",
                *map(SQL.identifier, pointer),
                SQL.identifier(model._table),
                list(ids),
            )
            for about, one in self.env.execute_query(query):
                if about:
                    found[about] |= {one} - {None, 0}
        return found

    @api.model
    def _followed(self, model, name, ids):
        """Return the ids that a stored relation leads to, read past the cache."""
        if not ids:
            return set()
        field, ids = model._fields[name], list(ids)
        comodel = self.env[field.comodel_name]
        if field.type == "one2many":
            comodel.flush_model([field.inverse_name])
            told, table, key = "id", comodel._table, field.inverse_name
        elif field.type == "many2one":
            model.flush_model([name])
            told, table, key = name, model._table, "id"
        else:
            model.flush_model([name])
            told, table, key = field.column2, field.relation, field.column1
        query = SQL(
            "SELECT DISTINCT %s FROM %s WHERE %s = ANY(%s::int[])",
            SQL.identifier(told),
            SQL.identifier(table),
            SQL.identifier(key),
            ids,
        )
        return {one for (one,) in self.env.execute_query(query) if one}

    @api.model
    def _people(self, bearers, listed=True):
        """Return the ids of the persons that records with a way to them bear.

        :param listed: whether those of a list count, where no way is certain
        """
        people = set()
        for name, ids in bearers.items():
            for way in self._ways()[name][: None if listed else 1]:
                model, here = self.env[name], ids
                for step in way.split(".") if way != "id" else ():
                    here = self._followed(model, step, here)
                    model = self.env[model._fields[step].comodel_name]
                people |= here
        return people

    @api.model
    def _reached(self, records, columns):
        """Return ``{model name: ids}`` that bear persons, of those that an export read.

        By who exported: they have read each of these columns.
        """
        reached, followed = self._bearers(records._name, records.ids), set()
        for column in columns:
            here, path = records, ()
            names = fix_import_export_id_paths(column)
            for number, name in enumerate(names):
                if not self._leads_to_persons(here, names[number:]):
                    break
                here, path = here.mapped(name), (*path, name)
                if path not in followed:
                    followed.add(path)
                    for about, ids in self._bearers(here._name, here.ids).items():
                        reached[about] |= ids
        return reached

    @api.model
    def _leads_to_persons(self, model, names):
        """Tell whether relations lead to what may bear persons: else none is read."""
        for name in names:
            field = model._fields.get(name)
            if field is None or not field.relational:
                return False
            model = self.env[field.comodel_name]
            if (
                model._name in self._ways()
                or self._pointers().get(model._name)
                or model._name in self._belongings()
            ):
                return True
        return False

    # === DOORS === #

    @api.model
    def _exported(self, records, columns):
        """Log an export of rows: by the dialog, or by a program."""
        bearers = self._reached(records, columns)
        if not bearers:
            return
        dialog = request and request.httprequest.path.startswith(EXPORT_PATH)
        self._note(
            "list" if dialog else "program",
            records._name,
            len(records),
            bearers,
            columns=", ".join(columns),
        )

    @api.model
    def _printed(self, report, ids):
        """Log a paper about persons."""
        bearers = self._bearers(report.model, ids or ())
        if ids and bearers:
            paper = report.sudo().report_name
            self._note("paper", report.model, len(ids), bearers, columns=paper)

    @api.model
    def _opened(self, records, field):
        """Log a file of ours that somebody gets: a CV, a pack, what was attached."""
        if not records:
            return
        bearers = self._bearers(records._name, records.ids)
        names = [*bearers, records._name, *self._about(records._name, records.ids)]
        ours = [name for name in names if name in bearers or self._is_ours(name)]
        if ours:
            self._note("file", ours[0], len(records), bearers, columns=field)

    @api.model
    def _read(self, records, names):
        """Log a file that a program reads as a value; a screen asks for its size."""
        sizes = records.env.context
        if not records or sizes.get("bin_size"):
            return
        for name in set(names) & self._files().get(records._name, set()):
            if not sizes.get(f"bin_size_{name}"):
                self._opened(records.filtered(name), name)

    @api.model
    @tools.ormcache()
    def _files(self):
        """Return ``{model name: fields that hold a file of a record of ours}``."""
        files = {"ir.attachment": {"raw", "datas", "db_datas"}}
        for name, model in self.env.registry.items():
            if name in self._ways() or self._is_ours(name):
                fields = model._fields.values()
                files[name] = {one.name for one in fields if one.type == "binary"}
        return files

    @api.model
    def _is_ours(self, name):
        return name in self.env.registry and is_our_model(self.env.registry[name])

    @api.model
    def _mailed(self, mails):
        """Log mails about persons, or with a file of theirs, as they are written.

        What is undone leaves no mail: Odoo sends after the transaction.
        """
        messages = self.env["mail.message"]
        written = self._followed(mails, "mail_message_id", mails.ids)
        files = self._followed(messages, "attachment_ids", written)
        bearers = self._bearers("ir.attachment", files)
        for name, ids in self._about(messages._name, written).items():
            for about, some in self._bearers(name, ids).items():
                bearers[about] |= some
        if bearers:
            self._note("mail", next(reversed(bearers)), len(mails), bearers)

    @api.model
    def _copied(self, records, given):
        """Note what a copy is made of: it is read, and its files with it."""
        self.env["club.privacy.look"]._note_read(records)
        fields = records._fields.items()
        copied = {name for name, one in fields if one.copy} - given.keys()
        if records._name == "ir.attachment":
            copied.add("raw")
        self._read(records.with_context(bin_size=False), copied)

    @api.model
    def _tabled(self, name):
        """Log a table that a screen made of what it had read.

        What the screen says of itself is believed: the figures in it left already.
        """
        if name in self._ways() or self._is_ours(name):
            self._note("table", name, 0, {})

    @api.model
    def _note(self, door, model, count, bearers, columns=None):
        """Keep a line in the log of exports; who takes something out looked at it."""
        people = self._people(bearers)
        if door != "mail":
            looks = self.env["club.privacy.look"]
            looks._note_left(bearers, taken=door in LISTS)
        self.env["club.export.log"]._log(
            door=door,
            res_model=model,
            row_count=count,
            person_count=len(people),
            names_shown=bool(people),
            columns=columns,
        )
