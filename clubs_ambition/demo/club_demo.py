from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools.misc import file_open

from . import story

STEPS = [
    ("informed", "informed_on"),
    ("interviewed", "interviewed_on"),
    ("waitlisted", "waitlisted_on"),
    ("admitted", "admitted_on"),
    ("active", "started_on"),
]
FUNNEL = {"interview": ("interview",), "trial": ("interview", "trial")}
PLACEMENT_STATES = ("started", "month_1", "month_3", "sustained")
COHORTS = (
    "marseille_closed",
    "ciotat_running",
    "toulouse_running",
    "marseille_running",
)


class ClubDemo(models.AbstractModel):
    """What happened to the people of the demo, with dates around today.

    Records are created by data files, then moved here along the same tables of
    transitions as users: a demo that could not happen does not load. Days are
    counted from today (``-31``) or from a Monday (``w-5+2``: Wednesday, 5 weeks ago).
    """

    _name = "club.demo"
    _description = "Story of the demo data"

    @api.model
    def _load(self):
        """Make of the records of the data files what happened, group after group."""
        self.env.ref("base.module_clubs_ambition")._update_translations("fr_FR")
        quiet = self.with_context(lang="fr_FR", **story.QUIET)
        quiet._load_journeys()
        quiet.env["club.demo.weeks"]._load()
        quiet.env["club.demo.immersions"]._load()
        # from here on, who creates a record follows it
        followed = self.with_context(lang="fr_FR", **story.UNTRACKED)
        followed.env["club.demo.campaigns"]._load()
        followed.env["club.demo.network"]._load()

    @api.model
    def _keep_quiet(self):
        """Let nobody begin with what Odoo told while the story was written."""
        told = self.env["mail.notification"].search([("is_read", "=", False)])
        told.write({"is_read": True})

    @api.model
    def _load_journeys(self):
        for cohort in COHORTS:
            self._run_cohort(cohort)
        self._move_journeys("")
        self._move_journeys("marseille_forming")
        self._write_orientations()
        self._give_helps()
        self._log_contacts()
        self._import_template("res.partner", "etablissements.csv")
        self._import_template("club.participant", "participants.xlsx")

    @api.model
    def _speak_french(self):
        """Users of the demo speak French, whatever the database was made with."""
        languages = dict(self.env["res.lang"].get_installed())
        if "fr_FR" not in languages:
            self.env["base.language.install"].create(
                {
                    "lang_ids": self.env["res.lang"]
                    .with_context(active_test=False)
                    .search([("code", "=", "fr_FR")])
                    .ids
                }
            ).lang_install()
        # Odoo reads our words after the demo: threads would begin with English ones.
        self.env.ref("base.module_clubs_ambition")._update_translations("fr_FR")

    def _run_cohort(self, key):
        """Admit, start, present to employers, place, and close what has ended."""
        cohort = story.ref(self.env, f"club_cohort_demo_{key}")
        self._move_journeys(key, until="admitted")
        cohort.write({"state": "running"})
        self._move_journeys(key, since="active", until="active")
        for row in story.rows("candidacies"):
            if story.person(self.env, row["participant"]).cohort_id == cohort:
                self._create_candidacy(row)
        for row in story.rows("placements"):
            if story.person(self.env, row["participant"]).cohort_id == cohort:
                self._place(row)
        self._move_journeys(key, since="exited")
        if key.endswith("closed"):
            cohort.write({"state": "closed"})

    # === JOURNEYS === #

    def _move_journeys(self, cohort, since="informed", until="exited"):
        """Move the people of a group along the states between two steps."""
        names = [name for name, _field in STEPS] + ["exited"]
        wanted = names[names.index(since) : names.index(until) + 1]
        cohort = story.ref(self.env, f"club_cohort_demo_{cohort}") if cohort else False
        for row in story.rows("journeys"):
            participant = story.person(self.env, row["key"])
            if participant.cohort_id != (cohort or participant.cohort_id.browse()):
                continue
            if since == "informed":
                participant.write(self._entry_values(row))
            for state, field in STEPS:
                column = "started" if state == "active" else state
                if state in wanted and row[column]:
                    participant.write(
                        {"state": state, field: story.day(self.env, row[column])}
                    )
            if "exited" in wanted:
                self._end_journey(participant, row)

    def _entry_values(self, row):
        oriented_on = story.day(self.env, row["oriented"])
        birth = oriented_on - relativedelta(years=int(row["age"]), months=4)
        return {"oriented_on": oriented_on, "birth_date": birth}

    def _end_journey(self, participant, row):
        if row["state"] == "exited":
            values = {
                "ended_on": story.day(self.env, row["ended"]),
                "exit_reason_id": story.ref(
                    self.env, f"club_exit_reason_{row['reason']}"
                ).id,
            }
        elif row["state"] == "declined":
            reason = story.ref(self.env, f"club_decline_reason_{row['reason']}")
            values = {"decline_reason_id": reason.id}
        elif row["state"] == "withdrawn":
            values = {}
        else:
            return
        participant.write({"state": row["state"], **values})

    def _write_orientations(self):
        """Write what the demo referent typed; one person agrees that the end is told."""
        mine = self.env["club.orientation"].search([("referent_id", "!=", False)])
        for one in mine:
            person = one.person_id
            facts = {name: person[name] for name in ("birth_date", "phone", "email")}
            jobs = one.participant_id.occupation_ids
            note = "Projet réaliste, disponible tout de suite." if jobs else False
            one.write({**facts, "occupation_ids": jobs.ids, "note": note})
        declined = mine.participant_id.filtered(lambda one: one.state == "declined")
        declined.decline_alternative = "Atelier « Trouver son projet » de l'agence."
        story.person(self.env, "pauline").orientation_ids.action_agree_outcome()

    # === CANDIDACIES AND PLACEMENTS === #

    def _create_candidacy(self, row):
        values = {
            "participant_id": story.person(self.env, row["participant"]).id,
            "partner_id": story.ref(self.env, f"res_partner_demo_{row['employer']}").id,
            "origin": row["origin"],
        }
        if row["offer"]:
            offer = row["offer"].removeprefix("offer_")
            values["offer_id"] = story.ref(self.env, f"club_offer_demo_{offer}").id
        if row["job"]:
            values["occupation_id"] = story.ref(
                self.env, f"club_occupation_job_{row['job']}"
            ).id
        if row["state"] != "draft":
            values.update(state="sent", sent_on=story.day(self.env, row["sent"]))
        candidacy = self.env["club.candidacy"].create(values)
        story.identify(candidacy, f"{row['participant']}_{row['employer']}")
        self._answer(candidacy, row)

    def _answer(self, candidacy, row):
        answered = {
            "answered_on": row["answered"] and story.day(self.env, row["answered"])
        }
        for state in FUNNEL.get(row["state"], ()):
            candidacy.write({"state": state, **answered})
        if row["state"] == "refused":
            reason = story.ref(self.env, f"club_refusal_reason_{row['reason']}")
            candidacy.write(
                {"state": "refused", "refusal_reason_id": reason.id, **answered}
            )
        elif row["state"] in ("expired", "withdrawn"):
            candidacy.write({"state": row["state"]})

    def _place(self, row):
        start = story.day(self.env, row["start"])
        terms = {"kind": row["kind"], "duration_months": int(row["months"] or 0)}
        if row["employer"]:
            candidacy = story.ref(
                self.env, f"club_candidacy_demo_{row['participant']}_{row['employer']}"
            )
            candidacy._record_hire(date_start=start, **terms)
            placement = candidacy.placement_ids
        else:
            placement = self.env["club.placement"].create(
                {
                    "participant_id": story.person(self.env, row["participant"]).id,
                    "date_start": start,
                    **terms,
                }
            )
        story.identify(placement, row["participant"])
        self._follow_hire_up(placement, row)

    def _follow_hire_up(self, placement, row):
        """Answer the follow-ups, each in its time, then move the card."""
        for party, column, via in (
            ("person", "answers", "phone"),
            ("employer", "told", "link"),
        ):
            answers = dict(pair.split(":") for pair in row[column].split())
            for line in placement.followup_ids:
                if line.milestone in answers:
                    line.write(
                        {
                            f"{party}_answer": answers[line.milestone],
                            f"{party}_answered_on": line.due_on + timedelta(days=2),
                            f"{party}_via": via,
                        }
                    )
        if row["state"] == "broken":
            placement.write(
                {
                    "state": "broken",
                    "broken_on": story.day(self.env, row["broken"]),
                    "broken_reason": row["reason"],
                }
            )
        elif row["state"] != "announced":
            for state in PLACEMENT_STATES[: PLACEMENT_STATES.index(row["state"]) + 1]:
                placement.write({"state": state})

    def _give_helps(self):
        for row in story.rows("helps"):
            person = story.person(self.env, row["participant"])
            self.env["club.financial.help"].create(
                {
                    "participant_id": person.id,
                    "placement_id": person.placement_ids[:1].id,
                    "type_id": story.ref(
                        self.env, f"club_financial_help_type_{row['type']}"
                    ).id,
                    "amount": float(row["amount"]),
                    "date": story.day(self.env, row["day"]),
                    "note": row["note"],
                }
            )

    # === PROSPECTION === #

    def _log_contacts(self):
        for row in story.rows("contacts"):
            lead = story.ref(self.env, f"crm_lead_demo_{row['lead']}")
            self.env["club.contact"].create(
                {
                    "lead_id": lead.id,
                    "user_id": lead.user_id.id,
                    "date": story.day(self.env, row["date"]),
                    "channel": row["channel"],
                    "outcome": row["outcome"],
                    "next_on": row["next"] and story.day(self.env, row["next"]),
                    "note": row["note"],
                }
            )
        for row in story.rows("stages"):
            lead = story.ref(self.env, f"crm_lead_demo_{row['lead']}")
            lead.stage_id = story.ref(self.env, f"crm_stage_{row['stage']}")

    # === IMPORT === #

    @api.model
    def _import_template(self, model, filename):
        """Load a template as the animateur does from Odoo's import screen."""
        with file_open(f"clubs_ambition/static/import/{filename}", "rb") as stream:
            content = stream.read()
        values = {"res_model": model, "file_name": filename, "file": content}
        user = story.ref(self.env, "res_users_demo_animateur")
        screen = self.env["base_import.import"].with_user(user).create(values)
        preview = screen.parse_preview({"has_headers": True, "quoting": '"'})
        headers, matches = preview["headers"], preview["matches"]
        columns = ["/".join(matches.get(index, [])) for index in range(len(headers))]
        result = screen.execute_import(columns, headers, preview["options"])
        if result["messages"]:
            raise ValueError(result["messages"])
