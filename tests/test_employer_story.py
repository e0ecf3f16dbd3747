"""From a campaign to the news a month after the hire, as each of them lives it.

The animateur on a telephone and at a desk, the employer in a browser where nobody is
logged in, every message through the catch-all of ``mail_server.py``. The club, its people
and its employer are of this file alone. Each link is abused on the way. It is one test,
at the end: each step begins where the one before has ended.
"""

import io
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import requests
from employer_story import (
    CONVENTION,
    EMPLOYER,
    INITIALS,
    LOGIN,
    MAIL,
    NAMES,
    SIRET,
    TODAY,
    candidacies,
    fill,
    french,
    link_to,
    make_a_month_pass,
    say,
    story,
    wait_for_news,
)
from pypdf import PdfReader
from web_client import box, choose, go, press, save, settle

__all__ = ["candidacies", "story"]


def find_the_signatories(page, server, story):
    go(page, "clubs-campaigns/new")
    box(page, "name").fill("Signataires Suroît")
    choose(page, "cohort_id", "Groupe Suroît")
    choose(page, "charter_id", "Pacte Suroît")
    save(page)
    press(page, "action_find")
    rows = page.locator(".modal .o_data_row")
    rows.first.wait_for()
    assert rows.count() == 1
    assert EMPLOYER in rows.inner_text()
    assert "charte (+15)" in rows.inner_text()
    press(page, "action_add")
    leads = server.sql(
        "SELECT l.basket, c.mode FROM crm_lead l JOIN club_campaign c "
        f"ON c.id = l.club_campaign_id WHERE l.partner_id = {story['employer']}"
    )
    assert leads == [["to_call", "useful_offers"]]


def call_in_two_taps_and_describe_the_offer(page, server, story):
    page.goto("/odoo/clubs-campaigns")
    page.locator(".o_kanban_record button[name=action_call]").click()
    page.locator(".o_club_call_name", has_text=EMPLOYER).wait_for()
    dial = page.locator(".o_club_dial")
    assert dial.get_attribute("href") == "tel:0199001234"
    # Two taps: what came out of it, and save.
    page.locator("[data-outcome=offer]").click()
    page.locator(".o_club_save").click()
    page.locator(".o_club_done").wait_for()
    assert server.sql(
        "SELECT c.outcome, c.channel, l.basket FROM club_contact c "
        "JOIN crm_lead l ON l.id = c.lead_id "
        f"WHERE c.partner_id = {story['employer']}"
    ) == [["offer", "phone", "answered"]]

    # The employer needs three people: the form knows who it is about.
    page.locator(".o_notification button", has_text="Décrire l'offre").click()
    settle(page)
    assert box(page, "partner_id").input_value() == EMPLOYER
    box(page, "name").fill("Service en salle")
    box(page, "positions").fill("3")
    assert "Serveuse" in box(page, "occupation_id").input_value()
    save(page)
    assert server.sql(
        "SELECT state, positions, lead_id IS NOT NULL, club_id FROM club_offer "
        f"WHERE partner_id = {story['employer']}"
    ) == [["open", "3", "t", str(story["club"])]]


def present_three_people_at_once(page, mail_server, candidacies):
    go(page, "clubs-offers")
    page.locator(".o_kanban_record", has_text="Service en salle").click()
    settle(page)
    press(page, "action_propose")
    rows = page.locator(".modal .o_data_row")
    rows.nth(2).wait_for()
    assert rows.count() == 3
    for name in NAMES:
        row = rows.filter(has_text=name)
        # The ranking tells each of its points.
        assert "le métier recherché (+50)" in row.inner_text()
        row.locator(".o_field_boolean_toggle input").click()
    press(page, "action_propose")
    to = page.locator(".modal .o_data_row [name=email]")
    to.wait_for()
    assert to.inner_text() == MAIL
    press(page, "action_send")
    page.wait_for_selector(".modal", state="detached")
    assert candidacies("state", "origin") == [["sent", "coach"]] * 3

    # One message for the three, who have not agreed to be named.
    message = mail_server.wait(MAIL)
    assert len(mail_server.to(MAIL)) == 1
    assert message.mail["From"].addresses[0].addr_spec == f"{LOGIN}@example.org"
    for name in NAMES:
        assert name not in message.text
    assert message.text.count("Serveuse") == 3
    link_to(message)


