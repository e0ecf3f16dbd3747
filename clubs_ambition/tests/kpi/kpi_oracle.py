"""The indicators computed a second time: slowly, in plain Python, from the definitions.

Nothing here knows the database, nor how the registry computes. What is read is a
network, what is asked a question, and each function answers one indicator with
``(numerator, denominator, unknown)``, or with the figure itself where no division
gives it. ``None`` stands for what does not exist.
"""

from statistics import median

from dateutil.relativedelta import relativedelta

from . import kpi_oracle_clubs as of_clubs
from .kpi_network import JOBS, RANKS


def age(journey):
    """Return the age in years on the first day, ``None`` when not known."""
    if not journey.birth:
        return None
    before = (journey.started.month, journey.started.day) < (
        journey.birth.month,
        journey.birth.day,
    )
    return journey.started.year - journey.birth.year - before


def known_share(values, wanted):
    """Return the fraction of the known values that are wanted, and the unknowns."""
    values = list(values)
    known = [value for value in values if value is not None]
    wanted_ones = sum(1 for value in known if wanted(value))
    return wanted_ones, len(known), len(values) - len(known)


# === WHO ENTERED === #


def entrants(question):
    return len(question.people(question.started())), None, 0


def journeys(question):
    return len(question.started()), None, 0


def first_journeys(question):
    people = question.people(question.started())
    return [theirs[0] for theirs in people.values()]


def of_age(low, high):
    def answer(question):
        ages = map(age, first_journeys(question))
        return known_share(ages, lambda years: low <= years < high)

    return answer


def priority_district(question):
    known = {"in": True, "out": False}
    lives = (known.get(journey.district) for journey in first_journeys(question))
    return known_share(lives, bool)


def below_level_ii(question):
    levels = (journey.below_level_ii for journey in first_journeys(question))
    return known_share(levels, bool)


# === WHAT WAS DONE FOR THEM === #


def sent_once(question, origins):
    """Count the candidacies of the entrants, one sent again within 30 days once."""
    counted = 0
    seen = {}
    wanted = set(map(id, question.started()))
    made = [
        candidacy
        for candidacy in question.network.candidacies
        if candidacy.origin in origins and within_journey(candidacy, question.cutoff)
    ]
    for candidacy in sorted(made, key=lambda candidacy: candidacy.sent):
        target = ("offer", candidacy.offer)
        if candidacy.offer is None:
            target = ("job", candidacy.job)
        same = (candidacy.journey.person, candidacy.employer, target)
        again = same in seen and (candidacy.sent - seen[same]).days <= 30
        seen[same] = candidacy.sent
        counted += not again and id(candidacy.journey) in wanted
    return counted, len(wanted), 0


def within_journey(candidacy, cutoff):
    journey = candidacy.journey
    if candidacy.sent is None or journey.started is None:
        return False
    return journey.started <= candidacy.sent <= min(journey.ended or cutoff, cutoff)


def referrals(question):
    return sent_once(question, {"coach"})


def candidacies(question):
    return sent_once(question, {"coach", "spontaneous", "fair", "self", "peer"})


# === WHAT THEY OBTAINED === #


def exits(basis, durable=False):
    def answer(question):
        people = question.people(getattr(question, basis)())
        obtained = 0
        for theirs in people.values():
            found = [out for journey in theirs for out in question.outcomes(journey)]
            obtained += any(out.durable or not durable for out in found)
        return obtained, len(people), 0

    return answer


def followed_job(question, theirs):
    """Return the job of a leaver that is followed up: their best one."""
    found = []
    for journey in theirs:
        outcomes = question.outcomes(journey)
        jobs = [out for out in outcomes if RANKS[out.rank] in JOBS]
        if jobs:
            best = min(jobs, key=lambda job: (job.rank, job.start))
            first = min(out.start for out in outcomes)
            found.append((best.rank, first, len(found), best))
    return min(found)[-1] if found else None


def retention(months):
    def answer(question):
        found = []
        for theirs in question.people(question.ended()).values():
            job = followed_job(question, theirs)
            if job and job.start + relativedelta(months=months) <= question.cutoff:
                found.append(in_work(job, months, question.cutoff))
        return known_share(found, bool)

    return answer


def in_work(job, months, cutoff):
    answer, day = job.answers.get(months, (None, None))
    if day is not None and day > cutoff:
        return None
    return {"in_post": True, "other_employer": True, "not_in_work": False}.get(answer)


def days_to_positive_exit(question):
    days = []
    for journey in question.started():
        outcomes = question.outcomes(journey)
        if outcomes:
            first = min(outcome.start for outcome in outcomes)
            days.append((first - journey.started).days)
    return median(days) if days else None


def renewal_rate(question):
    reached = []
    for journey in question.started():
        term = journey.started + relativedelta(months=journey.club.months)
        if term <= question.cutoff and (not journey.ended or journey.ended >= term):
            reached.append(journey)
    return sum(journey.renewed for journey in reached), len(reached), 0


def attrition_before_start(question):
    admitted = [
        journey
        for journey in question.of(question.network.journeys)
        if question.holds(journey.admitted)
    ]
    waiting = [
        journey
        for journey in admitted
        if not (journey.started and journey.started <= question.cutoff)
    ]
    return len(waiting), len(admitted), 0


ORACLE = {
    "entrants": entrants,
    "journeys": journeys,
    "age_under_30": of_age(0, 30),
    "age_30_44": of_age(30, 45),
    "age_45_plus": of_age(45, 200),
    "priority_district": priority_district,
    "below_level_ii": below_level_ii,
    "referrals_per_participant": referrals,
    "candidacies_per_participant": candidacies,
    "positive_exit_entrants": exits("started"),
    "positive_exit_leavers": exits("ended"),
    "durable_entrants": exits("started", durable=True),
    "durable_leavers": exits("ended", durable=True),
    "retention_3m": retention(3),
    "retention_6m": retention(6),
    "fill_rate": of_clubs.fill_rate,
    "group_sessions_per_week": of_clubs.group_sessions_per_week,
    "weekly_objective_rate": of_clubs.weekly_objective_rate,
    "attendance_rate": of_clubs.attendance_rate,
    "attrition_before_start": attrition_before_start,
    "cost_per_participant": of_clubs.cost_per_participant,
    "cost_per_positive_exit": of_clubs.cost_per_positive_exit,
    "network_size": of_clubs.network_size,
    "active_employers": of_clubs.active_employers,
    "conversion_interview": of_clubs.conversion({"interview", "trial", "hired"}),
    "conversion_hire": of_clubs.conversion({"hired"}),
    "immersions_started": of_clubs.immersions_started,
    "immersions_hired": of_clubs.immersions_hired,
    "days_to_positive_exit": days_to_positive_exit,
    "renewal_rate": renewal_rate,
}
"""One plain computation an indicator."""
