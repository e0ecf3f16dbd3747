"""The commands behind the Makefile."""

import os

from . import (
    bench,
    check,
    cluster,
    lint,
    paths,
    pyenv,
    serve,
    shell,
    soak,
    stock_suites,
)
from .errors import Stop


def stop():
    """Stop this checkout's PostgreSQL, left behind by a kill -9."""
    cluster.Cluster(pyenv.locate()).stop()


def clean():
    """Drop the databases and the rest of this checkout's state."""
    state = paths.state("x").parent
    if (state / "odoo.conf").exists():
        cluster.Cluster(pyenv.locate()).drop()
    shell.remove(state)


COMMANDS = {
    "serve": serve.main,
    "test": check.main,
    "bench": bench.main,
    "soak": soak.main,
    "stock-suites": stock_suites.main,
    "lint": check.only_lint,
    "format": lint.fix,
    "stop": stop,
    "clean": clean,
}


def main(words):
    """Run the command named by the only word."""
    if len(words) != 1 or words[0] not in COMMANDS:
        raise Stop(f"say one of: {', '.join(COMMANDS)}")
    forget_unset()
    return COMMANDS[words[0]]()


def forget_unset():
    """Take out what is empty: ``make`` hands on what nobody set as an empty word."""
    for name in [name for name, value in os.environ.items() if not value]:
        del os.environ[name]
