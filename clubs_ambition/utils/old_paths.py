"""Paths of fields that users saved, followed from one version's models to the next.

A path is followed in both at once: a field that has another name there is renamed, one
that is not there any more is said, and what never led to such a field is left alone.
"""

import ast
import json
import re
from contextlib import contextmanager

RENAMED = {
    ("club.participant", "partner_id"): "person_id",
    ("club.person", "complete_name"): "name",
    ("club.person", "email_normalized"): "email_normal",
    ("club.person", "phone_sanitized"): "phone_normal",
    ("club.person", "mobile"): "phone",
    ("club.person", "club_participant_ids"): "participant_ids",
}
"""``{(model, old name): new name}`` of what a field is called since then."""

OF_PERSON = {("club.participant", "birth_date"): "person_id.birth_date"}
"""What is read through the person where rows are grouped: it has no column there."""

CHAIN = re.compile(r"\b[a-z_]\w*(?:\.[a-z_]\w*)+")
ROOTS = ("object", "record", "records", "doc", "docs", "o")
OPERATORS = re.compile(
    r"^(=\?|[<>]=?|!?=|=?(not )?i?like|(not )?(in|any)|(child|parent)_of)!?$"
)
ALWAYS, NOBODY = "(1, '=', 1)", "[(0, '=', 1)]"
HIERARCHY = {"child_of": "in", "parent_of": "in"}


class OldPaths:
    """Both versions' fields, and what was lost on the way: paths, never the values.

    :param dict old: ``{model: {field: comodel or None}}`` before
    :param dict new: the same, now
    :param dict persons: ``{id of the old contact: id of the person}``
    """

    def __init__(self, old, new, persons):
        self.old, self.new, self.persons = old, new, persons
        self.lost = []

    @contextmanager
    def losses(self):
        """Give the list of what is lost from here on."""
        self.lost = []
        yield self.lost

    # === PATHS === #

    def follow(self, model, path, grouped=False):
        """Return the path of today, with the model it leads to; none where it is gone."""
        before, now, names = model, model, []
        for position, part in enumerate(path.split(".")):
            name, colon, grain = part.partition(":")
            known = self.old.get(before) or {}
            if name not in known and name not in (self.new.get(now) or {}):
                return ".".join(names + path.split(".")[position:]), None
            new = self._name_now(now, name)
            if not new:
                return None, None
            if grouped and not names:
                new = OF_PERSON.get((now, new), new)
            names.append(f"{new}{colon}{grain}")
            before = known.get(name)
            now = (self.new.get(now) or {}).get(new)
            if not before and not now:
                return ".".join(names + path.split(".")[position + 1 :]), None
            before = before or now
        return ".".join(names), now

    def _name_now(self, model, name):
        """Return the name that a field of a model has now, none if it is gone."""
        fields = self.new.get(model) or {}
        if name in fields:
            return name
        new = RENAMED.get((model, name))
        return new if new in fields else None

    def path(self, model, text, grouped=False):
        """Return a path as it is today; what is gone is lost, and empty."""
        new, _comodel = self.follow(model, text, grouped)
        if new is None:
            self.lost.append(f"{model}: {text}")
        return new or ""

    def export(self, model, text):
        """Return the path of a column of an export, written with slashes."""
        tail = re.search(r"/\.?id$", text)
        tail = tail.group() if tail else ""
        path = text[: len(text) - len(tail)] if tail else text
        new = self.path(model, path.replace("/", "."))
        return new and new.replace(".", "/") + tail

    # === EXPRESSIONS === #

    def domain(self, model, text, closed=False):
        """Return a domain's text; a condition that is gone holds for all records.

        :param closed: where the domain gives a right: it gives none as soon as anything
            is lost, for what is left may say more than the whole did (a negation)
        """
        before = len(self.lost)
        new = self._parsed(text, _Domain(self, model))
        return NOBODY if closed and len(self.lost) > before else new

    def context(self, model, text):
        """Return a context's text, or a list of names by which rows are grouped."""
        return self._parsed(text, _Names(self, model, grouped=True))

    def sort(self, model, text):
        """Return a list of orders, in JSON; those without a column are lost."""
        new = self._parsed(text, _Orders(self, model))
        return text if new == text else json.dumps(ast.literal_eval(new))

    def _parsed(self, text, visitor):
        try:
            tree = ast.parse(text.strip(), mode="eval")
        except (SyntaxError, ValueError):
            return self.chains(visitor.model, text)
        new = visitor.visit(tree)
        if not visitor.changed:
            return text
        return ast.unparse(ast.fix_missing_locations(new))

    def chains(self, model, text):
        """Return code or a template's text, with its dotted names as they are today."""
        return CHAIN.sub(lambda found: self._chain(model, found.group()), text)

    def _chain(self, model, chain):
        names = chain.split(".")
        for start, name in enumerate(names[:-1]):
            root = model if not start and name in ROOTS else self._leads(name)
            if not root:
                continue
            new, _comodel = self.follow(root, ".".join(names[start + 1 :]))
            if new is None:
                self.lost.append(f"{model}: {chain}")
                return chain
            return ".".join([*names[: start + 1], new])
        return chain

    def _leads(self, name):
        """Return the model to which a field of ours leads, if always to the same."""
        found = {
            fields[name]
            for model, fields in self.old.items()
            if model.startswith("club.") and fields.get(name)
        }
        return found.pop() if len(found) == 1 else None


