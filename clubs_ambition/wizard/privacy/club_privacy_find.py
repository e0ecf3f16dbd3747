from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.privacy.club_privacy_search import WAYS
from ...utils import actions, clock

TYPED = ("first_name", "last_name", "birth_date", "email", "phone")


class ClubPrivacyFind(models.TransientModel):
    """Find who asks by their exact identity, and record what they ask.

    Nobody is listed, and nothing is told of whoever is nearly so: one identity is found,
    or none. Each look is logged, found or not.
    """

    _name = "club.privacy.find"
    _description = "Find who asks"
    _inherit = ["club.dialog.access.mixin"]

    request_id = fields.Many2one("club.privacy.request", ondelete="cascade")
    kind = fields.Selection(
        [
            ("access", "Access"),
            ("rectification", "Rectification"),
            ("objection", "Objection"),
            ("restriction", "Restriction"),
            ("erasure", "Erasure"),
        ],
        required=True,
        default="access",
        string="Asks for",
    )
    subject = fields.Selection(
        [
            ("person", "Participant"),
            ("partner", "Contact, prescriber or colleague"),
        ],
        required=True,
        default="person",
        string="Who asks",
    )
    received_on = fields.Date(required=True, default=clock.today, string="Received")
    way_person = fields.Selection(
        [one for one in WAYS if one[0] != "name"],
        required=True,
        default="birth",
        string="By",
    )
    way_partner = fields.Selection(
        [one for one in WAYS if one[0] in ("email", "name")],
        required=True,
        default="email",
        string="By (contact)",
    )
    way = fields.Char(compute="_compute_way")
    first_name = fields.Char()
    last_name = fields.Char()
    birth_date = fields.Date(string="Date of birth")
    email = fields.Char(string="E-mail")
    phone = fields.Char()
    note = fields.Text(string="What is asked")
    outcome = fields.Selection(
        [("none", "Nobody"), ("several", "Several records")], readonly=True
    )

    @api.depends("subject", "way_person", "way_partner")
    def _compute_way(self):
        for find in self:
            partner = find.subject == "partner"
            find.way = find.way_partner if partner else find.way_person

    # === ACTIONS === #

    def action_find(self):
        """Look for whoever asks: one identity is found, or nothing is told."""
        self._check_asked()
        typed = {name: self[name] for name in TYPED}
        identity = self.env["club.privacy.identity"]
        found = identity._find(self.subject, self.way, typed)
        line = self.env["club.privacy.search"]._log(
            self.way, bool(found), self.request_id
        )
        if len(found) != 1:
            self.outcome = "several" if found else "none"
            return self._again()
        request = self._request()
        request._establish(found)
        line.request_id = request
        self.write(dict.fromkeys(TYPED, False))  # it stays on the request alone
        return self._open(request)

    def action_record(self):
        """Record the request of somebody whose identity is not established yet."""
        self._check_asked()
        return self._open(self._request())

    def _check_asked(self):
        self.ensure_one()
        self._check_given()
        if self.received_on > clock.today(self):
            raise UserError(self.env._("The request was received today at the latest."))
        if self.request_id:
            self.request_id._check_officer()
            if self.request_id.state != "draft":
                raise UserError(self.env._("Who asks is known already."))

    def _request(self):
        """Return the request: the one looked again for, else a new one.

        sudo: a request is recorded by this dialog alone.
        """
        if self.request_id:
            return self.request_id
        name = " ".join(filter(None, [self.first_name, self.last_name]))
        request = (
            self.env["club.privacy.request"]
            .sudo()
            .create(
                {
                    "kind": self.kind,
                    "subject": self.subject,
                    "received_on": self.received_on,
                    "asked_by": name or self.email or self.phone,
                    "note": self.note,
                }
            )
        )
        self.request_id = request  # a second click goes on with the same one
        return self.request_id

    def _again(self):
        """Show the dialog again, with what came out of it."""
        return actions.window(
            self._name,
            name=self.env._("Find who asks"),
            res_id=self.id,
            target="new",
        )

    @api.model
    def _open(self, request):
        return actions.window(
            request._name,
            name=request.display_name,
            res_id=request.id,
            target="current",
        )
