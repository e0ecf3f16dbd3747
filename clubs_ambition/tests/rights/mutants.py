"""What our security closes, opened one thing at a time: the walked table must differ.

A mutant is one change of one rule, one access or one field, that lets somebody do more:

* each record rule opened, and each of its conditions alone; a rule that is open, given
  one more operation that its groups have a right to (``test_rules.py`` refuses others);
* each operation that an access does not give, given;
* each ``groups=`` taken off its field.

They are made from the registry. One that changes nothing is a condition that closes
nothing: it goes, or ``EQUIVALENT`` says why it stays, and the test that it is so.
"""

import ast
from contextlib import contextmanager
from functools import partial
from typing import NamedTuple
from unittest.mock import patch

OPEN = (1, "=", 1)
FLAGS = ("perm_read", "perm_write", "perm_create", "perm_unlink")

READ_ANYWAY = "all is read anyway, by the rule beside it that says so"

EQUIVALENT = {
    "('ended_on', '=', False)": (
        "who ended was oriented before (club_participant_dates_order): looking at the "
        "orientation of those who ended too adds nobody"
    ),
    "rule clubs_ambition.club_closure_rule_coordinator + read": READ_ANYWAY,
    "rule clubs_ambition.club_security_check_rule": (
        "a dialog of any addon is of who made it (models/privacy/ir_rule.py)"
    ),
    "rule clubs_ambition.res_partner_rule_animateur + read": READ_ANYWAY,
    **{
        f"rule clubs_ambition.res_partner_rule_animateur_read + {what}": (
            "whom an animateur reads they write anyway, by the rule beside it"
        )
        for what in ("write", "create")
    },
}
"""What closes nothing by itself, and why: a condition, wherever a rule has it, or the
whole name of a mutant."""


class Mutant(NamedTuple):
    name: str
    model: str
    applied: object
    """Called with an environment: a context manager."""

    @property
    def known(self):
        """What ``EQUIVALENT`` says it by, if it does."""
        condition = self.name.partition(": ")[2]
        return next((one for one in (self.name, condition) if one in EQUIVALENT), None)


def mutants(case):
    """Return all mutants of the registry, in the order of their names."""
    found = [*_of_rules(case), *_of_accesses(case), *_of_fields(case)]
    return sorted(found, key=lambda one: one.name)


def _of_rules(case):
    for name, rule in case.ours("ir.rule"):
        model, force = rule.model_id.model, rule.domain_force.strip()
        conditions = [*opened_conditions(force)]
        if conditions:
            yield Mutant(f"rule {name}", model, _writes(rule, domain_force=str([OPEN])))
        for flag in () if conditions else FLAGS:
            if not rule[flag] and _have_right(rule, flag):
                what = flag.removeprefix("perm_")
                yield Mutant(
                    f"rule {name} + {what}", model, _writes(rule, **{flag: True})
                )
        for rank, (condition, text) in enumerate(conditions, 1):
            opened = _writes(rule, domain_force=text)
            if len(conditions) > 1:
                yield Mutant(f"rule {name} {rank}: {condition}", model, opened)


def _have_right(rule, flag):
    """Tell whether the groups of a rule may do by themselves what a flag says."""
    groups = [False, *rule.groups.all_implied_ids.ids]
    domain = [("model_id", "=", rule.model_id.id), (flag, "=", True)]
    return bool(
        rule.env["ir.model.access"].search_count([*domain, ("group_id", "in", groups)])
    )


def _of_accesses(case):
    for name, access in case.ours("ir.model.access"):
        for flag in FLAGS:
            if not access[flag]:
                what = flag.removeprefix("perm_")
                given = _writes(access, **{flag: True})
                yield Mutant(f"access {name} + {what}", access.model_id.model, given)


def _of_fields(case):
    for model, key, field in case.grouped():
        yield Mutant(f"groups of {model}.{key}", model, partial(_without_groups, field))


@contextmanager
def _written(record, values, env):
    savepoint = env.cr.savepoint()
    try:
        record.with_env(env).write(values)
        env.flush_all()
        yield
    finally:
        savepoint.close(rollback=True)


def _writes(record, **values):
    return partial(_written, record, values)


@contextmanager
def _without_groups(field, _env):
    with patch.object(field, "groups", None):
        yield


# === CONDITIONS === #


class _Opening(ast.NodeTransformer):
    """Put a condition that is always true in the place of one."""

    def __init__(self, chosen):
        self.chosen = chosen

    def visit_Tuple(self, node):
        if node is self.chosen:
            return ast.parse(str(OPEN), mode="eval").body
        return self.generic_visit(node)


def opened_conditions(force):
    """Yield ``(condition, domain with it opened)`` of the text of a domain."""
    count = len([*_conditions(ast.parse(force, mode="eval"))])
    for rank in range(count):
        tree = ast.parse(force, mode="eval")
        chosen = [*_conditions(tree)][rank]
        condition = ast.unparse(chosen)
        yield condition, ast.unparse(_Opening(chosen).visit(tree))


def _conditions(tree):
    """Yield the conditions of a domain's tree, those within others too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Tuple) and len(node.elts) == 3:
            first = node.elts[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield node
