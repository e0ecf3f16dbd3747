"""The club, people and employer of ``test_employer_story.py``, and its steps."""

import base64
import re
from datetime import timedelta

import pytest
from factories import enter, new_animateur
from mail_server import LIMIT
from polling import wait_until
from web_client import box, today

LOGIN = "suroit"
EMPLOYER = "Auberge du Suroît"
MAIL = "auberge-suroit@example.org"
SIRET = "99899900700011"
NAMES = ("Alix Brunet", "Basma Chérif", "Cyril Dumas")
INITIALS = ("A. B.", "B. C.", "C. D.")
TODAY = today()
ADDRESS = {"street": "3 quai du Suroît", "zip": "13002", "city": "Marseille"}


CONVENTION = {
    "aims": "Dresser et servir une salle de vingt couverts.",
    "assessment_means": "Un entretien avec la tutrice le dernier jour.",
    "tasks": "Mise en place, service, encaissement.",
    "timetable": "De 10 h à 15 h.",
    "host_legal_form": "SARL",
    "host_registered_on": "01/04/2009",
    "host_agreement": "Aucune",
    "host_representative": "Odile Garros",
    "host_representative_function": "Gérante",
    "tutor_name": "Rita Mancini",
    "tutor_function": "Cheffe de rang",
}


def fill(page, name, value):
    entry = box(page, name)
    entry.fill(str(value))
    entry.press("Tab")


def french(day):
    return day.strftime("%d/%m/%Y")


@pytest.fixture(scope="module")
def story(server):
    """A club with its animateur and three people, an employer who signed a charter."""
    admin = server.login("admin")
    user = new_animateur(admin, LOGIN, "Solène Suroît")
    admin.call("res.users", "write", [user], {"email": f"{LOGIN}@example.org"})
    agency = {"name": "Agence Suroît", "level": "agency"}
    (territory,) = admin.call("club.territory", "create", [agency])
    values = {
        "name": "Club Suroît",
        "territory_id": territory,
        "animateur_ids": [[6, 0, [user]]],
        "mobile": "06 39 98 00 99",
        **ADDRESS,
    }
    (club,) = admin.call("club.club", "create", [values])
    job = admin.call(
        "club.occupation", "search", [["name", "=like", "Serveur / Serveuse%"]]
    )[:1]
    animateur = server.login(LOGIN)
    (group,) = animateur.call(
        "club.cohort",
        "create",
        [{"name": "Groupe Suroît", "club_id": club, "date_start": str(TODAY)}],
    )
    day = TODAY - timedelta(days=40)
    journeys = [enter(animateur, club, group, name, day) for name in NAMES]
    values = {"animateur_id": user, "occupation_ids": [[6, 0, job]]}
    animateur.call("club.participant", "write", journeys, values)
    for row in animateur.call("club.participant", "read", journeys, ["person_id"]):
        mail = f"personne-{row['id']}@example.org"
        values = {**ADDRESS, "email": mail}
        animateur.call("club.person", "write", row["person_id"][:1], values)
    values = {
        "name": EMPLOYER,
        "is_company": True,
        "club_employer": True,
        "company_registry": SIRET,
        "ape_code": "56.10A",
        "phone": "01 99 00 12 34",
        "email": MAIL,
        **ADDRESS,
    }
    (employer,) = animateur.call("res.partner", "create", [values])
    (charter,) = admin.call(
        "club.charter", "create", [{"name": "Pacte Suroît", "code": "pacte_suroit"}]
    )
    values = {"partner_id": employer, "charter_id": charter, "promised_hires": 1}
    animateur.call("club.charter.signature", "create", [values])
    return {
        "club": club,
        "employer": employer,
        "journeys": journeys,
        "job": job[0],
        "person_mail": f"personne-{journeys[0]}@example.org",
    }


@pytest.fixture
def candidacies(server, story):
    """Return the fields asked for of the three candidacies, in the order of NAMES."""

    def read(*names):
        return server.sql(
            f"SELECT {', '.join(names)} FROM club_candidacy "
            f"WHERE partner_id = {story['employer']} ORDER BY participant_id"
        )

    return read


def link_to(message, kind="/clubs/reponse/"):
    (link,) = [one for one in message.links if kind in one]
    return link


def say(page, where, answer):
    """Press a button of a page behind a link, and read the thanks."""
    where.locator(f"button[value^={answer}]").click()
    page.get_by_text("Votre réponse est enregistrée").wait_for()


def make_a_month_pass(server, story):
    """Ask for the news of a hire that began a month and two days ago; return it.

    A server's clock cannot be moved: the first day of the job is.
    """
    admin = server.login("admin")
    (placement,) = admin.call(
        "club.placement", "search", [["partner_id", "=", story["employer"]]]
    )
    start = TODAY - timedelta(days=33)
    admin.call("club.placement", "write", [placement], {"date_start": str(start)})
    (cron,) = admin.call(
        "ir.model.data",
        "check_object_reference",
        "clubs_ambition",
        "ir_cron_followup_ask",
    )[1:]
    admin.call("ir.cron", "method_direct_trigger", [cron])
    return placement


def milestone_of(server, link):
    """Return which news a link asks for: the address has the number of its record."""
    token = link.split("/clubs/reponse/")[1].split("?")[0]
    payload = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    (number,) = re.findall(rb'\[(\d+), "', payload)
    found = server.sql(
        "SELECT f.milestone FROM club_answer_link l "
        "JOIN club_followup f ON f.id = l.followup_id "
        f"WHERE l.id = {int(number)}"
    )
    return found[0][0] if found else None


def wait_for_news(server, mail_server, address):
    """Return the message that asks for news a month after the hire, once it has come.

    Those of day 8 leave with it, before or after.
    """

    def asked():
        for message in mail_server.to(address):
            links = [one for one in message.links if "/clubs/reponse/" in one]
            if any(milestone_of(server, one) == "month_1" for one in links):
                return message
        return None

    return wait_until(asked, LIMIT, lambda: f"{address} was not asked for news")
