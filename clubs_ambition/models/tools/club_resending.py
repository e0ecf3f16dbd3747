from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import email_normalize

from ...utils.races import alone, holding

INVITATION = "mail_template_session_invitation"
MOVED = "mail_template_session_moved"

RECENT = timedelta(days=7)
"""What did not leave before that is sent again by who looks at it."""


class ClubResending(models.AbstractModel):
    """Send again what did not arrive, once, to the address that is known now.

    Who asks reads the row. sudo: mails, notifications, links and their addresses are
    written by the code alone, and no address is told.
    """

    _name = "club.resending"
    _description = "Sending again"

    @api.model
    @holding("")
    def _resend(self, rows, email=None):
        """Send again what can be, and say how many were left.

        :param email: the address that was corrected just now, if one was
        :raise UserError: when nothing can be, saying of the first one why
        """
        rows = self._taken(rows)
        obstacles = {row: self._obstacle(row, email) for row in rows}
        ready = rows.filtered(lambda row: not obstacles[row])
        if rows and not ready:
            raise UserError(obstacles[rows[0]])
        for row in ready:
            self._send_one(row, email or self._address(row))
        words = self.env._("Sent again: %s. It leaves now.", len(ready))
        if self.env["ir.mail_server"]._club_is_mute():
            words = self.env._(
                "In the queue: %s. Nothing leaves, for no mail server is set.",
                len(ready),
            )
        if left := len(rows) - len(ready):
            words += " " + self.env._("Left: %s.", left)
        return self._notice(words, "warning" if left else "success")

    @api.model
    def _told(self, rows):
        """Leave rows; the thread keeps who said that it was told otherwise."""
        for row in self._taken(rows):
            words = self.env._(
                "E-mail that did not arrive: told otherwise by %s.", self.env.user.name
            )
            record = row._record()
            if record and isinstance(record, self.pool["mail.thread"]):
                record.sudo()._message_log(body=words)
            row.sudo().unlink()
        return self._notice(self.env._("Noted: told otherwise."), "success")

    @api.model
    def _taken(self, rows):
        """Return the rows that are there still, for one press alone."""
        rows = rows.exists()
        rows.check_access("read")
        self._check_about(rows)
        return rows.try_lock_for_update()

    @api.model
    def _check_about(self, rows):
        """Refuse what concerns a message about what the user may not read.

        :raise AccessError: naming nothing
        """
        ids = defaultdict(set)
        for record in (*rows._left_from().values(), *rows._abouts().values()):
            ids[record._name].update(record.ids)
        if not all(
            self.env[name].browse(found).has_access("read")
            for name, found in ids.items()
        ):
            raise AccessError(
                self.env._(
                    "You may not read what this message is about: leave it to who "
                    "follows it."
                )
            )

    @api.model
    def _notice(self, words, kind):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": words,
                "type": kind,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    @api.model
    def _retry(self):
        """Put in the queue again what no mail server took, now that one is set.

        As if somebody pressed for each: what holds no more, or is old, stays and shows.
        sudo: who sets the server has no role in the clubs.
        """
        since = fields.Datetime.now() - RECENT
        rows = self.env["club.undelivered"].sudo()
        rows = rows.search([("reason", "=", "server"), ("create_date", ">=", since)])
        rows = rows.filtered(lambda row: not self._obstacle(row))
        mails = self.env["mail.mail"].sudo()
        mails = mails.search(
            Domain("state", "=", "exception")
            & Domain("failure_type", "in", (False, "mail_smtp", "unknown"))
            & (
                Domain("mail_message_id", "in", rows.message_id.ids)
                | Domain("club_link_id", "in", rows.link_id.ids)
            )
        )
        if mails:
            mails.mark_outgoing()
            self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()

    # === WHAT STANDS IN THE WAY === #

    @api.model
    def _obstacle(self, row, email=None):
        """Return why a message cannot be sent again, and what to do; or nothing."""
        known = row.sudo()
        if known.person_id.no_email_on:
            refusal = self.env["club.privacy.effect"]._refusal(known.person_id)
            return refusal.args[0]
        if over := self._session_over(row) or self._link_over(known.link_id):
            return over
        if gone := self._nothing_left(known):
            return gone
        if not (email or self._address(row)):
            return self.env._("%s has no e-mail address: enter one, or call.", row.who)
        return None

    @api.model
    def _nothing_left(self, row):
        """Return why there is no message to send any more, or nothing."""
        if row.link_id:
            return None
        if not (row.message_id or self._lines(row)):
            return self.env._("This message is not there any more: write it again.")
        if self.env["club.arrival"]._lost_files(row.message_id.attachment_ids):
            return self.env._(
                "A file of this message is not on the server any more: write it again, "
                "with the file."
            )
        return None

    @api.model
    def _session_over(self, row):
        """Return why what a message says of a session holds no more, or nothing."""
        known, mail = row.sudo(), self.env["club.session.mail"]
        session, message = known.session_id, known.message_id
        if session and session.start <= fields.Datetime.now():
            return self.env._("%s has begun: call.", row.session_id.display_name)
        if mail._is_about_session(message) and not mail._is_last(message):
            return self.env._(
                "What this message says to %s holds no more: call.", row.who
            )
        if session and not mail._is_awaited(session, known.person_id, message):
            return self.env._("%s is expected no more: call.", row.who)
        return None

    @api.model
    def _link_over(self, link):
        """Return why a link is of no use any more, or nothing."""
        if link and link.state != "live":
            return self.env._(
                "The link of this message works no more: write again from what it was "
                "about."
            )
        if link and not link._is_renewable():
            return self.env._(
                "Nobody of this message is presented any more: there is nothing to "
                "send again."
            )
        return None

    @api.model
    def _address(self, row):
        """Return where a message goes now."""
        known = row.sudo()
        if known.link_id:
            return self._link_address(known)
        if known.person_id:
            return known.person_id._address()
        if known.partner_id:
            return known.partner_id.email_normalized
        return email_normalize(known.message_id.outgoing_email_to)

    @api.model
    def _link_address(self, row):
        """Return the address of a link, or the one that its holder was given since."""
        link = row.link_id
        mine = email_normalize(link.email)
        if link.person_id:
            return link.person_id._address()
        emails = [one.email_normalized for one in self._contacts(link)]
        emails = [email for email in emails if email]
        wrong = row.reason in ("address", "bounce", "none")
        return emails[0] if wrong and emails and mine not in emails else mine

    @api.model
    def _contacts(self, link):
        """Return who is written to by a link: a contact of the offer, or the company."""
        candidacies = link.candidacy_ids | link._followed().candidacy_id
        return candidacies.offer_id._written_to() | link.partner_id

    # === SENDING === #

    @api.model
    def _send_one(self, row, email):
        """Send again; the row goes first, for one that fails again makes another."""
        known, lines = row.sudo(), self._lines(row)
        link, message, partner = known.link_id, known.message_id, known.partner_id
        record = row.res_model and self.env[row.res_model].browse(row.res_id)
        known.unlink()
        if link:
            link.email = email
            link._send()
        elif message:
            self._notify_again(record, message, partner, email)
        else:
            information = lines.session_id.kind == "information"
            template = INVITATION if information else MOVED
            self.env["club.session.mail"]._send(lines, template)

    @api.model
    def _notify_again(self, record, message, partner, email):
        """Have a message leave to one of those it was to reach, from its thread."""
        notices = message.notification_ids.filtered(
            lambda one: (
                one.res_partner_id == partner
                and one.notification_type == "email"
                and one.notification_status != "sent"
            )
        )
        old = notices.mail_mail_id
        notices.unlink()
        old.filtered(lambda one: one.state in ("exception", "cancel")).unlink()
        to = {"partner_ids": partner.ids, "outgoing_email_to": False}
        if not partner:
            to["outgoing_email_to"] = message.outgoing_email_to = email
        told = record._notify_get_recipients(
            message, to, notify_skip_followers=True, notify_author=True
        )
        told = [one for one in told if (one["id"] or False) == partner.id]
        record._notify_thread_by_email(
            message, [{**one, "notif": "email"} for one in told]
        )

    @api.model
    def _lines(self, row):
        """Return the attendance of whoever is expected still."""
        known = row.sudo()
        lines = known.session_id.attendance_ids.filtered(
            lambda one: (
                one.state == "expected"
                and one.participant_id.person_id == known.person_id
            )
        )
        return lines.with_env(self.env)

    # === ANOTHER ADDRESS === #

    @api.model
    def _correct(self, row, email):
        """Put the right address where it stands, by whoever asks; then send again.

        :raise UserError: when it is no address, or of somebody who works here
        """
        found = email_normalize(email)
        if not found:
            raise UserError(
                self.env._(
                    "%(name)s: “%(email)s” is not one e-mail address.",
                    name=row.who,
                    email=email or "",
                )
            )
        known = row.sudo()
        if known.link_id:
            self._correct_link(row, found)
        elif row.person_id:
            row.person_id.email = found
        elif row.partner_id:
            self._check_contact(row.partner_id)
            row.partner_id.email = found
        else:
            self._check_typed(found)
            known.message_id.outgoing_email_to = found
        return self._resend(row, found)

    @api.model
    @alone("who comes to work here meanwhile has their own page")
    def _check_contact(self, partner):
        """Refuse the contact of a colleague, who corrects it in their preferences."""
        if any(not user.share for user in partner.sudo().user_ids):
            raise UserError(
                self.env._(
                    "%s works here: their address is in their own preferences.",
                    partner.display_name,
                )
            )

    @api.model
    def _check_typed(self, email):
        """Refuse the address of a colleague, typed by hand."""
        if self.env["club.answer.link"]._insiders([email]):
            raise UserError(
                self.env._(
                    "%s is the address of a user here: enter the address of who the "
                    "message is for.",
                    email,
                )
            )

    @api.model
    @alone("who comes to work here meanwhile has their own page")
    def _correct_link(self, row, email):
        """Correct who answers by a link: the person, or whose address it had."""
        link = row.sudo().link_id
        if link._insiders([email]):
            raise UserError(
                self.env._(
                    "%(name)s: %(email)s is the address of a user here. The answer is "
                    "the employer's: write to its own address, or call.",
                    name=row.who,
                    email=email,
                )
            )
        old = email_normalize(link.email)
        link.email = email
        if row.person_id:
            row.person_id.email = email
            return
        wrong = self._contacts(link).filtered(
            lambda one: one.email_normalized in (old, False)
        )
        wrong[:1].with_env(self.env).email = email
