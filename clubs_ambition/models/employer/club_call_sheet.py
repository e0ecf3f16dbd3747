from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...const import OUTCOMES
from ...utils import clock
from ...utils.races import alone
from .club_campaign_step import BASKETS, TO_DO

HOLD_MINUTES = 10
"""A prospect on the call sheet of somebody is on nobody else's for that long."""

FIRST_OUTCOMES = (
    *("offer", "profile", "call_back"),
    *("visit", "not_reachable", "referred"),
)
"""Answers of an employer that the sheet shows first, in this order."""

ORDER = ["call_back", "chase_3", "chase_2", "chase_1", "to_call"]
"""Baskets in the order in which their prospects are called."""

HOLD_NEXT = """
    UPDATE crm_lead SET call_user_id = %(user)s, call_until = %(until)s
     WHERE id = (
           SELECT l.id FROM crm_lead l
        LEFT JOIN LATERAL (
                  SELECT c.next_on FROM club_contact c
                   WHERE c.lead_id = l.id
                ORDER BY c.date DESC, c.id DESC LIMIT 1) last ON TRUE
            WHERE l.id = ANY(%(to_do)s::int[])
              AND l.id != ALL(%(skipped)s::int[])
              AND (l.call_until IS NULL OR l.call_until < %(now)s
                   OR l.call_user_id = %(user)s)
              AND (l.basket != 'call_back'
                   OR COALESCE(last.next_on <= %(today)s, TRUE))
              AND NOT EXISTS (
                  SELECT 1 FROM club_contact other
                   WHERE other.partner_id = l.partner_id
                     AND other.date = %(today)s
                     AND other.club_id != l.club_id)
         ORDER BY ARRAY_POSITION(%(order)s::text[], l.basket),
                  l.campaign_points DESC NULLS LAST, l.id
            LIMIT 1 FOR UPDATE OF l SKIP LOCKED)
 RETURNING id
"""
"""Locked rows are skipped: two people never get the same prospect."""

RELEASE = """
    UPDATE crm_lead SET call_user_id = NULL, call_until = NULL
     WHERE club_campaign_id = %s AND call_user_id = %s AND id != ALL(%s::int[])
"""


class ClubCallSheet(models.AbstractModel):
    """The call sheet of a campaign: one employer at a time, each on one sheet only."""

    _name = "club.call.sheet"
    _description = "Call sheet"

    @api.model
    def _next(self, campaign, skipped):
        """Take the next prospect to call and return what to know before calling.

        :param skipped: ids of prospects left for later by whoever calls
        :return: dict of the campaign, its baskets and the prospect (None: all done)
        """
        self._to_do(campaign)._club_sort_in_baskets()
        lead = self._take_next(campaign, list(skipped))
        return {
            "campaign": {
                "id": campaign.id,
                "name": campaign.name,
                "note": campaign.note or "",
            },
            "outcomes": self._outcomes(),
            "baskets": self._baskets(campaign),
            "lead": lead._club_call_sheet() if lead else None,
        }

    @api.model
    def _outcomes(self):
        """Return the answers an employer may give, in the order of the sheet."""
        field = self.env["club.contact"]._fields["outcome"]
        labels = dict(field._description_selection(self.env))
        others = (key for key, _label in OUTCOMES if key not in FIRST_OUTCOMES)
        return [[key, labels[key]] for key in (*FIRST_OUTCOMES, *others)]

    @api.model
    def _baskets(self, campaign, days=7):
        """Return ``[{key, label, count, entered, left}]`` of the week."""
        groups = self.env["crm.lead"]._read_group(
            [("club_campaign_id", "=", campaign.id)], ["basket"], ["__count"]
        )
        counts = dict(groups)
        since = clock.today(campaign) - timedelta(days=days)
        moves = self.env["club.campaign.step"]._counts(campaign, since)[campaign.id]
        field = self.env["crm.lead"]._fields["basket"]
        labels = dict(field._description_selection(self.env))
        return [
            {
                "key": key,
                "label": labels[key],
                "count": counts.get(key, 0),
                "entered": moves.get(key, (0, 0))[0],
                "left": moves.get(key, (0, 0))[1],
            }
            for key, _label in BASKETS
        ]

    # === PROSPECTS === #

    @api.model
    def _to_do(self, campaign):
        """Return the prospects to call; those who answered meanwhile go first out.

        Nobody is called where the establishment closed.
        """
        there = Domain("partner_id", "=", False)
        there |= Domain("partner_id.club_closed", "=", False)
        mine = Domain("club_campaign_id", "=", campaign.id)
        return self.env["crm.lead"].search(mine & there & Domain("basket", "in", TO_DO))

    @api.model
    @alone("rows that somebody else takes are skipped")
    def _take_next(self, campaign, skipped):
        """Hold the next prospect to call for the user; two people never get the same.

        Those to call back on a later day wait, and so do those another club was in
        touch with today.
        """
        Lead = self.env["crm.lead"]
        if not Lead.has_access("write"):
            raise UserError(self.env._("Calls are made by the animateurs of the club."))
        self.env.flush_all()
        now = fields.Datetime.now()
        rows = self.env.execute_query(
            SQL(
                HOLD_NEXT,
                user=self.env.uid,
                until=now + timedelta(minutes=HOLD_MINUTES),
                now=now,
                today=clock.today(campaign),
                to_do=self._to_do(campaign).ids,
                skipped=skipped,
                order=ORDER,
            )
        )
        leads = Lead.browse(id_ for (id_,) in rows)
        self._release_others(campaign, leads)
        return leads

    @api.model
    def _release_others(self, campaign, taken):
        """Give the others back at once: a user holds one prospect of a campaign."""
        self.env.cr.execute(SQL(RELEASE, campaign.id, self.env.uid, taken.ids))
        self.env["crm.lead"].invalidate_model(["call_user_id", "call_until"])

    # === CALLS === #

    @api.model
    def _log(self, campaign, lead, values, seen, skipped):
        """Write down what came out of a call, see ``club.campaign``'s ``log_call``."""
        if lead.club_campaign_id != campaign:
            raise UserError(
                self.env._(
                    "This prospect has left the campaign: go on to the next one."
                )
            )
        # Two clubs who call one employer at once: the second one is told of the first.
        self.env["club.race"]._hold(lead.partner_id)
        latest = lead._club_last_contact()
        if latest.id > seen:
            return {
                **campaign.get_call_sheet(skipped),
                "meanwhile": self.env._(
                    "%(who)s was in touch meanwhile: %(told)s. Nothing was written.",
                    who=latest.user_id.name,
                    told=latest._summary(),
                ),
            }
        contact = self._create_contact(campaign, lead, values)
        free = {"call_user_id": False, "call_until": False}
        lead._club_unguarded(*free).write(free)
        return {
            **campaign.get_call_sheet(skipped),
            "logged": {
                "id": contact.id,
                "text": self.env._(
                    "%(what)s: %(said)s",
                    what=lead.partner_id.name,
                    said=contact._summary(),
                ),
                "offer": contact.outcome == "offer",
            },
        }

    @api.model
    def _create_contact(self, campaign, lead, values):
        return self.env["club.contact"].create(
            {
                "lead_id": lead.id,
                "channel": campaign.channel,
                "outcome": values.get("outcome"),
                "note": values.get("note") or False,
                "next_on": values.get("next_on") or False,
            }
        )
