"""What the addon imports is declared, and what its tests need says so."""

import ast
import subprocess
import sys
from importlib.metadata import packages_distributions
from importlib.util import find_spec
from pathlib import Path

ADDON = Path(__file__).parents[1] / "clubs_ambition"
MISSING = """
import sys
sys.modules["hypothesis"] = None
from odoo.addons.clubs_ambition import tests
assert not tests.test_kpi_property
try:
    tests.test_hypothesis.TestHypothesis(
        "test_what_compares_the_figures_is_installed"
    ).debug()
except AssertionError as error:
    print(error)
"""


def imports(path):
    """Yield ``(package, "load", "caught" or "call")`` of the foreign imports."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    caught = {
        node
        for block in ast.walk(tree)
        if isinstance(block, ast.Try)
        for node in ast.walk(block)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names = [node.module]
        else:
            continue
        when = "caught" if node in caught else "load" if node in tree.body else "call"
        for name in names:
            package = name.partition(".")[0]
            if package != "odoo" and package not in sys.stdlib_module_names:
                yield package, when


def of_odoo():
    """Return the packages without which Odoo itself does not start."""
    root = Path(find_spec("odoo.tools").origin).parents[1]
    places = [root / "tools", root / "orm", root / "addons" / "base" / "models"]
    files = [*root.glob("*.py"), *(path for one in places for path in one.glob("*.py"))]
    return {
        package for path in files for package, when in imports(path) if when == "load"
    }


def test_what_the_addon_imports_is_declared():
    manifest = ast.literal_eval((ADDON / "__manifest__.py").read_text("utf-8"))
    declared = {name.lower() for name in manifest["external_dependencies"]["python"]}
    names = packages_distributions()
    known, wanted = of_odoo(), {}
    for path in ADDON.rglob("*.py"):
        if "tests" in path.parts[len(ADDON.parts) :]:
            continue
        for package, when in imports(path):
            if when != "caught" and package not in known:
                wanted[package] = {name.lower() for name in names[package]}
    assert "phonenumbers" in wanted
    missing = {name for name, dists in wanted.items() if not dists & declared}
    assert not missing, "not in external_dependencies of the manifest"
    used = set().union(*wanted.values())
    assert declared <= used, "declared, and imported nowhere"


def test_without_hypothesis_the_tests_load_and_say_what_to_install():
    code = f"import odoo.addons; odoo.addons.__path__.append({str(ADDON.parent)!r})"
    done = subprocess.run(
        [sys.executable, "-c", code + MISSING],
        capture_output=True,
        check=True,
        text=True,
    )
    assert "pip install hypothesis" in done.stdout
