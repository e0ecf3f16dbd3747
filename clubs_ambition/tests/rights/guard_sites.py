"""The guards of our Python, found in its source, each with a switch.

A guard is what stops somebody:

* each ``raise`` of our code (``raise``: switched off, nothing is raised);
* each line of a file that is refused, by what is said of it (``line``);
* each call of a method whose name says that it refuses (``_check_…``, ``_refuse_…``):
  the door asks no more (``call``);
* what closes without a word, named in ``guard_known.QUIET`` (``quiet``): an expression
  of the source, and what stands there once it is switched off.

The sources are read again with the switches in them, and the functions that are loaded
get the code that comes out: nothing else changes, and no guard registers itself.
"""

import ast
import gc
import re
import sys
from pathlib import Path
from types import CodeType, FunctionType
from typing import NamedTuple

from .guard_known import QUIET

PACKAGE = __name__.partition(".tests.")[0]
LEFT_OUT = ("tests", "migrations", "hooks", "demo")
ASKING = re.compile(r"_?(club_)?(check|checked|refuse|guard)(_\w+)?|_club_need_\w+")
NOTING = re.compile(r".*\b(errors|messages)\.append")
"""How a line of a file is refused: what is wrong is added to a list."""

SWITCH = "__guards__"
"""The global of each module by which its code reaches the switches."""

NO_GUARD = ("NotImplementedError", "AssertionError")
"""Raised by what a programmer forgot, and by no caller."""


class Site(NamedTuple):
    """One guard: where it stands, and of which of the four kinds."""

    where: str
    kind: str
    what: str

    @property
    def name(self):
        return f"{self.where}: {self.kind} {self.what}"


class Switches(ast.NodeTransformer):
    """Put a switch before each guard of a module; tell which there are."""

    def __init__(self, stem):
        self.path, self.sites, self.named, self.quiet = [stem], [], set(), {}

    def _within(self, node):
        self.path.append(node.name)
        where = ".".join(self.path)
        outer, self.quiet = self.quiet, QUIET.get(where, {})
        if _is_guard(node):
            self.named.add(where)
        self.generic_visit(node)
        self.quiet = outer
        self.path.pop()
        return node

    visit_ClassDef = visit_FunctionDef = visit_AsyncFunctionDef = _within

    def _site(self, kind, what):
        """Return the name of a guard, numbered where there are several alike."""
        where, told, number = ".".join(self.path), what, 1
        while Site(where, kind, told) in self.sites:
            number += 1
            told = f"{what} {number}"
        self.sites.append(Site(where, kind, told))
        return self.sites[-1].name

    def visit_Raise(self, node):
        self.generic_visit(node)
        raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
        if raised is None or len(self.path) == 1:
            return node
        name = ast.unparse(raised).rpartition(".")[2][:40]
        if name in NO_GUARD:
            return node
        asked = _asked("stops", self._site("raise", name))
        return ast.copy_location(ast.If(asked, [node], []), node)

    def visit_Expr(self, node):
        self.generic_visit(node)
        call = node.value
        if not isinstance(call, ast.Call) or len(self.path) == 1:
            return node
        if NOTING.fullmatch(ast.unparse(call.func)):
            asked = _asked("notes", self._site("line", "refused"))
            return ast.copy_location(ast.If(asked, [node], []), node)
        called = getattr(call.func, "attr", getattr(call.func, "id", ""))
        if not ASKING.fullmatch(called) or ast.unparse(call).startswith("super("):
            return node  # what it passes on to has guards of its own
        name = self._site("call", called)
        told = [ast.Expr(_asked("stopped", name)), ast.Raise()]
        handler = ast.ExceptHandler(ast.Name("Exception", ast.Load()), None, told)
        asked = ast.Try([node], [handler], [ast.Expr(_asked("asked", name))], [])
        return ast.copy_location(ast.If(_asked("asks", name), [asked], []), node)

    def visit(self, node):
        looked_for = self.quiet and isinstance(node, ast.expr)
        text = ast.unparse(node) if looked_for else None
        found = super().visit(node)
        return self._opened(found, text) if text in self.quiet else found

    def _opened(self, node, text):
        for instead in self.quiet[text]:
            name = self._site("quiet", f"{text} → {instead}")
            opened = ast.parse(instead, mode="eval").body
            node = ast.IfExp(_asked("asks", name), node, opened)
        return node


def _is_guard(node):
    """Tell whether a function has the name of a guard, or is decorated as one.

    One that does nothing is a place for others to refuse.
    """
    *_words, last = node.body
    if isinstance(node, ast.ClassDef) or isinstance(last, ast.Pass | ast.Constant):
        return False
    if isinstance(last, ast.Expr) and isinstance(last.value, ast.Constant):
        return False
    decorated = any("constrains" in ast.unparse(one) for one in node.decorator_list)
    return decorated or ASKING.fullmatch(node.name)


def _asked(method, name):
    """Return the code that asks a switch, or tells it something."""
    return ast.parse(f"{SWITCH}.{method}({name!r})", mode="eval").body


def switched(source, stem):
    """Return ``(tree with switches, guards)`` of the source of a module."""
    found = Switches(stem)
    tree = found.visit(ast.parse(source))
    return ast.fix_missing_locations(tree), found


def modules():
    """Yield the modules of our code that are loaded."""
    for name, module in sorted(sys.modules.items()):
        parts = name.removeprefix(PACKAGE).split(".")
        ours = name.startswith(f"{PACKAGE}.") and getattr(module, "__file__", None)
        if ours and not set(LEFT_OUT).intersection(parts):
            yield module


def read():
    """Yield each of our modules, its tree with switches, and what they found."""
    for module in modules():
        path = Path(module.__file__)
        yield module, *switched(path.read_text(encoding="utf-8"), path.stem)


def sites():
    """Return ``{name: guard}`` of all our guards."""
    return {site.name: site for _module, _tree, one in read() for site in one.sites}


def unarmed():
    """Return what has the name of a guard and none in it: ``_check_…``, constraints."""
    return {
        where
        for _module, _tree, one in read()
        for where in one.named - {site.where for site in one.sites}
    }


def install(switch):
    """Give the functions that are loaded the code with the switches in it."""
    fresh = {}
    for module, tree, found in read():
        if found.sites:
            setattr(module, SWITCH, switch)
            code = compile(tree, module.__file__, "exec")
            fresh.update({_place(one): one for one in _codes(code)})
    for function in gc.get_objects():
        if type(function) is FunctionType:  # mocks of tests say that they are
            code = fresh.get(_place(function.__code__))
            if code and code.co_freevars == function.__code__.co_freevars:
                function.__code__ = code


def _place(code):
    return code.co_filename, code.co_qualname, code.co_firstlineno


def _codes(code):
    """Yield the codes of the functions within a code."""
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield one
            yield from _codes(one)
