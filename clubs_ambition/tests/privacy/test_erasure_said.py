"""Short texts, and what the team typed in Odoo's own tables: nobody erased is there."""

# pylint: disable=translation-required
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import SQL

from ...models.club import personal_data as club
from ...models.employer import personal_data as employer
from ...models.privacy.club_privacy_places import FROZEN
from ...utils.personal_data import CONTACT, NOBODY, Bears, Silent
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

    def searched(self):
        """Return ``{(model, field)}`` of the short texts of ours that are searched."""
        places, leaving = self.env["club.privacy.places"], self.env["club.leaving"]
        return {
            (name, field)
            for name, columns in places._places().items()
            for field in columns
            if leaving._is_ours(name) and self.env[name]._fields[field].type == "char"
        }

    def test_every_short_text_that_is_somebodys(self):
        """As the map says: of whom it bears, unless it is a title, or says who they are."""
        Map, searched = self.env["club.privacy.map"], self.searched()
        free, rows = self.env["club.privacy.free.text"], self.env["club.privacy.rows"]
        left = {
            (name, field)
            for (name, field) in Map._entries()
            if self.env["club.leaving"]._is_ours(name)
            if (one := self.env[name]._fields[field]).type == "char"
            if (name, field) not in searched and Map._is_spoken_in(name, field)
            if not free._names(one)
            if field not in rows._told_apart(self.env[name]._table)
            if field != "res_model"
        }
        handed_out = {one for one in left if one[0].startswith(FROZEN)}
        self.assertEqual(left - handed_out, set())
        self.assertGreater(len(searched), 20)

    def test_a_new_short_text_is_searched(self):
        """As if it had just been added, and said to be somebody's, or nobody's."""
        said = {
            "club.charter": Bears(CONTACT, "network", emptied="name"),
            "club.funder": NOBODY,
            "club.closure": Silent("", titles="reason"),
        }
        before = self.searched()
        rooms = (
            (employer, "club.charter"),
            (club, "club.funder"),
            (club, "club.closure"),
        )
        for room, name in rooms:
            patcher = patch.dict(room.MODELS, {name: said[name]})
            patcher.start()
            self.addCleanup(patcher.stop)
        self.addCleanup(self.registry.clear_cache)
        self.registry.clear_cache()
        added = {("club.charter", "name"), ("club.funder", "name")}
        self.assertEqual(self.searched() - before, added)
        self.assertEqual(before - self.searched(), {("club.closure", "reason")})

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
            {"name": SAID, "place": f"12 rue {NAME}"}
            | {"partner_id": self.employer.id, "club_id": self.club.id}
        )
        campaign = self.env["club.campaign"].create(
            {"name": SAID, "club_id": self.club.id}
        )
        waiting = self.env["club.inbound.mail"].create(
            {"club_id": self.club.id, "sender": "x@example.org", "subject": SAID}
        )
        self.erase()
        said = [goal.name, self.cohort.extra_seats_reason, contact.note]
        for text in (*said, offer.name, campaign.name, waiting.subject):
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
