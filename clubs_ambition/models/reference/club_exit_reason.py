from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...utils.races import alone


class ClubExitReason(models.Model):
    """Why a journey ends (list of France Travail's coaching tool, adapted).

    ``positive`` reasons come with a placement; ``neutral`` ones (moved away,
    unavailable for long, death, error) may be left out of a rate, and are said. None
    names an illness or a pregnancy: the reason is read beyond those who coach.
    """

    _name = "club.exit.reason"
    _description = "Exit reason"
    _inherit = ["club.reference.mixin"]

    family = fields.Selection(
        [("positive", "Positive"), ("neutral", "Neutral"), ("negative", "Other")],
        required=True,
        default="negative",
    )

    # what an end reaches, read by ``club.exit.effect``
    closes_candidacies = fields.Boolean(
        default=True,
        help="Pending candidacies are withdrawn (“hired elsewhere” after a placement).",
    )
    closes_links = fields.Boolean(
        compute="_compute_closes_links",
        store=True,
        readonly=False,
        string="Closes the links of employers",
        help="An employer can no longer answer about the person by link.",
    )
    closes_reminders = fields.Boolean(
        default=True,
        string="Closes reminders to employers",
        help="Employers are not reminded of the profile of the person.",
    )
    closes_followups = fields.Boolean(
        compute="_compute_closes_followups",
        store=True,
        readonly=False,
        string="Closes news after a hire",
        help="Neither the person nor an employer is asked for news or thanked.",
    )
    closes_activities = fields.Boolean(
        compute="_compute_closes_activities",
        store=True,
        readonly=False,
        string="Closes activities",
        help="What was planned to be done about the person is taken off the lists.",
    )
    closes_person = fields.Boolean(
        string="Closes every journey of the person",
        help="All of it, about the person's other journeys as well.",
    )

    _code_uniq = models.UniqueIndex("(code)", "This code exists already.")
    # Part of a key: who changes it waits for who ends a journey by it, and they for it.
    _family_key = models.UniqueIndex("(id, family)", "This code exists already.")

    # One compute a field: Odoo leaves out the others of a method when one is given.
    @api.depends("family")
    def _compute_closes_links(self):
        """Close everything by default, but what goes on after a job was found."""
        for reason in self:
            reason.closes_links = reason.family != "positive"

    @api.depends("family")
    def _compute_closes_followups(self):
        for reason in self:
            reason.closes_followups = reason.family != "positive"

    @api.depends("family")
    def _compute_closes_activities(self):
        for reason in self:
            reason.closes_activities = reason.family != "positive"

    @api.constrains("family")
    @alone("it is looked at as it is once the reason is written")
    def _check_family(self):
        """Refuse to make positive what journeys without a placement ended with.

        Many people end journeys by one reason at once, and none of them writes it: once
        it is written, they wait; what they had kept until then is seen from outside.
        """
        positive = self.filtered(lambda one: one.family == "positive")
        if not positive:
            return
        mine, now = positive._unproved(self.env), {}
        if self.env.registry.ready:  # else the tables are being made
            positive.flush_recordset(["family"])
            with self.env.registry.cursor() as cr:
                now = positive._unproved(self.env(cr=cr))
        for reason in positive:
            if unproved := max(mine[reason.id], now.get(reason.id, 0)):
                raise ValidationError(
                    self.env._(
                        "%(count)s journeys ended with “%(reason)s” without a placement: "
                        "it cannot become a positive exit. Create another reason.",
                        count=unproved,
                        reason=reason.name,
                    )
                )

    def _unproved(self, env):
        """Return ``{id: journeys that ended with it, and that no placement proves}``.

        sudo: the journeys of every club, of which only the number is shown.
        """
        journeys = env["club.participant"].sudo().with_context(active_test=False)
        proof = env["club.exit"]._domain_proof()
        return {
            reason.id: journeys.search_count(
                Domain("state", "=", "exited")
                & Domain("exit_reason_id", "=", reason.id)
                & ~proof
            )
            for reason in self
        }
