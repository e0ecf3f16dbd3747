from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...const import ENDED


class ClubParticipant(models.Model):
    """What an end reaches: candidacies, links, mails, sessions, things to do.

    :meth:`_domain_open_to` is the one definition of “may we still write about this
    journey”: whoever sends a mail, opens a link or plans an activity asks it.
    """

    _inherit = "club.participant"

    closed_by_end = fields.Json(
        copy=False,
        groups="base.group_system",
        help="What the end closed, by kind: taking the journey up again restores it.",
    )

    # === WHAT GOES ON === #

    @api.model
    def _domain_open_to(self, topic, people=None):
        """Return the domain of the journeys about which something goes on.

        An archived, declined or withdrawn journey is over for everything; an exit
        closes what its reason says (``club.exit.reason.closes_…``), sessions always.

        :param topic: candidacies, links, reminders, followups, activities, sessions
        :param people: of whom the journeys are, when that is known
        """
        ended = Domain("state", "=", "exited")
        flag = f"closes_{topic}"
        if flag in self.env["club.exit.reason"]._fields:
            ended &= Domain(f"exit_reason_id.{flag}", "=", True)
        ended |= Domain("state", "in", ("declined", "withdrawn"))
        return (
            Domain("active", "=", True)
            & ~ended
            & Domain("partner_id", "not any!", self._query_gone(people))
        )

    @api.model
    def _query_gone(self, people):
        """Return the query of the people of whom an exit closes every journey.

        sudo: in whatever club, and archived: a death is a death.
        """
        journeys = self.sudo().with_context(active_test=False)
        query = journeys._search(
            Domain("state", "=", "exited")
            & Domain("exit_reason_id.closes_person", "=", True)
            & (
                Domain.TRUE
                if people is None
                else Domain("partner_id", "in", people.ids)
            )
        )
        return query.subselect(journeys._field_to_sql(query.table, "partner_id", query))

    def _open_to(self, topic):
        """Filter the journeys about which ``topic`` still goes on, in one query.

        sudo: another journey of the person, out of the user's sight, may close it.
        """
        if not self:
            return self
        journeys = self.sudo()
        found = journeys.search(
            Domain("id", "in", self.ids)
            & self._domain_open_to(topic, journeys.partner_id)
        )
        return self.browse(found.ids)

    def _check_written_to(self):
        """:raise UserError: about whom nothing is sent any more"""
        for journey in self - self._open_to("followups"):
            raise UserError(
                self.env._(
                    "The journey of %s has ended so that no message leaves about it.",
                    journey.display_name,
                )
            )

    # === THE END, AND TAKING IT BACK === #

    def write(self, vals):
        if "exit_reason_id" not in vals:
            return super().write(vals)
        ended = self.filtered(
            lambda one: (
                one.state == "exited"
                and one.exit_reason_id.id != vals["exit_reason_id"]
            )
        )
        result = super().write(vals)
        self.env["club.exit.effect"]._close(
            ended.filtered(lambda one: one.state == "exited"), {}
        )
        return result

    def _after_transition(self, before, new):
        if new in ENDED:
            coming = self.env["club.roll"].sudo()._coming(self)
            super()._after_transition(before, new)
            self.env["club.exit.effect"]._close(self, coming)
            return
        super()._after_transition(before, new)
        self.env["club.exit.effect"]._restore(
            self.filtered(lambda one: before[one] in ENDED)
        )
