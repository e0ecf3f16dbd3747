import gzip
from base64 import b64decode, b64encode
from io import BytesIO

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools.misc import format_date

from ...kpi.answer.kpi_published import data_of
from ...kpi.answer.kpi_question import Question
from ...kpi.workbook import bilan_workbook, pack_file
from ...utils import actions, clock
from ...utils.races import alone
from . import kept_files


class ClubPack(models.Model):
    """The steering pack: workbook and PDF, as handed to a committee on one day.

    A prefect may ask in two years where a figure came from. The files are kept with
    their fingerprints, and so is all that the workbook was made of: it can be made
    again, to the byte, whatever was corrected since. A pack leaves the agency, so
    small numbers are hidden and nobody is named.
    """

    _name = "club.pack"
    _description = "Steering pack"
    _not_handed_over = ("user_id",)
    _inherit = ["club.label.mixin"]
    _order = "produced_on desc, id desc"
    _rec_names_search = ["territory_id", "club_id"]

    name = fields.Char(compute="_compute_name")
    territory_id = fields.Many2one(
        "club.territory",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        ondelete="restrict",
    )
    club_id = fields.Many2one(
        "club.club",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    date_from = fields.Date("From", required=True, readonly=True, copy=False)
    date_to = fields.Date("To", required=True, readonly=True, copy=False)
    cutoff = fields.Date("Cut-off", required=True, readonly=True, copy=False)
    user_id = fields.Many2one(
        "res.users",
        "Produced by",
        required=True,
        readonly=True,
        copy=False,
        ondelete="restrict",
        index=True,
    )
    produced_on = fields.Datetime(required=True, readonly=True, copy=False)
    meeting_ids = fields.One2many("club.committee.meeting", "pack_id", "Meetings")

    figures = fields.Json(readonly=True, copy=False)
    figures_html = fields.Html(compute="_compute_figures_html", sanitize=False)
    sheets = fields.Binary("Frozen sheets", attachment=True, readonly=True, copy=False)
    workbook = fields.Binary(attachment=True, readonly=True, copy=False)
    workbook_name = fields.Char(compute="_compute_file_names")
    workbook_sha256 = fields.Char(
        "Fingerprint of the workbook", readonly=True, copy=False
    )
    paper = fields.Binary("Bilan (PDF)", attachment=True, readonly=True, copy=False)
    paper_name = fields.Char(compute="_compute_file_names")
    paper_sha256 = fields.Char("Fingerprint of the PDF", readonly=True, copy=False)

    @api.depends("territory_id.name", "club_id.name", "date_from", "date_to")
    @api.depends_context("lang")
    def _compute_name(self):
        for pack in self:
            pack.name = self.env._(
                "%(place)s, %(start)s to %(end)s",
                place=pack._place(),
                start=format_date(self.env, pack.date_from, date_format="d MMM y"),
                end=format_date(self.env, pack.date_to, date_format="d MMM y"),
            )

    @api.depends("territory_id.name", "club_id.name", "date_from", "date_to")
    def _compute_file_names(self):
        for pack in self:
            pack.workbook_name, pack.paper_name = kept_files.names(
                "bilan", pack._place(), pack.date_from, pack.date_to
            )

    @api.depends("figures")
    @api.depends_context("lang")
    def _compute_figures_html(self):
        for pack in self:
            pack.figures_html = self.env["ir.qweb"]._render(
                "clubs_ambition.committee_figures", {"lines": pack.figures or []}
            )

    def _place(self):
        """Return the name of what the figures are of.

        sudo: a club closed since, or of others, is named on the file anyway.
        """
        pack = self.sudo()
        return pack.club_id.name or pack.territory_id.name

    def write(self, vals):
        if self:
            raise UserError(self.env._("A pack is not corrected: produce another one."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_pack(self):
        raise UserError(self.env._("A pack is not deleted: it proves what was shown."))

    # === PRODUCTION === #

    @api.model
    def _produces_for(self, territory=None):
        """Tell whether the user runs a territory, or any: manager of it, coordinator."""
        user = self.env.user
        if self.env.su or user.has_group("clubs_ambition.group_clubs_coordinator"):
            return True
        manages = user.has_group("clubs_ambition.group_clubs_manager")
        if not territory or not manages:
            return manages
        mine = Domain("id", "child_of", user.club_territory_ids.ids)
        there = Domain("id", "=", territory._origin.id)
        return bool(self.env["club.territory"].search_count(mine & there))

    @api.model
    def _check_producer(self, territory=None):
        """Refuse whoever neither manages the territory nor coordinates."""
        if not self._produces_for(territory):
            raise AccessError(
                self.env._(
                    "Steering packs are produced by managers and coordinators: ask the "
                    "manager of your territory."
                )
            )

    @api.model
    def _produce(self, question, territory, club=None):
        """Return the pack of a question; another one, when it says more than the last.

        Pressed twice, it is one. What is made leaves, and is logged.

        The question's clubs were checked by whoever asks (:meth:`club.kpi._scope`).
        sudo: no role may create a pack by hand, or it would prove nothing.

        :param question: read outside the agency, whatever it says
        """
        question = Question(*question.asked, outside=True)
        now = fields.Datetime.now()
        vals = {
            "territory_id": territory.id,
            "club_id": bool(club) and club.id,
            "date_from": question.date_from,
            "date_to": question.date_to,
            "cutoff": question.cutoff,
        }
        self.env["club.turn"]._take(("pack", *vals.values()))
        files, listed = self._prepare_files(
            question, club.name if club else territory.name, now
        )
        same = Domain.AND([(name, "=", value)] for name, value in vals.items())
        last = self.search(same, limit=1)
        if last._says(files):
            return last
        self.env["club.export.log"]._log(
            **vals, door="pack", club_count=len(question.clubs), row_count=listed
        )
        pack = self.sudo().create(
            {**vals, **files, "user_id": self.env.uid, "produced_on": now}
        )
        return pack.with_env(self.env)

    def _says(self, files):
        """Tell whether a pack is the one that is made anew: in which nothing changed."""
        kept = self.with_context(bin_size=False).sheets
        return bool(
            kept
            and bool(self.paper_sha256) == bool(files["paper_sha256"])
            and _told(kept) == _told(files["sheets"])
        )

    @api.model
    def _prepare_files(self, question, place, now):
        """Return ``(values of the files, journeys listed)``: figures, workbook, PDF."""
        answer = self.env["club.kpi"]._answer(question, detailed=True)
        sheets = self.env["club.kpi.workbook"]._sheets(question, answer, place)
        frozen = BytesIO()
        with gzip.GzipFile(fileobj=frozen, mode="wb", mtime=0) as stream:
            kept = pack_file.keep(sheets, stream)
            workbook, counts = bilan_workbook.write(kept, now)
        paper = kept_files.printed(
            self.env, lambda: self.env["club.kpi.paper"]._make(question, place)
        )
        files = kept_files.values(workbook, paper) | {
            "figures": [self._figure_data(figure) for figure in answer.figures],
            "sheets": b64encode(frozen.getvalue()),
        }
        return files, counts[self.env._("Journeys")]

    @api.model
    def _figure_data(self, figure):
        """Return a figure as JSON can say it, with its words."""
        text = self.env["club.kpi.text"]._figure_text(figure)
        return {**data_of(figure), "text": text}

    def _made_again(self):
        """Return the workbook, made again from what was frozen.

        :raise UserError: for a pack older than the sheets kept with it
        """
        self.ensure_one()
        if not self.sheets:
            raise UserError(
                self.env._("This pack was produced before its sheets were kept.")
            )
        frozen = b64decode(self.with_context(bin_size=False).sheets)
        with gzip.GzipFile(fileobj=BytesIO(frozen)) as stream:
            sheets = pack_file.read(stream)
            return bilan_workbook.write(sheets, self.produced_on)[0]

    @api.model
    @alone("it chooses for somebody, and keeps nothing")
    def _my_territory(self):
        """Return the territory whose pack a user makes in one click: theirs, or all.

        :raise UserError: when there is none to choose for them
        """
        user = self.env.user
        territory = user.club_territory_ids[:1]
        if not territory and user.has_group("clubs_ambition.group_clubs_coordinator"):
            roots = self.env["club.territory"].search([("parent_id", "=", False)])
            territory = roots if len(roots) == 1 else territory
        if not territory:
            raise UserError(
                self.env._("Choose a territory: a pack is made for its committee.")
            )
        return territory

    # === ACTIONS === #

    def action_produce_half_year(self):
        """Produce the pack of the twelve months to the last half-year, in one click."""
        self._check_producer()
        territory = self._my_territory()
        first, last = clock.half_year(clock.today(self))
        clubs = self.env["club.kpi"]._scope(territory)
        question = Question(clubs, first, last, last)
        return self._produce(question, territory)._open()

    def _open(self):
        return actions.window(
            self._name, res_id=self.id, view_mode="form", views=[(False, "form")]
        )

    def action_check(self):
        """Make the workbook again and tell whether it is the one that was handed out."""
        self.ensure_one()
        again = kept_files.fingerprint(self._made_again())
        same = again == self.workbook_sha256
        if same:
            message = self.env._(
                "Made again from the frozen figures, the workbook is the same to the "
                "byte. Fingerprint: %s…",
                again[:16],
            )
        else:
            message = self.env._(
                "Made again with today's program, the workbook is written differently; "
                "the one kept here is the one that was handed out."
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if same else "warning",
                "message": message,
                "sticky": not same,
            },
        }


def _told(sheets):
    """Return what frozen sheets tell, without what each export draws by lot.

    The number that stands for a person, and hence the order of the journeys.
    """
    head, *rows = gzip.decompress(b64decode(sheets)).splitlines()
    return head, sorted(row.partition(b",")[2] for row in rows)
