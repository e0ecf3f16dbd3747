from collections import defaultdict

from odoo import api, models, tools
from odoo.http import request
from odoo.models import fix_import_export_id_paths
from odoo.tools import SQL

from ...const import MODULE
from .ours import is_our_model

PERSON = "club.person"

LISTS = ("list", "program", "table", "workbook")
"""Exports of a whole list."""

EXPORT_PATH = "/web/export/"
"""What the dialog “Export” asks for; any other call is a program's."""


class ClubLeaving(models.AbstractModel):
    """Log whatever leaves the database with persons in it.

    The registry tells which models *bear* a person: those that lead to ``club.person`` by
    many2ones (not by a column of ours on a model of Odoo, where we keep no person). So
    does a message, a task or a file about one of their records, and what belongs to a
    message: its mails and notifications. Each way out, a *door*, reports here what left,
    and the log of exports keeps a line: who, when, which door, how many, which columns.
    """

    _name = "club.leaving"
    _description = "What leaves with persons in it"

    # === WHO BEARS A PERSON === #

    @api.model
    @tools.ormcache()
    def _ways(self):
        """Return ``{model name: paths to its persons}`` for the models that bear one.

        Where the path may be empty (an interview has a person, a workshop has a list), the
        lists of records that bear persons are paths too. A thread that writes to persons
        bears one even if nobody is recorded: it has no path, and is logged all the same.
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
        """Return ``(path, never empty)`` by a many2one to a known model, if any."""
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

        A mail and its notifications are about what their message is about.
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
        """Return the names of Odoo's models whose records not everybody may read.

        Messages, tasks, files and what belongs to them, which may be about any record, and
        models with rules of ours. Not what only administrators read (outgoing mails): only
        code points to these.
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

        Read by SQL: what is only counted here is not put in the cache for the caller.
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
        """Return ``{model name: ids}`` that messages, tasks or files are about."""
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
        """Return the ids that a stored relation leads to, read by SQL."""
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
        """Return the ids of the persons that these records bear.

        :param listed: whether persons of a list count, where the path may be empty
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
        """Return ``{model name: ids}`` that bear persons, of all that an export read.

        Read by the user who exported, and so had access to each of these columns.
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
        """Tell whether a path of relations may lead to persons, before reading it."""
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
        """Log a file of ours that somebody downloads: a CV, a pack, an attachment."""
        if not records:
            return
        bearers = self._bearers(records._name, records.ids)
        names = [*bearers, records._name, *self._about(records._name, records.ids)]
        ours = [name for name in names if name in bearers or self._is_ours(name)]
        if ours:
            self._note("file", ours[0], len(records), bearers, columns=field)

    @api.model
    def _read(self, records, names):
        """Log a file that a program reads as a value; screens only read its size."""
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
        """Log mails about persons, or with a file of theirs, as they are queued.

        A transaction that is rolled back sends none, and leaves no line either.
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
        """Note that whoever copies records has read them, and their files."""
        self.env["club.privacy.look"]._note_read(records)
        fields = records._fields.items()
        copied = {name for name, one in fields if one.copy} - given.keys()
        if records._name == "ir.attachment":
            copied.add("raw")
        self._read(records.with_context(bin_size=False), copied)

    @api.model
    def _tabled(self, name):
        """Log a table that a screen made of the figures it had read.

        The browser names the screen, and is believed: it had the figures already.
        """
        if name in self._ways() or self._is_ours(name):
            self._note("table", name, 0, {})

    @api.model
    def _note(self, door, model, count, bearers, columns=None):
        """Add a line to the log of exports; whoever exports has looked at the records."""
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
