from collections import defaultdict
from typing import NamedTuple

from odoo import api, models
from odoo.tools import LazyTranslate

from ...utils.personal_data import (
    CONTACT,
    COUNTED,
    DELETED,
    EMPTIED,
    MONTH,
    PARTICIPANT,
    PRESCRIBER,
    REDUCED,
    USER,
    Purpose,
)

_lt = LazyTranslate(__name__)

WHOSE = {
    PARTICIPANT: _lt("Participants"),
    CONTACT: _lt("People at employers"),
    PRESCRIBER: _lt("Prescribers"),
    USER: _lt("Users of the software"),
}

ERASED = {
    EMPTIED: _lt("emptied"),
    MONTH: _lt("kept to the month"),
    REDUCED: _lt("reduced to what the indicators read"),
    COUNTED: _lt("kept as it is, for the count"),
    DELETED: _lt("the row is deleted"),
}


class Line(NamedTuple):
    """Say of one model which fields serve a purpose, who reads them, how they go."""

    whose: str
    model: str
    fields: str
    readers: str
    erased: str
    about_any: bool = False  # messages, files: whoever reads the record reads them


class Treatment(NamedTuple):
    """Say of one purpose all that the register has to."""

    key: str
    purpose: Purpose
    whose: list
    lines: list


class ClubPrivacyRegister(models.AbstractModel):
    """Make the register of processing and the notices from the map.

    In the reader's language; who reads is looked up as rights are now.
    """

    _name = "club.privacy.register"
    _description = "Register of processing"

    @api.model
    def _treatments(self):
        """Return the treatments, in the order of the purposes."""
        grouped = self._grouped()
        found = []
        for key, purpose in self.env["club.privacy.map"]._purposes().items():
            if lines := grouped.get(key):
                whose = list(dict.fromkeys(line.whose for line in lines))
                found.append(Treatment(key, self._in_words(purpose), whose, lines))
        return found

    @api.model
    def _in_words(self, purpose):
        """Return a purpose in the reader's language."""
        label, basis, since = (
            self.env._(text) for text in (purpose.label, purpose.basis, purpose.since)
        )
        return Purpose(label, basis, purpose.months, since)

    @api.model
    def _kept(self, purpose):
        """Return how long, in words."""
        if not purpose.months:
            return purpose.since
        return self.env._(
            "%(months)s months from %(since)s",
            months=purpose.months,
            since=purpose.since,
        )

    @api.model
    def _grouped(self):
        """Return ``{purpose key: lines}``."""
        privacy_map = self.env["club.privacy.map"]
        names = [*privacy_map._declared(), *privacy_map._dialogs()]
        readers = self.env["club.privacy.readers"]._of(names)
        grouped, dialogs = defaultdict(list), set(privacy_map._dialogs())
        for name in sorted(names):
            if name not in dialogs:
                for purpose, line in self._lines_of(name, readers):
                    grouped[purpose].append(line)
        grouped["network"].append(self._line_of_following(CONTACT))
        grouped["team"].append(self._line_of_following(USER))
        grouped["dialogs"].append(self._line_of_dialogs())
        grouped["traces"].append(self._line_of_traces())
        return grouped

    @api.model
    def _lines_of(self, name, readers):
        """Yield ``(purpose key, line)`` of a model: fields that share all else."""
        privacy_map, same = self.env["club.privacy.map"], defaultdict(list)
        model = self.env[name]
        label = self.env["ir.model"]._get(name).name
        if entry := privacy_map._whole_entry(name):
            same[(entry, readers(name))] = [self.env._("all that it has")]
        else:
            for field, entry in privacy_map._own_of_model(name).items():
                groups = model._fields[field].groups
                text = model._fields[field]._description_string(self.env)
                same[(entry, readers(name, groups))].append(text)
        for (entry, who), texts in same.items():
            yield (
                entry.purpose,
                Line(
                    self.env._(WHOSE[entry.whose]),
                    label,
                    ", ".join(dict.fromkeys(texts)),
                    who or self.env._("nobody"),
                    self.env._(ERASED[entry.erased]),
                    self._is_about_any(name, entry),
                ),
            )

    @api.model
    def _is_about_any(self, name, entry):
        """Tell whether rows are of Odoo's, about a record of any model."""
        about = self.env["club.leaving"]._pointers().get(name)
        return not name.startswith("club.") and bool(about or entry.erased == DELETED)

    @api.model
    def _line_of_following(self, whose):
        """Return the line of what any addon keeps with a contact, or an account."""
        told = {
            CONTACT: self.env._("Bank accounts, and what else goes with a contact"),
            USER: self.env._("Settings, keys, and what else goes with an account"),
        }
        return Line(
            self.env._(WHOSE[whose]),
            told[whose],
            self.env._("all that it has"),
            self.env._("who reads the record"),
            self.env._(ERASED[DELETED]),
            about_any=True,
        )

    @api.model
    def _line_of_dialogs(self):
        return Line(
            self.env._(WHOSE[PARTICIPANT]),
            self.env._("Dialogs"),
            self.env._("all that it has"),
            self.env._("who opened it"),
            self.env._(ERASED[DELETED]),
        )

    @api.model
    def _line_of_traces(self):
        return Line(
            self.env._(WHOSE[USER]),
            self.env._("Each record"),
            self.env._("who wrote it, and when"),
            self.env._("who reads the record"),
            self.env._(ERASED[COUNTED]),
        )

    # === NOTICES === #

    @api.model
    def _notice(self, whose):
        """Return the treatments that a notice tells somebody of, without the fields.

        :param whose: one of the words of ``utils/personal_data.py``
        """
        label = self.env._(WHOSE[whose])
        return [
            treatment for treatment in self._treatments() if label in treatment.whose
        ]

    @api.model
    def _notice_readers(self, treatment, whose):
        """Return the roles that read what a treatment has of somebody."""
        told = [
            line.readers.replace("*", "").split(", ")
            for line in treatment.lines
            if line.whose == self.env._(WHOSE[whose]) and not line.about_any
        ]
        roles = dict.fromkeys(role for roles in told for role in roles)
        roles.pop(self.env._("nobody"), None)
        return ", ".join(roles) or self.env._("who reads the record")

    # === DOCUMENT === #

    @api.model
    def _as_text(self):
        """Return the register as reStructuredText, for ``docs/register.rst``."""
        parts = [HEAD]
        for treatment in self._treatments():
            parts.append(
                TREATMENT.format(
                    label=treatment.purpose.label,
                    bar="=" * len(treatment.purpose.label),
                    basis=treatment.purpose.basis,
                    kept=self._kept(treatment.purpose),
                    whose=", ".join(treatment.whose),
                )
            )
            parts += [
                f"   * - {line.model}\n     - {line.fields}\n"
                f"     - {line.readers}\n     - {line.erased}\n"
                for line in treatment.lines
            ]
        return "".join(parts)


HEAD = """\
======================
Register of processing
======================

Made by ``dev/register.py`` from the map of personal data (``personal_data.py`` of each
room); a test fails when it is not up to date. Not to be edited here. The data officer
prints the same from the menu *Personal data*, in French, with rights as they are there.

A role with a star reads only the rows that its rules open: those of its clubs or
territories, its own, or what is about a record that it reads.

.. contents::
   :local:
   :depth: 1
"""

TREATMENT = """
{label}
{bar}

:Basis: {basis}
:Kept: {kept}
:People: {whose}

.. list-table::
   :header-rows: 1
   :widths: 16 44 24 16

   * - what
     - data
     - who reads
     - at erasure
"""
