from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import email_normalize

from ...utils import clock
from ...utils.races import alone
from .club_guard_mixin import BY_LINK, HANDED
from .guarded import OPEN

VALID_DAYS = 30
POSTS_A_DAY = 30
"""Answers that one link takes in a day: five profiles, and changes of mind."""

RENEWED = (
    *("kind", "partner_id", "person_id", "email", "club_id", "user_id", "message"),
    *("candidacy_ids", "followup_id", "placement_id"),
)
"""Fields that a fresh link takes from the one it replaces."""

PROFILE_ANSWERS = ("meet", "later", "no", "hired")
FOLLOWUP_ANSWERS = ("in_post", "other_employer", "not_in_work")


class ClubAnswerLink(models.Model):
    """A link by which somebody answers without an account: signed, dated, revocable.

    Each message about it has its own secret (``club.answer.key``), which tells how an
    answer came. Answers on a candidacy go to ``club.candidacy.answer``, those of an
    employer for itself to ``club.answer.employer``, news after a hire to ``club.followup``.
    """

    _name = "club.answer.link"
    _description = "Answer link"
    _inherit = ["club.guard.mixin", "club.label.mixin", "club.undelivered.mixin"]
    _order = "id desc"
    _label_fields = ("partner_id.name", "person_id.name")
    _handed_over = ("user_id", [("revoked_on", "=", False), ("expires_on", ">", "now")])

    @api.model
    def _default_expiry(self):
        return fields.Datetime.now() + timedelta(days=VALID_DAYS)

    kind = fields.Selection(
        [
            ("candidacy", "Profiles presented"),
            ("followup", "News after the hire"),
            ("thanks", "Thanks for the hire"),
        ],
        required=True,
        readonly=True,
        copy=False,
    )
    partner_id = fields.Many2one(
        "res.partner",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        string="Employer",
    )
    person_id = fields.Many2one(
        "club.person",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    email = fields.Char(readonly=True, copy=False, string="Sent to")
    club_id = fields.Many2one(
        "club.club",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        ondelete="cascade",
    )
    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, copy=False, string="Animateur"
    )
    message = fields.Text(readonly=True, copy=False)
    candidacy_ids = fields.Many2many(
        "club.candidacy", readonly=True, copy=False, string="Candidacies"
    )
    followup_id = fields.Many2one(
        "club.followup",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="cascade",
    )
    placement_id = fields.Many2one(
        "club.placement",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="cascade",
    )
    expires_on = fields.Datetime(
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: self._default_expiry(),
        string="Valid until",
    )
    revoked_on = fields.Datetime(readonly=True, copy=False)
    answered_on = fields.Datetime(readonly=True, copy=False, string="Last answer on")
    reminder_count = fields.Integer(readonly=True, copy=False, string="Reminders sent")
    fresh_id = fields.Many2one(
        "club.answer.link",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        string="Replaced by",
    )
    post_day = fields.Date(readonly=True, copy=False, groups="base.group_system")
    post_count = fields.Integer(readonly=True, copy=False, groups="base.group_system")
    state = fields.Selection(
        [("live", "Valid"), ("expired", "Expired"), ("revoked", "Revoked")],
        compute="_compute_state",
    )
    profile_lines = fields.Json(
        compute="_compute_profile_lines", groups="base.group_system"
    )

    _one_answers = models.Constraint(
        "CHECK(num_nonnulls(partner_id, person_id) = 1)",
        "A link is an employer's or a person's.",
    )

    # === COMPUTES === #

    def _compute_label(self):
        for link in self:
            link.display_name = link._holder_name()

    @api.depends("expires_on", "revoked_on")
    def _compute_state(self):
        now = fields.Datetime.now()
        over = self._about_ended()
        for link in self:
            if link.revoked_on or link in over or not link._is_current():
                link.state = "revoked"
            else:
                link.state = "live" if link.expires_on > now else "expired"

    @api.depends_context("club_reminder")
    def _compute_profile_lines(self):
        """Describe each profile of the message in one line; of a reminder, those due."""
        for link in self:
            link.profile_lines = [
                " – ".join(filter(None, [one["name"], one["job"], one["strengths"]]))
                for one in link._profiles(link._message_candidacies())
            ]

    # === ACTIONS === #

    def action_revoke(self):
        """Revoke the link at once: what was sent by mistake stays unread."""
        self.check_access("read")
        live = self.filtered(lambda link: not link.revoked_on)
        return live.sudo().write({"revoked_on": fields.Datetime.now()})

    def action_hand_over(self):
        """Show the address of a link once, to hand it over."""
        return self.env["club.answer.handover"]._open(self)

    # === WHAT IT IS ABOUT === #

    def _followed(self):
        """Return the placement that a link after the hire is about."""
        return self.placement_id or self.followup_id.placement_id

    def _holder(self):
        """Return the employer, or the person, who answers."""
        return self.person_id or self.partner_id

    def _holder_name(self):
        """Return their name; sudo: the user reads the link, but maybe not the person."""
        return self.sudo()._holder().name

    def _is_current(self):
        """Tell whether what the link is about is still true.

        A cancelled hire, or a corrected employer, closes the links sent about it.
        """
        self.ensure_one()
        if not (placement := self._followed()):
            return True
        person = self.kind == "followup" and placement.person_id
        return placement.active and self._holder() in (placement.partner_id, person)

    def _about_ended(self):
        """Filter the links after a hire whose journey is closed to news, in one query."""
        journeys = self.mapped(lambda link: link._followed().participant_id)
        closed = journeys - self.env["club.exit.effect"]._open_to(journeys, "followups")
        return self.filtered(lambda link: link._followed().participant_id & closed)

    def _is_renewable(self):
        """Tell whether a fresh link would still present somebody, or ask for news."""
        if self.kind != "candidacy":
            return not self.person_id.no_email_on
        return bool(self.candidacy_ids._presented())

    def _message_candidacies(self):
        """Return the candidacies a message is about, of people still presented."""
        if self.env.context.get("club_reminder"):
            return self.candidacy_ids._to_remind()
        return self.candidacy_ids._presented()

    def _profiles(self, candidacies=None):
        candidacies = self.candidacy_ids if candidacies is None else candidacies
        answer = self.env["club.candidacy.answer"]
        return [answer._shown(one) for one in candidacies]

    def _reasons(self):
        reasons = self.env["club.refusal.reason"].search([])
        return [(reason.id, reason.name) for reason in reasons]

    def _of_employer(self):
        return bool(self.partner_id) and self.partner_id == self._followed().partner_id

    def _speaks_for_employer(self):
        """Tell whether the link answers for a company, rather than for a person."""
        return self.kind != "followup" or self._of_employer()

    @api.model
    def _insiders(self, emails):
        """Return those of these addresses that belong to users: nobody answers oneself.

        sudo: the caller may not read users, only learn whether one has the address.
        """
        emails = {email_normalize(email) for email in emails if email}
        users = (
            self.env["res.users"]
            .sudo()
            .search(
                Domain("share", "=", False)
                & Domain("partner_id.email_normalized", "in", list(emails))
            )
        )
        return set(users.partner_id.mapped("email_normalized"))

    # === SENDING === #

    def _send(self, reminder=False):
        """Write to whoever answers, in the animateur's name.

        No column holds the address: the mail gets it as it leaves (``mail.mail``).
        """
        self._settle_recipient()
        for link in self:
            link._queue_mail(reminder)
        self.env["club.answer.notice"]._sent(self, reminder)
        # Whoever just pressed “Send” does not wait an hour in the queue; sudo: a cron.
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()

    def _queue_mail(self, reminder):
        """Put the message of a link in the queue; return the mail."""
        self.invalidate_recordset(["profile_lines"])  # said as people agree to it now
        template = self.env.ref(f"clubs_ambition.mail_template_{self.kind}_link")
        told = {"club_reminder": reminder, "club_address": self._sealed_address()}
        opened = template.with_context(**told, club_link=OPEN, club_author=OPEN)
        values = {**self._mail_values(), "club_reminder": reminder}
        mail = opened.send_mail(self.id, email_values=values)
        return self.env["mail.mail"].sudo().browse(mail)

    def _settle_recipient(self):
        """Put the link in the name of the colleague who is there now."""
        for link in self:
            if link.user_id != (recipient := link._recipient()):
                link._unguarded("user_id").user_id = recipient

    def _recipient(self):
        """Return the user to notify: the sender, or who follows the journey or the club."""
        self.ensure_one()
        about = self._followed() or self.candidacy_ids[:1]
        known = (self.user_id, about.participant_id.animateur_id)
        return self.club_id._in_charge(*known) or self.user_id

    def _shown_message(self):
        """Return the sender's message, without names that may not be shown."""
        return self.env["club.candidacy.answer"]._unnamed(
            self.candidacy_ids, self.message
        )

    def _sender_label(self):
        """Return the club and its institution, for a reader who knows neither."""
        return f"{self.club_id.name} – {self.env.company.name}"

    def _mail_values(self):
        """Return the values of a mail that no template may decide."""
        return {
            "club_link_id": self.id,
            "email_to": self.email,
            "email_cc": False,
            "recipient_ids": [],
            "mail_server_id": False,
            "attachment_ids": [],
            "auto_delete": True,
        }

    def _sealed_address(self):
        """Return the placeholder of the address in a mail that has not left yet."""
        return f"{self.get_base_url()}/clubs/reponse/-"

    def _new_address(self, way=BY_LINK):
        """Return an address that opens this link; no record keeps it."""
        token = self.env["club.answer.key"]._issue(self, way)
        return f"{self.get_base_url()}/clubs/reponse/{token}"

    def _process_attachments_for_template_post(self, mail_template):
        """Attach the papers of people who agree to be named, once, if they are light."""
        if self.env.context.get("club_reminder"):
            return {}
        joined = self.env["club.candidacy.answer"]._joined_papers
        return {link.id: {"attachments": joined(link)} for link in self}

    def _remind(self, days):
        """Send the reminders that are due, about people on whom nobody answered.

        Of several messages about one candidacy, only the last one is followed.
        """
        now = fields.Datetime.now()
        awaited = self.candidacy_ids._to_remind()
        for link in self:
            due = link.create_date + timedelta(days=days[link.reminder_count])
            waiting = (link.candidacy_ids & awaited).filtered(
                lambda one, link=link: max(one.link_ids.ids) == link.id
            )
            if due <= now and waiting:
                link.reminder_count += 1
                link._send(reminder=True)

    def _ask_fresh(self):
        """Send a fresh link to the address of the first one, once a day.

        Only what has expired is renewed. Of two taps at once, the second sends nothing.

        :return: the link that replaces this one, none when there is nothing to renew
        :raise LockError: another tap is being recorded
        """
        self.ensure_one()
        self.lock_for_update()
        self.invalidate_recordset(["fresh_id"])
        if self.state != "expired" or not self._is_renewable():
            return self.browse()
        since = fields.Datetime.now() - timedelta(days=1)
        if not self.fresh_id or self.fresh_id.create_date <= since:
            told = {name: self[name] for name in RENEWED}
            self.fresh_id = self.create(self._convert_to_write(told))
            self.fresh_id._send()
        return self.fresh_id

    # === ANSWERS === #

    def _count_answer(self):
        """Count an answer; false when the link took its share of the day."""
        self.ensure_one()
        today = clock.today(self)
        count = self.post_count if self.post_day == today else 0
        if count >= POSTS_A_DAY:
            return False
        self.write({"post_day": today, "post_count": count + 1})
        return True

    @alone("the link counts its answers: it is written first")
    def _receive(self, form, way=HANDED):
        """Record what was answered; return the name of the page that thanks.

        :param way: how the address was told, which the key says
        :raise UserError: in words for whoever answers
        """
        self.ensure_one()
        self._settle_recipient()
        action = form["action"]
        if action in PROFILE_ANSWERS and self.kind == "candidacy":
            self._receive_profile(action, form, way)
        elif action in FOLLOWUP_ANSWERS and self.kind == "followup":
            self.followup_id._receive_answer(action, form["note"], self, way)
        elif action == "need" and self._speaks_for_employer():
            self.env["club.answer.employer"]._receive_need(self, way, form["note"])
        elif action == "stop" and self._speaks_for_employer():
            self.env["club.answer.employer"]._receive_stop(self, way, form["sure"])
        else:
            raise UserError(self.env._("Choose one of the answers of the page."))
        self.answered_on = fields.Datetime.now()
        return {"stop": "stopped", "hired": "hired"}.get(action, "thanks")

    @alone("the candidacy is held where its answer is recorded")
    def _receive_profile(self, action, form, way):
        candidacy = self.candidacy_ids.filtered(lambda one: one.id == form["candidacy"])
        if not candidacy:
            raise UserError(self.env._("Choose one of the answers of the page."))
        candidacy.lock_for_update()  # of two clicks, the second reads the first
        candidacy.invalidate_recordset()
        self.env["club.candidacy.answer"]._receive(candidacy, action, form, self, way)
