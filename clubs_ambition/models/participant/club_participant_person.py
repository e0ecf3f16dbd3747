from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...const import COACH

CLAIMED = ("birth_key", "email_key", "phone_key")
LIVE = "state NOT IN ('exited', 'declined', 'withdrawn')"
AT_ONCE = "Recorded at the same moment by somebody else: try again."

OF_PERSON = ("phone", "email", "city", "birth_date")
PAPERS = ("cv_file", "cv_name", "named_consent_on")


class ClubParticipant(models.Model):
    """The person of a journey: found again, or created with it."""

    _inherit = "club.participant"

    phone = fields.Char(
        compute="_compute_of_person",
        inverse="_inverse_phone",
        search=lambda self, *said: self._search_of_person("phone", *said),
    )
    email = fields.Char(
        compute="_compute_of_person",
        inverse="_inverse_email",
        search=lambda self, *said: self._search_of_person("email", *said),
    )
    city = fields.Char(
        compute="_compute_of_person",
        search=lambda self, *said: self._search_of_person("city", *said),
    )
    birth_date = fields.Date(
        compute="_compute_of_person",
        inverse="_inverse_birth_date",
        search=lambda self, *said: self._search_of_person("birth_date", *said),
    )
    cv_file = fields.Binary(
        compute="_compute_papers", inverse="_inverse_cv", groups=COACH, string="CV"
    )
    cv_name = fields.Char(
        compute="_compute_papers",
        inverse="_inverse_cv",
        groups=COACH,
        string="File of the CV",
    )
    named_consent_on = fields.Date(
        compute="_compute_papers",
        inverse="_inverse_named_consent_on",
        readonly=True,
        groups=COACH,
        string="Agrees to be named since",
        help="Before it, employers read initials and get no CV.",
    )
    reads_person = fields.Boolean(
        compute="_compute_of_person", string="May read the person"
    )

    # One live journey for each exact key, whoever orients at once.
    birth_key = fields.Char(
        compute="_compute_claims", store=True, groups="base.group_system"
    )
    email_key = fields.Char(
        compute="_compute_claims", store=True, groups="base.group_system"
    )
    phone_key = fields.Char(
        compute="_compute_claims", store=True, groups="base.group_system"
    )

    _one_live_birth = models.UniqueIndex(f"(birth_key) WHERE {LIVE}", AT_ONCE)
    _one_live_email = models.UniqueIndex(f"(email_key) WHERE {LIVE}", AT_ONCE)
    _one_live_phone = models.UniqueIndex(f"(phone_key) WHERE {LIVE}", AT_ONCE)

    @api.depends(*(f"person_id.{name}" for name in (*CLAIMED, "set_aside")))
    def _compute_claims(self):
        """Claim the keys of the person, but of who is set aside: they may be another."""
        for journey in self:
            person = journey.person_id
            for name in CLAIMED:
                journey[name] = not person.set_aside and person[name]

    # === WHAT IS TOLD OF THE PERSON === #

    @api.depends(*(f"person_id.{name}" for name in OF_PERSON))
    @api.depends_context("uid")
    def _compute_of_person(self):
        """Copy what is known of the person, for who may read the person."""
        readable = self.person_id._filtered_access("read")
        for journey in self:
            person = journey.person_id & readable
            journey.reads_person = bool(person)
            for name in OF_PERSON:
                journey[name] = person[name]

    def _inverse_phone(self):
        self._write_of_person("phone")

    def _inverse_email(self):
        self._write_of_person("email")

    def _inverse_birth_date(self):
        self._write_of_person("birth_date")

    def _write_of_person(self, name):
        """Write what a form says of the person in the person's own record."""
        for journey in self:
            if journey.person_id.sudo()[name] != journey[name]:
                journey.person_id.write({name: journey[name]})

    @api.depends(*(f"person_id.{name}" for name in PAPERS))
    @api.depends_context("uid", "bin_size")
    def _compute_papers(self):
        readable = self.person_id._filtered_access("read")
        for journey in self:
            person = journey.person_id & readable
            for name in PAPERS:
                journey[name] = person[name]

    def _inverse_cv(self):
        for journey in self:
            journey.person_id.write(
                {"cv_file": journey.cv_file, "cv_name": journey.cv_name}
            )

    def _inverse_named_consent_on(self):
        for journey in self:
            journey.person_id.write({"named_consent_on": journey.named_consent_on})

    def _search_of_person(self, name, operator, value):
        """Search the persons one may read: of the others nothing is told."""
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        if not self.env["club.person"].has_access("read"):
            return Domain.FALSE
        return Domain("person_id", "any", [(name, operator, value)])

    def _born_on(self):
        """Return the birth date; sudo: an age at entry is a fact of the journey."""
        self.ensure_one()
        return self.sudo().person_id.birth_date

    # === CHECKS, MAIL === #

    @api.constrains("oriented_on", "person_id")
    def _check_born_before(self):
        """Refuse a journey of somebody who was not born."""
        for journey in self:
            born = journey._born_on()
            if born and born >= journey.oriented_on:
                raise ValidationError(self.env._("The date of birth is in the past."))

    def message_update(self, msg_dict, update_vals=None):
        """Take in the mail of the person, and leave somebody to read it."""
        self.env["club.inbound"]._mask_mail(msg_dict)
        for journey in self:
            journey.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Read the e-mail of the person"),
                user_id=journey.club_id._in_charge(journey.animateur_id).id,
            )
        return super().message_update(msg_dict, update_vals=update_vals)
