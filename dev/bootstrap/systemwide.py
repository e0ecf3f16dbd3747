"""The few programs only a system package brings: asked of root, or installed by it."""

import os
import shutil

from . import shell
from .errors import Stop


def needed(label, package, found):
    """Return the path that ``found()`` gives; root installs the package(s) before.

    :raise Stop: with the command to run, where it is not there and we are not root
    """
    if path := found():
        return path
    command = f"apt-get update && apt-get install -y {package}"
    if not shell.is_root() or not shutil.which("apt-get"):
        raise Stop(f"the tests need {label}: run `{command}` as root, then again")
    with shell.step(f"installing {label} (apt-get, once)"):
        failure = f"{label} could not be installed"
        shell.run(["apt-get", "update"], failure)
        install = ["apt-get", "install", "-y", "--no-install-recommends"]
        quiet = ["env", "DEBIAN_FRONTEND=noninteractive"]
        shell.run([*quiet, *install, *package.split()], failure)
    if path := found():
        return path
    raise Stop(f"{label} was installed but is not on the PATH")


def proxy():
    """Return nginx: the tests put it in front of a server, as the manual says."""
    places = f"{os.environ.get('PATH', '')}:/usr/sbin"
    return needed("nginx", "nginx", lambda: shutil.which("nginx", path=places))


def printer():
    """Return wkhtmltopdf, which Odoo makes PDF with; a font comes along."""
    packages = "wkhtmltopdf fonts-dejavu-core"
    return needed("wkhtmltopdf", packages, lambda: shutil.which("wkhtmltopdf"))
