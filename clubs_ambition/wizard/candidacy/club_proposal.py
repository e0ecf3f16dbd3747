from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ...utils import actions, clock

PAIRS = 300
"""Proposals read at once: beyond, nobody reads them."""

REFUSED_DAYS = 180
"""An employer who refused somebody is not shown them again before, but on purpose."""


class ClubProposal(models.TransientModel):
    """Who could be presented to whom, ranked and explained; several at one go.

    Nobody is ranked on their age, their district or their difficulties.
    """

    _name = "club.proposal"
    _description = "Propose people"
    _inherit = ["club.dialog.access.mixin"]

    participant_ids = fields.Many2many("club.participant", string="People")
    offer_ids = fields.Many2many("club.offer", string="Offers")
    partner_ids = fields.Many2many(
        "res.partner",
        string="Employers",
        domain=[
            ("is_company", "=", True),
            ("club_employer", "=", True),
            ("club_closed", "=", False),
        ],
        help="Presented without an offer.",
    )
    line_ids = fields.One2many(
        "club.proposal.line",
        "proposal_id",
        compute="_compute_line_ids",
        store=True,
        compute_sudo=False,
        readonly=False,
        string="Proposals",
    )
    reason = fields.Char(
        string="Why again", help="For somebody the employer has been shown already."
    )
    one_target = fields.Boolean(compute="_compute_one_target")
    needs_reason = fields.Boolean(compute="_compute_needs_reason")

    @api.depends("participant_ids", "offer_ids", "partner_ids")
    def _compute_line_ids(self):
        for proposal in self:
            proposal.line_ids = [Command.clear()] + [
                Command.create(values) for values in proposal._pairs()
            ]

    @api.depends("offer_ids", "partner_ids")
    def _compute_one_target(self):
        for proposal in self:
            targets = len(proposal.offer_ids) + len(proposal.partner_ids)
            proposal.one_target = targets == 1

    @api.depends("line_ids.chosen", "line_ids.warning")
    def _compute_needs_reason(self):
        for proposal in self:
            chosen = proposal.line_ids.filtered("chosen")
            proposal.needs_reason = any(chosen.mapped("warning"))

    def _pairs(self):
        """Return the proposals, best first.

        Those already under way, and establishments that closed, are left out.
        """
        people = self.participant_ids._origin or self.participant_ids
        people = self.env["club.exit.effect"]._open_to(people, "links")
        offers = self.offer_ids._origin
        offers = offers.filtered(lambda offer: not offer.partner_id.club_closed)
        employers = self.partner_ids._origin.filtered(lambda one: not one.club_closed)
        known = self._known(people, offers.partner_id | employers)
        found = []
        for person in people:
            for offer in offers:
                points, lines = offer._match(person)
                found.append(self._pair(person, offer.partner_id, offer, known))
                found[-1].update(score=points, why=" · ".join(lines))
            for employer in employers:
                points, line = offers._match_distance(employer, person)
                found.append(self._pair(person, employer, offers.browse(), known))
                found[-1].update(score=points, why=line)
        found = [pair for pair in found if pair.pop("free")]
        return sorted(found, key=lambda pair: -pair["score"])[:PAIRS]

    def _pair(self, person, employer, offer, known):
        earlier = known.get((person, employer), self.env["club.candidacy"])
        live = earlier.filtered(
            lambda one: one.state not in ("refused", "withdrawn", "expired", "obsolete")
        )
        states = dict(earlier._fields["state"]._description_selection(self.env))
        words = [
            self.env._(
                "%(what)s: %(said)s",
                what=one.offer_id.name or employer.name,
                said=states[one.state],
            )
            for one in earlier
        ]
        return {
            "participant_id": person.id,
            "partner_id": employer.id,
            "offer_id": offer.id,
            "warning": ", ".join(words) or False,
            "free": offer not in live.offer_id
            if offer
            else not live.filtered(lambda one: not one.offer_id),
        }

    def _known(self, people, employers):
        """Return what these employers were shown of these people, refusals of late."""
        since = clock.today(self) - timedelta(days=REFUSED_DAYS)
        live = Domain("state", "in", ("draft", "sent", "interview", "trial", "hired"))
        refused = Domain("state", "=", "refused") & Domain("answered_on", ">=", since)
        earlier = self.env["club.candidacy"].search(
            Domain("participant_id", "in", people.ids)
            & Domain("partner_id", "in", employers.ids)
            & (live | refused)
        )
        return earlier.grouped(lambda one: (one.participant_id, one.partner_id))

    # === ACTIONS === #

    def action_propose(self):
        """Create the candidacies chosen, and go on to write to the employers."""
        self.ensure_one()
        self._check_given()
        candidacies = self._create_candidacies()
        return actions.stored(
            self.env,
            "club_candidacy_send_action",
            context={"default_candidacy_ids": candidacies.ids},
        )

    def action_keep(self):
        """Create the candidacies chosen, to be sent later."""
        self.ensure_one()
        self._check_given()
        candidacies = self._create_candidacies()
        return actions.stored(
            self.env, "club_candidacy_action", domain=[("id", "in", candidacies.ids)]
        )

    def _create_candidacies(self):
        chosen = self.line_ids.filtered("chosen")
        if not chosen:
            raise UserError(self.env._("Tick at least one proposal."))
        again = chosen.filtered("warning")
        if again and not (self.reason or "").strip():
            raise UserError(
                self.env._(
                    "%(person)s is known to %(employer)s already (%(what)s): untick, or "
                    "write why you present them again.",
                    person=again[0].participant_id.display_name,
                    employer=again[0].partner_id.name,
                    what=again[0].warning,
                )
            )
        candidacies = self.env["club.candidacy"].create(
            [line._candidacy_values() for line in chosen]
        )
        for line, candidacy in zip(chosen, candidacies, strict=True):
            if line.warning:
                candidacy.message_post(
                    body=self.env._("Presented again: %s", self.reason)
                )
        return candidacies
