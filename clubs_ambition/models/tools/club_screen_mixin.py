from odoo import api, models
from odoo.exceptions import AccessError

COORDINATOR = "clubs_ambition.group_clubs_coordinator"
ADMINISTRATOR = "base.group_system"


class ClubScreenMixin(models.AbstractModel):
    """What one adds to a screen of the clubs is for oneself.

    Odoo lets every employee share a favourite or a button with everybody. What a
    favourite looks for names persons; as a default, it changes what others see and what
    is filled in for them; a button runs a method in the name of who presses it. So the
    coordination shares them, and no one else.
    """

    _name = "club.screen.mixin"
    _description = "Added to a screen"

    _club_screen_of, _club_screen_users = "", ""
    """Names of the fields that say which model's screen it is on, and whose it is."""

    @api.model_create_multi
    def create(self, vals_list):
        added = super().create(vals_list)
        added._club_check_own()
        return added

    def write(self, vals):
        self._club_check_own()
        result = super().write(vals)
        self._club_check_own()
        return result

    def unlink(self):
        self._club_check_own()
        return super().unlink()

    def _club_check_own(self):
        """Refuse to share, or to change what is shared, on the screens of the clubs.

        :raise AccessError: for who does not coordinate
        """
        user = self.env.user
        if self.env.su or user.has_groups(f"{COORDINATOR},{ADMINISTRATOR}"):
            return
        for added in self:
            ours = (added[self._club_screen_of] or "").startswith("club.")
            if ours and added[self._club_screen_users] != user:
                raise AccessError(
                    self.env._(
                        "On the screens of the clubs, a favourite is your own: shared, "
                        "it would tell everybody whom you look for. Keep it for "
                        "yourself, or ask the coordination to share it."
                    )
                )
