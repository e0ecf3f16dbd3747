from odoo import api, fields, models


class ClubStruckMixin(models.AbstractModel):
    """A dated record that calendars strike through once it does not take place.

    The web client's calendar strikes records whose ``is_striked`` is set (Odoo's name).
    The title begins with the state, too: not everybody sees a line and a colour.
    """

    _name = "club.struck.mixin"
    _description = "Struck through in calendars"

    _struck_states = ("cancelled",)

    is_striked = fields.Boolean(
        compute="_compute_is_striked", string="Does not take place"
    )
    calendar_title = fields.Char(
        compute="_compute_calendar_title", string="Title in the calendar"
    )

    @api.model
    def _struck_by(self):
        """Return what it depends on: the mixin itself has no state."""
        return ("state",) if "state" in self._fields else ()

    @api.depends(lambda self: self._struck_by())
    def _compute_is_striked(self):
        for record in self:
            record.is_striked = record.state in self._struck_states

    @api.depends(lambda self: (*self._struck_by(), "display_name"))
    @api.depends_context("uid", "lang")
    def _compute_calendar_title(self):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for record in self:
            title = record.display_name
            if record.is_striked:
                title = self.env._(
                    "%(state)s: %(title)s", state=labels[record.state], title=title
                )
            record.calendar_title = title
