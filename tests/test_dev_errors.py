"""Whatever is missing or broken is told in one line, and mended by the next run."""

import errno
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from bootstrap import debian, errors, paths, process, pyenv, serve, server, shell, tree
from bootstrap.errors import Stop

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def home(tmp_path, monkeypatch):
    """An empty cache, and nothing set by the person who runs the tests."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    for name in ("ODOO", "PYTHON", "PORT", "DEBIAN_MIRROR", "PGHOST", "PGUSER"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def make(command, home, **env):
    """Run a command of the Makefile; return its exit code and its error lines."""
    script = [sys.executable, ROOT / "dev" / "run", command]
    whole = {**os.environ, "XDG_CACHE_HOME": str(home), **env}
    done = subprocess.run(script, env=whole, capture_output=True, text=True, timeout=60)
    return done.returncode, [x for x in done.stderr.splitlines() if x[:1] != "•"]


def fake_tools(folder, monkeypatch, **scripts):
    """Put a PATH in place that holds only these shell scripts."""
    folder.mkdir()
    for name, body in scripts.items():
        script = folder / name.replace("_", "-")
        script.write_text(f"#!/bin/sh\n{body}\n")
        script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}")


def test_port_taken_is_told_at_once(home):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, lines = make("serve", home, PORT=str(port))
    assert code == 1
    assert len(lines) == 1
    assert f"port {port} is taken" in lines[0]
    assert "make run PORT=" in lines[0]
    assert not list(home.iterdir()), "nothing is fetched for a run that cannot be"


@pytest.mark.parametrize("port", ["no", "0", "70000", "-1"])
def test_port_that_is_none(home, port):
    code, lines = make("serve", home, PORT=port)
    assert (code, len(lines)) == (1, 1)
    assert "PORT=" in lines[0]


def test_no_apt(home, monkeypatch, tmp_path):
    fake_tools(tmp_path / "bin", monkeypatch)
    with pytest.raises(Stop, match=r"no apt-get here .*make run ODOO="):
        tree.fetched()


def test_no_debian_mirror(home, monkeypatch, tmp_path):
    fake_tools(tmp_path / "bin", monkeypatch, apt_get="echo Ubuntu a-mirror")
    with pytest.raises(Stop, match="DEBIAN_MIRROR="):
        debian.mirror()


def test_no_network(home, monkeypatch):
    """A port nobody listens on stands for a network that is down."""
    monkeypatch.setenv("DEBIAN_MIRROR", "http://127.0.0.1:9/debian")
    with pytest.raises(Stop, match="is the network up"):
        debian.apt(["sid"])


def test_odoo_elsewhere(home, monkeypatch, tmp_path):
    monkeypatch.setenv("ODOO", str(tmp_path))
    with pytest.raises(Stop, match="holds no Odoo"):
        tree.locate()
    release = tmp_path / "odoo" / "release.py"
    release.parent.mkdir()
    release.write_text("FINAL = 'final'\nversion_info = (18, 0, 0, FINAL, 0, '')\n")
    with pytest.raises(Stop, match=r"is an Odoo 18\.0, 19\.0 is needed"):
        tree.locate()
    release.write_text(release.read_text().replace("18", "19"))
    assert tree.locate() == tmp_path


def test_addons_of_a_checkout_and_of_a_package(tmp_path):
    folders = [str(tmp_path / "odoo" / "addons"), str(paths.CHECKOUT)]
    assert tree.addons_path(tmp_path)[1] == str(tmp_path / "addons")
    (tmp_path / "odoo" / "addons" / "web").mkdir(parents=True)
    assert tree.addons_path(tmp_path) == folders


def test_what_the_package_leaves_out_is_put_back(home):
    whole = paths.cache("odoo", "19.0-1") / tree.INSIDE
    (whole / "odoo").mkdir(parents=True)
    assert tree.locate() == whole
    assert (whole / tree.MISSING).read_bytes() == b""


def test_unsupported_python(home, monkeypatch, tmp_path):
    old = tmp_path / "python3.9"
    old.write_text("#!/bin/sh\necho 3 9\n")
    old.chmod(0o755)
    monkeypatch.setenv("PYTHON", str(old))
    with pytest.raises(Stop, match=r"runs on Python 3\.10 to 3\.13, this is .*python3"):
        pyenv.find_python()


def package(folder, content=b"whole"):
    """Make a folder of packages with the checksum of its only file."""
    folder.mkdir(parents=True)
    (folder / "a.deb").write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    (folder / "sha256.json").write_text(json.dumps({"a.deb": digest}))
    return folder / "a.deb"


def test_whole_packages_are_reused(tmp_path):
    found = package(tmp_path / "packages")
    assert debian.download(["a"], ["sid"], found.parent) == [found]


@pytest.mark.parametrize("damage", ["truncated", "missing", "no checksums"])
def test_damaged_packages_are_fetched_again(tmp_path, monkeypatch, damage):
    found = package(tmp_path / "packages")
    if damage == "truncated":
        found.write_bytes(b"who")
    elif damage == "missing":
        found.unlink()
    else:
        (found.parent / "sha256.json").write_text("{")

    def again(suites):
        raise Stop("fetching again")

    monkeypatch.setattr(debian, "apt", again)
    with pytest.raises(Stop, match="fetching again"):
        debian.download(["a"], ["sid"], found.parent)


def test_half_unpacked_tree_is_not_used(home):
    draft = paths.cache("odoo", "19.0-1.part") / tree.INSIDE / "odoo"
    draft.mkdir(parents=True)
    assert tree.unpacked() is None
    whole = paths.cache("odoo", "19.0-1")
    draft.parents[4].rename(whole)
    assert tree.unpacked() == whole


def test_half_installed_packages_are_installed_again(home, monkeypatch):
    _python, version = pyenv.find_python()
    folder = paths.cache("python", pyenv.key(version, [pyenv.RUN]))
    (folder / "bin").mkdir(parents=True)
    (folder / "leftover").touch()
    monkeypatch.setattr(pyenv, "install", lambda *_: None)
    assert pyenv.locate() == folder / "bin" / "python"
    assert not (folder / "leftover").exists()
    assert (folder / "complete").exists()


def test_disk_full_before_a_download(home, monkeypatch):
    usage = shutil._ntuple_diskusage(1, 1, 1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with pytest.raises(Stop, match="no space left"):
        shell.need_room(home, 500)


def test_disk_full_is_one_line():
    told = errors.explain(OSError(errno.ENOSPC, "No space left", "some/file"))
    assert told.startswith("no space left on the disk of some/file")


def test_disk_full_in_a_child():
    script = ["sh", "-c", "echo tar: write error: No space left on device; exit 2"]
    with pytest.raises(Stop, match="no space left on the disk"):
        shell.run(script, "unpacking")


def test_unwritable_cache_is_one_line(tmp_path):
    blocker = tmp_path / "file"
    blocker.touch()
    code, lines = make("lint", blocker)
    assert code == 1
    assert len([x for x in lines if x.startswith("error: ")]) == 1
    assert not any("Traceback" in x for x in lines)


def test_database_user_postgres(home, monkeypatch):
    monkeypatch.setenv("PGUSER", "postgres")
    with pytest.raises(Stop, match="Odoo refuses the database user postgres"):
        server.named("psql")


def test_socket_folder_of_somebody_else(monkeypatch):
    monkeypatch.setattr(paths, "KEY", f"test{os.getpid()}")
    folder = paths.socket_dir(os.getuid())
    try:
        assert folder.stat().st_mode & 0o777 == 0o700
        assert paths.socket_dir(os.getuid()) == folder
        folder.chmod(0o755)
        with pytest.raises(Stop, match="is not private"):
            paths.socket_dir(os.getuid())
    finally:
        folder.rmdir()


def test_unknown_command(home):
    code, lines = make("dance", home)
    assert (code, len(lines)) == (1, 1)


def test_logins_are_eight():
    assert len(serve.LOGINS) == 8


def test_what_runs_beside_is_waited_for_and_ends_with_us(tmp_path):
    done, slow = (
        tmp_path / "done",
        [sys.executable, "-c", "import threading; threading.Event().wait(60)"],
    )
    write = f"open({str(done)!r}, 'w')"
    with process.beside([sys.executable, "-c", write], 60):
        pass
    assert done.exists()
    with process.beside(slow, 0.1) as late:
        pass
    children = [late]

    def fails():
        with process.beside(slow, 60) as child:
            children.append(child)
            raise KeyError

    with pytest.raises(KeyError):
        fails()
    assert [child.returncode for child in children] == [-signal.SIGTERM] * 2
