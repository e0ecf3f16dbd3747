"""Random small networks, with the dates, states and gaps that mislead a computation."""

from datetime import date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta
from hypothesis import strategies as st

from ...utils import clock
from .kpi_network import (
    Candidacy,
    Club,
    Cohort,
    Immersion,
    Journey,
    Network,
    Placement,
    Question,
    Relation,
    Session,
)

TODAY = date(2026, 5, 20)
EMPLOYERS = {"north": "S1", "south": "S1", "east": "S2", "west": "", "none": ""}
"""Five partners, two of which are one establishment, and their SIRET."""

EDGES = [
    date(2025, 12, 31),
    date(2026, 1, 1),
    date(2026, 2, 28),
    date(2026, 3, 29),  # the clocks go forward
    date(2026, 3, 31),
    date(2026, 4, 30),
    TODAY,
    TODAY + timedelta(days=1),
]
DAYS = st.one_of(
    st.dates(date(2026, 1, 1), date(2026, 3, 31)),
    st.sampled_from(EDGES),
    st.dates(date(2025, 10, 1), date(2026, 6, 20)),
)
PERIODS = [
    (date(2026, 1, 1), date(2026, 12, 31)),
    (date(2025, 12, 29), date(2026, 5, 31)),
    (date(2025, 10, 15), date(2026, 10, 14)),
    (date(2026, 1, 1), date(2026, 6, 30)),
    (date(2026, 2, 11), date(2026, 4, 22)),
    (date(2026, 2, 28), date(2026, 2, 28)),
]
BIRTHS = [
    date(2003, 5, 17),
    date(1996, 2, 29),
    date(1996, 1, 1),
    date(1981, 2, 28),
    date(1950, 7, 1),
]
MINUTES = [22 * 60 + 30, 8 * 60, 23 * 60 + 30, 0]
MARKS = ("present", "excused", "present", "expected", "absent", "excused", "cancelled")
CONTRACTS = (
    "cdi",
    "cdd",
    "temp",
    "work_study",
    "training",
    "business",
    "civil_service",
)
ORIGINS = ("coach", "coach", "coach", "coach", "spontaneous", "fair", "self", "peer")


def after(day, low, high):
    """Return the days from ``low`` to ``high`` days after ``day``."""
    return st.integers(low, high).map(lambda days: day + timedelta(days=days))


def maybe(strategy):
    """Return the strategy that sometimes gives nothing instead."""
    return st.one_of(strategy, strategy, strategy, st.none())


def often():
    return st.sampled_from([True, True, True, False])


@st.composite
def moments(draw, days=DAYS):
    """A moment in UTC, sometimes on another day in France."""
    day, minutes = draw(days), draw(st.sampled_from(MINUTES))
    return datetime.combine(day, time.min) + timedelta(minutes=minutes)


@st.composite
def day_ranges(draw, longest):
    first = draw(DAYS)
    return first, first + timedelta(days=draw(st.integers(0, longest)))


@st.composite
def cohorts(draw, club):
    start = draw(DAYS)
    end = draw(maybe(after(start, 0, 100)))
    state = draw(st.sampled_from(["running", "running", "closed", "forming"]))
    seats = draw(st.integers(1, 15))
    return Cohort(club, start, end, seats, state, draw(often()))


@st.composite
def lives(draw, person, network):
    """The journeys of one person: one after the other, the last may be running."""
    found = []
    day = draw(DAYS)
    birth = draw(maybe(st.sampled_from(BIRTHS)))
    for left in range(draw(st.integers(1, 3)), 0, -1):
        club = draw(st.sampled_from(network.clubs))
        groups = [cohort for cohort in network.cohorts if cohort.club is club]
        admitted = draw(after(day, 0, 12))
        started = draw(after(admitted, 0, 9))
        term = started + relativedelta(months=club.months)
        ended = draw(st.one_of(after(started, 0, 50), after(started, 0, 120)))
        ended = draw(st.sampled_from([ended, ended, term] + [None] * (left == 1)))
        if left == 1 and not draw(often()):
            started = ended = None
        found.append(
            Journey(
                person,
                club,
                draw(st.sampled_from(groups)),
                admitted,
                started,
                ended,
                draw(st.booleans()),
                birth,
                draw(st.sampled_from(["in", "out", "unknown", None])),
                draw(st.sampled_from([True, False, None])),
                draw(often()),
            )
        )
        day = ended
    return found


@st.composite
def candidacies(draw, journey):
    first = journey.started or journey.admitted
    steps = st.sampled_from([0, 30, 31, 60, 45]).map(
        lambda n: first + timedelta(days=n)
    )
    sent = draw(maybe(st.one_of(steps, steps, after(first, -3, 110))))
    offer = draw(st.sampled_from([None, None, None, 0]))
    return Candidacy(
        journey,
        draw(st.sampled_from(["north", "north", "north", "east"])),
        offer,
        draw(st.sampled_from([0, 0, 1])),
        draw(st.sampled_from(ORIGINS)),
        sent,
        draw(st.sampled_from(["sent", "interview", "trial", "hired"])),
        draw(maybe(after(sent or TODAY, 0, 90))),
        draw(maybe(moments(after(sent or TODAY, 0, 60)))),
        draw(st.booleans()),
    )


