from odoo import fields, models
from odoo.exceptions import UserError

from ...const import COACH, ENGAGEMENT_VERSION
from ...utils import actions, clock


class ClubParticipant(models.Model):
    """What the animateur's interview establishes, and the charter accepted after it."""

    _inherit = "club.participant"

    project_note = fields.Text(
        string="Project", groups=COACH, help="Facts the person may read, no judgement."
    )
    motivation = fields.Text(groups=COACH, help="In the person's own words.")
    decline_message = fields.Text(
        copy=False, help="What whoever oriented the person is told."
    )
    decline_alternative = fields.Text(
        string="Proposed instead",
        copy=False,
        help="Another club or another help: the referent is told it with the answer.",
    )
    waiting_rank = fields.Integer(
        string="Rank",
        copy=False,
        help="Order in the waiting list of the club; drag the lines to change it.",
    )
    engagement_on = fields.Date(
        string="Charter accepted on", readonly=True, copy=False, tracking=True
    )
    engagement_version = fields.Char(
        string="Version of the charter", readonly=True, copy=False
    )

    def action_hold_interview(self):
        """Open the short form of the admission interview."""
        self.ensure_one()
        return actions.dialog(
            "club.participant.interview",
            self.env._("Interview of %s", self.display_name),
            default_participant_id=self.id,
        )

    def action_accept_engagement(self):
        """Record that the person accepts the charter as it reads today, once.

        :raise UserError: before the admission: the charter binds the members
        """
        for participant in self:
            if not participant.is_seated:
                raise UserError(
                    self.env._(
                        "%s is not admitted yet: the charter is accepted by the "
                        "members of the club.",
                        participant.display_name,
                    )
                )
        accepting = self.filtered(
            lambda one: (
                not one.engagement_on or one.engagement_version != ENGAGEMENT_VERSION
            )
        )
        accepting._unguarded("engagement_on", "engagement_version").write(
            {
                "engagement_on": clock.today(self),
                "engagement_version": ENGAGEMENT_VERSION,
            }
        )
        for participant in accepting:
            participant.message_post(
                body=self.env._(
                    "Charter of the club accepted (version %s).", ENGAGEMENT_VERSION
                ),
                attachments=participant._engagement_files(),
            )
        return True

    def _engagement_files(self):
        """Return the charter as accepted; none where the server prints no PDF."""
        Report = self.env["ir.actions.report"]
        if Report.get_wkhtmltopdf_state() == "install":
            return []
        # sudo: printing reads the layout of the company; the journey was written.
        content, _kind = Report.sudo()._render_qweb_pdf(
            "clubs_ambition.report_engagement", self.ids
        )
        name = self.env._("Charter %s.pdf", self.name)
        return [(name, content)]

    def _transition_values(self, old, new, vals):
        values = super()._transition_values(old, new, vals)
        if new == "waitlisted":
            values["waiting_rank"] = self._last_waiting_rank() + 1
        if old == "declined":
            values.update(decline_message=False, decline_alternative=False)
        return values

    def _last_waiting_rank(self):
        ((last,),) = self.env["club.participant"]._read_group(
            [("club_id", "in", self.club_id.ids), ("state", "=", "waitlisted")],
            aggregates=["waiting_rank:max"],
        )
        return last or 0
