"""Nothing leaves by itself: what others' services are asked, by everyday work.

The whole session is watched (``conftest.py``, ``sink.py``); here is done on purpose what
Odoo answers by asking somebody outside.
"""

import uuid

import pytest
from polling import wait_until
from web_client import go, settle

from bootstrap import live_server

LINK = "https://outside.example.org/offer"
TRACKER = "https://outside.example.org/seen.png"
BLOCKED = """(address) => new Promise((done) => {
    document.addEventListener("securitypolicyviolation", (one) => done(one.blockedURI));
    const picture = document.createElement("img");
    picture.src = address;
    document.body.append(picture);
})"""


@pytest.fixture
def quiet(server, sink):
    """The sink, which has heard nothing yet; a test says what it heard."""
    assert not sink.asked(), "by another test"
    yield sink
    sink.forget()


def test_the_sink_hears_what_is_asked(server, sink):
    """A test that cannot fail proves nothing: a service that is on is heard."""
    admin = server.login("admin")
    admin.call("ir.config_parameter", "set_param", "mail.link_preview_throttle", "9")
    try:
        preview(server.login("animateur"))
    finally:
        off = ("mail.link_preview_throttle", "0")
        admin.call("ir.config_parameter", "set_param", *off)
    assert any("outside.example.org" in one for one in sink.asked())
    sink.forget()


def preview(caller):
    """Write a link in a thread, and ask for what the web client shows of it."""
    (journey,) = caller.call("club.participant", "search", [], limit=1)
    body = f'<a href="{LINK}/{uuid.uuid4().hex}">an offer</a>'
    message = caller.rpc(
        "/mail/message/post",
        {
            "thread_model": "club.participant",
            "thread_id": journey,
            "post_data": {
                "body": ["markup", body],
                "message_type": "comment",
                "subtype_xmlid": "mail.mt_note",
            },
        },
    )
    asked = {"jsonrpc": "2.0", "params": {"message_id": message["message_id"]}}
    caller.post("/mail/link_preview", json=asked).raise_for_status()


def test_a_link_in_a_thread(server, quiet):
    preview(server.login("animateur"))
    assert not quiet.asked()


def test_every_scheduled_job(server, quiet):
    admin = server.login("admin")
    for job in admin.call("ir.cron", "search", [["active", "=", True]]):
        wait_until(lambda job=job: ran(admin, job))
    assert not quiet.asked()


def ran(admin, job):
    """Run a job, unless the server is at it: what another job did may have begun it."""
    try:
        admin.call("ir.cron", "method_direct_trigger", [job])
    except live_server.RpcError as error:
        if "already executing" not in str(error):
            raise
        return False
    return True


def test_a_company_that_is_typed(server, quiet):
    """What Odoo would look up elsewhere: a name, a SIRET, a domain, a prospect."""
    caller = server.login("animateur")
    assert not caller.call("res.partner", "autocomplete_by_name", "Boulangerie", 75)
    values = {
        "name": "Boulangerie du Sink",
        "is_company": True,
        "website": LINK,
        "email": "contact@outside.example.org",
    }
    company = caller.call("res.partner", "create", [values])
    lead = {"name": "Prospect", "partner_id": company[0], "email_from": "a@example.org"}
    caller.call("crm.lead", "create", [lead])
    assert not quiet.asked()


def test_screens_of_each_role(visit, quiet):
    for login in ("admin", "animateur", "officer"):
        page = visit(login)
        go(page, "action-clubs_ambition.clubs_ambition_action_home")
    page = visit("admin")
    go(page, "settings")
    assert not quiet.asked()


def test_a_picture_of_elsewhere_is_not_fetched(visit, quiet):
    page = visit("animateur")
    go(page, "action-clubs_ambition.club_participant_action")
    blocked = page.evaluate(BLOCKED, TRACKER)
    settle(page)
    assert blocked == TRACKER
    quiet.forget()  # the browser tells of what it did not ask
