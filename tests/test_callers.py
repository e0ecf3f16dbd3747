"""Programs that call the API while the database is away: they read a sentence.

With a connection, the addon says what went wrong; before there is one,
``clubs_ambition_lost_connections`` does.
"""

import html
import json
import xmlrpc.client

import pytest
import requests

from bootstrap import live_server

LOADED = "base,rpc,web,clubs_ambition_lost_connections"
RAW = ("psycopg", "Traceback", "could not", "terminating", "closed the", "ursor ")
RAW += ("not currently accepting", "OperationalError", "InterfaceError", "FATAL")
FRENCH = {"Accept-Language": "fr-FR"}
TOLD = "rien n'a été enregistré"


@pytest.fixture(scope="module")
def apart(place, mail_server):
    """A server whose database the tests close."""
    words = ("--load", LOADED)
    with live_server.served(
        place, mail_server.port, *words, log="callers.log"
    ) as running:
        yield running


def xml(server, path, method, *args):
    """Call by XML-RPC; return all that it answers."""
    body = xmlrpc.client.dumps(args, method)
    headers = {**FRENCH, "Content-Type": "text/xml"}
    answer = requests.post(server.url + path, body, headers=headers, timeout=60)
    return answer.text


def jsonrpc(server, service, method, *args):
    """Call by JSON-RPC; return all that it answers."""
    params = {"service": service, "method": method, "args": args}
    body = {"jsonrpc": "2.0", "id": 1, "params": params}
    answer = requests.post(
        f"{server.url}/jsonrpc", json=body, headers=FRENCH, timeout=60
    )
    return json.dumps(answer.json(), ensure_ascii=False)


def calls(server):
    """Return ``{name: call}``, by every road that programs take."""
    read = (server.db, 2, "admin", "res.lang", "search_count", [[]])
    common = (server.db, "admin", "admin", {})
    return {
        "xml": lambda: xml(server, "/xmlrpc/2/object", "execute_kw", *read),
        "old xml": lambda: xml(server, "/xmlrpc/object", "execute_kw", *read),
        "xml, signing in": lambda: xml(
            server, "/xmlrpc/2/common", "authenticate", *common
        ),
        "json": lambda: jsonrpc(server, "object", "execute_kw", *read),
        "json, signing in": lambda: jsonrpc(server, "common", "authenticate", *common),
    }


def close(server, closed):
    allowed = "false" if closed else "true"
    sql = server.place.server.sql
    sql(f'ALTER DATABASE "{server.db}" WITH ALLOW_CONNECTIONS {allowed}')
    throw_out(server)


def throw_out(server):
    server.place.server.sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        f"WHERE datname = '{server.db}' AND pid != pg_backend_pid()"
    )


def check(text):
    for raw in RAW:
        assert raw not in text, text[:2000]


def test_no_caller_reads_what_the_driver_says(apart):
    asked = calls(apart)
    for name, call in asked.items():
        text = call()
        assert "ault" not in text, (name, text)
    close(apart, True)
    try:
        for name, call in asked.items():
            text = call()
            check(text)
            assert TOLD in text, (name, text)
    finally:
        close(apart, False)
    for name, call in asked.items():
        text = call()
        assert "ault" not in text, (name, text)


def doors(server):
    """Return ``{address: how it is asked}``: one of each kind that needs a database."""
    bearer = {"json": {}, "headers": {**FRENCH, "Authorization": "Bearer nothing"}}
    typed = {"note-meet-1": "Demander <Paul>", "action": "meet-1", "token": "signed"}
    return {
        "/json/2/res.lang/search_count": bearer,
        "/web/dataset/call_kw/res.lang/search_count": bearer,
        "/odoo": {},
        "/odoo/clubs-campaigns": {},
        "/web": {},
        "/web/login": {},
        "/web/image/1": {},
        "/clubs/reponse/nothing": {"data": typed},
        "/nowhere": {},
    }


def ask(server, who, path, how):
    """Ask for an address, and go where it leads; return the answer."""
    method = "POST" if how else "GET"
    how = {"headers": FRENCH, **how}
    return who.request(method, server.url + path, timeout=60, **how)


def test_every_door_says_that_the_database_is_away(apart):
    """And nobody is logged out by it."""
    who = requests.Session()
    signed = {"db": apart.db, "login": "admin", "password": "admin"}
    who.post(
        f"{apart.url}/web/session/authenticate", json={"params": signed}, timeout=60
    )
    close(apart, True)
    try:
        for path, how in doors(apart).items():
            answer = ask(apart, who, path, how)
            assert answer.status_code == 503, (path, answer.text[:2000])
            assert TOLD in html.unescape(answer.text), (path, answer.text)
            check(answer.text)
            given_back = "Demander &lt;Paul&gt;" in answer.text
            assert given_back == path.startswith("/clubs/"), (path, answer.text)
            assert "signed" not in answer.text
        version = ask(apart, who, "/web/webclient/version_info", {"json": {}})
        assert "server_version" in version.json()["result"]
    finally:
        close(apart, False)
    session = ask(apart, who, "/web/session/get_session_info", {"json": {}})
    assert session.json()["result"]["username"] == "admin"


def test_a_database_that_is_no_more_is_not_away(apart):
    sql, here, there = apart.place.server.sql, apart.db, f"{apart.db}_gone"
    throw_out(apart)
    sql(f'ALTER DATABASE "{here}" RENAME TO "{there}"')
    try:
        answer = ask(apart, requests, "/json/2/res.lang/search_count", {"json": {}})
        assert answer.status_code == 404, answer.text
    finally:
        sql(f'ALTER DATABASE "{there}" RENAME TO "{here}"')


def test_connections_that_broke_off_are_opened_anew(apart):
    """Idle ones, of a database that answers: no caller notices."""
    asked = calls(apart)
    for name, call in asked.items():
        throw_out(apart)
        text = call()
        assert "ault" not in text, (name, text)
        assert '"error"' not in text, (name, text)
