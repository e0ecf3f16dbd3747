"""Texts that a spreadsheet would compute: what a stranger typed is never a formula."""

import re

FIRST = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a formula begins with in a text file, and its wide twins."""

LED_BY = ("\t", "\r", "\n")
"""What a spreadsheet leaves out before it."""

WITHIN = re.compile(rf"([;\t\r\n][\s\"]*)(?=[{re.escape(''.join(FIRST))}])")
"""Where a cell would begin for who cuts the file elsewhere than at its commas.

A French spreadsheet cuts at semicolons, and then knows no quotes but its own.
"""


def dead_text(value):
    """Return what a text file says of a value: no spreadsheet computes it.

    An apostrophe before it, as Odoo puts one before some of them.
    """
    if not isinstance(value, str):
        return value
    live = value.startswith(LED_BY) or value.lstrip().startswith(FIRST)
    dead = WITHIN.sub(r"\1'", value)
    return f"'{dead}" if live else dead


def dead_cell(value):
    """Return what a title of a spreadsheet file says: there, ``=`` alone computes."""
    live = isinstance(value, str) and value.lstrip().startswith(("=", "{="))
    return f"'{value}" if live else value
