from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tools import SQL


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
        people = self._participants_talked_about()
        ids = [person for persons in people.values() for person in persons]
        seen = self.env["club.participant"].search([("id", "in", ids)])
        names = {person.id: person.display_name for person in seen}
        for contact in self:
            persons = people.get(contact._origin.id, ())
            told = [names[person] for person in persons if person in names]
            if len(told) < len(persons):
                told.append(
                    self.env._(
                        "%(count)s of %(club)s",
                        count=len(persons) - len(told),
                        club=contact.club_id.name,
                    )
                )
            contact.about_text = ", ".join(told)

    def _participants_talked_about(self):
        """Return ``{contact id: [participant id]}``, those out of sight included.

        By SQL: read in sudo, they would stay in the cache for who may not see them.
        """
        ids = self._origin.ids
        if not ids:
            return {}
        self.flush_model(["participant_ids"])
        field = self._fields["participant_ids"]
        contact, person = SQL.identifier(field.column1), SQL.identifier(field.column2)
        rows = self.env.execute_query(
            SQL(
                "SELECT %s, array_agg(%s ORDER BY %s) FROM %s WHERE %s = ANY(%s::int[]) "
                "GROUP BY %s",
                contact,
                person,
                person,
                SQL.identifier(field.relation),
                contact,
                ids,
                contact,
            )
        )
        return dict(rows)

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
