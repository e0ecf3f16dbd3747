from odoo import api, fields, models

WAYS = [
    ("birth", "Name and date of birth"),
    ("email", "E-mail and first name"),
    ("phone", "Phone and first name"),
    ("name", "Whole name"),
]


class ClubPrivacySearch(models.Model):
    """Each time somebody is looked for by their identity, found or not.

    Who looked, when and in which way; never for whom: what was typed stays nowhere,
    unless a request is recorded.
    """

    _name = "club.privacy.search"
    _description = "Log of identities looked for"
    _inherit = ["club.log.mixin"]
    _order = "id desc"

    _written_later = frozenset({"request_id"})

    user_id = fields.Many2one(string="Looked for by")
    looked_at = fields.Datetime(
        required=True,
        readonly=True,
        copy=False,
        default=fields.Datetime.now,
        string="On",
    )
    way = fields.Selection(WAYS, readonly=True, copy=False, string="By")
    found = fields.Boolean(readonly=True, copy=False)
    request_id = fields.Many2one(
        "club.privacy.request",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )

    @api.model
    def _log(self, way, found, request):
        """Record that the current user looked for somebody.

        sudo: no role writes a line by hand, or the log would prove nothing.
        """
        return self.sudo().create(
            {
                **self._actor(self.env.user),
                "way": way,
                "found": found,
                "request_id": request.id,
            }
        )
