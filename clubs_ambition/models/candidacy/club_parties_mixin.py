from odoo import api, fields, models


class ClubPartiesMixin(models.AbstractModel):
    """A participant at an employer's: who they are, for which job, where it stands.

    The employer and the job are those of the record that ``_source_field`` points to,
    if any, until somebody chooses others.
    """

    _name = "club.parties.mixin"
    _description = "Participant at an employer's"
    _inherit = ["club.label.mixin", "club.of.journey.mixin"]
    _rec_names_search = ["participant_id.name", "partner_id.name"]
    _label_fields = ("participant_id.name", "partner_id.name")
    _source_field = ""

    participant_id = fields.Many2one(
        "club.participant", required=True, index=True, ondelete="restrict"
    )
    person_id = fields.Many2one(
        related="participant_id.person_id",
        store=True,
        index=True,
        string="Person",
    )
    club_id = fields.Many2one(
        related="participant_id.club_id", store=True, index=True, precompute=True
    )
    partner_id = fields.Many2one(
        "res.partner",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
        ondelete="restrict",
        string="Employer",
    )
    occupation_id = fields.Many2one(
        "club.occupation",
        compute="_compute_occupation_id",
        store=True,
        readonly=False,
        domain=[("kind", "=", "job")],
        string="Job",
    )
    step_text = fields.Char(compute="_compute_step", string="Where it stands")
    step_level = fields.Selection(
        [("quiet", "Nothing to do"), ("soon", "Soon"), ("late", "Today")],
        compute="_compute_step",
    )

    @api.depends(lambda self: (self._source_field,) if self._source_field else ())
    def _compute_partner_id(self):
        for record in self:
            source = record[record._source_field]
            record.partner_id = source.partner_id or record.partner_id

    @api.depends(lambda self: (self._source_field,) if self._source_field else ())
    def _compute_occupation_id(self):
        for record in self:
            source = record[record._source_field]
            record.occupation_id = source.occupation_id or record.occupation_id

    def _compute_label(self):
        for record in self:
            names = (record.participant_id.display_name, record.partner_id.name)
            record.display_name = " → ".join(filter(None, names))

    def _compute_step(self):
        """Set the words of the card, and how pressing they are."""

    # === ACTIONS === #

    def action_open_participant(self):
        return self._action_open(self.participant_id)

    def action_open_establishment(self):
        return self._action_open(self.partner_id)

    def _action_open(self, record):
        self.ensure_one()
        return record.get_formview_action()
