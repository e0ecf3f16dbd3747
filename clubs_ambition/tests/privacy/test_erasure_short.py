"""Names of a few letters are found in what others wrote, and words of theirs are not."""

# pylint: disable=translation-required
from odoo.tests import tagged
from odoo.tools import SQL

from ...models.privacy.erasure_words import Identifiers
from .erasure_common import ErasureCase

NAMED = {
    "An Le": (
        *("An Le", "AN LE", "Le An", "LE, An", "Le (An)", "LE - An", "Le / An"),
        *("<b>An</b> Le", "An&nbsp;LE", "cv_an_le.pdf", "cv-an-le.pdf", "LE_AN_2.odt"),
        *("https://x.fr/an-le", "https://x.fr/?q=an%20le", "an+le"),
    ),
    "Yé Bâ": ("Ye Ba", "YÉ BÂ", "Bâ Yé", "BA Yé", "Ye\u0301 Ba\u0302", "ye_ba.pdf"),
}
"""How somebody of so short a name is written of."""

OTHERS = {
    "An Le": (
        *("dans un an, le 3 mai", "l'an le plus long", "Bilan Le 3", "an le"),
        *("An Lebrun", "Jean Le Goff", "Un an. Le jour", "An-Le Roux", "an.le@x.fr"),
    ),
    "Yé Bâ": ("Yé Bah", "Baye Ba", "ye ba", "Ye-Ba Diop"),
}
"""What is a sentence, or somebody else."""


@tagged("post_install", "-at_install", "security")
class TestErasureShort(ErasureCase):
    def erase(self, person):
        self.env.flush_all()
        self.env["club.privacy.erasure"]._erase(person)
        self.env.flush_all()
        self.env.invalidate_all()

    def said(self, form):
        """Return a message of a group that says this, as it stands in the database."""
        message = self.cohort.message_post(body="x")
        self.env.flush_all()
        query = "UPDATE mail_message SET body = %s WHERE id = %s"
        self.env.cr.execute(query, [f"<p>Avec {form} hier</p>", message.id])
        return message

    def test_named_however_it_is_written_and_nobody_else(self):
        for name, forms in NAMED.items():
            person = self.somebody(name)
            theirs = {form: self.said(form) for form in forms}
            others = {form: self.said(form) for form in OTHERS[name]}
            self.erase(person)
            for form, message in theirs.items():
                with self.subTest(name, form=form):
                    self.assertIn("…", str(message.body))
                    self.assertNotIn(form, str(message.body))
            for form, message in others.items():
                with self.subTest(name, other=form):
                    self.assertEqual(str(message.body), f"<p>Avec {form} hier</p>")

    def test_files_names_of_imports_and_properties(self):
        person = self.somebody("An Le")
        about = {"res_model": self.cohort._name, "res_id": self.cohort.id, "raw": b"x"}
        theirs, other = self.env["ir.attachment"].create(
            [{**about, "name": name} for name in ("CV An Le.pdf", "Bilan le 3.pdf")]
        )
        lead = self.env["crm.lead"].create({"name": "x", "club_id": self.club.id})
        known = self.env["ir.model.data"].create(
            {"model": lead._name, "res_id": lead.id, "module": "__import__"}
            | {"name": "piste_an_le"}
        )
        self.env.flush_all()
        self.env.cr.execute(
            """UPDATE crm_lead SET lead_properties = '{"a": "Vu An Le"}'::jsonb
                WHERE id = %s""",
            [lead.id],
        )
        self.erase(person)
        self.assertFalse(theirs.exists())
        self.assertTrue(other.exists())
        self.assertTrue(known.name.startswith("erased_"))
        query = SQL("SELECT lead_properties FROM crm_lead WHERE id = %s", lead.id)
        self.assertEqual(self.env.execute_query(query), [({"a": "Vu …"},)])

    def test_whoever_bears_the_same_name_keeps_it(self):
        person = self.somebody("An Le")
        self.make_person("Le An")
        message = self.said("An Le")
        self.erase(person)
        self.assertIn("An Le", str(message.body))

    def test_what_the_pattern_finds_the_sieve_finds(self):
        for name, forms in NAMED.items():
            both = frozenset((name, " ".join(reversed(name.split()))))
            [words] = Identifiers(both, frozenset()).parts()
            for form in forms:
                query = SQL(
                    "SELECT %(form)s %(like)s %(one)s, %(form)s %(like)s %(other)s",
                    form=form,
                    like=words.matches,
                    one=words.pattern(),
                    other=words.sieve(),
                )
                with self.subTest(form):
                    self.assertEqual(self.env.execute_query(query), [(True, True)])
