"""Databases: a stock one made once, copied; ours installed on the copies."""

import ast
import hashlib
import os
import shutil

from . import paths, process, shell
from .errors import Stop

LANGUAGE = "fr_FR"
#: Addons that change how everybody enters: tried on a copy, in no demo.
OPTIONAL = {"clubs_ambition_auth"}
INSTALL_DEMO = paths.CHECKOUT / "dev" / "bootstrap" / "install_demo.py"


def manifest(addon):
    """Return the manifest of one addon of the checkout."""
    path = paths.CHECKOUT / addon / "__manifest__.py"
    try:
        return ast.literal_eval(path.read_text())
    except (SyntaxError, ValueError) as error:
        raise Stop(f"{addon}/__manifest__.py cannot be read: {error}") from None


def ours():
    """Return the addons of the checkout that every database has."""
    found = [name for name in paths.addons() if manifest(name).get("installable", True)]
    return [name for name in found if name not in OPTIONAL]


def stock_modules():
    """Return the modules of Odoo that our addons depend on."""
    mine = set(paths.addons())
    return sorted({x for name in ours() for x in manifest(name)["depends"]} - mine)


def code_hash():
    """Return a hash of what an update of our addons would load."""
    digest = hashlib.sha256()
    for addon in paths.addons():
        root = paths.CHECKOUT / addon
        for path in sorted(root.rglob("*")):
            inner = path.relative_to(root)
            ignored = inner.parts[0] == "tests" or "__pycache__" in inner.parts
            if path.is_file() and not ignored and path.suffix != ".pyc":
                digest.update(f"{addon}/{inner}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def filestore(name=""):
    """Return the folder where Odoo keeps the files of the database ``name``."""
    return paths.state("data", "filestore") / name


def logged(place, label, words, log, **options):
    """Run a command of Odoo's Python with its log in a file; stop on failure."""
    target = paths.state("logs", log)
    with shell.step(label), open(target, "w", encoding="utf-8") as out:
        command = [str(place.python), *(str(word) for word in words)]
        streams = {"stdout": out, "stderr": out}
        code = process.foreground(command, env=place.env(), **streams, **options)
    if code:
        raise Stop(f"{label}: failed, {reason(target)} (whole log: {target})")


def reason(log):
    """Return the last line of a log of Odoo that tells what went wrong."""
    lines = log.read_text(errors="replace").splitlines()
    bad = [x for x in lines if " ERROR " in x or " CRITICAL " in x or "Error:" in x]
    return shell.last_words("\n".join((bad or lines)[-1:]))


def stock(place):
    """Return the database with Odoo's own modules in French, made once.

    It has no demo data: only our addons' is wanted, and Odoo's flag is one for
    a whole installation.
    """
    server = place.server
    modules = stock_modules()
    key = hashlib.sha256(f"{place.odoo} {modules} {LANGUAGE}".encode()).hexdigest()
    name = server.database(f"stock_{key[:8]}")
    with shell.lock(paths.state("stock.lock")):
        if not (server.exists(name) and filestore(name).is_dir()):
            draft = fresh(server, f"{name}_part")
            words = ["-m", "odoo", "-d", draft, "-i", ",".join(modules)]
            words += [f"--load-language={LANGUAGE}", "--stop-after-init", "--no-http"]
            label = f"installing Odoo's {', '.join(modules)} (once)"
            logged(place, label, words, "stock.log")
            settle(server, draft, name)
            forget_others(server, name)
    return name


def forget_others(server, kept):
    """Drop the stock databases that nothing depends on any more."""
    query = "SELECT datname FROM pg_database WHERE datname LIKE 'clubs\\_stock\\_%'"
    for name in server.sql(query) if server.private else []:
        if name != kept:
            server.drop(name)
            shell.remove(filestore(name))


def fresh(server, name, template=None):
    """Make an empty database or a copy, throwing away what had its name."""
    server.drop(name)
    shell.remove(filestore(name))
    server.create(name, template or "template0")
    if template:
        # Stored files are never changed in place, so a copy may share them.
        source, target = filestore(template), filestore(name)
        shutil.copytree(source, target, copy_function=os.link, dirs_exist_ok=True)
    return name


def settle(server, draft, name):
    """Give a whole database its final name; what was killed never has it."""
    server.drop(name)
    shell.remove(filestore(name))
    filestore(draft).mkdir(parents=True, exist_ok=True)
    filestore(draft).rename(filestore(name))
    server.rename(draft, name)


def mark(server, name):
    """Write down which code the database has seen."""
    server.sql(f"COMMENT ON DATABASE \"{name}\" IS 'clubs {code_hash()}'")


def marked(server, name):
    """Return what ``mark`` wrote, "" if nothing."""
    wanted = f"datname = '{name}'"
    query = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE "
    return "".join(server.sql(query + wanted)).removeprefix("clubs ")


def demo(place, kind="demo"):
    """Return the demo database ``kind``, made or brought up to the code's state."""
    server = place.server
    name = server.database(kind)
    code = code_hash()
    if not server.exists(name):
        draft = fresh(server, f"{name}_part", stock(place))
        words = [INSTALL_DEMO, "demo", draft, *ours()]
        label = "installing our addon with its demo data"
        logged(place, label, words, f"{kind}.log")
        mark(server, draft)
        settle(server, draft, name)
    elif marked(server, name) != code:
        names = ",".join(ours())  # one of them may be new
        words = ["-m", "odoo", "-d", name, "-i", names, "-u", names]
        words += ["--stop-after-init", "--no-http"]
        label = "updating the demo database, our addon has changed"
        logged(place, label, words, f"{kind}.log")
        mark(server, name)
    return name
