import csv

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import file_open


class ClubReferenceMixin(models.AbstractModel):
    """A value of a nomenclature: a code, a label, and a life of its own.

    Labels of French public nomenclatures (ROME, QPV, NAF…) are data in French, not
    source strings. A value that a new edition drops is archived: what was recorded
    with it keeps its meaning.
    """

    _name = "club.reference.mixin"
    _description = "Value of a nomenclature"
    _order = "sequence, code"
    _rec_names_search = ["code", "name"]

    _sync_key = ("code",)

    code = fields.Char(required=True, index=True)
    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_reference(self):
        raise UserError(
            self.env._(
                "A value of a nomenclature is never deleted: archive it, what was "
                "recorded with it keeps its meaning."
            )
        )

    @api.model
    def _read_csv(self, filename):
        """Return the rows of a reference file shipped with the addon."""
        path = f"clubs_ambition/data/reference/{filename}"
        with file_open(path, "r") as stream:
            return list(csv.DictReader(stream))

    @api.model
    def _sync(self, rows, within=()):
        """Bring the table to an edition of the nomenclature, by batches.

        New codes are created (with an external id), changed values written, codes
        that vanished archived and those that came back restored.

        :param list rows: dicts of values, each with the model's ``_sync_key``
        :param within: domain of what the edition covers
        """
        records = self.with_context(active_test=False).search(list(within))
        existing = {record._sync_key_of(): record for record in records}
        seen = self.browse()
        to_create = []
        for row in rows:
            record = existing.get(tuple(row[name] for name in self._sync_key))
            if record is None:
                to_create.append(row)
                continue
            seen |= record
            changed = record._changed_values({"active": True, **row})
            if changed:
                record.write(changed)
        (records - seen).filtered("active").write({"active": False})
        created = self.create(to_create)
        self.env["ir.model.data"]._update_xmlids(
            [
                {"xml_id": record._sync_xmlid(), "record": record, "noupdate": True}
                for record in created
            ]
        )
        return created

    def _sync_key_of(self):
        return tuple(self[name] for name in self._sync_key)

    def _sync_xmlid(self):
        key = "_".join(str(part) for part in self._sync_key_of())
        key = "".join(char if char.isalnum() else "_" for char in key)
        return f"clubs_ambition.{self._table}_{key}"

    def _changed_values(self, row):
        changed = {}
        for name, value in row.items():
            field = self._fields[name]
            if field.type == "many2many":
                if set(value[0][2]) != set(self[name].ids):
                    changed[name] = value
            elif field.convert_to_write(self[name], self) != field.convert_to_write(
                field.convert_to_record(field.convert_to_cache(value, self), self), self
            ):
                changed[name] = value
        return changed
