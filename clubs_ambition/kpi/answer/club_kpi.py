from dataclasses import dataclass

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import date_utils
from odoo.tools.misc import formatLang

from ...utils import clock
from ..const import DASH, MASK
from ..indicators.kpi_indicator import AVERAGE, COUNT, DAYS, EUROS, RATE
from ..indicators.kpi_registry import INDICATORS
from ..rows.kpi_rows import Frame


@dataclass(frozen=True)
class Figure:
    """One indicator computed: ``None`` stands for what does not exist, never 0."""

    key: str
    label: str
    definition: str
    unit: str
    numerator: float | None
    denominator: float | None
    value: float | None
    unknown: int | None
    maturity: str | None = None
    hidden: frozenset = frozenset()  # terms too small to leave the agency
    detail: str = ""  # what part of the period the figure is about


def months_between(date_from, date_to):
    """Return the first day of each month of a period."""
    first = date_utils.start_of(date_from, "month")
    return list(date_utils.date_range(first, date_to, relativedelta(months=1)))


class ClubKpi(models.AbstractModel):
    """Computes the registry's indicators for the clubs a user may see.

    The figures are read by SQL, past the record rules: an observer sees no person
    but gets counts. What keeps sight within bounds is the set of clubs, which
    :meth:`_clubs_in_sight` alone decides.
    """

    _name = "club.kpi"
    _description = "Indicators of the clubs"

    # === SIGHT === #

    @api.model
    def _clubs_in_sight(self):
        """Return the clubs, closed ones too, whose figures the user may read.

        Coordinators see all; managers their territories; animateurs their clubs;
        observers their territories, or all when they have none.

        :raise AccessError: for the roles that read no figures
        """
        Club = self.env["club.club"].sudo().with_context(active_test=False)
        user = self.env.user
        roles = [
            role
            for role in ("coordinator", "observer", "manager", "animateur")
            if user.has_group(f"clubs_ambition.group_clubs_{role}")
        ]
        if not (roles or self.env.su):
            raise AccessError(
                self.env._(
                    "Figures are read by managers, coordinators and observers: ask one "
                    "of them."
                )
            )
        nationwide = "observer" in roles and not user.club_territory_ids
        if self.env.su or "coordinator" in roles or nationwide:
            clubs = Club.search(Domain.TRUE)
        else:
            clubs = Club.browse()
            if {"manager", "observer"} & set(roles):
                clubs |= user.club_managed_ids
            if "animateur" in roles:
                clubs |= user.sudo().club_ids
        return clubs.with_env(self.env)

    @api.model
    def _scope(self, territory=None, club=None):
        """Return the clubs in sight of ``territory`` (and below) or ``club``.

        :raise AccessError: when they lie out of sight
        """
        clubs = self._clubs_in_sight()
        if club:
            if club not in clubs:
                raise AccessError(
                    self.env._("%s is not among your clubs.", club.sudo().name)
                )
            return club
        if not territory:
            return clubs
        inside = (
            self.env["club.club"]
            .with_context(active_test=False)
            .search([("territory_id", "child_of", territory.ids)])
        )
        if inside and not inside & clubs:
            raise AccessError(
                self.env._("%s is not among your territories.", territory.sudo().name)
            )
        return inside & clubs

    # === FIGURES === #

    @api.model
    def _compute_indicators(self, clubs, date_from, date_to, cutoff):
        """Return the figures of ``clubs`` taken together, in the registry's order."""
        return self._compute_lines(clubs, date_from, date_to, cutoff, "all", [0])[0]

    @api.model
    def _compute_by_club(self, clubs, date_from, date_to, cutoff):
        """Return ``{club id: figures}``, each club taken alone."""
        return self._compute_lines(clubs, date_from, date_to, cutoff, "club", clubs.ids)

    @api.model
    def _compute_by_month(self, clubs, date_from, date_to, cutoff):
        """Return ``{first day: figures}``, each month of the period taken alone."""
        months = months_between(date_from, date_to)
        return self._compute_lines(clubs, date_from, date_to, cutoff, "month", months)

    @api.model
    def _compute_each(self, clubs, date_from, date_to, cutoff):
        """Return the three of them at once: the total, by club and by month."""
        measured = self._measure_each(self._frame(clubs, date_from, date_to, cutoff))
        return (
            self._figures(measured["all"], [0])[0],
            self._figures(measured["club"], clubs.ids),
            self._figures(measured["month"], months_between(date_from, date_to)),
        )

    def _compute_lines(self, clubs, date_from, date_to, cutoff, by, groups):
        measured = self._measure(self._frame(clubs, date_from, date_to, cutoff, by))
        return self._figures(measured, groups)

    def _figures(self, measured, groups):
        """Return ``{line: figures}`` of what was measured, in the registry's order."""
        words = {
            indicator.key: (
                self.env._(indicator.label),
                self.env._(indicator.definition),
            )
            for indicator in INDICATORS
        }
        return {
            group: [
                self._figure(indicator, words[indicator.key], measured[group])
                for indicator in INDICATORS
            ]
            for group in groups
        }

    def _frame(self, clubs, date_from, date_to, cutoff, by="all"):
        today = clock.today(self)
        return Frame(tuple(clubs.ids), date_from, date_to, cutoff, by, today)

    def _figure(self, indicator, words, numbers):
        """Return the figure of an indicator; no rows at all count as 0."""
        measures = indicator.measures()

        def number(role):
            measure = measures.get(role)
            if measure is None:
                return None
            found = numbers.get((indicator.key, role))
            if found is None:
                return None if measure.rows == "budget" or role == "value" else 0
            counted = role != "value" and measure.rows != "budget"
            return int(found) if counted else float(found)

        numerator, denominator = number("numerator"), number("denominator")
        value = number("value")
        if indicator.unit == COUNT:
            value = numerator
        elif value is None and numerator is not None and denominator:
            value = numerator / denominator
        return Figure(
            indicator.key,
            *words,
            indicator.unit,
            numerator,
            denominator,
            value,
            number("unknown") or 0,
            indicator.maturity,
            detail=self._coverage_text(number("known_days"), number("days")),
        )

    # === WORDS === #

    @api.model
    def _coverage_text(self, known, days):
        """Return how many of the days have a budget, nothing where that is no question."""
        if not days:
            return ""
        known, days = (
            formatLang(self.env, number, digits=0) for number in (known, days)
        )
        return self.env._(
            "budget known %(known)s days of %(days)s", known=known, days=days
        )

    @api.model
    def _figure_text(self, figure):
        """Return a figure as people read it: ``67 % (67 / 100)``, ``–`` for none."""
        if figure.value is None:
            return MASK if "value" in figure.hidden else DASH

        def written(number):
            return formatLang(self.env, number, digits=0)

        if figure.unit in (COUNT, DAYS):
            return self._value_text(figure.unit, figure.value)
        fraction = ""
        if not figure.hidden & {"numerator", "denominator"}:
            terms = map(written, (figure.numerator, figure.denominator))
            fraction = " ({} / {})".format(*terms)
        return f"{self._value_text(figure.unit, figure.value)}{fraction}"

    @api.model
    def _value_text(self, unit, value):
        """Return a value in its unit, without what it was made of."""
        if value is None:
            return DASH
        number = formatLang(
            self.env,
            100 * value if unit == RATE else value,
            digits=1 if unit == AVERAGE else 0,
        )
        if unit == DAYS:
            return self.env._("%s days", number)
        return number + {RATE: " %", EUROS: " €"}.get(unit, "")
