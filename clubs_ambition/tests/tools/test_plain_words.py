import errno
import json
import logging
import xmlrpc.client
from contextlib import contextmanager
from unittest.mock import patch

import psycopg2
from psycopg2 import errors

from odoo import api
from odoo.exceptions import AccessError, ConcurrencyError, LockError, UserError
from odoo.sql_db import PoolError
from odoo.tests import HttpCase, tagged
from odoo.tests.common import get_db_name
from odoo.tools import SQL, mute_logger

from ...models.club import inbound_page
from ...models.tools.plain_words import in_words, without_database
from ...utils.at_once import AtOnce
from ..import_common import ImportCase

RAW = ("could not", "troublemaker", "No space", "psycopg", "Traceback", "constraint")
RAW += ("club.", "res.partner", "cookies", "top-secret", "Wrong value", "ValueError")
RAISED = {
    "at once": ("40001", 409),
    "dead lock": ("40P01", 409),
    "retried": (lambda: ConcurrencyError("could not"), 409),
    "locked": (lambda: LockError("could not lock"), 409),
    "ours": (lambda: AtOnce("Somebody else was faster."), 409),
    "disk of the database": ("53100", 503),
    "disk": (lambda: OSError(errno.ENOSPC, "No space left on device"), 503),
    "connections": (lambda: PoolError("could not: The Connection Pool Is Full"), 503),
    "memory": (MemoryError, 503),
    "too long": ("57014", 503),
    "a bug": ("42703", 503),
    "too high": ("22003", 422),
    "a NUL": (lambda: ValueError("it cannot contain NUL (0x00) characters."), 422),
}
"""What goes wrong: what makes an exception, or the code of PostgreSQL's own."""


def go_wrong(env, how):
    if callable(how):
        raise how()
    words = "could not: No space left on device, constraint"
    env.cr.execute(
        SQL("DO %s", f"BEGIN RAISE EXCEPTION '{words}' USING ERRCODE = '{how}'; END")
    )


@contextmanager
def going_wrong(env, how):
    """Have a search of sessions go wrong, once and for all."""

    @api.model
    def name_search(model, *_args, **_named):
        go_wrong(model.env, how)

    with (
        patch.object(type(env["club.session"]), "name_search", name_search),
        patch("odoo.service.model.MAX_TRIES_ON_CONCURRENCY_FAILURE", 1),
    ):
        yield


