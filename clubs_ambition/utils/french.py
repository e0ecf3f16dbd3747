"""Spaces of French before a mark of two strokes, so that none opens a line.

Without Odoo: ``dev/typeset.py`` mends the translations with it.
"""

import re

WIDE, NARROW = "\u00a0", "\u202f"
CODE = re.compile(r"<[^<>]*>|\{\{.*?\}\}|%\(\w+\)s|https?://\S+|&#?\w+;", re.DOTALL)
"""What is no prose: tags, placeholders, addresses, entities."""

BLANK = ("&nbsp;", "&#160;", "&#8239;")
"""No-break spaces as HTML has them: a mark that follows one has its space."""

OPEN, CLOSE, CLOSE_BLANK = "\ue000", "\ue001", "\ue002"
"""Around the number of what was put aside."""

BEFORE = rf"\w)»%\]{CLOSE}"
SPACES = f"[ {WIDE}{NARROW}]"
RULES = (
    (re.compile(rf"{SPACES}+(?=[:»])"), WIDE),
    (re.compile(rf"(?<=«){SPACES}+"), WIDE),
    (re.compile(rf"{SPACES}+(?=[?!;])"), NARROW),
    (re.compile(rf"(?<=[{BEFORE}])(?=:(?:\s|$))"), WIDE),
    (re.compile(rf"(?<=[{BEFORE}])(?=[?!;](?:\s|$))"), NARROW),
)


def typeset(text):
    """Return a French text with its no-break spaces; code in it is left alone."""
    kept = []

    def put_aside(match):
        kept.append(match[0])
        close = CLOSE_BLANK if match[0] in BLANK else CLOSE
        return f"{OPEN}{len(kept) - 1}{close}"

    found = CODE.sub(put_aside, text)
    for rule, space in RULES:
        found = rule.sub(space, found)
    aside = rf"{OPEN}(\d+)[{CLOSE}{CLOSE_BLANK}]"
    return re.sub(aside, lambda match: kept[int(match[1])], found)
