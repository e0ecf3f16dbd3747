from functools import reduce
from operator import getitem

from odoo import SUPERUSER_ID, api, models, tools
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from ...const import OFFICER
from ..tools import plain_words
from .club_privacy_rows import ERASED_ON, REGISTERS, derived


class IrRule(models.Model):
    """Rows of erased people are read by no role, whatever the rules open.

    They stay for the figures, which are made in SQL. For every model with a way to a
    person, found in the registry, beside the rules that an administrator sees: nobody
    switches this one off.

    Nor does an employee read in the stock's tables what hangs on a record of the clubs
    that they do not read (``club.hanging``).

    Nor does anybody read a dialog of somebody else, whichever addon it is of: what one
    types, or a list that is being imported. Odoo says so of dialogs, and opens them.
    """

    _inherit = "ir.rule"

    @api.model
    @tools.ormcache(
        "self.env.uid",
        "self.env.su",
        "model_name",
        "mode",
        "tuple(self._compute_domain_context_values())",
    )
    def _compute_domain(self, model_name, mode="read"):
        domain = super()._compute_domain(model_name, mode)
        if self.env.su:
            return domain
        if self.env[model_name]._transient:
            makers = (self.env.uid, SUPERUSER_ID)  # lines that the server computed
            domain &= Domain("create_uid", "in", makers)
        domain &= self.env["club.hanging"]._open(model_name)
        register = model_name.startswith(REGISTERS)
        if register and self.env.user.has_group(OFFICER):
            return domain
        left = self._club_not_erased(model_name)
        return (domain & left).optimize(self.env[model_name])

    def _make_access_error(self, operation, records):
        """Refuse in our words, whoever passes them on; an administrator reads Odoo's.

        Who asks with the debug mode on reads there what the records are called, read
        under sudo. A company is told where it opens the records.
        """
        error = super()._make_access_error(operation, records)
        theirs = self.with_context(lang=self.env.user.lang).env
        sentence = plain_words.of_refusal(theirs, AccessError, str(error))
        if sentence is None:
            return error
        told = AccessError(sentence)
        context = getattr(error, "context", None) or {}
        company = context.get("suggested_company")
        if company and self._club_opens_there(company["id"], operation, records):
            told.context = context
        return told

    @api.model
    def _club_opens_there(self, company, operation, records):
        """Tell whether who asks may do this to records once this company is chosen."""
        companies = [*self.env.companies.ids, company]
        return records.with_context(allowed_company_ids=companies).has_access(operation)

    @api.model
    def _club_looked_at(self, model_name, mode="read"):
        """Return the fields of a model that decide who reads its records."""
        domain = self._compute_domain(model_name, mode)
        names = {one.field_expr.split(".")[0] for one in domain.iter_conditions()}
        return names.union(self._club_way(model_name)[:1])

    @api.model
    def _club_way(self, model_name):
        """Return the steps from a model to its person, none where there is no way."""
        ways = self.env["club.leaving"]._ways().get(model_name, ())
        return next((way.split(".") for way in ways), [])

    @api.model
    @tools.ormcache("model_name")
    def _club_not_erased(self, model_name):
        """Return the domain of rows that are of nobody erased.

        What requests, consents and erasures say names nobody by then, and is what the
        officer answers for: it stays in their sight alone. Mails and the like of the
        stock are deleted, and none of their readers pays for a rule.
        """
        if model_name in ERASED_ON:
            return Domain(ERASED_ON[model_name], "=", False)
        steps = self._club_way(model_name)
        model = self.env[model_name]
        if not model_name.startswith("club.") or derived(model):
            return Domain.TRUE
        left = self._club_of_living(model, steps) if steps else Domain.TRUE
        if model_name.startswith(REGISTERS) and "partner_id" in model._fields:
            left &= self._club_of_living(model, ["partner_id"])
        return left

    @api.model
    def _club_of_living(self, model, steps):
        """Return the domain of rows whose person or contact, if any, is not erased.

        Who is erased is looked for, by an index of theirs: joining the others to every
        row, to see that they are not, took as long as the list itself.
        """

        def to_sql(model, alias, query):
            tables, conditions, here = [], [], model
            for rank, step in enumerate(steps):
                field, there = here._fields[step], f"erased_{rank}"
                here = here.env[field.comodel_name]
                names = map(SQL.identifier, (here._table, there))
                tables.append(SQL(" ").join(names))
                conditions.append(
                    SQL(
                        "%s = %s",
                        SQL.identifier(there, "id"),
                        SQL.identifier(alias, step, to_flush=field),
                    )
                )
                alias = there
            name = ERASED_ON[here._name]
            erased = SQL.identifier(alias, name, to_flush=here._fields[name])
            conditions.append(SQL("%s IS NOT NULL", erased))
            return SQL(
                "NOT EXISTS (SELECT FROM %s WHERE %s)",
                SQL(", ").join(tables),
                SQL(" AND ").join(conditions),
            )

        def is_of_living(record):
            there = reduce(getitem, steps, record)
            return not there[ERASED_ON[there._name]]

        return Domain.custom(to_sql=to_sql, predicate=is_of_living)
