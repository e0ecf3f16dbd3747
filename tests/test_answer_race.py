"""An employer's colleagues pressing the buttons of one link at once.

The link is in a mail that may have been forwarded: whoever opens it needs no account.
Each press is a POST of its own; what is said once is recorded once.
"""

import threading
import uuid

import pytest
import requests
from employer_story import link_to
from factories import new_animateur
from races import callers, club, cohort_of, journeys  # noqa: F401

from bootstrap import live_server

THANKS = "Votre réponse est enregistrée"


@pytest.fixture
def sent(callers, club, server, mail_server):  # noqa: F811
    """Return a candidacy an animateur sent by mail, and the address of its page."""
    admin = callers[0]
    login = f"course-{uuid.uuid4().hex[:6]}"
    uid = new_animateur(admin, login)
    admin.call("club.club", "write", [club], {"animateur_ids": [(4, uid)]})
    animateur = server.login(login)
    cohort = cohort_of(admin, club, 15)
    (journey,) = journeys(admin, club, 1, "active", cohort_id=cohort)
    mail = f"course-{uuid.uuid4().hex[:8]}@example.org"
    (employer,) = admin.call(
        "res.partner",
        "create",
        [{"name": "Course à deux", "is_company": True, "email": mail}],
    )
    (candidacy,) = admin.call(
        "club.candidacy",
        "create",
        [{"participant_id": journey, "partner_id": employer}],
    )
    wizards = animateur.call(
        "club.candidacy.send",
        "create",
        [{"candidacy_ids": [(6, 0, [candidacy])]} for _tab in range(3)],
    )
    send_together(server, login, wizards)
    return candidacy, link_to(mail_server.wait(mail))


def send_together(server, login, wizards):
    """Press “Send” in every tab at once, the first one twice: whoever comes second
    is told, or finds it done."""
    barrier = threading.Barrier(len(wizards) + 1)
    users = [server.login(login) for _tab in range(len(wizards) + 1)]
    refused = []

    def run(user, wizard):
        barrier.wait(timeout=30)
        try:
            user.call("club.candidacy.send", "action_send", [wizard])
        except live_server.RpcError as error:
            refused.append(error)

    threads = [
        threading.Thread(target=run, args=pair)
        for pair in zip(users, [*wizards, wizards[0]], strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=90)
    assert len(refused) < len(users), refused


def press(address, forms):
    """Send each form by a browser of its own, all together; return the answers."""
    barrier = threading.Barrier(len(forms))
    answers = []

    def run(form):
        barrier.wait(timeout=30)
        answers.append(requests.post(address, data=form, timeout=60))

    threads = [threading.Thread(target=run, args=(form,)) for form in forms]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=90)
    assert len(answers) == len(forms)
    assert all(answer.status_code < 500 for answer in answers)
    return answers


def facts(server, candidacy):
    """Return the state, and how many hires and activities came of it."""
    (found,) = server.sql(
        "SELECT c.state, "
        "(SELECT count(*) FROM club_placement p WHERE p.candidacy_id = c.id), "
        "(SELECT count(*) FROM mail_activity a WHERE a.res_id = c.id "
        "AND a.res_model = 'club.candidacy') "
        f"FROM club_candidacy c WHERE c.id = {candidacy}"
    )
    return found


def test_sent_from_three_tabs_at_once_one_message_leaves(server, sent):
    candidacy, _address = sent
    links = server.sql(
        "SELECT count(*) FROM club_answer_link_club_candidacy_rel "
        f"WHERE club_candidacy_id = {candidacy}"
    )
    assert links == [["1"]]


def test_the_same_answer_four_times_at_once(server, sent):
    candidacy, address = sent
    form = {"action": "hired", "candidacy": candidacy}
    answers = press(address, [form] * 4)
    assert any(THANKS in answer.text for answer in answers)
    # An answer that the animateur confirms: told once, and nobody is hired by it.
    assert facts(server, candidacy) == ["sent", "0", "1"]


def test_two_answers_that_differ_at_once(callers, server, sent):  # noqa: F811
    """Neither hires, whichever came first; both are told, never half done."""
    candidacy, address = sent
    (reason,) = callers[0].call("club.refusal.reason", "search", [], limit=1)
    answers = press(
        address,
        [
            {"action": "hired", "candidacy": candidacy},
            {"action": "no", "candidacy": candidacy, "reason": reason},
        ],
    )
    assert any(THANKS in answer.text for answer in answers)
    state, hires, _activities = facts(server, candidacy)
    assert (state, hires) in {("sent", "0"), ("refused", "0")}


def test_an_interest_said_three_times_asks_the_animateur_once(server, sent):
    candidacy, address = sent
    press(address, [{"action": "meet", "candidacy": candidacy}] * 3)
    state, hires, activities = facts(server, candidacy)
    assert (state, hires) == ("interview", "0")
    assert activities == "1"
