from markupsafe import Markup

from odoo import api, fields, models, tools
from odoo.fields import Domain
from odoo.tools.mail import append_content_to_html, email_normalize_all

from ...utils import clock
from ...utils.personal_data import CONTACT, PARTICIPANT
from ..club import inbound_page
from .club_privacy_wording import NOTICE


class ClubPrivacyNotice(models.Model):
    """The information notice, given to somebody: who, when, which version, how.

    Every mail to a person or to an employer's contact says in its foot where the notice
    is read, and a person's first one bears it whole; every public page leads to it.
    What is given is kept once for each version and way.
    """

    _name = "club.privacy.notice"
    _description = "Notice given"
    _not_handed_over = ("user_id",)
    _inherit = ["club.person.record.mixin"]
    _label_fields = ("person_id", "partner_id")

    partner_id = fields.Many2one(
        "res.partner",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        string="Contact",
    )
    participant_id = fields.Many2one(help="With which orientation it was given.")
    wording_id = fields.Many2one(required=True, index=True, string="Version")
    given_on = fields.Date(required=True, readonly=True, copy=False, string="Given on")
    way = fields.Selection(
        [
            ("orientation", "With the orientation"),
            ("message", "With a message"),
            ("hand", "Handed over"),
        ],
        required=True,
        readonly=True,
        copy=False,
        string="How",
    )
    user_id = fields.Many2one(
        "res.users", readonly=True, copy=False, index="btree_not_null", string="By"
    )

    _one_reads = models.Constraint(
        "CHECK(num_nonnulls(person_id, partner_id) <= 1)",
        "A notice is given to a person, or to a contact.",
    )

    @api.model
    def _text_for(self, whom):
        """Return the notice in force as the last club of somebody gives it.

        sudo: of which club is said to who asks for their file.
        """
        person = whom if whom._name == "club.person" else self.env["club.person"]
        journeys = person.sudo().every_journey_ids.sorted("id")
        wording = self.env["club.privacy.wording"]._current().get(NOTICE)
        return wording._text(journeys[-1:].club_id) if wording else ""

    def _compute_label(self):
        for one in self:
            who = one.person_id or one.partner_id
            one.display_name = who.display_name

    # === KEPT === #

    @api.model
    def _keep(self, readers, way, user=None, journey=None):
        """Keep that the notice in force was given to persons or contacts, once.

        sudo: what was given is recorded by the code alone.
        """
        wording = self.env["club.privacy.wording"]._current().get(NOTICE)
        if not wording or not readers:
            return
        holder = "person_id" if readers._name == "club.person" else "partner_id"
        about = journey.id if journey else False
        given = ((way, readers._name, one) for one in readers.ids)
        self.env["club.turn"]._take(*given)
        known = self.sudo().search(
            Domain(holder, "in", readers.ids)
            & Domain("participant_id", "=", about)
            & Domain("wording_id", "=", wording.id)
            & Domain("way", "=", way)
        )
        self.sudo().create(
            [
                {
                    holder: one.id,
                    "participant_id": about,
                    "wording_id": wording.id,
                    "given_on": clock.today(journey or one),
                    "way": way,
                    "user_id": (user or self.env.user).id,
                }
                for one in readers - known[holder]
            ]
        )

    @api.model
    def _given_to(self, journey):
        """Return in a few words when and how a person was given the notice.

        sudo: the caller reads the person.
        """
        given = self.sudo().search([("person_id", "=", journey.person_id.id)])
        ways = dict(self._fields["way"]._description_selection(self.env))
        known = dict.fromkeys(
            f"{ways[one.way]} ({one.given_on:%d/%m/%Y})" for one in given
        )
        return " · ".join(known)

    # === WITH ORIENTATIONS === #

    @api.model
    def _given_with(self, orientations):
        """Filter the orientations with which the notice was given.

        sudo: of the person, nothing else is told to whoever oriented them.
        """
        known = orientations.sudo()
        given = self.sudo().search([("participant_id", "in", known.participant_id.ids)])
        return known.filtered(
            lambda one: one.participant_id in given.participant_id
        ).with_env(orientations.env)

    @api.model
    def _give_with(self, orientations):
        """Keep that the notice was given with orientations, by whoever may write them.

        Whoever coaches the person may say so too.
        """
        for one in orientations:
            one.check_access("read")
            journey = one.sudo().participant_id
            self._keep(journey.person_id, "orientation", journey=journey)
        return True

    # === WITH MAILS === #

    @api.model
    def _left(self, mails):
        """Keep that the notice left with mails."""
        for mail in mails.sudo():
            for readers in self._readers(mail)[:2]:
                self._keep(readers, "message", user=mail.create_uid)

    @api.model
    def _with_foot(self, mail, body):
        """Return the body of a mail, with the notice where somebody outside reads it.

        sudo: the foot says the same whoever has the mail sent.
        """
        mail = mail.sudo()
        persons, contacts, typed = self._readers(mail)
        if not body or not (persons or contacts or typed):
            return body
        lang = mail.author_id.lang or self.env.user.lang
        told = self.with_context(lang=lang)
        foot = told.env["ir.qweb"]._render(
            "clubs_ambition.privacy_notice_foot", told._foot_values(mail, persons)
        )
        return Markup(append_content_to_html(body, foot, plaintext=False))

    @api.model
    def _foot_values(self, mail, persons):
        """Return what the foot of a mail is made of."""
        wording = self.env["club.privacy.wording"].sudo()._current().get(NOTICE)
        known = self.search(
            Domain("person_id", "in", persons.ids)
            & Domain("wording_id", "=", wording.id if wording else False)
            & Domain("way", "=", "message")
        )
        club = self._club_of(mail)
        first = wording and persons - known.person_id
        return {
            "company": self.env.company.name,
            "club": club.name,
            "address": mail.get_base_url() + self._path(club),
            "to_person": bool(persons),
            "whole": wording._text(club) if first else "",
        }

    @api.model
    def _readers(self, mail):
        """Return ``(persons, contacts, addresses typed)`` outside that a mail goes to."""
        link, contacts = mail.club_link_id, self.env["res.partner"].sudo()
        persons = self.env["club.privacy.effect"]._persons_of(mail)
        if link:
            return persons, self._contact_at(link.partner_id, mail.email_to), []
        if not self._is_ours(mail):
            return persons.browse(), contacts, []
        typed = set(email_normalize_all(mail.email_to or ""))
        persons = persons.filtered(lambda one: one.email_normal in typed)
        contacts = mail.recipient_ids.filtered(
            lambda one: (
                one.partner_share and (one.club_employer or one.parent_id.club_employer)
            )
        )
        return persons, contacts, sorted(typed)

    @api.model
    def _is_ours(self, mail):
        """Tell whether a mail comes from a thread of the clubs, or of an employer."""
        threads = self.env["mail.thread"]
        return mail.model == "res.partner" or (
            mail.model and threads._club_is_route(mail.model, mail.res_id, {})
        )

    @api.model
    def _contact_at(self, employer, emails):
        """Return who at an employer's is written to, else the employer."""
        asked = email_normalize_all(emails or "")
        people = (employer | employer.child_ids).filtered(
            lambda one: one.email_normalized in asked
        )
        return people[-1:] or employer

    @api.model
    def _club_of(self, mail):
        """Return the club that a mail is of, if one."""
        if mail.club_link_id:
            return mail.club_link_id.club_id
        record = self.env[mail.model].sudo().browse(mail.res_id).exists()
        return record.club_id if "club_id" in record._fields else self.env["club.club"]

    # === WHERE IT IS READ === #

    @api.model
    def _path(self, club=None):
        """Return the path of the page of the notice, a club's or everybody's."""
        key = club and inbound_page.key_of(club)
        return f"/clubs/{key}/notice" if key else "/clubs/notice"

    @api.model
    def _page_values(self, club):
        """Return what the public page shows; sudo: it is anybody's to read."""
        wording = self.env["club.privacy.wording"]._current().get(NOTICE)
        return {
            "club": club,
            "notice": wording,
            "text": wording._text(club) if wording else "",
            "parts": [
                (self.env._("People who are coached"), self._treatments(PARTICIPANT)),
                (self.env._("People at employers"), self._treatments(CONTACT)),
            ],
        }

    @api.model
    @tools.ormcache("whose", "self.env.lang")
    def _treatments(self, whose):
        """Return ``(what for, on which basis, how long)`` of what is done with data.

        As the register of processing says; sudo: it is anybody's to read.
        """
        register = self.env["club.privacy.register"].sudo()
        return tuple(
            (one.purpose.label, one.purpose.basis, register._kept(one.purpose))
            for one in register._notice(whose)
        )
