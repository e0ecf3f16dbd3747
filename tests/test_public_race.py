"""What somebody without an account sends, several times at once: it is kept once.

Each press is a POST of its own: a double click, the same mail opened by two colleagues.
"""

import re
from pathlib import Path

import pytest
from races import callers, club
from test_answer_race import press, sent

__all__ = ["callers", "club", "sent"]

CONTROLLERS = Path(__file__).parents[1] / "clubs_ambition" / "controllers"
POSTED = {
    "/clubs/reponse/<string:token>": "here, and in test_answer_race.py",
    "/clubs/<string:key>/besoin": "test_employer_race.py",
}
"""The pages that anybody may send something to, and where it is sent at once."""

SAID = {
    "later": {"action": "later"},
    "need": {"action": "need", "note": "Deux serveuses pour l'été"},
    "stop": {"action": "stop", "sure": "1"},
}
KEPT = """
SELECT (SELECT COUNT(*) FROM mail_activity WHERE active AND (res_model, res_id) IN (
            ('club.candidacy', {candidacy}), ('res.partner', {partner}))),
       (SELECT COUNT(*) FROM crm_lead WHERE partner_id = {partner}),
       (SELECT COUNT(*) FROM club_contact WHERE partner_id = {partner}
           AND channel = 'inbound'),
       (SELECT COUNT(*) FROM mail_message WHERE message_type = 'comment'
           AND (model, res_id) IN (('club.candidacy', {candidacy}),
                                   ('res.partner', {partner})))
"""


def kept(server, candidacy):
    """Return the tasks, prospects, contacts and messages that came of what was said."""
    ((partner,),) = server.sql(
        f"SELECT partner_id FROM club_candidacy WHERE id = {candidacy}"
    )
    (found,) = server.sql(KEPT.format(candidacy=candidacy, partner=partner))
    return found


@pytest.mark.parametrize("said", SAID)
def test_the_same_four_times_at_once(server, sent, said):
    candidacy, address = sent
    before = kept(server, candidacy)
    form = {"candidacy": candidacy, **SAID[said]}
    answers = press(address, [form] * 4)
    assert {answer.status_code for answer in answers} <= {200, 409, 410}
    once = kept(server, candidacy)
    assert once != before
    assert all(
        int(now) - int(then) <= 1 for now, then in zip(once, before, strict=True)
    )
    press(address, [form])
    assert kept(server, candidacy) == once


def test_a_fresh_link_is_asked_four_times_at_once(server, sent):
    candidacy, address = sent
    links = (
        "SELECT club_answer_link_id FROM club_answer_link_club_candidacy_rel "
        f"WHERE club_candidacy_id = {candidacy}"
    )
    server.sql(
        "UPDATE club_answer_link SET expires_on = NOW() - INTERVAL '1 day' "
        f"WHERE id IN ({links})"
    )
    press(address, [{"action": "fresh"}] * 4)
    assert len(server.sql(links)) == 2


def test_no_page_is_left_out():
    found = set()
    for path in CONTROLLERS.glob("*.py"):
        text = path.read_text(encoding="utf-8")
        for route, methods in re.findall(
            r'@public_route\(\s*"([^"]+)",\s*(\[.*?\])', text
        ):
            if "POST" in methods:
                found.add(route)
    assert found == set(POSTED)
