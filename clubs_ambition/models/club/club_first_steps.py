from markupsafe import Markup

from odoo import SUPERUSER_ID, api, models

COORDINATORS = 3
"""Coordinators named to whoever must ask one: beyond, it is a directory."""


class ClubFirstSteps(models.AbstractModel):
    """Say on an empty screen what its reader lacks, and whom they ask for it."""

    _name = "club.first.steps"
    _description = "First steps in the clubs"

    @api.model
    def _is_of_clubs(self, name):
        """Tell whether the records of a model belong to clubs, or are the clubs."""
        model = self.env.get(name or "")
        return model is not None and (
            name == "club.club" or (model._auto and "club_id" in model._fields)
        )

    @api.model
    def _help(self, model):
        """Return as HTML what the reader lacks: a club of theirs, or any at all."""
        if not self.env.user.has_group("base.group_user"):
            return Markup("")
        return Markup("").join(
            Markup("<p>%s</p>") % text for text in self._missing(model)
        )

    @api.model
    def _missing(self, model):
        """Yield one sentence for each thing that is missing before this screen."""
        Club = self.env["club.club"]
        makes_clubs = Club.has_access("create")
        if makes_clubs and not self.env.company.sudo().country_id:
            yield self.env._(
                "The organisation has no country yet: an administrator says it under "
                "Configuration, Organisation."
            )
        if makes_clubs and not Club.search_count([], limit=1):
            if not self.env["club.territory"].search_count([], limit=1):
                yield self.env._(
                    "First the territories (Configuration, Territories), then the "
                    "clubs, with their animateurs."
                )
            elif model == "club.club":
                yield self.env._("“New” creates the first club of an agency.")
            else:
                yield self.env._("No club yet: “New” creates one, in the menu Clubs.")
        elif not makes_clubs and self._lacks_club():
            yield self._ask_whom()

    @api.model
    def _lacks_club(self):
        """Tell whether the reader works in clubs, and is named on none."""
        works = self.env.user.has_group("clubs_ambition.group_clubs_animateur")
        return works and not self.env["club.club"]._my_clubs()

    @api.model
    def _ask_whom(self):
        """Say that the reader has no club, and who names them on one."""
        # sudo: the names of three colleagues, to whoever needs one of them.
        group = self.env.ref("clubs_ambition.group_clubs_coordinator").sudo()
        users = group.all_user_ids.filtered(lambda user: user.id != SUPERUSER_ID)
        return self.env._(
            "You are named on no club and no territory yet. Ask a coordinator: %s.",
            ", ".join(users[:COORDINATORS].mapped("name")),
        )
