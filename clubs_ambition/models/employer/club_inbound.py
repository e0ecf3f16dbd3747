import re

from markupsafe import Markup, escape

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import email_normalize, html2plaintext, parse_contact_from_email
from odoo.tools.mail import email_split_and_format
from odoo.tools.sql import escape_psql

from ...utils import clock
from ...utils.identifiers import normalize_siret
from ...utils.mail_domains import company_domain
from ...utils.nir import mask_nir, mask_nir_in_html

HIGHEST = 50
"""More establishments than that at one e-mail domain tell nothing of which one."""

SIRET = re.compile(r"(?<!\d)\d{3}[ .]?\d{3}[ .]?\d{3}[ .]?\d{5}(?!\d)")


class ClubInbound(models.AbstractModel):
    """An employer comes to a club: find who it is, tell one animateur, once.

    What a stranger sends never changes an establishment that is known: it is
    written on the prospect, for the animateur to check.
    """

    _name = "club.inbound"
    _description = "Requests of employers"

    # === WHO IT IS === #

    @api.model
    def _find_establishment(self, siret=None, email=None, phone=None):
        """Return the establishment by SIRET, address, e-mail domain or phone, or none.

        A different SIRET is a different establishment, whoever writes; two that fit
        are nobody.
        """
        Partner = self.env["res.partner"]
        if siret:
            found = Partner.search(
                [
                    ("company_registry", "=", siret),
                    ("is_company", "=", True),
                ],
                order="club_employer DESC, id",
                limit=1,
            )
            if found:
                return found
        for search in (self._by_partner, self._by_lead):
            for domain in self._same_sender(email, phone):
                found = search(domain).filtered(
                    lambda one: not siret or not one.company_registry
                )
                if len(found) == 1:
                    return found
        return Partner

    @api.model
    def _take_turns(self, siret=None, email=None, phone=None):
        """Take turns with who comes from the same employer at this moment.

        What is found nowhere is recorded: two at once would record it twice.
        """
        known = {"siret": siret, "email": email, "phone": phone}
        known["domain"] = company_domain(email) if email else None
        self.env["club.turn"]._take(*(one for one in known.items() if one[1]))

    @api.model
    def _same_sender(self, email, phone):
        """Return the domains that recognise a sender, the surest first."""
        domains = []
        if email:
            domains.append(Domain("email_normalized", "=", email))
        if phone:
            domains.append(
                Domain("phone_sanitized", "=", phone) | Domain("phone", "=", phone)
            )
        if company := company_domain(email):
            domains.append(
                Domain("email_normalized", "=like", f"%@{escape_psql(company)}")
            )
        return domains

    @api.model
    def _by_partner(self, domain):
        partners = self.env["res.partner"].search(domain, limit=HIGHEST)
        known = partners | partners.parent_id
        return known.filtered(lambda one: one.is_company and one.club_employer)

    @api.model
    def _by_lead(self, domain):
        known = Domain("club_id", "!=", False) & Domain("partner_id", "!=", False)
        leads = self.env["crm.lead"].search(domain & known, limit=HIGHEST)
        return leads.partner_id.filtered("club_employer")

    @api.model
    def _find_lead(self, club, partner, email=None, phone=None):
        """Return the open prospect of the club the request goes on with, or none."""
        mine = Domain("club_id", "=", club.id) & Domain("won_status", "=", "pending")
        Lead = self.env["crm.lead"]
        if partner:
            found = Lead.search(mine & Domain("partner_id", "=", partner.id), limit=1)
            if found:
                return found
        alone = mine & Domain("partner_id", "=", False)
        for domain in self._same_sender(email, phone):
            if found := Lead.search(alone & domain, limit=1):
                return found
        return Lead

    @api.model
    def _assignee(self, club, partner, lead):
        """Return who takes care: the owner, who prospects, else one of the club."""
        return club._in_charge(partner.club_owner_id, lead.user_id)

    # === WHAT FOLLOWS === #

    @api.model
    def _receive(self, club, need):
        """Turn a checked form into one prospect of the club and one thing to do."""
        Inbound = self.with_context(
            club_inbound=True, mail_auto_subscribe_no_notify=True
        )
        email, phone = need.get("email"), need.get("phone")
        Inbound._take_turns(need.get("siret"), email, phone)
        partner = Inbound._find_establishment(need.get("siret"), email, phone)
        partner = partner or Inbound._new_establishment(need)
        self.env["club.prospecting"]._take_turns(club, partner)
        lead = Inbound._find_lead(club, partner, email, phone)
        assignee = Inbound._assignee(club, partner, lead)
        if lead:
            if not lead.partner_id:
                lead.partner_id = partner
            lead.message_post(body=Inbound._need_as_html(need))
        else:
            lead = Inbound._new_prospect(club, partner, assignee, need)
        Inbound._follow(lead, assignee, Inbound._summary(need))
        return lead

    @api.model
    def _new_prospect(self, club, partner, assignee, need):
        return self.env["crm.lead"].create(
            {
                "name": need["company"],
                "type": "opportunity",
                "club_id": club.id,
                "partner_id": partner.id,
                "user_id": assignee.id,
                "channel": "inbound",
                "prospecting_mode": "useful_offers",
                "contact_name": need["contact_name"],
                "email_from": need.get("email"),
                "phone": need.get("phone"),
                "description": self._need_as_html(need),
            }
        )

    @api.model
    def _new_establishment(self, need):
        contact = {
            "name": need["contact_name"],
            "phone": need.get("phone"),
            "email": need.get("email"),
        }
        Partner = self.env["res.partner"]
        establishment = Partner.create(
            {
                "name": need["company"],
                "is_company": True,
                "club_employer": True,
                "company_registry": need.get("siret") or False,
                "country_id": self.env.ref("base.fr").id,
            }
        )
        # On its own: Odoo creates no contact from a command under sudo.
        Partner.create({**contact, "parent_id": establishment.id})
        return establishment

    @api.model
    def _follow(self, lead, assignee, summary):
        """Log that the employer came, and leave one call to make."""
        self.env["club.contact"].create(
            {
                "lead_id": lead.id,
                "club_id": lead.club_id.id,
                "user_id": (assignee or self.env.user).id,
                "channel": "inbound",
                "outcome": "offer",
                "note": summary,
                "participant_ids": [],
            }
        )
        if assignee:
            lead.activity_schedule(
                "mail.mail_activity_data_call",
                date_deadline=clock.today(self),
                summary=self.env._("Answer the employer: %s", summary)[:250],
                user_id=assignee.id,
            )

    @api.model
    def _summary(self, need):
        parts = [f"{need['positions']} × {need['job']}", need.get("start")]
        return ", ".join(filter(None, parts))

    @api.model
    def _need_as_html(self, need):
        """Return the request as the animateur reads it; all of it is escaped."""
        lines = [
            (self.env._("Establishment"), need["company"]),
            ("SIRET", need.get("siret")),
            (self.env._("Contact"), need["contact_name"]),
            (self.env._("Phone"), need.get("phone")),
            (self.env._("Email"), need.get("email")),
            (self.env._("Need"), self._summary(need)),
            (self.env._("Details"), need.get("details")),
        ]
        rows = Markup().join(
            Markup("<li>%s: %s</li>")
            % (label, Markup("<br/>").join(escape(line) for line in text.splitlines()))
            for label, text in lines
            if text
        )
        title = self.env._("Sent by the public form, not checked:")
        return Markup("<p>%s</p><ul>%s</ul>") % (title, rows)

    # === E-MAILS === #

    @api.model
    def _club_of_mail(self, custom_values):
        """Return the club whose alias received a mail, or none."""
        team = self.env["crm.team"].sudo().browse((custom_values or {}).get("team_id"))
        return team.club_ids[:1]

    @api.model
    def _read_mail(self, club, msg_dict):
        """Return ``(prospect the mail goes on with, if any, values of a new one)``.

        What a mail asks is known once somebody has read it: until then the prospect is
        “to read”, in no stage further and in no figure.
        """
        self._mask_mail(msg_dict)
        sender = msg_dict.get("email_from") or msg_dict.get("from")
        partner, lead = self._known_to(club, sender, msg_dict.get("body"))
        return lead, self._mail_values(club, sender, partner, lead)

    @api.model
    def _known_to(self, club, sender, body=""):
        """Return ``(establishment, open prospect of the club)`` of a mail, or none."""
        email = email_normalize(sender)
        siret = self._siret_in(html2plaintext(body or ""))
        self._take_turns(siret, email)
        partner = self._find_establishment(siret, email)
        self.env["club.prospecting"]._take_turns(club, partner)
        return partner, self._find_lead(club, partner, email)

    @api.model
    def _is_of_employer(self, club, sender, body):
        """Tell whether a mail is an employer's whom the clubs know, whichever it is.

        Anybody else may be looking for a job: who reads the mail says what it is.
        """
        if any(self._known_to(club, sender, body)):
            return True
        domains = self._same_sender(email_normalize(sender), None)
        return any(self._by_partner(one) or self._by_lead(one) for one in domains)

    @api.model
    def _mail_values(self, club, sender, partner, lead):
        """Return the values of a prospect that a mail opens."""
        return {
            "club_id": club.id,
            "channel": "inbound",
            "partner_id": partner.id,
            "user_id": self._assignee(club, partner, lead).id,
            "contact_name": parse_contact_from_email(sender)[0] or False,
        }

    @api.model
    def _without_persons(self, msg_dict):
        """Return what a mail told, without the persons whom an employer put in copy.

        For the mail gateway only, which has superuser rights.
        """
        copied = email_split_and_format(msg_dict.get("cc"))
        copies = {email_normalize(one): one for one in copied}
        persons = self.env["club.person"].sudo().with_context(active_test=False)
        known = persons.search([("email_normal", "in", list(copies))])
        others = copies.keys() - set(known.mapped("email_normal"))
        return {**msg_dict, "cc": ", ".join(copies[one] for one in others)}

    @api.model
    def _mask_mail(self, msg_dict):
        """Take social-security numbers out of a mail: it cannot be sent back.

        The gateway posts this very dictionary afterwards.
        """
        msg_dict["subject"] = mask_nir(msg_dict.get("subject"))
        msg_dict["body"] = mask_nir_in_html(msg_dict.get("body") or "")

    @api.model
    def _siret_in(self, text):
        """Return the only SIRET a mail tells (its signature), if it is right."""
        found = set()
        for number in SIRET.findall(text):
            try:
                found.add(normalize_siret(number))
            except ValueError:
                continue
        return found.pop() if len(found) == 1 else None

    @api.model
    def _announce_mail(self, lead, user_id, subject):
        """Leave one thing to do, however many mails wait to be read."""
        if user_id and not lead.to_read:
            subject = (subject or "")[:120]
            lead.activity_schedule(
                "mail.mail_activity_data_call",
                date_deadline=clock.today(lead),
                summary=self.env._("Read the e-mail: %s", subject)[:250],
                user_id=user_id,
            )
        lead._club_unguarded("to_read").to_read = True

    @api.model
    def _mark_read(self, leads):
        """Say that mails were read: from now on each is a contact of its employer."""
        self.env["club.contact"].create(
            [
                {"lead_id": lead.id, "channel": "inbound", "outcome": "reached"}
                for lead in leads
            ]
        )
