"""Programs that call the API while the database is away: they read a sentence.

With a connection, the addon says what went wrong; before there is one,
``clubs_ambition_lost_connections`` does.
"""

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
        bearer = {**FRENCH, "Authorization": "Bearer nothing"}
        for road in ("/json/2/res.lang/search_count", "/web/dataset/call_kw/x/y"):
            answer = requests.post(
                apart.url + road, json={}, headers=bearer, timeout=60
            )
            assert answer.status_code >= 400 or "error" in answer.text
            check(answer.text)
    finally:
        close(apart, False)
    for name, call in asked.items():
        text = call()
        assert "ault" not in text, (name, text)


def test_connections_that_broke_off_are_opened_anew(apart):
    """Idle ones, of a database that answers: no caller notices."""
    asked = calls(apart)
    for name, call in asked.items():
        throw_out(apart)
        text = call()
        assert "ault" not in text, (name, text)
        assert '"error"' not in text, (name, text)
