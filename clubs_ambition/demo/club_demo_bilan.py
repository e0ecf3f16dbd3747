"""One hundred journeys of 2013 whose Bilan is the one the scheme published.

93 persons under 30, none from 30 to 44, 7 of 45 or more; 78 in a priority district;
85 below level II; 700 referrals; 67 positive exits. Nothing is written past the
rules: people are oriented, admitted, presented, hired and followed up by the same
methods as in a club, so the figures prove the whole chain.
"""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.fields import Command
from odoo.tools import format_date

from ..models.placement.club_placement import STATE_OF_MILESTONE
from . import bilan_plan as plan
from . import story


def build_bilan_journeys(env, club):
    """Create the hundred journeys in ``club``; return them.

    :param club: a ``club.club`` of 15 seats whose eligibility stops nobody
    """
    builder = env["club.demo.bilan"].with_context(**story.QUIET)
    return builder._build(club.with_env(builder.env))


class ClubDemoBilan(models.AbstractModel):
    """Builds the journeys behind the published Bilan, group after group."""

    _name = "club.demo.bilan"
    _description = "Journeys of the Bilan of 2013"

    @api.model
    def _load(self):
        """Make the club of the demo and its journeys."""
        agency = self.env.ref("clubs_ambition.club_territory_demo_marseille_nord")
        club = self._make_club(agency)
        build_bilan_journeys(self.env, club)
        self.env["ir.model.data"]._update_xmlids(
            [
                {
                    "xml_id": "clubs_ambition.club_club_demo_bilan",
                    "record": club,
                    "noupdate": True,
                }
            ]
        )

    @api.model
    def _funder(self, name, kind):
        Funder = self.env["club.funder"]
        return Funder.search([("name", "=", name)], limit=1) or Funder.create(
            {"name": name, "kind": kind}
        )

    @api.model
    def _make_club(self, territory):
        return self.env["club.club"].create(
            {
                "name": "Club Bilan 2013",
                "territory_id": territory.id,
                "budget_line_ids": [
                    Command.create(
                        {
                            "funder_id": self._funder("Acsé", "city").id,
                            "date_from": plan.PERIOD[0],
                            "date_to": plan.PERIOD[1],
                        }
                    )
                ],
            }
        )

    def _build(self, club):
        employers = self.env["res.partner"].create(
            [
                {"name": row["employer"], "is_company": True, "club_employer": True}
                for row in plan.read_names()
            ]
        )
        journeys = self.env["club.participant"]
        for start, size in plan.COHORTS.items():
            ranks = range(len(journeys), len(journeys) + size)
            group = self._enter(club, start, ranks)
            self._present(group, ranks, employers)
            self._leave(group, ranks)
            group.cohort_id.write({"state": "closed"})
            journeys |= group
        self._follow_up(journeys.placement_ids)
        self._inform(journeys.person_id)
        return journeys

    # === STORY === #

    def _enter(self, club, start, ranks):
        """Orient, admit and start one group."""
        cohort = self.env["club.cohort"].create(
            {
                "name": f"Groupe du {format_date(self.env, start, date_format='dd/MM/yyyy')}",
                "club_id": club.id,
                "date_start": start,
                "date_end": start + relativedelta(months=3),
            }
        )
        group = self._orient(cohort, start, ranks)
        before = start - timedelta(days=7)
        group.write({"state": "interviewed", "interviewed_on": before})
        group.write({"state": "admitted", "admitted_on": before})
        cohort.write({"state": "running"})
        group.write({"state": "active", "started_on": start})
        return group

    def _orient(self, cohort, start, ranks):
        names = plan.read_names()
        persons = self.env["club.person"].create(
            [plan.person(names, rank) for rank in ranks]
        )
        levels = self._levels()
        return self.env["club.participant"].create(
            [
                {
                    "person_id": person.id,
                    "club_id": cohort.club_id.id,
                    "cohort_id": cohort.id,
                    "oriented_on": start - timedelta(days=21),
                    "birth_date": plan.birth_date(rank, start),
                    "district_status": "in" if plan.in_district(rank) else "out",
                    "education_level_id": levels[plan.below_level_ii(rank)][
                        rank % 2
                    ].id,
                }
                for rank, person in zip(ranks, persons, strict=True)
            ]
        )

    def _levels(self):
        """Return two levels below level II, and two from it on."""
        levels = self.env["club.education.level"].search(
            [("active", "=", True)], order="rank"
        )
        below = levels.filtered("below_level_ii")
        return {True: below[-3:-1], False: (levels - below)[:2]}

    def _present(self, group, ranks, employers):
        """Send the referrals over the weeks of each journey, and get the answers."""
        values = []
        for rank, journey in zip(ranks, group, strict=True):
            days = (plan.end(rank, journey.started_on) - journey.started_on).days
            count = plan.referrals(rank)
            values += [
                {
                    "participant_id": journey.id,
                    "partner_id": employers[(rank * 5 + number) % len(employers)].id,
                    "origin": "coach",
                    "state": "sent",
                    "sent_on": journey.started_on
                    + timedelta(days=1 + number * (days - 10) // count),
                }
                for number in range(count)
            ]
            if rank % 2:
                values.append(self._own_step(journey, employers[(rank * 5 + 12) % 24]))
        candidacies = self.env["club.candidacy"].create(values)
        last = self._last(candidacies)
        heard = candidacies[::4] | last
        answered = {"answered_on": group.cohort_id.date_end}
        heard.write({"state": "interview", **answered})
        refused = candidacies[::3] - last
        reasons = self.env["club.refusal.reason"].search([], limit=5)
        for index, reason in enumerate(reasons):
            refused[index :: len(reasons)].write(
                {"state": "refused", "refusal_reason_id": reason.id, **answered}
            )

    def _inform(self, persons):
        """Hand everybody the notice today: who was last met in 2013 would be erased."""
        self.env["club.privacy.notice"]._keep(persons, "hand")

    @staticmethod
    def _own_step(journey, employer):
        """Every other person also found an employer alone: that is no referral."""
        return {
            "participant_id": journey.id,
            "partner_id": employer.id,
            "origin": "self",
            "state": "sent",
            "sent_on": journey.started_on + timedelta(days=1),
        }

    @staticmethod
    def _last(candidacies):
        """Return the last candidacy of each journey."""
        by_journey = candidacies.grouped("participant_id").values()
        return candidacies.browse(
            [lines.sorted("sent_on")[-1].id for lines in by_journey]
        )

    def _leave(self, group, ranks):
        """Hire, send to training, or end the journey without a solution."""
        for rank, journey in zip(ranks, group, strict=True):
            kind, months = plan.outcome(rank)
            ended_on = plan.end(rank, journey.started_on)
            if kind and kind != "training":
                self._hire(journey, kind, months, ended_on)
                continue
            reason = "dropout" if plan.drops_out(rank) else "end_of_journey"
            if kind:
                reason = "training"
                self.env["club.placement"].create(
                    {
                        "participant_id": journey.id,
                        "kind": kind,
                        "duration_months": months,
                        "date_start": ended_on,
                    }
                )
            self._expire(journey.candidacy_ids)
            self._exit(journey, reason, ended_on)
        self._expire(group.candidacy_ids)

    def _exit(self, journey, reason, day):
        exit_reason = self.env.ref(f"clubs_ambition.club_exit_reason_{reason}")
        journey.write(
            {
                "state": "exited",
                "ended_on": day,
                "exit_reason_id": exit_reason.id,
            }
        )

    @staticmethod
    def _expire(candidacies):
        unanswered = candidacies.filtered(lambda line: line.state == "sent")
        unanswered.write({"state": "expired"})

    def _hire(self, journey, kind, months, day):
        candidacy = self._last(journey.candidacy_ids)
        candidacy.answered_on = day - timedelta(days=4)
        candidacy._record_hire(kind, months, day)

    def _follow_up(self, placements):
        """Answer every milestone in its time; one person in ten cannot be reached."""
        followups = placements.followup_ids
        for line in followups:
            line.answered_on = line.due_on + timedelta(days=2)
        rank_of = {placement: rank for rank, placement in enumerate(placements)}
        answers = followups.grouped(
            lambda line: plan.answer(line.milestone, rank_of[line.placement_id])
        )
        for answer, lines in answers.items():
            lines.write({"answer": answer, "source": "person"})
        here = placements
        for milestone, state in STATE_OF_MILESTONE.items():
            lines = here.followup_ids.filtered(
                lambda line, at=milestone: line.milestone == at
            )
            here = lines.filtered(lambda line: line.answer == "in_post").placement_id
            here.write({"state": state})
