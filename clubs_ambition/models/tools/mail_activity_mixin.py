from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...utils.races import alone
from . import guarded
from .mail_activity import club_of
from .planned_days import COLUMN

STATES = {-1: "overdue", 0: "today", 1: "planned"}
"""What the earliest activity of a record makes it, by the sign of days until it."""

FEW_ROWS = 10_000
"""Rows up to which looking up the activities of each is the shorter way."""


class MailActivityMixin(models.AbstractModel):
    """Records with activities, which are searched from the records asked for.

    Odoo first groups all activities of the model by record, whatever was asked.
    """

    _inherit = "mail.activity.mixin"

    def write(self, vals):
        """Archive a record of the clubs with what is to be done on it; and take it up.

        Odoo leaves it on the lists, of a prospect that was stopped or an employer that
        is no more.
        """
        if "active" not in vals or "active" not in self._fields:
            return super().write(vals)
        turned = self.filtered(lambda one: one.active != bool(vals["active"]))
        result = super().write(vals)
        if ours := turned._club_ours():
            tasks = self.env["mail.activity"]
            if vals["active"]:
                tasks._club_take_up_with(ours)
            else:
                tasks._club_put_away_with(ours)
        return result

    def _club_ours(self):
        """Return those of the records that are of the clubs."""
        if self._name.startswith("club."):
            return self
        return self.filtered(lambda one: one._club_is_traced())

    @api.model
    @api.readonly
    def read_progress_bar(self, domain, group_by, progress_bar):
        """Count a column's records by what their earliest activity is."""
        if progress_bar["field"] != "activity_state":
            return super().read_progress_bar(domain, group_by, progress_bar)
        result = defaultdict(lambda: dict.fromkeys(progress_bar["colors"], 0))
        for group, state, count in self._club_activity_counts(domain, group_by):
            if state in progress_bar["colors"]:
                key = group.id if isinstance(group, models.BaseModel) else group
                result[str(key)][state] += count
        return result

    @api.model
    def _club_activity_counts(self, domain, group_by):
        """Return ``[(group, state, number)]`` of the records that have an activity.

        From a few rows, the activities of each are looked up; many keep the first day
        on them, or those of the model are read in the order of an index.
        """
        self._check_field_access(self._fields["activity_state"], "read")
        domain = self._club_asked(domain, [group_by, "activity_state"])
        if self.env["club.privacy.group"]._each_told(self, [group_by]):
            self.env["club.privacy.look"]._note_read(self.search(domain))
        few = self._search(domain, limit=FEW_ROWS + 1)
        query = self._search(domain)
        if query.is_empty():
            return []
        term = self._read_group_groupby(self._table, group_by, query)
        query.order = None
        if len(few) > FEW_ROWS:
            sign = self._club_signs(query)
            lines = query.select(SQL("%s AS grp", term), SQL("%s AS sign", sign))
        else:
            sign = self._club_join_activities(query)
            query.groupby = SQL("%s, %s", SQL.identifier(self._table, "id"), term)
            lines = query.select(SQL("%s AS grp", term), SQL("MIN(%s) AS sign", sign))
        counts = SQL("SELECT grp, sign, count(*) FROM (%s) line GROUP BY 1, 2", lines)
        rows = self.env.execute_query(counts)
        groups = self._read_group_postprocess_groupby(
            group_by, [row[0] for row in rows]
        )
        return [
            (group, STATES[sign], count)
            for group, (_raw, sign, count) in zip(groups, rows, strict=True)
        ]

    @api.model
    def _club_join_activities(self, query):
        """Join what is planned on the rows of a query; return the SQL of its sign."""
        self._club_flush_activities()
        alias = query.make_alias(self._table, "activity_ids")
        condition = SQL(
            "%s = %s AND %s = %s AND %s",
            SQL.identifier(alias, "res_model"),
            self._name,
            SQL.identifier(alias, "res_id"),
            SQL.identifier(self._table, "id"),
            SQL.identifier(alias, "active"),
        )
        query.add_join("JOIN", alias, "mail_activity", condition)
        return self._club_activity_sign(alias)

    @api.model
    def _club_signs(self, query):
        """Keep the rows that have something planned; return the SQL of its sign."""
        if COLUMN not in self._fields:
            return self._club_join_signs(query)
        self._club_flush_activities()
        first, now = SQL.identifier(self._table, COLUMN), fields.Datetime.now()
        query.add_where(SQL("%s IS NOT NULL", first))
        return SQL(
            """CASE WHEN %(first)s < %(day)s::date - 1 THEN -1
                    WHEN %(first)s > %(day)s::date + 1 THEN 1
                    ELSE (SELECT MIN(%(sign)s) FROM mail_activity
                           WHERE res_model = %(model)s AND res_id = %(id)s AND active)
                     END""",
            first=first,
            day=now.date(),
            sign=self._club_activity_sign("mail_activity"),
            model=self._name,
            id=SQL.identifier(self._table, "id"),
        )

    @api.model
    def _club_join_signs(self, query):
        """Join one line for each record that has something planned; return its sign."""
        self._club_flush_activities()
        alias = query.make_alias(self._table, "activity_ids")
        signs = SQL(
            """(SELECT res_id, MIN(%s) AS sign FROM mail_activity
                 WHERE res_model = %s AND active GROUP BY res_id)""",
            self._club_activity_sign("mail_activity"),
            self._name,
        )
        condition = SQL(
            "%s = %s",
            SQL.identifier(alias, "res_id"),
            SQL.identifier(self._table, "id"),
        )
        query.add_join("JOIN", alias, signs, condition)
        return SQL.identifier(alias, "sign")

    @api.model
    def _club_flush_activities(self):
        self.env["mail.activity"].flush_model(
            ["active", "date_deadline", "res_model", "res_id", "user_tz"]
        )

    @api.model
    def _club_activity_sign(self, alias):
        """Return the SQL of -1, 0 or 1: late, today, to come where its user is.

        It is never more than a day off UTC anywhere: only about today is a time zone
        looked up.
        """
        now = fields.Datetime.now()
        deadline = SQL.identifier(alias, "date_deadline")
        return SQL(
            """CASE WHEN %(deadline)s < %(day)s::date - 1 THEN -1
                    WHEN %(deadline)s > %(day)s::date + 1 THEN 1
                    ELSE SIGN(%(deadline)s - (%(now)s AT TIME ZONE 'UTC'
                         AT TIME ZONE COALESCE(%(zone)s, 'UTC'))::date)::int END""",
            deadline=deadline,
            day=now.date(),
            now=now,
            zone=SQL.identifier(alias, "user_tz"),
        )

    def _search_activity_state(self, operator, value):
        """Look for states as sets of records, each found by an index of its own."""
        if operator not in ("in", "not in"):
            return super()._search_activity_state(operator, value)
        asked = {one or False for one in value}
        if operator == "not in":
            asked = {*STATES.values(), False} - asked
        planned, soon, late = map(self._club_planned, (1, 0, -1))
        found = {
            "overdue": late,
            "today": soon & ~late,
            "planned": planned & ~soon,
            False: ~planned,
        }
        return Domain.OR(found[one] for one in asked if one in found)

    @api.model
    def _club_planned(self, last):
        """Return the domain of records with an activity of a sign up to ``last``."""
        self._club_flush_activities()
        alias = "mail_activity"
        query = SQL(
            "(SELECT res_id FROM mail_activity WHERE res_model = %s AND active AND %s)",
            self._name,
            SQL("%s <= %s", self._club_activity_sign(alias), last)
            if last < 1
            else SQL("TRUE"),
        )
        return Domain("id", "in", query)

    def _club_heir(self):
        """Return who takes what is to be done on one record; sudo: by whoever."""
        record = self.sudo()
        club = club_of(record)
        if not club:
            return self.env["res.users"]
        names = [name for name in ("animateur_id", "user_id") if name in self._fields]
        known = [record[name] for name in names]
        if "participant_id" in self._fields:
            known.append(record.participant_id.animateur_id)
        return club._in_charge(*known)

    def activity_schedule(
        self, act_type_xmlid="", date_deadline=None, summary="", note="", **act_values
    ):
        """Plan for whoever is there now what is meant for somebody who left, or is away.

        What Odoo's dialog plans is no code's: it says so (``automated``).
        """
        self = guarded.traced(self)
        user = self.env["res.users"].sudo().browse(act_values.get("user_id"))
        by_hand = not (self.env.su or act_values.get("automated", True))
        heirs = self._club_heirs(user, by_hand=by_hand)
        away = self.filtered(lambda one: heirs.get(one))

        def plan(records, values):
            return super().activity_schedule(
                act_type_xmlid, date_deadline, summary, note, **values
            )

        planned = (self - away)._club_plan(user, plan, act_values)
        for heir, records in away.grouped(heirs.get).items():
            values = {**act_values, "user_id": heir.id}
            planned |= records._club_plan(heir, plan, values)
        return planned

    @alone("who reads it no more has it handed over")
    def _club_heirs(self, user, by_hand=False):
        """Return ``{record: who has it to do}`` where it is not one user any more.

        :param by_hand: whether a person gives it to them, who chooses another one
        :raise UserError: when a person gives it to who may not read what it is about
        """
        departure, absence = self.env["club.departure"], self.env["club.absence"]
        ours = user and self and self._name in departure._models_with("activity_ids")
        readable = departure._readable(user, self._name, self.ids) if ours else ()
        heirs = {}
        for record in self if ours else ():
            if record.id not in readable:
                if by_hand:
                    raise UserError(record._club_given_text(user))
                heirs[record] = record._club_heir()
            elif user != self.env.user:  # who plans for oneself is at work
                club = club_of(record.sudo())
                heirs[record] = absence._answering(club, user)
                if record.id not in departure._readable(
                    heirs[record], self._name, record.ids
                ):
                    heirs[record] = user.browse()
                if not heirs[record] and user in absence._away(club):
                    heirs[record] = record._club_heir()
        return heirs

    def _club_given_text(self, user):
        """Return why a task on a record is not for a user, and whose it may be."""
        heir = self.has_access("read") and self._club_heir()
        if not heir:
            return self.env._(
                "%s may not read what this is about: give it to somebody who does.",
                user.name,
            )
        return self.env._(
            "%(user)s may not read what this is about: give it to somebody who does. "
            "%(heir)s is in charge of it.",
            user=user.name,
            heir=heir.name,
        )

    def _club_plan(self, user, plan, values):
        """Plan what is to be done; what no person asked for, in their own name.

        Odoo would write that “Public user” assigned it. sudo: so does the caller.
        """
        actor = self.env.user
        nobody = actor._is_public() or actor == self.env.ref("base.user_root")
        alone = self and user and nobody and actor != user
        records = self.with_user(user).sudo() if alone else self
        planned = plan(records.with_context(club_heir=guarded.OPEN), values)
        if alone and planned:
            planned._club_tell()
        return planned and planned.with_env(self.env)
