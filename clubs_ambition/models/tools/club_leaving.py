from odoo import api, models, tools
from odoo.http import request
from odoo.models import fix_import_export_id_paths

MODULE = "clubs_ambition"

PERSON = "club.person"

EXPORT_PATH = "/web/export/"
"""What the dialog “Export” asks for; any other call is a program's."""


class ClubLeaving(models.AbstractModel):
    """What leaves the database with persons in it, whatever the door.

    Who bears a person is found in the registry: a model with a way of many2ones to
    ``club.person``. A column that leads to such a model, a message, a task or a file
    about one of its records bear persons as much. Each door tells what left here, and
    the log of exports keeps one line: who, when, which door, how many, which columns.
    """

    _name = "club.leaving"
    _description = "What leaves with persons in it"

    # === WHO BEARS A PERSON === #

    @api.model
    @tools.ormcache()
    def _ways(self):
        """Return ``{model name: paths to its persons}`` of the models that bear one.

        Where no way is certain (an interview has a person, a workshop has a list),
        lists of what bears persons are ways too.
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
        return {name: tuple(dict.fromkeys(paths)) for name, paths in ways.items()}

    @api.model
    def _first_way(self, model, known):
        """Return ``(path, certain)`` by a many2one to a model that is known, if any."""
        ways = [
            (f"{name}.{known[field.comodel_name][0]}".removesuffix(".id"), certain)
            for name, field in model._fields.items()
            if field.type == "many2one" and field.store
            if field.comodel_name in known
            for certain in [field.required and known[field.comodel_name][1]]
        ]
        return max(ways, key=lambda way: way[1], default=None)

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
    def _bearers(self, records):
        """Return ``[records]`` that bear persons: these, or what they are about.

        sudo: who leaves is counted, and told to nobody.
        """
        records = records.sudo().with_context(active_test=False)
        found = [records] if records._name in self._ways() else []
        for model_field, id_field in self._pointers().get(records._name, ()):
            for name, some in records.grouped(model_field).items():
                if name in self._ways():
                    about = records.env[name].browse(some.mapped(id_field))
                    found.append(about.exists())
        return found

    @api.model
    def _people(self, bearers):
        """Return the persons that records of models with a way to them bear."""
        people = self.env[PERSON].sudo()
        for records in bearers:
            for way in self._ways()[records._name]:
                people |= records if way == "id" else records.mapped(way)
        return people

    @api.model
    def _reached(self, records, columns):
        """Return ``[records]`` that bear persons, of those that an export reads."""
        reached, followed = self._bearers(records), set()
        for column in columns:
            here, path = records.sudo().with_context(active_test=False), []
            for name in fix_import_export_id_paths(column):
                path.append(name)
                field = here._fields.get(name)
                if field is None or not field.relational:
                    break
                if not self._leads_to_persons(here, column, path):
                    break
                here = here.mapped(name)
                if tuple(path) not in followed:
                    followed.add(tuple(path))
                    reached += self._bearers(here)
        return reached

    @api.model
    def _leads_to_persons(self, records, column, path):
        """Tell whether what is left of a column may bear persons: else it is not read."""
        model = records.env[records._name]
        for name in fix_import_export_id_paths(column)[len(path) - 1 :]:
            field = model._fields.get(name)
            if field is None or not field.relational:
                return False
            model = self.env[field.comodel_name]
            if model._name in self._ways() or self._pointers().get(model._name):
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
        if report.model not in self.env.registry or not ids:
            return
        records = self.env[report.model].browse(ids)
        if bearers := self._bearers(records):
            self._note(
                "paper",
                report.model,
                len(records),
                bearers,
                columns=report.sudo().report_name,
            )

    @api.model
    def _opened(self, records, field):
        """Log a file of ours that somebody gets: a CV, a pack, what was attached.

        sudo: what a file belongs to is told to nobody.
        """
        if not records:
            return
        bearers = self._bearers(records)
        names = [records._name]
        for model_field, _id in self._pointers().get(records._name, ()):
            names += records.sudo().mapped(model_field)
        ours = [name for name in names if self._is_ours(name)]
        if bearers or ours:
            model = bearers[0]._name if bearers else ours[0]
            self._note("file", model, len(records), bearers, columns=field)

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
        return (
            name in self.env.registry
            and self.env.registry[name]._original_module == MODULE
        )

    @api.model
    def _mailed(self, mails):
        """Log mails about persons, or with a file of theirs, as they are written.

        What is undone leaves no mail: Odoo sends after the transaction.

        sudo: who writes need not read what a mail is about.
        """
        for name, some in mails.sudo().grouped("model").items():
            bearers = self._bearers(some.attachment_ids)
            if name in self.env.registry:
                about = self.env[name].browse(filter(None, some.mapped("res_id")))
                bearers += self._bearers(about.exists())
            if any(bearers):
                self._note("mail", name or bearers[0]._name, len(some), bearers)

    @api.model
    def _tabled(self, name):
        """Log a table that a screen made of what it had read.

        What the screen says of itself is believed: the figures in it left already.
        """
        if name in self._ways() or self._is_ours(name):
            self._note("table", name, 0, [])

    @api.model
    def _note(self, door, model, count, bearers, columns=None):
        self.env["club.export.log"]._log(
            door=door,
            res_model=model,
            row_count=count,
            person_count=len(self._people(bearers)),
            names_shown=bool(bearers),
            columns=columns,
        )
