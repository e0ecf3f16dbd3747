from odoo import api, fields, models
from odoo.exceptions import AccessError

from ...const import OFFICER
from ...models.privacy.club_privacy_register import WHOSE


class ClubPrivacySheet(models.TransientModel):
    """The register of processing or a notice, as it is now: read, then printed.

    It holds no data of anybody: what the map says, and who may read by today's rights.
    """

    _name = "club.privacy.sheet"
    _description = "Register and notices"

    whose = fields.Selection(
        lambda self: [(key, self.env._(label)) for key, label in WHOSE.items()],
        string="Notice for",
        help="Empty: the register of processing.",
    )
    page = fields.Html(compute="_compute_page", sanitize=False)

    @api.depends("whose")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for sheet in self:
            people = sheet.whose and self.env._(WHOSE[sheet.whose])
            sheet.display_name = (
                self.env._("Notice: %s", people)
                if people
                else self.env._("Register of processing")
            )

    @api.depends("whose")
    @api.depends_context("lang")
    def _compute_page(self):
        """Show what would be printed."""
        for sheet in self:
            template = "notice" if sheet.whose else "register"
            sheet.page = self.env["ir.qweb"]._render(
                f"clubs_ambition.privacy_sheet_{template}", sheet._values()
            )

    def _values(self):
        """Return what the templates read.

        :raise AccessError: to whoever is no data officer
        """
        self.ensure_one()
        if not self.env.user.has_group(OFFICER):
            raise AccessError(self.env._("The register is the data officer's."))
        register = self.env["club.privacy.register"]
        values = {"sheet": self, "register": register, "company": self.env.company}
        if self.whose:
            label = self.env._(WHOSE[self.whose])
            return {**values, "people": label, "parts": register._notice(self.whose)}
        return {**values, "parts": register._treatments()}

    @api.model
    def _action_open(self):
        """Open the register, made as it is now."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "clubs_ambition.club_privacy_sheet_action"
        )
        return {**action, "res_id": self.create({}).id}

    def action_print(self):
        """Print what is shown."""
        self.ensure_one()
        report = self.env.ref("clubs_ambition.club_privacy_sheet_report")
        return report.report_action(self, config=False)
