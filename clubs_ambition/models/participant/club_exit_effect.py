from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...const import GROUP_KINDS, PENDING
from ...utils.races import alone


class ClubExitEffect(models.AbstractModel):
    """What the end of a journey closes, and what taking it up again restores.

    Candidacies, things to do and sessions; :meth:`_domain_open_to` says what goes on
    after an end. sudo: an end reaches what its author need not read.
    """

    _name = "club.exit.effect"
    _description = "Effects of the end of a journey"

    # === WHAT GOES ON AFTER IT === #

    @api.model
    def _domain_open_to(self, topic, people=None):
        """Return the domain of the journeys about which something goes on.

        An archived, declined or withdrawn journey is over for everything; an exit
        closes what its reason says (``club.exit.reason.closes_…``), sessions always.
        Nor is anything done about who is left alone or erased, or shown of who objects.

        :param topic: candidacies, links, reminders, followups, activities, sessions
        :param people: of whom the journeys are, when that is known
        """
        ended = Domain("state", "=", "exited")
        flag = f"closes_{topic}"
        if flag in self.env["club.exit.reason"]._fields:
            ended &= Domain(f"exit_reason_id.{flag}", "=", True)
        ended |= Domain("state", "in", ("declined", "withdrawn"))
        shown = topic in ("links", "reminders")
        return (
            Domain("active", "=", True)
            & self.env["club.restriction"]._domain_worked_on()
            & (self.env["club.restriction"]._domain_shown() if shown else Domain.TRUE)
            & ~ended
            & Domain("person_id", "not any!", self._query_gone(people))
        )

    @api.model
    def _query_gone(self, people):
        """Return the query of the people of whom an exit closes every journey.

        sudo: in whatever club, and archived: a death is a death.
        """
        journeys = self.env["club.participant"].sudo().with_context(active_test=False)
        query = journeys._search(
            Domain("state", "=", "exited")
            & Domain("exit_reason_id.closes_person", "=", True)
            & (Domain.TRUE if people is None else Domain("person_id", "in", people.ids))
        )
        return query.subselect(journeys._field_to_sql(query.table, "person_id", query))

    @api.model
    def _open_to(self, journeys, topic):
        """Filter the journeys about which ``topic`` still goes on, in one query.

        sudo: another journey of the person, out of the user's sight, may close it.
        """
        if not journeys:
            return journeys
        known = journeys.sudo()
        found = known.search(
            Domain("id", "in", journeys.ids)
            & self._domain_open_to(topic, known.person_id)
        )
        return journeys.browse(found.ids)

    @api.model
    @alone("what leaves at the moment of an end left before it")
    def _check_written_to(self, journeys):
        """Refuse to write about a journey about which nothing is sent any more.

        :raise UserError: naming the first one
        """
        for journey in journeys - self._open_to(journeys, "followups"):
            raise UserError(
                self.env._(
                    "The journey of %s has ended so that no message leaves about it.",
                    journey.display_name,
                )
            )

    # === WHAT IT CLOSES === #

    @api.model
    def _close_reached(self, journeys, seated=()):
        """Close what the end reaches, and keep on the journey what it was.

        :param seated: those of them who held a seat of their group
        """
        journeys = journeys.sudo()
        closed = {one.id: dict(one.closed_by_end or {}) for one in journeys}
        self._close_sessions(journeys, seated, closed)
        self._close_candidacies(
            journeys - self._open_to(journeys, "candidacies"), closed
        )
        self._close_activities(journeys, closed)
        for one in journeys:
            if closed[one.id] != (one.closed_by_end or {}):
                one.closed_by_end = closed[one.id]

    @api.model
    def _close_sessions(self, journeys, seated, closed):
        """Take people off all lists to come; what no seat gives back is kept."""
        lines = journeys.env["club.roll"]._leave(journeys, meetings=True)
        for line in lines.filtered(lambda one: one.session_id.kind in GROUP_KINDS):
            journey = line.participant_id
            of_seat = line.session_id.cohort_id == journey.cohort_id
            if not (of_seat and journey.id in seated):
                closed[journey.id].setdefault("lines", []).append(line.id)

    @api.model
    def _close_candidacies(self, journeys, closed):
        pending = journeys.env["club.candidacy"].search(
            [("participant_id", "in", journeys.ids), ("state", "in", PENDING)]
        )
        for one in pending:
            kept = closed[one.participant_id.id].setdefault("candidacies", {})
            kept.setdefault(one.state, []).append(one.id)
        placed = pending.filtered(
            lambda one: one.participant_id.exit_reason_id.family == "positive"
        )
        placed.write({"state": "obsolete"})
        (pending - placed).write({"state": "withdrawn"})

    @api.model
    def _close_activities(self, journeys, closed):
        """Take what was planned off the lists, as done; a pending renewal always is."""
        owners = self._planned_on(journeys)
        activities = journeys.env["mail.activity"].search(
            Domain("res_model", "in", {model for model, _id in owners})
            & Domain("res_id", "in", {record for _model, record in owners})
        )
        planned = activities.filtered(lambda one: (one.res_model, one.res_id) in owners)
        for one in planned:
            journey = owners[one.res_model, one.res_id]
            closed[journey].setdefault("activities", []).append(one.id)
        planned.write({"active": False})

    @api.model
    def _planned_on(self, journeys):
        """Return ``{(model, id): journey id}`` of what things to do are planned on."""
        over = journeys - self._open_to(journeys, "activities")
        owners = {(over._name, one.id): one.id for one in over}
        immersions = journeys.env["club.immersion"].search(
            [("participant_id", "in", over.ids)]
        )
        for records in (
            journeys.renewal_ids,
            over.candidacy_ids,
            over.placement_ids,
            immersions,
        ):
            owners.update(
                {(records._name, one.id): one.participant_id.id for one in records}
            )
        return owners

    @api.model
    def _restore(self, journeys):
        """Put back what the end had closed, but what changed since."""
        self.env["club.roll"].sudo()._join_again(journeys)
        for journey in journeys.sudo().filtered("closed_by_end"):
            closed = journey.closed_by_end
            journey.closed_by_end = False
            lines = journey.env["club.attendance"].browse(closed.get("lines", []))
            journey.env["club.roll"]._take_up(lines.exists())
            for state, ids in closed.get("candidacies", {}).items():
                journey.env["club.candidacy"].browse(ids).exists().filtered(
                    lambda one: one.state in ("withdrawn", "obsolete")
                ).write({"state": state})
            activities = journey.env["mail.activity"].browse(
                closed.get("activities", [])
            )
            activities.exists().filtered(lambda one: not one.active).write(
                {"active": True}
            )
