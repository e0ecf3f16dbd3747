"""The Bilan asked four ways over HTTP, in French: screen, workbook, PDF, API."""

import io
import re
from datetime import timedelta

import openpyxl
import pytest
from pypdf import PdfReader
from web_client import today

PUBLISHED = {"date_from": "2013-01-01", "date_to": "2013-12-31", "cutoff": "2014-06-30"}
TYPED = {  # what a browser sends for an address typed by hand: no key is needed then
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Site": "none",
    "Sec-Fetch-User": "?1",
}
SEED = {
    "age_under_30": ("93 %", 0.93),
    "age_30_44": ("0 %", 0),
    "age_45_plus": ("7 %", 0.07),
    "priority_district": ("78 %", 0.78),
    "below_level_ii": ("85 %", 0.85),
    "referrals_per_participant": ("7,0", 7),
    "positive_exit_entrants": ("67 %", 0.67),
}
MASK = "•••"


@pytest.fixture(scope="module")
def recent(server):
    """The twelve months before today, which the demo's journeys are dated from."""
    last = today()
    first = last - timedelta(days=365)
    return {"date_from": str(first), "date_to": str(last), "cutoff": str(last)}


def address(path, params):
    query = "&".join(f"{name}={value}" for name, value in params.items())
    return f"/clubs_ambition/{path}?{query}"


def api(reader, params):
    answer = reader.get(address("api/v1/indicators", params), headers=TYPED)
    assert answer.status_code == 200, answer.text[:500]
    return {one["key"]: one for one in answer.json()["indicators"]}


def workbook(reader, params):
    answer = reader.get(address("bilan.xlsx", params))
    assert answer.status_code == 200, answer.text[:500]
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    header, *rows = book["Bilan"].iter_rows(values_only=True)
    found = (dict(zip(header, row, strict=True)) for row in rows)
    return {row["key"]: row for row in found}


def screen(reader, params):
    bilan = reader.call("club.bilan", "create", params)
    (row,) = reader.call("club.bilan", "read", [bilan], ["figures_html"])
    rows = re.findall(
        r'data-key="(\w+)".*?<span class="fw-bold">(.*?)</span>',
        row["figures_html"],
        re.DOTALL,
    )
    return dict(rows)


def paper(reader, params):
    answer = reader.get(address("bilan.pdf", params))
    assert answer.status_code == 200, answer.text[:500]
    assert answer.headers["Content-Type"] == "application/pdf"
    pages = PdfReader(io.BytesIO(answer.content)).pages
    assert 3 <= len(pages) <= 6
    return [" ".join(page.extract_text().split()) for page in pages]


@pytest.mark.parametrize("login", ["manager", "coordinator"])
def test_the_published_bilan(server, login):
    reader = server.login(login)
    numbers = api(reader, PUBLISHED)
    cells = workbook(reader, PUBLISHED)
    texts = screen(reader, PUBLISHED)
    pages = paper(reader, PUBLISHED)
    for key, (text, value) in SEED.items():
        assert numbers[key]["value"] == value
        assert cells[key]["value"] == value
        assert texts[key].replace("\xa0", " ").startswith(text)
        terms = (numbers[key]["numerator"], numbers[key]["denominator"])
        assert f"{text} ({terms[0]} / {terms[1]})" in pages[1].replace("\xa0", " ")


@pytest.mark.parametrize("outside", [0, 1])
def test_the_same_numbers_of_this_year(server, recent, outside):
    reader, recent = server.login("manager"), {**recent, "outside": outside}
    numbers = api(reader, recent)
    cells = workbook(reader, recent)
    texts = screen(reader, recent)
    assert len(numbers) == 30
    for key, one in numbers.items():
        for term in ("numerator", "denominator", "unknown"):
            expected = MASK if term in one["hidden"] else one[term]
            assert cells[key][term] == pytest.approx(expected)
        assert (texts[key] == MASK) == ("value" in one["hidden"])
        assert (texts[key] == "–") == (
            one["value"] is None and "value" not in one["hidden"]
        )


def test_few_persons_are_not_told_to_partners(server, recent):
    manager = server.login("manager")
    (club,) = server.sql("SELECT id FROM club_club WHERE name = 'Club La Ciotat'")[0]
    one_club = {**recent, "club_id": int(club)}
    mine = api(manager, one_club)
    few = [
        key
        for key, one in mine.items()
        if one["unit"] == "rate" and 0 < one["numerator"] < 5 and one["basis"]
    ]
    assert few
    partners = {**one_club, "outside": 1}
    numbers, cells = api(manager, partners), workbook(manager, partners)
    for key in few:
        assert numbers[key]["numerator"] is None
        assert "numerator" in numbers[key]["hidden"]
        assert cells[key]["numerator"] == MASK
    assert MASK in paper(manager, one_club)[1]


@pytest.mark.parametrize("login", ["animateur", "observer"])
def test_who_may_not_ask(server, recent, login):
    reader = server.login(login)
    answer = reader.get(address("api/v1/indicators", recent), headers=TYPED)
    assert answer.status_code == 403
    assert "Bilan" in answer.json()["error"]
    for path in ("bilan.xlsx", "bilan.pdf"):
        assert reader.get(address(path, recent)).status_code == 403
    assert (
        server.login("manager").get(address("api/v1/indicators", {})).status_code == 401
    )
