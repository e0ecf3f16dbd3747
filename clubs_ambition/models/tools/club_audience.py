from collections import defaultdict
from collections.abc import Set as AbstractSet

from odoo import api, models, tools
from odoo.fields import NO_ACCESS, Domain
from odoo.tools import SQL, Query
from odoo.tools.safe_eval import safe_eval

from ...const import MODULE
from .ours import is_ours

SHOWING = (
    *("calendar.event", "calendar.attendee", "mail.followers", "mail.notification"),
)
"""Models by which Odoo tells every employee which meetings and documents exist."""


class ClubAudience(models.AbstractModel):
    """Limit a field with ``groups=`` to the records that its own groups open.

    Odoo adds up the roles of a user: the rules of several groups are OR-ed, and the groups
    of a field open it on every record that the user sees in any role. A referent sees the
    dates of all clubs; with the role of animateur, in no club, they would read the notes
    of all clubs too. Here only the rules of the field's own groups count for it: no list
    of sensitive fields is kept.

    Questions about such a field are limited as well. Odoo checks who filters, groups, sums
    or sorts by a stored column; this checks a field that is related to one, found by a
    ``search=`` method, or reached through another model.
    """

    _name = "club.audience"
    _description = "Audience of the fields of a role"

    @api.model
    def _limits(self, model, operation):
        """Return ``{field name: domain}`` for fields not open on all records in sight.

        Empty for a user with one role, who sees every record in that role.
        """
        limits, known = {}, {}
        for name, field in model._fields.items():
            if not self._is_guarded(model, field) or field.groups == NO_ACCESS:
                continue
            if field.groups not in known:
                known[field.groups] = self._limit(model, field.groups, operation)
            if known[field.groups] is not None:
                limits[name] = known[field.groups]
        return limits

    @api.model
    def _limit(self, model, groups, operation):
        """Return the domain that the rules of these groups open, ``None`` for no limit.

        Where the groups have no rule of their own, the rules of the groups they imply
        count: an animateur reads as an animateur what every employee reads.
        """
        held = self.env.user.all_group_ids
        named = self.env["res.groups"].sudo()
        named = named.union(
            *(self.env.ref(name) for name in groups.split(",") if name[0] != "!")
        )
        audience = held.filtered(lambda group: group.all_implied_ids & named)
        if not audience:
            return None  # the groups refuse the field as a whole
        rights = audience.all_implied_ids
        if not self._has_right(model, rights, operation):
            return Domain.FALSE
        rules = self.env["ir.rule"]._get_rules(model._name, operation)
        rules = rules.sudo().filtered("groups")
        own = rules.filtered(lambda rule: rule.groups & audience)
        own = own or rules.filtered(lambda rule: rule.groups & rights)
        if not own or own == rules:
            return None
        context = self.env["ir.rule"]._eval_context()
        domain = Domain.OR(
            safe_eval(rule.domain_force, context) if rule.domain_force else Domain.TRUE
            for rule in own
        ).optimize(model)
        return None if domain.is_true() else domain

    @api.model
    def _has_right(self, model, groups, operation):
        """Tell whether the groups alone give the right; sudo: nobody may read rights."""
        return (
            self.env["ir.model.access"]
            .sudo()
            .search_count(
                [
                    ("model_id.model", "=", model._name),
                    (f"perm_{operation}", "=", True),
                    ("group_id", "in", [False, *groups.ids]),
                ],
                limit=1,
            )
        )

    @api.model
    def _told_apart(self, records, names, tell):
        """Return the rows of a reading, with the fields that are closed left empty.

        :param names: of the fields to read
        :param tell: reads ``(records, names)``, returns rows
        """
        parts = defaultdict(records.browse)
        closed = records._club_closed(names)
        for record in records:
            parts[frozenset(closed.get(record._origin.id, ()))] |= record
        rows = {}
        for hidden, part in parts.items():
            blank = {
                name: [] if records._fields[name].type.endswith("2many") else False
                for name in names
                if name in hidden
            }
            kept = [name for name in names if name not in hidden]
            for row in tell(part, kept or ["id"]):
                rows[row["id"]] = {**row, **blank}
        return [rows[one] for one in records.ids if one in rows]

    # === QUESTIONS === #

    @api.model
    def _is_guarded(self, model, field):
        """Tell whether a field is ours and has groups."""
        return field.groups and is_ours(model, field)

    @api.model
    def _check_asked(self, model, domain, paths=()):
        """Refuse to filter, group or sort by a field that the user may not read.

        :raise AccessError: naming the field, as when it is read
        """
        for condition in domain.iter_conditions():
            reached = self._check_path(model, condition.field_expr.split("."))
            value = condition.value
            inner = condition.operator in ("any", "not any")
            if reached is not None and inner and isinstance(value, Domain | list):
                self._check_asked(reached, Domain(value))
        for path in paths:
            self._check_path(model, path)

    @api.model
    def _check_path(self, model, path):
        """Check each field of a path; return the model where it ends, if it is one."""
        for name in path:
            field = model._fields.get(name)
            if field is None:
                return None  # a part of a date, a property, or what Odoo refuses
            if self._is_guarded(model, field):
                model._check_field_access(field, "read")
            if not field.relational:
                return None
            model = model.env[field.comodel_name]
        return model

    @api.model
    def _narrowed(self, model, domain, paths):
        """Return the domain, limited for each field to the records that it is open on.

        So are groups, sums and orders by such a field.
        """
        if model._club_limits("read"):
            domain = domain.map_conditions(
                lambda condition: (
                    condition & self._followed(model, condition.field_expr.split("."))
                )
            )
        else:
            paths = [path for path in paths if len(path) > 1]
        for path in paths:
            domain &= self._followed(model, path)
        return domain

    @api.model
    def _followed(self, model, path):
        """Return the domain of the records on which a path of fields may be followed.

        sudo: like a record rule, a limit is evaluated past the rules.
        """
        name, *rest = path
        reached = Domain.TRUE
        if (limit := model._club_limits("read").get(name)) is not None:
            inside = model.sudo().with_context(active_test=False)._search(limit)
            reached = Domain("id", "in", inside)
        field = model._fields.get(name)
        if rest and field is not None and field.type == "many2one":
            there = self._followed(model.env[field.comodel_name], rest)
            if not there.is_true():
                reached &= Domain(name, "any", there)
        return reached

    # === LISTS === #

    @api.model
    def _in_sight(self, model, domain):
        """Return the domain, with lists compared by what their reader may read in them."""
        domain = Domain(domain)
        asked = list(domain.iter_conditions())
        seen = {id(one): self._listed_in_sight(model, one) for one in asked}
        if all(seen[id(one)] is one for one in asked):
            return domain
        return domain.map_conditions(lambda one: seen[id(one)])

    @api.model
    def _listed_in_sight(self, model, condition):
        """Return the condition, limited so; itself where there is nothing to limit."""
        name, _dot, rest = condition.field_expr.partition(".")
        operator, value = condition.operator, condition.value
        field = model._fields.get(name)
        if field is None or not field.relational:
            return condition  # a part of a date, a property, or what Odoo refuses
        there = model.env[field.comodel_name]
        if rest:
            inner = Domain(rest, operator, value)
            seen = self._listed_in_sight(there, inner)
            return condition if seen is inner else Domain(name, "any", seen)
        if operator in ("any", "not any"):
            if not isinstance(value, Domain | list | tuple):
                return condition
            inner = Domain(value)
            seen = self._in_sight(there, inner)
            return condition if seen is inner else Domain(name, operator, seen)
        if field.type == "many2one" or self._sees_all(there._name):
            return condition
        if not (field.store or field.related):
            return (
                condition  # its own method looks for it, by the rights of whoever asks
            )
        return self._found_in_list(there, condition)

    @api.model
    def _found_in_list(self, there, condition):
        """Return a condition on a list that may hold records out of sight.

        :param there: the model of the records
        """
        name, operator, value = (
            condition.field_expr,
            condition.operator,
            condition.value,
        )
        positive = Domain.NEGATIVE_OPERATORS.get(operator, operator)
        if positive == "=?":
            if value in (False, None):
                return Domain.TRUE
            positive = operator = "="
        if positive in ("child_of", "parent_of"):
            return self._any_of(there, name, Domain("id", positive, value))
        if positive not in ("=", "==", "in") or isinstance(value, Query | SQL):
            return condition  # by its name, or by our code: the rules are asked
        asked = (
            list(value) if isinstance(value, list | tuple | AbstractSet) else [value]
        )
        names = [one for one in asked if one and isinstance(one, str)]
        ids = [one for one in asked if one and one not in names]
        found = Domain.OR(Domain(name, "=", one) for one in names)
        if ids:
            found |= self._any_of(there, name, Domain("id", "in", ids))
        if not all(asked):
            found |= ~self._any_of(there, name, Domain.TRUE)
        return found if positive == operator else ~found

    @api.model
    def _any_of(self, there, name, domain):
        """Return the condition that a list holds one of the records of a domain.

        Archived ones too, as when Odoo compares ids: hence a search, not a subdomain.
        """
        if not there.has_access("read"):
            return Domain.FALSE
        there = there.with_context(active_test=False)
        return Domain(name, "any", there._search(domain))

    @api.model
    @tools.ormcache(
        "self.env.uid",
        "name",
        "tuple(self.env.context.get('allowed_company_ids') or ())",
    )
    def _sees_all(self, name):
        """Tell whether the user sees all records of a model, or no rule of ours says so."""
        held = self.env.user._get_group_ids()
        rules = self._ruled().get(name, ())
        binding = any(not groups or groups.intersection(held) for groups in rules)
        if not binding and not name.startswith("club."):
            return True
        domain = self.env["ir.rule"]._compute_domain(name)
        return self.env[name].has_access("read") and domain.is_true()

    @api.model
    def _is_ruled(self, name):
        """Tell whether rules of ours say who reads the records of a model."""
        if not isinstance(name, str) or name not in self.env.registry:
            return False
        return name.startswith("club.") or name in SHOWING or name in self._ruled()

    @api.model
    @tools.ormcache()
    def _ruled(self):
        """Return ``{model name: [ids of groups]}`` for each of our rules on reading.

        Cached as long as rules are: an administrator may change one by hand. sudo: which
        rules exist is no secret.
        """
        rules = self.env["ir.model.data"].sudo()
        rules = rules.search([("module", "=", MODULE), ("model", "=", "ir.rule")])
        rules = self.env["ir.rule"].sudo().browse(rules.mapped("res_id")).exists()
        found = defaultdict(list)
        for rule in rules.filtered("perm_read"):
            found[rule.model_id.model].append(frozenset(rule.groups.ids))
        return dict(found)


def ordered_by(order):
    """Return the fields and aggregates of an order, without their directions."""
    return [words[0] for part in (order or "").split(",") if (words := part.split())]
