from odoo import api, models

from ...utils.upgrade import NAME


class ClubUpgrade(models.AbstractModel):
    """What the updates did and found: ``docs/operating.rst`` has the command."""

    _name = "club.upgrade"
    _description = "Report on updates"

    @api.model
    def _words(self):
        """Return what an update writes in records, in the language of the context."""
        return {
            "noted": self.env._(
                "Noted on the contact of this person, who is no contact any more:"
            ),
            "photo": self.env._("Photo"),
            "closed": self.env._("Closed account"),
        }

    @api.model
    def _report(self):
        """Return the lines of what was done, then of what is left to settle.

        No name, e-mail or phone: the lines are read by whoever keeps the server.
        """
        noted = self.env["ir.logging"].search([("name", "=", NAME)], order="id")
        lines = [
            f"{line.create_date:%Y-%m-%d %H:%M} {line.func}: {line.message}"
            for line in noted
        ]
        persons = self.env["club.person"].with_context(active_test=False)
        doubts = persons.search([("to_check", "=", True)], order="id").ids
        told = ", ".join(map(str, doubts)) or "–"
        return [*lines, f"Persons to verify now: {len(doubts)} ({told})"]
