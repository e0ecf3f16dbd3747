from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

REASONS = [
    ("address", "the address was refused"),
    ("none", "there is no e-mail address"),
    ("bounce", "the message came back"),
    ("server", "the mail server could not be reached"),
    ("sender", "the sender's address is missing or refused"),
    ("refused", "the mail server refused the message"),
    ("unwanted", "the person wants no e-mail: call"),
    ("blocked", "the address is among those not written to"),
    ("file", "one of its files is not on the server any more"),
    ("cancelled", "the message was cancelled before it left"),
]

ABOUT = {
    # model: (way from a row, field of the record) that meet, besides its own thread
    "club.answer.link": (("link_id", "id"),),
    "club.campaign": (("partner_id", "lead_ids.partner_id"),),
    "club.candidacy": (("link_id.candidacy_ids", "id"),),
    "club.participant": (
        ("person_id", "person_id"),
        ("link_id.candidacy_ids.participant_id", "id"),
    ),
    "club.placement": (
        ("link_id.placement_id", "id"),
        ("link_id.followup_id.placement_id", "id"),
    ),
    "club.session": (("session_id", "id"),),
    "crm.lead": (("partner_id", "partner_id"),),
    "res.partner": (("partner_id", "id"), ("partner_id.parent_id", "id")),
}
"""Where a row shows: on the thread it left from, and on what it was about."""


def pointing(model, steps, ids):
    """Return the SQL condition on rows of a model whose fields lead to some ids."""
    step, *others = steps
    field = model._fields[step]
    found = SQL("= ANY(%s::int[])", ids)
    if others:
        there = model.env[field.comodel_name]
        inner = pointing(there, others, ids)
        table = SQL.identifier(there._table)
        found = SQL("IN (SELECT id FROM %s WHERE %s)", table, inner)
    if field.type != "many2many":
        return SQL("%s %s", SQL.identifier(step, to_flush=field), found)
    names = (field.column1, field.relation, field.column2)
    here, relation, away = (SQL.identifier(name, to_flush=field) for name in names)
    return SQL("id IN (SELECT %s FROM %s WHERE %s %s)", here, relation, away, found)


