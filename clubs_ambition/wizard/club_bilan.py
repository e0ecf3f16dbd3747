from urllib.parse import urlencode

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

MAX_YEARS = 10
"""A longer period costs a server minutes, month by month, and tells nobody more."""

EXPORTERS = ("manager", "coordinator", "observer")


class ClubBilan(models.TransientModel):
    """The dialog of the Bilan: a period, a cut-off, a place; figures and workbook."""

    _name = "club.bilan"
    _description = "Bilan"

    date_from = fields.Date(
        "From",
        required=True,
        default=lambda self: fields.Date.context_today(self).replace(month=1, day=1),
    )
    date_to = fields.Date("To", required=True, default=fields.Date.context_today)
    cutoff = fields.Date(
        "Cut-off",
        required=True,
        default=fields.Date.context_today,
        help="What happened or was known after this day is ignored.",
    )
    territory_id = fields.Many2one(
        "club.territory", help="With everything below it; empty: all you may see."
    )
    club_id = fields.Many2one("club.club", context={"active_test": False})
    figures_html = fields.Html(compute="_compute_figures_html", sanitize=False)

    @api.model
    def default_get(self, fields_list):
        defaults = super().default_get(fields_list)
        context = self.env.context
        if context.get("active_model") == "club.club" and context.get("active_id"):
            defaults.setdefault("club_id", context["active_id"])
        return defaults

    @api.depends("date_from", "date_to", "cutoff", "territory_id", "club_id")
    @api.depends_context("uid", "lang")
    def _compute_figures_html(self):
        Kpi = self.env["club.kpi"]
        for bilan in self:
            values = {"figures": [], "text_of": Kpi._figure_text, "message": ""}
            try:
                values["figures"] = Kpi._compute_indicators(*bilan._period())
            except (AccessError, UserError) as error:
                values["message"] = str(error)
            bilan.figures_html = self.env["ir.qweb"]._render(
                "clubs_ambition.bilan_figures", values
            )

    def _period(self):
        """Return ``(clubs, from, to, cut-off)``, checked.

        :raise AccessError: for who reads no figures, or not those
        :raise UserError: when the dates do not make a period
        """
        self.ensure_one()
        self._check_exporter()
        if not (self.date_from and self.date_to and self.cutoff):
            raise UserError(self.env._("Give the period and the cut-off."))
        if self.date_to < self.date_from:
            raise UserError(self.env._("The period ends before it starts."))
        if self.date_to > self.date_from + relativedelta(years=MAX_YEARS):
            raise UserError(
                self.env._("A period of %s years at most can be asked for.", MAX_YEARS)
            )
        if self.cutoff < self.date_from:
            raise UserError(
                self.env._("Nothing of the period is known at the cut-off yet.")
            )
        clubs = self.env["club.kpi"]._scope(self.territory_id, self.club_id)
        return clubs, self.date_from, self.date_to, self.cutoff

    @api.model
    def _check_exporter(self):
        """:raise AccessError: a Bilan is for managers, coordinators and observers."""
        user = self.env.user
        if not self.env.su and not any(
            user.has_group(f"clubs_ambition.group_clubs_{role}") for role in EXPORTERS
        ):
            raise AccessError(
                self.env._(
                    "The Bilan is exported by managers, coordinators and observers: "
                    "ask the manager of your territory."
                )
            )

    # === DOWNLOAD === #

    @api.model
    def _download(self, params):
        """Return ``(file name, content)`` for the parameters of a URL, and log it."""
        self._check_exporter()
        bilan = self.new(self._read_params(params))
        period = bilan._period()
        clubs, *dates = period
        Kpi = self.env["club.kpi"]
        place = bilan.club_id.name or bilan.territory_id.name or self.env._("All clubs")
        content, rows = Kpi._bilan_workbook(*period, title=place)
        self.env["club.export.log"]._log(
            **dict(zip(("date_from", "date_to", "cutoff"), dates, strict=True)),
            territory_id=bilan.territory_id.id,
            club_id=bilan.club_id.id,
            club_count=len(clubs),
            row_count=rows,
            names_shown=Kpi._names_shown(),
        )
        return f"bilan {place} {dates[0]} {dates[1]}.xlsx", content

    @api.model
    def _read_params(self, params):
        """Return the dialog's values; what is not said is this year until today.

        :raise UserError: naming the parameter that cannot be read
        """
        today = fields.Date.context_today(self)
        defaults = {
            "date_from": today.replace(month=1, day=1),
            "date_to": today,
            "cutoff": today,
        }
        values = {
            name: self._read_date(name, params.get(name)) or default
            for name, default in defaults.items()
        }
        for name, model in (
            ("territory_id", "club.territory"),
            ("club_id", "club.club"),
        ):
            values[name] = self._read_record(name, params.get(name), model)
        return values

    @api.model
    def _read_date(self, name, text):
        if not text:
            return None
        try:
            return fields.Date.to_date(text)
        except ValueError:
            raise UserError(
                self.env._(
                    "“%(text)s” is not a date for %(name)s: write it as 2026-12-31.",
                    text=text,
                    name=name,
                )
            )

    @api.model
    def _read_record(self, name, text, model):
        if not text:
            return False
        readable = text.isdecimal() and len(text) < 10  # what an id may hold
        record = self.env[model].browse(int(text) if readable else [])
        if not record.exists():
            raise UserError(
                self.env._("Unknown %(name)s: “%(text)s”.", name=name, text=text)
            )
        return record.id

    def action_download(self):
        """Check first, so that a refusal is said in the dialog."""
        self._period()
        values = {
            "date_from": self.date_from,
            "date_to": self.date_to,
            "cutoff": self.cutoff,
            "territory_id": self.territory_id.id,
            "club_id": self.club_id.id,
        }
        query = urlencode({name: value for name, value in values.items() if value})
        return {
            "type": "ir.actions.act_url",
            "url": f"/clubs_ambition/bilan.xlsx?{query}",
            "target": "download",
        }
