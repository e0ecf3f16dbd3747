from collections import defaultdict

from odoo import api, models
from odoo.fields import NO_ACCESS, Domain
from odoo.tools.safe_eval import safe_eval

MODULE = "clubs_ambition"


class ClubAudience(models.AbstractModel):
    """Which records a field with ``groups=`` is read or written on.

    Odoo adds roles up: rules of several groups are OR-ed, and a field's groups open it
    on every record that its reader sees, in whatever role. Who sees the dates of all
    clubs as a referent read their notes as an animateur of no club.

    A field is for its own groups, so only the rules of those groups count for it. The
    rules themselves say it: no list of sensitive fields is kept.

    Nor is a question about it answered: Odoo asks who reads a stored column, here is
    asked who filters, groups, sums or sorts by what is related to one, found by a
    ``search=`` method, or reached through another model.
    """

    _name = "club.audience"
    _description = "Audience of the fields of a role"

    @api.model
    def _limits(self, model, operation):
        """Return ``{field name: domain}`` of what the user's roles do not open alike.

        Empty for whoever has one role: all that they see, they see in it.
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

        Where none of the rules is of the groups themselves, those of what they imply
        count: what every employee reads, an animateur reads as an animateur.
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
        """Tell whether the groups by themselves may; sudo: rights are nobody's to read."""
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
        """Return the rows that ``tell`` returns, empty where a field is not for all.

        :param names: of the fields asked for
        :param tell: returns the rows of ``(records, names)``
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
        """Tell whether a field has groups, and is ours or of a model of ours."""
        ours = model._original_module == MODULE or MODULE in field._modules
        return field.groups and ours

    @api.model
    def _check_asked(self, model, domain, paths=()):
        """Refuse a question about a field that is not for who asks.

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
        """Ask for each field of a path; return the model where it ends, if it is one."""
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
        """Return a domain that finds by each field only whom the field is for.

        What is grouped, summed or sorted by such a field is about nobody else.
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

        sudo: like a record rule, a limit is looked at past the rules.
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


def ordered_by(order):
    """Return the fields and aggregates of an order, without their directions."""
    return [words[0] for part in (order or "").split(",") if (words := part.split())]
