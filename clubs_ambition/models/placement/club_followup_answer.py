from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import email_normalize

from ...const import ANSWER_ACTIVITY
from ...utils import clock
from ..tools.club_guard_mixin import BY_LINK
from .club_followup_voices import PARTIES

ASK_DAYS = 30
"""Later than this after a milestone, one calls rather than writes."""

REMIND_DAYS = "5,12"
"""Days after the message on which it is called to mind, as long as nobody answered."""


class ClubFollowup(models.Model):
    """What the person and the employer answer by link after a hire, each for itself."""

    _inherit = "club.followup"

    link_ids = fields.One2many("club.answer.link", "followup_id")

    # === ANSWERS === #

    def _party_of(self, link):
        """Return whose link it is; nothing when it is nobody's here any more."""
        placement = self.placement_id
        if link.partner_id == placement.person_id:
            return "person"
        return "employer" if link.partner_id == placement.partner_id else False

    def _told_by(self, link):
        """Return what the holder of a link answered, never what the other one did."""
        party = self._party_of(link)
        return self[f"{party}_answer"] if party else False

    def _receive_answer(self, answer, note, link):
        """Record one tap of the person or of the employer, and tell the animateur.

        The same one twice is one; a change of mind replaces one's own answer, and
        both stay in the chatter.
        """
        self.ensure_one()
        party = self._party_of(link)
        if not party:
            raise UserError(
                self.env._("This hire is not followed any more. Thank you.")
            )
        self._refuse_nir_in(note, self.env._("Message"))
        said = not note or link._has_said(self.placement_id, note)
        if self[f"{party}_answer"] == answer and said:
            return
        self._record_voice(party, answer, BY_LINK)
        placement = self.placement_id
        summary = self.env._(
            "%(who)s answered by link (%(milestone)s): %(answer)s.",
            who=link.partner_id.name,
            milestone=self._milestone_label(),
            answer=self._answer_label(answer),
        )
        if self.contradicted:
            summary = self.env._("%s The other one says otherwise.", summary)
        placement.message_post(
            body="\n".join(filter(None, [summary, note])),
            author_id=link.partner_id.id,
        )
        if answer != "in_post" or self.contradicted or placement.state == "broken":
            placement.activity_schedule(
                ANSWER_ACTIVITY, user_id=link.user_id.id, summary=summary
            )

    # === QUESTIONS === #

    @api.model
    def _cron_ask(self):
        """Ask for news of the hires whose milestone has just come, then remind."""
        for party in PARTIES:
            self.search(self._domain_to_ask(party))._send_links(party)
        self._remind()

    @api.model
    def _domain_journeys(self):
        return self.env["club.participant"]._domain_open_to("followups")

    @api.model
    def _domain_to_ask(self, party):
        """Return what to ask of one of them: due, not told by them nor asked yet."""
        today = clock.today(self)
        partner = "person_id" if party == "person" else "partner_id"
        followed = (
            Domain("active", "=", True)
            & Domain("state", "!=", "broken")
            & Domain(partner, "!=", False)
            & Domain(f"{partner}.active", "=", True)
            & Domain("participant_id", "any", self._domain_journeys())
        )
        if party == "employer":
            followed &= Domain("partner_id.club_network_status", "!=", "stop")
            followed &= Domain("kind", "not in", ("training", "business"))
        return (
            Domain("due_on", "<=", today)
            & Domain("due_on", ">", today - timedelta(days=ASK_DAYS))
            & Domain(f"{party}_answer", "=", False)
            & Domain("answer", "!=", "no_answer")
            & Domain("placement_id", "any", followed)
        )

    def _send_links(self, party):
        """Write to one of them, once for each milestone."""
        Link = self.env["club.answer.link"].sudo()
        asked = {(link.followup_id, link.partner_id) for link in self.sudo().link_ids}
        vals_list = []
        for followup in self:
            placement = followup.placement_id
            who, email = placement._whom_to_ask(party)
            user = placement.animateur_id or followup.club_id.animateur_ids[:1]
            if not email or not user or (followup, who) in asked:
                continue
            vals_list.append(
                {
                    "kind": "followup",
                    "partner_id": who.id,
                    "email": email,
                    "club_id": followup.club_id.id,
                    "user_id": user.id,
                    "followup_id": followup.id,
                }
            )
        insiders = Link._insiders([vals["email"] for vals in vals_list])
        Link.create(
            [
                vals
                for vals in vals_list
                if email_normalize(vals["email"]) not in insiders
            ]
        )._send()

    @api.model
    def _remind(self):
        """Call a question to mind, until anybody answered in any way.

        Days are set in ``clubs_ambition.followup_reminder_days`` (5 and 12).
        """
        days = self.env["club.candidacy"]._reminder_days(
            "followup_reminder_days", REMIND_DAYS
        )
        now = fields.Datetime.now()
        open_journeys = self._domain_journeys()
        links = self.env["club.answer.link"].search(
            [
                ("kind", "=", "followup"),
                ("revoked_on", "=", False),
                ("answered_on", "=", False),
                ("expires_on", ">", now),
                ("reminder_count", "<", len(days)),
                ("partner_id.club_network_status", "!=", "stop"),
                ("followup_id.answer", "=", False),
                ("followup_id.placement_id.active", "=", True),
                ("followup_id.placement_id.state", "!=", "broken"),
                ("followup_id.placement_id.participant_id", "any", open_journeys),
                ("partner_id.active", "=", True),
            ]
        )
        for link in links:
            if link.create_date + timedelta(days=days[link.reminder_count]) <= now:
                link.reminder_count += 1
                link._send(reminder=True)
