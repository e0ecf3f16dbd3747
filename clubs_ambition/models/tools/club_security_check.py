from odoo import api, fields, models


class ClubSecurityCheck(models.TransientModel):
    """A line of the page *Security*: made anew each time the page is opened."""

    _name = "club.security.check"
    _description = "Line of the page Security"
    _order = "ok, id"

    name = fields.Char("What", readonly=True)
    ok = fields.Boolean(readonly=True)
    state = fields.Selection(
        [("mend", "To mend"), ("ok", "As it should be")], readonly=True
    )
    found = fields.Text("What is", readonly=True)
    remedy = fields.Text("What to do", readonly=True)
    where = fields.Text(readonly=True)
    key = fields.Char(readonly=True)

    @api.model
    def _action_open(self):
        """Judge the installation, and show what is to mend first."""
        # sudo: the lines of the page are made by it alone, for its reader alone.
        lines = self.sudo().create(
            [
                {
                    "name": self.env._(check.name),
                    "ok": ok,
                    "state": "ok" if ok else "mend",
                    "found": found,
                    "remedy": False if ok else self.env._(check.remedy),
                    "where": False if ok else self.env._(check.where),
                    "key": check.key,
                }
                for check, ok, found in self.env["club.security"]._judge_all()
            ]
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "clubs_ambition.club_security_check_action"
        )
        return {**action, "domain": [("id", "in", lines.ids)]}

    def action_note_restore(self):
        """Note that a backup was restored today, and look again."""
        self.env["club.security"]._note_restore()
        return self._action_open()
