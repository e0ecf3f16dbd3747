from functools import partial

from odoo import api, models, tools
from odoo.fields import Domain
from odoo.models import MAGIC_COLUMNS, BaseModel
from odoo.tools import SQL

from ...const import MODULE
from .referred import KINDS

SYSTEM = "base.group_system"


class ClubHanging(models.AbstractModel):
    """What hangs on a record is read with it: who follows it, who was notified of it.

    Odoo shows every employee such tables whole. Counted, they tell which records of the
    clubs there are, whose, and since when.

    They are found in the registry: tables of Odoo's that every employee reads, whose rows
    lead to a record by a model and an id, or belong to a row that does, and of which Odoo
    asks nothing by itself, as it does of messages, tasks and files.
    """

    _name = "club.hanging"
    _description = "What hangs on a record"

    @api.model
    @tools.ormcache()
    def _ways(self):
        """Return ``{model name: (many2one to what leads, field of model, field of id)}``.

        Nothing stands for the many2one where the rows lead by themselves. sudo: rights are no
        secret.
        """
        employee = self.env.ref("base.group_user").sudo().all_implied_ids.ids
        rights = self.env["ir.model.access"].sudo()
        rights = rights.search(
            [("perm_read", "=", True), ("group_id", "in", [False, *employee])]
        )
        belongings, found = self.env["club.leaving"]._belongings(), {}
        for name in set(rights.model_id.mapped("model")) & set(self.env.registry):
            if not self._shows_all(model := self.env[name]):
                continue
            if pair := self._pair(model):
                found[name] = (None, *pair)
            elif owners := belongings.get(name):
                owner = self.env[model._fields[owners[0]].comodel_name]
                found[name] = (owners[0], *self._pair(owner))
        return found

    @api.model
    def _shows_all(self, model):
        """Tell whether a model is a table of Odoo's that asks nothing by itself."""
        asks = type(model)._check_access is not BaseModel._check_access
        ours = model._original_module == MODULE
        return not (asks or ours or model._abstract or model._transient)

    @api.model
    def _pair(self, model):
        """Return the fields by which a row leads to a record, if it does."""
        if pairs := self.env["club.leaving"]._pointers().get(model._name):
            return pairs[0]
        stored = {name for name, field in model._fields.items() if field.store}
        kind = next((name for name in KINDS if name in stored), None)
        return (kind, "res_id") if kind and "res_id" in stored else None

    @api.model
    def _open(self, name):
        """Return the domain of the rows of a table that the user reads.

        One's own are read whatever they are about. Who administers sees Odoo's tables.
        Meetings say by themselves who sees them (``_club_open``).
        """
        way = self._ways().get(name)
        if not way or self.env.user.has_group(SYSTEM):
            return Domain.TRUE
        belonging, *pair = way
        model = owner = self.env[name]
        if belonging:
            owner = self.env[model._fields[belonging].comodel_name]
        if hasattr(owner, "_club_open"):
            opened = owner._club_open()
        else:
            closed, hidden = self._closed()
            opened = Domain.custom(to_sql=partial(seen_sql, *pair, closed, hidden))
        if opened.is_true():
            return opened
        if belonging:
            opened = Domain(belonging, "any!", opened)
        return self._mine(model) | opened

    @api.model
    def _closed(self):
        """Return the threads of which the user reads some, and what they read nothing of.

        What hangs on no thread of ours is its maker's.
        """
        audience, thread = self.env["club.audience"], self.env.registry["mail.thread"]
        closed, hidden = [], []
        for name, model in self.env.registry.items():
            if model._abstract or model._transient or not audience._is_ruled(name):
                continue
            if not issubclass(model, thread):
                hidden.append(name)
            elif not self._open(name).is_true() or not audience._sees_all(name):
                has_access = self.env[name].has_access("read")
                (closed if has_access else hidden).append(name)
        return closed, hidden

    @api.model
    def _mine(self, model):
        """Return the domain of the rows that name the user: theirs, to them, by them."""
        me = {"res.partner": self.env.user.partner_id.ids, "res.users": [self.env.uid]}
        return Domain.OR(
            Domain(name, "in", me[field.comodel_name])
            for name, field in model._fields.items()
            if field.type == "many2one" and field.store and name not in MAGIC_COLUMNS
            if field.comodel_name in me
        )


def seen_sql(kind, number, closed, hidden, model, alias, _query):
    """Return the SQL of the rows whose record is read by the user, or is no thread's.

    In one query: a row looks for its own record, by its id.

    :param closed: names of the models of which the user reads some
    :param hidden: names of those of which they read none
    """
    told, at = (
        SQL.identifier(alias, name, to_flush=model._fields[name])
        for name in (kind, number)
    )
    cases = [SQL("WHEN %s IS NULL THEN TRUE", told)]
    for name in closed:
        there = model.env[name].sudo(False).with_context(active_test=False)
        found = there._search([])
        found.add_where(SQL("%s = %s", SQL.identifier(found.table, "id"), at))
        found.order = None
        one = found.select(SQL("1"))
        cases.append(SQL("WHEN %s = %s THEN EXISTS (%s)", told, name, one))
    others = SQL("%s <> ALL(%s::text[])", told, hidden)
    return SQL("CASE %s ELSE %s END", SQL(" ").join(cases), others)
