from odoo import api, models
from odoo.tools.mail import email_normalize_all

from .guarded import OPEN
from .ours import is_our_model

REASON_OF = {
    # what Odoo says of a mail or of a notification
    "mail_email_invalid": "address",
    "mail_email_missing": "none",
    "mail_bounce": "bounce",
    "mail_smtp": "server",
    "mail_from_invalid": "sender",
    "mail_from_missing": "sender",
    "mail_bl": "blocked",
    "mail_optout": "blocked",
    "cancelled": "cancelled",
}

FILE_LOST = "club_file_lost"
"""The failure of a mail that did not leave because one of its files is lost."""

TWICE = "mail_dup"
"""The failure of a mail cancelled because its address gets the same message already."""


class ClubArrival(models.AbstractModel):
    """Record the people a message did not reach (``club.undelivered``), until it does.

    Called where mails leave, come back or are cancelled, whoever caused it. sudo: only
    the code writes these rows, and the queue has the rights of nobody.
    """

    _name = "club.arrival"
    _description = "Whether messages arrive"

    @api.model
    def _rows(self):
        return self.env["club.undelivered"].sudo()

    # === WHAT DID NOT ARRIVE === #

    @api.model
    def _mail_failed(self, mail, kind, words="", pids=(), emails=()):
        """Record the people a mail did not reach.

        :param kind: type of the failure, as Odoo says it
        :param words: what the mail server said, of which nothing is kept
        :param pids: contacts whom it reached
        :param emails: addresses that it reached
        """
        if kind == TWICE:
            return None
        reason = self._reason(kind, words)
        if link := mail.sudo().club_link_id:
            return self._keep(self._link_values(link), reason)
        told = set(email_normalize_all(", ".join(emails)))
        missed = [one for one in email_normalize_all(mail.email_to) if one not in told]
        partners = mail.sudo().recipient_ids.filtered(lambda one: one.id not in pids)
        if not (missed or partners or told or pids):
            missed = [""]
        return self._keep(
            self._message_values(mail.sudo().mail_message_id, partners, missed), reason
        )

    @api.model
    def _notices_failed(self, notices):
        """Record the people messages did not reach, as their notifications say."""
        for notice in notices.sudo().filtered(lambda one: one.failure_type != TWICE):
            emails = email_normalize_all(notice.mail_email_address)
            message, partner = notice.mail_message_id, notice.res_partner_id
            reason = self._reason(notice.failure_type, notice.failure_reason)
            values = self._message_values(message, partner, emails)
            self._keep(values, reason)

    @api.model
    def _reason(self, kind, words):
        """Return the reason, from what Odoo and the mail server say."""
        if "RecipientsRefused" in (words or ""):
            return "address"
        if FILE_LOST in (words or ""):
            return "file"
        return REASON_OF.get(kind, "refused")

    @api.model
    def _lost_files(self, files):
        """Filter the files missing on disk, as in a database restored without its files.

        sudo: they belong to a message that was written.
        """
        return files.sudo().filtered(
            lambda one: one.type == "binary" and one.file_size and not one.raw
        )

    @api.model
    def _is_about_clubs(self, message, references):
        """Tell whether a report is of a message of ours, or of a link."""
        keys = self.env["club.answer.key"].sudo()
        return bool(
            (message and self._ours(message))
            or keys.search_count([("message_ref", "in", list(references))], limit=1)
        )

    @api.model
    def _link_bounced(self, references):
        """Record the links whose message came back, found by the references of a bounce."""
        Key = self.env["club.answer.key"].sudo()
        keys = Key.search([("message_ref", "in", list(references))])
        for link in keys.link_id:
            self._keep(self._link_values(link), "bounce")

    @api.model
    def _unreached(self, lines):
        """Record the people who have no address at which to tell them of a session.

        :param lines: attendances
        """
        for line in lines.sudo():
            person, session = line.participant_id.person_id, line.session_id
            values = {"session_id": session.id, "person_id": person.id}
            values |= {"res_model": session._name, "res_id": session.id}
            values |= {"club_id": session.club_id.id, "user_id": self.env.uid}
            if not (person.restricted_on or person.erased_on):
                self._keep([values], "none")

    @api.model
    def _link_values(self, link):
        if self.env["club.restriction"]._persons(link):
            return []
        return [
            {
                "link_id": link.id,
                "partner_id": link.partner_id.id,
                "person_id": link.person_id.id,
                "res_model": link._name,
                "res_id": link.id,
                "club_id": link.club_id.id,
                "user_id": link.user_id.id,
            }
        ]

    @api.model
    def _message_values(self, message, partners, emails):
        """Return the values of a row for each person a message was to reach."""
        record = self._ours(message)
        if record is None or self.env["club.restriction"]._persons(record):
            return []
        author = message.author_id.user_ids[:1]
        club = "club_id" in record._fields and record.club_id
        club = club or (author.club_ids or author.club_managed_ids)[:1]
        line = (
            self.env["club.attendance"]
            .sudo()
            .search([("mail_message_id", "=", message.id)], limit=1)
        )
        about = {
            "message_id": message.id,
            "res_model": record._name,
            "res_id": record.id,
            "club_id": (record if record._name == "club.club" else club).id,
            "session_id": line.session_id.id,
            "user_id": author.id,
        }
        persons = self._persons_of(record).grouped("email_normal")
        left_alone = self.env["club.restriction"]._contacts(partners)
        holders = [{"partner_id": one.id} for one in partners - left_alone]
        for email in set(emails) - set(left_alone.mapped("email_normalized")):
            holders += [
                {"person_id": person.id}
                for person in persons.get(email) or line.participant_id.person_id
            ] or [{}]
        return [{**about, **holder} for holder in holders]

    @api.model
    def _ours(self, message):
        """Return the record of a message about the clubs, None of any other."""
        if not (message.model in self.env.registry and message.res_id):
            return None
        record = self.env[message.model].sudo().browse(message.res_id).exists()
        if record and is_our_model(record):
            return record
        of_club = "club_id" in record._fields and record.club_id
        of_network = record._name == "res.partner" and any(
            user._club_has_role() for user in message.author_id.user_ids
        )
        return record if of_club or of_network else None

    @api.model
    def _persons_of(self, record):
        """Return the persons of a record who may be written to; sudo: by the code."""
        leaving = self.env["club.leaving"]
        persons = self.env["club.person"].sudo()
        if record._name not in leaving._ways():
            return persons
        found = persons.browse(leaving._people({record._name: set(record.ids)}))
        return found.filtered(lambda one: not (one.restricted_on or one.erased_on))

    @api.model
    def _keep(self, vals_list, reason):
        """Keep one row for each person not reached by a message, a link or a session."""
        for vals in vals_list:
            person = self.env["club.person"].sudo().browse(vals.get("person_id"))
            unwanted = reason != "bounce" and person.no_email_on
            told = {**vals, "reason": "unwanted" if unwanted else reason}
            names = [name for name in ("link_id", "message_id") if vals.get(name)]
            names = [*(names[:1] or ["session_id"]), "partner_id", "person_id"]
            same = self._rows().search(
                [(name, "=", vals.get(name, False)) for name in names]
            )
            # What an older message said of a session holds no more.
            newest = same.filtered_domain(
                [("message_id", "=", vals.get("message_id", False))]
            )
            (same - newest).unlink()
            if same := newest:
                same.write({"reason": told["reason"]})
            else:
                self._rows().create(told)
            self._count_contact(vals.get("link_id"), "reached", "not_reachable")

    # === WHAT ARRIVED AFTER ALL === #

    @api.model
    def _mail_left(self, mail, pids=(), emails=(), whole=True):
        """Delete the rows of the people a mail has reached now.

        One message makes several mails: each deletes only the rows of its own recipients.

        :param whole: whether it has reached all its recipients
        """
        mail = mail.sudo()
        told = set(email_normalize_all(", ".join(emails)))
        link = mail.club_link_id
        name, target = (
            ("link_id", link) if link else ("message_id", mail.mail_message_id)
        )
        rows = self._rows().search([(name, "=", target.id)])
        if link:
            self._count_contact(link.id, "not_reachable", "reached")
            return rows.unlink()
        typed = whole and bool(mail.email_to)
        return rows.filtered(
            lambda row: (
                row.partner_id.id in pids
                if row.partner_id
                else row.person_id.email_normal in told
                if row.person_id
                else typed
            )
        ).unlink()

    @api.model
    def _told(self, lines):
        """Delete what the people of a session missed: another message says it.

        :param lines: attendances
        """
        lines = lines.sudo()
        rows = self._rows().search(
            [
                ("session_id", "in", lines.session_id.ids),
                ("person_id", "in", lines.participant_id.person_id.ids),
            ]
        )
        pairs = {(one.session_id, one.participant_id.person_id) for one in lines}
        rows.filtered(lambda row: (row.session_id, row.person_id) in pairs).unlink()

    @api.model
    def _forget(self, people):
        """Delete the rows about persons or contacts who are restricted or erased.

        sudo: whoever asks for it.
        """
        name = "person_id" if people._name == "club.person" else "partner_id"
        rows = self._rows().with_context(active_test=False)
        rows.search([(name, "in", people.ids)]).unlink()

    @api.model
    def _forget_left_alone(self):
        """Delete all rows about restricted or erased people.

        While modules are being loaded, restrictions are not known, and such rows may be
        made; sudo: the code deletes them all the same.
        """
        rows = self._rows().with_context(club_restriction=OPEN, active_test=False)
        rows, apart = rows.search([]), self.env["club.restriction"]
        known = apart._restricted_contacts()
        rows = rows.filtered(
            lambda row: (
                row.partner_id.club_erased_on
                or row.partner_id.id in known
                or any(
                    one.restricted_on or one.erased_on
                    for one in row.person_id | self._borne_by_row(row)
                )
            )
        )
        rows.unlink()

    @api.model
    def _borne_by_row(self, row):
        """Return whom the record that a message left from is about."""
        persons = row.person_id.browse()
        if row.res_model not in self.env.registry:
            return persons
        record = row.env[row.res_model].browse(row.res_id).exists()
        way = self.env["club.restriction"]._way(record._name)
        if way == "id":
            return record
        return record.mapped(way) if way else persons

    @api.model
    def _count_contact(self, link_id, before, now):
        """Count as reached the employers that were: a campaign's figures follow.

        The contact was logged as the message was written, at one and the same time.
        """
        link = self.env["club.answer.link"].sudo().browse(link_id)
        if not link.partner_id:
            return
        contacts = link.env["club.contact"].search(
            [
                ("partner_id", "=", link.partner_id.id),
                ("club_id", "=", link.club_id.id),
                ("channel", "=", "email"),
                ("create_date", "=", link.create_date),
                ("outcome", "=", before),
            ]
        )
        contacts.write({"outcome": now})
