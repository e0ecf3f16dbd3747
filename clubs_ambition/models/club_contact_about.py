from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command


class ClubContact(models.Model):
    """About whom an employer was contacted.

    The log is shared by every club, the names are not: who does not coach the
    person reads how many people of which club, and asks that club.
    """

    _inherit = "club.contact"

    participant_ids = fields.Many2many(
        "club.participant",
        string="Profiles talked about",
        groups="clubs_ambition.group_clubs_animateur",
        domain="[('club_id', '=', club_id), ('state', 'in', ('admitted', 'active'))]",
    )
    about_text = fields.Char(
        compute="_compute_about_text",
        string="About",
        groups="clubs_ambition.group_clubs_animateur",
    )

    @api.depends("participant_ids", "club_id")
    @api.depends_context("uid")
    def _compute_about_text(self):
        """Name those the reader coaches, count the others; two queries for all."""
        everybody = {contact: contact.participant_ids for contact in self.sudo()}
        ids = [person.id for people in everybody.values() for person in people]
        seen = set(self.env["club.participant"].search([("id", "in", ids)]).ids)
        for contact, people in zip(self, everybody.values(), strict=True):
            names = [person.display_name for person in people if person.id in seen]
            others = len(people) - len(names)
            if others:
                names.append(
                    self.env._(
                        "%(count)s of %(club)s",
                        count=others,
                        club=contact.sudo().club_id.name,
                    )
                )
            contact.about_text = ", ".join(names)

    @api.constrains("participant_ids", "club_id")
    def _check_participants(self):
        for contact in self.sudo():
            if contact.participant_ids.club_id - contact.club_id:
                raise ValidationError(
                    self.env._(
                        "A club talks to employers about its own participants: choose "
                        "those of %s.",
                        contact.club_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """A contact of a prospection is about the profiles it promotes."""
        Lead = self.env["crm.lead"]
        for vals in vals_list:
            lead = Lead.browse(vals.get("lead_id"))
            people = lead.participant_ids.filtered(
                lambda person, club=lead.club_id: person.club_id == club
            )
            if people and "participant_ids" not in vals:
                vals["participant_ids"] = [Command.set(people.ids)]
        return super().create(vals_list)
