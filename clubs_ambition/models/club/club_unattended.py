from odoo import api, models
from odoo.fields import Domain

from ...const import COACH
from ..tools import guarded

TYPE = "clubs_ambition.mail_activity_type_unattended"


class ClubUnattended(models.AbstractModel):
    """Tell the managers of a club that it has no animateur, however the last one left.

    Nothing is stored: the club is looked at as it is (who is named on it, archived or
    not, with the role or without), after each departure and every day.
    """

    _name = "club.unattended"
    _description = "Clubs without an animateur"

    @api.model
    def _domain(self):
        """Return the domain of clubs that nobody runs who is there, with the role.

        Whether the role exists is not asked: our data has it.
        """
        known = self.env["ir.model.data"]._xmlid_to_res_id(COACH)
        there = Domain("active", "=", True) & Domain("all_group_ids", "in", [known])
        return ~Domain("animateur_ids", "any!", there)

    @api.model
    def _show(self, clubs):
        """Set whether nobody runs each of the clubs; who has a role is kept in mind."""
        for club in clubs:
            club.unattended = not any(
                user.has_group(COACH) for user in club.sudo().animateur_ids
            )

    @api.model
    def _tell(self):
        """Give the managers what is to be done, once; take it away where it is done.

        sudo: a club is told of whoever took its last animateur away.
        """
        Club = self.env["club.club"].sudo()
        # What was ticked off without naming anybody is not asked again.
        asked = self.env["mail.activity"].sudo().with_context(active_test=False)
        kind = self.env.ref(TYPE, raise_if_not_found=False)
        if not kind or guarded.is_uninstalling(self):
            return
        asked = asked.search(
            [("res_model", "=", "club.club"), ("activity_type_id", "=", kind.id)]
        )
        unattended = Club.search(self._domain())
        done = asked.filtered(lambda task: task.res_id not in unattended.ids)
        done.unlink()
        for club in unattended - Club.browse((asked - done).mapped("res_id")):
            self._ask(club, kind)

    @api.model
    def _ask(self, club, kind):
        """Ask who answers for a club to name an animateur; else a coordinator."""
        group = self.env.ref("clubs_ambition.group_clubs_coordinator").sudo()
        managers = club._managers() or group.all_user_ids.filtered("active")
        for manager in managers[:1]:
            told = club.with_context(lang=manager.lang)
            told.activity_schedule(
                activity_type_id=kind.id,
                summary=told.env._("No animateur any more: name one, hand over"),
                user_id=manager.id,
            )
