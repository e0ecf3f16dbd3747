"""The guards that look at other rows than their own, found in the source.

A guard is a function that refuses; one that reads a relation of a record, or searches,
before it does, may be told what another person is changing. What a sentence is made of
is no look: the refusal is decided.
"""

import ast
from typing import NamedTuple

SEARCHES = ("search", "search_count", "search_fetch", "_search", "_read_group")
SEARCHES += ("execute_query", "_filtered_access")
OF_ITSELF = (
    *("id", "ids", "_origin", "env", "browse", "_name", "display_name"),
    *("sudo", "with_env", "with_context", "check_access", "has_access"),
    *("write", "message_post", "activity_schedule"),
)
"""What is asked of a relation without a look at the row it leads to."""

HOLDS = ("_hold", "_hold_found", "_hold_groups", "_found_or_made", "_claiming")
HOLDS += ("_lock", "_take", "_take_turns")
SAID = ("holding", "alone")
REFUSALS = ("UserError", "ValidationError", "_refusal")
"""A right that is missing (``AccessError``) is no race."""


class Guard(NamedTuple):
    """A guard that looks at other rows; ``said``: why that is no race."""

    where: str
    looks: tuple
    said: str


class Looks(ast.NodeVisitor):
    """What a function reads of other rows, which of its own it calls, what it holds."""

    def __init__(self, single, many):
        self.single, self.many = single, many
        self.found, self.calls, self.holds, self.refuses = [], set(), [], False
        self.rows = set()  # names of variables that are what a relation leads to

    def visit_Raise(self, node):
        raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
        if raised is not None and _last(raised) in REFUSALS:
            self.refuses = True

    def visit_Attribute(self, node):
        led = self._leads(node.value) and node.attr not in OF_ITSELF
        if led or node.attr in self.many:
            self.found.append(ast.unparse(node))
        self.generic_visit(node)

    def _leads(self, node):
        if isinstance(node, ast.IfExp):
            return self._leads(node.body) or self._leads(node.orelse)
        if isinstance(node, ast.BoolOp):
            return any(map(self._leads, node.values))
        if isinstance(node, ast.Call) and _last(node.func) == "browse":
            return True
        if isinstance(node, ast.Call):  # journey.sudo()
            node = getattr(node.func, "value", node)
        named = getattr(node, "id", None) in self.rows
        return named or getattr(node, "attr", None) in self.single

    def visit_Assign(self, node):
        self._names(node.targets[0], node.value)

    def visit_NamedExpr(self, node):
        self._names(node.target, node.value)

    def visit_For(self, node):
        self._names(node.target, node.iter)
        for line in [*node.body, *node.orelse]:
            self.visit(line)

    def visit_comprehension(self, node):
        self._names(node.target, node.iter)
        for line in node.ifs:
            self.visit(line)

    def _names(self, target, value):
        self.visit(value)
        if isinstance(target, ast.Name) and self._leads(value):
            self.rows.add(target.id)

    def visit_Constant(self, node):
        first, point, _rest = str(node.value).partition(".")
        if isinstance(node.value, str) and point and first in self.single | self.many:
            self.found.append(node.value)

    def visit_Call(self, node):
        name = _last(node.func)
        self.calls.add(name)
        if name.startswith("_refuse"):
            self.refuses = True
        elif name in HOLDS:
            self.holds.append(name)
        elif name in SEARCHES:
            self.found.append(f"{name}()")
        self.generic_visit(node)


def _last(node):
    return getattr(node, "attr", getattr(node, "id", ""))


def _said(node):
    """Return what the decorators of a function say of it."""
    for one in node.decorator_list:
        if isinstance(one, ast.Call) and _last(one.func) in SAID:
            words = ", ".join(repr(ast.literal_eval(word)) for word in one.args)
            return f"{_last(one.func)} {words}"
    return ""


def guards(source, stem, single, many):
    """Return the guards of a module that look at other rows.

    :param single: names of the many2one fields there are
    :param many: names of those that lead to many
    """
    functions, seen = {}, {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            functions[node.name] = node
            seen[node.name] = look = Looks(single, many)
            for line in node.body:
                look.visit(line)
    found = []
    for name, look in seen.items():
        helped = [
            one
            for called in look.calls & seen.keys() - {name}
            if not seen[called].refuses
            for one in seen[called].found
        ]
        looks = tuple(dict.fromkeys([*look.found, *helped]))
        if look.refuses and looks:
            said = _said(functions[name]) or ", ".join(look.holds)
            found.append(Guard(f"{stem}.{name}", looks, said))
    return found
