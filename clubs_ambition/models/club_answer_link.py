import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import hash_sign, verify_hash_signed

from ..utils import clock

SCOPE = "club-answer"
VALID_DAYS = 30
POSTS_A_DAY = 30
"""Answers one link takes in a day: five profiles, and as many changes of mind."""


PAPERS_BYTES = 8 * 1024 * 1024
"""All the papers of one message, in base64: many mail servers refuse 10 MB."""


class ClubAnswerLink(models.Model):
    """A link by which somebody answers without an account: signed, dated, revocable.

    The address carries the record and a secret of its own, signed by the database:
    it cannot be guessed nor altered. It opens what was sent with it, nothing else.
    """

    _name = "club.answer.link"
    _description = "Answer link"
    _inherit = ["club.guard.mixin", "club.label.mixin"]
    _order = "id desc"
    _rec_name = "partner_id"

    kind = fields.Selection(
        [
            ("candidacy", "Profiles presented"),
            ("followup", "News after the hire"),
            ("thanks", "Thanks for the hire"),
        ],
        required=True,
        readonly=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        string="Who answers",
    )
    email = fields.Char(readonly=True, string="Sent to")
    club_id = fields.Many2one(
        "club.club", required=True, readonly=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, string="Animateur"
    )
    message = fields.Text(readonly=True)
    candidacy_ids = fields.Many2many(
        "club.candidacy", readonly=True, string="Candidacies"
    )
    followup_id = fields.Many2one(
        "club.followup", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    placement_id = fields.Many2one(
        "club.placement", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    nonce = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        groups="base.group_system",
        default=lambda _self: secrets.token_urlsafe(16),
    )
    url = fields.Char(compute="_compute_url", groups="base.group_system")
    expires_on = fields.Datetime(
        required=True,
        readonly=True,
        default=lambda self: self._default_expiry(),
        string="Valid until",
    )
    revoked_on = fields.Datetime(readonly=True)
    opened_on = fields.Datetime(readonly=True, string="First opened on")
    answered_on = fields.Datetime(readonly=True, string="Last answer on")
    reminder_count = fields.Integer(readonly=True, string="Reminders sent")
    fresh_id = fields.Many2one(
        "club.answer.link",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        string="Replaced by",
    )
    post_day = fields.Date(readonly=True, groups="base.group_system")
    post_count = fields.Integer(readonly=True, groups="base.group_system")
    state = fields.Selection(
        [("live", "Valid"), ("expired", "Expired"), ("revoked", "Revoked")],
        compute="_compute_state",
    )

    _protected_fields = (
        "kind",
        "partner_id",
        "email",
        "club_id",
        "user_id",
        "message",
        "candidacy_ids",
        "followup_id",
        "placement_id",
        "nonce",
        "expires_on",
        "revoked_on",
        "opened_on",
        "answered_on",
        "reminder_count",
        "fresh_id",
        "post_day",
        "post_count",
    )

    @api.model
    def _default_expiry(self):
        return fields.Datetime.now() + timedelta(days=VALID_DAYS)

    def _compute_url(self):
        for link in self:
            token = hash_sign(self.env, SCOPE, [link.id, link.nonce])
            link.url = f"{link.get_base_url()}/clubs/reponse/{token}"

    @api.depends("expires_on", "revoked_on")
    def _compute_state(self):
        now = fields.Datetime.now()
        for link in self:
            if link.revoked_on or not link._is_current():
                link.state = "revoked"
            else:
                link.state = "live" if link.expires_on > now else "expired"

    @api.model
    def _from_token(self, token):
        """Return the link of an address, expired ones too; none when it was forged."""
        try:
            values = verify_hash_signed(self.env, SCOPE, token)
        except (ValueError, UnicodeError, IndexError):
            values = None
        if not values:
            return self.browse()
        link = self.browse(values[0]).exists()
        known = link and secrets.compare_digest(link.nonce, values[1])
        return link if known else self.browse()

    def _take_post(self):
        """Count an answer; false when the link took its share of the day."""
        self.ensure_one()
        today = clock.today(self)
        count = self.post_count if self.post_day == today else 0
        if count >= POSTS_A_DAY:
            return False
        self.write({"post_day": today, "post_count": count + 1})
        return True

    def _note_opened(self):
        if not self.opened_on:
            self.opened_on = fields.Datetime.now()

    def _ask_fresh(self):
        """Send a fresh link to the address of the first one, once a day.

        Only what has expired is renewed. Two taps at once: the second one waits its
        turn, reads what the first one wrote, and sends nothing.

        :return: the link that replaces this one, none when there is nothing to renew
        :raise LockError: another tap is being recorded
        """
        self.ensure_one()
        self.lock_for_update()
        self.invalidate_recordset(["fresh_id"])
        if self.state != "expired":
            return self.browse()
        since = fields.Datetime.now() - timedelta(days=1)
        if not self.fresh_id or self.fresh_id.create_date <= since:
            self.fresh_id = self.copy()
            self.fresh_id._send()
        return self.fresh_id

    def copy_data(self, default=None):
        blank = {
            "opened_on": False,
            "answered_on": False,
            "reminder_count": 0,
            "post_count": 0,
            "expires_on": self._default_expiry(),
        }
        return super().copy_data({**blank, **(default or {})})

    def _send(self, reminder=False):
        """Write to whoever answers, in the animateur's name."""
        for link in self:
            xmlid = f"clubs_ambition.mail_template_{link.kind}_link"
            link.env.ref(xmlid).with_context(club_reminder=reminder).send_mail(
                link.id, email_values=link._mail_values()
            )
        # An hour in the queue is long for who just pressed “Send”; sudo: a cron.
        queue = self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()
        queue._trigger()

    def _mail_values(self):
        return {"email_to": self.email, "attachment_ids": []}

    def _process_attachments_for_template_post(self, mail_template):
        """Join the papers of those who agree to be named, once, if they are light."""
        if self.env.context.get("club_reminder"):
            return {}
        return {link.id: {"attachments": link._joined_papers()} for link in self}

    def _joined_papers(self):
        """Return ``[(file name, base64)]``; heavy ones are read on the page."""
        papers = [
            (name, record.with_context(bin_size=False)[field])
            for candidacy in self.candidacy_ids
            for record, field, name in candidacy._papers().values()
        ]
        heavy = sum(len(content) for _name, content in papers) > PAPERS_BYTES
        return [] if heavy else papers

    def _remind(self, days):
        """Write again where it is time, about whom nobody answered in any way.

        Of several messages about one candidacy, only the last one is followed.
        """
        now = fields.Datetime.now()
        for link in self:
            due = link.create_date + timedelta(days=days[link.reminder_count])
            waiting = link.candidacy_ids.filtered(
                lambda one, link=link: (
                    one.state == "sent"
                    and not one.answered_on
                    and max(one.link_ids.ids) == link.id
                )
            )
            if due <= now and waiting:
                link.reminder_count += 1
                link._send(reminder=True)

    # === ACTIONS === #

    def action_revoke(self):
        """Make the link useless at once: what was sent by mistake stays unread."""
        self.check_access("read")
        self.sudo().write({"revoked_on": fields.Datetime.now()})
        return True
