from odoo import api, models
from odoo.exceptions import UserError

MODULE = "clubs_ambition"


class CrmLead(models.Model):
    """Prospects that are one employer's: what the clubs recorded of them is kept.

    Odoo moves its own records to the lead that stays, and deletes the others: ours
    would lose their prospect, or go with it.
    """

    _inherit = "crm.lead"

    def _merge_opportunity(
        self, user_id=False, team_id=False, auto_unlink=True, max_length=5
    ):
        self._club_check_merge()
        head = super()._merge_opportunity(
            user_id=user_id,
            team_id=team_id,
            auto_unlink=auto_unlink,
            max_length=max_length,
        )
        if head.club_id:
            head._club_sort_in_baskets()
        return head

    def _club_check_merge(self):
        """:raise UserError: when they are not prospects of one club at one employer.

        sudo: whose they are is what decides; who may not write them is refused by
        their rights, before a word is said of them.
        """
        prospects = self.sudo().filtered("club_id")
        if not prospects:
            return
        self.check_access("write")
        if prospects != self.sudo() or len(prospects.club_id) > 1:
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

    def _merge_get_fields(self):
        return [*super()._merge_get_fields(), "prospecting_mode", "channel"]

    def _merge_dependences(self, opportunities):
        super()._merge_dependences(opportunities)
        if self.sudo().club_id:
            self._club_take_over(opportunities)

    def _club_take_over(self, leads):
        """Take what the clubs recorded of other prospects of the same employer.

        sudo: a record that follows its prospect is no change of it (a past contact
        is another's, a move of a basket is nobody's to write).
        """
        head, leads = self.sudo(), leads.sudo()
        campaign = head.club_campaign_id or leads.club_campaign_id[:1]
        leads._club_leave_campaign()
        for model, name in self._club_references():
            model.search([(name, "in", leads.ids)]).write({name: head.id})
        last = head.contact_ids.sorted(lambda one: (one.date, one.id))[-1:]
        head.write(
            {
                "occupation_ids": [(4, one.id) for one in leads.occupation_ids],
                "participant_ids": [(4, one.id) for one in leads.participant_ids],
                "club_campaign_id": campaign.id,
                "last_outcome": last.outcome or head.last_outcome,
                "last_contact_on": last.date or head.last_contact_on,
            }
        )

    @api.model
    def _club_references(self):
        """Yield ``(model, field name)`` of our records that belong to a lead."""
        for name, model in self.env.registry.items():
            if (
                model._original_module != MODULE
                or not model._auto
                or model._abstract
                or model._transient
            ):
                continue
            for field in model._fields.values():
                if (
                    field.type == "many2one"
                    and field.comodel_name == "crm.lead"
                    and field.store
                ):
                    found = self.env[name].sudo().with_context(active_test=False)
                    yield found, field.name

    def _get_lead_duplicates(self, partner=None, email=None, include_lost=False):
        """Leave a club's prospects out of what is merged with others by a job."""
        found = super()._get_lead_duplicates(
            partner=partner, email=email, include_lost=include_lost
        )
        if len(self) != 1:
            return found
        return found.filtered(lambda lead: lead.club_id == self.club_id)
