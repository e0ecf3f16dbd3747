from datetime import timedelta

from odoo import api, fields, models

from ..const import ANSWER_ACTIVITY

ASK_DAYS = 30
"""Later than this after a milestone, one calls rather than writes."""


class ClubFollowup(models.Model):
    """What the person or the employer answers by link after a hire."""

    _inherit = "club.followup"

    link_ids = fields.One2many("club.answer.link", "followup_id")

    def _receive_answer(self, answer, note, link):
        """Record one tap of the person or the employer; the last answer counts."""
        self.ensure_one()
        self._refuse_nir_in(note, self.env._("Message"))
        placement = self.placement_id
        employer = link.partner_id == placement.partner_id
        source = "employer" if employer else "person"
        if self.answer == answer and self.source == source:
            return
        if answer == "in_post" and placement.state != "broken":
            self.action_in_post()
            self.source = source
        else:
            self.write({"answer": answer, "source": source})
        labels = dict(self._fields["answer"]._description_selection(self.env))
        summary = self.env._(
            "%(who)s answered by link: %(answer)s.",
            who=link.partner_id.name,
            answer=labels[answer],
        )
        placement.message_post(
            body="\n".join(filter(None, [summary, note])),
            author_id=link.partner_id.id,
        )
        if answer != "in_post":
            placement.activity_schedule(
                ANSWER_ACTIVITY, user_id=link.user_id.id, summary=summary
            )

    def _send_links(self):
        """Write to the person and to the employer, once each, in two taps' time."""
        Link = self.env["club.answer.link"].sudo()
        for followup in self:
            placement = followup.placement_id
            asked = followup.sudo().link_ids.partner_id
            people = placement.person_id | placement.partner_id
            user = placement.animateur_id or followup.club_id.animateur_ids[:1]
            for one in (people - asked).filtered("email"):
                if one.club_network_status == "stop" or not user:
                    continue
                Link.create(
                    {
                        "kind": "followup",
                        "partner_id": one.id,
                        "email": one.email,
                        "club_id": followup.club_id.id,
                        "user_id": user.id,
                        "followup_id": followup.id,
                    }
                )._send()

    @api.model
    def _cron_ask(self):
        """Ask for news of the hires whose milestone has just come, once each."""
        today = fields.Date.context_today(self)
        due = self.search(
            [
                ("due_on", "<=", today),
                ("due_on", ">", today - timedelta(days=ASK_DAYS)),
                ("answer", "=", False),
                ("placement_id.active", "=", True),
                ("placement_id.state", "!=", "broken"),
                ("link_ids", "=", False),
            ],
            limit=500,
        )
        due._send_links()
