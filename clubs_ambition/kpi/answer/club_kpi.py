from functools import cache
from statistics import median

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...utils import clock
from ..indicators.kpi_indicator import COUNT
from ..indicators.kpi_registry import INDICATORS
from ..indicators.kpi_small import hidden_steps, mask_small
from ..rows.kpi_rows import Frame
from .kpi_measure import measure, measure_each
from .kpi_question import Answer, Figure, Line, months_between

READERS = ("coordinator", "manager", "animateur")
"""The roles that read figures as they move; observers read what is published."""

MIN_CLUBS = 5
"""Fewer clubs than this have no median: it would tell the figure of one of them."""

MAX_YEARS = 10
"""A longer period costs a server minutes, month by month, and tells nobody more."""


def term(measure, found, is_value):
    """Return a term of a figure: rows are counted, from 0; money and values are not."""
    counted = not is_value and measure.rows != "budget"
    if found is None:
        return 0 if counted else None
    return int(found) if counted else float(found)


class ClubKpi(models.AbstractModel):
    """Answers a question about the clubs, once for screen, workbook, PDF and API.

    The registry's indicators are read by SQL, past the record rules. What keeps them
    within bounds is the set of clubs, which :meth:`_readable_clubs` alone decides.
    """

    _name = "club.kpi"
    _description = "Indicators of the clubs"

    # === RIGHTS === #

    @api.model
    def _readable_clubs(self):
        """Return the clubs, closed ones too, whose figures the user may read.

        Coordinators see all; managers their territories; animateurs their clubs. Who
        only observes a territory is attached to it as its managers are, and reads none.

        :raise AccessError: for the roles that read no figures
        """
        Club = self.env["club.club"].sudo().with_context(active_test=False)
        user = self.env.user
        roles = {
            role
            for role in READERS
            if user.has_group(f"clubs_ambition.group_clubs_{role}")
        }
        if not (roles or self.env.su):
            raise AccessError(
                self.env._(
                    "Figures are read by managers and coordinators: ask one of them, or "
                    "read the statements that they published."
                )
            )
        if self.env.su or "coordinator" in roles:
            return Club.search(Domain.TRUE).with_env(self.env)
        clubs = Club.browse()
        if "manager" in roles:
            clubs |= user.club_managed_ids
        if "animateur" in roles:
            clubs |= user.sudo().club_ids
        return clubs.with_env(self.env)

    @api.model
    def _scope(self, territory=None, club=None):
        """Return the readable clubs of ``territory`` (and below), or ``club``.

        :raise AccessError: when the user may read none of them
        """
        clubs = self._readable_clubs()
        if club:
            if club not in clubs:
                raise AccessError(
                    self.env._("%s is not among your clubs.", club.display_name)
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
                self.env._("%s is not among your territories.", territory.display_name)
            )
        return inside & clubs

    @api.model
    def _check_period(self, date_from, date_to, cutoff):
        """Refuse dates that make no period, or a longer one than anybody needs.

        :raise UserError: saying what is wrong with them
        """
        if not (date_from and date_to and cutoff):
            raise UserError(self.env._("Give the period and the cut-off."))
        if date_to < date_from:
            raise UserError(self.env._("The period ends before it starts."))
        if date_to > date_from + relativedelta(years=MAX_YEARS):
            raise UserError(
                self.env._("A period of %s years at most can be asked for.", MAX_YEARS)
            )
        if cutoff < date_from:
            raise UserError(
                self.env._("Nothing of the period is known at the cut-off yet.")
            )

    @api.model
    def _names_shown(self):
        """Tell whether the user may read who the participants are."""
        return self.env["club.participant"].has_access("read")

    @api.model
    def _leaves_agency(self, clubs):
        """Tell whether figures leave the agency: not all clubs' persons are read."""
        return not self.env.su and not (
            self._names_shown() and self.env.user._club_coaches(clubs)
        )

    # === ANSWER === #

    @api.model
    def _answer(self, question, detailed=False):
        """Return the figures of a question, beside those they are compared with.

        :param detailed: those of each club and of each month too
        """
        lines, by_club = {}, None
        if detailed:
            figures, by_club, by_month = self._compute_each(*question.asked)
            lines = {
                "by_club": self._released_lines(question, by_club),
                "by_month": self._released_lines(question, by_month),
            }
        else:
            figures = self._compute_indicators(*question.asked)
        figures = self._released(question, figures)
        before = question.previous()
        previous = self._released(before, self._compute_indicators(*before.asked))
        region, medians = self._region_medians(question, by_club)
        running = self._count_running(*question.asked)
        return Answer(
            question,
            [
                Line(figure, before, medians.get(figure.key))
                for figure, before in zip(figures, previous, strict=True)
            ],
            region,
            self._released_running(question, figures, running),
            **lines,
        )

    @api.model
    def _answer_by_club(self, question):
        """Return ``{club id: figures}``; the total of the clubs is taken as known."""
        return self._released_lines(question, self._compute_by_club(*question.asked))

    @api.model
    def _answer_by_month(self, question):
        """Return ``{first day: figures}``; the total of the months is taken as known."""
        return self._released_lines(question, self._compute_by_month(*question.asked))

    def _released(self, question, figures):
        """Return figures as the question's reader may have them."""
        return mask_small([figures])[0] if question.outside else figures

    def _released_running(self, question, figures, running):
        """Return how many journeys run; ``None`` if that tells few of them, or others."""
        journeys = next(one.numerator for one in figures if one.key == "journeys")
        if question.outside and (
            journeys is None or 1 in hidden_steps((journeys, running))
        ):
            return None
        return running

    def _released_lines(self, question, lines):
        """Return the figures of each club or month as the question's reader may."""
        if not question.outside:
            return lines
        return dict(zip(lines, mask_small(lines.values()), strict=True))

    def _count_running(self, clubs, date_from, date_to, cutoff):
        """Count the entrants' journeys not ended: their figures are provisional."""
        return (
            self.env["club.participant"]
            .sudo()
            .with_context(active_test=False)
            .search_count(
                [
                    ("club_id", "in", clubs.ids),
                    ("started_on", ">=", date_from),
                    ("started_on", "<=", min(date_to, cutoff)),
                    "|",
                    ("ended_on", "=", False),
                    ("ended_on", ">", cutoff),
                ]
            )
        )

    # === REGION === #

    def _region_medians(self, question, by_club=None):
        """Return ``(region's name, {key: median of its clubs})``.

        There is no region when the clubs are of several, and no median of fewer
        than five clubs that have the figure.

        :param by_club: the figures of the question's clubs, where they are known
        """
        region, clubs = self._region(question.clubs)
        if len(clubs) < MIN_CLUBS:
            return region, {}
        if not by_club or not by_club.keys() >= set(clubs.ids):
            by_club = self._compute_by_club(clubs, *question.asked[1:])
        values = {}
        for club_id in clubs.ids:
            for figure in by_club[club_id]:
                if figure.value is not None:
                    values.setdefault(figure.key, []).append(figure.value)
        return region, {
            key: median(found)
            for key, found in values.items()
            if len(found) >= MIN_CLUBS
        }

    def _region(self, clubs):
        """Return the name of the only region of ``clubs``, and its open clubs.

        sudo: a median of five clubs or more shows the figure of none of them.
        """
        Club = self.env["club.club"].sudo()
        region = (
            self.env["club.territory"]
            .sudo()
            .search(
                [
                    ("level", "=", "region"),
                    ("id", "parent_of", clubs.sudo().territory_id.ids),
                ]
            )
        )
        if len(region) != 1:
            return None, Club
        inside = Club.with_context(active_test=False).search(
            [("territory_id", "child_of", region.ids)]
        )
        if clubs.sudo() - inside:
            return None, Club
        return region.name, inside.filtered("active")

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
        frame = self._frame(clubs, date_from, date_to, cutoff)
        measured = measure_each(self.env, frame)
        return (
            self._figures(measured["all"], [0])[0],
            self._figures(measured["club"], clubs.ids),
            self._figures(measured["month"], months_between(date_from, date_to)),
        )

    def _compute_lines(self, clubs, date_from, date_to, cutoff, by, groups):
        frame = self._frame(clubs, date_from, date_to, cutoff, by)
        return self._figures(measure(self.env, frame), groups)

    @api.model
    def _frame(self, clubs, date_from, date_to, cutoff, by="all"):
        """Return what the queries of the rows look at."""
        today = clock.today(self)
        return Frame(tuple(clubs.ids), date_from, date_to, cutoff, by, today)

    def _figures(self, measured, groups):
        """Return ``{line: figures}`` of what was measured, in the registry's order."""
        coverage = cache(self.env["club.kpi.text"]._coverage_text)
        words = {
            indicator.key: (
                self.env._(indicator.label),
                self.env._(indicator.definition),
            )
            for indicator in INDICATORS
        }
        return {
            group: [
                self._figure(one, words[one.key], measured[group], coverage)
                for one in INDICATORS
            ]
            for group in groups
        }

    def _figure(self, indicator, words, numbers, coverage):
        """Return the figure of an indicator; no rows at all count as 0."""
        terms = {
            role: term(measure, numbers.get((indicator.key, role)), role == "value")
            for role, measure in indicator.measures().items()
        }
        numerator, denominator = terms.get("numerator"), terms.get("denominator")
        value = terms.get("value")
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
            terms.get("unknown") or 0,
            indicator.maturity,
            detail=coverage(terms.get("known_days"), terms.get("days")),
        )
