"""The Odoo 19 to run: one the user has (``ODOO=``), else Debian's package."""

import ast
import os
from pathlib import Path

from . import debian, paths, shell
from .errors import Stop

#: sid ships the whole of Odoo 19.0 Community, its links point into the others.
ODOO = ["odoo-19"]
COMPANIONS = [
    "fonts-montserrat",
    "fonts-ocr-b",
    "fonts-roboto-unhinted",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
]
#: Newer ones have other file names than Odoo's links expect.
OLDER_COMPANIONS = ["fonts-font-awesome/bookworm", "fonts-inconsolata/bookworm"]
SUITES = ["sid", "bookworm"]
INSIDE = "usr/lib/python3/dist-packages"

#: Two thirds of the package; what stays is English and the tongues in f-.
OTHER_LANGUAGES = ["*/i18n/[a-eg-z]*.po"]

#: Left out of the package for its licence. It blurs the background of video
#: calls; the web client logs an error without it, on which every tour fails.
MISSING = "odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"


def series(folder):
    """Return "19.0" for the folder of an Odoo 19.0, None for no Odoo."""
    try:
        text = (folder / "odoo" / "release.py").read_text()
    except OSError:
        return None
    line = next(x for x in text.splitlines() if x.startswith("version_info ="))
    words = line.partition("=")[2].strip("() ").split(",")
    return ".".join(str(ast.literal_eval(word.strip())) for word in words[:2])


def given(where):
    """Return the Python root of the Odoo 19 that the user points to."""
    base = Path(where).expanduser().resolve()
    for folder in (base, base / INSIDE, base.parent):
        found = series(folder)
        if found == "19.0":
            return folder
        if found:
            raise Stop(f"ODOO={where} is an Odoo {found}, 19.0 is needed")
    raise Stop(f"ODOO={where} holds no Odoo: there is no odoo/release.py in it")


def dangling(root):
    """Return the links of ``root`` that lead nowhere."""
    for folder, _, names in os.walk(root):
        for name in names:
            path = Path(folder, name)
            if path.is_symlink() and not path.exists():
                yield path


def unpacked():
    """Return the tree already in the cache, or None."""
    found = [
        path
        for path in paths.cache("odoo", "x").parent.iterdir()
        if path.suffix != ".part" and (path / INSIDE / "odoo").is_dir()
    ]
    return max(found, key=lambda path: path.stat().st_mtime, default=None)


def fetched():
    """Download, verify and unpack Debian's package; return its tree."""
    with shell.step("getting Odoo 19.0 (Debian's package, 130 MB, once)"):
        shell.need_room(paths.cache("odoo").parent, 2_000)
        names = ODOO + COMPANIONS + OLDER_COMPANIONS
        packages = debian.download(names, SUITES, paths.cache("packages"))
        version = packages_version(packages)
        tree = paths.cache("odoo", version)
        draft = shell.half_done(tree)
        debian.unpack(packages, draft, OTHER_LANGUAGES)
        for link in dangling(draft):
            raise Stop(f"the Odoo package is not whole: {link.name} leads nowhere")
        os.utime(draft)
        shell.remove(tree)
        draft.rename(tree)
    return tree


def packages_version(packages):
    """Return the version in the file name of Odoo's package."""
    name = next(x.name for x in packages if x.name.startswith(ODOO[0]))
    return name.split("_")[1]


def locate():
    """Return the folder that holds the Python package ``odoo``."""
    if os.environ.get("ODOO"):
        return given(os.environ["ODOO"])
    with shell.lock(paths.cache("odoo.lock")):
        tree = unpacked() or fetched()
        complete(tree / INSIDE)
    return tree / INSIDE


def complete(folder):
    """Put an empty file where the package lacks one, also in an older cache."""
    empty = folder / MISSING
    if not empty.exists():
        empty.parent.mkdir(parents=True, exist_ok=True)
        empty.touch()


def addons_path(root):
    """Return the folders of addons: Odoo's own and the checkout.

    A source checkout has most addons in ``addons``; Debian's package has all in
    ``odoo/addons``, and in ``addons`` copies without their pages, never to be used.
    """
    folders = [root / "odoo" / "addons"]
    if not (folders[0] / "web").is_dir():
        folders.append(root / "addons")
    return [str(folder) for folder in [*folders, paths.CHECKOUT]]
