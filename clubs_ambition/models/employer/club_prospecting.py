from datetime import timedelta

from odoo import api, models

from ...utils import clock
from .club_campaign import FRUITFUL

STAGE_OF_OUTCOME = {
    "visit": "crm_stage_visit",
    "offer": "crm_stage_need",
    "profile": "crm_stage_need",
}
"""Where a contact brings a prospect; any other outcome makes it ``contacted``."""

SILENT = ("not_reachable", "reached", "referred")
"""Outcomes after which an answer is still awaited: the ladder of reminders runs."""

CHASES = ("chase_1", "chase_2", "chase_3")


class ClubProspecting(models.AbstractModel):
    """Bring prospects where what is known of them says: stage, basket, reminders.

    The basket of a prospect of a campaign follows from the contacts, the offers and
    the candidacies: nobody types it. What moves is written down
    (``club.campaign.step``).
    """

    _name = "club.prospecting"
    _description = "Progress of the prospects"

    @api.model
    def _form(self):
        """Return the clubs' own form of a prospect."""
        return self.env.ref("clubs_ambition.crm_lead_view_form_prospection")

    @api.model
    def _take_turns(self, club, partners):
        """Take turns to look for the prospects of a club at these employers.

        Whoever finds none makes one: two at once would make two.
        """
        self.env["club.turn"]._take(
            *(("prospect", club.id, one) for one in partners.ids)
        )

    @api.model
    def _keep(self, leads, **vals):
        """Write what follows from the contacts, which no caller enters."""
        leads._club_unguarded(*vals).write(vals)

    @api.model
    def _keep_from_enrichment(self, leads):
        """Mark the clubs' prospects as enriched: no address is sent outside.

        The stock daily job sends the e-mails of all leads not marked so, even when
        enrichment is set to manual.
        """
        if "iap_enrich_done" in leads._fields:
            of_clubs = leads.filtered(lambda lead: lead.club_id)
            of_clubs.filtered(lambda lead: not lead.iap_enrich_done).write(
                {"iap_enrich_done": True}
            )

    # === CONTACTS === #

    @api.model
    def _follow_contact(self, lead, contact):
        """Keep the last outcome at hand and plan the next step of the prospection."""
        lead.ensure_one()
        said = {"last_outcome": contact.outcome, "last_contact_on": contact.date}
        self._keep(lead, to_read=False, **said)
        self._close_calls(lead, contact)
        if contact.next_on:
            lead.activity_schedule(
                "mail.mail_activity_data_call",
                date_deadline=contact.next_on,
                summary=contact.note or False,
                user_id=contact.user_id.id,
            )
        self._move_on(lead, contact.outcome)
        self._sort_in_baskets(lead)

    @api.model
    def _move_on(self, lead, outcome):
        """Bring the card where the contact says it is: never back, never a partner."""
        xmlid = STAGE_OF_OUTCOME.get(outcome, "crm_stage_contacted")
        stage = self.env.ref(f"clubs_ambition.{xmlid}", raise_if_not_found=False)
        if stage and lead.stage_id.sequence < stage.sequence:
            lead.stage_id = stage

    @api.model
    def _close_calls(self, lead, contact):
        """Mark the calls that were due as done, with what came of the contact."""
        due = self._planned_calls(lead).filtered(
            lambda activity: activity.date_deadline <= contact.date
        )
        due.action_feedback(feedback=contact._summary())

    @api.model
    def _planned_calls(self, leads):
        call = self.env.ref("mail.mail_activity_data_call")
        return leads.activity_ids.filtered(
            lambda activity: activity.activity_type_id == call
        )

    @api.model
    def _change_club(self, leads):
        """Leave with the club that gave prospects away what is its own.

        Its round of calls, the people it promoted, who followed them. sudo: who gives
        a prospect away may not write what the other club has to do.
        """
        ours = leads.sudo().filtered("club_id")
        elsewhere = ours.filtered(
            lambda one: (
                one.club_campaign_id and one.club_campaign_id.club_id != one.club_id
            )
        )
        elsewhere.write({"club_campaign_id": False})
        for lead in ours:
            others = [("club_id", "!=", lead.club_id.id)]
            if people := lead.participant_ids.filtered_domain(others):
                lead.participant_ids -= people
        departure = self.env["club.departure"].sudo()
        departure._hand_on(ours)
        for user, tasks in ours.activity_ids.grouped("user_id").items():
            departure._not_theirs(user, tasks)._club_hand_over()

    # === BASKETS === #

    @api.model
    def _change_campaign(self, leads, campaign_id):
        """Take those that will join another campaign, or none, out of their baskets."""
        leaving = leads.filtered(
            lambda lead: lead.club_campaign_id.id != (campaign_id or False)
        )
        self._leave_campaign(leaving)

    @api.model
    def _leave_campaign(self, leads):
        """Take prospects out of their baskets; the campaign they leave says so."""
        sorted_in = leads.filtered(lambda lead: lead.club_campaign_id and lead.basket)
        self._log_moves(sorted_in, {}, clock.today(leads))
        self._keep(leads, basket=False, basket_on=False)

    @api.model
    def _turning(self, leads, vals):
        """Return the prospects of a campaign that are about to be stopped, or taken up."""
        if "active" not in vals:
            return leads.browse()
        return leads.filtered(
            lambda lead: (
                lead.club_campaign_id
                and lead.basket
                and lead.active != bool(vals["active"])
            )
        )

    @api.model
    def _follow_turn(self, leads):
        """Have a campaign say which prospects were stopped, which are back in it."""
        today = clock.today(leads)
        stopped = leads.filtered(lambda lead: not lead.active)
        self._log_moves(stopped, {}, today)
        back = leads - stopped
        self._log_moves(back, {lead: lead.basket for lead in back}, today, left=False)
        self._sort_in_baskets(back)

    @api.model
    def _sort_in_baskets(self, leads):
        """Put each prospect of a campaign where what is known of it says; log the moves.

        One that was stopped left its basket, and finds its own when it is taken up.
        """
        leads = leads.filtered(lambda lead: lead.club_campaign_id and lead.active)
        if not leads:
            return
        today = clock.today(leads)
        baskets = self._baskets_of(leads, today)
        moved = leads.filtered(lambda lead: lead.basket != baskets[lead])
        chased = moved.filtered(lambda lead: lead.basket in CHASES)
        self._log_moves(moved, baskets, today)
        for basket, group in moved.grouped(baskets.get).items():
            self._keep(group, basket=basket, basket_on=today)
        self._plan_reminders(moved)
        self._drop_reminders(chased.filtered(lambda lead: lead.basket == "answered"))

    @api.model
    def _sort_all(self, batch):
        """Sort the prospects of running campaigns, by batches that are kept."""
        domain = [
            ("club_campaign_id.state", "=", "running"),
            ("basket", "!=", "answered"),
        ]
        through = self.env["club.job"]._work_through
        through("crm.lead", domain, self._sort_in_baskets, size=batch)

    @api.model
    def _log_moves(self, leads, entered, today, left=True):
        """Write down which basket each prospect leaves and, if any, which it enters.

        sudo: whoever logs a contact moves the card; nobody writes moves by hand.
        """
        self.env["club.campaign.step"].sudo().create(
            [
                {
                    "lead_id": lead.id,
                    "campaign_id": lead.club_campaign_id.id,
                    "date": today,
                    "left": left and lead.basket,
                    "entered": entered.get(lead, False),
                }
                for lead in leads
            ]
        )

    @api.model
    def _baskets_of(self, leads, today):
        """Return ``{prospect: basket}``: three queries, whatever their number."""
        contacts = self.env["club.contact"].search(
            [("lead_id", "in", leads.ids)], order="date, id"
        )
        by_lead = contacts.grouped("lead_id")
        answered = self._answered_elsewhere(leads)
        return {
            lead: "answered"
            if lead in answered
            else self._basket(lead, by_lead.get(lead, contacts.browse()), today)
            for lead in leads
        }

    @api.model
    def _answered_elsewhere(self, leads):
        """Return those with an offer, or with a candidacy the employer answered."""
        offers = self.env["club.offer"]._read_group(
            [("lead_id", "in", leads.ids)], ["lead_id"], ["create_date:max"]
        )
        answers = self.env["club.candidacy"]._read_group(
            [
                ("partner_id", "in", leads.partner_id.ids),
                ("club_id", "in", leads.club_id.ids),
                ("answered_on", "!=", False),
            ],
            ["partner_id", "club_id"],
            ["answered_on:max"],
        )
        latest = {(partner, club): day for partner, club, day in answers}
        latest |= {lead: clock.day(lead, moment) for lead, moment in offers}
        return leads.filtered(
            lambda lead: any(
                day >= lead.club_campaign_id.date_start
                for key in (lead, (lead.partner_id, lead.club_id))
                if (day := latest.get(key))
            )
        )

    @api.model
    def _basket(self, lead, contacts, today):
        """Return the basket that the contacts, the oldest first, lead to.

        A reminder is due once its day has come, counted from the first contact of
        those that wait for an answer, unless somebody called since that day.
        """
        since = lead.club_campaign_id.date_start
        recent = contacts.filtered(lambda one: one.date >= since)
        if lead.club_campaign_id.state == "closed":
            return lead.basket or "to_call"
        if not recent:
            return "to_call"
        last = recent[-1]
        if last.outcome == "call_back":
            return "call_back"
        if last.outcome in (*FRUITFUL, "answered", "not_for_me"):
            return "answered"
        return self._due_reminder(lead, recent, today)

    @api.model
    def _due_reminder(self, lead, contacts, today):
        """Return the reminder that is due, or the wait for the next one."""
        waiting = contacts.browse()
        for contact in contacts:
            restarts = contact.outcome not in SILENT or contact.outcome == "referred"
            waiting = contact if restarts or not waiting else waiting | contact
        start, last = waiting[0].date, waiting[-1].date
        due = [
            (number, start + timedelta(days=days))
            for number, days in enumerate(lead.club_campaign_id._ladder(), 1)
        ]
        for number, day in reversed(due):
            if today >= day:
                if last < day:
                    return f"chase_{number}"
                return "quiet" if number == len(due) else "waiting"
        return "waiting"

    @api.model
    def _follow_write(self, leads, vals):
        """Have the network know an employer, and somebody have what is taken up again."""
        if vals.get("partner_id"):
            self.env["club.network"]._join(leads.partner_id)
        if vals.get("active"):
            self.env["club.departure"]._hand_on(leads)

    # === REMINDERS === #

    @api.model
    def _caller(self, lead):
        """Return who is to call: who follows the prospect, else who leads the round."""
        return (
            lead.user_id
            or lead.club_campaign_id.user_id
            or self.env["club.stand.in"]._present(lead.club_id)[:1]
        )

    @api.model
    def _plan_reminders(self, leads):
        """Plan a call for those that entered the basket of a reminder.

        It is written in the language of who will call, not of the nightly job.
        """
        chased = leads.filtered(lambda lead: lead.basket in CHASES)
        planned = set(self._planned_calls(chased).mapped("res_id"))
        unplanned = chased.filtered(lambda lead: lead.id not in planned)
        for (user, basket), group in unplanned.grouped(
            lambda lead: (self._caller(lead), lead.basket)
        ).items():
            group = group.with_context(lang=user.lang or self.env.lang)
            labels = dict(group._fields["basket"]._description_selection(group.env))
            group.activity_schedule(
                "mail.mail_activity_data_call", summary=labels[basket], user_id=user.id
            )

    @api.model
    def _drop_reminders(self, leads):
        """Drop the reminders that are due: an answer came without a contact."""
        today = clock.today(leads)
        self._planned_calls(leads).filtered(
            lambda activity: activity.date_deadline <= today
        ).unlink()
