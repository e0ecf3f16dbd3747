from odoo import api, models
from odoo.exceptions import AccessError, UserError

from . import guarded

BY_LINK = "link"
"""An answer came by a link sent by e-mail, which proves who answers."""

HANDED = "handed"
"""An answer came by a link that the club handed over, which proves nothing."""

LINKS = (BY_LINK, HANDED)
"""Only the page of a link says these, and no other caller."""


class ClubGuardMixin(models.AbstractModel):
    """Guard the fields that people enter, but not everybody, nor at any time.

    ``_manager_fields`` are a manager's to decide; ``_fixed_fields`` say what a record is
    about, and do not change; ``_link_fields`` say that an answer came by a link, which
    only somebody who opens the link may say. What nobody enters is ``readonly`` in Python,
    and ``guarded`` refuses it on every model; our code opens it by name
    (:meth:`_unguarded`).
    """

    _name = "club.guard.mixin"
    _description = "Guarded fields"

    _manager_fields = ()
    _fixed_fields = ()
    _link_fields = {}
    """``{field that says how an answer came: field of the answer}``."""

    @api.model
    def default_get(self, fields):
        """Let no caller's context, and no saved default, decide for a manager."""
        refused = set() if self._is_manager() else set(self._manager_fields)
        values = super().default_get([name for name in fields if name not in refused])
        for name in refused.intersection(fields):
            if self._fields[name].default:
                values[name] = guarded.usual_value(self, name)
        return values

    @api.model_create_multi
    def create(self, vals_list):
        said = set()
        for vals in vals_list:
            told = [name for name in self._manager_fields if vals.get(name)]
            said.update(n for n in told if not guarded.is_usual(self, n, vals[n]))
        records = super().create(vals_list)
        records._guard_names(said)  # a manager, and of these clubs?
        records._guard_link({})
        return records

    def write(self, vals):
        with guarded.asked_first(self, "write"):
            self._guard_names(vals)
            self._guard_fixed(vals)
        told = self._told_by_link() if self._is_guarded() else {}
        result = super().write(vals)
        self._guard_link(told)
        return result

    def _unguarded(self, *names):
        """Return the records for their own code to write the named fields, no others."""
        return self._club_unguarded(*names)

    def _adding(self, said, written):
        """Return the records opened for the values that our code adds to a caller's.

        :param said: the values as they came
        :param written: lists of values that are written instead
        """
        return self._unguarded(*set().union(*written).difference(*said))

    def _is_guarded(self, *names):
        """Tell whether the guards apply: not under sudo, nor to fields our code opened.

        :param names: of the fields in question: our code opens them all, or none
        """
        opened = names and all(guarded.is_open(self, name) for name in names)
        return not (self.env.su or opened)

    def _is_settled(self):
        """Tell whether the fixed fields of one record may not change any more."""
        return True

    def _is_manager(self):
        """Tell whether the user manages the clubs of the records, or any if none is set.

        sudo: the club of a record is no secret to whoever asks what they may do.
        """
        known = "club_id" in self._fields
        clubs = self.sudo().club_id if known else self.env["club.club"]
        return self.env.su or self.env.user._club_decides_for(clubs)

    def _guard_names(self, names):
        """Refuse fields that only a manager writes."""
        for name in names:
            decided = name in self._manager_fields and self._is_guarded(name)
            if decided and not self._is_manager():
                raise AccessError(
                    self.env._(
                        "“%s” is a manager's decision: ask yours, with the reason.",
                        self._guard_label(name),
                    )
                )

    def _guard_fixed(self, vals):
        """Refuse to change what a record is about."""
        names = [name for name in self._fixed_fields if name in vals]
        names = [name for name in names if self._is_guarded(name)]
        for record in self if names else ():
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
        """Return ``{(record, way): (its value, the answer)}`` for answers by link."""
        return {
            (record, way): (record[way], record[answer])
            for way, answer in self._link_fields.items()
            for record in self
            if record[way] in LINKS
        }

    def _guard_link(self, told):
        """Refuse to invent, or to change, an answer by link.

        :param dict told: the answers by link before, as :meth:`_told_by_link` returns them
        """
        asked = {
            way
            for way, answer in self._link_fields.items()
            if self._is_guarded(way) and self._is_guarded(answer)
        }
        for (record, way), said in self._told_by_link().items() if asked else ():
            if way in asked and told.get((record, way)) != said:
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
