from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date

from ...utils import clock
from .club_campaign import FRUITFUL
from .club_campaign_step import BASKETS

SILENT = ("not_reachable", "reached", "referred")
"""Outcomes after which an answer is still awaited: the ladder of reminders runs."""

CHASES = ("chase_1", "chase_2", "chase_3")


HISTORY = 3
"""Last contacts shown, whichever the club."""


class CrmLead(models.Model):
    """Where a prospect of a campaign stands, and when it is to be chased.

    ``basket`` follows from the contacts, the offers and the candidacies: nobody
    types it. What moves is written down (``club.campaign.step``).
    """

    _inherit = "crm.lead"

    club_campaign_id = fields.Many2one(
        "club.campaign",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        domain="[('club_id', '=', club_id), ('state', '=', 'running')]",
        string="Prospecting campaign",
    )
    basket = fields.Selection(BASKETS, readonly=True, copy=False, group_expand=True)
    basket_on = fields.Date(readonly=True, copy=False, string="In this basket since")

    _campaign_basket_idx = models.Index(
        "(club_campaign_id, basket) WHERE club_campaign_id IS NOT NULL"
    )

    campaign_points = fields.Integer(
        readonly=True, copy=False, help="How well it suited the campaign, of 100."
    )
    campaign_why = fields.Char(readonly=True, copy=False, string="Why this one")
    call_user_id = fields.Many2one(
        "res.users", readonly=True, copy=False, string="On the call sheet of"
    )
    call_until = fields.Datetime(readonly=True, copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        leads._club_sort_in_baskets()
        return leads

    def write(self, vals):
        if "club_campaign_id" not in vals:
            return super().write(vals)
        leaving = self.filtered(
            lambda lead: lead.club_campaign_id.id != (vals["club_campaign_id"] or False)
        )
        leaving._club_leave_campaign()
        result = super().write(vals)
        self._club_sort_in_baskets()
        return result

    def _club_follow_contact(self, contact):
        super()._club_follow_contact(contact)
        self._club_sort_in_baskets()

    def _club_leave_campaign(self):
        """Take the prospects out of their baskets; the campaign they leave says so."""
        sorted_in = self.filtered(lambda lead: lead.club_campaign_id and lead.basket)
        today = clock.today(self)
        # sudo: nobody writes moves by hand.
        self.env["club.campaign.step"].sudo().create(
            [
                {
                    "lead_id": lead.id,
                    "campaign_id": lead.club_campaign_id.id,
                    "date": today,
                    "left": lead.basket,
                }
                for lead in sorted_in
            ]
        )
        self._club_keep(basket=False, basket_on=False)

    def _club_sort_in_baskets(self):
        """Put each prospect of a campaign where its facts say; note what moved."""
        leads = self.filtered("club_campaign_id")
        if not leads:
            return
        today = clock.today(self)
        baskets = leads._club_baskets_of(today)
        moved = leads.filtered(lambda lead: lead.basket != baskets[lead])
        chased = moved.filtered(lambda lead: lead.basket in CHASES)
        # sudo: whoever logs a contact moves the card; nobody writes moves by hand.
        self.env["club.campaign.step"].sudo().create(
            [
                {
                    "lead_id": lead.id,
                    "campaign_id": lead.club_campaign_id.id,
                    "date": today,
                    "left": lead.basket,
                    "entered": baskets[lead],
                }
                for lead in moved
            ]
        )
        for basket, group in moved.grouped(baskets.get).items():
            group._club_keep(basket=basket, basket_on=today)
        moved._club_plan_reminders()
        chased.filtered(lambda lead: lead.basket == "answered")._club_drop_reminders()

    def _club_baskets_of(self, today):
        """Return ``{prospect: basket}``: three queries, whatever their number."""
        contacts = self.env["club.contact"].search(
            [("lead_id", "in", self.ids)], order="date, id"
        )
        by_lead = contacts.grouped("lead_id")
        answered = self._club_answered_elsewhere()
        return {
            lead: "answered"
            if lead in answered
            else lead._club_basket(by_lead.get(lead, contacts.browse()), today)
            for lead in self
        }

    def _club_answered_elsewhere(self):
        """Return those with an offer, or with a candidacy the employer answered."""
        offers = self.env["club.offer"]._read_group(
            [("lead_id", "in", self.ids)], ["lead_id"], ["create_date:max"]
        )
        answers = self.env["club.candidacy"]._read_group(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("club_id", "in", self.club_id.ids),
                ("answered_on", "!=", False),
            ],
            ["partner_id", "club_id"],
            ["answered_on:max"],
        )
        latest = {(partner, club): day for partner, club, day in answers}
        latest |= {lead: clock.day(lead, moment) for lead, moment in offers}
        return self.filtered(
            lambda lead: any(
                day >= lead.club_campaign_id.date_start
                for key in (lead, (lead.partner_id, lead.club_id))
                if (day := latest.get(key))
            )
        )

    def _club_basket(self, contacts, today):
        """Return the basket that the contacts, the oldest first, lead to.

        A reminder is due once its day has come, counted from the first contact of
        those that wait for an answer, unless somebody called since that day.
        """
        since = self.club_campaign_id.date_start
        told = contacts.filtered(lambda one: one.date >= since)
        if self.club_campaign_id.state == "closed":
            return self.basket or "to_call"
        if not told:
            return "to_call"
        last = told[-1]
        if last.outcome == "call_back":
            return "call_back"
        if last.outcome in (*FRUITFUL, "answered", "not_for_me"):
            return "answered"
        return self._club_rung(told, today)

    def _club_rung(self, told, today):
        """Return the reminder that is due, or the wait for the next one."""
        waiting = told.browse()
        for contact in told:
            restarts = contact.outcome not in SILENT or contact.outcome == "referred"
            waiting = contact if restarts or not waiting else waiting | contact
        start, last = waiting[0].date, waiting[-1].date
        due = [
            (number, start + timedelta(days=days))
            for number, days in enumerate(self.club_campaign_id._ladder(), 1)
        ]
        for number, day in reversed(due):
            if today >= day:
                if last < day:
                    return f"chase_{number}"
                return "quiet" if number == len(due) else "waiting"
        return "waiting"

    def _club_planned_calls(self):
        call = self.env.ref("mail.mail_activity_data_call")
        return self.activity_ids.filtered(
            lambda activity: activity.activity_type_id == call
        )

    def _club_caller(self):
        """Return who is to call: who follows the prospect, else who leads the round."""
        self.ensure_one()
        return (
            self.user_id
            or self.club_campaign_id.user_id
            or self.club_id.animateur_ids[:1]
        )

    def _club_plan_reminders(self):
        """Plan a call for those that entered the basket of a reminder.

        It is written in the language of who will call, not of the nightly job.
        """
        chased = self.filtered(lambda lead: lead.basket in CHASES)
        planned = set(chased._club_planned_calls().mapped("res_id"))
        unplanned = chased.filtered(lambda lead: lead.id not in planned)
        for (user, basket), leads in unplanned.grouped(
            lambda lead: (lead._club_caller(), lead.basket)
        ).items():
            told = leads.with_context(lang=user.lang or self.env.lang)
            labels = dict(told._fields["basket"]._description_selection(told.env))
            told.activity_schedule(
                "mail.mail_activity_data_call", summary=labels[basket], user_id=user.id
            )

    def _club_drop_reminders(self):
        """An answer came otherwise than by a contact: nobody is to be chased."""
        today = clock.today(self)
        self._club_planned_calls().filtered(
            lambda activity: activity.date_deadline <= today
        ).unlink()

    @api.model
    def _club_cron_baskets(self, batch=500):
        """Once a day, find whose reminder has come; by batches that are kept."""
        domain = [
            ("club_campaign_id.state", "=", "running"),
            ("basket", "!=", "answered"),
        ]
        last = 0
        while leads := self.search(
            [*domain, ("id", ">", last)], order="id", limit=batch
        ):
            leads._club_sort_in_baskets()
            last = leads[-1].id
            if not self.env["ir.cron"]._commit_progress(len(leads)):
                break

    def _club_last_contact(self):
        """Return the last contact of any club with the employer."""
        return self.env["club.contact"].search(
            [("partner_id", "=", self.partner_id.id)], order="id desc", limit=1
        )

    def _club_call_sheet(self):
        """Return what to know before calling, as plain values."""
        self.ensure_one()
        partner, labels = self.partner_id, self._fields["basket"]
        history = self.env["club.contact"].search(
            [("partner_id", "=", partner.id)], limit=HISTORY
        )
        bands = partner._fields["headcount_band"]._description_selection(self.env)
        return {
            "id": self.id,
            "name": partner.name or self.name,
            "activity": partner.club_naf_id.name or partner.ape_code or "",
            "headcount": dict(bands).get(partner.headcount_band, ""),
            "address": self.club_address or partner.city or "",
            "map": self.club_map_url or "",
            "phone": self.phone or partner.phone or "",
            "contact": self.contact_name or "",
            "function": self.function or "",
            "charters": partner.club_charter_ids.mapped("name"),
            "pressure": partner.club_under_pressure,
            "recent": partner.club_recent_contact_count,
            "basket": dict(labels._description_selection(self.env))[self.basket],
            "due": self._club_call_due(),
            "why": self.campaign_why or "",
            "profiles": self.sudo(False).participant_ids.mapped("display_name"),
            "history": [contact._told() for contact in history],
            "seen": max(history.ids, default=0),
        }

    def _club_call_due(self):
        """Return what was agreed for this call, and when."""
        activity = self.activity_ids[:1]
        if not activity:
            return ""
        day = format_date(self.env, activity.date_deadline, date_format="d MMM")
        return " · ".join(filter(None, [day, activity.summary]))
