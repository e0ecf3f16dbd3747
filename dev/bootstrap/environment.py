"""The environment in which Odoo's commands run: Python, Odoo, PostgreSQL."""

import concurrent.futures
import contextlib
import os
from dataclasses import dataclass
from pathlib import Path

from . import clocks, paths, process, pyenv, server, tree

CONF = """\
[options]
addons_path = {addons}
data_dir = {data}
http_interface = 127.0.0.1
"""


@dataclass
class Environment:
    """A Python with Odoo's packages, an Odoo, a PostgreSQL."""

    python: Path
    odoo: Path
    server: server.Server

    def env(self):
        """Return the environment of Odoo's processes."""
        own = {
            "PYTHONPATH": os.pathsep.join([str(self.odoo), str(paths.CHECKOUT)]),
            "ODOO_RC": str(self.conf()),
            "PYTHONUNBUFFERED": "1",
        }
        return self.server.env(**own)

    def conf(self):
        """Write Odoo's configuration file and return its path.

        Connections are told by libpq's variables, so no secret is in it.
        """
        path = paths.state("odoo.conf")
        addons = ",".join(tree.addons_path(self.odoo))
        text = CONF.format(addons=addons, data=paths.state("data"))
        if not path.exists() or path.read_text() != text:
            path.write_text(text)
        return path

    def command(self, *words):
        """Return the command line of an odoo command."""
        return [str(self.python), "-m", "odoo", *(str(word) for word in words)]

    def call(self, *words, **options):
        """Run an odoo command in the foreground; return its exit code."""
        return process.foreground(self.command(*words), env=self.env(), **options)


@contextlib.contextmanager
def ready(tests=False):
    """Give an environment that is ready to run Odoo, made first where missing."""
    clocks.shift()
    with concurrent.futures.ThreadPoolExecutor() as pool:
        packages = pool.submit(pyenv.locate, tests)
        odoo = tree.locate()
        python = packages.result()
    with server.running(python) as database:
        yield Environment(python, odoo, database)
