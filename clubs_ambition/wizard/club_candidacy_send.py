from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import email_normalize, format_date

MOST = 5
"""Profiles in one message: more are not read on a phone."""


class ClubCandidacySend(models.TransientModel):
    """Write to employers: one message each, all their profiles in it, and a link.

    The employer reads initials until the person has agreed to be named, and answers
    from the link without an account.
    """

    _name = "club.candidacy.send"
    _description = "Send profiles"
    _inherit = ["club.sight.mixin", "club.text.guard.mixin"]

    _sight_fields = ("candidacy_ids",)

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
        readonly=False,
        string="Employers",
    )

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
                        "profiles": ", ".join(
                            one.participant_id.sudo()._profile_name() for one in mine
                        ),
                    }
                )
                for employer, mine in waiting.grouped("partner_id").items()
            ]

    def _address(self, employer, candidacies):
        """Return where to write: the contact of the offer, else the establishment."""
        contacts = candidacies.offer_id.contact_id | employer
        return next((one.email for one in contacts if one.email), False)

    sent_count = fields.Integer(readonly=True)

    def action_send(self):
        """Write to each employer, once: a dialog sent twice sends nothing more."""
        self.ensure_one()
        if not self.sent_count:
            self._check_sender()
            for line in self.line_ids:
                line._check()
            self.sent_count = sum((line._send() for line in self.line_ids), 0)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("%s employers were written to.", self.sent_count),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _check_sender(self):
        """An employer answers to whoever wrote; without a sender no mail leaves."""
        if not email_normalize(self.env.user.email):
            raise UserError(
                self.env._(
                    "You have no e-mail address: enter it in your preferences, "
                    "employers answer to it."
                )
            )


class ClubCandidacySendLine(models.TransientModel):
    """One employer, where to write, and whom the message is about."""

    _name = "club.candidacy.send.line"
    _description = "Employer to write to"

    wizard_id = fields.Many2one(
        "club.candidacy.send", required=True, ondelete="cascade"
    )
    partner_id = fields.Many2one("res.partner", required=True, string="Employer")
    email = fields.Char(string="Write to")
    profiles = fields.Char(readonly=True)
    warning = fields.Char(compute="_compute_warning", string="Careful")

    @api.depends("partner_id")
    def _compute_warning(self):
        """Tell who wants no message, and who got many of all clubs lately."""
        for line in self:
            employer, text = line.partner_id, False
            if employer.club_network_status == "stop":
                text = self.env._("does not want to be contacted")
            elif employer.club_under_pressure:
                text = self.env._(
                    "%s contacts in 30 days", employer.club_recent_contact_count
                )
            line.warning = text

    def _candidacies(self):
        """Return what to write about: not what is at this address already."""
        return self._waiting().filtered(lambda one: not one._links_at(self.email))

    def _waiting(self):
        return self.wizard_id.candidacy_ids.filtered(
            lambda one: (
                one.partner_id == self.partner_id
                and one.state in ("draft", "sent", "expired")
            )
        )

    def _check(self):
        """:raise UserError: naming the employer that cannot be written to"""
        name = self.partner_id.name
        self._candidacies()._check_journey()
        if not self.partner_id.active:
            raise UserError(
                self.env._("%s is archived: choose an employer of the network.", name)
            )
        if not self.email:
            raise UserError(
                self.env._("%s has no e-mail address: enter one, or call.", name)
            )
        if not email_normalize(self.email):
            raise UserError(
                self.env._(
                    "%(name)s: “%(email)s” is not one e-mail address.",
                    name=name,
                    email=self.email,
                )
            )
        if self.env["club.answer.link"]._insiders([self.email]):
            raise UserError(
                self.env._(
                    "%(name)s: %(email)s is the address of a user here. The answer is the "
                    "employer's: write to its own address, or call.",
                    name=name,
                    email=self.email,
                )
            )
        if self.partner_id.club_network_status == "stop":
            raise UserError(self.env._("%s does not want to be contacted.", name))
        if len(self._candidacies()) > MOST:
            raise UserError(
                self.env._(
                    "%(name)s: %(most)s profiles at most in one message.",
                    name=name,
                    most=MOST,
                )
            )
        self._check_unsent()

    def _check_unsent(self):
        """Refuse to send again what is at this address already, with a link that works.

        :raise UserError: with the way to write again on purpose
        """
        links = self._waiting()._links_at(self.email)
        if links and not self._candidacies():
            raise UserError(
                self.env._(
                    "%(who)s has these profiles already, sent on %(date)s: the link "
                    "still works, and reminders leave by themselves. To write again, "
                    "first revoke that link (tab “Links sent” of the candidacy).",
                    who=self.partner_id.name,
                    date=format_date(self.env, max(links.mapped("create_date"))),
                )
            )

    def _send(self):
        candidacies = self._candidacies()
        if not candidacies:
            return 0
        # sudo: links are written by the code alone; the candidacies were checked.
        link = (
            self.env["club.answer.link"]
            .sudo()
            .create(
                {
                    "kind": "candidacy",
                    "partner_id": self.partner_id.id,
                    "email": self.email,
                    "club_id": candidacies[0].club_id.id,
                    "user_id": self.env.uid,
                    "message": self.wizard_id.message,
                    "candidacy_ids": [Command.set(candidacies.ids)],
                }
            )
        )
        link._send()
        candidacies._opened().write({"last_link_id": link.id})
        candidacies.filtered(lambda one: one.state != "sent").write({"state": "sent"})
        self.env["club.contact"].create(
            {
                "partner_id": self.partner_id.id,
                "club_id": link.club_id.id,
                "channel": "email",
                "outcome": "reached",
                "note": self.env._("%s profiles sent by e-mail", len(candidacies)),
            }
        )
        return 1
