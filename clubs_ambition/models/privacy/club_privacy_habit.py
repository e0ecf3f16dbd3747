from datetime import timedelta

from odoo import api, models
from odoo.http import STORED_SESSION_BYTES, root
from odoo.tools import SQL, str2bool

from ...utils import bounds
from ..tools.club_leaving import LISTS

PERSONS = ("clubs_ambition.look_persons", 60)
"""Persons whose file one user opens within an hour, above which somebody is told."""

LISTED = ("clubs_ambition.look_listed", 600)
"""Persons that one user sees within an hour, in lists too; 0 of either: nobody is told."""

KNOWN_DAYS = ("clubs_ambition.look_known_days", 14)
"""Days in which the clubs that a new user opens are learnt; 0: nobody is told of them."""

ENDS_SESSION = "clubs_ambition.look_ends_session"
"""Whether the sessions of whoever is out of habit end."""

WITHIN = """
SELECT COUNT(DISTINCT person_id) FILTER (WHERE opened_at > %(since)s),
       COUNT(DISTINCT person_id)
  FROM club_privacy_look
 WHERE user_id = %(user)s AND last_at > %(since)s
"""
EARLIER = """
SELECT 1 FROM club_export_log
 WHERE user_id = %s AND door = ANY(%s::text[]) AND exported_at < %s LIMIT 1
"""
OPENED = """
SELECT MIN(first_at), ARRAY_AGG(DISTINCT club_id) FILTER (WHERE opened_at < %(now)s)
  FROM club_privacy_look WHERE user_id = %(user)s AND opened_at IS NOT NULL
"""


class ClubPrivacyHabit(models.AbstractModel):
    """Notice when a user looks at more people, or at other ones, than usual.

    Called each time that consultations are kept; it counts in the database, whichever
    worker kept them.
    """

    _name = "club.privacy.habit"
    _description = "Habits of consultation"

    @api.model
    def _judge(self, user, now, clubs, taken_at):
        """Tell of what is out of habit in what a user was just shown.

        :param clubs: ids of clubs where the user works for none of those whose file
            they opened
        :param taken_at: since when they took a list out, if they did
        """
        alerts = self.env["club.privacy.alert"]
        for reason, count in self._many(user, now).items():
            alerts |= alerts._raise(user, reason, now, count=count)
        if taken_at and self._is_first_list(user, taken_at):
            alerts |= alerts._raise(user, "export", now)
        if new := self._new_clubs(user, now, clubs):
            alerts |= alerts._raise(user, "club", now, club_id=min(new))
        if alerts and self._ends_session():
            self._end_sessions(user)
            alerts._club_unguarded("session_ended").write({"session_ended": True})
        alerts._tell()

    @api.model
    def _many(self, user, now):
        """Return ``{reason: persons}`` of what a user saw too many of within the hour."""
        limits = {"persons": self._number(*PERSONS), "listed": self._number(*LISTED)}
        if not any(limits.values()):
            return {}
        query = SQL(WITHIN, user=user.id, since=now - timedelta(hours=1))
        [counts] = self.env.execute_query(query)
        return {
            reason: count
            for (reason, limit), count in zip(limits.items(), counts, strict=True)
            if limit and count > limit
        }

    @api.model
    def _is_first_list(self, user, taken_at):
        self.env["club.export.log"].flush_model()
        return not self.env.execute_query(SQL(EARLIER, user.id, list(LISTS), taken_at))

    @api.model
    def _new_clubs(self, user, now, clubs):
        """Return those of the clubs that a user known for a while never opened."""
        days = self._number(*KNOWN_DAYS)
        if not clubs or not days:
            return set()
        ((since, opened),) = self.env.execute_query(SQL(OPENED, now=now, user=user.id))
        if since is None or since > now - timedelta(days=days):
            return set()
        return clubs.difference(opened or ())

    @api.model
    def _number(self, parameter, usual):
        text = self.env["ir.config_parameter"].get_param(parameter) or ""
        try:
            return bounds.read_integer(text.strip(), 0)
        except ValueError:
            return usual

    @api.model
    def _ends_session(self):
        text = self.env["ir.config_parameter"].get_param(ENDS_SESSION) or ""
        return str2bool(text, False)

    @api.model
    def _end_sessions(self, user):
        """End the sessions of a user as Odoo does when their devices are revoked.

        The one in which they looked may be of no device yet.
        """
        devices = self.env["res.device"].search([("user_id", "=", user.id)])
        devices._revoke()
        if session := self.env.context.get("club_session"):
            ended = session[:STORED_SESSION_BYTES]
            root.session_store.delete_from_identifiers([ended])
