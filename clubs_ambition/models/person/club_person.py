from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import NO_ACCESS
from odoo.tools import email_normalize, format_date

from ...const import COACH
from ...utils import clock
from ...utils.identifiers import department_of
from ...utils.identity import canonical, split_name, squeezed
from ...utils.import_cells import read_phone
from ...utils.races import holding

IDENTIFYING = {"last_name", "first_name", "birth_date", "phone", "zip", "email"}
"""What the keys are made of: a change may make somebody else's of them."""


class ClubPerson(models.Model):
    """Who somebody is: name, birth date, where to reach them, their papers.

    Never a ``res.partner``, and no contact is made of a person: the framework tells
    a contact's name, e-mail and phone through any stock record that relates to it.
    No thread, no follower, no activity.
    """

    _name = "club.person"
    _description = "Person"
    _inherit = ["club.guard.mixin", "club.label.mixin"]
    _order = "last_name, first_name, id"
    _rec_names_search = ["name"]

    last_name = fields.Char(required=True)
    first_name = fields.Char()
    name = fields.Char(compute="_compute_name", store=True, index="trigram")
    birth_date = fields.Date(string="Date of birth")
    active = fields.Boolean(default=True)

    # where to reach them
    phone = fields.Char()
    phone_normal = fields.Char(
        compute="_compute_phone_normal", store=True, index="btree_not_null"
    )
    email = fields.Char(string="E-mail")
    email_normal = fields.Char(
        compute="_compute_email_normal", store=True, index="btree_not_null"
    )
    street = fields.Char(string="Address")
    street2 = fields.Char(string="Address (more)")
    zip = fields.Char(string="Postcode")
    city = fields.Char(string="Commune")

    formerly = fields.Json(
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="What they were named by before: searched, as the rest, when they are erased.",
    )

    # papers
    cv_file = fields.Binary(string="CV")
    cv_name = fields.Char(string="File of the CV")

    # what they agree to: computed from what they said, stored for lists and searches
    consent_ids = fields.One2many(
        "club.privacy.consent", "person_id", readonly=True, copy=False
    )
    named_consent_on = fields.Date(
        compute="_compute_consents",
        store=True,
        string="Agrees to be named since",
        help="Before it, employers read initials and get no CV.",
    )
    no_profile_on = fields.Date(
        compute="_compute_consents", store=True, string="Not to be presented since"
    )
    no_email_on = fields.Date(
        compute="_compute_consents", store=True, string="Wants no e-mail since"
    )
    agreed_count = fields.Integer(
        compute="_compute_consents", store=True, string="Agreements"
    )
    refused_count = fields.Integer(
        compute="_compute_consents", store=True, string="Refusals"
    )

    erased_on = fields.Date(
        string="Erased on",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="From then on nobody reads the person, nor what bears them.",
    )

    # rights that they used: set by a request (``club.privacy.request``)
    restricted_on = fields.Date(
        string="Left alone since",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Asked that their file be left as it is: nobody works on it.",
    )
    objected_on = fields.Date(
        string="Objects to employers since",
        readonly=True,
        copy=False,
        help="Objects to being presented to employers.",
    )

    # With a domain, or what the ORM recomputes by itself would read it, under sudo.
    participant_ids = fields.One2many(
        "club.participant",
        "person_id",
        string="Journeys",
        domain=[(1, "=", 1)],
        context={"active_test": False},
        groups=COACH,
    )
    # Those of every club, for rules and sudo code alone: what they read is kept in the
    # cache of the field, and a screen that showed the field would read it there.
    every_journey_ids = fields.One2many(
        "club.participant",
        "person_id",
        string="Journeys of every club",
        context={"active_test": False},
        groups=NO_ACCESS,
    )

    # who is who
    doubt_ids = fields.One2many(
        "club.person.doubt", "person_id", groups="base.group_system"
    )
    # Who may read only one of the two persons learns from it that there is another.
    to_check = fields.Boolean(
        compute="_compute_doubted",
        store=True,
        string="To verify",
        groups="clubs_ambition.group_clubs_coordinator",
        help="May be somebody already known: one of the two has to be settled.",
    )
    set_aside = fields.Boolean(
        compute="_compute_doubted",
        store=True,
        groups="base.group_system",
        help="Claims no key: in doubt, or told apart from who has the same.",
    )
    birth_key = fields.Char(
        compute="_compute_keys",
        store=True,
        index="btree_not_null",
        groups="base.group_system",
    )
    email_key = fields.Char(
        compute="_compute_keys",
        store=True,
        index="btree_not_null",
        groups="base.group_system",
    )
    phone_key = fields.Char(
        compute="_compute_keys",
        store=True,
        index="btree_not_null",
        groups="base.group_system",
    )

    # === COMPUTES === #

    @api.depends("last_name", "first_name")
    def _compute_name(self):
        for person in self:
            person.name = person._whole_name()

    def _whole_name(self):
        return " ".join(filter(None, [self.first_name, self.last_name]))

    @api.depends("phone", "zip")
    def _compute_phone_normal(self):
        """Write a phone as an import reads it; one that cannot be read has none."""
        for person in self:
            try:
                person.phone_normal = person.phone and read_phone(
                    person.phone, department_of(person.zip or "")
                )
            except ValueError:
                person.phone_normal = False

    @api.depends("email")
    def _compute_email_normal(self):
        for person in self:
            person.email_normal = email_normalize(person.email or "")

    @api.depends("name", "first_name", "birth_date", "email_normal", "phone_normal")
    def _compute_keys(self):
        """Compute what no two persons with a live journey have in common."""
        for person in self:
            first, whole = squeezed(person.first_name), canonical(person.name)
            for name, fact, words in (
                ("birth_key", person.birth_date, whole),
                ("email_key", person.email_normal, first),
                ("phone_key", person.phone_normal, first),
            ):
                person[name] = f"{fact}:{words}" if fact and words else False

    @api.depends("doubt_ids.state", "doubt_ids.keyed")
    def _compute_doubted(self):
        for person in self:
            states = person.doubt_ids.filtered("keyed").mapped("state")
            person.to_check = "open" in states
            person.set_aside = person.to_check or "apart" in states

    @api.depends(
        *(f"consent_ids.{name}" for name in ("purpose", "given_on", "withdrawn_on")),
        "consent_ids.mistaken",
    )
    def _compute_consents(self):
        for person in self:
            said = person.consent_ids._answers()
            agreed = {
                key: one.given_on for key, one in said.items() if not one.withdrawn_on
            }
            refused = {key: one.withdrawn_on for key, one in said.items()}
            person.named_consent_on = agreed.get("named")
            person.no_profile_on = refused.get("profile")
            person.no_email_on = refused.get("email")
            person.agreed_count = len(agreed)
            person.refused_count = len(said) - len(agreed)

    def _address(self):
        """Return where one may write to somebody: nowhere to who wants no e-mail.

        sudo: who writes need not read the address.
        """
        known = self.sudo()
        return not known.no_email_on and known.email_normal

    # === CHECKS === #

    @api.constrains("birth_date")
    @holding("every_journey_ids")
    def _check_birth_date(self):
        """Refuse a birth after today or after an orientation.

        sudo: the journeys may be of other clubs; none of them is named.
        """
        today = clock.today(self)
        for person in self.filtered("birth_date"):
            days = person.sudo().every_journey_ids.mapped("oriented_on")
            if person.birth_date >= min([*days, today]):
                raise ValidationError(self.env._("The date of birth is in the past."))

    def _check_entry_frozen(self, vals):
        """Refuse to change a birth date on which the figures of a journey stand.

        sudo: the journey that started may be of another club.

        :raise UserError: telling since when, of a journey that the user may read
        """
        if "birth_date" not in vals or not self._is_guarded("birth_date"):
            return
        new = fields.Date.to_date(vals["birth_date"]) or False
        for person in self:
            started = person.sudo().every_journey_ids.filtered("started_on")
            if person.birth_date not in (False, new) and started:
                raise person._entry_frozen(started)

    def _entry_frozen(self, started):
        """Return the refusal; of the journeys out of sight no date is told."""
        field, person = self._guard_label("birth_date"), self.display_name
        seen = started.with_env(self.env)._filtered_access("read")
        if not seen:
            return UserError(
                self.env._(
                    "“%(field)s” of %(person)s was frozen at entry: a manager corrects a "
                    "mistake with a reason.",
                    field=field,
                    person=person,
                )
            )
        return UserError(
            self.env._(
                "“%(field)s” of %(person)s was frozen at entry (%(date)s): a "
                "manager corrects a mistake with a reason.",
                field=field,
                person=person,
                date=format_date(self.env, min(seen.mapped("started_on"))),
            )
        )

    # === ONCHANGE === #

    @api.onchange("last_name", "first_name", "birth_date", "email", "phone")
    def _onchange_identity(self):
        """Ask, before a second person is recorded, whether the first is not known.

        Only those whom the user may read are looked at: of the others nothing is told.
        """
        if self._origin or not self.last_name:
            return None
        found = self.env["club.identity"]._alike_in_sight(self)
        if not found:
            return None
        return {
            "warning": {
                "title": self.env._("Is this somebody already known?"),
                "message": self.env._(
                    "Somebody known has the same e-mail address, or the same name with "
                    "the same phone or date of birth: %s. If it is the same person, "
                    "choose them in the list instead of recording them twice.",
                    ", ".join(found.mapped("display_name")),
                ),
            }
        }

    # === CRUD === #

    @api.model
    def default_get(self, fields):
        """Split the name typed in the field from which the form was opened."""
        values = super().default_get(fields)
        typed = self.env.context.get("default_name")
        if isinstance(typed, str) and typed and not values.get("last_name"):
            first, last = split_name(typed)
            names = {"first_name": first, "last_name": last}
            values.update({name: names[name] for name in names if name in fields})
        return values

    @api.model_create_multi
    def create(self, vals_list):
        persons = super().create([self._clean_names(vals) for vals in vals_list])
        self.env["club.identity"]._verify(persons)
        return persons

    def write(self, vals):
        self._club_check_bounds(vals)  # what follows reads dates
        self._check_entry_frozen(vals)
        self.env["club.ending"]._check_archived(self, vals)
        vals = self._clean_names(vals)
        if not vals.keys() & IDENTIFYING:
            return super().write(vals)
        identity, former = self.env["club.identity"], self.env["club.person.former"]
        before = former._named_by(self)
        with identity._claiming():
            result = super().write(vals)
            identity._verify(self)
        for person in self:
            former._remember(person, [before[person]])
        return result

    def unlink(self):
        """Ask no more about them: the other one of a pair is set aside no longer.

        sudo: a doubt is deleted by no hand.
        """
        self.env["club.person.doubt"].sudo()._of(self).unlink()
        return super().unlink()

    def action_compare(self):
        """Compare two persons chosen in the list: they may be one.

        sudo: a comparison is recorded by no hand; who sees both may ask for it.
        """
        if len(self) != 2:
            raise UserError(self.env._("Choose two persons to compare."))
        if not self.env.user.has_group("clubs_ambition.group_clubs_manager"):
            raise AccessError(self.env._("Persons are compared by a manager."))
        self.check_access("write")
        doubt = self.env["club.person.doubt"].sudo()._by_hand(self.sudo())
        return doubt.action_open()

    @api.model
    def name_create(self, name):
        first, last = split_name(name)
        person = self.create({"first_name": first, "last_name": last})
        return person.id, person.display_name

    @api.model
    def _clean_names(self, vals):
        """Write *BENALI* as *Benali*: the capitals of a list are not those of a name."""
        names = {
            name: " ".join(vals[name].split())
            for name in ("last_name", "first_name")
            if isinstance(vals.get(name), str)
        }
        cleaned = {
            name: text.title() if text.isupper() and len(text) > 1 else text
            for name, text in names.items()
        }
        return {**vals, **cleaned}
