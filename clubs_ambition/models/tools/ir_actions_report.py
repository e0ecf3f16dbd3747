import base64
import re

import lxml.html
from markupsafe import Markup

from odoo import api, models, tools

from ...utils.closed_html import close_styles, close_tree
from .guarded import OPEN

LAYOUT = "clubs_ambition.paper_layout"
STYLES = ("web.report_assets_pdf", "web.report_assets_common")
NOTED = object()
"""Says that a paper is in the log of exports already; no RPC can send this object."""
DELAY = "--javascript-delay"
PICTURE = re.compile(r"/web/(?:image|content)/(\d+)\b")


class IrActionsReport(models.Model):
    """A printed paper: logged if it is about persons, and printed without the server.

    wkhtmltopdf would fetch the styles of a page from the very server that waits for it:
    with as many papers at once as workers, nobody would answer any more.
    """

    _inherit = "ir.actions.report"

    @api.model
    def _render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        noted = self._club_note(report_ref, res_ids)
        return super(IrActionsReport, noted)._render_qweb_pdf(report_ref, res_ids, data)

    @api.model
    def _render_qweb_html(self, report_ref, docids, data=None):
        noted = self._club_note(report_ref, docids)
        return super(IrActionsReport, noted)._render_qweb_html(report_ref, docids, data)

    @api.model
    def _render_qweb_text(self, report_ref, docids, data=None):
        noted = self._club_note(report_ref, docids)
        return super(IrActionsReport, noted)._render_qweb_text(report_ref, docids, data)

    @api.model
    def _club_note(self, report_ref, ids):
        """Log what is printed, once: a PDF is made of the same paper in HTML."""
        if self.env.context.get("club_noted") is NOTED:
            return self
        ids = [ids] if isinstance(ids, int) else ids
        self.env["club.leaving"]._printed(self._get_report(report_ref), ids)
        return self.with_context(club_noted=NOTED)

    def _is_club_paper(self):
        return (self.report_name or "").startswith("clubs_ambition.")

    def _get_layout(self):
        """Return the page around a paper: ours holds its styles."""
        if len(self) == 1 and self._is_club_paper():
            return self.env.ref(LAYOUT)
        return super()._get_layout()

    def _prepare_html(self, html, report_model=False):
        if len(self) == 1 and self._is_club_paper():
            parser = lxml.html.HTMLParser(encoding="utf-8")
            root = lxml.html.fromstring(html, parser=parser)
            close_tree(root, self._club_picture)
            html = lxml.html.tostring(root, encoding="unicode")
        return super()._prepare_html(html, report_model)

    @api.model
    def _run_wkhtmltopdf(self, bodies, report_ref=False, **options):
        """Print; a paper of ours runs no script, and none is waited for.

        Odoo waits a second for each file, whatever is in it.
        """
        ours = report_ref and self._get_report(report_ref)._is_club_paper()
        printed = self.with_context(club_still=OPEN) if ours else self
        return super(IrActionsReport, printed)._run_wkhtmltopdf(
            bodies, report_ref=report_ref, **options
        )

    @api.model
    def _build_wkhtmltopdf_args(self, *args, **options):
        found = super()._build_wkhtmltopdf_args(*args, **options)
        if self.env.context.get("club_still") is OPEN and DELAY in found:
            found[found.index(DELAY) + 1] = "0"
        return found

    @api.model
    def _club_picture(self, address):
        """Return a picture that somebody put in a text, as a data URI, or nothing.

        Read with the rights of whoever prints, not those of the printing.
        """
        found = PICTURE.search(address)
        attachment = self.env["ir.attachment"].sudo(False)
        attachment = attachment.browse(int(found[1]) if found else []).exists()
        attachment = attachment._filtered_access("read")
        if not (attachment.mimetype or "").startswith("image/"):
            return None
        content = base64.b64encode(attachment.raw).decode()
        return f"data:{attachment.mimetype};base64,{content}"

    @api.model
    @tools.ormcache("rtl", cache="assets")
    def _club_paper_styles(self, rtl=False):
        """Return the styles of Odoo's papers as text, without anything to fetch."""
        sheets = [
            self.env["ir.qweb"]
            # sudo: the compiled styles are the server's own file.
            .sudo()
            ._get_asset_bundle(name, js=False, rtl=rtl, autoprefix=True)
            .css()
            .raw.decode()
            for name in STYLES
        ]
        return Markup(close_styles("\n".join(sheets)))
