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
            ours = model._original_module == MODULE or MODULE in field._modules
            if not ours or not field.groups or field.groups == NO_ACCESS:
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
