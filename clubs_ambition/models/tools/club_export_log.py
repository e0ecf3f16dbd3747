from odoo import api, fields, models
from odoo.models import fix_import_export_id_paths

DOORS = [
    ("workbook", "Bilan (Excel)"),
    ("bilan_paper", "Bilan (PDF)"),
    ("pack", "Steering pack"),
    ("statement", "Published statement"),
    ("list", "List (Excel, CSV)"),
    ("table", "Pivot table (Excel)"),
    ("program", "Read by a program"),
    ("paper", "Paper (PDF)"),
    ("file", "File opened"),
    ("mail", "E-mail"),
    ("access", "File of a person, at their request"),
]


class ClubExportLog(models.Model):
    """Who took figures or names out of the database, when, how and with what scope.

    Columns are kept, values never. Read by the data officer and the coordinator;
    written by what leaves (``club.leaving``, the Bilan, a pack) and by nobody else.
    """

    _name = "club.export.log"
    _description = "Log of exports"
    _inherit = ["club.log.mixin"]
    _order = "id desc"

    user_id = fields.Many2one(default=lambda self: self.env.user, string="Exported by")
    exported_at = fields.Datetime(
        required=True,
        readonly=True,
        copy=False,
        default=fields.Datetime.now,
        string="On",
    )
    door = fields.Selection(DOORS, readonly=True, copy=False, string="How")
    res_model = fields.Char("Technical name", readonly=True, copy=False)
    subject = fields.Char(compute="_compute_subject", string="About")
    columns = fields.Text("Columns asked for", readonly=True, copy=False)
    columns_label = fields.Char(compute="_compute_subject", string="Columns")
    person_count = fields.Integer("Persons", readonly=True, copy=False)
    date_from = fields.Date(readonly=True, copy=False)
    date_to = fields.Date(readonly=True, copy=False)
    cutoff = fields.Date("Cut-off", readonly=True, copy=False)
    territory_id = fields.Many2one(
        "club.territory",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
    )
    club_id = fields.Many2one(
        "club.club",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
    )
    club_count = fields.Integer("Clubs", readonly=True, copy=False)
    row_count = fields.Integer("Lines", readonly=True, copy=False)
    names_shown = fields.Boolean(readonly=True, copy=False)

    @api.depends("res_model", "columns")
    @api.depends_context("lang")
    def _compute_subject(self):
        """Say in words what left; sudo: the names of models and fields are no secret."""
        for line in self.sudo():
            known = line.res_model in self.env.registry
            model = self.env["ir.model"]._get(line.res_model) if known else None
            line.subject = model.name if known else line.res_model
            columns = (line.columns or "").split(", ") if line.door != "paper" else []
            line.columns_label = known and ", ".join(
                self._column_label(line.res_model, column) for column in columns
            )

    @api.model
    def _column_label(self, model, column):
        """Return the names of the fields that a column follows."""
        labels = []
        for name in fix_import_export_id_paths(column):
            field = self.env[model]._fields.get(name) if model else None
            if field is None or name in ("id", ".id"):
                labels += [] if labels else [name]
                break
            labels.append(field._description_string(self.env))
            model = field.comodel_name if field.relational else None
        return " / ".join(labels)

    @api.model
    def _log(self, **vals):
        """Record an export of the current user.

        A request that only reads has a cursor that only reads: the line is written on
        another one, and stays whatever becomes of the request.

        sudo: no role may create a line by hand, or the log would prove nothing.
        """
        vals = {**self._actor(self.env.user), **vals}
        if not self.env.cr.readonly:
            return self.sudo().create(vals)
        self._log_apart(**vals)
        return self.browse()

    @api.model
    def _log_apart(self, **vals):
        """Record an export that stays, whatever becomes of the request; sudo: as above."""
        with self.env.registry.cursor() as cr:
            self.with_env(self.env(cr=cr)).sudo().create(vals)
