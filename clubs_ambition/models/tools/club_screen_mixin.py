from odoo import api, models
from odoo.exceptions import AccessError

SHARE = "clubs_ambition.group_clubs_coordinator,base.group_system"
"""Who puts something on the screens of all."""


class ClubScreenMixin(models.AbstractModel):
    """What one adds to a screen of the clubs is for oneself.

    Odoo lets every employee share a favourite or a button with everybody. What a
    favourite looks for names persons; as a default, it changes what others see and what
    is filled in for them; a button runs a method in the name of whoever presses it. So the
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

    @api.model
    def _club_take_back(self):
        """Make what others than the coordination share be of who made it alone.

        What an addon brings stays, and so does what the coordination shares. Who made it
        keeps it as it was. sudo: an update asks, of what is everybody's.

        :return: what was taken back
        """
        added = self.sudo().with_context(active_test=False)
        added = added.search([(self._club_screen_of, "=like", "club.%")])
        brought = added._get_external_ids()
        taken = added.browse()
        for one in added:
            maker = one.create_uid or self.env.ref("base.user_root")
            theirs = one[self._club_screen_users] == maker
            if theirs or brought[one.id] or maker.has_groups(SHARE):
                continue
            one[self._club_screen_users] = maker
            taken |= one
        return taken

    def _club_check_own(self):
        """Refuse to share, or to change what is shared, on the screens of the clubs.

        :raise AccessError: for whoever does not coordinate
        """
        user = self.env.user
        if self.env.su or user.has_groups(SHARE):
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
