"""Who entered, what was done for them, and what they obtained."""

from odoo.tools import SQL, LazyTranslate

from .kpi_indicator import (
    AVERAGE,
    COUNT,
    MATURE_ONLY,
    PROVISIONAL,
    RATE,
    Indicator,
    Measure,
    count_of,
)

_lt = LazyTranslate(__name__)

ENTRANTS = Measure("entrants", SQL("COUNT(*)"))
LEAVERS = Measure("leavers", SQL("COUNT(*)"))
JOURNEYS = Measure("journeys", SQL("COUNT(*)"))
KNOWN_AGE = count_of("entrants", SQL("age IS NOT NULL"))
UNKNOWN_AGE = count_of("entrants", SQL("age IS NULL"))

OF_JOURNEYS = (
    Indicator(
        "entrants",
        _lt("Participants entered"),
        _lt(
            "Distinct persons with at least one journey started in the period. A "
            "person admitted who never started is not a participant."
        ),
        COUNT,
        ENTRANTS,
    ),
    Indicator(
        "journeys",
        _lt("Journeys started"),
        _lt(
            "Journeys started in the period. A renewal prolongs a journey; whoever "
            "comes back later opens another one."
        ),
        COUNT,
        JOURNEYS,
    ),
    Indicator(
        "age_under_30",
        _lt("Under 30"),
        _lt(
            "Persons under 30 on the day their first journey of the period started, "
            "among entrants whose date of birth is known."
        ),
        RATE,
        count_of("entrants", SQL("age < 30")),
        KNOWN_AGE,
        UNKNOWN_AGE,
    ),
    Indicator(
        "age_30_44",
        _lt("30 to 44"),
        _lt(
            "Persons aged 30 to 44 on the day their first journey of the period "
            "started, among entrants whose date of birth is known."
        ),
        RATE,
        count_of("entrants", SQL("age BETWEEN 30 AND 44")),
        KNOWN_AGE,
        UNKNOWN_AGE,
    ),
    Indicator(
        "age_45_plus",
        _lt("45 and over"),
        _lt(
            "Persons aged 45 or more on the day their first journey of the period "
            "started, among entrants whose date of birth is known."
        ),
        RATE,
        count_of("entrants", SQL("age >= 45")),
        KNOWN_AGE,
        UNKNOWN_AGE,
    ),
    Indicator(
        "priority_district",
        _lt("Living in a priority district"),
        _lt(
            "Persons who lived in a priority district (QPV; ZUS or CUCS before 2015) "
            "when they entered, among entrants whose district was established. Not "
            "established is not “outside”."
        ),
        RATE,
        count_of("entrants", SQL("district = 'in'")),
        count_of("entrants", SQL("district IN ('in', 'out')")),
        count_of("entrants", SQL("COALESCE(district, 'unknown') = 'unknown'")),
    ),
    Indicator(
        "below_level_ii",
        _lt("Below level II"),
        _lt(
            "Persons whose highest level obtained at entry is below level II of 1969 "
            "(5 or less on the scale of 2019: up to Bac + 2), among entrants whose "
            "level is known."
        ),
        RATE,
        count_of("entrants", SQL("below_level_ii")),
        count_of("entrants", SQL("below_level_ii IS NOT NULL")),
        count_of("entrants", SQL("below_level_ii IS NULL")),
    ),
    Indicator(
        "referrals_per_participant",
        _lt("Referrals per participant"),
        _lt(
            "Candidacies presented by the coach and sent between the start of the "
            "journey and its end (or the cut-off), over the journeys started in the "
            "period. The same person, establishment and offer within 30 days count "
            "once; journeys with none stay in the denominator."
        ),
        AVERAGE,
        Measure("journeys", SQL("SUM(referrals)")),
        JOURNEYS,
    ),
    Indicator(
        "candidacies_per_participant",
        _lt("Candidacies per participant"),
        _lt(
            "All candidacies, whoever made the step, counted as the referrals are, "
            "over the journeys started in the period."
        ),
        AVERAGE,
        Measure("journeys", SQL("SUM(candidacies)")),
        JOURNEYS,
    ),
    Indicator(
        "positive_exit_entrants",
        _lt("Positive exits, of the entrants"),
        _lt(
            "Entrants with a positive outcome (CDI, CDD, qualifying training; also "
            "temporary work, work-study, business creation, civic service) that "
            "started between the start of the journey and 30 days after its end. "
            "People still in their journey stay in the denominator: the figure is "
            "provisional until all have left."
        ),
        RATE,
        count_of("entrants", SQL("positive")),
        ENTRANTS,
        maturity=PROVISIONAL,
    ),
    Indicator(
        "positive_exit_leavers",
        _lt("Positive exits, of the leavers"),
        _lt(
            "Persons whose journey ended in the period with a positive outcome that "
            "started within 30 days of the end, among all who left. Neutral exits "
            "(moved away, lasting unavailability, death) stay in."
        ),
        RATE,
        count_of("leavers", SQL("positive")),
        LEAVERS,
    ),
    Indicator(
        "durable_entrants",
        _lt("Durable employment, of the entrants"),
        _lt(
            "Entrants whose best outcome is durable: CDI, business creation, or a "
            "CDD, temporary or work-study contract of 6 months or more."
        ),
        RATE,
        count_of("entrants", SQL("durable")),
        ENTRANTS,
        maturity=PROVISIONAL,
    ),
    Indicator(
        "durable_leavers",
        _lt("Durable employment, of the leavers"),
        _lt(
            "Leavers whose best outcome is durable: CDI, business creation, or a CDD, "
            "temporary or work-study contract of 6 months or more."
        ),
        RATE,
        count_of("leavers", SQL("durable")),
        LEAVERS,
    ),
    Indicator(
        "retention_3m",
        _lt("In employment after 3 months"),
        _lt(
            "Leavers of the period who left for a job and are in employment, with any "
            "employer, 3 months after it started, among those due by the cut-off who "
            "answered. Those who did not answer are counted apart."
        ),
        RATE,
        count_of("leavers", SQL("in_work_3")),
        count_of("leavers", SQL("in_work_3 IS NOT NULL")),
        count_of("leavers", SQL("due_3 AND in_work_3 IS NULL")),
        maturity=MATURE_ONLY,
    ),
    Indicator(
        "retention_6m",
        _lt("In employment after 6 months"),
        _lt(
            "Leavers of the period who left for a job and are in employment, with any "
            "employer, 6 months after it started, among those due by the cut-off who "
            "answered. Those who did not answer are counted apart."
        ),
        RATE,
        count_of("leavers", SQL("in_work_6")),
        count_of("leavers", SQL("in_work_6 IS NOT NULL")),
        count_of("leavers", SQL("due_6 AND in_work_6 IS NULL")),
        maturity=MATURE_ONLY,
    ),
)
