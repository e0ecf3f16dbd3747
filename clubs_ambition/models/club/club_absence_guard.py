from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...utils import clock
from ...utils.races import alone

LONGEST = 366
"""Days: beyond, it is a departure."""

ROLES_APART = ("referent", "data_officer", "coordinator")
"""Roles of whoever works for no club in particular: who stands in for them has them."""


class ClubAbsenceGuard(models.AbstractModel):
    """Say who declares an absence, who can stand in, and in which days."""

    _name = "club.absence.guard"
    _description = "What an absence needs"

    # === WHO MAY === #

    @api.model
    def _may_declare(self, user, clubs):
        """Tell whether the reader says when somebody is away: oneself, or a manager.

        Of no club: the manager of all the clubs in which they have something.
        """
        reader = self.env.user
        if user == reader and clubs <= user.sudo().club_ids:
            return bool(clubs) or user._club_has_role()
        if not clubs and not reader.has_group("clubs_ambition.group_clubs_coordinator"):
            clubs = self.env["club.portfolio"].sudo()._clubs_apart(user)
            return bool(clubs) and reader._club_decides_for(clubs)
        return reader._club_decides_for(clubs)

    @api.model
    @alone("who asks decides, and no other row")
    def _check_may_declare(self, user, clubs):
        """Refuse whoever is neither the one who is away nor their manager."""
        if not self._may_declare(user, clubs):
            self._refuse_declared()

    @api.model
    def _refuse_declared(self):
        raise AccessError(
            self.env._(
                "An absence is declared by who is away, or by the manager of the club."
            )
        )

    @api.model
    @alone("who says when somebody is away writes the club first")
    def _check_stand_in(self, user, stand_in, clubs, days):
        """Refuse who could not answer: no role, no club, or away as well.

        :param days: first and last
        """
        if stand_in == user:
            raise UserError(self.env._("Choose somebody else to stand in."))
        if not clubs:
            self._check_roles(user, stand_in)
        elif not stand_in.active or not stand_in.has_group(
            "clubs_ambition.group_clubs_animateur"
        ):
            raise UserError(
                self.env._(
                    "%s has not the role of an animateur: a coordinator gives it first.",
                    stand_in.name,
                )
            )
        managed = clubs - user.sudo().club_ids
        if managed and not stand_in._club_decides_for(managed):
            raise UserError(
                self.env._(
                    "%(user)s does not manage %(club)s: choose another manager of it, "
                    "or somebody of the coordination.",
                    user=stand_in.name,
                    club=managed[0].name,
                )
            )
        outside = clubs - managed - stand_in.sudo().club_ids
        if outside and not self.env.user._club_decides_for(outside):
            raise UserError(
                self.env._(
                    "%(user)s is not of %(club)s: choose a colleague of the club, or "
                    "have the manager declare the absence.",
                    user=stand_in.name,
                    club=outside[0].name,
                )
            )
        self._check_there(user, stand_in, clubs, days)

    @api.model
    def _lacking(self, user, stand_in):
        """Return the role apart that somebody has and who stands in has not, or nothing."""
        for role in self._roles_apart(user):
            if not stand_in.has_group(f"clubs_ambition.group_clubs_{role}"):
                return user._club_group(role)
        return user.env["res.groups"]

    @api.model
    def _roles_apart(self, user):
        """Return the roles of one user that are of no club in particular."""
        return [
            role
            for role in ROLES_APART
            if user and user.has_group(f"clubs_ambition.group_clubs_{role}")
        ]

    @api.model
    @alone("who says when somebody is away writes both first")
    def _check_roles(self, user, stand_in):
        """Refuse who could not read what is of no club."""
        if lacking := self._lacking(user, stand_in):
            raise UserError(
                self.env._(
                    "%(user)s has not the role “%(role)s”: choose somebody who has it, "
                    "or have a coordinator give it first.",
                    user=stand_in.name,
                    role=lacking.name,
                )
            )
        if not (stand_in.active and stand_in._club_has_role()):
            raise UserError(
                self.env._("%s has no role in the clubs any more.", stand_in.name)
            )

    @api.model
    @alone("who says when somebody is away writes the club first")
    def _check_there(self, user, stand_in, clubs, days):
        """Refuse who is away on the first day, or has the absent one stand in for them."""
        open_ones = Domain("club_id", "in", clubs.ids or [False]) & Domain(
            "state", "in", ("planned", "running")
        )
        first = Domain("date_from", "<=", days[0]) & Domain("date_to", ">=", days[0])
        crossed = Domain("date_from", "<=", days[1]) & Domain("date_to", ">=", days[0])
        other_way = crossed & Domain("stand_in_id", "=", user.id)
        away = Domain("user_id", "=", stand_in.id) & (first | other_way)
        if self.env["club.absence"].sudo().search_count(open_ones & away):
            raise UserError(
                self.env._("%s is away, too: choose somebody else.", stand_in.name)
            )

    @api.model
    def _check_days(self, clubs, days):
        first, last = days
        today = clock.today(clubs)
        if last < first or last < today:
            raise UserError(
                self.env._("The last day away is past: choose today or a later day.")
            )
        if (last - min(first, today)).days > LONGEST:
            raise UserError(
                self.env._(
                    "More than a year is a departure: a manager hands everything over "
                    "by “Reassign a portfolio”."
                )
            )

    @api.model
    @alone("who says when somebody is away writes the club first")
    def _check_free(self, absences, user, clubs, days):
        """Refuse two absences at once in words; the database has the last one."""
        crossed = absences.sudo().search_count(
            [
                ("id", "not in", absences.ids),
                ("user_id", "=", user.id),
                ("club_id", "in", clubs.ids or [False]),
                ("state", "in", ("planned", "running")),
                ("date_from", "<=", days[1]),
                ("date_to", ">=", days[0]),
            ]
        )
        if crossed:
            raise UserError(
                self.env._(
                    "%s has another absence in these days: change its end, or cancel "
                    "it first.",
                    user.name,
                )
            )
