"""Chromium, for the tours and the tests from outside."""

import shutil

from . import systemwide

#: In the order Odoo's own runner looks for them.
NAMES = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")


def found():
    """Return the browser's path, None when there is none."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def needed():
    """Return the browser's path; root installs Debian's where there is none."""
    return systemwide.needed("Chromium", "chromium", found)
