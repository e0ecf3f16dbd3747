import re
from html import escape
from json import dumps
from typing import NamedTuple


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