def answer_without_account(phone, mail_server, candidacies):
    link = link_to(mail_server.wait(MAIL))
    phone.goto(link)
    page_text = phone.locator("body").inner_text()
    for name in NAMES:
        assert name not in page_text
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    assert "noindex" in phone.locator("meta[name=robots]").get_attribute("content")

    profiles = phone.locator("section h2").all_inner_texts()
    assert sorted(one.split(" – ")[0] for one in profiles) == sorted(INITIALS)

    meet, no, later = (phone.locator("section", has_text=one) for one in INITIALS)
    meet.locator("summary", has_text="rencontrer").click()
    meet.locator("[name^=day-meet]").fill(str(TODAY + timedelta(days=3)))
    hour = meet.locator("[name^=hour-meet]")
    hour.fill("10:30")
    with phone.expect_navigation():
        hour.press("Enter")
    assert candidacies("state") == [["sent"]] * 3, "Enter records nothing"
    assert hour.input_value() == "10:30"
    say(phone, meet, "meet")
    phone.goto(link)
    no.locator("summary", has_text="Non").click()
    no.locator("select").select_option(index=1)
    say(phone, no, "no")
    phone.goto(link)
    say(phone, later, "later")

    assert candidacies("state", "employer_answer", "answered_on") == [
        ["interview", "meet", str(TODAY)],
        ["refused", "no", str(TODAY)],
        ["sent", "later", str(TODAY)],
    ]
    (moment,) = candidacies("interview_on")[0]
    local = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo("UTC"))
    local = local.astimezone(ZoneInfo("Europe/Paris"))
    assert (local.date(), local.hour) == (TODAY + timedelta(days=3), 10)


def check_that_the_animateur_knows(server, candidacies):
    """One thing to do for each answer, and the words of the employer are kept."""
    animateur = server.login(LOGIN)
    ids = [int(one) for (one,) in candidacies("id")]
    tasks = animateur.call(
        "mail.activity",
        "search_read",
        [["res_model", "=", "club.candidacy"], ["res_id", "in", ids]],
        ["res_id", "date_deadline", "summary"],
    )
    days = {task["res_id"]: task["date_deadline"] for task in tasks}
    assert sorted(days) == sorted(ids)
    # “Not now” is a call in a month; the others are for today.
    assert days[ids[0]] == days[ids[1]] == str(TODAY)
    assert days[ids[2]] > str(TODAY + timedelta(days=25))
    assert all(EMPLOYER in task["summary"] for task in tasks)


def abuse_the_employer_s_link(server, mail_server, candidacies):
    """Forge it, replay it, name somebody else's profile, as a robot: nothing moves."""
    link = link_to(mail_server.wait(MAIL))
    ids = [one for (one,) in candidacies("id")]
    before = candidacies("state", "employer_answer", "interview_on", "write_date")
    others = server.sql("SELECT MIN(id) FROM club_candidacy")[0][0]
    assert others not in ids
    forged = link[:-4] + ("aaaa" if not link.endswith("aaaa") else "bbbb")
    plain = requests.Session()
    assert plain.get(forged, timeout=30).status_code == 404
    assert plain.post(forged, {"action": "hired"}, timeout=30).status_code == 404
    replayed = {"action": "later", "candidacy": ids[2]}
    assert plain.post(link, replayed, timeout=30).status_code == 200
    stranger = {"action": "hired", "candidacy": others}
    assert plain.post(link, stranger, timeout=30).status_code == 400
    assert plain.post(link, {"action": "sudo"}, timeout=30).status_code == 400
    head = plain.get(link, timeout=30).headers
    assert "noindex" in head["X-Robots-Tag"]
    assert head["Cache-Control"] == "no-store"
    assert not plain.cookies.get("session_id") or "uid" not in plain.cookies
    after = candidacies("state", "employer_answer", "interview_on", "write_date")
    assert after == before


