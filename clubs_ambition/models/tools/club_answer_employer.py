from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import plaintext2html

from ...const import ANSWER_ACTIVITY
from ...utils.races import alone
from .answer_author import author_values, has_said, heard
from .guarded import OPEN


class ClubAnswerEmployer(models.AbstractModel):
    """What an employer answers by any link: another need, or no more messages.

    The methods take the link, whose holder speaks for the employer, and the way it came.
    """

    _name = "club.answer.employer"
    _description = "Answer of an employer for itself"

    @api.model
    @alone("what is refused is what was typed")
    def _receive_need(self, link, way, note):
        """Record another need of an employer: the prospection goes on from there."""
        if not note:
            raise UserError(self.env._("Say in a few words whom you are looking for."))
        lead = self._prospect(link)
        if has_said(link, way, lead, note):
            return
        summary = self.env._("%s has another need", link.partner_id.name)
        summary = heard(link, way, summary)
        self.env["club.contact"].create(
            {
                "lead_id": lead.id,
                "club_id": link.club_id.id,
                "user_id": link.user_id.id,
                "channel": "inbound",
                "outcome": "offer",
                "note": summary,
                "participant_ids": [],
            }
        )
        lead.message_post(body=plaintext2html(note), **author_values(link, way))
        lead.activity_schedule(
            ANSWER_ACTIVITY,
            user_id=link.user_id.id,
            summary=summary,
            note=plaintext2html(note),
        )

    @api.model
    def _prospect(self, link):
        """Return the club's prospect of this employer, opened when there is none."""
        self.env["club.prospecting"]._take_turns(link.club_id, link.partner_id)
        found = self.env["crm.lead"].search(
            Domain("partner_id", "=", link.partner_id.id)
            & Domain("club_id", "=", link.club_id.id),
            limit=1,
        )
        # What there is to do tells of it: Odoo would say that nobody assigned it.
        Lead = self.env["crm.lead"].with_context(mail_auto_subscribe_no_notify=OPEN)
        return found or Lead.create(
            {
                "name": link.partner_id.name,
                "partner_id": link.partner_id.id,
                "club_id": link.club_id.id,
                "channel": "inbound",
                "type": "opportunity",
                "user_id": link.user_id.id,
            }
        ).with_env(self.env)

    @api.model
    @alone("the employer is written, whoever says it first")
    def _receive_stop(self, link, way, sure):
        """Record that the employer wants no more messages: no club writes again.

        :raise UserError: when the box is not ticked, as when a mail filter pressed
        """
        if not sure:
            raise UserError(
                self.env._("Tick the box: no club will write to you any more.")
            )
        if link.partner_id.club_network_status == "stop":
            return
        link.partner_id.club_network_status = "stop"
        link.partner_id.message_post(
            body=heard(
                link, way, self.env._("Asked by link not to be contacted any more.")
            ),
            **author_values(link, way),
        )
        link.partner_id.activity_schedule(
            ANSWER_ACTIVITY,
            user_id=link.user_id.id,
            summary=heard(
                link,
                way,
                self.env._(
                    "%s does not want to be contacted any more", link.partner_id.name
                ),
            ),
        )
