"""A small network of clubs in plain Python, and a question asked about it.

Nothing here knows the database: these are the facts the definitions speak of.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

FRANCE = ZoneInfo("Europe/Paris")
UTC = ZoneInfo("UTC")
RANKS = ("cdi", "long", "business", "short", "civil_service", "training")
JOBS = RANKS[:4]


@dataclass(eq=False)
class Club:
    months: int
    budget: list = field(default_factory=list)  # (first day, last day, euros)
    closures: list = field(default_factory=list)  # (first day, last day)


@dataclass(eq=False)
class Cohort:
    club: Club
    start: date
    end: date | None
    seats: int
    state: str
    active: bool


@dataclass(eq=False)
class Journey:
    person: int
    club: Club
    cohort: Cohort | None
    admitted: date
    started: date | None
    ended: date | None
    renewed: bool
    birth: date | None
    district: str | None
    below_level_ii: bool | None
    active: bool


@dataclass(eq=False)
class Candidacy:
    journey: Journey
    employer: str
    offer: int | None
    job: int | None
    origin: str
    sent: date | None
    furthest: str
    answered: date | None
    interview: datetime | None
    active: bool


@dataclass(eq=False)
class Placement:
    journey: Journey
    employer: str | None
    kind: str | None
    candidacy: Candidacy | None
    qualifying: bool
    months: int
    start: date
    broken: date | None
    active: bool
    answers: dict  # months → (answer, its day)

    @property
    def positive(self):
        if self.kind == "training":
            return self.qualifying
        return bool(self.kind or self.candidacy)

    @property
    def durable(self):
        long = self.kind in ("cdd", "temp", "work_study") and self.months >= 6
        return long or self.kind in ("cdi", "business")

    @property
    def rank(self):
        if self.kind in ("cdi", "business", "civil_service", "training"):
            return RANKS.index(self.kind)
        return RANKS.index("long" if self.durable else "short")

    @property
    def happened(self):
        """Neither recorded by mistake nor broken off before its first day."""
        return self.active and not (self.broken and self.broken < self.start)


@dataclass(eq=False)
class Immersion:
    journey: Journey
    employer: str
    kind: str
    state: str
    start: date
    end: date
    ended: date | None

    @property
    def took_place(self):
        return self.state in ("running", "done", "partial")


@dataclass(eq=False)
class Session:
    club: Club
    cohort: Cohort | None
    kind: str
    state: str
    start: datetime  # UTC
    marks: dict  # journey → answer

    @property
    def day(self):
        return day_in_france(self.start)


@dataclass(eq=False)
class Relation:
    """A contact, a prospect or an offer of a club with an employer."""

    kind: str
    club: Club
    employer: str
    since: date
    touched: date | None


@dataclass(eq=False)
class Network:
    clubs: list
    sirets: dict
    cohorts: list = field(default_factory=list)
    journeys: list = field(default_factory=list)
    candidacies: list = field(default_factory=list)
    placements: list = field(default_factory=list)
    immersions: list = field(default_factory=list)
    sessions: list = field(default_factory=list)
    objectives: list = field(default_factory=list)  # (journey, Monday)
    relations: list = field(default_factory=list)

    def establishment(self, employer):
        return self.sirets.get(employer) or employer


@dataclass
class Question:
    network: Network
    clubs: list
    date_from: date
    date_to: date
    cutoff: date

    def holds(self, day):
        """Tell whether ``day`` is in the period and known at the cut-off."""
        return day is not None and self.date_from <= day <= self.last

    @property
    def last(self):
        return min(self.date_to, self.cutoff)

    def of(self, rows):
        return [row for row in rows if row.club in self.clubs]

    def started(self):
        rows = [j for j in self.of(self.network.journeys) if self.holds(j.started)]
        return sorted(rows, key=lambda j: j.started)

    def ended(self):
        return [j for j in self.of(self.network.journeys) if self.holds(j.ended)]

    def outcomes(self, journey):
        """Return the positive outcomes that come from the journey, known by now."""
        last = self.cutoff
        if journey.ended and journey.ended <= self.cutoff:
            last = min(last, journey.ended + timedelta(days=30))
        return [
            placement
            for placement in self.network.placements
            if placement.journey is journey
            and placement.happened
            and placement.positive
            and journey.started <= placement.start <= last
        ]

    def people(self, journeys):
        """Return the journeys by person, in the order given."""
        people = {}
        for journey in journeys:
            people.setdefault(journey.person, []).append(journey)
        return people

    def weeks(self):
        """Return the Mondays of the period whose Friday is known."""
        day = self.date_from + timedelta(days=-self.date_from.weekday() % 7)
        while day <= self.last and day + timedelta(days=4) <= self.cutoff:
            yield day
            day += timedelta(days=7)


def day_in_france(moment):
    return moment.replace(tzinfo=UTC).astimezone(FRANCE).date()
