"""docs/operating.rst: its nginx, as it is written, in front of its Odoo, as written."""

import contextlib
import re
import socket
import ssl
import subprocess

import manual
import pytest
import requests
from polling import wait_until

from bootstrap import check, databases, live_server, process, serve, systemwide
from bootstrap.tree import addons_path

NAME = "clubs.example.fr"
FORGED = "203.0.113.9"
TOKEN = "SECRET-of-a-link"


@contextlib.contextmanager
def started(words, log, **options):
    """Run a process for the block; stop it and what it started."""
    with open(log, "w", encoding="utf-8") as out:
        child = subprocess.Popen(
            [str(word) for word in words],
            stdout=out,
            stderr=out,
            preexec_fn=process.die_with_parent,
            **options,
        )
        try:
            yield child
        finally:
            child.terminate()
            child.wait(60)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("proxy")


@pytest.fixture(scope="module")
def odoo(place, folder):
    """A server with the documented configuration; returns its ports and its log."""
    db = place.server.database("proxy")
    databases.fresh(place.server, db, live_server.pristine(place))
    port, chat = check.free_port(), check.free_port()
    text = manual.block("[options]")
    text = re.sub(r"(?m)^(db_host|db_user) = .*\n", "", text)  # libpq's variables
    text = manual.replaced(
        text,
        {
            "/opt/odoo/odoo/addons,/opt/clubs_ambition": ",".join(
                addons_path(place.odoo)
            ),
            "/var/lib/odoo": databases.filestore().parent,
            "db_name = clubs": f"db_name = {db}",
            "^clubs$": f"^{db}$",
            "http_port = 8069": f"http_port = {port}",
            "gevent_port = 8072": f"gevent_port = {chat}",
            "workers = 4": "workers = 2",
        },
    )
    conf, log = folder / "odoo.conf", folder / "odoo.log"
    conf.write_text(text)
    words = [place.python, manual.started_as_a_script(folder), "-c", conf]
    with started(words, log, env=place.env()) as child:
        url = f"http://127.0.0.1:{port}"
        assert serve.answers(url, 120, lambda: child.poll() is None), log.read_text()
        yield {"port": port, "chat": chat, "log": log, "db": db, "url": url}
    place.server.drop(db)


def pair(folder):
    """Make a certificate for the name; return its two files."""
    files = folder / "clubs.pem", folder / "clubs.key"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}"),
            *("-out", files[0], "-keyout", files[1]),
        ],
        check=True,
        capture_output=True,
    )
    return files


@pytest.fixture(scope="module")
def proxy(odoo, folder):
    """The documented nginx; only ports, certificate and log files are others."""
    nginx = systemwide.proxy()
    http, https = check.free_port(), check.free_port()
    certificate, key = pair(folder)
    text = manual.replaced(
        manual.block("proxy_cookie_flags"),
        {
            "127.0.0.1:8069": f"127.0.0.1:{odoo['port']}",
            "127.0.0.1:8072": f"127.0.0.1:{odoo['chat']}",
            "listen 80;": f"listen 127.0.0.1:{http};",
            "listen 443 ": f"listen 127.0.0.1:{https} ",
            "/etc/ssl/clubs.pem": certificate,
            "/etc/ssl/clubs.key": key,
            "/var/log/nginx/clubs.log": folder / "access.log",
            "/var/log/nginx/clubs.error.log": folder / "error.log",
        },
    )
    (folder / "clubs.conf").write_text(text)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in kinds)
    # What Debian's nginx.conf says around it, without its accounts and folders.
    (folder / "nginx.conf").write_text(
        f"pid {folder}/nginx.pid;\ndaemon off;\nevents {{}}\n"
        f"http {{\n{temporary}include {folder}/clubs.conf;\n}}\n"
    )
    words = [nginx, "-c", folder / "nginx.conf", "-e", folder / "start.log"]
    tried = subprocess.run([*words, "-t"], capture_output=True, text=True, check=False)
    assert tried.returncode == 0, tried.stderr
    assert "[warn]" not in tried.stderr
    with started(words, folder / "nginx.out"):
        wait_for(https)
        yield {"http": http, "https": https}


