from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import email_normalize, format_date

MOST = 5
"""Profiles in one message: more are not read on a phone."""


class ClubCandidacySendLine(models.TransientModel):
    """One employer, where to write, and whom the message is about."""

    _name = "club.candidacy.send.line"
    _description = "Employer to write to"

    wizard_id = fields.Many2one(
        "club.candidacy.send", required=True, ondelete="cascade"
    )
    partner_id = fields.Many2one("res.partner", required=True, string="Employer")
    email = fields.Char(
        string="Write to",
        help="What is answered from an address of the employer's page proves who answers; "
        "from another one, it is noted as a link that the club handed over.",
    )
    profiles = fields.Char(compute="_compute_profiles")
    warning = fields.Char(compute="_compute_warning", string="Careful")
    refused = fields.Boolean(compute="_compute_warning", string="Left out")

    @api.depends("partner_id", "wizard_id.candidacy_ids")
    def _compute_profiles(self):
        """Name those who agree to it, now; sudo: who sends need not read the person."""
        for line in self:
            journeys = line._waiting().participant_id.sudo()
            line.profiles = ", ".join(one._profile_name() for one in journeys)

    @api.depends("partner_id", "email", "wizard_id.candidacy_ids")
    def _compute_warning(self):
        """Tell who is left out and why, and who got many messages of all clubs lately."""
        reasons = self._reasons()
        for line in self:
            line.refused = bool(reasons[line])
            line.warning = line._reason_text(reasons[line]) or line._pressure_text()

    def _pressure_text(self):
        employer = self.partner_id
        return employer.club_under_pressure and self.env._(
            "%s contacts in 30 days", employer.club_recent_contact_count
        )

    def _reason_text(self, reason):
        """Return in a few words why nothing leaves for this employer."""
        match reason:
            case "sent":
                return self.env._(
                    "already sent on %s", format_date(self.env, self._sent_on())
                )
            case "stop":
                return self.env._("does not want to be contacted")
            case "archived":
                return self.env._("archived")
            case "closed":
                return self.env._("closed down")
            case "no_address":
                return self.env._("no e-mail address")
            case "address":
                return self.env._("not one e-mail address")
            case "insider":
                return self.env._("the address of a user here")
            case "most":
                return self.env._("%s profiles at most in one message", MOST)
            case "ended":
                return self.env._("a journey among them has ended")
            case "refusing":
                return self.env._("somebody among them is not to be presented")
        return False

    def _reasons(self):
        """Return ``{line: why nothing leaves for it}``, nothing when it may leave."""
        Link = self.env["club.answer.link"]
        insiders = Link._insiders(self.filtered("email").mapped("email"))
        return {line: line._reason(insiders) for line in self}

    def _reason(self, insiders):
        employer, email = self.partner_id, email_normalize(self.email)
        candidacies = self._candidacies()
        journeys = candidacies.participant_id
        checks = {
            "ended": journeys.filtered(lambda one: one.state not in one._live_states),
            "refusing": candidacies - candidacies._agreed(),
            "archived": not employer.active,
            "closed": employer.club_closed,
            "stop": employer.club_network_status == "stop",
            "no_address": not self.email,
            "address": not email,
            "insider": email in insiders,
            "most": len(candidacies) > MOST,
            "sent": not candidacies,
        }
        return next((reason for reason, found in checks.items() if found), False)

    def _sent_on(self):
        """Return when the last link that still works left for this address."""
        return max(
            self._waiting()._links_at(self.email).mapped("create_date"), default=None
        )

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
        """Refuse to send while a message cannot leave; say why of the first employer."""
        for line, reason in self._reasons().items():
            if reason:
                raise UserError(line._refusal_text(reason))

    def _refusal_text(self, reason):
        """Return why nothing leaves for this employer, and what to do."""
        name = self.partner_id.name
        match reason:
            case "archived":
                return self.env._(
                    "%s is archived: choose an employer of the network.", name
                )
            case "closed":
                return self.env._(
                    "%s is closed: choose another establishment, or untick “Closed "
                    "down” on its page if it opened again.",
                    name,
                )
            case "no_address":
                return self.env._("%s has no e-mail address: enter one, or call.", name)
            case "address":
                return self.env._(
                    "%(name)s: “%(email)s” is not one e-mail address.",
                    name=name,
                    email=self.email,
                )
            case "insider":
                return self._insider_text()
            case "stop":
                return self.env._("%s does not want to be contacted.", name)
            case "most":
                return self.env._(
                    "%(name)s: %(most)s profiles at most in one message.",
                    name=name,
                    most=MOST,
                )
            case "sent":
                return self._sent_text()
        return self.env._(
            "%(name)s: %(why)s.", name=name, why=self._reason_text(reason)
        )

    def _insider_text(self):
        return self.env._(
            "%(name)s: %(email)s is the address of a user here. The answer is the "
            "employer's: write to its own address, or call.",
            name=self.partner_id.name,
            email=self.email,
        )

    def _sent_text(self):
        return self.env._(
            "%(who)s has these profiles already, sent on %(date)s: the link "
            "still works, and reminders leave by themselves. To write again, "
            "first revoke that link (tab “Links sent” of the candidacy).",
            who=self.partner_id.name,
            date=format_date(self.env, self._sent_on()),
        )

    def _send(self):
        candidacies = self._candidacies()
        if not candidacies:
            return 0
        link = self._create_link(candidacies)
        link._send()
        candidacies._unguarded("last_link_id").write({"last_link_id": link.id})
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

    def _create_link(self, candidacies):
        """Return the link by which the employer answers about these candidacies.

        sudo: links are written by the code alone; the candidacies were checked.
        """
        return (
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
