from lxml import etree

from odoo import api, fields, models

from ...utils import actions

SHOWN = 3
"""Lines on a form: beyond, the list says more."""


class ClubUndeliveredMixin(models.AbstractModel):
    """A record that shows which of its messages did not arrive, and what to do.

    A single method adds the line to every form of ours of such a model, even to forms
    that are written later.
    """

    _name = "club.undelivered.mixin"
    _description = "Record that tells what did not arrive"

    club_undelivered_text = fields.Text(
        compute="_compute_club_undelivered_text", string="Did not arrive"
    )

    @api.depends_context("uid", "lang")
    def _compute_club_undelivered_text(self):
        """Say what did not arrive, to whoever reads it; one query for all."""
        mine = self.env["club.undelivered"].sudo(False)
        found = mine._of(self._origin.sudo(False))
        for record in self:
            rows = found.get(record._origin)
            record.club_undelivered_text = rows and self._club_undelivered_words(rows)

    @api.model
    def _club_undelivered_words(self, rows):
        lines = [row._sentence() for row in rows[:SHOWN]]
        if len(rows) > SHOWN:
            lines.append(self.env._("And %s others.", len(rows) - SHOWN))
        return "\n".join(lines)

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        ours = (view.key or view.xml_id or "").startswith("clubs_ambition.")
        sheet = arch.find(".//sheet") if view_type == "form" and ours else None
        if sheet is not None:
            sheet.insert(0, self._club_undelivered_line())
        return arch, view

    @api.model
    def _club_undelivered_line(self):
        """Return the line of a form: what did not arrive, and two buttons."""
        name = "club_undelivered_text"
        line = etree.Element(
            "div",
            {
                "class": "alert alert-warning o_club_undelivered",
                "role": "status",
                "invisible": f"not {name}",
            },
        )
        title = self.env._("Did not arrive")
        etree.SubElement(
            line, "i", {"class": "fa fa-envelope-o me-1", "title": title}
        ).tail = " "
        etree.SubElement(line, "field", {"name": name, "readonly": "1"})
        row = etree.SubElement(line, "div", {"class": "d-flex flex-wrap gap-2 mt-2"})
        for action, label, style in (
            ("correct", self.env._("Correct the address"), "btn-secondary"),
            ("resend", self.env._("Send again"), "btn-secondary"),
            ("told", self.env._("Told otherwise"), "btn-link"),
        ):
            told = {"name": f"action_club_undelivered_{action}", "type": "object"}
            told |= {"string": label, "class": f"{style} o_club_tap"}
            etree.SubElement(row, "button", told)
        return line

    # === ACTIONS === #

    def _club_undelivered(self):
        self.ensure_one()
        self.check_access("read")
        return (
            self.env["club.undelivered"]
            ._of(self)
            .get(self, self.env["club.undelivered"])
        )

    def action_club_undelivered_correct(self):
        """Ask for the right address of the one, or show the list of several."""
        rows = self._club_undelivered()
        if len(rows) == 1:
            return rows.action_correct()
        return actions.stored(
            self.env, "club_undelivered_action", domain=[("id", "in", rows.ids)]
        )

    def action_club_undelivered_resend(self):
        return self._club_undelivered().action_resend()

    def action_club_undelivered_told(self):
        return self._club_undelivered().action_told()
