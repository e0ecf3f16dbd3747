"""Old habits that pass every linter: idioms Odoo 19 dropped, oversized files."""

import ast
import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ME = Path(__file__).name

#: (what to look for, in files of these suffixes, what Odoo 19 wants instead).
DROPPED = [
    (r"\b_sql_constraints\b", "py", "models.Constraint"),
    (r"\bodoo\.osv\b", "py", "odoo.fields.Domain"),
    (r"\.read_group\(", "py", "_read_group or formatted_read_group"),
    (r"\bdef name_get\b", "py", "_compute_display_name"),
    (r"\bself\._(cr|uid|context)\b", "py", "self.env.cr, .uid, .context"),
    (r"\bfrom odoo\.orm\b|\bimport odoo\.orm\b", "py", "odoo.api, models, fields"),
    (r"\bgroup_operator\s*=", "py", "aggregator="),
    (r"\bauto_join\s*=", "py", "bypass_search_access="),
    (r"""\btype=["']json["']""", "py", "type='jsonrpc'"),
    (r"\bcheck_access_(rights|rule)\(", "py", "check_access or has_access"),
    (r"\btoggle_active\b", "py xml", "action_archive, action_unarchive"),
    (r"\bgroups_id\b", "py xml", "group_ids"),
    (r"\b(numbercall|doall)\b", "py xml", "nothing: ir.cron has lost it"),
    (r"kanban-box", "xml js", 't-name="card"'),
    (r"oe_chatter", "xml", "<chatter/>"),
    (r"<tree\b|</tree>", "xml", "<list>"),
    (r'view_mode"?>[^<]*\btree\b', "xml", "list"),
    (r"""view_mode["']?\s*[:=]\s*["'][^"']*\btree\b""", "py xml js", "list"),
    (r"\s(attrs|states)=", "xml", "invisible=, readonly=, required="),
    (r'target">inline<', "xml", "current"),
]
#: What day it is differs between UTC, the reader and the club: one place knows.
OTHER_TODAYS = re.compile(
    r"\bDate\.(today|context_today)\b|\bdate\.today\(|\bdatetime\.(now\((?!ZoneInfo)|utcnow\(|today\()"
    r"|\bcontext_timestamp\b|\bCURRENT_DATE\b|\bnow\(\)\.date\(|_date\.date\(\)"
)
#: What the reader's language decides: how a date is written, where a colon may break.
HAND_MADE = re.compile(r"""\.strftime\(|\bf["'][^"']* : """)
#: PostgreSQL does not know what an empty list is a list of: the query says it.
UNTYPED = re.compile(
    r"\b(?:ANY|ALL|UNNEST|unnest|ARRAY_POSITION)\(\s*(?:%s|%\(\w+\)s)(?!::\w+\[\])"
    r"|\bIN\s+(?:%s|%\(\w+\)s)"
)
#: Nothing of one person's machine, and no registry, belongs into the repository.
MACHINE = re.compile(
    r"(^|[^A-Za-z0-9._-])/(work|farm|root)/"
    r"|[a-z]+\.(debian|pypi|npmjs)\.(org|net)|(pypi|pythonhosted)\.org"
)
#: How many lines a file has at most, as a rule and where one model is the product's heart.
LONGEST = 400
HEARTS = {
    f"clubs_ambition/models/{name}.py": 900
    for name in (
        "candidacy/club_candidacy",
        "participant/club_participant",
        "placement/club_placement",
    )
}


def tracked():
    """Return the files of the checkout that git knows, or would add."""
    words = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    found = [ROOT / name for name in sorted(set(listed.stdout.splitlines()))]
    return [path for path in found if path.is_file() and path.name != ME]


def lines(suffixes):
    """Yield (place, line) of the text files with these suffixes."""
    for path in tracked():
        if path.suffix[1:] in suffixes.split():
            text = path.read_text(encoding="utf-8")
            for number, line in enumerate(text.splitlines(), 1):
                yield f"{path.relative_to(ROOT)}:{number}", line


