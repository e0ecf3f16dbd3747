"""How the clubs work: seats, rhythm, money, employers, conversion."""

from odoo.tools import SQL, LazyTranslate

from .kpi_indicator import (
    AVERAGE,
    COUNT,
    DAYS,
    EUROS,
    MATURE_ONLY,
    PROVISIONAL,
    RATE,
    Indicator,
    Measure,
    count_of,
)

_lt = LazyTranslate(__name__)

BUDGET = Measure("budget", SQL("SUM(amount)"))
FUNDED_DAYS = Measure("budget_days", SQL("SUM(known)"))
DAYS_OF_CLUBS = Measure("budget_days", SQL("SUM(days)"))
MATURE = Measure("candidacies", SQL("SUM(sent) FILTER (WHERE mature)"))
RECENT = Measure("candidacies", SQL("SUM(sent) FILTER (WHERE NOT mature)"))
NETWORK = Measure("network", SQL("SUM(known)"))
IMMERSIONS = Measure("immersions", SQL("COUNT(*)"))

OF_CLUBS = (
    Indicator(
        "fill_rate",
        _lt("Seats filled"),
        _lt(
            "Journeys started by day 8 of their group, over the seats of the groups "
            "that started in the period."
        ),
        RATE,
        Measure("cohorts", SQL("SUM(started)")),
        Measure("cohorts", SQL("SUM(seats)")),
        people=("numerator",),
    ),
    Indicator(
        "group_sessions_per_week",
        _lt("Group sessions per week"),
        _lt(
            "Group sessions held, with somebody present, over the open weeks of the "
            "groups. Information meetings and interviews are none; a week with three "
            "open days or fewer, or not over at the cut-off, is left out."
        ),
        AVERAGE,
        Measure("group_weeks", SQL("SUM(sessions)")),
        Measure("group_weeks", SQL("SUM(weeks)")),
        people=(),
    ),
    Indicator(
        "weekly_objective_rate",
        _lt("Weeks with an objective"),
        _lt(
            "Weeks of a participant with an interview or an objective, over the weeks "
            "they were active and not excused. Weeks not over at the cut-off are "
            "left out."
        ),
        RATE,
        Measure("participant_weeks", SQL("SUM(followed)")),
        Measure("participant_weeks", SQL("SUM(weeks)")),
    ),
    Indicator(
        "attendance_rate",
        _lt("Attendance"),
        _lt(
            "Present, over convened less excused less cancelled by the club, at the "
            "sessions of the period but information meetings. Those nobody answered "
            "for yet are left out and counted as unknown."
        ),
        RATE,
        Measure("attendances", SQL("SUM(present)")),
        Measure("attendances", SQL("SUM(present + absent)")),
        Measure("attendances", SQL("SUM(expected)")),
    ),
    Indicator(
        "attrition_before_start",
        _lt("Admitted who did not start"),
        _lt(
            "Journeys admitted in the period and not started at the cut-off, over "
            "journeys admitted in the period. While a group forms, those who wait "
            "for its first day are among them."
        ),
        RATE,
        Measure("admissions", SQL("COUNT(*) FILTER (WHERE NOT started)")),
        Measure("admissions", SQL("COUNT(*)")),
        maturity=PROVISIONAL,
    ),
    Indicator(
        "cost_per_participant",
        _lt("Cost per participant"),
        _lt(
            "Budget of the clubs, by the days of each line that fall in the period, "
            "over the entrants of the days that have a budget. Those who entered on a "
            "day their club has no budget for are left out and counted as unknown; the "
            "days of the clubs are added up."
        ),
        EUROS,
        BUDGET,
        count_of("entrants", SQL("budgeted")),
        count_of("entrants", SQL("NOT budgeted")),
        known_days=FUNDED_DAYS,
        days=DAYS_OF_CLUBS,
    ),
    Indicator(
        "cost_per_positive_exit",
        _lt("Cost per positive exit"),
        _lt(
            "Budget of the clubs, by the days of each line that fall in the period, "
            "over the leavers of the days that have a budget whose exit is positive. "
            "Positive exits on a day the club has no budget for are left out and "
            "counted as unknown. Sums over sums: averages of clubs are never averaged."
        ),
        EUROS,
        BUDGET,
        count_of("leavers", SQL("budgeted")),
        count_of("leavers", SQL("positive AND NOT budgeted")),
        known_days=FUNDED_DAYS,
        days=DAYS_OF_CLUBS,
    ),
    Indicator(
        "network_size",
        _lt("Employers of the network"),
        _lt(
            "Establishments (by SIRET) tied to the clubs by a contact, a prospection, "
            "an offer, a candidacy, an immersion or a placement up to the cut-off."
        ),
        COUNT,
        NETWORK,
        monthly=False,
        people=(),
    ),
    Indicator(
        "active_employers",
        _lt("Active employers"),
        _lt(
            "Establishments with a dated contact, candidacy, immersion or hire in the 6 "
            "months before the cut-off, over the establishments of the network."
        ),
        RATE,
        Measure("network", SQL("SUM(recent)")),
        NETWORK,
        monthly=False,
        people=(),
    ),
    Indicator(
        "conversion_interview",
        _lt("Candidacies that reached an interview"),
        _lt(
            "Candidacies that reached an interview, an immersion or a hire, whatever came "
            "next, over candidacies sent in the period more than 30 days before the "
            "cut-off. More recent ones are left out and counted as unknown."
        ),
        RATE,
        Measure("candidacies", SQL("SUM(interviewed) FILTER (WHERE mature)")),
        MATURE,
        RECENT,
        maturity=MATURE_ONLY,
    ),
    Indicator(
        "conversion_hire",
        _lt("Candidacies that reached a hire"),
        _lt(
            "Candidacies that ended in a hire, over candidacies sent in the period more "
            "than 30 days before the cut-off. More recent ones are left out and "
            "counted as unknown."
        ),
        RATE,
        Measure("candidacies", SQL("SUM(hired) FILTER (WHERE mature)")),
        MATURE,
        RECENT,
        maturity=MATURE_ONLY,
    ),
    Indicator(
        "immersions_started",
        _lt("Immersions started"),
        _lt(
            "Immersions that started in the period, whoever did not show up left out. "
            "Never a positive exit; a work-study contract is a job and does not count."
        ),
        COUNT,
        IMMERSIONS,
    ),
    Indicator(
        "immersions_hired",
        _lt("Immersions followed by a hire"),
        _lt(
            "Immersions followed by a hire at the same employer, at the latest 3 months "
            "after they ended, over immersions started in the period. As long as the 3 "
            "months run, the figure is provisional."
        ),
        RATE,
        count_of("immersions", SQL("hired")),
        IMMERSIONS,
        maturity=PROVISIONAL,
    ),
    Indicator(
        "days_to_positive_exit",
        _lt("Days to the first positive outcome"),
        _lt(
            "Median of the days between the start of the journey and the start of its "
            "first positive outcome, over the journeys started in the period that "
            "have one."
        ),
        DAYS,
        denominator=count_of("journeys", SQL("days IS NOT NULL")),
        value=Measure(
            "journeys", SQL("PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY days)")
        ),
        maturity=PROVISIONAL,
    ),
    Indicator(
        "renewal_rate",
        _lt("Journeys renewed"),
        _lt(
            "Journeys renewed, over the journeys started in the period that reached "
            "their planned end, by the cut-off, without an exit."
        ),
        RATE,
        count_of("journeys", SQL("full_term AND renewed")),
        count_of("journeys", SQL("full_term")),
        maturity=MATURE_ONLY,
    ),
)