def prepare_and_debrief_the_interview(page, server, candidacies):
    (candidacy,) = candidacies("id")[0]
    go(page, f"clubs-candidacies/{candidacy}")
    box(page, "prep_note").fill("Venir à 10 h 15, demander la gérante.")
    box(page, "debrief_note").fill("À l'aise ; revoir les vins. Immersion proposée.")
    save(page)
    rows = server.sql(
        "SELECT prep_note != '', debrief_note != '' FROM club_candidacy "
        f"WHERE id = {candidacy}"
    )
    assert rows == [["t", "t"]]


def sign_the_convention_of_an_immersion(page, server, candidacies):
    (candidacy,) = candidacies("id")[0]
    go(page, f"clubs-candidacies/{candidacy}")
    press(page, "action_new_immersion")
    assert box(page, "partner_id").input_value() == EMPLOYER
    fill(page, "date_start", french(TODAY))
    fill(page, "date_end", french(TODAY + timedelta(days=70)))
    fill(page, "hours_total", "7:00")
    fill(page, "hours_week", "7:00")
    page.get_by_role("tab", name="Objet et travail").click()
    page.locator("[name=purpose] label", has_text="recrutement").click()
    for name in ("aims", "assessment_means", "tasks", "timetable"):
        fill(page, name, CONVENTION[name])
    page.get_by_role("tab", name="Parties").click()
    for name in CONVENTION:
        if name.startswith(("host", "tutor")):
            fill(page, name, CONVENTION[name])
    save(page)

    # Too long: refused, with the article, and nothing is signed.
    page.locator("button[name=action_sign]:visible").first.click()
    refusal = page.locator(".modal-body", has_text="D5135-3")
    refusal.wait_for()
    assert "Un mois au plus" in refusal.inner_text()
    page.locator(".modal footer button").first.click()
    state = f"SELECT state FROM club_immersion WHERE candidacy_id = {candidacy}"
    assert server.sql(state) == [["draft"]]

    fill(page, "date_end", french(TODAY))
    save(page)
    page.get_by_role("tab", name="Signatures").click()
    for _party in range(3):
        press(page, "action_sign_today")
    press(page, "action_sign")
    assert server.sql(state) == [["signed"]]

    with page.expect_download(timeout=90000) as download:
        page.locator("button:visible", has_text="Imprimer la convention").click()
    with open(download.value.path(), "rb") as file:
        paper = PdfReader(io.BytesIO(file.read()))
    text = " ".join(" ".join(one.extract_text() for one in paper.pages).split())
    for words in (NAMES[0], EMPLOYER, SIRET, "56.10A", "Club Suroît", "L5135-1"):
        assert words in text
    for words in CONVENTION.values():
        assert words.replace("’", "'") in text.replace("’", "'")
    for word in ("quartier", "QPV", "RQTH", "frein"):
        assert word not in text


