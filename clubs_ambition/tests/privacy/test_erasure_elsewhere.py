"""People are talked of in many places: none of them keeps who is erased."""

# pylint: disable=translation-required
import runpy
import time

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import file_path

from ...models.privacy.club_privacy_erasure import BATCH
from ...models.privacy.erasure_words import Identifiers
from .erasure_common import ErasureCase

NAME, EMAIL, PHONE = "Melchior Quatrebarbes", "melchior.q@example.org", "06 99 88 77 66"

DIALLED = (
    *("06 99 88 77 66", "0699887766", "06.99.88.77.66", "06-99-88-77-66"),
    *(
        "+33 6 99 88 77 66",
        "+33699887766",
        "0033 6 99 88 77 66",
        "+33 (0)6 99 88 77 66",
    ),
    "699887766",
)
WRITTEN = (
    *(
        "Melchior\u00a0Quatrebarbes",
        "QUATREBARBES, Melchior",
        "Melchior <b>Quatrebarbes</b>",
    ),
    *("Quatrebarbes&nbsp;Melchior", "<i>Quatrebarbes</i></td><td>Melchior"),
)

DEFINES = (
    # what an installation is made of: who uses Odoo writes of nobody there
    *("base.", "decimal.", "digest.", "fetchmail.", "format.", "iap.", "onboarding."),
    *("ir.", "res.", "report.", "resource.", "spreadsheet.", "utm.", "web_", "wizard."),
    *("base_import.tests.", "change.", "theme.", "test_", "template.", "auth", "link."),
    *("google", "microsoft", "crm.team", "crm.tag", "crm.lost", "crm.recurring"),
    *("crm.stage", "crm.iap", "html_editor.", "onboarding", "portal.", "lost.", "kpi."),
    *("barcodes.", "barcode", "bus.presence", "websocket", "cloud.", "certificate."),
)
PEOPLE_THERE = ("ir.filters", "ir.logging", "ir.attachment", "res.partner")


