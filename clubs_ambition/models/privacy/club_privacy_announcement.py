from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import split_every

from ...const import ENDED
from ...utils import clock
from ..tools.club_restriction import IN_FORCE
from .club_privacy_rows import PARTNER, PERSON

TASK = "clubs_ambition.mail_activity_type_erasure"

AT_ONCE = 100
"""How many people are told of before it is kept: an old list may have thousands."""


class ClubPrivacyAnnouncement(models.AbstractModel):
    """Announce erasures, thirty days before, to whoever coached the person.

    The task is on the last journey: its reader can say that the person is still coached.
    For contacts it is on their establishment, one for all, for whoever takes care of it in
    the club that was last in touch. Of who left the team there is no task: coordinators
    and the data officer read the announcement. One that is due no longer goes, with its
    task.
    """

    _name = "club.privacy.announcement"
    _description = "Erasures announced"

    @api.model
    def _announce(self):
        """Plan and tell who is due within the notice, drop who is not any more.

        sudo: whoever coached them; the task is read by whoever reads the journey.
        """
        self = self.sudo()
        retention = self.env["club.privacy.retention"]
        days = retention._notice()
        due = {
            "participant": retention._persons(days),
            "user": retention._colleagues(days),
            **retention._partners(days),
        }
        known = self.env["club.privacy.erasure"].search([("state", "!=", "erased")])
        planned = {(row.res_model, row.res_id) for row in known}
        self._review(known.filtered(lambda row: row.state != "erasing"), due)
        for kind, people in due.items():
            model = PERSON if kind == "participant" else PARTNER
            news = [one for one in people if (model, one) not in planned]
            for some in split_every(AT_ONCE, news, list):
                self._tell(self._plan(kind, {one: people[one] for one in some}))
                if not self.env["ir.cron"]._commit_progress():
                    return  # the next run tells of the others

    @api.model
    def _review(self, known, due):
        """Drop who is due no longer; announce again who was kept a long time ago."""
        notice = self.env["club.privacy.retention"]._notice()
        limit = fields.Date.add(clock.today(self), days=notice)
        planned = known.filtered(lambda row: row.reason == "retention")
        gone = planned.filtered(lambda row: row.res_id not in due[row.kind])
        gone = gone.filtered(
            lambda row: (
                row.state == "announced" or not row.erase_on or row.erase_on <= limit
            )
        )
        self._forget(gone)
        again = (planned - gone).filtered(
            lambda row: row.state == "kept" and row.erase_on and row.erase_on <= limit
        )
        for row in again:  # the job may have been stopped for weeks
            row.write(
                {
                    "state": "announced",
                    "noticed_on": clock.today(self),
                    "erase_on": max(row.erase_on, limit),
                }
            )
        self._tell(again)

    @api.model
    def _plan(self, kind, people):
        """Note the erasures of people; none before the notice is over."""
        retention, today = self.env["club.privacy.retention"], clock.today(self)
        first = fields.Date.add(today, days=retention._notice())
        model = PERSON if kind == "participant" else PARTNER
        erasures, clubs = (
            self.env["club.privacy.erasure"],
            self._clubs(model, [*people]),
        )
        return erasures.create(
            [
                erasures._values(one, kind)
                | {
                    "club_id": clubs.get(one.id),
                    "last_contact_on": people[one.id],
                    "noticed_on": today,
                    "erase_on": max(first, retention._due_on(kind, people[one.id])),
                }
                for one in self.env[model].browse(people)
            ]
        )

    @api.model
    def _last_journeys(self, ids):
        """Return ``{person id: their last journey}``; sudo: of any club."""
        journeys = self.env["club.participant"].sudo().with_context(active_test=False)
        found = journeys.search([("person_id", "in", ids)], order="oriented_on, id")
        return {journey.person_id.id: journey for journey in found}

    @api.model
    def _clubs(self, model, ids):
        """Return ``{person id: the club of their last journey, or in touch last}``."""
        if model == PERSON:
            journeys = self._last_journeys(ids)
            return {one: journey.club_id.id for one, journey in journeys.items()}
        people = self.env[PARTNER].sudo().browse(ids)
        known = self.env["club.privacy.retention"]._clubs_of(people | people.parent_id)
        return {
            one.id: known.get(one.id) or known.get(one.parent_id.id) for one in people
        }

    @api.model
    def _told(self, erasures):
        """Return ``{erasure: the journey or the establishment that bears its task}``."""
        people = erasures.filtered(lambda row: row.res_model == PERSON)
        journeys = self._last_journeys(people.mapped("res_id"))
        told = {row: journeys[row.res_id] for row in people if row.res_id in journeys}
        employers = {
            one.id: one.parent_id
            for one in erasures._subjects(PARTNER).with_env(self.env)
        }
        told |= {row: employers.get(row.res_id) for row in erasures - people}
        return {row: record for row, record in told.items() if record}

    @api.model
    def _tell(self, erasures):
        """Plan, for whoever coaches, the task to say whether somebody is coached still."""
        for row, record in self._told(erasures).items():
            if row.res_model != PERSON:
                self._tell_of_contact(row, record)
            elif heir := record._club_heir():
                record.activity_schedule(
                    TASK, date_deadline=row.erase_on, user_id=heir.id
                )

    @api.model
    def _tell_of_contact(self, row, employer):
        """Plan the task on an establishment, once for all its contacts."""
        owner = employer.club_owner_id
        heir = row.club_id and row.club_id._in_charge(*owner)
        if heir and heir not in employer.activity_search([TASK]).user_id:
            text = self.with_context(lang=heir.lang).env._(
                "Contacts here are erased from this day on, unless you say why they "
                "are kept (Weeks, Erasures to come)"
            )
            self.env["mail.activity"].create(
                {
                    "activity_type_id": self.env.ref(TASK).id,
                    "res_model_id": self.env["ir.model"]._get_id(PARTNER),
                    "res_id": employer.id,
                    "user_id": heir.id,
                    "date_deadline": row.erase_on,
                    "summary": text,
                    "automated": True,
                }
            )

    @api.model
    def _untell(self, erasures):
        """Take back the tasks of erasures that are put off, dropped or done."""
        told = self._told(erasures)
        at = self.env[PARTNER].union(
            *[one for one in told.values() if one._name == PARTNER]
        )
        children = self.env[PARTNER].sudo().with_context(active_test=False)
        ids = children.search([("parent_id", "in", at.ids)]).ids if at else []
        asked = [("res_model", "=", PARTNER), ("res_id", "in", ids)]
        rows = self.env["club.privacy.erasure"].sudo()
        others = rows.search([*asked, ("state", "=", "announced")]) - erasures
        still = set(self._told(others).values()) if others else ()
        for record in set(told.values()):
            if record not in still:
                record.activity_unlink([TASK])

    @api.model
    def _forget(self, erasures):
        """Drop erasures that will not be, with their tasks."""
        self._untell(erasures)
        erasures.unlink()

    @api.model
    def _still_due(self, erasures):
        """Return those that are due as they stand now: others worked meanwhile.

        Who has a journey again is dropped. Who is coached still, or asked to be left as
        they are, is not erased.
        """
        erasures.invalidate_recordset()
        today = clock.today(self)
        announced = erasures.filtered(
            lambda row: row.state == "announced" and row.erase_on <= today
        )
        for model in (PERSON, PARTNER):
            alone = self._left_alone(announced._subjects(model))
            announced = announced.filtered(
                lambda row, model=model, alone=alone: (
                    row.res_model != model or row.res_id not in alone.ids
                )
            )
        erasures = announced | erasures.filtered(lambda row: row.state == "erasing")
        journeys = self.env["club.participant"].sudo().with_context(active_test=False)
        ids = [row.res_id for row in erasures if row.res_model == PERSON]
        live = [("person_id", "in", ids), ("state", "not in", ENDED)]
        coached = set(journeys.search(live).person_id.ids)
        back = erasures.filtered(
            lambda row: row.res_model == PERSON and row.res_id in coached
        )
        back._take_back()
        self._forget(back)
        return (erasures - back).filtered(
            lambda row: not self._unanswered(row._subjects(row.res_model))
        )

    # === WHO MAY NOT BE ERASED === #

    @api.model
    def _check_not_live(self, people):
        """Refuse people of whom something still runs: figures would move."""
        if people._name != PERSON:
            if people.sudo().user_ids.filtered("active"):
                raise UserError(
                    self.env._("This contact has an account: archive the user first.")
                )
            return
        self.env["club.race"]._hold(people)
        journeys = self.env["club.participant"].sudo().with_context(active_test=False)
        live = [("person_id", "in", people.ids), ("state", "not in", ENDED)]
        if journeys.search_count(live, limit=1):
            raise UserError(
                self.env._(
                    "This person has a journey under way: the animateur ends it first, "
                    "then the person can be erased."
                )
            )

    @api.model
    def _unanswered(self, people):
        """Return what these people asked for, but to be erased, and nobody answered."""
        name = "person_id" if people._name == PERSON else "partner_id"
        asked = [(name, "in", people.ids), ("kind", "!=", "erasure")]
        waiting = [*asked, ("state", "in", ("draft", "open"))]
        return self.env["club.privacy.request"].sudo().search(waiting)

    @api.model
    def _check_answered(self, people):
        """Refuse people with a request to answer: their file is needed for it."""
        self.env["club.race"]._hold(people)
        if self._unanswered(people):
            raise UserError(
                self.env._(
                    "Somebody here asked for something else, and waits for the answer: "
                    "answer that request first, then erase."
                )
            )

    @api.model
    def _check_not_restricted(self, people):
        """Refuse people who asked that their file be kept as it is."""
        self.env["club.race"]._hold(people)
        if self._left_alone(people):
            raise UserError(
                self.env._(
                    "Somebody here asked that their file be left as it is: lift their "
                    "restriction first, or erase them by a request of their own."
                )
            )

    @api.model
    def _left_alone(self, people):
        """Filter those who asked that their file be left as it is; sudo: in force."""
        name = "person_id" if people._name == PERSON else "partner_id"
        asked = [(name, "in", people.ids), ("kind", "=", "restriction"), *IN_FORCE]
        ids = set(self.env["club.privacy.request"].sudo().search(asked)[name].ids)
        if people._name == PERSON:
            ids |= set(people.sudo().filtered("restricted_on").ids)
        return people.filtered(lambda one: one.id in ids)
