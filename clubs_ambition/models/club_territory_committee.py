from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from ..utils import clock
from .club_pack import half_year

YEARLY_MEETINGS = 2
"""Meetings of a steering committee in twelve months, at least (seed)."""


class ClubTerritory(models.Model):
    """A territory with a steering committee is told when it meets too seldom."""

    _inherit = "club.territory"

    committee = fields.Boolean(
        "Has a steering committee", help="Two meetings at least in twelve months."
    )
    committee_meeting_ids = fields.One2many("club.committee.meeting", "territory_id")

    # === SCHEDULE === #

    @api.model
    def _cron_committees(self):
        """Twice a year, prepare a meeting and its pack; warn where there are too few.

        Only territories that have a committee (``club.territory.committee``).
        """
        today = clock.today(self)
        territories = self.search([("committee", "=", True)])
        if today.month in (1, 7):
            territories._prepare_committee(today)
        territories._warn_committee(today)

    def _meetings_since(self, day):
        """Return ``{territory id: meetings held since a day}``."""
        groups = self.env["club.committee.meeting"]._read_group(
            [
                ("territory_id", "in", self.ids),
                ("state", "=", "held"),
                ("date", ">=", fields.Datetime.to_datetime(day)),
            ],
            ["territory_id"],
            ["__count"],
        )
        return {territory.id: number for territory, number in groups}

    def _organiser(self):
        """Return who is told: a manager of the territory, or of the one above."""
        self.ensure_one()
        territory = self
        while territory:
            managers = territory.user_ids.filtered(
                lambda user: user.has_group("clubs_ambition.group_clubs_manager")
            )
            if managers:
                return managers[0]
            territory = territory.parent_id
        return self.env["res.users"]

    def _prepare_committee(self, today):
        """Plan the half-year's meeting where none is planned, and make its pack.

        A meeting planned by hand for figures still to come gets its pack later.
        """
        Meeting = self.env["club.committee.meeting"]
        first = today.replace(day=1)
        meetings = Meeting.search(
            [
                ("territory_id", "in", self.ids),
                ("state", "!=", "cancelled"),
                ("date", ">=", fields.Datetime.to_datetime(first)),
            ]
        )
        start, end = half_year(today)
        for territory in self - meetings.territory_id:
            user = territory._organiser()
            meeting = Meeting.with_context(lang=user.lang or self.env.lang).create(
                {
                    "territory_id": territory.id,
                    "date": fields.Datetime.to_datetime(first)
                    + relativedelta(months=1, hours=9),
                    "date_from": start,
                    "date_to": end,
                    "cutoff": end,
                    "user_id": user.id,
                }
            )
            meeting.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=meeting.env._("Prepare the steering committee: date, members"),
                user_id=user.id or self.env.uid,
            )
            meetings |= meeting
        meetings.filtered(
            lambda meeting: (
                meeting.state == "planned"
                and not meeting.pack_id
                and meeting.cutoff <= today
            )
        )._prepare_pack_for_organiser()

    def _warn_committee(self, today):
        """Tell once who organises that fewer than two meetings were held in a year."""
        counts = self._meetings_since(today - relativedelta(months=12))
        todo = self.env.ref("mail.mail_activity_data_todo")
        for territory in self:
            if counts.get(territory.id, 0) >= YEARLY_MEETINGS:
                continue
            meeting = territory.committee_meeting_ids[:1]
            user = territory._organiser()
            theirs = self.with_context(lang=user.lang or self.env.lang)
            summary = theirs.env._("Fewer than two committees in twelve months")
            known = meeting.activity_ids.filtered(
                lambda activity, summary=summary: activity.summary == summary
            )
            if meeting and user and not known:
                meeting.activity_schedule(
                    activity_type_id=todo.id, summary=summary, user_id=user.id
                )