class _Visitor(ast.NodeTransformer):
    def __init__(self, paths, model):
        self.paths, self.model = paths, model
        self.changed = False

    def _say(self, node, value):
        """Return a constant of another value than the node's."""
        if value != node.value:
            self.changed = True
        return ast.Constant(value)


class _Domain(_Visitor):
    """Conditions: a path, an operator, a value that may name contacts."""

    def visit_Tuple(self, node):
        if not self._is_condition(node):
            return self.generic_visit(node)
        path, operator, value = node.elts
        new, comodel = self.paths.follow(self.model, path.value)
        if new is None:
            self.changed = True
            self.paths.lost.append(f"{self.model}: {path.value} {operator.value}")
            return ast.parse(ALWAYS, mode="eval").body
        if path.value.endswith(".id"):
            comodel = self.paths.follow(self.model, path.value[:-3])[1]
        if operator.value in ("any", "not any") and comodel:
            inner = _Domain(self.paths, comodel)
            value = inner.visit(value)
            self.changed = self.changed or inner.changed
        elif comodel == "club.person":
            operator, value = self._of_person(path, operator, value)
        node.elts = [self._say(path, new), operator, value]
        return node

    visit_List = visit_Tuple

    @staticmethod
    def _is_condition(node):
        return (
            len(node.elts) == 3
            and all(isinstance(part, ast.Constant) for part in node.elts[:2])
            and all(isinstance(part.value, str) for part in node.elts[:2])
            and bool(OPERATORS.match(node.elts[1].value))
        )

    def _of_person(self, path, operator, value):
        """Return the condition on contacts as one on their persons.

        A number that is computed is a contact's still: that is said.
        """
        try:
            ast.literal_eval(value)
        except ValueError:
            self.paths.lost.append(f"{self.model}: {path.value} {operator.value}")
        flat = HIERARCHY.get(operator.value, operator.value)
        if flat != operator.value and isinstance(value, ast.Constant):
            value = ast.List([value], ast.Load())
        persons = _Ids(self.paths, self.model)
        value = persons.visit(value)
        self.changed = self.changed or persons.changed
        return self._say(operator, flat), value


class _Ids(_Visitor):
    """The numbers of contacts, as those of their persons."""

    def visit_Constant(self, node):
        if type(node.value) is not int or not node.value:
            return node
        if node.value not in self.paths.persons:
            self.paths.lost.append(f"{self.model}: res.partner({node.value})")
        return self._say(node, self.paths.persons.get(node.value, 0))


class _Names(_Visitor):
    """Names of fields in the lists of a context."""

    def __init__(self, paths, model, grouped=False):
        super().__init__(paths, model)
        self.grouped = grouped

    def visit_Dict(self, node):
        kept = []
        for key, value in zip(node.keys, node.values, strict=True):
            name = getattr(key, "value", None)
            if isinstance(name, str) and name.startswith("default_"):
                new = self._default(name)
                if not new:
                    continue
                if new == "default_person_id" != name:
                    value = _Ids(self.paths, self.model).visit(value)
                key = self._say(key, new)
            else:
                value = self.visit(value)
            kept.append((key, value))
        node.keys = [key for key, _value in kept]
        node.values = [value for _key, value in kept]
        return node

    def _default(self, name):
        field = name.removeprefix("default_")
        new = self.paths.path(self.model, field)
        self.changed = self.changed or new != field
        return new and f"default_{new}"

    def visit_List(self, node):
        node.elts = [part for part in map(self.visit, node.elts) if part is not None]
        return node

    def visit_Constant(self, node):
        if not isinstance(node.value, str) or not node.value:
            return node
        new = self.paths.path(self.model, node.value, self.grouped)
        if not new:
            self.changed = True
            return None
        return self._say(node, new)


class _Orders(_Visitor):
    """Orders, ``name`` or ``name desc``."""

    def visit_List(self, node):
        node.elts = [part for part in map(self.visit, node.elts) if part is not None]
        return node

    def visit_Constant(self, node):
        if not isinstance(node.value, str) or not node.value:
            return node
        name, space, way = node.value.strip().partition(" ")
        new = self.paths.path(self.model, name)
        unsorted = (self.model, name) in OF_PERSON
        if unsorted:
            self.paths.lost.append(f"{self.model}: {node.value}")
        if unsorted or not new:
            self.changed = True
            return None
        return self._say(node, f"{new}{space}{way}")
