from odoo import api, models
from odoo.fields import Command


def names_persons(env, model):
    """Tell whether the labels of a model ask who reads: what is about them does too."""
    return hasattr(env.get(model), "_club_named_to_reader")


def pointed_ids(value):
    """Return the ids in the value of a relation: one id, a mapping, or commands."""
    ids = []
    for command in value if isinstance(value, list | tuple) else [value]:
        match command:
            case [Command.SET, _, [*linked]]:
                ids += linked
            case [Command.UPDATE | Command.LINK, linked, *_]:
                ids.append(linked)
            case {"id": linked}:
                ids.append(linked)
            case int() | float() | str():
                ids.append(command)
    return [found for found in map(_as_id, ids) if found]


def _as_id(value):
    """Return an id as the database would take it: a client may send it as text."""
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        return None


def pointed_lines(value):
    """Return the values of the records that a relation would make or change."""
    if isinstance(value, dict):
        return [value]
    lines = []
    for command in value if isinstance(value, list | tuple) else ():
        line = command[-1] if isinstance(command, list | tuple) and command else command
        if isinstance(line, dict):
            lines.append(line)
    return lines


def check_named(model, *forms):
    """Refuse to fill a form with somebody its user may not read.

    What is being typed is computed from whoever it points to, and no access rule
    binds a record without id.

    :param forms: the values of as many records, asked for together
    :raise AccessError: when they point to a person out of sight
    """
    if model.env.su:
        return
    pointed = {}
    for name, value in (pair for values in forms for pair in values.items()):
        field = model._fields.get(name)
        if not value or field is None or not field.relational:
            continue
        comodel = field.comodel_name
        if names_persons(model.env, comodel):
            pointed.setdefault(comodel, []).extend(pointed_ids(value))
        if lines := pointed_lines(value):
            check_named(model.env[comodel], *lines)
    for comodel, ids in pointed.items():
        records = model.env[comodel].browse(dict.fromkeys(ids))
        (records - records._club_named_to_reader()).check_access("read")
        model.env["club.privacy.look"]._note(records)


class ClubLabelMixin(models.AbstractModel):
    """A record whose label names a person only to whoever may read the record.

    Odoo tells the label of any record by its model and id, under sudo and without
    a pointer to it: on messages, activities and text messages. The label itself
    asks who really reads. Whoever may not reads “Participant 26”; a page served to
    the public user of a link uses ``name`` on purpose.
    """

    _name = "club.label.mixin"
    _description = "Label that names a person"

    _label_fields = ()
    """What a label of one's own (:meth:`_compute_label`) is made of."""

    @api.depends(lambda self: self._label_fields)
    @api.depends_context("uid", "lang")
    def _compute_display_name(self):
        named = self._club_named_to_reader()
        self.env["club.privacy.look"]._note(named)
        for record in self - named:
            record.display_name = record._neutral_label()
        if self._label_fields:
            named._compute_label()
        else:
            super(ClubLabelMixin, named)._compute_display_name()

    def _compute_label(self):
        """Set ``display_name`` for whoever may read the records, of :attr:`_label_fields`."""

    def _club_named_to_reader(self):
        """Return the records that the user may read, whatever sudo was asked for.

        Records being typed have no id yet: what they name asks for itself.
        """
        return self.sudo(False)._filtered_access("read").with_env(self.env)

    def _neutral_label(self):
        """Return the kind of the record and its number, which name nobody."""
        kind = self.env["ir.model"]._get(self._name).name
        return f"{kind} {self._origin.id or ''}".strip()
