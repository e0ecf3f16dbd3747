from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...const import CONSENTS
from ...utils import clock

NOTICE = "notice"

FIXED = {"purpose", "version", "body", "date_from", "published_on"}
"""What a person was read: none of it changes once it is published."""


class ClubPrivacyWording(models.Model):
    """The words that a person is read before they say yes or no, and the notice.

    In French, in versions: a new one is drafted, published, and holds from a day on.
    What was published never changes, for records say which version was shown.
    """

    _name = "club.privacy.wording"
    _description = "Wording of a consent or of the notice"
    _inherit = ["club.label.mixin"]
    _order = "purpose, date_from desc, id desc"
    _rec_name = "version"
    _label_fields = ("purpose", "version")

    purpose = fields.Selection(
        [*CONSENTS, (NOTICE, "Information notice")], required=True, index=True
    )
    version = fields.Char(required=True)
    body = fields.Text(
        required=True,
        string="Text",
        help="In French. {club}, {company} and {contact} stand for the club, its "
        "institution and who answers about personal data.",
    )
    date_from = fields.Date(required=True, default=clock.today, string="In force from")
    published_on = fields.Date(readonly=True, copy=False, string="Published on")

    _version_uniq = models.UniqueIndex(
        "(purpose, version)", "This version is there already: give the next number."
    )

    def _compute_label(self):
        purposes = dict(self._fields["purpose"]._description_selection(self.env))
        for one in self:
            one.display_name = f"{purposes.get(one.purpose, '')} ({one.version or ''})"

    # === CRUD === #

    def write(self, vals):
        """Refuse to change what was published, whoever asks: it was read so."""
        if vals.keys() & FIXED and any(one.published_on for one in self):
            raise UserError(
                self.env._(
                    "This version was published: people were read it so. Draft a new "
                    "version instead."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_drafts_only(self):
        if any(one.published_on for one in self):
            raise UserError(
                self.env._("A version that was published is kept: people were read it.")
            )

    # === ACTIONS === #

    def action_publish(self):
        """Publish drafts: from their day on they are read to people."""
        drafts = self.filtered(lambda one: not one.published_on)
        drafts._club_unguarded("published_on").write(
            {"published_on": clock.today(self)}
        )
        return True

    # === WHAT IS READ === #

    @api.model
    def _current(self):
        """Return ``{purpose: the version in force}``; sudo: it is read to anybody."""
        found = self.sudo().search(
            Domain("published_on", "!=", False)
            & Domain("date_from", "<=", clock.today(self)),
            order="date_from, id",
        )
        return {one.purpose: one for one in found}

    def _text(self, club=None):
        """Return the words, with the names of a club and of its institution."""
        company = self.env.company.sudo()  # its name is told to anybody
        said = {
            "{club}": (club and club.name) or self.env._("Your club"),
            "{company}": company.name,
            "{contact}": self._contact(),
        }
        text = self.body or ""
        for mark, name in said.items():
            text = text.replace(mark, name or "")
        return text

    @api.model
    def _contact(self):
        """Return who answers about personal data; sudo: it is told to anybody.

        ``clubs_ambition.privacy_contact``, else the address of the institution.
        """
        setting = self.env["ir.config_parameter"].sudo()
        company = self.env.company.sudo()
        told = setting.get_param("clubs_ambition.privacy_contact")
        return told or company.email or company.name
