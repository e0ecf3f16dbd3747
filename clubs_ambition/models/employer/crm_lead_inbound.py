import re

from odoo import api, fields, models
from odoo.tools import email_normalize, html2plaintext, parse_contact_from_email

from ...utils import clock
from ...utils.identifiers import normalize_siret
from ...utils.nir import find_nir, mask_nir

SIRET = re.compile(r"(?<!\d)\d{3}[ .]?\d{3}[ .]?\d{3}[ .]?\d{5}(?!\d)")


class CrmLead(models.Model):
    """E-mails to the alias of a club: one prospect for each employer, not each mail.

    What a mail asks is known once somebody has read it: until then the prospect is “to
    read”, in no stage further and in no figure.
    """

    _inherit = "crm.lead"

    to_read = fields.Boolean(
        string="To read",
        readonly=True,
        copy=False,
        help="An e-mail came: nobody of the club has read it yet.",
    )

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Go on with the club's open prospect of the sender, else open one.

        Only for the mail gateway, which has superuser rights: a caller has their own.
        """
        if not self.env.su:
            return super().message_new(msg_dict, custom_values)
        team = self.env["crm.team"].sudo().browse((custom_values or {}).get("team_id"))
        club = team.club_ids[:1]
        if not club:
            return super().message_new(msg_dict, custom_values)
        self._club_mask_mail(msg_dict)
        Inbound = self.env["club.inbound"].with_context(club_inbound=True)
        sender = msg_dict.get("email_from") or msg_dict.get("from")
        email = email_normalize(sender)
        body = html2plaintext(msg_dict.get("body") or "")
        partner = Inbound._find_establishment(self._club_siret_in(body), email)
        lead = Inbound._find_lead(club, partner, email)
        assignee = Inbound._assignee(club, partner, lead)
        if not lead:
            lead = super(CrmLead, self.with_context(club_inbound=True)).message_new(
                msg_dict,
                {
                    **custom_values,
                    "club_id": club.id,
                    "channel": "inbound",
                    "partner_id": partner.id,
                    "user_id": assignee.id,
                    "contact_name": parse_contact_from_email(sender)[0] or False,
                },
            )
        lead._club_announce_mail(assignee, (msg_dict.get("subject") or "")[:120])
        return lead.with_env(self.env)

    def _club_announce_mail(self, assignee, subject):
        """Leave one thing to do, however many mails wait to be read."""
        if assignee and not self.to_read:
            self.activity_schedule(
                "mail.mail_activity_data_call",
                date_deadline=clock.today(self),
                summary=self.env._("Read the e-mail: %s", subject)[:250],
                user_id=assignee.id,
            )
        self.to_read = True

    def _club_follow_contact(self, contact):
        self.to_read = False
        return super()._club_follow_contact(contact)

    def action_club_mark_read(self):
        """Say that the mail was read: from now on it is a contact of the employer."""
        unread = self.filtered("to_read")
        self.env["club.contact"].create(
            [
                {"lead_id": lead.id, "channel": "inbound", "outcome": "reached"}
                for lead in unread
            ]
        )
        return True

    @api.model
    def _club_mask_mail(self, msg_dict):
        """Take social-security numbers out of a mail: it cannot be sent back.

        The gateway posts this very dictionary afterwards.
        """
        msg_dict["subject"] = mask_nir(msg_dict.get("subject"))
        body = msg_dict.get("body") or ""
        if find_nir(html2plaintext(body)):
            masked = type(body)(mask_nir(body))
            if find_nir(html2plaintext(masked)):
                masked = mask_nir(html2plaintext(body))
            msg_dict["body"] = masked

    @api.model
    def _club_siret_in(self, text):
        """Return the only SIRET a mail tells (its signature), if it is right."""
        found = set()
        for number in SIRET.findall(text):
            try:
                found.add(normalize_siret(number))
            except ValueError:
                continue
        return found.pop() if len(found) == 1 else None

    def _get_partner_email_update(self, force_void=True):
        """What a stranger sends is not copied to an establishment that is known."""
        if self.env.context.get("club_inbound"):
            return False
        return super()._get_partner_email_update(force_void=force_void)

    def _get_partner_phone_update(self, force_void=True):
        if self.env.context.get("club_inbound"):
            return False
        return super()._get_partner_phone_update(force_void=force_void)
