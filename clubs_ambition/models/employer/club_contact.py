from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tools import SQL, format_date

from ...const import CHANNELS, COACH, OUTCOMES
from ...utils import clock
from ...utils.races import alone


class ClubContact(models.Model):
    """One dated contact of a club with an employer, and what came out of it.

    The network is shared: every animateur sees who contacted whom, so that no
    employer is called twice by two clubs. The names of those talked about are not: who
    does not coach the person reads how many people of which club, and asks that club.
    """

    _name = "club.contact"
    _description = "Contact with an employer"
    _inherit = ["club.prospecting.mixin", "club.label.mixin"]
    _order = "date desc, id desc"
    _not_handed_over = ("user_id",)
    _rec_name = "partner_id"

    lead_id = fields.Many2one("crm.lead", index="btree_not_null", ondelete="set null")
    partner_id = fields.Many2one(
        "res.partner",
        compute="_compute_from_lead",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        string="Employer",
    )
    club_id = fields.Many2one(
        "club.club",
        compute="_compute_from_lead",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
        ondelete="restrict",
    )
    session_id = fields.Many2one(
        "club.session",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
    )
    user_id = fields.Many2one(
        "res.users", required=True, default=lambda self: self.env.user, string="By"
    )
    date = fields.Date(required=True, default=clock.today)
    channel = fields.Selection(CHANNELS, required=True, default="phone")
    outcome = fields.Selection(OUTCOMES, required=True, default="reached")
    note = fields.Char()
    participant_ids = fields.Many2many(
        "club.participant",
        string="Profiles talked about",
        groups=COACH,
        domain="[('club_id', '=', club_id), ('state', 'in', ('admitted', 'active'))]",
    )
    about_text = fields.Char(
        compute="_compute_about_text",
        string="About",
        groups=COACH,
    )
    next_on = fields.Date(string="Next step on")
    next_delay = fields.Selection(
        [
            ("1", "Tomorrow"),
            ("3", "In 3 days"),
            ("7", "In 1 week"),
            ("14", "In 2 weeks"),
        ],
        store=False,
        string="Next step",
    )
    club_last_contact_text = fields.Char(related="partner_id.club_last_contact_text")
    club_recent_contact_count = fields.Integer(
        related="partner_id.club_recent_contact_count"
    )
    club_under_pressure = fields.Boolean(related="partner_id.club_under_pressure")

    _partner_date_idx = models.Index("(partner_id, date DESC)")

    @api.depends("lead_id")
    def _compute_from_lead(self):
        mine = self.env["club.club"]._my_only_club()
        for contact in self:
            lead = contact.lead_id
            contact.partner_id = lead.partner_id or contact.partner_id
            contact.club_id = lead.club_id or contact.club_id or mine

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
            about = [names[person] for person in persons if person in names]
            if len(about) < len(persons):
                about.append(
                    self.env._(
                        "%(count)s of %(club)s",
                        count=len(persons) - len(about),
                        club=contact.club_id.name,
                    )
                )
            contact.about_text = ", ".join(about)

    def _participants_talked_about(self):
        """Return ``{contact id: [participant id]}``, those out of sight included.

        By SQL: read in sudo, they would stay in the cache for whoever may not see them.
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
    @alone("a contact tells who was promoted when it was made")
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

    @api.onchange("next_delay")
    def _onchange_next_delay(self):
        if self.next_delay:
            day = clock.today(self) + timedelta(days=int(self.next_delay))
            self.next_on = self._working_day(day)

    @api.model
    def _working_day(self, day):
        """Return a day, or the Monday after it: nobody calls at the week-end."""
        return day + timedelta(days={5: 2, 6: 1}.get(day.weekday(), 0))

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        self._club_check_pointed(vals_list)
        for vals in vals_list:
            self._promote_profiles(vals)
        contacts = super().create(vals_list)
        self.env["club.network"]._note_contact(contacts.partner_id)
        for contact in contacts.filtered("lead_id"):
            contact.lead_id._club_follow_contact(contact)
        return contacts

    @api.model
    def _promote_profiles(self, vals):
        """Add to the values of a contact the profiles that its prospection promotes."""
        lead = self.env["crm.lead"].browse(vals.get("lead_id"))
        people = lead.participant_ids.filtered(
            lambda person: person.club_id == lead.club_id
        )
        people = self.env["club.restriction"]._shown(people)
        if people and "participant_ids" not in vals:
            vals["participant_ids"] = [Command.set(people.ids)]

    # === ACTIONS === #

    def action_qualify_offer(self):
        """Go on from the contact to the offer the employer has."""
        self.ensure_one()
        if self.lead_id:
            return self.lead_id.action_club_qualify_offer()
        return self.partner_id.action_new_club_offer(self.club_id)

    # === BUSINESS METHODS === #

    @api.model
    def _log_meeting(self, session, employers):
        """Log one contact for each of the ``employers`` met at a session.

        The prospect of the club, where there is one, moves on with it. Two at once
        would both find that none is logged: the session is written with it.
        """
        self.env["club.race"]._hold(session)
        leads = self.env["crm.lead"].search(
            [("club_id", "=", session.club_id.id), ("partner_id", "in", employers.ids)]
        )
        prospects = leads.grouped("partner_id")
        self._unguarded("session_id").create(
            [
                {
                    "session_id": session.id,
                    "lead_id": prospects.get(partner, leads.browse())[:1].id,
                    "partner_id": partner.id,
                    "club_id": session.club_id.id,
                    "channel": session.employers_channel,
                    "outcome": "reached",
                    "date": clock.day(session, session.start),
                    "note": session.name,
                }
                for partner in employers
            ]
        )

    def _summary(self):
        """Return one line: who, when, what came out of it."""
        self.ensure_one()
        outcomes = dict(self._fields["outcome"]._description_selection(self.env))
        parts = [
            self.club_id.name,
            format_date(self.env, self.date, date_format="d MMM"),
            outcomes.get(self.outcome),
            self.note and self.env._("“%s”", self.note),
        ]
        return ", ".join(filter(None, parts))
