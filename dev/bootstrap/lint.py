"""Formatter and linters; each counts as one check."""

import subprocess

from . import paths, pyenv, shell
from .errors import Stop

#: OCA's taste rather than Odoo's, which does none of these; and one that takes the
#: second line of a record, whose id is empty, for a record of its own.
TASTE = (
    "csv-duplicate-record-id",
    "xml-field-numeric-without-eval",
    "xml-header-wrong",
    "xml-tag-position",
)


def python_files():
    """Return what the formatter and ruff look at."""
    scripts = ["dev/odoo", "dev/psql", "dev/python", "dev/run"]
    folders = [*paths.addons(), "dev", "tests", "benchmarks"]
    return [name for name in folders if (paths.CHECKOUT / name).exists()] + scripts


def catalogues():
    """Return the translation files of our addons."""
    found = [path for name in paths.addons() for path in translations(name)]
    return [str(path.relative_to(paths.CHECKOUT)) for path in sorted(found)]


def translations(addon):
    """Return the translation files of one addon."""
    return [
        path
        for path in (paths.CHECKOUT / addon / "i18n").glob("*")
        if path.suffix in (".po", ".pot")
    ]


def tools(python):
    """Return {label: command}; a label is what a person would type."""
    programs = python.parent
    modules = paths.addons()
    found = {
        "ruff format": [programs / "ruff", "format", "--check", *python_files()],
        "ruff check": [programs / "ruff", "check", *python_files()],
        "pylint-odoo": [python, "-m", "pylint", "--rcfile=pylintrc", *modules],
        "oca-checks-odoo-module": [
            programs / "oca-checks-odoo-module",
            f"--disable={','.join(TASTE)}",
            *modules,
        ],
    }
    if files := catalogues():
        # Odoo writes the files; "the same in French" is a translation, not a gap.
        off = "--disable=po-pretty-format"
        found["oca-checks-po"] = [programs / "oca-checks-po", off, *files]
    return found


def check(results, python):
    """Run every tool; print what a failing one has to say."""
    for label, command in tools(python).items():
        with shell.step(label):
            done = subprocess.run(
                command,
                cwd=paths.CHECKOUT,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
        if done.returncode:
            shell.say(done.stdout)
        results.one(label, done.returncode == 0)


def fix():
    """Format and mend what ruff can mend by itself."""
    ruff = pyenv.locate(tests=True).parent / "ruff"
    done = [
        subprocess.run([ruff, *words, *python_files()], cwd=paths.CHECKOUT).returncode
        for words in (["check", "--fix"], ["format"])
    ]
    if any(done):
        raise Stop("ruff has something left to say, see above")