def wait_for(port):
    def listens():
        with (
            contextlib.suppress(OSError),
            socket.create_connection(("127.0.0.1", port), 1),
        ):
            return True
        return False

    wait_until(listens, why=lambda: f"nothing listens on {port}")


@pytest.fixture
def web(proxy, folder, monkeypatch):
    """``web("/path")`` over HTTPS, as a browser at the public name."""
    real = socket.getaddrinfo

    def at_home(host, *rest, **options):
        return real("127.0.0.1" if host == NAME else host, *rest, **options)

    monkeypatch.setattr(socket, "getaddrinfo", at_home)
    session = requests.Session()
    session.trust_env = False  # no proxy or authorities of this machine
    session.verify = str(folder / "clubs.pem")

    def asked(path, method="GET", **options):
        url = f"https://{NAME}:{proxy['https']}{path}"
        return session.request(
            method, url, allow_redirects=False, timeout=60, **options
        )

    return asked


def test_http_leads_to_https(proxy):
    answer = requests.get(
        f"http://127.0.0.1:{proxy['http']}/odoo?a=b",
        headers={"Host": "elsewhere.example.org"},
        allow_redirects=False,
        timeout=20,
    )
    assert answer.status_code == 301
    assert answer.headers["Location"] == f"https://{NAME}/odoo?a=b"


def test_page_cookie_and_strict_transport(web):
    answer = web("/web/login")
    assert answer.status_code == 200
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
    cookies = answer.raw.headers.getlist("Set-Cookie")
    (session,) = [one for one in cookies if one.startswith("session_id=")]
    for flag in ("Secure", "HttpOnly", "SameSite=Lax"):
        assert flag.lower() in session.lower()
    assert web("/web/health").headers["Strict-Transport-Security"]
    assert web("/web/database/manager").status_code == 404


def test_who_comes_says_not_from_where(web, odoo):
    forged = {"X-Forwarded-For": FORGED, "X-Real-IP": FORGED, "Forwarded": FORGED}
    body = {
        "jsonrpc": "2.0",
        "params": {"db": odoo["db"], "login": "nobody", "password": "x"},
    }
    path = "/web/session/authenticate"
    assert web(path, "POST", json=body, headers=forged).status_code == 200
    wait_in(odoo["log"], "Login failed for login:nobody from 127.0.0.1")
    assert FORGED not in odoo["log"].read_text()


def wait_in(log, words):
    wait_until(lambda: words in log.read_text(), why=lambda: log.read_text()[-2000:])


def test_nobody_reaches_odoo_without_the_proxy(odoo):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # nothing is sent: which address would be used
        address = probe.getsockname()[0]
    if address.startswith("127."):
        pytest.skip("this machine has no other address than its own")
    for port in (odoo["port"], odoo["chat"]):
        with socket.socket() as line:
            line.settimeout(2)
            assert line.connect_ex((address, port)) != 0


def test_websocket(proxy, folder, odoo):
    wait_for(odoo["chat"])
    context = ssl.create_default_context(cafile=folder / "clubs.pem")
    with (
        socket.create_connection(("127.0.0.1", proxy["https"]), 20) as plain,
        context.wrap_socket(plain, server_hostname=NAME) as line,
    ):
        line.sendall(
            (
                f"GET /websocket?version=19.0-1 HTTP/1.1\r\nHost: {NAME}\r\n"
                f"Origin: https://{NAME}\r\nUpgrade: websocket\r\n"
                "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
            ).encode()
        )
        answer = line.recv(4096).decode(errors="replace")
    assert answer.startswith("HTTP/1.1 101"), answer


def test_upload_of_a_cv_passes(web):
    answer = web("/web/login", "POST", data={"file": "x" * 20 * 1024 * 1024})
    assert answer.status_code != 413


def test_no_log_holds_what_opens_a_link(web, folder, odoo):
    for path in (f"/clubs/reponse/{TOKEN}", f"/fr/clubs/reponse/{TOKEN}/cv/1"):
        web(path)
    web(f"/web/reset_password?token={TOKEN}")
    wait_in(folder / "access.log", "/clubs/reponse/-")
    wait_in(folder / "access.log", "GET /web/reset_password")
    for log in (folder / "access.log", folder / "error.log", odoo["log"]):
        assert TOKEN not in log.read_text()
