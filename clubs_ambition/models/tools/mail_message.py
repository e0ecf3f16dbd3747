import re

from odoo import api, models

ADDRESS = re.compile(
    r"(clubs(?:/|%2F)reponse(?:/|%2F))[^\s\"'<>&\\)\]]+", re.IGNORECASE
)
"""The address of a link, as we write it and as mail filters rewrite it."""


class MailMessage(models.Model):
    """No message keeps the secret of a link: who reads a thread answers for nobody.

    It holds for what is sent, quoted in a reply, bounced or pasted. An outgoing mail
    has its own text (``mail.mail``), which goes away with it. Its label is its subject.
    """

    _name = "mail.message"
    _inherit = ["mail.message", "club.label.mixin"]

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._without_club_address(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._without_club_address(vals))

    @api.model
    def _without_club_address(self, vals):
        body = vals.get("body")
        if not body or "reponse" not in body.lower():
            return vals
        return {**vals, "body": type(body)(ADDRESS.sub(r"\1-", body))}
