from contextlib import contextmanager
from urllib.parse import urlencode

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...kpi.answer.kpi_question import Question
from ...kpi.answer.kpi_records import BASES, SPLITS, answer_records
from ...models.tools.club_leaving import LISTS
from ...utils import bounds, clock

EXPORTERS = ("manager", "coordinator")


class ClubBilan(models.TransientModel):
    """The dialog of the Bilan: a period, a cut-off, a place; figures and workbook."""

    _name = "club.bilan"
    _description = "Bilan"
    _inherit = ["club.dialog.access.mixin"]

    date_from = fields.Date(
        "From",
        required=True,
        default=lambda self: clock.today(self).replace(month=1, day=1),
    )
    date_to = fields.Date("To", required=True, default=clock.today)
    cutoff = fields.Date(
        "Cut-off",
        required=True,
        default=clock.today,
        help="What happened or was known after this day is ignored.",
    )
    territory_id = fields.Many2one(
        "club.territory", help="With everything below it; empty: all you may see."
    )
    club_id = fields.Many2one("club.club", context={"active_test": False})
    outside = fields.Boolean(
        "For partners",
        default=lambda self: self._is_outside(self.env["club.club"]),
        help="Numbers under 5, and those that would tell them, are hidden; nobody is "
        "named. Two workbooks of other dates or clubs can be subtracted from each other: "
        "to hand out several, publish statements.",
    )
    outside_forced = fields.Boolean(compute="_compute_outside_forced")
    figures_html = fields.Html(compute="_compute_figures_html", sanitize=False)

    @api.model
    def default_get(self, fields_list):
        defaults = super().default_get(fields_list)
        context = self.env.context
        if context.get("active_model") == "club.club" and context.get("active_id"):
            defaults.setdefault("club_id", context["active_id"])
        return defaults

    @api.depends("territory_id", "club_id")
    @api.depends_context("uid")
    def _compute_outside_forced(self):
        for bilan in self:
            bilan.outside_forced = bilan._is_outside(bilan.club_id)

    def _is_outside(self, club):
        """Tell whether the figures are for partners, whatever is asked for."""
        Kpi = self.env["club.kpi"]
        try:
            clubs = Kpi._scope(self.territory_id, club)
        except AccessError:
            return True
        return Kpi._leaves_agency(clubs)

    @api.depends("date_from", "date_to", "cutoff", "territory_id", "club_id", "outside")
    @api.depends_context("uid", "lang")
    def _compute_figures_html(self):
        texts = self.env["club.kpi.text"]
        for bilan in self:
            values = {"answer": None, "texts": texts, "message": ""}
            try:
                values["answer"] = bilan._answer()
            except (AccessError, UserError) as error:
                values["message"] = str(error)
            bilan.figures_html = self.env["ir.qweb"]._render(
                "clubs_ambition.bilan_figures", values
            )

    def _period(self):
        """Return ``(clubs, from, to, cut-off)``, checked.

        :raise AccessError: for whoever reads no figures, or not those
        :raise UserError: when the dates do not make a period
        """
        self.ensure_one()
        self._check_exporter()
        dates = self.date_from, self.date_to, self.cutoff
        self.env["club.kpi"]._check_period(*dates)
        return self.env["club.kpi"]._scope(self.territory_id, self.club_id), *dates

    def _question(self):
        """Return what is asked; figures of whoever reads no person leave the agency."""
        period = self._period()
        outside = self.outside or self.env["club.kpi"]._leaves_agency(period[0])
        return Question(*period, outside)

    def _answer(self):
        return self.env["club.kpi"]._answer(self._question())

    def _place(self):
        """Return the name of what the figures are of."""
        return self.club_id.name or self.territory_id.name or self.env._("All clubs")

    @api.model
    def _check_exporter(self):
        """Refuse whoever is neither a manager nor a coordinator."""
        user = self.env.user
        if not self.env.su and not any(
            user.has_group(f"clubs_ambition.group_clubs_{role}") for role in EXPORTERS
        ):
            raise AccessError(
                self.env._(
                    "The Bilan is made by managers and coordinators: ask the manager of "
                    "your territory, or read the statements that are published."
                )
            )

    # === DOWNLOAD === #

    @api.model
    def _download(self, params):
        """Return ``(file name, content)`` for the parameters of a URL, and log it."""
        self._check_exporter()
        with self._read_apart() as reader:
            asked = reader.new(reader._read_params(params))
            question = asked._question()
            Workbook = reader.env["club.kpi.workbook"]
            named = set()
            content, rows = Workbook._make(question, asked._place(), named)
        bilan = self.new(self._read_params(params))
        bilan._log_export("workbook", bilan._question(), rows, named)
        return bilan._file_name("xlsx"), content

    @contextmanager
    def _read_apart(self):
        """Give the dialog on a cursor that only reads: a replica's if there is one.

        A year of a whole network is the longest reading there is, and is asked for by
        a request that writes: the export is logged on the primary.
        """
        self.env.flush_all()
        with self.env.registry.cursor(readonly=True) as cr:
            yield self.with_env(self.env(cr=cr))

    @api.model
    def _print(self, params):
        """Return ``(file name, PDF)`` for the parameters of a URL, and log it."""
        self._check_exporter()
        bilan = self.new({**self._read_params(params), "outside": True})
        question = bilan._question()
        content = self.env["club.kpi.paper"]._make(question, bilan._place())
        bilan._log_export("bilan_paper", question)
        return bilan._file_name("pdf"), content

    @api.model
    def _records(self, params):
        """Return the figures as plain data, for the parameters of a URL.

        :raise UserError: when the basis or the split is none we know
        """
        self._check_exporter()
        values = self._read_params(params, {})
        bilan = self.new(values)
        choices = {
            name: self._read_choice(name, params.get(name), known)
            for name, known in (("basis", BASES), ("by", SPLITS))
        }
        place = {
            "territory_id": values["territory_id"] or None,
            "club_id": values["club_id"] or None,
            "place": bilan._place(),
        }
        return place | answer_records(self.env, bilan._question(), **choices)

    @api.model
    def _read_choice(self, name, text, known):
        if text and text not in known:
            raise UserError(
                self.env._(
                    "“%(text)s” is no %(name)s: choose among %(known)s.",
                    text=text,
                    name=name,
                    known=", ".join(known),
                )
            )
        return text or None

    def _log_export(self, door, question, rows=0, journeys=()):
        """Write down what left the database, and whether anybody was named in it.

        :param journeys: ids of those of whoever was named: who takes them looked at them
        """
        named = not question.outside and self.env["club.kpi"]._names_shown()
        if named and door in LISTS:
            bearers = {"club.participant": journeys}
            self.env["club.privacy.look"]._note_left(bearers, taken=True)
        self.env["club.export.log"]._log(
            door=door,
            date_from=question.date_from,
            date_to=question.date_to,
            cutoff=question.cutoff,
            territory_id=self.territory_id.id,
            club_id=self.club_id.id,
            club_count=len(question.clubs),
            row_count=rows,
            names_shown=named,
        )

    def _file_name(self, extension):
        return f"bilan {self._place()} {self.date_from} {self.date_to}.{extension}"

    @api.model
    def _read_params(self, params, words=None):
        """Return the dialog's values; what is not said is this year until today.

        :param dict words: what each parameter is called; by default, as on the
            screen. To a program it is called by its own name.
        :raise UserError: naming the parameter that cannot be read
        """
        if words is None:
            words = self._words()
        today = clock.today(self)
        defaults = {
            "date_from": today.replace(month=1, day=1),
            "date_to": today,
            "cutoff": today,
        }
        values = {
            name: self._read_date(words.get(name, name), params.get(name)) or default
            for name, default in defaults.items()
        }
        for name, model in (
            ("territory_id", "club.territory"),
            ("club_id", "club.club"),
        ):
            word = words.get(name, name)
            values[name] = self._read_record(word, params.get(name), model)
        values["outside"] = params.get("outside") in ("1", "true")
        return values

    @api.model
    def _words(self):
        """Return what the screen calls each parameter."""
        return {
            name: field._description_string(self.env)
            for name, field in self._fields.items()
        }

    @api.model
    def _read_date(self, name, text):
        if not text:
            return None
        try:
            return bounds.read_date(text)
        except ValueError:
            raise UserError(
                self.env._(
                    "%(name)s: “%(text)s” cannot be the date, write it as 2026-12-31.",
                    text=text,
                    name=name,
                )
            )

    @api.model
    def _read_record(self, name, text, model):
        if not text:
            return False
        record = self.env[model].browse(bounds.read_id(text) or [])
        if not record.exists():
            raise UserError(
                self.env._("%(name)s: “%(text)s” is unknown.", name=name, text=text)
            )
        return record.id

    def action_download(self):
        """Check first, so that a refusal is said in the dialog."""
        return self._file_action("xlsx")

    def action_print(self):
        """Give the same figures as a few pages to hand round: for partners, always."""
        return self._file_action("pdf")

    def _file_action(self, extension):
        self._check_given()
        self._period()
        values = {
            "date_from": self.date_from,
            "date_to": self.date_to,
            "cutoff": self.cutoff,
            "territory_id": self.territory_id.id,
            "club_id": self.club_id.id,
            "outside": int(self.outside),
        }
        query = urlencode({name: value for name, value in values.items() if value})
        return {
            "type": "ir.actions.act_url",
            "url": f"/clubs_ambition/bilan.{extension}?{query}",
            "target": "download",
        }

    def action_produce(self):
        """Keep workbook and PDF of these figures as a pack, and show it."""
        self._check_given()
        Pack = self.env["club.pack"]
        if not self.club_id and not self.territory_id:
            self.territory_id = Pack._my_territory()
        territory = self.club_id.territory_id or self.territory_id
        Pack._check_producer(territory)
        return Pack._produce(self._question(), territory, self.club_id)._open()