@pytest.mark.parametrize(("pattern", "suffixes", "instead"), DROPPED)
def test_no_dropped_idiom(pattern, suffixes, instead):
    seen = [place for place, line in lines(suffixes) if re.search(pattern, line)]
    assert not seen, f"Odoo 19 wants {instead}: {seen}"


def test_one_notion_of_today():
    seen = [place for place, line in lines("py") if OTHER_TODAYS.search(line)]
    seen = [place for place in seen if place.startswith(("clubs_ambition/", "tests/"))]
    assert not seen, f"say clock.today or clock.day (clubs_ambition/utils): {seen}"


def test_no_text_is_made_by_hand():
    """A date and a colon are written as the reader's language does."""
    seen = [
        f"{place} {line.strip()}"
        for place, line in lines("py")
        if place.startswith("clubs_ambition/")
        and not place.startswith(("clubs_ambition/tests/", "clubs_ambition/demo/"))
        and HAND_MADE.search(line)
    ]
    assert not seen, f"say format_date, or a sentence to translate: {seen}"


def test_no_method_hides_another_of_its_class():
    """Two branches may each bring a method of one name: the second would win."""
    twice = []
    for path in tracked():
        if path.suffix != ".py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                names = Counter(
                    one.name for one in node.body if isinstance(one, ast.FunctionDef)
                )
                twice += [f"{path.name}: {n}" for n, c in names.items() if c > 1]
    assert not twice, twice


def foreign_names(tree):
    """Return the names that a module has from others than its own addon."""
    return {
        (alias.asname or alias.name).partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        and not getattr(node, "level", 0)
        for alias in node.names
    }


def changed(node):
    """Yield what a statement gives another value, where it has an owner."""
    if isinstance(node, ast.Call):
        if getattr(node.func, "id", "") in ("setattr", "delattr"):
            yield node.args[0]
        return
    targets = getattr(node, "targets", None) or [getattr(node, "target", None)]
    for target in targets:
        if isinstance(target, ast.Attribute | ast.Subscript):
            yield target


def test_the_application_patches_nobody():
    """What is changed for a whole server process is a module its keeper loads."""
    seen = []
    for path in tracked():
        name = str(path.relative_to(ROOT))
        if not re.match(r"clubs_ambition/(?!tests/).*\.py$", name):
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        foreign = foreign_names(tree)
        for node in ast.walk(tree):
            for target in changed(node):
                while isinstance(target, ast.Attribute | ast.Subscript):
                    target = target.value
                if isinstance(target, ast.Name) and target.id in foreign:
                    seen.append(f"{name}:{node.lineno}")
    assert not seen
    manifest = (ROOT / "clubs_ambition" / "__manifest__.py").read_text()
    assert "post_load" not in ast.literal_eval(manifest)


def test_lists_in_queries_say_their_type():
    mine = [
        place
        for place, line in lines("py sql")
        if re.match(r"(spreadsheet_dashboard_)?clubs_ambition/", place)
        and "/migrations/" not in place
        and UNTYPED.search(line)
    ]
    assert not mine, f"write = ANY(%s::int[]), which an empty list fits: {mine}"


def test_no_machine_in_the_repository():
    seen = []
    for path in tracked():
        data = path.read_bytes()
        if b"\0" not in data and MACHINE.search(data.decode(errors="replace")):
            seen.append(str(path.relative_to(ROOT)))
    assert not seen, f"a path of one machine or the host of a registry in {seen}"


#: What a route is sent is read by ``utils/bounds.py``, which bounds and refuses in one way.
READ_ELSEWHERE = re.compile(
    r"(?<![.\w])(?:int|float)\(|\bfromisoformat\(|\bstrptime\(|\.to_date(?:time)?\("
)


