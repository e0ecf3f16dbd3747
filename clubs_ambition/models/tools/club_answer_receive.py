from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import html2plaintext, plaintext2html

from ...const import ANSWER_ACTIVITY

PROFILE_ANSWERS = ("meet", "later", "no", "hired")
FOLLOWUP_ANSWERS = ("in_post", "other_employer", "not_in_work")


class ClubAnswerLink(models.Model):
    """What a link shows, and what becomes of each answer."""

    _inherit = "club.answer.link"

    profile_lines = fields.Json(
        compute="_compute_profile_lines", groups="base.group_system"
    )

    @api.depends_context("club_reminder")
    def _compute_profile_lines(self):
        """Say each profile in one line, for the message; a reminder, those it is for."""
        for link in self:
            link.profile_lines = [
                " – ".join(filter(None, [one["name"], one["job"], one["strengths"]]))
                for one in link._profiles(link._told_candidacies())
            ]

    def _told_candidacies(self):
        """Return the candidacies a message is about: nobody's who is not presented."""
        if self.env.context.get("club_reminder"):
            return self.candidacy_ids._to_remind()
        return self.candidacy_ids._presented()

    def _profiles(self, candidacies=None):
        candidacies = self.candidacy_ids if candidacies is None else candidacies
        return [one.participant_id._profile(one) for one in candidacies]

    def _reasons(self):
        reasons = self.env["club.refusal.reason"].search([])
        return [(reason.id, reason.name) for reason in reasons]

    def _is_current(self):
        """Tell whether what the link is about still stands.

        A hire cancelled, or an employer corrected, closes the links sent about it.
        """
        self.ensure_one()
        placement = self.placement_id or self.followup_id.placement_id
        if not placement:
            return True
        concerned = placement.partner_id
        if self.kind == "followup":
            concerned |= placement.person_id
        return placement.active and self.partner_id in concerned

    def _about_ended(self):
        """Filter the links after a hire whose journey is closed to news, in one query."""
        journeys = self.mapped(lambda link: link._followed().participant_id)
        closed = journeys - journeys._open_to("followups")
        return self.filtered(lambda link: link._followed().participant_id & closed)

    def _has_something_to_say(self):
        """Tell whether a fresh link would still present somebody, or ask for news."""
        return self.kind != "candidacy" or bool(self.candidacy_ids._presented())

    def _followed(self):
        """Return the placement that a link after the hire is about."""
        return self.placement_id or self.followup_id.placement_id

    def _of_employer(self):
        return self.partner_id == self._followed().partner_id

    def _has_said(self, record, note):
        """Tell whether the holder's last message on ``record`` is this very note."""
        mine = record.message_ids.filtered(
            lambda message: message.author_id == self.partner_id
        )
        words = " ".join(html2plaintext(mine[:1].body or "").split())
        return " ".join(note.split()) in words

    def _receive(self, form):
        """Record what was answered; return the name of the page that thanks.

        :raise UserError: in words for whoever answers
        """
        self.ensure_one()
        self._settle_recipient()
        action = form["action"]
        if action in PROFILE_ANSWERS and self.kind == "candidacy":
            self._receive_profile(action, form)
        elif action in FOLLOWUP_ANSWERS and self.kind == "followup":
            self.followup_id._receive_answer(action, form["note"], self)
        elif action == "need" and self._speaks_for_employer():
            self._receive_need(form["note"])
        elif action == "stop" and self._speaks_for_employer():
            self._receive_stop(form["sure"])
        else:
            raise UserError(self.env._("Choose one of the answers of the page."))
        self.answered_on = fields.Datetime.now()
        return {"stop": "stopped", "hired": "hired"}.get(action, "thanks")

    def _speaks_for_employer(self):
        """A person's own link neither recruits nor stops the messages of a company."""
        return self.kind != "followup" or self._of_employer()

    def _receive_profile(self, action, form):
        candidacy = self.candidacy_ids.filtered(lambda one: one.id == form["candidacy"])
        if not candidacy:
            raise UserError(self.env._("Choose one of the answers of the page."))
        # Two clicks at once: the second one reads what the first one wrote.
        candidacy.lock_for_update()
        candidacy.invalidate_recordset()
        self.env["club.candidacy.answer"]._receive(candidacy, action, form, self)

    def _receive_need(self, note):
        """An employer has another need: the prospection goes on from there."""
        if not note:
            raise UserError(self.env._("Say in a few words whom you are looking for."))
        lead = self._prospect()
        if self._has_said(lead, note):
            return
        summary = self.env._("%s has another need", self.partner_id.name)
        self.env["club.contact"].create(
            {
                "lead_id": lead.id,
                "club_id": self.club_id.id,
                "user_id": self.user_id.id,
                "channel": "inbound",
                "outcome": "offer",
                "note": summary,
                "participant_ids": [],
            }
        )
        lead.message_post(body=plaintext2html(note), author_id=self.partner_id.id)
        lead.activity_schedule(
            ANSWER_ACTIVITY,
            user_id=self.user_id.id,
            summary=summary,
            note=plaintext2html(note),
        )

    def _prospect(self):
        """Return the club's prospect of this employer, opened when there is none."""
        found = self.env["crm.lead"].search(
            Domain("partner_id", "=", self.partner_id.id)
            & Domain("club_id", "=", self.club_id.id),
            limit=1,
        )
        # What there is to do tells of it: Odoo would say that nobody assigned it.
        Lead = self.env["crm.lead"].with_context(mail_auto_subscribe_no_notify=True)
        return found or Lead.create(
            {
                "name": self.partner_id.name,
                "partner_id": self.partner_id.id,
                "club_id": self.club_id.id,
                "channel": "inbound",
                "type": "opportunity",
                "user_id": self.user_id.id,
            }
        ).with_env(self.env)

    def _receive_stop(self, sure):
        """Record that the employer wants no more messages: no club writes again.

        :raise UserError: when the box is not ticked, as when a mail filter pressed
        """
        if not sure:
            raise UserError(
                self.env._("Tick the box: no club will write to you any more.")
            )
        if self.partner_id.club_network_status == "stop":
            return
        self.partner_id.club_network_status = "stop"
        self.partner_id.message_post(
            body=self.env._("Asked by link not to be contacted any more."),
            author_id=self.partner_id.id,
        )
        self.partner_id.activity_schedule(
            ANSWER_ACTIVITY,
            user_id=self.user_id.id,
            summary=self.env._(
                "%s does not want to be contacted any more", self.partner_id.name
            ),
        )
