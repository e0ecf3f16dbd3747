from odoo import api, models
from odoo.exceptions import AccessError, UserError

BY_LINK = "link"
"""How an answer came: by a link that a mail alone told, which proves who answers."""

HANDED = "handed"
"""How an answer came: by a link that the club handed over, which proves nothing."""

LINKS = (BY_LINK, HANDED)
"""What the route of the links says alone, and no caller."""

OPEN = object()
"""Opens the guard from the code of the models only: no RPC can send this object."""


class ClubGuardMixin(models.AbstractModel):
    """Fields that a form shows read-only, kept so for every other caller too.

    ``readonly`` binds the web client alone. Proofs, signatures, counters and copies
    are written by the code that establishes them (:meth:`_unguarded`), a manager's
    decisions by a manager, and what a record is about does not change under it.
    """

    _name = "club.guard.mixin"
    _description = "Guarded fields"

    _protected_fields = ()
    _manager_fields = ()
    _fixed_fields = ()
    _link_fields = {}
    """``{way: answer}``: selections that tell how an answer came, and which it is."""

    @api.model
    def default_get(self, fields):
        """Let no caller's context, and no saved default, say what is guarded."""
        refused = set(self._protected_fields)
        if self._is_guarded() and not self._is_manager():
            refused.update(self._manager_fields)
        values = super().default_get([name for name in fields if name not in refused])
        for name in refused.intersection(fields):
            if default := self._fields[name].default:
                values[name] = default(self)
        return values

    @api.model_create_multi
    def create(self, vals_list):
        # Only these: another field's default may ask the database, for each record.
        guarded, said = {*self._protected_fields, *self._manager_fields}, set()
        for vals in vals_list if self._is_guarded() else ():
            told = [name for name in vals if name in guarded and vals[name]]
            said.update(name for name in told if not self._is_usual(name, vals))
        self._guard_names(said)
        records = super().create(vals_list)
        records._guard_names(said)  # a manager, but of these clubs?
        records._guard_link({})
        return records

    def write(self, vals):
        self._guard_names(vals)
        self._guard_fixed(vals)
        told = self._told_by_link() if self._is_guarded() else {}
        result = super().write(vals)
        self._guard_link(told)
        return result

    def _unguarded(self):
        """Return the records for their own code to write what is guarded."""
        return self.with_context(club_guard=OPEN)

    def _is_guarded(self):
        return not self.env.su and self.env.context.get("club_guard") is not OPEN

    @api.model
    def _is_usual(self, name, vals):
        """Tell whether a new record says what it would have been given anyway.

        The web client sends back all that its form was opened with.
        """
        default = self._fields[name].default
        usual = default(self) if default else None
        return vals[name] == (usual.id if isinstance(usual, models.Model) else usual)

    def _is_settled(self):
        """Tell whether the fixed fields of one record may not change any more."""
        return True

    def _is_manager(self):
        """Tell whether the user manages the clubs of the records; of none yet, any.

        sudo: which club a record is of is no secret to who asks what they may do.
        """
        known = "club_id" in self._fields
        clubs = self.sudo().club_id if known else self.env["club.club"]
        return self.env.su or self.env.user._club_decides_for(clubs)

    def _guard_names(self, names):
        """Refuse what only the code, or only a manager, writes."""
        if not self._is_guarded():
            return
        for name in names:
            if name in self._protected_fields:
                raise UserError(
                    self.env._(
                        "“%s” follows from what is recorded: it is not entered.",
                        self._guard_label(name),
                    )
                )
            if name in self._manager_fields and not self._is_manager():
                raise AccessError(
                    self.env._(
                        "“%s” is a manager's decision: ask yours, with the reason.",
                        self._guard_label(name),
                    )
                )

    def _guard_fixed(self, vals):
        """Refuse to turn a record into the story of somebody else."""
        names = [name for name in self._fixed_fields if name in vals]
        if not names or not self._is_guarded():
            return
        for record in self:
            for name in names:
                if vals[name] != record[name].id and record._is_settled():
                    raise UserError(
                        self.env._(
                            "“%(field)s” of %(record)s does not change any more: "
                            "create another record instead.",
                            field=self._guard_label(name),
                            record=record.display_name,
                        )
                    )

    def _told_by_link(self):
        """Return ``{(record, way): (its value, the answer)}`` of what came by link."""
        return {
            (record, way): (record[way], record[answer])
            for way, answer in self._link_fields.items()
            for record in self
            if record[way] in LINKS
        }

    def _guard_link(self, told):
        """Refuse to say that somebody answered by link who did not, or not that.

        :param dict told: what came by link before, as :meth:`_told_by_link` says
        """
        if not self._is_guarded():
            return
        for (record, way), said in self._told_by_link().items():
            if told.get((record, way)) != said:
                raise UserError(
                    self.env._(
                        "“%s”: only who opens the link answers by link. Choose how you "
                        "were told.",
                        self._guard_label(way),
                    )
                )

    @api.model
    def _guard_label(self, name):
        return self._fields[name]._description_string(self.env)
