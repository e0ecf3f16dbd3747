"""Debian packages, fetched and unpacked without touching the system.

apt runs on a configuration of its own: own lists, own cache, own source, no
lock of the system's. It checks the archive's signature; the checksum it vouches
for is kept beside the file and checked again before each use.
"""

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path

from . import paths, shell
from .errors import Stop

KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
CONFIG = """\
Dir::State "{0}/state";
Dir::State::Lists "{0}/lists";
Dir::State::status "/dev/null";
Dir::Cache "{0}/cache";
Dir::Etc::SourceList "/dev/null";
Dir::Etc::SourceParts "{0}/sources";
Dir::Etc::Preferences "/dev/null";
Dir::Etc::PreferencesParts "/dev/null";
Debug::NoLocking "1";
APT::Sandbox::User "";
Acquire::Languages "none";
Acquire::Retries "2";
"""
SOURCE = "Types: deb\nURIs: {}\nSuites: {}\nComponents: main\nSigned-By: {}\n"


def mirror():
    """Return the Debian mirror that this machine is set up with."""
    if os.environ.get("DEBIAN_MIRROR"):
        return os.environ["DEBIAN_MIRROR"]
    if not shutil.which("apt-get"):
        raise Stop(
            "there is no apt-get here to fetch Odoo 19 with: "
            "point to an Odoo 19 you have, `make run ODOO=/path/to/odoo`"
        )
    targets = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(LABEL) $(SITE)"],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    for line in sorted(set(targets.splitlines())):
        label, _, site = line.partition(" ")
        if label == "Debian" and "security" not in site:
            return site
    raise Stop(
        "no Debian mirror in this machine's apt sources: name one with "
        "`make run DEBIAN_MIRROR=<address>`, or an Odoo 19 with ODOO=/path"
    )


def keyring():
    """Return the file with Debian's public keys."""
    if not Path(KEYRING).exists():
        raise Stop(
            "Debian's keys are missing, so nothing could be verified: "
            "run `apt-get install debian-archive-keyring` as root"
        )
    return KEYRING


def apt(suites):
    """Set up the private apt for ``suites``, refresh it, return its environment."""
    site = mirror()
    home = paths.cache("apt")
    for name in ("state", "lists/partial", "cache/archives/partial", "sources"):
        (home / name).mkdir(parents=True, exist_ok=True)
    (home / "apt.conf").write_text(CONFIG.format(home))
    source = SOURCE.format(site, " ".join(suites), keyring())
    (home / "sources" / "debian.sources").write_text(source)
    env = {**os.environ, "APT_CONFIG": str(home / "apt.conf"), "LC_ALL": "C"}
    failure = "Debian's package list could not be fetched (is the network up?)"
    output = shell.run(["apt-get", "update"], failure, env=env)
    if "Failed to fetch" in output:
        line = next(x for x in output.splitlines() if "Failed to fetch" in x)
        raise Stop(f"{failure}: {' '.join(line.split())}")
    return env


def checksums(env, names):
    """Return {file name: sha256} of the versions that apt would download."""
    output = shell.run(
        ["apt-get", "download", "--print-uris", *names], "packages not found", env=env
    )
    found = {}
    for line in output.splitlines():
        words = line.split()
        if len(words) == 4 and words[3].startswith("SHA256:"):
            found[words[1]] = words[3].removeprefix("SHA256:")
    return found


def sha256(path):
    """Return the sha256 of a file, read in pieces."""
    digest = hashlib.sha256()
    with open(path, "rb") as handle:
        while chunk := handle.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def intact(folder):
    """Return the packages recorded in ``folder`` when each is whole, else []."""
    try:
        wanted = json.loads((folder / "sha256.json").read_text())
    except (OSError, ValueError):
        return []
    files = [folder / name for name in wanted]
    if all(f.is_file() and sha256(f) == wanted[f.name] for f in files):
        return files
    return []


def download(names, suites, folder):
    """Return the packages ``names`` in ``folder``; whole ones are not refetched."""
    if files := intact(folder):
        return files
    env = apt(suites)
    wanted = checksums(env, names)
    if len(wanted) != len(names):
        raise Stop(f"apt gave no checksum for some of: {' '.join(names)}")
    draft = shell.half_done(folder)
    draft.mkdir(parents=True)
    shell.run(
        ["apt-get", "download", *names],
        "the packages could not be downloaded",
        env=env,
        cwd=draft,
    )
    (draft / "sha256.json").write_text(json.dumps(wanted, indent=1))
    if not intact(draft):
        raise Stop("a downloaded package does not match its checksum: run again")
    shell.remove(folder)
    draft.rename(folder)
    return [folder / name for name in wanted]


def unpack(packages, root, without=()):
    """Unpack ``packages`` into ``root``, but for paths like those ``without``.

    No script of a package is run: nothing happens outside ``root``.
    """
    root.mkdir(parents=True, exist_ok=True)
    pipe = 'dpkg --fsys-tarfile "$1" | tar --extract --directory "$2" "${@:3}"'
    shut = [f"--exclude={pattern}" for pattern in without]
    for package in packages:
        command = ["bash", "-o", "pipefail", "-c", pipe, "unpack", package, root]
        shell.run([*command, *shut], f"{package.name} did not unpack")
