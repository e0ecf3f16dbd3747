from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...const import OUTCOMES
from ...utils import clock
from .club_campaign_step import BASKETS, TO_DO

HOLD_MINUTES = 10
"""A prospect on the call sheet of somebody is on nobody else's for that long."""


class ClubCampaign(models.Model):
    """The call sheet: one employer at a time, each on one sheet only."""

    _inherit = "club.campaign"

    def get_call_sheet(self, skipped=()):
        """Take the next prospect to call and return what to know before calling.

        :param skipped: ids of prospects left for later by who calls
        :return: dict of the campaign, its baskets and the prospect (None: all done)
        """
        self.ensure_one()
        self.check_access("read")
        self._to_do()._club_sort_in_baskets()
        lead = self._take_next(list(skipped))
        return {
            "campaign": {"id": self.id, "name": self.name, "note": self.note or ""},
            "outcomes": self._outcomes(),
            "baskets": self._baskets(),
            "lead": lead._club_call_sheet() if lead else None,
        }

    def _outcomes(self):
        """Return the answers an employer may give, in the order of the sheet."""
        field = self.env["club.contact"]._fields["outcome"]
        labels = dict(field._description_selection(self.env))
        first = ("offer", "profile", "call_back", "visit", "not_reachable", "referred")
        order = [*first, *(key for key, _label in OUTCOMES if key not in first)]
        return [[key, labels[key]] for key in order]

    def _baskets(self, days=7):
        """Return ``[{key, label, count, entered, left}]`` of the week."""
        self.ensure_one()
        groups = self.env["crm.lead"]._read_group(
            [("club_campaign_id", "=", self.id)], ["basket"], ["__count"]
        )
        counts = dict(groups)
        since = clock.today(self) - timedelta(days=days)
        moves = self.env["club.campaign.step"]._counts(self, since)[self.id]
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

    def _to_do(self):
        """Return the prospects to call; those who answered meanwhile go first out."""
        return self.env["crm.lead"].search(
            Domain("club_campaign_id", "=", self.id) & Domain("basket", "in", TO_DO)
        )

    def _take_next(self, skipped):
        """Hold the next prospect to call for the user; two people never get the same.

        Those to call back on a later day wait, and so do those another club was in
        touch with today.
        """
        Lead = self.env["crm.lead"]
        if not Lead.has_access("write"):
            raise UserError(self.env._("Calls are made by the animateurs of the club."))
        self.env.flush_all()
        today = clock.today(self)
        now = fields.Datetime.now()
        rows = self.env.execute_query(
            SQL(
                """
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
                """,
                user=self.env.uid,
                until=now + timedelta(minutes=HOLD_MINUTES),
                now=now,
                today=today,
                to_do=self._to_do().ids,
                skipped=skipped,
                order=["call_back", "chase_3", "chase_2", "chase_1", "to_call"],
            )
        )
        leads = Lead.browse(id_ for (id_,) in rows)
        self._release(leads)
        return leads

    def _release(self, taken):
        """Give the others back at once: a user holds one prospect of a campaign."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_lead SET call_user_id = NULL, call_until = NULL
                 WHERE club_campaign_id = %s AND call_user_id = %s
                   AND id != ALL(%s::int[])
                """,
                self.id,
                self.env.uid,
                taken.ids,
            )
        )
        self.env["crm.lead"].invalidate_model(["call_user_id", "call_until"])

    def log_call(self, lead_id, values, seen=0, skipped=()):
        """Write down what came out of a call and return the next sheet.

        :param values: ``outcome``, and ``note``, ``next_on`` if any
        :param seen: id of the last contact shown; when there is a newer one, nothing
            is written and the sheet comes back with what happened meanwhile
        """
        self.ensure_one()
        lead = self.env["crm.lead"].browse(lead_id)
        if lead.club_campaign_id != self:
            raise UserError(
                self.env._(
                    "This prospect has left the campaign: go on to the next one."
                )
            )
        latest = lead._club_last_contact()
        if latest.id > seen:
            return {
                **self.get_call_sheet(skipped),
                "meanwhile": self.env._(
                    "%(who)s was in touch meanwhile: %(told)s. Nothing was written.",
                    who=latest.user_id.name,
                    told=latest._told(),
                ),
            }
        contact = self.env["club.contact"].create(
            {
                "lead_id": lead.id,
                "channel": self.channel,
                "outcome": values.get("outcome"),
                "note": values.get("note") or False,
                "next_on": values.get("next_on") or False,
            }
        )
        lead.write({"call_user_id": False, "call_until": False})
        sheet = self.get_call_sheet(skipped)
        sheet["logged"] = {
            "id": contact.id,
            "text": f"{lead.partner_id.name} : {contact._told()}",
            "offer": contact.outcome == "offer",
        }
        return sheet
