"""Short texts, and what the team typed in Odoo's own tables: nobody erased is there."""

# pylint: disable=translation-required
from odoo.tests import tagged
from odoo.tools import SQL

from ...models.privacy.club_privacy_places import PLACES, TITLED
from .erasure_common import ErasureCase

NAME, EMAIL, PHONE = "Melchior Quatrebarbes", "melchior.q@example.org", "06 99 88 77 66"
SAID = f"gardé pour {NAME}"


@tagged("post_install", "-at_install", "security")
class TestErasureSaid(ErasureCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.somebody()

    def erase(self):
        self.env.flush_all()
        self.env["club.privacy.erasure"]._erase(self.person)
        self.env.flush_all()
        self.env.invalidate_all()

    # === OF OURS === #

    def test_every_short_text_of_ours(self):
        """A new one is searched by name, or is called after a place or a thing."""
        places, leaving = self.env["club.privacy.places"], self.env["club.leaving"]
        titled = []
        for name, model in places._tables():
            told = {*places._places().get(name, ())}
            told |= self.env["club.privacy.rows"]._told_apart(model._table)
            for field in model._fields.values() if leaving._is_ours(name) else ():
                short = field.type == "char" and field.store and not field.readonly
                if short and field.name not in told | set(PLACES):
                    titled.append((name, field.name))
        unknown = [one for one in titled if one[1] not in TITLED]
        self.assertEqual(unknown, [])

    def test_what_was_said_of_them_in_a_line(self):
        other = self.make_participant("Aude Valmy", "active")
        goal = self.env["club.objective"].create(
            {"participant_id": other.id, "week_start": "2026-01-05", "name": SAID}
        )
        self.cohort.extra_seats_reason = SAID
        contact = self.env["club.contact"].create(
            {"partner_id": self.employer.id, "club_id": self.club.id, "note": SAID}
            | {"outcome": "reached"}
        )
        offer = self.env["club.offer"].create(
            {"name": "Vendeur", "place": f"12 rue {NAME}"}
            | {"partner_id": self.employer.id, "club_id": self.club.id}
        )
        self.erase()
        for text in (goal.name, self.cohort.extra_seats_reason, contact.note):
            self.assertTrue(text.startswith("gardé pour …"), text)
        self.assertIn(NAME, offer.place, "a street is called after somebody else")

    # === OF ODOO === #

    def said(self, user):
        """Return ``{what: (table, column, id)}`` of what somebody typed, of nobody."""
        env = self.env(user=user, su=True)
        rows = {
            "answer": env["mail.canned.response"].create(
                {"source": "x", "substitution": SAID}
            ),
            "tag": env["crm.tag"].create({"name": f"{SAID} {user.login}"}),
            "campaign": env["utm.campaign"].create({"title": SAID}),
            "columns": env["ir.exports"].create(
                {"name": SAID, "resource": "club.participant"}
            ),
        }
        columns = {"answer": "substitution", "campaign": "title"}
        found = {
            what: (row._table, columns.get(what, "name"), row.id)
            for what, row in rows.items()
        }
        field = env["ir.model.fields"]._get("club.participant", "motivation")
        usual = env["ir.default"].create(
            {"field_id": field.id, "json_value": f'"{SAID}"', "user_id": user.id}
        )
        return {**found, "usual value": ("ir_default", "json_value", usual.id)}

    def left(self, table, column, row_id):
        [(text,)] = self.env.execute_query(
            SQL(
                "SELECT %s::text FROM %s WHERE id = %s",
                *map(SQL.identifier, (column, table)),
                row_id,
            )
        )
        return text

    def test_what_the_team_typed_in_tables_of_odoo(self):
        """Found in the rights: wherever who has a role may write. The host's stays."""
        ours = self.said(self.animateur)
        hosts = self.said(self.users["employee"])
        self.erase()
        for what, place in ours.items():
            with self.subTest(what):
                self.assertNotIn("Quatrebarbes", self.left(*place))
        for what, place in hosts.items():
            with self.subTest(f"of the host: {what}"):
                self.assertIn("Quatrebarbes", self.left(*place))

    def test_how_one_signs_and_says_to_be_away(self):
        user = self.animateur
        user.signature = f"<p>En mon absence : {NAME}, {EMAIL}</p>"
        user.out_of_office_message = f"<p>Voyez avec {NAME}</p>"
        self.erase()
        self.assertNotRegex(str(user.signature), "Quatrebarbes|example")
        self.assertNotIn("Quatrebarbes", str(user.out_of_office_message))

    def test_a_text_message_to_their_phone_goes(self):
        sms = self.env["sms.sms"].create({"number": "+33699887766", "body": "Bonjour"})
        other = self.env["sms.sms"].create({"number": "+33611223344", "body": "x"})
        self.erase()
        self.assertFalse(sms.exists())
        self.assertTrue(other.exists())
