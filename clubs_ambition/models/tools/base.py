from collections import defaultdict

from odoo import SUPERUSER_ID, api, models, tools
from odoo.fields import Domain

from ...utils import bounds
from . import guarded, opened_texts, plain_words, referred, sent_once, typed_values
from .club_audience import ordered_by
from .club_label_mixin import check_named
from .ours import is_our_model

WATCHED = "club_watched"
"""Attribute of the fields in which the web client watches what is typed."""

COMPANIES = "tuple(self.env.context.get('allowed_company_ids') or ())"


class Base(models.AbstractModel):
    """Call our guards wherever any model is read or written.

    They stand here, and not in a mixin that a model may forget; each guard is a module or
    a service of its own, and leaves the fields of other addons alone. A year 9999, a
    number of thirty digits or a NUL is refused in words by ``create``, ``write``,
    defaults of the context and ``onchange`` alike (``typed_values``).

    A field of ours with ``groups=`` is read, filtered, grouped, sorted and written only on
    the records that these groups open, not on those that another role of the user shows
    (``club.audience``): it is empty there on screens, and refused to any other caller.
    """

    _inherit = "base"

    _club_highest = {}
    """``{field: highest value}``, where it is lower than ``bounds.TYPED``."""

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._club_check_bounds(vals)
        vals_list = [typed_values.cleaned(self.browse(), vals) for vals in vals_list]
        vals_list = guarded.without_derived(self, vals_list)
        self.browse()._club_check_pointed(vals_list)  # of a copy too
        records = super().create(vals_list)
        referred.check(records)
        self.env["club.restriction"]._check_new(records)
        return records

    def write(self, vals):
        with guarded.asked_first(self, "write"):
            opened_texts.check(self, vals)
        self._club_check_bounds(vals)
        vals = typed_values.cleaned(self, vals)
        guarded.refuse_written(self, vals)
        with guarded.asked_first(self, "write"):
            self._club_check_pointed([vals])
            self.env["club.restriction"]._check(self, vals)
            self.env["club.ending"]._check_ended(self, vals)
        result = super().write(vals)
        referred.check(self, vals.keys())
        self.env["club.restriction"]._check_moved(self, vals)
        guarded.check_kept(self, vals)
        return result

    def web_save(self, vals, specification, next_id=None):
        """Save once what a client sends again because it got no answer."""
        self, vals, keep = sent_once.left(self, vals)
        return keep(super().web_save(vals, specification, next_id))

    @api.ondelete(at_uninstall=False)
    def _club_unlink_except_shipped(self):
        self.env["club.shipped"]._check_deleted(self)

    def unlink(self):
        if not self._transient:  # Odoo deletes dialogs by itself
            with guarded.asked_first(self, "unlink"):
                self.env["club.restriction"]._check(self)
        return super(Base, guarded.staying(self)).unlink()

    @property
    def _allow_sudo_commands(self):
        """Check commands on records of ours with the rights of the caller.

        Under sudo, our code writes in one record for somebody who may not; commands in its
        values would write in others, which nobody meant to open. Without sudo the rights
        of the caller are in force already.
        """
        lent = self.env.su and self.env.uid != SUPERUSER_ID
        if lent and is_our_model(self):
            return False
        return super()._allow_sudo_commands

    @api.model
    def default_get(self, fields):
        given = {
            key.removeprefix("default_"): value
            for key, value in self.env.context.items()
            if key.startswith("default_")
        }
        self._club_check_bounds({name: given[name] for name in fields if name in given})
        readonly = self._club_readonly_fields()
        values = super().default_get([name for name in fields if name not in readonly])
        self._club_check_bounds(values)  # defaults that a user saved, too
        values = self.env["club.nir"]._clean(self.browse(), values)
        check_named(self, values)
        guarded.check_pointed(self.browse(), [values])
        referred.check_typed(self.browse(), values)
        for name in readonly.keys() & fields:
            if self._fields[name].default:
                values[name] = guarded.usual_value(self, name)
        return values

    def onchange(self, values, field_names, fields_spec):
        with guarded.asked_first(self._origin, "read"):
            typed_values.check_lines(self, values)
            check_named(self, values)
            guarded.check_typed(self, values)
            referred.check_typed(self, values)
        self.env["club.privacy.look"]._note_read(self)
        if closed := self._club_closed(fields_spec).get(self.id):
            values = {key: values[key] for key in values if key not in closed}
            field_names = [key for key in field_names if key not in closed]
            fields_spec = {k: fields_spec[k] for k in fields_spec if k not in closed}
        return super().onchange(values, field_names, fields_spec)

    # === AUDIENCE OF A FIELD === #

    @api.model
    @tools.ormcache("self.env.uid", "operation", COMPANIES)
    def _club_limits(self, operation):
        """Return ``{field name: domain of its records}``, cached like record rules."""
        return self.env["club.audience"]._limits(self.browse(), operation)

    def _has_field_access(self, field, operation):
        if not field.groups:
            return True  # the ORM asks this for each value: nothing slow here
        if not super()._has_field_access(field, operation):
            return False
        known = self._fields.get(field.name) is field
        if self.env.su or not known or not any(self._ids):
            return True
        limit = self._club_limits(operation).get(field.name)
        return limit is None or not self._origin - self._club_inside(limit)

    def _club_inside(self, limit):
        """Return the records in a domain; sudo: rules are evaluated past the rules."""
        records = self._origin.sudo().with_context(active_test=False)
        return records.filtered_domain(limit).with_env(self.env)

    def _club_closed(self, names=None):
        """Return ``{record id: fields}`` that the reader may not read on that record.

        :param names: of the fields asked for, all by default
        """
        if self.env.su or not any(self._ids):
            return {}
        limits = self._club_limits("read")
        alike = defaultdict(set)
        for name in limits.keys() if names is None else limits.keys() & set(names):
            alike[self._fields[name].groups].add(name)
        closed = defaultdict(set)
        for fields in alike.values():
            inside = self._club_inside(limits[next(iter(fields))])
            for record in self._origin - inside:
                closed[record.id] |= fields
        return closed

    def read(self, fields=None, load="_classic_read"):
        if not self._club_closed(fields or None):
            return super().read(fields, load)
        return self.env["club.audience"]._told_apart(
            self,
            fields or list(self.browse().fields_get(attributes=())),
            lambda part, names: part.read(names, load),
        )

    def web_read(self, specification):
        self = self.env["club.privacy.look"]._page(self)
        if not self._club_closed(specification):
            return super().web_read(specification)
        return self.env["club.audience"]._told_apart(
            self,
            list(specification),
            lambda part, names: part.web_read(
                {name: specification.get(name, {}) for name in names}
            ),
        )

    @api.model
    @api.readonly
    def web_read_group(
        self,
        domain,
        groupby,
        aggregates=(),
        limit=None,
        offset=0,
        order=None,
        *,
        unfold_read_default_limit=80,
        **kwargs,
    ):
        board = self.env["club.privacy.look"]._board(self, unfold_read_default_limit)
        return super(Base, board).web_read_group(
            *(domain, groupby, aggregates, limit, offset, order),
            unfold_read_default_limit=unfold_read_default_limit,
            **kwargs,
        )

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, **kwargs):
        if not self.env.su:
            past = kwargs.get("bypass_access")
            domain = self._club_asked(domain, ordered_by(order), past=past)
            if not past:
                domain = self.env["club.audience"]._in_sight(self, domain)
        return super()._search(domain, offset, limit, order, **kwargs)

    @api.model
    def _read_group(
        self,
        domain,
        groupby=(),
        aggregates=(),
        having=(),
        offset=0,
        limit=None,
        order=None,
    ):
        having = list(having)
        kept = [leaf[0] for leaf in having if isinstance(leaf, list | tuple)]
        specs = [*groupby, *aggregates, *kept, *ordered_by(order)]
        domain = self._club_asked(domain, specs)
        looks = self.env["club.privacy.group"]
        each = looks._each_told(self, [*groupby, *aggregates])
        rows = super()._read_group(
            domain, groupby, [*aggregates, *each], having, offset, limit, order
        )
        return looks._told(self, rows) if each else rows

    @api.model
    def _read_grouping_sets(self, domain, grouping_sets, aggregates=(), order=None):
        specs = [spec for groupby in grouping_sets for spec in groupby]
        domain = self._club_asked(domain, [*specs, *aggregates, *ordered_by(order)])
        looks = self.env["club.privacy.group"]
        each = looks._each_told(self, [*specs, *aggregates])
        sets = super()._read_grouping_sets(
            domain, grouping_sets, [*aggregates, *each], order
        )
        return [looks._told(self, rows) for rows in sets] if each else sets

    def _order_field_to_sql(self, alias, field_name, *args):
        """Order by id, where the reader may not read the records pointed to."""
        field = None if self.env.su else self._fields.get(field_name)
        there = self.env.get(field.comodel_name) if field is not None else None
        closed = there is not None and not there.has_access("read")
        if closed and field.type == "many2one":
            field_name = f"{field_name}.id"
        return super()._order_field_to_sql(alias, field_name, *args)

    @api.private
    def filtered_domain(self, domain):
        if self and domain and not self.env.su:
            self.env["club.audience"]._check_asked(self.browse(), Domain(domain))
        return super().filtered_domain(domain)

    @api.model
    def _club_asked(self, domain, specs, past=False):
        """Return the domain, limited to the records that its reader may ask about.

        :param specs: groups, aggregates and orders, as ``field.field:function``
        :param past: whether the code of a field asks, past the rules
        :raise AccessError: naming a field that is not for the reader
        """
        if self.env.su:
            return domain
        paths = [spec.split(":")[0].split(".") for spec in specs]
        audience, domain = self.env["club.audience"], Domain(domain)
        if not past:
            audience._check_asked(self.browse(), domain, paths)
        return audience._narrowed(self.browse(), domain, paths)

    # === WHAT LEAVES, WHAT THE DATABASE WOULD REFUSE === #

    def export_data(self, fields_to_export):
        answer = super().export_data(fields_to_export)
        self.env["club.leaving"]._exported(self, fields_to_export)
        return answer

    def copy_data(self, default=None):
        """Return the values of a copy, which count as read by the caller, files too."""
        rows = super().copy_data(default)
        if not self.env.su:
            self.env["club.leaving"]._copied(self, default or {})
        return rows

    def _read_format(self, fnames, load="_classic_read"):
        rows = super()._read_format(fnames, load)
        if not self.env.su:
            self.env["club.leaving"]._read(self, fnames)
            self.env["club.privacy.look"]._note_read(self)
        return rows

    @api.model
    def _create(self, data_list):
        self.env["club.constraint"]._check_new(self, data_list)
        return super()._create(data_list)

    def _write_multi(self, vals_list):
        self.env["club.constraint"]._check_changes(self, vals_list)
        return super()._write_multi(vals_list)

    @api.model
    def _sql_error_to_message_generic(self, exc):
        told = plain_words.of_constraint(self, exc)
        return told or super()._sql_error_to_message_generic(exc)

    def _load_records(self, data_list, update=False):
        data_list = self.env["ir.model.data"]._club_not_erased(data_list)
        return super()._load_records(data_list, update)

    @api.model
    def load(self, fields, data):
        result = super().load(fields, data)
        self.env["club.race"]._check_not_lost()
        return plain_words.of_import(self.env, result)

    @api.model
    def _get_view_field_attributes(self):
        return [*super()._get_view_field_attributes(), WATCHED]

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        """Describe the fields, and tell the client which ones it watches."""
        described = super().fields_get(allfields, attributes)
        if attributes and WATCHED in attributes:
            free = self.env["club.privacy.free.text"]._of_model(self._name)
            for name in free.keys() & described.keys():
                described[name][WATCHED] = free[name]
        return described

    # === WHAT A CALLER MAY SAY === #

    def _club_is_traced(self):
        """Tell whether the clubs keep all the history of these records.

        Called on models of Odoo; on no record, when one is about to be created.
        """
        return False

    @api.model
    @tools.ormcache()
    def _club_readonly_fields(self):
        """Return the fields of ours that only the code writes (``guarded``)."""
        return guarded.readonly_fields(self)

    @api.model
    @tools.ormcache()
    def _club_pointing_fields(self):
        """Return the fields whose target is checked (``guarded``)."""
        return guarded.pointing_fields(self)

    @api.model
    @tools.ormcache()
    def _club_referring_fields(self):
        """Return the fields that lead to a record of any model (``referred``)."""
        return referred.fields_of(self)

    @api.model
    @tools.ormcache("self.env.uid", COMPANIES)
    def _club_compared_fields(self):
        """Return the fields of ours that decide who writes a record (``guarded``)."""
        return guarded.compared_fields(self)

    def _club_unguarded(self, *names):
        """Return the records for our own code to write the named fields, no others."""
        return guarded.unguarded(self, *names)

    def _club_check_pointed(self, vals_list):
        """Refuse to point to a record that the writer may not read."""
        guarded.check_pointed(self, vals_list)

    @api.model
    def _club_check_bounds(self, vals):
        """Refuse values that no computation could handle."""
        typed_values.check(self, vals)

    @api.model
    def _club_highest_of(self, field):
        """Return the highest value of a number; what the code counts may be more."""
        if field.name in self._club_highest:
            return self._club_highest[field.name]
        if field.type != "integer":
            return bounds.MONEY if field.type == "monetary" else bounds.MEASURE
        return bounds.KEPT if field.readonly else bounds.TYPED