def assess_and_hire(page, server, story, candidacies):
    (candidacy,) = candidacies("id")[0]
    (immersion,) = server.sql(
        f"SELECT id FROM club_immersion WHERE candidacy_id = {candidacy}"
    )[0]
    go(page, f"clubs-immersions/{immersion}")
    press(page, "action_start")
    assert candidacies("state")[0] == ["trial"]
    press(page, "action_assess")
    page.locator(".modal [name=host_feedback] textarea").fill("Sourire, rigueur.")
    page.locator(".modal [name=hired] input").check()
    page.locator(".modal [name=hire_kind] label", has_text="CDI").first.click()
    press(page, "action_confirm")
    page.wait_for_selector(".modal", state="detached")
    assert server.sql(
        "SELECT i.state, c.state, p.state, p.kind, j.state FROM club_immersion i "
        "JOIN club_candidacy c ON c.id = i.candidacy_id "
        "JOIN club_placement p ON p.candidacy_id = c.id "
        "JOIN club_participant j ON j.id = c.participant_id "
        f"WHERE i.id = {immersion}"
    ) == [["done", "hired", "announced", "cdi", "exited"]]
    # The offer counts one of its three positions; the other people go on.
    assert server.sql(
        "SELECT state, positions_filled FROM club_offer "
        f"WHERE partner_id = {story['employer']}"
    ) == [["partial", "1"]]
    assert candidacies("state")[1:] == [["refused"], ["sent"]]


def give_news_after_a_month(phone, server, mail_server, story, placement):
    news = (
        "SELECT person_answer, employer_answer, answer, responded FROM club_followup "
        f"WHERE placement_id = {placement} AND milestone = 'month_1'"
    )
    assert server.sql(news) == [["", "", "", "0"]]
    message = wait_for_news(server, mail_server, MAIL)
    assert NAMES[0] not in message.subject, "a general mailbox reads it"
    phone.goto(link_to(message))
    say(phone, phone, "in_post")
    assert server.sql(news) == [["", "in_post", "in_post", "1"]]
    assert server.sql(f"SELECT state FROM club_placement WHERE id = {placement}") == [
        ["month_1"]
    ]

    # Her own link, her own voice; the employer's other answers stay the employer's.
    message = wait_for_news(server, mail_server, story["person_mail"])
    phone.goto(link_to(message))
    assert phone.locator("button[value=stop]").count() == 0
    say(phone, phone, "in_post")
    assert server.sql(news) == [["in_post", "in_post", "in_post", "1"]]


def abuse_the_link_of_the_news(server, mail_server, story, placement):
    """Replay it: nothing changes; let it expire: it answers nothing any more."""
    link = link_to(wait_for_news(server, mail_server, MAIL))
    news = (
        "SELECT employer_answer, employer_answered_on, write_date FROM club_followup "
        f"WHERE placement_id = {placement} AND milestone = 'month_1'"
    )
    before = server.sql(news)
    plain = requests.Session()
    assert plain.post(link, {"action": "in_post"}, timeout=30).status_code == 200
    assert plain.post(link, {"action": "hired"}, timeout=30).status_code == 400
    assert plain.post(link[:-3] + "zzz", timeout=30).status_code == 404
    server.sql(
        "UPDATE club_answer_link SET expires_on = NOW() - INTERVAL '1 hour' "
        f"WHERE partner_id = {story['employer']} RETURNING id"
    )
    late = plain.post(link, {"action": "not_in_work"}, timeout=30)
    assert late.status_code == 410
    assert "expiré" in late.text
    assert server.sql(news) == before


@pytest.mark.timeout(900)
def test_from_a_campaign_to_the_news(
    visit, phone, server, mail_server, story, candidacies
):
    desk, hand = visit(LOGIN), visit(LOGIN, phone=True)
    find_the_signatories(desk, server, story)
    call_in_two_taps_and_describe_the_offer(hand, server, story)
    present_three_people_at_once(desk, mail_server, candidacies)
    answer_without_account(phone, mail_server, candidacies)
    check_that_the_animateur_knows(server, candidacies)
    abuse_the_employer_s_link(server, mail_server, candidacies)
    prepare_and_debrief_the_interview(hand, server, candidacies)
    sign_the_convention_of_an_immersion(desk, server, candidacies)
    assess_and_hire(hand, server, story, candidacies)
    placement = make_a_month_pass(server, story)
    give_news_after_a_month(phone, server, mail_server, story, placement)
    abuse_the_link_of_the_news(server, mail_server, story, placement)
