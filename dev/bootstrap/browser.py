"""Chromium, for the tours and the tests from outside."""

import shutil

from . import shell
from .errors import Stop

#: In the order Odoo's own runner looks for them.
NAMES = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")


def found():
    """Return the browser's path, None when there is none."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def needed():
    """Return the browser's path; root installs Debian's where there is none."""
    if path := found():
        return path
    command = "apt-get update && apt-get install -y chromium"
    if not shell.is_root() or not shutil.which("apt-get"):
        raise Stop(f"the tests need Chromium: run `{command}` as root, then again")
    with shell.step("installing Chromium (apt-get, once)"):
        failure = "Chromium could not be installed"
        shell.run(["apt-get", "update"], failure)
        install = ["apt-get", "install", "-y", "--no-install-recommends", "chromium"]
        quiet = ["env", "DEBIAN_FRONTEND=noninteractive"]
        shell.run([*quiet, *install], failure)
    if path := found():
        return path
    raise Stop("Chromium was installed but is not on the PATH")
