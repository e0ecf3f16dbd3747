"""The indicators of what clubs do, in plain Python (see ``kpi_oracle``)."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from .kpi_network import day_in_france

GROUP_KINDS = {"techniques", "group", "thematic", "forum"}


# === HOW CLUBS WORK === #


def fill_rate(question):
    filled = seats = 0
    for cohort in question.of(question.network.cohorts):
        if not question.holds(cohort.start):
            continue
        last = min(cohort.start + timedelta(days=8), question.cutoff)
        started = sum(
            journey.cohort is cohort
            and bool(journey.started and journey.started <= last)
            for journey in question.network.journeys
        )
        if cohort.active or started:
            filled += started
            seats += cohort.seats
    return filled, seats, 0


def known_days(monday, question):
    """Return the days of a week that are known at the cut-off."""
    days = (monday + timedelta(days=index) for index in range(7))
    return {day for day in days if day <= question.cutoff}


def is_closed(club, day):
    return any(first <= day <= last for first, last in club.closures)


def group_sessions_per_week(question):
    held = weeks = 0
    for cohort in question.of(question.network.cohorts):
        if cohort.end is None or cohort.state == "forming":
            continue
        for monday in question.weeks():
            if cohort.start > monday + timedelta(days=6) or monday > cohort.end:
                continue
            working = (monday + timedelta(days=index) for index in range(5))
            if sum(not is_closed(cohort.club, day) for day in working) <= 3:
                continue
            weeks += 1
            days = known_days(monday, question)
            held += sum(
                session.cohort is cohort
                and session.kind in GROUP_KINDS
                and session.state == "held"
                and session.day in days
                and "present" in session.marks.values()
                for session in question.network.sessions
            )
    return held, weeks, 0


def weekly_objective_rate(question):
    followed = weeks = 0
    for journey in question.of(question.network.journeys):
        if journey.started is None:
            continue
        for monday in question.weeks():
            if journey.started > monday + timedelta(days=6):
                continue
            if journey.ended and monday > journey.ended:
                continue
            days = known_days(monday, question)
            marks = [
                (session.kind, session.marks[journey])
                for session in question.network.sessions
                if session.day in days
                and session.marks.get(journey, "cancelled") != "cancelled"
            ]
            if marks and all(mark == "excused" for _kind, mark in marks):
                continue
            weeks += 1
            objective = (journey, monday) in question.network.objectives
            followed += objective or ("interview", "present") in marks
    return followed, weeks, 0


def attendance_rate(question):
    marks = [
        mark
        for session in question.of(question.network.sessions)
        if session.kind != "information"
        and session.state != "cancelled"
        and question.holds(session.day)
        for mark in session.marks.values()
    ]
    present, absent = marks.count("present"), marks.count("absent")
    return present, present + absent, marks.count("expected")


# === MONEY === #


def money(question):
    """Return the euros of the days of the period, ``None`` without any budget."""
    shares = []
    for club in question.clubs:
        for first, last, euros in club.budget:
            days = common_days(question, first, last)
            if days > 0:
                shares.append(euros * days / ((last - first).days + 1))
    return sum(shares) if shares else None


def common_days(question, first, last):
    return (min(last, question.last) - max(first, question.date_from)).days + 1


def has_budget(club, day):
    return any(first <= day <= last for first, last, _euros in club.budget)


def cost_per_participant(question):
    people = list(question.people(question.started()).values())
    covered = sum(
        any(has_budget(journey.club, journey.started) for journey in theirs)
        for theirs in people
    )
    return money(question), covered, len(people) - covered


def cost_per_positive_exit(question):
    positive = [
        [journey for journey in theirs if question.outcomes(journey)]
        for theirs in question.people(question.ended()).values()
    ]
    positive = [theirs for theirs in positive if theirs]
    covered = sum(
        any(has_budget(journey.club, journey.ended) for journey in theirs)
        for theirs in positive
    )
    return money(question), covered, len(positive) - covered


def days_with_budget(question):
    """Return ``(days with a budget, days)`` of the clubs, day after day."""
    count = (question.last - question.date_from).days + 1
    days = [question.date_from + timedelta(days=number) for number in range(count)]
    known = sum(has_budget(club, day) for club in question.clubs for day in days)
    return known, len(days) * len(question.clubs)


# === EMPLOYERS === #


def network_ties(question):
    """Return ``{establishment: last day in touch}`` as known at the cut-off."""
    network, found = question.network, {}
    dated = [
        (relation.club, relation.employer, relation.since, relation.touched)
        for relation in network.relations
    ]
    dated += [
        (row.journey.club, row.employer, row.sent, row.sent)
        for row in network.candidacies
        if row.sent
    ]
    dated += [
        (row.journey.club, row.employer, row.start, row.start)
        for row in (
            *(row for row in network.immersions if row.took_place),
            *(row for row in network.placements if row.active),
        )
        if row.employer and row.kind != "training"
    ]
    for club, employer, since, touched in dated:
        if club in question.clubs and since <= question.cutoff:
            known = [found.get(network.establishment(employer))]
            if touched and touched <= question.cutoff:
                known.append(touched)
            days = [day for day in known if day]
            found[network.establishment(employer)] = max(days) if days else None
    return found


def network_size(question):
    return len(network_ties(question)), None, 0


def active_employers(question):
    since = question.cutoff - relativedelta(months=6)
    touched = network_ties(question).values()
    return sum(bool(day and day > since) for day in touched), len(touched), 0


def conversion(stages):
    def answer(question):
        sent = [
            candidacy
            for candidacy in question.network.candidacies
            if candidacy.journey.club in question.clubs
            and question.holds(candidacy.sent)
        ]
        old = [one for one in sent if (question.cutoff - one.sent).days > 30]
        reached = sum(
            one.furthest in stages and known_stage(one, stages, question.cutoff)
            for one in old
        )
        return reached, len(old), len(sent) - len(old)

    return answer


def known_stage(candidacy, stages, cutoff):
    if candidacy.answered is None or candidacy.answered <= cutoff:
        return True
    met = candidacy.interview and day_in_france(candidacy.interview) <= cutoff
    return bool(met) and "interview" in stages


def started_immersions(question):
    return [
        immersion
        for immersion in question.network.immersions
        if immersion.journey.club in question.clubs
        and immersion.took_place
        and immersion.kind != "work_study"
        and question.holds(immersion.start)
    ]


def immersions_started(question):
    return len(started_immersions(question)), None, 0


def immersions_hired(question):
    found = started_immersions(question)
    return sum(hired_after(question, immersion) for immersion in found), len(found), 0


def hired_after(question, immersion):
    network = question.network
    last = (immersion.ended or immersion.end) + relativedelta(months=3)
    return any(
        placement.journey.person == immersion.journey.person
        and placement.happened
        and placement.kind not in ("training", "business")
        and placement.employer is not None
        and network.establishment(placement.employer)
        == network.establishment(immersion.employer)
        and immersion.start <= placement.start <= min(last, question.cutoff)
        for placement in network.placements
    )
