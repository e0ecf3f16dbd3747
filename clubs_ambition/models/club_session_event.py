from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command


class ClubSession(models.Model):
    """The event of Odoo's calendar that each session stands on."""

    _inherit = "club.session"

    @api.model_create_multi
    def create(self, vals_list):
        """Create the calendar's event of each session with it, and who is expected."""
        club_default = self.default_get(["club_id"]).get("club_id")
        plain = []
        for vals in vals_list:
            vals = dict(vals)
            if not vals.get("event_id"):
                vals["event_id"] = self._create_event(vals, club_default).id
            plain.append(
                {
                    name: value
                    for name, value in vals.items()
                    if name not in ("name", "start", "stop", "location")
                }
            )
        sessions = super().create(plain)
        sessions._expect_people()
        return sessions

    @api.model
    def _create_event(self, vals, club_default=None):
        """Return the calendar's event of a session to come.

        sudo: an event is written for the animateur by a manager, too; it names
        nobody else, and no mail leaves from it.
        """
        self._club_refuse_nir({name: vals.get(name) for name in ("name", "location")})
        club = self.env["club.club"].browse(vals.get("club_id") or club_default)
        user = self.env["res.users"].browse(vals.get("animateur_id"))
        user = user or (self.env.user & club.animateur_ids) or club.animateur_ids[:1]
        if not (vals.get("start") and vals.get("stop")):
            raise UserError(self.env._("Say when the session starts and ends."))
        return (
            self.env["calendar.event"]
            .sudo()
            .with_context(
                club_session=True,
                dont_notify=True,
                no_mail_to_attendees=True,
                skip_contact_description=True,
                mail_create_nolog=True,
            )
            .create(
                {
                    "name": vals.get("name"),
                    "start": vals["start"],
                    "stop": vals["stop"],
                    "location": vals.get("location") or club.room,
                    "user_id": user.id or self.env.uid,
                    "partner_ids": [Command.set(user.partner_id.ids)],
                    "description": False,
                }
            )
        )

    def unlink(self):
        events = self.sudo().event_id
        result = super().unlink()
        events.unlink()
        return result
