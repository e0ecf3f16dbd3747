import re
import time
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import config

from ...models.club import inbound_page
from ...models.tools import ir_http
from ...utils.mail_domains import company_domain
from ...utils.nir import mask_nir
from ..common import ClubsCase

SIRET = "73282932000074"
OTHER_SIRET = "35600000049837"
NIR = "1 85 05 78 006 084 91"
NEED = {
    "company": "Garage du Prado",
    "siret": "",
    "contact_name": "Mme Roux",
    "phone": "04 91 55 12 12",
    "email": "roux@garage-prado.fr",
    "job": "Mécanicien",
    "positions": "2",
    "start": "tout de suite",
    "details": "Permis B",
}


class InboundCase(HttpCase, ClubsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.leads = cls.env["crm.lead"].search([])
        cls.partners = cls.env["res.partner"].search([])

    def new_leads(self):
        return self.env["crm.lead"].search([("id", "not in", self.leads.ids)])

    def new_employers(self):
        return self.env["res.partner"].search(
            [("id", "not in", self.partners.ids), ("is_company", "=", True)]
        )

    def assertNothingWritten(self):
        self.assertFalse(self.new_leads())
        self.assertFalse(self.new_employers())
        self.assertFalse(self.env["club.inbound.attempt"].search([]))


@tagged("post_install", "-at_install")
class TestInboundForm(InboundCase):
    """The public form: one prospect, one thing to do, and every abuse refused."""

    def path(self, club=None):
        return f"/clubs/{inbound_page.key_of(club or self.club)}/besoin"

    def send(self, club=None, token=None, path=None, age=60, headers=None, **vals):
        club = club or self.club
        data = {
            **NEED,
            "token": token or inbound_page.token_of(club, time.time() - age),
            **vals,
        }
        return self.url_open(path or self.path(club), data=data, headers=headers)

    def setUp(self):
        super().setUp()
        self.authenticate(None, None)
        # The page speaks French to employers: tests read the source strings.
        self.patch(ir_http, "FRENCH", "en_US")

    def test_the_page_is_plain_and_not_indexed(self):
        page = self.url_open(self.path())
        self.assertEqual(page.status_code, 200)
        self.assertIn("noindex", page.headers["X-Robots-Tag"])
        self.assertIn("Club A", page.text)
        self.assertTrue(re.search(r'name="token" value="\d+-', page.text))
        self.assertIn(self.path(), self.club.with_user(self.animateur).inbound_url)

    def test_a_request_becomes_one_prospect_and_one_call(self):
        answer = self.send()
        self.assertTrue(answer.url.endswith("/merci"), answer.text)
        lead = self.new_leads()
        self.assertEqual(
            (lead.club_id, lead.channel, lead.user_id, lead.name),
            (self.club, "inbound", self.animateur, "Garage du Prado"),
        )
        self.assertEqual(lead.stage_id, self.env.ref("clubs_ambition.crm_stage_need"))
        self.assertEqual(lead.activity_ids.user_id, self.animateur)
        self.assertEqual(lead.contact_ids.channel, "inbound")
        self.assertIn("Permis B", lead.description)
        employer = self.new_employers()
        self.assertEqual(lead.partner_id, employer)
        self.assertTrue(employer.club_employer)
        self.assertEqual(employer.child_ids.email, "roux@garage-prado.fr")
        self.assertEqual(employer.club_recent_contact_count, 0, "no pressure of ours")
        self.assertTrue(lead.with_user(self.animateur).name)
        with self.assertRaises(AccessError):
            lead.with_user(self.other_animateur).read(["name"])

    def test_the_same_employer_goes_on_with_its_prospect(self):
        self.send()
        same = (
            {"email": "paul@garage-prado.fr", "phone": ""},
            {"email": "prado@gmail.com", "phone": "+33491551212"},
            {"siret": SIRET},
        )
        for vals in same:
            with self.subTest(vals=vals):
                self.assertTrue(self.send(**vals).url.endswith("/merci"))
                lead = self.new_leads()
                self.assertEqual(len(lead), 1)
                self.assertEqual(len(self.new_employers()), 1)
                self.assertEqual(len(lead.activity_ids), 1)
        self.assertEqual(len(lead.contact_ids), 4)

    def test_a_known_employer_is_found_and_never_changed(self):
        self.employer.write(
            {
                "company_registry": SIRET,
                "email": "contact@azur-pain.fr",
                "phone": "+33491000000",
            }
        )
        before = self.employer.read(["name", "email", "phone", "child_ids"])
        known = self.send(siret=f"{SIRET[:9]} {SIRET[9:]}")
        unknown = self.send(company="Autre", email="a@autre-pain.fr", phone="")
        self.assertEqual(known.url, unknown.url)
        lead = self.new_leads().filtered("partner_id.company_registry")
        self.assertEqual(lead.partner_id, self.employer)
        self.env.invalidate_all()
        self.assertEqual(
            self.employer.read(["name", "email", "phone", "child_ids"]), before
        )
        self.send(email="chef@azur-pain.fr", phone="", siret=OTHER_SIRET)
        self.assertNotEqual(self.new_leads()[:1].partner_id, self.employer)

    def test_a_public_provider_tells_no_employer(self):
        self.employer.email = "boulangerie@orange.fr"
        self.send(email="garage@orange.fr", phone="")
        self.assertNotEqual(self.new_leads().partner_id, self.employer)
        self.assertFalse(company_domain("x@free.fr"))
        self.assertEqual(company_domain("x@Azur.FR"), "azur.fr")

    def test_the_owner_takes_care_when_of_the_club(self):
        self.employer.write({"company_registry": SIRET})
        self.employer.club_owner_id = self.other_animateur
        self.send(siret=SIRET)
        self.assertEqual(self.new_leads().user_id, self.animateur)
        self.send(siret=SIRET, club=self.other_club)
        far = self.new_leads().filtered(lambda one: one.club_id == self.other_club)
        self.assertEqual(far.user_id, self.other_animateur)
        self.assertEqual(far.partner_id, self.employer)

    # === BAD INPUT === #

    def test_bad_input_is_explained_and_kept(self):
        for vals, words in (
            ({"job": " "}, "Fill in this field"),
            ({"company": ""}, "Fill in this field"),
            ({"siret": "73282932000075"}, "not a SIRET"),
            ({"email": "roux@"}, "not complete"),
            ({"phone": "12"}, "not complete"),
            ({"phone": "", "email": ""}, "we call you back"),
            ({"positions": "x2"}, "from 1 to 200"),
            ({"positions": "-1"}, "from 1 to 200"),
            ({"details": f"Mon numéro {NIR}"}, "social-security"),
            ({"company": NIR}, "social-security"),
            ({"details": "x" * 1501}, "Too long"),
            ({"contact_name": "x" * 81}, "Too long"),
        ):
            with self.subTest(vals=vals):
                answer = self.send(**vals)
                self.assertEqual(answer.status_code, 400)
                self.assertIn(words, answer.text)
                self.assertIn("tout de suite", answer.text)
        self.assertNothingWritten()

    def test_what_the_models_refuse_leaves_nothing(self):
        """The database may know more than the form: still a page, not an error."""
        with patch(
            "odoo.addons.clubs_ambition.models.employer.club_inbound.ClubInbound._follow",
            side_effect=AccessError("Refused late"),
        ):
            answer = self.send()
        self.assertEqual(answer.status_code, 400)
        self.assertIn("Refused late", answer.text)
        self.assertNothingWritten()

    # === ABUSE === #

    def test_a_robot_is_thanked_for_nothing(self):
        answer = self.send(fax_number="0491")
        self.assertTrue(answer.url.endswith("/merci"))
        self.assertNothingWritten()

    def test_too_fast_and_too_late(self):
        for age, words in ((0, "very fast"), (13 * 3600, "too long")):
            answer = self.send(age=age)
            self.assertEqual(answer.status_code, 400)
            self.assertIn(words, answer.text)
            self.assertIn("Garage du Prado", answer.text)
        self.assertNothingWritten()

    def test_a_forged_token_is_refused(self):
        good = inbound_page.token_of(self.club, time.time() - 60)
        stamp, nonce, signature = good.split("-")
        for token in (
            f"{int(stamp) - 10}-{nonce}-{signature}",
            f"{stamp}-x-{signature}",
            "nonsense",
            "é-é-é",
            inbound_page.token_of(self.other_club, time.time() - 60),
        ):
            with self.subTest(token=token):
                self.assertEqual(self.send(token=token).status_code, 400)
        self.assertNothingWritten()

    def test_a_form_counts_once(self):
        token = inbound_page.token_of(self.club, time.time() - 60)
        for _n in range(3):
            self.assertTrue(self.send(token=token).url.endswith("/merci"))
        self.assertEqual(len(self.new_leads().contact_ids), 1)

    def test_five_an_hour(self):
        for _n in range(5):
            self.assertTrue(self.send().url.endswith("/merci"))
        answer = self.send()
        self.assertEqual(answer.status_code, 429)
        self.assertIn("Garage du Prado", answer.text)
        self.assertEqual(len(self.new_leads().contact_ids), 5)
        attempts = self.env["club.inbound.attempt"].search([])
        self.assertNotIn("127.0.0.1", attempts.mapped("address_hash"))
        self.env.cr.execute(
            "UPDATE club_inbound_attempt SET create_date = create_date - INTERVAL '3 d'"
        )
        self.env.invalidate_all()
        self.assertTrue(self.send().url.endswith("/merci"))
        self.env["club.inbound.attempt"]._gc_attempts()
        self.assertEqual(self.env["club.inbound.attempt"].search_count([]), 1)

    def test_one_sender_takes_nobody_else_s_share(self):
        """Whatever one holds of the network, others still reach the club."""
        mine = [f"2001:db8:1:{n:x}::1" for n in range(200)]
        self.assertEqual(self.accepted(mine), 15, "a block of addresses")
        self.assertEqual(self.accepted([f"2001:db8:2::{n:x}" for n in range(9)]), 5)
        self.assertEqual(self.accepted([f"::ffff:192.0.2.{9}", "192.0.2.9"] * 5), 5)
        self.assertEqual(self.accepted(mine, self.other_club), 15, "of each club")
        many = [f"203.0.{n}.{m}" for n in range(4) for m in range(20)]
        self.assertEqual(self.accepted(many), 36, "one of the last block, no more")
        for stranger in ("198.51.100.7", "2a01:e0a::1", None, "nonsense"):
            self.assertEqual(self.accepted([stranger] * 3), int(stranger != "nonsense"))

    def accepted(self, addresses, club=None):
        """Count the requests that a club takes from these addresses, one after one."""
        club = club or self.club
        Attempt = self.env["club.inbound.attempt"]
        before = Attempt.search_count([])
        for address in addresses:
            sender = Attempt._sender(address)
            if not Attempt._is_too_often(club, sender):
                self.taken = getattr(self, "taken", 0) + 1
                Attempt.create({"club_id": club.id, "token": self.taken, **sender})
        return Attempt.search_count([]) - before

    def test_the_sender_is_whom_the_proxy_tells(self):
        told = {"X-Forwarded-Host": "127.0.0.1", "X-Forwarded-Proto": "http"}
        with patch.dict(config.options, {"proxy_mode": True}):
            for number in (1, 2):
                for _n in range(6):
                    headers = {**told, "X-Forwarded-For": f"198.51.{number}.7"}
                    answer = self.send(headers=headers)
                self.assertEqual(answer.status_code, 429)
        self.assertEqual(self.env["club.inbound.attempt"].search_count([]), 10)

    def test_markup_stays_text(self):
        bad = "<script>alert(1)</script>"
        answer = self.send(job=bad, company=bad, details=f"{bad}\x00\u202e", email="x")
        self.assertNotIn(bad, answer.text)
        self.assertIn("&lt;script&gt;", answer.text)
        self.send(job=bad, company=bad, details=f"{bad}\x00")
        lead = self.new_leads()
        self.assertEqual(lead.name, bad)
        self.assertNotIn("<script", lead.description)
        self.assertIn("&lt;script&gt;", lead.description)

    def test_wrong_links(self):
        key = inbound_page.key_of(self.club)
        for wrong in (
            str(self.club.id),
            f"{self.other_club.id}-{key.split('-')[1]}",
            f"{key}x",
            "999999999-abc",
            "٣-abc",
            "x",
        ):
            for method in ("", "/merci"):
                with self.subTest(key=wrong):
                    page = self.url_open(f"/clubs/{wrong}/besoin{method}")
                    self.assertEqual(page.status_code, 404)
        self.assertEqual(
            self.send(path=f"/clubs/{self.club.id}-0/besoin").status_code, 404
        )
        self.club.with_user(self.manager).inbound_open = False
        self.assertEqual(self.send().status_code, 404)
        self.assertNothingWritten()

    def test_no_forgery_from_another_site(self):
        answer = self.send(headers={"Sec-Fetch-Site": "cross-site"})
        self.assertEqual(answer.status_code, 400)
        self.assertNothingWritten()

    def test_nobody_reads_the_attempts(self):
        for role, user in self.users.items():
            Attempt = self.env["club.inbound.attempt"].with_user(user)
            with self.subTest(role=role):
                self.assertFalse(Attempt.has_access("read"))
                self.assertFalse(Attempt.has_access("create"))

    def test_the_hours_of_a_page(self):
        self.assertLess(inbound_page.FORM_HOURS, 48, "attempts are kept 2 days")


@tagged("post_install", "-at_install")
class TestInboundMail(InboundCase):
    """The alias of a club: one prospect for each employer, not for each mail."""

    def receive(self, sender="Luc <luc@garage-prado.fr>", body="Bonjour", club=None):
        team = (club or self.club).team_id
        self.env["mail.alias.domain"].search([]) or self.env[
            "mail.alias.domain"
        ].create({"name": "clubs.example"})
        team.alias_name = f"club-{team.id}"
        self.number = getattr(self, "number", 0) + 1
        mail = (
            f"From: {sender}\nTo: {team.alias_name}@{self.alias_domain()}\n"
            f"Subject: Besoin d'un mécanicien\nMessage-Id: <{self.number}@x.example>\n"
            f"Content-Type: text/plain; charset=utf-8\n\n{body}\n"
        )
        self.env["mail.thread"].message_process(None, mail.encode())
        return self.new_leads()

    def alias_domain(self):
        return self.env["mail.alias.domain"].search([], limit=1).name

    def known(self, email="accueil@garage-prado.fr"):
        """Record an employer of whom one address is known."""
        return self.env["res.partner"].create(
            {
                "name": "Garage",
                "is_company": True,
                "club_employer": True,
                "email": email,
            }
        )

    def test_one_prospect_for_an_employer(self):
        self.known()
        lead = self.receive()
        self.assertEqual((lead.club_id, lead.channel), (self.club, "inbound"))
        self.assertEqual(lead.user_id, self.animateur)
        self.assertEqual(len(lead.activity_ids), 1)
        for sender in ("luc@garage-prado.fr", "Marie <marie@garage-prado.fr>"):
            self.assertEqual(self.receive(sender), lead)
        self.assertEqual(len(lead.activity_ids), 1)
        self.assertTrue(lead.to_read)
        self.known("accueil@autre-garage.fr")
        self.assertEqual(len(self.receive("x@autre-garage.fr")), 2)

    def test_the_establishment_is_recognised_and_unchanged(self):
        self.employer.write({"email": "contact@azur-pain.fr", "phone": "+33491000000"})
        lead = self.receive("chef@azur-pain.fr")
        self.assertEqual(lead.partner_id, self.employer)
        self.assertEqual(self.employer.email, "contact@azur-pain.fr")
        self.other_employer.company_registry = SIRET
        mail = self.receive("rh@groupe.example.org", f"SIRET {SIRET}") - lead
        self.assertEqual(mail.partner_id, self.other_employer)

    def test_a_social_security_number_is_taken_out(self):
        self.known()
        lead = self.receive(body=f"Voici {NIR} pour vous")
        bodies = "".join(lead.message_ids.mapped("body"))
        self.assertNotIn("006 084", bodies)
        self.assertIn("pour vous", bodies)
        self.assertEqual(mask_nir("Tel 04 91 00 00 00"), "Tel 04 91 00 00 00")

    def test_a_participant_s_mail_goes_to_their_journey(self):
        journey = self.make_participant("Yanis", "active", email="yanis@free.fr")
        contacts = self.env["res.partner"].search_count([])
        self.assertFalse(self.receive("Yanis <yanis@free.fr>", f"Moi, {NIR}"))
        message = journey.message_ids[0]
        self.assertIn("yanis@free.fr", message.email_from)
        self.assertFalse(message.author_id)
        self.assertNotIn("006 084", message.body)
        self.assertEqual(journey.activity_ids.user_id, self.animateur)
        self.assertEqual(self.env["res.partner"].search_count([]), contacts)
