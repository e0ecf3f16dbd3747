"""Records of each model that moves, and all that stands around them, to compare."""

from collections import Counter
from datetime import date

from odoo.fields import Domain

from ...const import MODULE
from ...models.immersion.club_convention import SIGNATURES
from ...models.tools.guarded import MAGIC
from ..immersion.immersion_common import ImmersionCase

FIRST, THEN, LATER = (f"2026-02-{day} 10:00:00" for day in ("09", "11", "12"))
TODAY = ("2026-02-09 08:00:00", "2026-02-09 09:30:00")
COMING = ("2026-02-20 08:00:00", "2026-02-20 11:00:00")

FOLLOWS = {
    # seats are of the group: how many are taken is compared
    "club.participant": {"seat_id", "caseload_seat_id", "closed_by_end"},
    # an answer taken back, then given again, is of that day
    "club.orientation": {"answered_on", "changed_on"},
    # so is a milestone
    "club.followup": {"answered_on", "club_answered_on"},
    "club.candidacy": {"told_on"},
    # calendars take what has a higher number
    "club.session": {"calendar_sequence"},
}
"""What an undo does not write back, and why."""

RESIGNED = ("club.immersion", "draft")
"""Whose signatures are not compared: a signed paper taken back is signed anew."""


class UndoCase(ImmersionCase):
    """Make a record of each model whose state moves, with what a move draws along."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.prescriber = cls.env["res.partner"].create(
            {"name": "Mission locale", "email": "ml@example.com"}
        )
        cls.moving = sorted(
            name
            for name, model in cls.env.registry.items()
            if getattr(model, "_transitions", None) and not model._abstract
        )
        cls.around = cls._find_around()
        ref = cls.env.ref
        cls.typed = {
            ("club.participant", "exited"): {
                "exit_reason_id": ref("clubs_ambition.club_exit_reason_dropout").id
            },
            ("club.participant", "declined"): {
                "decline_reason_id": cls.env["club.decline.reason"]
                .search([], limit=1)
                .id,
                "decline_message": "Too far away",
            },
            ("club.candidacy", "refused"): {
                "refusal_reason_id": ref(
                    "clubs_ambition.club_refusal_reason_no_vacancy"
                ).id
            },
            ("club.candidacy", "interview"): {"interview_on": "2026-02-19 09:00:00"},
            ("club.placement", "broken"): {"broken_reason": "Trial period"},
            ("club.immersion", "done"): {"ended_on": "2026-02-10"},
            ("club.immersion", "partial"): {"ended_on": "2026-02-09"},
        }

    @classmethod
    def _find_around(cls):
        """Return the models of the clubs that move, or point to one that does."""
        found = {}
        for name, model in cls.env.items():
            bears = name in cls.moving or any(
                field.type == "many2one" and field.comodel_name in cls.moving
                for field in model._fields.values()
            )
            club = model._fields.get("club_id")
            # who was not reached is called until the next message reaches them
            beside = ("club.privacy", "club.kpi", "club.export", "club.undelivered")
            of_club = club is not None and club.store
            if (
                bears
                and not name.startswith(beside)
                and name.startswith("club.")
                and model._auto
                and not (model._abstract or model._transient)
                and (of_club or name in cls.moving)
            ):
                found[name] = [
                    field.name
                    for field in model._fields.values()
                    if field.store
                    and field.column_type
                    and MODULE in field._modules
                    and field.type != "binary"
                    and field.name not in {"last_move", *MAGIC, *FOLLOWS.get(name, ())}
                ]
        return found

    # === WHAT STANDS === #

    def world(self):
        """Return all that stands in the club, but what was set aside."""
        self.env.flush_all()
        self.env.invalidate_all()
        rows = {}
        for name, fields in self.around.items():
            Model = self.env[name].sudo()
            if name == "club.attendance":
                domain = Domain("state", "!=", "left")
            elif name == "club.followup":
                domain = Domain("placement_id.active", "=", True)
            else:
                domain = Domain.TRUE
            if "club_id" in Model._fields:
                domain &= Domain("club_id", "=", self.club.id)
            found = Model.search(domain)
            for row in found.read(fields, load=None):
                key = row["id"]
                if (name, row["state" if "state" in row else "id"]) == RESIGNED:
                    row = {n: row[n] for n in row.keys() - set(SIGNATURES)}
                rows.update({(name, key, field): row[field] for field in row})
        tasks = self.env["mail.activity"].sudo()
        planned = tasks.search([("res_model", "in", list(self.around))])
        rows["tasks"] = Counter(
            (one.res_model, one.res_id, one.activity_type_id.id, one.user_id.id)
            for one in planned
        )
        rows["seats"] = self.cohort.seats_taken
        return rows

    def told(self, since):
        """Return to whom something was written since a message, but the animateur."""
        messages = self.env["mail.message"].sudo().search([("id", ">", since)])
        known = self.animateur.partner_id | self.env.user.partner_id
        addresses = set(messages.mapped("outgoing_email_to")) - {False}
        return addresses | {one.id for one in messages.partner_ids - known}

    def last_message(self):
        return self.env["mail.message"].sudo().search([], order="id desc", limit=1).id

    # === RECORDS === #

    def record(self, name, state):
        """Return a new record of a model, before its moves (``state``: where it goes)."""
        return getattr(self, "_make_" + name.replace(".", "_"))(state)

    def journey(self, state="active"):
        person = self.make_person("Lina Martin", email="lina@example.com")
        journey = self.make_participant(
            "Lina Martin",
            state,
            person=person,
            referent_id=self.referent.id,
            prescriber_id=self.prescriber.id,
            birth_date="2001-05-17",
            district_status="in",
        )
        return journey.with_user(self.animateur)

    def _make_club_participant(self, _state):
        return self.journey("oriented")

    def _make_club_candidacy(self, _state):
        journey = self.journey()
        self.surround(journey)
        candidacy = self.make_candidacy(journey, "draft", employer=self.employer)
        return candidacy.with_user(self.animateur)

    def _make_club_placement(self, _state):
        placement = self.env["club.placement"].create(
            {
                "participant_id": self.yanis.id,
                "partner_id": self.employer.id,
                "kind": "cdi",
                "date_start": "2026-01-31",
            }
        )
        return placement.with_user(self.animateur)

    def _make_club_immersion(self, _state):
        candidacy = self.make_candidacy(self.yanis, "sent", employer=self.employer)
        return self.immersion(
            end=date(2026, 2, 10), hours_total=49, candidacy_id=candidacy.id
        )

    def _make_club_session(self, state):
        self.surround(self.journey())
        start, stop = COMING if state == "cancelled" else TODAY
        session = self.session(
            "information" if state == "held" else "thematic", start, stop
        )
        if state == "held":
            met = self.make_participant("Met There")
            self.env["club.attendance"].with_user(self.animateur).create(
                {
                    "session_id": session.id,
                    "participant_id": met.id,
                    "state": "present",
                }
            )
        else:
            session.attendance_ids[:1].write({"state": "excused", "reason": "job"})
        if state == "planned":
            session.action_all_present()
        return session

    def _make_club_cohort(self, _state):
        cohort = self.make_cohort(name="Empty")
        return cohort.with_user(self.animateur)

    def _make_club_objective(self, _state):
        objective = self.env["club.objective"].with_user(self.animateur)
        return objective.create({"participant_id": self.yanis.id, "name": "A CV"})

    def _make_club_review(self, _state):
        journey = self.journey()
        journey.write({"state": "exited", **self.typed["club.participant", "exited"]})
        review = self.env["club.review"].with_user(self.animateur)
        return review.create({"participant_id": journey.id, "progress": "Much"})

    def _make_club_campaign(self, _state):
        campaign = self.env["club.campaign"].with_user(self.animateur)
        return campaign.create(
            {"name": "Bakers", "club_id": self.club.id, "date_end": "2026-06-30"}
        )

    def _make_club_committee_meeting(self, _state):
        meeting = self.env["club.committee.meeting"].with_user(self.manager)
        meeting = meeting.create(
            {
                "territory_id": self.club.territory_id.id,
                "date": "2026-07-01 09:00:00",
                "date_from": "2026-01-01",
                "date_to": "2026-06-30",
                "cutoff": "2026-06-30",
            }
        )
        meeting.activity_schedule("mail.mail_activity_data_todo", summary="Prepare")
        return meeting

    def session(self, kind, start, stop, **vals):
        return (
            self.env["club.session"]
            .with_user(self.animateur)
            .create(
                {
                    "name": f"Session {kind}",
                    "kind": kind,
                    "club_id": self.club.id,
                    "cohort_id": self.cohort.id,
                    "start": start,
                    "stop": stop,
                    **vals,
                }
            )
        )

    def surround(self, journey):
        """Plan, excuse, present and note what a move of somebody draws along."""
        if journey.is_seated:
            group = self.session("thematic", *COMING)
            line = group.attendance_ids.filtered(
                lambda one: one.participant_id == journey
            )
            line.write({"state": "excused", "reason": "job"})
            talk = ("2026-02-19 08:00:00", "2026-02-19 09:00:00")
            self.session("interview", *talk, participant_id=journey.id, cohort_id=False)
        journey.activity_schedule("mail.mail_activity_data_todo", summary="Call")
        if journey.state == "active":
            self.make_candidacy(journey, "sent", employer=self.other_employer)
