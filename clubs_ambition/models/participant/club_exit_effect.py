from odoo import api, models
from odoo.fields import Domain

from ...const import PENDING


class ClubExitEffect(models.AbstractModel):
    """What the end of a journey closes, and what taking it up again restores.

    Candidacies, things to do and sessions; what goes on after an end is what
    ``club.participant._domain_open_to`` says. sudo: an end reaches what its author
    need not read.
    """

    _name = "club.exit.effect"
    _description = "Effects of the end of a journey"

    @api.model
    def _close(self, journeys, coming):
        """Close what the end reaches, and keep on the journey what it was.

        :param dict coming: what ``club.roll`` had to come before the end
        """
        journeys = journeys.sudo()
        closed = {one.id: dict(one.closed_by_end or {}) for one in journeys}
        for journey, sessions in coming.items():
            closed[journey]["sessions"] = sessions
        journeys.env["club.roll"]._leave_meetings(journeys)
        self._close_candidacies(journeys - journeys._open_to("candidacies"), closed)
        self._close_activities(journeys, closed)
        for one in journeys:
            if closed[one.id] != (one.closed_by_end or {}):
                one.closed_by_end = closed[one.id]

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
        over = journeys - journeys._open_to("activities")
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
        for journey in journeys.sudo().filtered("closed_by_end"):
            closed = journey.closed_by_end
            journey.closed_by_end = False
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
            journey.env["club.roll"]._join_again(journey, closed.get("sessions", []))