def test_routes_read_what_they_are_sent_in_one_place():
    seen = [
        f"{path.name}:{number}: {line.strip()}"
        for path in sorted((ROOT / "clubs_ambition" / "controllers").glob("*.py"))
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if READ_ELSEWHERE.search(line)
    ]
    assert not seen, f"read it by utils/bounds.py: {seen}"


#: What says of a test that it failed: calls of these names, or that begin with assert.
SAYING = {
    *("fail", "raises", "warns", "browser_js", "start_tour"),
    *("wait_for", "wait_for_function", "wait_for_selector"),
}
#: Where a test may let time pass: what asks again and again.
SLEEPING = (
    "tests/polling.py",
    "tests/test_faults.py",  # how long people work until the plug is pulled
    "tests/test_employer_race.py",  # nobody fills the page faster
)
PASSING = re.compile(r"\bwait_for_timeout\(|\btime\.sleep\(|\bfrom time import")


def files_of_tests():
    """Return the Python files of all tests."""
    return [
        path
        for path in tracked()
        if path.suffix == ".py" and "tests" in path.relative_to(ROOT).parts
    ]


def says(function):
    """Tell whether a function can fail a test by itself."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", None) or getattr(node.func, "id", "")
            if name in SAYING or name.startswith("assert"):
                return True
    return False


def helpers(function):
    """Yield the names of functions and methods of the tests' own that one calls."""
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            owner = getattr(node.func, "value", None)
            if isinstance(node.func, ast.Name):
                yield node.func.id
            elif isinstance(owner, ast.Name) and owner.id in ("self", "cls"):
                yield node.func.attr


def test_each_test_says_something():
    """A test that only runs code passes whatever that code answers."""
    found = [
        (path, node)
        for path in files_of_tests()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    ]
    saying, before = {node.name for _path, node in found if says(node)}, None
    while saying != before:
        before = set(saying)
        saying |= {node.name for _path, node in found if saying & set(helpers(node))}
    mute = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for path, node in found
        if node.name.startswith("test_")
        and not (says(node) or saying & set(helpers(node)))
    ]
    assert len(found) > 1000
    assert not mute


def test_tests_wait_for_conditions():
    seen = []
    for path in files_of_tests():
        name = str(path.relative_to(ROOT))
        if name not in SLEEPING and PASSING.search(path.read_text(encoding="utf-8")):
            seen.append(name)
    assert not seen, f"wait for what is to happen (tests/polling.py): {seen}"


def test_files_are_small_rooms():
    long = {}
    for path in tracked():
        if path.suffix in (".py", ".xml", ".js") and "i18n" not in path.parts:
            with open(path, "rb") as handle:
                count = sum(1 for _ in handle)
            name = str(path.relative_to(ROOT))
            if count > HEARTS.get(name, LONGEST):
                long[name] = count
    assert not long, f"too many lines, a second responsibility? {long}"


def test_makefile_commands_exist():
    makefile = (ROOT / "Makefile").read_text()
    commands = (ROOT / "dev" / "bootstrap" / "commands.py").read_text()
    for name in re.findall(r"dev/run ([\w-]+)", makefile):
        assert f'"{name}":' in commands


def test_pre_commit_has_the_versions_of_the_lock():
    config = (ROOT / ".pre-commit-config.yaml").read_text()
    lock = (ROOT / "dev" / "locks" / "test.txt").read_text()
    for hook, package in (
        ("astral-sh/ruff-pre-commit", "ruff"),
        ("OCA/odoo-pre-commit-hooks", "oca-odoo-pre-commit-hooks"),
        ("OCA/pylint-odoo", "pylint-odoo"),
    ):
        (version,) = re.findall(rf"^{package}==(\S+)", lock, re.MULTILINE)
        assert f"{hook}\n    rev: v{version}\n" in config


def test_ci_runs_what_the_readme_says():
    assert (ROOT / ".ci" / "run").read_text().rstrip().endswith("make test")
