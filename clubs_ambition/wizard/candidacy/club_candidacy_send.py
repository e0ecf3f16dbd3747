from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import email_normalize


class ClubCandidacySend(models.TransientModel):
    """Write to employers: one message each, all their profiles in it, and a link.

    The employer reads initials until the person has agreed to be named, and answers
    from the link without an account.
    """

    _name = "club.candidacy.send"
    _description = "Send profiles"
    _inherit = ["club.dialog.access.mixin"]

    candidacy_ids = fields.Many2many(
        "club.candidacy",
        required=True,
        default=lambda self: self._default_candidacies(),
    )
    message = fields.Text(
        help="A few words of yours above the profiles.",
        default=lambda self: self.env._(
            "Here are people whom we coach and who want this job."
        ),
    )
    line_ids = fields.One2many(
        "club.candidacy.send.line",
        "wizard_id",
        compute="_compute_line_ids",
        store=True,
        compute_sudo=False,
        readonly=False,
        string="Employers",
    )

    ready_count = fields.Integer(
        compute="_compute_ready_count", string="Employers written to"
    )
    summary = fields.Char(compute="_compute_ready_count", string="What is sent")
    sent_count = fields.Integer(readonly=True)

    @api.model
    def _default_candidacies(self):
        return self.env.context.get("active_ids", [])

    @api.depends("candidacy_ids")
    def _compute_line_ids(self):
        for wizard in self:
            waiting = wizard.candidacy_ids.filtered(
                lambda one: one.state in ("draft", "sent", "expired")
            )
            wizard.line_ids = [Command.clear()] + [
                Command.create(
                    {
                        "partner_id": employer.id,
                        "email": self._address(employer, mine),
                    }
                )
                for employer, mine in waiting.grouped("partner_id").items()
            ]

    @api.depends("line_ids.refused")
    def _compute_ready_count(self):
        """Tell how many get a message, and how many are left out."""
        for wizard in self:
            left_out = wizard.line_ids.filtered("refused")
            wizard.ready_count = len(wizard.line_ids - left_out)
            wizard.summary = self._count_text(
                self.env._("Employers who get a message: %s.", wizard.ready_count),
                len(left_out),
            )

    def action_send(self):
        """Write to each employer that can be, once: sent twice, nothing more leaves.

        :raise UserError: when no employer of the dialog can be written to
        """
        self.ensure_one()
        self._check_given()
        reasons = self.line_ids._reasons()
        ready = self.line_ids.filtered(lambda line: not reasons[line])
        if not self.sent_count:
            self._check_sender()
            if not ready:
                self.line_ids._check()
            self.sent_count = sum((line._send() for line in ready), 0)
        message = self.env._(
            "Messages on their way to employers: %s. One that does not arrive shows on "
            "its candidacy and in your things to do.",
            self.sent_count,
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self._count_text(
                    message, len(self.line_ids) - self.sent_count
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _check_sender(self):
        """Refuse a sender without an address: employers answer to it."""
        if not email_normalize(self.env.user.email):
            raise UserError(
                self.env._(
                    "You have no e-mail address: enter it in your preferences, "
                    "employers answer to it."
                )
            )

    def _address(self, employer, candidacies):
        """Return where to write: the contact of the offer, else the establishment."""
        contacts = candidacies.offer_id._written_to() | employer
        return next((one.email for one in contacts if one.email), False)

    @api.model
    def _count_text(self, words, left_out):
        """Return the words on what leaves, then those on what does not."""
        if not left_out:
            return words
        return " ".join([words, self.env._("Left out: %s.", left_out)])
