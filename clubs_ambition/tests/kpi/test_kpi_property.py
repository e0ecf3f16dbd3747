from dateutil.relativedelta import relativedelta
from hypothesis import HealthCheck, Phase, given, settings

from odoo.tests import freeze_time, tagged

from ...kpi.indicators.kpi_registry import BY_KEY, INDICATORS
from .kpi_network import Question
from .kpi_network_rows import NetworkCase
from .kpi_networks import TODAY, questions
from .kpi_oracle import ORACLE
from .kpi_oracle_clubs import days_with_budget

COSTS = {"cost_per_participant", "cost_per_positive_exit"}
FIGURES_ONLY = {"days_to_positive_exit"}
"""Indicators that are no division: their figure itself is compared."""


@tagged("post_install", "-at_install")
class TestKpiProperty(NetworkCase):
    """The registry says what a slow reading of the definitions says, on any network.

    Networks are written as rows, past the rules of the screens: what is compared is
    how facts are counted, those that an import or an old version left included.
    """

    @settings(
        derandomize=True,
        database=None,
        deadline=None,
        max_examples=70,
        phases=[Phase.explicit, Phase.generate, Phase.shrink],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(questions())
    def test_registry_and_definitions_agree(self, question):
        with self.env.cr.savepoint(flush=False) as point, freeze_time(TODAY):
            self._write(question.network)
            for _again in range(2):
                self._compare_all(question)
                self._compare_clubs(question)
                self._compare_months(question)
                self._compare_each(question)
                self.env["club.kpi.stale"]._refresh()
            point.rollback()
            self.env.invalidate_all()

    # === COMPARISON === #

    def _asked(self, question):
        known = dict(zip(question.network.clubs, self.clubs, strict=True))
        clubs = self.clubs.browse([known[club].id for club in question.clubs])
        return clubs, question.date_from, question.date_to, question.cutoff

    def _compare_all(self, question):
        asked = self._asked(question)
        self._compare(self.env["club.kpi"]._compute_indicators(*asked), question)

    def _compare_clubs(self, question):
        clubs, *dates = self._asked(question)
        lines = self.env["club.kpi"]._compute_by_club(clubs, *dates)
        for one, club in zip(question.clubs, clubs, strict=True):
            alone = Question(question.network, [one], *dates)
            self._compare(lines[club.id], alone, line=club.name)

    def _compare_months(self, question):
        clubs, date_from, date_to, cutoff = self._asked(question)
        lines = self.env["club.kpi"]._compute_by_month(
            clubs, date_from, date_to, cutoff
        )
        for month, figures in lines.items():
            last = month + relativedelta(months=1, days=-1)
            days = (max(month, date_from), min(last, date_to))
            alone = Question(question.network, question.clubs, *days, cutoff)
            figures = [one for one in figures if BY_KEY[one.key].monthly]
            self._compare(figures, alone, line=month)

    def _compare_each(self, question):
        asked = self._asked(question)
        kpi = self.env["club.kpi"]
        alone = (
            kpi._compute_indicators(*asked),
            kpi._compute_by_club(*asked),
            kpi._compute_by_month(*asked),
        )
        self.assertEqual(kpi._compute_each(*asked), alone, asked)

    def _compare(self, figures, question, line=None):
        period = (question.date_from, question.date_to, question.cutoff)
        for figure in figures:
            expected = ORACLE[figure.key](question)
            found = (figure.numerator, figure.denominator, figure.unknown)
            if figure.key in FIGURES_ONLY:
                found = figure.value
            self.assertEqual(
                _rounded(found), _rounded(expected), (figure.key, line, period)
            )
            if figure.key not in FIGURES_ONLY:
                self._check_value(figure)
            known = days_with_budget(question) if figure.key in COSTS else (0, 0)
            detail = self.env["club.kpi.text"]._coverage_text(*known)
            self.assertEqual(figure.detail, detail, (figure.key, line, period))

    def _check_value(self, figure):
        value = figure.numerator
        if figure.denominator is not None:
            divisible = figure.denominator and figure.numerator is not None
            value = figure.numerator / figure.denominator if divisible else None
        self.assertEqual(_rounded(figure.value), _rounded(value), figure.key)

    def test_every_indicator_has_its_second_computation(self):
        self.assertEqual([one.key for one in INDICATORS], list(ORACLE))


def _rounded(found):
    """Return numbers to the millionth: euros by the day are no exact binary fractions."""
    if isinstance(found, tuple):
        return tuple(map(_rounded, found))
    return found if found is None else round(float(found), 6)
