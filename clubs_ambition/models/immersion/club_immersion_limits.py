from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.tools import format_date

from ...const import STARTED
from .club_immersion import AGREED

ARTICLE = "D5135-3"
MAX_CONVENTIONS = 2
MAX_DAYS = 60
WINDOW_MONTHS = 12


class ClubImmersion(models.Model):
    """How long and how often one person may be at one host (art. D5135-3).

    A month runs from date to date, whatever the days of presence. A renewal belongs
    to the convention it prolongs: it counts in the days, not in the conventions.
    """

    _inherit = "club.immersion"

    def _rule_duration(self):
        limit = self._month_after(self.date_start)
        return self._rule_line(
            "duration",
            ARTICLE,
            self.env._("One month at most, from date to date"),
            self.date_end <= limit,
            self.env._(
                "Starts on %(start)s: ends on %(limit)s at the latest",
                start=format_date(self.env, self.date_start),
                limit=format_date(self.env, limit),
            ),
        )

    def _month_after(self, first):
        """Return the last day of a month from date to date: 5 Jan → 4 Feb.

        Without the same day in the next month, its last day: 31 Jan → 28 Feb.
        """
        same_day = first + relativedelta(months=1)
        return same_day - timedelta(days=1) if same_day.day == first.day else same_day

    def _rule_renewal(self):
        origin = self.renewal_of_id
        if not origin:
            return None
        problem = self._renewal_problem(origin)
        return self._rule_line(
            "renewal",
            ARTICLE,
            self.env._("One renewal, for the same object and the same aims"),
            not problem,
            problem or self.env._("Renews %s", origin.display_name),
        )

    def _renewal_problem(self, origin):
        if origin.person_id != self.person_id or origin.partner_id != self.partner_id:
            return self.env._("The one it renews is of another person or host")
        if origin.renewal_of_id:
            return self.env._("The one it renews is a renewal already")
        if origin.state not in STARTED:
            return self.env._("The one it renews did not take place")
        if self._purpose_key() != origin._purpose_key():
            return self.env._("The object or the aims differ: make a new convention")
        if self.date_start <= (origin.ended_on or origin.date_end):
            return self.env._("It starts before the end of the one it renews")
        return False

    def _purpose_key(self):
        return self.purpose, " ".join((self.aims or "").lower().split())

    def _rule_conventions(self):
        found = max(
            (
                sum(root and first <= start <= last for start, _end, root in periods)
                for first, last, periods in self._windows()
            ),
            default=0,
        )
        return self._rule_line(
            "conventions",
            ARTICLE,
            self.env._(
                "%(count)s conventions at most with this host over %(months)s months",
                count=MAX_CONVENTIONS,
                months=WINDOW_MONTHS,
            ),
            found <= MAX_CONVENTIONS,
            self.env._("%s with this one", found),
        )

    def _rule_difference(self):
        """A second convention is for something else than the first."""
        family = self.renewal_of_id or self._origin
        same = self._at_same_host().filtered(
            lambda one: (
                not one.renewal_of_id
                and one != family
                and one._purpose_key() == self._purpose_key()
                and abs(relativedelta(one.date_start, self.date_start).years) < 1
            )
        )
        return self._rule_line(
            "difference",
            ARTICLE,
            self.env._("Another object or other aims than before with this host"),
            not same,
            self.env._(
                "Same as the one of %s", format_date(self.env, same[:1].date_start)
            )
            if same
            else self.env._("Nothing alike over %s months", WINDOW_MONTHS),
        )

    def _rule_days(self):
        found = max(
            (
                sum(
                    max(0, (min(last, end) - max(first, start)).days + 1)
                    for start, end, _root in periods
                )
                for first, last, periods in self._windows()
            ),
            default=0,
        )
        return self._rule_line(
            "days",
            ARTICLE,
            self.env._(
                "%(count)s days at most at this host over %(months)s months",
                count=MAX_DAYS,
                months=WINDOW_MONTHS,
            ),
            found <= MAX_DAYS,
            self.env._("%s days with this one", found),
        )

    def _at_same_host(self):
        """Return the agreed immersions of this person at this host, this one aside.

        Records of one SIRET are one host. sudo: the law counts what other clubs
        signed; only days and numbers are told of them.
        """
        host = self.partner_id
        siret = host.company_registry
        same = [("partner_id.company_registry", "=", siret)] if siret else []
        return self.sudo().search(
            [
                ("person_id", "=", self.participant_id.partner_id.id),
                ("kind", "=", "pmsmp"),
                ("state", "in", AGREED),
                ("id", "not in", self._origin.ids),
                *(["|"] if same else []),
                ("partner_id", "=", host.id),
                *same,
            ]
        )

    def _windows(self):
        """Return ``[(first, last, periods)]``: each 12 months that could be too full.

        The fullest windows begin with a period or end with one; those this
        immersion has no day in are not its business.
        """
        periods = [(self.date_start, self.date_end, not self.renewal_of_id)] + [
            (one.date_start, one.ended_on or one.date_end, not one.renewal_of_id)
            for one in self._at_same_host()
        ]
        year = relativedelta(months=WINDOW_MONTHS)
        day = timedelta(days=1)
        spans = [(start, start + year - day) for start, _end, _root in periods]
        spans += [(end - year + day, end) for _start, end, _root in periods]
        return [
            (first, last, periods)
            for first, last in spans
            if first <= self.date_end and last >= self.date_start
        ]
