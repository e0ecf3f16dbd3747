"""The Python packages Odoo needs: an exact lock, in an environment of their own."""

import hashlib
import os
import shutil
import subprocess
import sys

from . import debian, paths, shell
from .errors import Stop

OLDEST, NEWEST = (3, 10), (3, 13)
RUN, TEST = "odoo.txt", "test.txt"


def version_of(python):
    """Return (major, minor) of the interpreter ``python``, None if it won't run."""
    code = "import sys; print(*sys.version_info[:2])"
    try:
        answer = subprocess.run(
            [python, "-c", code], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    return tuple(int(word) for word in answer.split())


def find_python():
    """Return an interpreter that Odoo 19 runs on, and its version."""
    asked = os.environ.get("PYTHON")
    here = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    names = [asked] if asked else [sys.executable, "python3"]
    if not asked:
        names += [f"python3.{minor}" for minor in range(NEWEST[1], OLDEST[1] - 1, -1)]
    for name in names:
        version = version_of(name)
        if version and OLDEST <= version <= NEWEST:
            return shutil.which(name) or name, version
    raise Stop(
        f"Odoo 19 runs on Python 3.10 to 3.13, this is {asked or here}: "
        "install one of them, or name it, `make run PYTHON=/path/to/python3.12`"
    )


def key(version, locks):
    """Return the name of the environment of these locks on this Python."""
    digest = hashlib.sha256()
    for lock in locks:
        digest.update((paths.LOCKS / lock).read_bytes())
    return f"{version[0]}.{version[1]}-{digest.hexdigest()[:12]}"


def pip_wheel():
    """Return pip from Debian, for a Python that came without ensurepip."""
    folder = paths.cache("pip")
    packages = debian.download(["python3-pip-whl"], ["bookworm"], folder)
    debian.unpack(packages, folder / "root")
    return next((folder / "root").rglob("pip-*.whl"))


def pip(python):
    """Return the command that runs pip in the environment of ``python``."""
    if subprocess.run([python, "-m", "ensurepip"], capture_output=True).returncode:
        return [python, f"{pip_wheel()}/pip"]
    return [python, "-m", "pip"]


def install(python, locks):
    """Install the locks with their hashes; the few sources build on locked tools."""
    command = [*pip(python), "install", "--quiet", "--disable-pip-version-check"]
    failure = "Python packages could not be installed (is the network up?)"
    files = [word for lock in locks for word in ("-r", paths.LOCKS / lock)]
    tools = paths.LOCKS / "build.txt"
    shell.run([*command, "--require-hashes", "-r", tools], failure)
    shell.run([*command, "--require-hashes", "--no-build-isolation", *files], failure)


def locate(tests=False):
    """Return the environment's Python, made first if it is not there yet."""
    python, version = find_python()
    locks = [RUN, TEST] if tests else [RUN]
    folder = paths.cache("python", key(version, locks))
    if not tests:
        # The one with the test tools does as well, when it is there.
        whole = folder.with_name(key(version, [RUN, TEST]))
        folder = whole if (whole / "complete").exists() else folder
    with shell.lock(paths.cache("python.lock")):
        if not (folder / "complete").exists():
            what = "Odoo's Python packages" + (" and the test tools" if tests else "")
            with shell.step(f"installing {what} (locked, once)"):
                shell.need_room(folder.parent, 800)
                shell.remove(folder)
                make = [python, "-m", "venv", "--without-pip", folder]
                shell.run(make, "a Python environment could not be made")
                install(folder / "bin" / "python", locks)
                (folder / "complete").touch()
    return folder / "bin" / "python"
