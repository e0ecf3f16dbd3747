from odoo import api, models, tools
from odoo.exceptions import UserError, ValidationError

from ...utils import bounds
from .club_guard_mixin import OPEN
from .club_label_mixin import check_named

MODULE = "clubs_ambition"


class Base(models.AbstractModel):
    """Values of our fields stay within what Python and PostgreSQL can compute with.

    A client sends what it likes, and asks for computed values before anything is
    written: a year 9999, a number of thirty digits or a NUL is refused in words at
    every door (``create``, ``write``, defaults of the context, ``onchange``). Here, and
    not in a mixin that a model may forget; fields of other addons are left alone.

    And no dialog of any addon is about somebody out of its user's sight: what is typed
    is computed from whoever it points to, and read back.
    """

    _inherit = "base"

    _club_highest = {}
    """``{field: highest value}`` where less than ``bounds.TYPED`` is too much already."""

    _club_kept_fields = frozenset()
    """Fields of a stock model that our code alone writes, opened, uncomputed."""

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._club_check_bounds(vals)
            self._club_check_derived(vals)
        self._club_check_pointed(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._club_check_bounds(vals)
        self._club_check_derived(vals)
        self._club_check_pointed([vals])
        return super().write(vals)

    @api.model
    def default_get(self, fields):
        given = {
            key.removeprefix("default_"): value
            for key, value in self.env.context.items()
            if key.startswith("default_")
        }
        self._club_check_bounds({name: given[name] for name in fields if name in given})
        if derived := self._club_derived_fields():
            fields = [name for name in fields if name not in derived]
        values = super().default_get(fields)
        self._club_check_bounds(values)  # those a user chose for himself, too
        check_named(self, values)
        return values

    def onchange(self, values, field_names, fields_spec):
        self._club_check_lines(values)
        check_named(self, values)
        return super().onchange(values, field_names, fields_spec)

    @api.model
    def _club_check_pointed(self, vals_list):
        """Refuse a dialog of another addon about somebody out of sight.

        Our own records have their rules, and no other record points to persons; what a
        dialog is about is asked like what a form shows, for it is read back.

        :raise AccessError: when a value points to whom the user may not read
        """
        if self._transient and not self.env.su and self._original_module != MODULE:
            check_named(self, *vals_list)

    @api.model
    def _club_check_bounds(self, vals):
        """:raise ValidationError: naming the field of ours whose value is absurd"""
        ours = self._original_module == MODULE
        for name, value in vals.items():
            field = self._fields.get(name)
            judge = value and field is not None and JUDGES.get(field.type)
            if judge and (ours or MODULE in field._modules):
                try:
                    judge(self, field, value)
                except ValueError as error:
                    raise ValidationError(
                        self._club_bounds_message(field, value)
                    ) from error

    @api.model
    @tools.ormcache()
    def _club_derived_fields(self):
        """Return the stored fields of ours that are what the code computes, no other.

        Where a person, a club or a territory is copied for the rules and the figures,
        another value would take the record out of sight, or into somebody's.
        """
        computed = {
            name
            for name, field in self._fields.items()
            if field.store
            and field.compute
            and field.readonly
            and not field.inverse
            and self._name.startswith("club.")
            and MODULE in field._modules
        }
        return self._club_kept_fields | computed

    def _club_check_derived(self, vals):
        """:raise UserError: naming the field that a caller says otherwise

        Odoo's recomputation does not come by here; nor is what is told again refused.
        """
        if self.env.su or self.env.context.get("club_guard") is OPEN:
            return
        derived = self._club_derived_fields()
        for name in (name for name in vals if name in derived):
            field = self._fields[name]
            told = field.convert_to_cache(vals[name], self)
            kept = {field.convert_to_cache(one[name], one) for one in self.sudo()}
            if kept - {told} if self else told:
                raise UserError(
                    self.env._(
                        "“%s” follows from what is recorded: it is not entered.",
                        field._description_string(self.env),
                    )
                )

    @api.model
    def _club_check_lines(self, vals):
        """Check what a form holds, lines of its lists included.

        :raise ValidationError: naming the field of ours whose value is absurd
        """
        self._club_check_bounds(vals)
        for name, value in vals.items():
            field = self._fields.get(name)
            if field is None or not field.relational or not isinstance(value, list):
                continue
            lines = self.env[field.comodel_name]
            for command in value:
                line = command[-1] if isinstance(command, list | tuple) else None
                if isinstance(line, dict):
                    lines._club_check_lines(line)

    @api.model
    def _club_bounds_message(self, field, value):
        label = field._description_string(self.env)
        if field.type in ("date", "datetime"):
            return self.env._(
                "“%(field)s” is not a date between %(first)s and %(last)s: correct it.",
                field=label,
                first=bounds.FIRST_YEAR,
                last=bounds.LAST_YEAR,
            )
        if field.type in ("char", "text", "html"):
            return self.env._(
                "“%s” holds a character that cannot be kept: type it again.", label
            )
        return self.env._(
            "“%(field)s” is not a number, or more than %(highest)s: correct it.",
            field=label,
            highest=self._club_highest_of(field),
        )

    @api.model
    def _club_highest_of(self, field):
        """Return the highest value of a number; what the code counts may be more."""
        if field.name in self._club_highest:
            return self._club_highest[field.name]
        if field.type != "integer":
            return bounds.MONEY if field.type == "monetary" else bounds.MEASURE
        return bounds.KEPT if field.readonly else bounds.TYPED


def _judge_integer(model, field, value):
    highest = model._club_highest_of(field)
    bounds.read_integer(value, -highest, highest)


def _judge_number(model, field, value):
    bounds.read_number(value, model._club_highest_of(field))


JUDGES = {
    "date": lambda _model, _field, value: bounds.read_date(value),
    "datetime": lambda _model, _field, value: bounds.read_datetime(value),
    "integer": _judge_integer,
    "float": _judge_number,
    "monetary": _judge_number,
    **dict.fromkeys(
        ("char", "text", "html"), lambda _model, _field, value: bounds.read_text(value)
    ),
}
