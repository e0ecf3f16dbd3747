import re
from html import escape
from json import dumps
from typing import NamedTuple

from ...utils.files import csv_text, spreadsheets
from ...utils.files.unreadable import Unreadable
from ...utils.identity import squeezed
from ...utils.import_cells import plain

PHONE_DIGITS = 9
"""A phone, without what stands before: a spreadsheet drops a zero."""


class Identifiers(NamedTuple):
    """What somebody is named by: ``names`` may be somebody else's, ``keys`` are not."""

    names: frozenset
    keys: frozenset

    def pattern(self):
        """Return the regular expression of all of them, as text or as HTML or JSON.

        None if there is none. A longer address is somebody else's: *jean.roux@x.fr* is
        not *roux@x.fr*.
        """
        words = {
            form
            for word in self.names | self.keys
            for form in (word, escape(word), dumps(word)[1:-1])
        }
        found = []
        for alone, before, after in (
            ([word for word in words if "@" in word], r"(?<!\w[.+-]?)", r"(?![.-]?\w)"),
            ([word for word in words if "@" not in word], r"(?<!\w)", r"(?!\w)"),
        ):
            parts = [re.escape(one).replace(r"\ ", r"\s+") for one in sorted(alone)]
            found += [f"{before}({'|'.join(parts)}){after}"] if parts else []
        return "|".join(found) or None

    def of_keys(self):
        """Return the keys alone: what is searched where a name may be anybody's."""
        return Identifiers(frozenset(), self.keys)

    def named_in(self, content):
        """Tell whether a line of a table names somebody; what is no table may.

        First and last name are in two cells, in any order.
        """
        try:
            lines = lines_of(content)
        except Unreadable as error:
            return error.reason != "empty"
        names = [set(plain(name).split()) for name in self.names]
        keys = [
            squeezed(key)[0 if "@" in key else -PHONE_DIGITS :] for key in self.keys
        ]
        for line in lines:
            words = plain(line).split()
            together = "".join(words)
            if any(name <= {*words} for name in names if name):
                return True
            if any(key in together for key in keys if key):
                return True
        return False


def lines_of(content):
    """Return the lines of a table, whatever its format.

    :raise Unreadable: when it is no table
    """
    kind = spreadsheets.kind_of(content)
    if kind == "csv":
        return csv_text.decode(content)[0].splitlines()
    sheets = spreadsheets.sheets_of(content, kind).values()
    return [" ".join(map(str, cells)) for rows in sheets for _line, cells in rows]
