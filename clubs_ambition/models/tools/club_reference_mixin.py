import csv

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import file_open

from ...utils import clock
from ...utils.races import alone


class ClubReferenceMixin(models.AbstractModel):
    """A value of a nomenclature: a code, a label, and a life of its own.

    Labels of French public nomenclatures (ROME, QPV, NAF…) and texts written for
    French readers are data in French, not source strings: they are not translated.
    A value that a new edition drops is archived, so that what was recorded with it
    keeps its meaning.
    """

    _name = "club.reference.mixin"
    _description = "Value of a nomenclature"
    _order = "sequence, code"
    _rec_names_search = ["code", "name"]

    _sync_key = ("code",)
    _display_code = False  # the code beside the label, for those who know it

    code = fields.Char(required=True, index=True)
    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    retired_on = fields.Date(
        readonly=True,
        copy=False,
        help="Day on which an update no longer found the value in its nomenclature.",
    )

    @api.depends("name", "code")
    def _compute_display_name(self):
        for record in self:
            record.display_name = record.name
            if self._display_code and record.name and record.code:
                record.display_name = f"{record.name} ({record.code})"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_reference(self):
        raise UserError(
            self.env._(
                "A value of a nomenclature is never deleted: archive it, what was "
                "recorded with it keeps its meaning."
            )
        )

    def write(self, vals):
        if "code" in vals and not self.env.su:
            self._check_code(vals["code"])
        return super().write(vals)

    @alone("what came with the addon is no matter of an instant")
    def _check_code(self, code):
        """Refuse to change the code of what came with the addon, which looks it up by it.

        :raise UserError: naming one
        """
        changed = self._shipped().filtered(lambda value: value.code != code)
        if changed:
            raise UserError(
                self.env._(
                    "“%s” came with Clubs Ambition, which knows it by its code: change "
                    "its label, or archive it and create another one.",
                    changed[0].display_name,
                )
            )

    def copy_data(self, default=None):
        """Give a copy a code of its own, that says where it comes from."""
        vals_list = super().copy_data(default=default)
        for record, vals in zip(self, vals_list, strict=True):
            if "code" not in (default or {}):
                vals["code"] = self.env._("%s (copy)", record.code)
        return vals_list

    # === EDITIONS === #

    @api.model
    def _read_csv(self, filename):
        """Return the rows of a reference file shipped with the addon."""
        path = f"clubs_ambition/data/reference/{filename}"
        with file_open(path, "r") as stream:
            return list(csv.DictReader(stream))

    @api.model
    def _ids_by_code(self, domain=()):
        """Return ``{code: id}`` of the values, archived ones too."""
        records = self.with_context(active_test=False).search(list(domain))
        return {record.code: record.id for record in records}

    @api.model
    def _sync(self, rows, within=()):
        """Bring the table to an edition of the nomenclature, by batches.

        New codes are created, changed values written, codes that vanished archived
        and those that come back restored. What a user archived stays archived, what
        a user added stays as it is. Each value of the edition has an external id,
        in ``noupdate``: the end of an update deletes none.

        :param list rows: dicts of values, each with the model's ``_sync_key``
        :param within: domain of what the edition covers
        """
        records = self.with_context(active_test=False).search([])
        existing = {record._sync_key_of(): record for record in records}
        shipped = records._shipped()
        kept, to_create = [], []
        for row in rows:
            record = existing.get(tuple(row[name] for name in self._sync_key))
            if record is None:
                to_create.append(row)
                continue
            kept.append(record.id)
            if record.retired_on:
                row = {**row, "active": True, "retired_on": False}
            changed = record._changed_values(row)
            if changed:
                record.write(changed)
        kept = self.browse(kept)
        (shipped.filtered_domain(list(within)) - kept)._retire()
        created = self.create(to_create)
        (created + (kept - shipped))._ship()
        return created

    @api.model
    def _sync_floors(self, floors):
        """Sync a tree from the top: each floor has its file and names its parents.

        :param floors: ``(kind, file, code of the parent of a row)``
        """
        above = {None: False}
        for kind, filename, parent_of in floors:
            floor = [("kind", "=", kind)]
            rows = [
                {
                    "kind": kind,
                    "code": row["code"],
                    "name": row["label"],
                    "parent_id": above[parent_of(row)],
                }
                for row in self._read_csv(filename)
            ]
            self._sync(rows, within=floor)
            above = self._ids_by_code(floor)

    def _retire(self):
        self.filtered(lambda record: not record.retired_on).write(
            {"active": False, "retired_on": clock.today(self)}
        )

    def _shipped(self):
        """Filter the values that came with the addon, by their external ids.

        sudo: external ids are an administrator's.
        """
        shipped = (
            self.env["ir.model.data"]
            .sudo()
            .search_fetch(
                [("module", "=", "clubs_ambition"), ("model", "=", self._name)],
                ["res_id"],
            )
        )
        return self & self.browse(shipped.mapped("res_id"))

    def _ship(self):
        self.env["ir.model.data"]._update_xmlids(
            [
                {"xml_id": record._sync_xmlid(), "record": record, "noupdate": True}
                for record in self
            ]
        )

    def _sync_key_of(self):
        return tuple(self[name] for name in self._sync_key)

    def _sync_xmlid(self):
        key = "_".join(str(part) for part in self._sync_key_of())
        key = "".join(char if char.isalnum() else "_" for char in key)
        return f"clubs_ambition.{self._table}_{key}"

    def _changed_values(self, row):
        """Filter the values of a row that differ from the record's."""
        return {
            name: value
            for name, value in row.items()
            if self._differs(self._fields[name], value)
        }

    def _differs(self, field, value):
        current = self[field.name]
        if field.type == "many2many":
            (_set, _zero, ids), *_others = value
            return set(ids) != set(current.ids)
        if field.type == "json":
            return current != value
        new = field.convert_to_record(field.convert_to_cache(value, self), self)
        return current != new