class ClubUndelivered(models.Model):
    """A message that did not reach somebody, shown until they are reached or told.

    One row for each person, however it failed: refused, bounced, no server, no address,
    cancelled. It holds no address, which the person, the employer or the link has. It is
    deleted when the message arrives, is sent again, or was told in another way. Restricted
    and erased people have none.
    """

    _name = "club.undelivered"
    _description = "Message that did not arrive"
    _inherit = ["club.label.mixin"]
    _order = "id desc"
    _label_fields = ("create_date",)
    _not_handed_over = ("user_id",)

    message_id = fields.Many2one(
        "mail.message",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    link_id = fields.Many2one(
        "club.answer.link",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="cascade",
    )
    session_id = fields.Many2one(
        "club.session",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="cascade",
    )
    person_id = fields.Many2one(
        "club.person",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="cascade",
    )
    partner_id = fields.Many2one(
        "res.partner",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        string="Contact",
    )
    res_model = fields.Char("Technical name", readonly=True, copy=False)
    res_id = fields.Many2oneReference(
        "Number of the record", model_field="res_model", readonly=True, copy=False
    )
    club_id = fields.Many2one(
        "club.club", readonly=True, copy=False, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one(
        "res.users", readonly=True, copy=False, ondelete="set null", string="Written by"
    )
    reason = fields.Selection(REASONS, required=True, readonly=True, copy=False)
    who = fields.Char(compute="_compute_who", string="To whom")
    about = fields.Char(compute="_compute_about")

    _record_idx = models.Index("(res_model, res_id)")

    # === COMPUTES === #

    def _compute_label(self):
        for row in self:
            day = format_date(self.env, row.create_date)
            row.display_name = self.env._("E-mail that did not arrive, %s", day)

    @api.depends("partner_id", "person_id", "link_id")
    @api.depends_context("uid", "lang")
    def _compute_who(self):
        """Name who was not reached, to whoever may read them."""
        for row in self:
            holder = row.partner_id or row.person_id
            row.who = holder.display_name or self.env._("an address typed by hand")

    @api.depends("res_model", "res_id", "session_id", "link_id")
    @api.depends_context("uid", "lang")
    def _compute_about(self):
        """Name what it was about, as its reader may read it."""
        records = self._abouts()
        for row in self:
            row.about = records[row].display_name

    def _record(self):
        """Return what a message was about: where one goes to know more."""
        self.ensure_one()
        return self._abouts()[self]

    def _abouts(self):
        """Return ``{row: what its message was about}``, read a model at a time.

        sudo: a link tells its reader what it is about; the label asks who reads.
        """
        threads, about, ids = self._left_from(), {}, defaultdict(list)
        for row in self:
            link = row.sudo().link_id
            of_link = link.candidacy_ids[:1] or link._followed()
            thread = self.browse() if link else threads.get(row, self.browse())
            about[row] = row.session_id or of_link or thread
            ids[about[row]._name] += about[row].ids
        return {
            row: record.sudo(False).with_prefetch(ids[record._name])
            for row, record in about.items()
        }

    def _left_from(self):
        """Return ``{row: the record it left from}`` of those that are there still."""
        threads = {}
        for name, rows in self.grouped("res_model").items():
            if name in self.env.registry:
                there = self.env[name].browse(set(rows.mapped("res_id"))).exists()
                known = {record.id: record for record in there}
                threads |= {
                    row: known[row.res_id] for row in rows if row.res_id in known
                }
        return threads

    def _sentence(self):
        """Return one line: when, to whom, and why it did not arrive."""
        reasons = dict(self._fields["reason"]._description_selection(self.env))
        return self.env._(
            "E-mail of %(day)s to %(who)s did not arrive: %(why)s.",
            day=format_date(self.env, self.create_date, date_format="d MMM"),
            who=self.who,
            why=reasons[self.reason],
        )

    # === WHERE IT SHOWS === #

    @api.model
    def _of(self, records):
        """Return ``{record: rows}`` of what did not arrive, that their reader may read."""
        if not records.ids or not self.has_access("read"):
            return {}
        ways = ABOUT.get(records._name, ())
        named = {
            way: records.ids if name == "id" else records.mapped(name).ids
            for way, name in ways
        }
        if not self._is_any(records, named):
            return {}
        domain = Domain("res_model", "=", records._name) & Domain(
            "res_id", "in", records.ids
        )
        domain |= Domain.OR(Domain(way, "in", ids) for way, ids in named.items())
        rows = self.search(domain)
        return {
            record: rows.filtered(lambda row, one=record: row._is_about(one, ways))
            for record in (records if rows else ())
        }

    @api.model
    def _is_any(self, records, named):
        """Tell whether there is a row about the records, whoever may read it.

        Each way is looked up by its own index. A form asks each time, of records that
        miss no message: the rules took longer to plan than all the rest of it.
        """
        self.flush_model(["res_model", "res_id"])
        conditions = [
            SQL(
                "res_model = %s AND res_id = ANY(%s::int[])", records._name, records.ids
            ),
            *(pointing(self, way.split("."), ids) for way, ids in named.items()),
        ]
        parts = [
            SQL("(SELECT 1 FROM club_undelivered WHERE %s LIMIT 1)", condition)
            for condition in conditions
        ]
        return bool(self.env.execute_query(SQL(" UNION ALL ").join(parts)))

    def _is_about(self, record, ways):
        """Tell whether a row shows on a record; sudo: the row itself was read."""
        if (self.res_model, self.res_id) == (record._name, record.id):
            return True
        known = self.sudo()
        return any(
            set(known.mapped(way).ids)
            & set(record.ids if name == "id" else record.mapped(name).ids)
            for way, name in ways
        )

    # === WHAT IS DONE ABOUT IT === #

    def action_correct(self):
        """Ask for the right address, and send again."""
        self.ensure_one()
        return self.env["club.undelivered.correct"]._open(self)

    def action_resend(self):
        """Send again, to the address that is known now."""
        return self.env["club.resending"]._resend(self)

    def action_told(self):
        """Leave it: who was not reached was told otherwise."""
        return self.env["club.resending"]._told(self)

    def action_open_record(self):
        """Open what the message was about."""
        self.ensure_one()
        record = self._record()
        return record.get_formview_action() if record else False
