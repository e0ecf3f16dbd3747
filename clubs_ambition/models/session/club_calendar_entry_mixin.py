from odoo import fields, models


class ClubCalendarEntryMixin(models.AbstractModel):
    """A meeting in people's calendars, which counts its changes.

    A calendar knows the newer of two files of a meeting by its number (``SEQUENCE``). The
    count is on the row: of two people who move the meeting at once, the second has to
    start again, and counts on from the first.
    """

    _name = "club.calendar.entry.mixin"
    _description = "Meeting in the calendars of people"
    _inherit = ["club.struck.mixin"]

    _entry_fields = frozenset({"name", "start", "stop", "location", "state"})
    """What a calendar shows of it: any other value changes nothing there."""

    calendar_sequence = fields.Integer(
        readonly=True, copy=False, string="Changes in calendars"
    )

    def write(self, vals):
        names = sorted(self._entry_fields & vals.keys())
        if not names:
            return super().write(vals)
        before = {one: (one.is_striked, one._entry_values(names)) for one in self}
        result = super().write(vals)
        changed = self.filtered(lambda one: before[one][1] != one._entry_values(names))
        changed._entry_count()
        if turned := self.filtered(lambda one: before[one][0] != one.is_striked):
            turned._entry_turned()
        return result

    def _entry_values(self, names):
        """Return the values that a calendar shows, in the order of their names."""
        return [self[name] for name in names]

    def _entry_count(self):
        """Count one change more: files made from now on are newer than those before."""
        for count, records in self.grouped("calendar_sequence").items():
            counted = records._unguarded("calendar_sequence")
            counted.write({"calendar_sequence": count + 1})

    def _entry_turned(self):
        """Draw the consequences of what was cancelled, or takes place again."""