@tagged("post_install", "-at_install", "security")
class TestErasureElsewhere(ErasureCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.somebody()
        cls.journey = cls.person.every_journey_ids

    def erase(self, who=None):
        self.env.flush_all()
        self.env["club.privacy.erasure"]._erase(who or self.person)
        self.env.flush_all()
        self.env.invalidate_all()

    # === EVERY TABLE === #

    def talked_of(self):
        """Yield ``(model, field)`` of the stock in which somebody may write of people."""
        leaving = self.env["club.leaving"]
        for name, model in self.env.registry.items():
            stock = model._auto and not model._abstract and not leaving._is_ours(name)
            if not stock or (name.startswith(DEFINES) and name not in PEOPLE_THERE):
                continue
            for field in model._fields.values():
                words = field.type in ("char", "text", "html", "json", "properties")
                if words and field.store and field.column_type:
                    yield name, field.name

    def test_every_table_of_the_stock_is_searched(self):
        """A new one is searched, or said to define the installation."""
        searched_in = self.env["club.privacy.places"]
        searched = {
            (name, column)
            for places in (searched_in._places(), searched_in._places(titles=True))
            for name, columns in places.items()
            for column in columns
        }
        technical = {"model", "res_model", "store_fname", "checksum"}
        left = {
            (name, field)
            for name, field in set(self.talked_of()) - searched
            if field not in technical
            and field
            not in self.env["club.privacy.rows"]._told_apart(self.env[name]._table)
        }
        self.assertEqual(left, set())

    # === WHAT IS WRITTEN THERE === #

    def test_what_others_typed(self):
        """In a list of numbers, a saved search, a discussion, a dialog, an employer."""
        env = self.env
        number = env["phone.blacklist"].create({"number": "+33699887766"})
        saved = env["ir.filters"].create(
            {
                "name": f"Pour {NAME}",
                "model_id": "club.participant",
                "domain": f"[('name', 'ilike', '{NAME}')]",
            }
        )
        hosts = env["ir.filters"].create(
            {"name": f"12 rue {NAME}", "model_id": "res.country"}
        )
        self.employer.comment = f"<p>{NAME} s'y est plu</p>"
        lookup = env.get("privacy.lookup.wizard")
        dialog = lookup is not None and lookup.create({"name": NAME, "email": EMAIL})
        mapping = env["base_import.mapping"].create(
            {"res_model": "club.participant", "column_name": EMAIL, "field_name": "x"}
        )
        self.erase()
        self.assertNotIn("699887766", number.number)
        self.assertNotIn("Quatrebarbes", f"{saved.name} {saved.domain}")
        self.assertIn("Quatrebarbes", hosts.name)
        self.assertNotIn("Quatrebarbes", self.employer.comment)
        self.assertNotIn("Quatrebarbes", dialog.name if dialog else "")
        self.assertNotIn(EMAIL, dialog.email if dialog else "")
        self.assertNotEqual(mapping.column_name, EMAIL)

    def test_what_the_team_said_in_a_discussion(self):
        """Not what others of the host said in theirs: it may be a street."""
        channel = self.env["discuss.channel"].create({"name": "Équipe"})
        words = f"<p>{NAME} arrive demain</p>"
        said = [
            channel.message_post(
                body=words, author_id=user.partner_id.id, message_type="comment"
            )
            for user in (self.animateur, self.users["employee"])
        ]
        ours = channel.with_user(self.animateur).sudo().create({"name": f"CV {NAME}"})
        self.erase()
        self.assertNotIn("Quatrebarbes", said[0].body)
        self.assertIn("Quatrebarbes", said[1].body)
        self.assertNotIn("Quatrebarbes", ours.name)

    def test_properties_of_a_prospect(self):
        lead = self.env["crm.lead"].create({"name": "x", "club_id": self.club.id})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET lead_properties = JSONB_BUILD_OBJECT('a', %s::text)"
            " WHERE id = %s",
            [f"Vu avec {NAME}", lead.id],
        )
        self.erase()
        self.env.cr.execute(
            "SELECT lead_properties::text FROM crm_lead WHERE id = %s", [lead.id]
        )
        self.assertNotIn("Quatrebarbes", self.env.cr.fetchone()[0])

    def test_a_phone_however_it_is_written(self):
        messages = [self.cohort.message_post(body=f"Tel:{one};") for one in DIALLED]
        other = self.cohort.message_post(body="06 99 88 77 67, 10699887766")
        self.erase()
        for form, message in zip(DIALLED, messages, strict=True):
            with self.subTest(form):
                self.assertEqual(message.body.striptags(), "Tel:…;")
        self.assertEqual(other.body.striptags(), "06 99 88 77 67, 10699887766")

    def test_a_phone_that_others_have_stays_however_it_is_written(self):
        self.club.mobile = "0699887766"
        message = self.cohort.message_post(body="Le club : 06.99.88.77.66")
        self.erase()
        self.assertEqual(self.club.mobile, "0699887766")
        self.assertIn("06.99.88.77.66", message.body)

    def test_a_name_however_it_is_set(self):
        """With another space, a comma, in two cells of a table, half of it in bold."""
        self.env.flush_all()
        messages = self.env["mail.message"]
        for form in WRITTEN:
            messages += self.cohort.message_post(body="x")
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE mail_message SET body = %s WHERE id = %s",
                [f"<p>Avec {form} hier</p>", messages[-1].id],
            )
        self.env.invalidate_all()
        self.erase()
        for form, message in zip(WRITTEN, messages, strict=True):
            with self.subTest(form):
                self.assertNotIn("uatrebarbes", str(message.body).lower())

    def test_a_row_that_names_nobody_is_read_fast(self):
        """Of as many people as one transaction erases; a pattern that looked back took
        a quarter of a second for each message."""
        first, last = "Éloïse-Alexandrine", "d'Angelo-Castelnau de Quatrebarbes"
        names = {f"{first} {last}{n}" for n in range(BATCH)}
        keys = {f"eloise.{n}@example.org" for n in range(BATCH)}
        keys |= {f"06 11 {n + 10} 33 44" for n in range(BATCH)}
        words = Identifiers(frozenset(names), frozenset(keys))
        text = (
            "<p>Rencontré ce matin l'employeur, qui rappelle au 04 91 00 11 22.</p>"
            * 12
        )
        query = "SELECT COUNT(*) FROM GENERATE_SERIES(1, 200) WHERE %s || 'x' ~* %s"
        start = time.perf_counter()
        self.env.cr.execute(query, [text, words.sieve()])
        self.assertLess((time.perf_counter() - start) / 200, 0.01)
        for name in names:
            found = "SELECT %s ~* %s AND %s ~* %s"
            said = f"avec {name.upper()}."
            self.env.cr.execute(found, [said, words.sieve(), said, words.pattern()])
            self.assertEqual(self.env.cr.fetchone(), (True,))

    def test_what_the_pattern_finds_the_sieve_finds(self):
        names = {NAME, "Quatrebarbes Melchior", "Éloïse Œuvré"}
        words = Identifiers(frozenset(names), frozenset({EMAIL, PHONE}))
        texts = [
            *DIALLED,
            *WRITTEN,
            EMAIL.upper(),
            "eloise OEUVRE",
            "\\u00c9lo\\u00efse œuvré",
        ]
        for text in texts:
            self.env.cr.execute(
                "SELECT %s ~* %s, %s ~* %s",
                [text, words.pattern(), text, words.sieve()],
            )
            with self.subTest(text):
                self.assertEqual(self.env.cr.fetchone(), (True, True))

    # === WHAT THEY WERE NAMED BY BEFORE === #

    def test_a_former_name_and_a_former_number(self):
        """Corrected since, and of the record that was made one with theirs."""
        bodies = [f"<p>{NAME} {EMAIL}</p>", "<p>Zoé Ancien zoe.a@example.org</p>"]
        messages = [self.cohort.message_post(body=body) for body in bodies]
        self.person.write(
            {"last_name": "Dubreuil", "email": "m.d@example.org", "phone": False}
        )
        other = self.make_person("Zoé Ancien", email="zoe.a@example.org")
        self.env["club.person.merge"]._merge(self.person, other)
        self.assertEqual(len(self.person.formerly), 2)
        self.person.write({"last_name": "Dubreuil"})
        self.assertEqual(len(self.person.formerly), 2, "nothing changed")
        self.erase()
        for message in messages:
            self.assertNotRegex(str(message.body), "Quatrebarbes|Ancien|example.org")
        self.assertFalse(self.person.formerly)

    # === WHAT DID NOT ARRIVE === #

    def undelivered(self, **values):
        about = {"res_model": self.journey._name, "res_id": self.journey.id}
        values = {**about, "club_id": self.club.id, "reason": "bounce", **values}
        return self.env["club.undelivered"].create(values)

    def test_what_did_not_arrive_goes(self):
        """Written from their journey to an address typed by hand, too."""
        typed = self.undelivered()
        theirs = self.undelivered(person_id=self.person.id, res_model=False, res_id=0)
        other = self.undelivered(res_model=self.cohort._name, res_id=self.cohort.id)
        self.erase()
        self.assertFalse((typed + theirs).exists())
        self.assertTrue(other.exists())

    def test_what_did_not_reach_a_contact_goes(self):
        contact = self.env["res.partner"].create(
            {"name": "Zéphirine Trouvetout", "parent_id": self.employer.id}
        )
        about = {"res_model": self.employer._name, "res_id": self.employer.id}
        row = self.undelivered(partner_id=contact.id, **about)
        self.erase(contact)
        self.assertFalse(row.exists())

    def test_what_the_version_before_left_goes(self):
        contact = self.env["res.partner"].create(
            {"name": "Zéphirine Trouvetout", "parent_id": self.employer.id}
        )
        self.erase(contact)
        self.erase()
        about = {"res_model": self.employer._name, "res_id": self.employer.id}
        left = self.undelivered() + self.undelivered(partner_id=contact.id, **about)
        other = self.undelivered(**about)
        path = file_path("clubs_ambition/migrations/19.0.1.10.0/post-erased.py")
        runpy.run_path(path)["migrate"](self.env.cr, "19.0.1.9.0")
        self.assertFalse(left.exists())
        self.assertTrue(other.exists())

    def test_what_is_about_a_record_is_found_by_it(self):
        """A number beside the name of a model leads there, or erasures miss the row."""
        number = {("club.privacy.erasure", "res_id")}
        for name, model in self.env.registry.items():
            if not self.env["club.leaving"]._is_ours(name) or not model._auto:
                continue
            told = model._fields.get("res_id")
            about = told and told.store and "res_model" in model._fields
            if about and (name, "res_id") not in number:
                self.assertEqual(told.type, "many2one_reference", name)

    # === ACCOUNTS === #

    def test_who_left_the_team_is_found_and_erased(self):
        user = self.other_animateur
        user.write({"name": "Zéphirine Trouvetout", "email": "z.t@example.org"})
        user.signature = "<p>Zéphirine</p>"
        typed = {"way": "name", "first_name": "Zéphirine", "last_name": "Trouvetout"}
        find = self.env["club.privacy.identity"]._find
        self.assertEqual(find("partner", "name", typed), user.partner_id)
        with self.assertRaisesRegex(UserError, "has an account"):
            self.erase(user.partner_id)
        self.other_club.animateur_ids = [Command.clear()]
        user.active = False
        self.assertEqual(find("partner", "name", typed), user.partner_id)
        login = user.login
        self.erase(user.partner_id)
        self.env.cr.execute(
            "SELECT login, signature, password FROM res_users WHERE id = %s", [user.id]
        )
        left = self.env.cr.fetchone()
        self.assertNotIn(login, left[0])
        self.assertEqual(left[1:], (None, None))
        self.assertFalse(find("partner", "name", typed))
