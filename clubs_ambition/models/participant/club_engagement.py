from odoo import api, models
from odoo.exceptions import UserError

from ...const import ENGAGEMENT_VERSION
from ...utils import clock


class ClubEngagement(models.AbstractModel):
    """The charter of the club that its members accept, once for each wording."""

    _name = "club.engagement"
    _description = "Charter accepted by the members"

    @api.model
    def _accept(self, journeys):
        """Record that people accept the charter as it reads today, once.

        :raise UserError: before the admission: the charter binds the members
        """
        for journey in journeys:
            if not journey.is_seated:
                raise UserError(
                    self.env._(
                        "%s is not admitted yet: the charter is accepted by the "
                        "members of the club.",
                        journey.display_name,
                    )
                )
        accepting = journeys.filtered(
            lambda one: (
                not one.engagement_on or one.engagement_version != ENGAGEMENT_VERSION
            )
        )
        accepting._unguarded("engagement_on", "engagement_version").write(
            {
                "engagement_on": clock.today(journeys),
                "engagement_version": ENGAGEMENT_VERSION,
            }
        )
        for journey in accepting:
            journey.message_post(
                body=self.env._(
                    "Charter of the club accepted (version %s).", ENGAGEMENT_VERSION
                ),
                attachments=self._engagement_files(journey),
            )

    @api.model
    def _engagement_files(self, journey):
        """Return the charter as accepted; none where the server prints no PDF."""
        Report = self.env["ir.actions.report"]
        if Report.get_wkhtmltopdf_state() == "install":
            return []
        # sudo: printing reads the layout of the company; the journey was written.
        content, _kind = Report.sudo()._render_qweb_pdf(
            "clubs_ambition.report_engagement", journey.ids
        )
        name = self.env._("Charter %s.pdf", journey.name)
        return [(name, content)]
