"""The papers as PDF, printed by an animateur over HTTP, and read back as text."""

import io

import pytest
from pypdf import PdfReader

SECRETS = ("RQTH", "Prévention, justice", "santé")


@pytest.fixture(scope="module")
def animateur(server):
    return server.login("animateur")


def first(animateur, model, domain, count=1):
    found = animateur.call(model, "search", domain, limit=count)
    assert len(found) == count
    return found


def pages(animateur, name, ids):
    """Print a paper and return the text of each of its pages."""
    wanted = ",".join(str(one) for one in ids)
    answer = animateur.get(f"/report/pdf/clubs_ambition.report_{name}/{wanted}")
    assert answer.status_code == 200, answer.text[:500]
    assert answer.headers["Content-Type"] == "application/pdf"
    document = PdfReader(io.BytesIO(answer.content))
    texts = [" ".join(page.extract_text().split()) for page in document.pages]
    for word in SECRETS:
        assert not any(word in text for text in texts)
    return texts


def names(animateur, ids):
    rows = animateur.call("club.participant", "read", ids, ["name"])
    return [row["name"] for row in rows]


@pytest.mark.parametrize(
    ("paper", "title"),
    [
        ("attestation", "Attestation de participation"),
        ("follow_up", "Fiche de suivi hebdomadaire"),
        ("engagement", "Charte du club"),
    ],
)
def test_one_page_a_person(animateur, paper, title):
    people = first(animateur, "club.participant", [["state", "=", "active"]], 2)
    texts = pages(animateur, paper, people)
    assert len(texts) == 2
    for text, name in zip(texts, names(animateur, people), strict=True):
        assert title in text
        assert name in text


def test_the_charter_informs_of_the_data(animateur):
    people = first(animateur, "club.participant", [["state", "=", "active"]])
    (text,) = pages(animateur, "engagement", people)
    for words in ("CNIL", "D5135-2", "version", "3 séances collectives"):
        assert words in text


def test_orientation_sheet(animateur):
    waiting = [["state", "in", ["informed", "interviewed", "waitlisted"]]]
    people = first(animateur, "club.participant", waiting)
    (text,) = pages(animateur, "orientation", people)
    assert "Fiche d'orientation" in text.replace("’", "'")
    assert names(animateur, people)[0] in text


def test_invitations_name_one_person_each(animateur):
    domain = [["kind", "=", "information"], ["state", "=", "planned"]]
    meeting = first(animateur, "club.session", domain)
    texts = pages(animateur, "invitation", meeting)
    assert len(texts) > 1
    lines = animateur.call(
        "club.attendance",
        "search_read",
        [["session_id", "=", meeting[0]], ["state", "=", "expected"]],
        ["participant_id"],
    )
    assert len(lines) == len(texts)
    for text in texts:
        assert sum(line["participant_id"][1] in text for line in lines) == 1


def test_sign_in_sheet(animateur):
    domain = [["kind", "=", "thematic"], ["state", "=", "held"]]
    (text,) = pages(animateur, "sign_in", first(animateur, "club.session", domain))
    for words in ("Feuille d'émargement", "matin", "09:00", "Signature"):
        assert words in text.replace("’", "'")


def test_both_copies_of_the_closing_review(animateur):
    person = first(animateur, "club.participant", [["state", "=", "exited"]])[0]
    words = {
        "progress": "Sait se présenter",
        "remaining_barriers": "Permis de conduire",
        "recommendations": "Demander une aide au permis",
    }
    review = animateur.call(
        "club.review", "create", [{"participant_id": person, **words}]
    )
    animateur.call("club.review", "action_finish", review)
    (own,) = pages(animateur, "review_participant", review)
    (referent,) = pages(animateur, "review_referent", review)
    assert "Permis de conduire" in own
    assert "aide au permis" not in own
    assert "aide au permis" in referent
    assert "Permis de conduire" not in referent
    for text in (own, referent):
        assert "Sait se présenter" in text
        assert "BROUILLON" not in text


def test_somebody_else_s_papers_are_refused(server, animateur):
    people = first(animateur, "club.participant", [["state", "=", "active"]])
    other = server.login("animateur2")
    for name in ("attestation", "engagement", "orientation"):
        answer = other.get(f"/report/pdf/clubs_ambition.report_{name}/{people[0]}")
        assert answer.status_code != 200 or b"%PDF" not in answer.content