@tagged("post_install", "-at_install")
class TestPlainWords(HttpCase, ImportCase):
    """What the database, the disk and Odoo say is told in a sentence, at every door."""

    def rpc(self, model, method, *args):
        answer = self.url_open(
            f"/web/dataset/call_kw/{model}/{method}",
            data=json.dumps(
                {
                    "params": {
                        "model": model,
                        "method": method,
                        "args": args,
                        "kwargs": {"context": {"lang": "fr_FR"}},
                    }
                }
            ),
            headers={"Content-Type": "application/json"},
        )
        self.assertTrue(answer.ok, answer.text[:300])
        return answer.json()["error"]["data"]

    def check(self, message):
        self.assertTrue(message)
        for raw in RAW:
            self.assertNotIn(raw, message)

    @mute_logger("odoo.sql_db")
    def test_a_value_that_is_no_date_is_named(self):
        """What Odoo says of a value has a help of its own: the format of a date."""
        result = self.env["res.currency.rate"].load(["name"], [["yesterday"]])
        said = [one for one in result["messages"] if "yesterday" in one["message"]]
        self.assertIn("-12-31", said[0]["moreinfo"])

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_each_is_a_sentence_for_who_calls(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.animateur.lang = "fr_FR"
        self.authenticate("t_animateur", "t_animateur")
        for name, (how, _status) in RAISED.items():
            with self.subTest(name), going_wrong(self.env, how):
                told = self.rpc("club.session", "name_search", "x")
                self.check(told["message"])
                # Another name, and the client shows a traceback.
                self.assertEqual(told["name"], "odoo.exceptions.UserError")
                if name != "ours":
                    self.assertRegex(told["message"], "(?i)enregistr")

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_each_is_a_page_for_who_has_no_account(self):
        path = f"/clubs/{inbound_page.key_of(self.club)}/besoin"
        for name, (how, _status) in RAISED.items():
            with (
                self.subTest(name),
                patch.object(
                    inbound_page,
                    "club_of",
                    lambda env, _key, how=how: go_wrong(env, how),
                ),
                patch("odoo.service.model.MAX_TRIES_ON_CONCURRENCY_FAILURE", 1),
            ):
                page = self.url_open(path)
                self.assertGreaterEqual(page.status_code, 400)
                self.check(page.text)

    @mute_logger("odoo.sql_db")
    def test_each_says_its_number(self):
        for name, (how, status) in RAISED.items():
            try:
                with self.env.cr.savepoint():
                    go_wrong(self.env, how)
            except Exception as error:  # noqa: BLE001 - any of them
                told = in_words(self.env, error)
            self.assertEqual(told.http_status, status, name)
        for told in (UserError("Choose a day"), KeyError("x")):
            self.assertIsNone(in_words(self.env, told))

    @mute_logger("odoo.sql_db", "odoo.http")
    def test_the_database_refuses_in_words(self):
        """By the road of a caller: a delete, a missing target, a double."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env.ref("base.user_admin").lang = "fr_FR"
        journey = self.make_participant("Lina Moreau", "active")
        self.make_candidacy(journey)
        self.authenticate("admin", "admin")
        told = self.rpc("res.partner", "unlink", [self.employer.id])
        self.check(told["message"])
        self.assertIn("archive", told["message"])

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule")
    def test_what_is_closed_is_told_without_its_model(self):
        """Another club's, another role's, deleted, a field: no rule, model nor joke."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.other_animateur.lang = self.referent.lang = "fr_FR"
        journey = self.make_participant("Lina Moreau", "active")
        offer = self.env["club.offer"].create(
            {"name": "Baker", "partner_id": self.employer.id, "club_id": self.club.id}
        )
        gone = offer.id
        offer.unlink()
        calls = {
            "another club's": ("club.participant", "read", [journey.id], ["name"]),
            "written": ("club.participant", "write", [journey.id], {"note": "x"}),
            "a model": ("club.answer.key", "search_read", []),
            "deleted": ("club.offer", "write", [gone], {"name": "x"}),
        }
        self.authenticate(self.other_animateur.login, self.other_animateur.login)
        for name, call in calls.items():
            with self.subTest(name):
                told = self.rpc(*call)
                self.check(told["message"])
                self.assertIn(
                    told["name"].rpartition(".")[2], ("AccessError", "MissingError")
                )
                self.assertNotIn("Lina", told["message"])

    @mute_logger("odoo.http")
    def test_a_choice_that_is_none_is_named(self):
        self.authenticate("t_animateur", "t_animateur")
        values = {"partner_id": self.employer.id, "channel": "nothing"}
        told = self.rpc("club.contact", "create", [values])
        self.check(told["message"])
        self.assertRegex(told["message"], "Channel|Canal")
        self.assertEqual(told["name"], "odoo.exceptions.UserError")

    @mute_logger("odoo.http")
    def test_a_page_opened_before_an_upgrade_is_told_to_load_again(self):
        self.authenticate("t_animateur", "t_animateur")
        session = self.env["club.session"].search([], limit=1).ids or [1]
        calls = {
            "a field": ("club.session", "web_read", session, {"gone": {}}),
            "a button": ("club.session", "action_gone", session),
            "a filter": ("club.session", "web_search_read", [("gone", "=", 1)], {}),
        }
        for name, call in calls.items():
            with self.subTest(name):
                told = self.rpc(*call)
                self.assertIn("load the page again", told["message"])
                self.assertEqual(told["name"], "odoo.exceptions.UserError")

    def test_an_administrator_reads_which_rule_it_was(self):
        admin = self.env(user=self.env.ref("base.user_admin"))
        refusal = AccessError("… (club.session)")
        self.assertIsNone(in_words(admin, refusal))
        theirs = in_words(self.env(user=self.animateur), refusal)
        self.check(str(theirs))
        self.assertIsInstance(theirs, AccessError)
        ours = AccessError("Erasing is the data officer's gesture.")
        self.assertIsNone(in_words(self.env(user=self.animateur), ours))

    @mute_logger("odoo.sql_db")
    def test_each_refusal_of_a_row_is_in_words(self):
        place, table = self.employer, "res_partner"
        cases = {
            errors.NotNullViolation: "UPDATE club_offer SET partner_id = NULL",
            errors.ForeignKeyViolation: "UPDATE club_offer SET partner_id = -1",
            errors.CheckViolation: "UPDATE club_offer SET positions = -1",
            errors.UniqueViolation: "INSERT INTO club_offer SELECT * FROM club_offer",
        }
        offers = self.env["club.offer"].create(
            [
                {"name": "Baker", "partner_id": place.id, "club_id": self.club.id}
                for _time in range(2)
            ]
        )
        self.env.flush_all()
        for kind, query in cases.items():
            with self.subTest(kind.__name__):
                with self.assertRaises(kind) as caught, self.env.cr.savepoint():
                    self.env.cr.execute(query)
                told = offers._sql_error_to_message_generic(caught.exception)
                self.check(told)
                self.assertNotIn("club_offer", told)
                self.assertNotIn(table, told)

    @mute_logger("odoo.models", "odoo.sql_db")
    def test_an_import_tells_no_exception(self):
        Orientation = self.env["club.orientation"].with_user(self.animateur)
        raised = (psycopg2.ProgrammingError("psycopg"), KeyError("Traceback"))
        for error in raised:
            with patch.object(type(Orientation), "_load_records", side_effect=error):
                answer = Orientation.load(["last_name"], [["Martin"]])
            for message in answer["messages"]:
                self.check(message["message"])


@tagged("post_install", "-at_install")
class TestWordsForPrograms(HttpCase, ImportCase):
    """Programs that call by the older doors read the same, in their user's language."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        (cls.animateur | cls.other_animateur).lang = "fr_FR"

    def told(self, user, *call):
        """Yield ``(door, what it says)`` of one call by each door."""
        model, method, *args = call
        secret = user.login.ljust(8, "x")
        known = (get_db_name(), user.id, secret, model, method, args, {})
        self.env.flush_all()
        with self.assertRaises(xmlrpc.client.Fault) as caught:
            self.xmlrpc_object.execute_kw(*known)
        yield "xml", caught.exception.faultString
        params = {"service": "object", "method": "execute_kw", "args": known}
        answer = self.url_open("/jsonrpc", json={"jsonrpc": "2.0", "params": params})
        data = answer.json()["error"]["data"]
        self.assertNotIn("psycopg", data["debug"])
        yield "json", data["message"]

    def check(self, text):
        self.assertTrue(text)
        for raw in RAW:
            self.assertNotIn(raw, text)

    @mute_logger("odoo.http", "odoo.sql_db", "odoo.addons.rpc")
    def test_each_is_a_sentence(self):
        for name, (how, _status) in RAISED.items():
            with going_wrong(self.env, how):
                for door, text in self.told(
                    self.animateur, "club.session", "name_search", "x"
                ):
                    with self.subTest(name, door=door):
                        self.check(text)
                        if name != "ours":
                            self.assertRegex(text, "(?i)enregistr")

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule", "odoo.addons.rpc")
    def test_what_is_closed_is_told_without_its_model(self):
        journey = self.make_participant("Lina Moreau", "active")
        for door, text in self.told(
            self.other_animateur, "club.participant", "read", journey.ids, ["name"]
        ):
            with self.subTest(door=door):
                self.check(text)
                self.assertNotIn("Lina", text)

    @mute_logger("odoo.addons.rpc")
    def test_a_refusal_is_no_sentence_of_the_log(self):
        journey = self.make_participant("Zoubida Xerxes", "active")
        self.make_candidacy(journey)
        with self.assertLogs("odoo.http", level="DEBUG") as caught:
            for door, text in self.told(
                self.animateur,
                *("club.participant", "write", journey.ids, {"state": "admitted"}),
            ):
                with self.subTest(door=door):
                    self.assertIn("Xerxes", text)
        told = [one for one in caught.records if "Xerxes" in one.getMessage()]
        self.assertEqual({one.levelno for one in told}, {logging.DEBUG})

    @mute_logger("odoo.http", "odoo.addons.rpc")
    def test_a_wrong_password_is_that(self):
        with self.assertRaises(xmlrpc.client.Fault) as caught:
            self.xmlrpc_object.execute_kw(
                *(get_db_name(), self.animateur.id, "wrong"),
                *("club.session", "search", [[]]),
            )
        self.assertEqual(caught.exception.faultCode, 3)

    def test_without_a_database_it_is_said_as_well(self):
        """Nothing is read of which language there is: the one asked for will do."""
        for lang, word in (("fr_FR", "enregistré"), (None, "recorded")):
            told = without_database(lang)
            self.assertIn(word, str(told))
            self.assertEqual(told.http_status, 503)
