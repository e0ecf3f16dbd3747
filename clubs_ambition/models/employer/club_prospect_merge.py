from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools import referred
from ..tools.guarded import OPEN
from ..tools.ours import columns_to


class ClubProspectMerge(models.AbstractModel):
    """Merge prospects that are one employer's, and keep what the clubs recorded.

    Odoo moves its own records to the lead that stays, and deletes the others: ours
    would lose their prospect, or go with it.
    """

    _name = "club.prospect.merge"
    _description = "Merging of prospects"

    @api.model
    def _check(self, leads):
        """Refuse prospects that are not of one club at one employer.

        sudo: whose they are is what decides; who may not write them is refused by
        their rights, before a word is said of them.
        """
        prospects = leads.sudo().filtered("club_id")
        if not prospects:
            return
        leads.check_access("write")
        if prospects != leads.sudo() or len(prospects.club_id) > 1:
            raise UserError(
                self.env._(
                    "Only prospects of one club are merged: those of another club, or "
                    "of the sales teams, stay theirs."
                )
            )
        if len(prospects.partner_id) > 1:
            raise UserError(
                self.env._(
                    "These prospects are of several employers: merge the "
                    "establishments first, if they are one."
                )
            )

    @api.model
    def _take_over(self, head, leads):
        """Give a club's prospect what the clubs recorded of others of the same employer.

        sudo: a record that follows its prospect is no change of it (a past contact
        is another's, a move of a basket is nobody's to write).
        """
        head, leads = head.sudo(), leads.sudo()
        if not head.club_id:
            return
        campaign = head.club_campaign_id or leads.club_campaign_id[:1]
        self.sudo().env["club.prospecting"]._leave_campaign(leads)
        for model, field in columns_to(self.env, "crm.lead"):
            model.search([(field.name, "in", leads.ids)]).write({field.name: head.id})
        referred.follow(leads, head)
        self.env["club.portfolio"]._merged(leads, head)
        last = head.contact_ids.sorted(lambda one: (one.date, one.id))[-1:]
        people = self.env["club.restriction"]._shown(leads.participant_ids)
        # Of whom was promoted before, and asked to be left alone, nothing is added.
        head.with_context(club_restriction=OPEN).write(
            {
                "occupation_ids": [Command.link(x.id) for x in leads.occupation_ids],
                "participant_ids": [Command.link(x.id) for x in people],
                "club_campaign_id": campaign.id,
                "last_outcome": last.outcome or head.last_outcome,
                "last_contact_on": last.date or head.last_contact_on,
            }
        )