@st.composite
def placements(draw, journey, candidacy):
    end = journey.ended or TODAY
    edges = [end + timedelta(days=days) for days in (0, 30, 31)]
    edges.append(journey.started + timedelta(days=100))  # long after an immersion
    start = draw(st.one_of(after(journey.started, 0, 60), st.sampled_from(edges)))
    start = max(start, journey.started)
    answers = {
        months: (
            draw(
                st.sampled_from(
                    ["in_post", "other_employer", "not_in_work", "no_answer", None]
                )
            ),
            draw(maybe(after(start, 20 * months, 40 * months))),
        )
        for months in (3, 6)
    }
    return Placement(
        journey,
        draw(maybe(st.sampled_from([*EMPLOYERS, "north", "none"]))),
        draw(maybe(st.sampled_from(CONTRACTS))),
        candidacy,
        draw(st.booleans()),
        draw(st.sampled_from([0, 5, 6, 12])),
        start,
        draw(st.one_of(st.none(), st.none(), after(start, -5, 30))),
        draw(often()),
        answers,
    )


@st.composite
def immersions(draw, journey):
    """One immersion a journey, so that two never share a day."""
    start = draw(after(journey.started, 0, 25))
    end = start + timedelta(days=draw(st.integers(0, 27)))
    state = draw(
        st.sampled_from(["done", "running", "partial", "no_show", "cancelled"])
    )
    over = state in ("done", "partial")
    ended = start + timedelta(days=draw(st.integers(0, (end - start).days)))
    return Immersion(
        journey,
        draw(st.sampled_from(["north", "south", "west"])),
        draw(st.sampled_from(["pmsmp", "pmsmp", "poei", "work_study"])),
        state,
        start,
        end,
        ended if over else None,
    )


@st.composite
def sessions(draw, network):
    cohort = draw(st.sampled_from(network.cohorts))
    monday = clock.monday(cohort.start)
    around = st.one_of(after(cohort.start, -1, 12), st.just(monday - timedelta(days=1)))
    kind = draw(
        st.sampled_from(
            ["group", "techniques", "thematic", "interview", "forum", "information"]
        )
    )
    state = draw(st.sampled_from(["held", "held", "planned", "cancelled"]))
    people = [one for one in network.journeys if one.club is cohort.club]
    if kind == "interview":
        kind = "interview" if people else "group"
        people = people[:1]
    marks = {
        one: "cancelled" if state == "cancelled" else draw(st.sampled_from(MARKS))
        for one in people
        if kind == "interview" or draw(often())
    }
    start = draw(moments(st.one_of(around, around, DAYS)))
    return Session(cohort.club, cohort, kind, state, start, marks)


@st.composite
def relations(draw, club):
    since = draw(DAYS)
    kind = draw(st.sampled_from(["contact", "lead", "offer"]))
    touched = {"contact": since, "offer": None}.get(kind, draw(maybe(DAYS)))
    return Relation(kind, club, draw(st.sampled_from(list(EMPLOYERS))), since, touched)


@st.composite
def networks(draw):
    """Return a network of three clubs, the last of which often does nothing."""
    clubs = [Club(3), Club(2), Club(3)]
    network = Network(clubs, EMPLOYERS)
    for club in clubs:
        budget = st.tuples(day_ranges(200), st.sampled_from([0.0, 1000.0, 60000.0]))
        for (first, last), euros in draw(st.lists(budget, max_size=2)):
            club.budget.append((first, last, euros))
        network.cohorts += draw(st.lists(cohorts(club), min_size=1, max_size=2))
        closed = after(network.cohorts[-1].start, -1, 9)
        for first in draw(st.lists(closed, max_size=2)):
            club.closures.append((first, draw(after(first, 0, 4))))
        network.relations += draw(st.lists(relations(club), max_size=2))
    for person in range(draw(st.sampled_from([6, 5, 6, 5, 6, 1, 0]))):
        network.journeys += draw(lives(person, network))
    for journey in network.journeys:
        _draw_life(draw, network, journey)
    network.sessions = draw(st.lists(sessions(network), min_size=4, max_size=8))
    return network


def _draw_life(draw, network, journey):
    """Add the candidacies, jobs, immersions and objectives of a journey."""
    found = draw(st.lists(candidacies(journey), min_size=2, max_size=5))
    network.candidacies += found
    if journey.started is None:
        return
    used = [*found[:1], None]
    for candidacy in used[: draw(st.sampled_from([2, 1, 0]))]:
        network.placements.append(draw(placements(journey, candidacy)))
    if not any(one.journey.person == journey.person for one in network.immersions):
        network.immersions += draw(
            st.lists(immersions(journey), min_size=1, max_size=1)
        )
    monday = clock.monday(journey.started)
    for week in draw(st.sets(st.integers(0, 8), max_size=3)):
        network.objectives.append((journey, monday + timedelta(weeks=week)))


def turning_days(network):
    """Yield the days on which a figure of the network may change."""
    for candidacy in network.candidacies:
        if candidacy.sent:
            yield candidacy.sent + timedelta(days=30)
            yield candidacy.sent + timedelta(days=31)
    for placement in network.placements:
        for _answer, day in placement.answers.values():
            yield day or placement.start + relativedelta(months=3)
        yield placement.start
    for immersion in network.immersions:
        yield immersion.end + relativedelta(months=3)
    for relation in network.relations:
        yield (relation.touched or relation.since) + relativedelta(months=6)
    for session in network.sessions:
        yield session.day


@st.composite
def questions(draw):
    """Return a question on one club, two or all, known at some day or other."""
    network = draw(networks())
    date_from, date_to = draw(st.sampled_from(PERIODS))
    usual = [TODAY + timedelta(days=200), TODAY, date_to]
    turning = sorted(day for day in turning_days(network) if day >= date_from)
    cutoff = draw(st.sampled_from(usual + turning))
    clubs = network.clubs[: draw(st.sampled_from([3, 2, 1]))]
    return Question(network, clubs, date_from, date_to, cutoff)
