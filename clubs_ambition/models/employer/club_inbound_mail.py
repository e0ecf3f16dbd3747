from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import email_normalize, format_date, parse_contact_from_email
from odoo.tools.constants import GC_UNLINK_LIMIT

from ...utils import actions
from ...utils.identity import split_name

KEPT_MONTHS = 6
"""What nobody sorted by then is nobody's business any more."""


class ClubInboundMail(models.Model):
    """A mail to a club's address of whom nobody knows: an employer's or a job seeker's.

    It is no prospect, and its sender no contact, before somebody of the club has read
    it and said in one gesture whose it is. Until then it waits in a thread of its own,
    which its club alone reads. Sorted or erased, it leaves nothing here.
    """

    _name = "club.inbound.mail"
    _description = "E-mail to sort"
    _inherit = ["club.thread.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _primary_email = "sender"

    club_id = fields.Many2one(
        "club.club",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        ondelete="cascade",
    )
    sender = fields.Char(readonly=True, copy=False)
    email = fields.Char(readonly=True, copy=False, index="btree_not_null")
    subject = fields.Char(readonly=True, copy=False)

    @api.depends("create_date")
    @api.depends_context("lang", "tz")
    def _compute_display_name(self):
        """Name the day and nobody: tasks and notifications tell a label."""
        for mail in self:
            day = mail.create_date and format_date(self.env, mail.create_date)
            mail.display_name = self.env._("E-mail to sort, %s", day or "")

    # === THE GATEWAY === #

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Go on with what waits of the same sender, else keep one more to sort.

        Of use to the mail gateway, which has superuser rights: a caller has their own.
        """
        self.env["club.inbound"]._mask_mail(msg_dict)
        values = dict(custom_values or {})
        sender = msg_dict.get("email_from")
        email = email_normalize(sender or "")
        same = [("club_id", "=", values.get("club_id")), ("email", "=", email)]
        self.env["club.inbound"]._take_turns(email=email)
        if email and (waiting := self.search(same, limit=1)):
            return waiting
        values.update(sender=sender, email=email, subject=msg_dict.get("subject"))
        mail = super().message_new(msg_dict, values)
        mail.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("Say whose an e-mail to the club is"),
            user_id=mail.club_id._in_charge().id,
        )
        return mail

    # === SORTING === #

    def action_employer(self):
        """Make a prospect of it, or add it to the one there is of this sender."""
        self.ensure_one()
        Inbound = self.env["club.inbound"].with_context(club_inbound=True)
        club = self.club_id
        partner, lead = Inbound._known_to(club, self.sender)
        if not lead:
            values = Inbound._mail_values(club, self.sender, partner, lead)
            lead = Inbound.env["crm.lead"].create(
                {
                    **values,
                    "name": self.subject or self.env._("E-mail of an employer"),
                    "type": "opportunity",
                    "email_from": self.sender,
                }
            )
        self._hand_to(lead)
        Inbound._mark_read(lead)
        return actions.window("crm.lead", res_id=lead.id)

    def action_job_seeker(self):
        """Open the short form that orients who wrote."""
        self.ensure_one()
        name, email = parse_contact_from_email(self.sender or "")
        first, last = split_name(name)
        return actions.dialog(
            "club.inbound.orient",
            self.env._("Orient who wrote"),
            default_inbound_id=self.id,
            default_first_name=first,
            default_last_name=last,
            default_email=email,
        )

    def action_erase(self):
        """Erase it with all it holds; sudo: whoever reads it sorts it."""
        self.check_access("read")
        self.sudo().unlink()
        return actions.stored(self.env, "club_inbound_mail_action", target="main")

    def _hand_to(self, record):
        """Move what was written to the thread of a record; nothing stays here.

        sudo: whoever reads the mail sorts it, and writes no message of somebody else.
        """
        mail = self.sudo()
        messages = mail.message_ids.filtered(lambda one: one.message_type == "email")
        to = {"res_id": record.id}
        messages.attachment_ids.write({**to, "res_model": record._name})
        messages.write({**to, "model": record._name})
        mail.unlink()

    @api.autovacuum
    def _gc_unsorted(self):
        limit = fields.Datetime.now() - relativedelta(months=KEPT_MONTHS)
        old = self.search([("create_date", "<", limit)], limit=GC_UNLINK_LIMIT)
        old.unlink()
        return len(old), len(old) == GC_UNLINK_LIMIT
