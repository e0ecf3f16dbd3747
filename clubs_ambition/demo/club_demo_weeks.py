from datetime import timedelta

from odoo import api, fields, models

from ..utils import clock
from . import story

COHORTS = ("marseille_running", "ciotat_running")
SLIPPING = "karim"
"""Who was absent twice in a row and has no objective this week."""


class ClubDemoWeeks(models.AbstractModel):
    """The weeks of the demo's groups: who came, what each one set out to do."""

    _name = "club.demo.weeks"
    _description = "Weeks of the demo"

    @api.model
    def _load(self):
        for key in COHORTS:
            self._run_weeks(story.ref(self.env, f"club_cohort_demo_{key}"))
        self._plan_information()
        self._ask_renewal()

    def _run_weeks(self, cohort):
        people = cohort.participant_ids.filtered(lambda one: one.state == "active")
        first = min(people.mapped("started_on"))
        wizard = self.env["club.programme.generate"].create(
            {"cohort_id": cohort.id, "date_start": first}
        )
        wizard.action_generate()
        self._call_rolls(cohort)
        self._set_objectives(people)

    def _call_rolls(self, cohort):
        """Most people come; the last group session of the past is left to be closed."""
        now = fields.Datetime.now()
        past = cohort.session_ids.filtered(lambda one: one.stop < now).sorted("start")
        group = past.filtered(lambda one: one.kind != "interview")
        closed = past - group[-1:]
        slipping = story.person(self.env, SLIPPING)
        answers = {"present": [], "excused": [], "absent": []}
        for number, session in enumerate(closed):
            for rank, line in enumerate(session.attendance_ids):
                turn = (rank * 7 + number * 3) % 17
                state = {0: "absent", 5: "excused"}.get(turn, "present")
                if line.participant_id == slipping and session in group[-4:]:
                    state = "absent"
                answers[state].append(line.id)
        for state, ids in answers.items():
            self.env["club.attendance"].browse(ids).write({"state": state})
        closed.write({"state": "held"})

    def _set_objectives(self, people):
        """One objective a week each, done or carried over, but for who slips."""
        Objective = self.env["club.objective"]
        presets = self.env["club.objective.preset"].search([])
        monday = clock.monday(clock.today(self))
        slipping = story.person(self.env, SLIPPING)
        values, done = [], []
        for rank, person in enumerate(people):
            week, number = clock.monday(person.started_on), 0
            while week <= monday:
                if not (person == slipping and week == monday):
                    preset = presets[(rank + number) % len(presets)]
                    values.append(
                        {
                            "participant_id": person.id,
                            "preset_id": preset.id,
                            "name": preset.name,
                            "week_start": week,
                        }
                    )
                    done.append(week < monday and (rank + number) % 4 != 3)
                week, number = week + timedelta(weeks=1), number + 1
        objectives = Objective.create(values)
        pairs = zip(objectives.ids, done, strict=True)
        finished = Objective.browse([one for one, over in pairs if over])
        finished.write({"state": "done"})

    def _plan_information(self):
        """A meeting next week, for those who wait for a group."""
        cohort = story.ref(self.env, "club_cohort_demo_marseille_forming")
        today = clock.today(self)
        day = clock.monday(today) + timedelta(weeks=1, days=2)
        meeting = self.env["club.session"].create(
            {
                "name": "Réunion d'information",
                "kind": "information",
                "club_id": cohort.club_id.id,
                "cohort_id": cohort.id,
                "start": f"{day} 09:00:00",
                "stop": f"{day} 10:30:00",
            }
        )
        waiting = cohort.club_id.participant_ids.filtered(
            lambda one: one.state in ("oriented", "informed", "waitlisted")
        )
        self.env["club.attendance"].create(
            [{"session_id": meeting.id, "participant_id": one.id} for one in waiting]
        )

    def _ask_renewal(self):
        user = story.ref(self.env, "res_users_demo_animateur")
        self.env["club.renewal"].with_user(user).create(
            {
                "participant_id": story.person(self.env, "lina").id,
                "reason": "Deux employeurs répondent le mois prochain.",
                "objectives": "Une immersion en cuisine, puis relancer les hôtels.",
            }
        )
