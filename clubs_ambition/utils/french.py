"""Spaces of French before a mark of two strokes, so that none opens a line.

Without Odoo: ``dev/typeset.py`` mends the translations with it.
"""

import re

WIDE, NARROW = "\u00a0", "\u202f"
CODE = re.compile(r"<[^<>]*>|\{\{.*?\}\}|%\(\w+\)s|https?://\S+|&#?\w+;", re.DOTALL)
"""What is no prose: tags, placeholders, addresses, entities."""

OPEN, CLOSE = "\ue000", "\ue001"
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
        return f"{OPEN}{len(kept) - 1}{CLOSE}"

    found = CODE.sub(put_aside, text)
    for rule, space in RULES:
        found = rule.sub(space, found)
    return re.sub(rf"{OPEN}(\d+){CLOSE}", lambda match: kept[int(match[1])], found)
