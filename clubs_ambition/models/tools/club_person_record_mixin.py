from odoo import fields, models


class ClubPersonRecordMixin(models.AbstractModel):
    """What was said or given to a person, with which words: kept, never rewritten."""

    _name = "club.person.record.mixin"
    _description = "Record about a person's rights"
    _inherit = ["club.label.mixin"]
    _order = "id desc"

    person_id = fields.Many2one(
        "club.person",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    participant_id = fields.Many2one(
        "club.participant",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        string="Journey",
    )
    wording_id = fields.Many2one(
        "club.privacy.wording",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
