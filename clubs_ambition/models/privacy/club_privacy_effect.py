from markupsafe import escape

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date
from odoo.tools.mail import email_normalize_all

from ...utils.races import alone
from ..tools.guarded import OPEN
from ..tools.mail_mail import WAITING


class ClubPrivacyEffect(models.AbstractModel):
    """Apply at once what a person agrees to, or no longer agrees to.

    Mails in the queue are rewritten or stopped. Each is checked again as it leaves, for
    it may have been written while the person changed their mind. sudo: only the code
    reads the queue, and shows nothing of it.
    """

    _name = "club.privacy.effect"
    _description = "Effect of a consent"

    @api.model
    def _take_effect(self, persons, purpose):
        """Bring what waits to leave in line with what persons say now."""
        if purpose in ("named", "profile"):
            self._write_again(self._waiting_links(persons))
        if purpose == "email":
            self._hold_back(self._waiting_to(persons))
        if purpose == "sensitive":
            self.env["club.participant.barrier"]._forget(persons)

    @api.model
    def _fit_to_leave(self, mails):
        """Return the mails that may leave, each as people agree to it by now."""
        known = mails.sudo()
        stale = known.filtered(self._is_stale)
        kept = (known - stale) | self._write_again(stale)
        return (kept - self._hold_back(kept)).with_env(mails.env)

    # === LINKS TO EMPLOYERS === #

    @api.model
    def _waiting_links(self, persons):
        """Return the mails in the queue by which employers read of these persons."""
        about = Domain.OR(
            Domain(f"club_link_id.{path}", "in", persons.ids)
            for path in (
                "candidacy_ids.person_id",
                "followup_id.placement_id.person_id",
                "placement_id.person_id",
            )
        )
        waiting = Domain("state", "in", WAITING) & about
        return self.env["mail.mail"].sudo().search(waiting)

    @api.model
    def _journeys_of(self, link):
        return link.candidacy_ids.participant_id | link._followed().participant_id

    @api.model
    def _is_stale(self, mail):
        """Tell whether a mail says more of somebody than they agree to by now."""
        link = mail.club_link_id
        if not link.partner_id:
            return False
        journeys = self._journeys_of(link)
        shown = self.env["club.restriction"]._shown(journeys)
        if link._about_ended() or (link.kind == "candidacy" and journeys - shown):
            return True
        hidden = journeys.person_id.filtered(lambda one: not one.named_consent_on)
        told = f"{mail.subject} {mail.body_html}"
        if any(escape(one.name) in told for one in hidden):
            return True
        return bool(hidden and self._papers_too_many(mail, link))

    @api.model
    def _papers_too_many(self, mail, link):
        papers = [paper for one in link.candidacy_ids for paper in one._papers()]
        return len(mail.attachment_ids) > len(papers)

    @api.model
    def _write_again(self, mails):
        """Write mails with a link anew, in their place; return those that may leave.

        One that presents nobody any more does not leave, nor one about who asked to be
        left alone.
        """
        renewed = mails.browse()
        for mail in mails:
            reminder = mail.club_reminder
            link = mail.club_link_id.with_context(club_reminder=reminder)
            told = {name: mail[name] for name in ("state", "failure_reason")}
            opened = {"club_written_again": OPEN, "club_restriction": OPEN}
            mail.with_context(**opened).unlink()
            candidates = link.kind == "candidacy" and link._message_candidacies()
            if candidates or not (link.kind == "candidacy" or link._about_ended()):
                new = link._queue_mail(reminder)
                new.write(told)
                renewed |= new
        return renewed

    # === MAILS TO PERSONS === #

    @api.model
    def _waiting_to(self, persons):
        """Return the mails in the queue that may be to these persons."""
        emails = [email for email in persons.mapped("email_normal") if email]
        about = Domain.OR(
            [
                Domain("club_link_id.person_id", "in", persons.ids),
                *(Domain("email_to", "ilike", email) for email in emails),
            ]
        )
        waiting = Domain("state", "in", WAITING) & about
        return self.env["mail.mail"].sudo().search(waiting)

    @api.model
    def _hold_back(self, mails):
        """Take out of mails who wants none; return those that are to nobody else."""
        held = mails.browse()
        unwanted, apart = self._unwanted(mails), self._contacts_apart(mails)
        for mail in mails.filtered(lambda one: one in unwanted or one in apart):
            known = unwanted.get(mail, set()) | self._addresses_of(apart.get(mail))
            kept = [
                one for one in email_normalize_all(mail.email_to) if one not in known
            ]
            others = mail.recipient_ids - apart.get(mail, mail.recipient_ids.browse())
            if kept or others:
                mail.write({"email_to": ", ".join(kept)})
                mail.recipient_ids = others
                continue
            held |= mail
        if not held:
            return held
        held.write(
            {
                "state": "cancel",
                "failure_reason": self.env._("The person wants no e-mail."),
            }
        )
        notices = self.env["mail.notification"].sudo()
        notices.search([("mail_mail_id", "in", held.ids)]).write(
            {"notification_status": "canceled"}
        )
        return held

    @api.model
    def _contacts_apart(self, mails):
        """Return ``{mail: contacts}`` it is to, who asked to be left alone, or object.

        An address that is their establishment's too is written to still.
        """
        ids = self.env["club.restriction"]._known_contacts()
        contacts = self.env["res.partner"].sudo().browse(ids)
        if not contacts:
            return {}
        emails = self._addresses_of(contacts)
        holders = contacts.grouped("email_normalized")
        found = {}
        for mail in mails:
            told = emails & set(email_normalize_all(mail.email_to))
            found[mail] = (mail.recipient_ids & contacts).union(*map(holders.get, told))
        return {mail: some for mail, some in found.items() if some}

    @api.model
    def _addresses_of(self, contacts):
        """Return the addresses that are of these contacts, and of nobody in use."""
        emails = (
            set(contacts.mapped("email_normalized")) - {False} if contacts else set()
        )
        others = self.env["res.partner"].sudo()
        if emails:
            others = others.search([("email_normalized", "in", list(emails))])
        return emails - set(others.mapped("email_normalized"))

    @api.model
    def _unwanted(self, mails):
        """Return ``{mail: addresses}`` of who wants no e-mail, where there are some.

        Nor does who asked that their file be left alone.
        """
        addresses = {
            email for mail in mails for email in email_normalize_all(mail.email_to)
        }
        silent = (
            self.env["club.person"]
            .sudo()
            .with_context(active_test=False)
            .search(
                (
                    Domain("no_email_on", "!=", False)
                    | Domain("restricted_on", "!=", False)
                )
                & Domain("email_normal", "in", list(addresses))
            )
        )
        if not silent:
            return {}
        found = {
            mail: self._silent_of(self._persons_of(mail), apart=True) for mail in mails
        }
        return {mail: emails for mail, emails in found.items() if emails}

    @api.model
    def _persons_of(self, mail):
        """Return whom a mail is about: who has its link, or who is borne by its record.

        A family may share an address: another's mail goes on.
        """
        if mail.club_link_id:
            return mail.club_link_id.person_id
        leaving = self.env["club.leaving"]
        model, record = mail.model, mail.res_id
        if not record or model not in leaving._ways():
            return self.env["club.person"].sudo()
        ids = leaving._people({model: {record}})
        return self.env["club.person"].sudo().browse(ids)

    @api.model
    def _silent_of(self, persons, apart=False):
        """Return the addresses at which each of these persons wants no e-mail.

        :param apart: whether who asked to be left alone counts among them
        """
        silent = persons.filtered(
            lambda one: one.no_email_on or (apart and one.restricted_on)
        )
        others = (persons - silent).mapped("email_normal")
        return set(silent.mapped("email_normal")) - {False, *others}

    @api.model
    @alone("a mail that leaves at that moment left before")
    def _check_written_to(self, record, emails):
        """Refuse to write from a record to who wants no e-mail.

        :param str emails: as ``message_post`` takes them
        :raise UserError: saying so plainly, to whoever reads the record
        """
        asked = set(email_normalize_all(emails or ""))
        leaving = self.env["club.leaving"]
        if not asked or record._name not in leaving._ways():
            return
        ids = leaving._people({record._name: set(record.ids)})
        persons = self.env["club.person"].sudo().browse(ids)
        persons = persons.filtered(lambda one: one.email_normal in asked)
        if self._silent_of(persons):
            raise self._refusal(persons.filtered("no_email_on")[:1])

    @api.model
    def _refusal(self, person):
        """Return the refusal to write; the label names them to whoever may read it.

        sudo: the day is told to whoever works with the person.
        """
        return UserError(
            self.env._(
                "%(person)s wants no e-mail from the club since %(date)s: call, or meet.",
                person=person.with_env(self.env).display_name,
                date=format_date(self.env, person.sudo().no_email_on),
            )
        )
