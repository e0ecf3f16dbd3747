"""Several who record one employer at once: there is one of it, and one prospect."""

import random
import re
import threading
import time
import uuid

import pytest
import requests
from races import callers, club, race
from stdnum import luhn

__all__ = ["callers", "club"]

NEED = {
    "company": "Atelier de la Course",
    "contact_name": "Léa Roux",
    "job": "Menuisier",
    "positions": "1",
    "start": "lundi",
    "phone": "",
}
PAGES = 8
"""More than one sender may send within an hour."""


def siret():
    """Return a number of an establishment, whose key is right."""
    company = f"{random.randrange(10**7, 10**8)}"
    place = f"{company}{luhn.calc_check_digit(company)}0001"
    return place + luhn.calc_check_digit(place)


@pytest.fixture
def employers(callers):
    admin = callers[0]
    values = {"is_company": True, "club_employer": True}
    names = [f"Course {uuid.uuid4().hex[:6]}" for _ in range(3)]
    return admin.call("res.partner", "create", [{**values, "name": x} for x in names])


def dialogs(admin, campaigns, employers):
    """Open the dialog of each campaign, with all these establishments ticked."""
    lines = [[0, 0, {"partner_id": one, "chosen": True}] for one in employers]
    return admin.call(
        "club.campaign.find",
        "create",
        [{"campaign_id": one, "line_ids": lines} for one in campaigns],
    )


def prospects(server, club, employers):
    ids = ",".join(map(str, employers))
    return server.sql(
        "SELECT partner_id, COUNT(*) FROM crm_lead "
        f"WHERE club_id = {club} AND partner_id IN ({ids}) GROUP BY 1 ORDER BY 1"
    )


@pytest.mark.parametrize("count", [1, 3], ids=["one campaign", "three campaigns"])
def test_added_by_six_there_is_one_prospect(callers, club, server, employers, count):
    """Six tabs of one campaign, or of three: each employer is prospected once."""
    admin = callers[0]
    values = {"name": "Course", "club_id": club}
    campaigns = admin.call("club.campaign", "create", [values] * count)
    opened = dialogs(admin, campaigns * (6 // count), employers)
    refusals = race(
        callers,
        [
            lambda caller, one=one: caller.call(
                "club.campaign.find", "action_add", [one]
            )
            for one in opened
        ],
    )
    assert not refusals
    assert prospects(server, club, employers) == [[str(x), "1"] for x in employers]


def test_one_dialog_clicked_by_six_sessions(callers, club, server, employers):
    admin = callers[0]
    campaigns = admin.call("club.campaign", "create", [{"name": "C", "club_id": club}])
    (opened,) = dialogs(admin, campaigns, employers)
    refusals = race(
        callers,
        [lambda caller: caller.call("club.campaign.find", "action_add", [opened])] * 6,
    )
    assert not refusals
    assert prospects(server, club, employers) == [[str(x), "1"] for x in employers]


def test_one_file_imported_by_six_makes_each_establishment_once(callers, server):
    numbers = [siret() for _ in range(4)]
    lines = [[f"Course {one}", one, "13001"] for one in numbers]
    answers = []

    def load(caller):
        names = ["name", "company_registry", "zip"]
        context = {"import_file": True, "default_club_employer": True}
        answers.append(
            caller.call("res.partner", "load", names, lines, context=context)
        )

    assert not race(callers, [load] * 6)
    assert not [message for one in answers for message in one["messages"]]
    known = ",".join(f"'{one}'" for one in numbers)
    found = server.sql(
        "SELECT company_registry, COUNT(*) FROM res_partner "
        f"WHERE company_registry IN ({known}) GROUP BY 1"
    )
    assert sorted(found) == sorted([one, "1"] for one in numbers)


def test_forms_sent_at_once(callers, club, server):
    """Eight pages of one employer: one establishment, one prospect, and the limit."""
    admin, number = callers[0], siret()
    (read,) = admin.call("club.club", "read", [club], ["inbound_url"])
    address = f"{server.url}/clubs/{read['inbound_url'].partition('/clubs/')[2]}"
    pages = [requests.get(address, timeout=60).text for _ in range(PAGES)]
    tokens = [re.search(r'name="token" value="([^"]+)"', page)[1] for page in pages]
    time.sleep(4)  # nobody fills a form faster: the page refuses it
    barrier, answers = threading.Barrier(PAGES), []

    def send(token):
        mail = f"lea-{uuid.uuid4().hex[:4]}@{number}-course.fr"
        form = {**NEED, "token": token, "siret": number, "email": mail}
        barrier.wait(timeout=30)
        answers.append(requests.post(address, data=form, timeout=120).status_code)

    threads = [threading.Thread(target=send, args=(token,)) for token in tokens]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=180)
    assert len(answers) == PAGES
    assert set(answers) == {200, 429}, answers
    ((establishments, leads, kept),) = server.sql(
        "SELECT (SELECT COUNT(*) FROM res_partner "
        f"WHERE company_registry = '{number}' AND is_company), "
        f"(SELECT COUNT(*) FROM crm_lead WHERE club_id = {club}), "
        f"(SELECT COUNT(*) FROM club_inbound_attempt WHERE club_id = {club})"
    )
    assert (establishments, leads) == ("1", "1")
    assert int(kept) == answers.count(200) <= 5
