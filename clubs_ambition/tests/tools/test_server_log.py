import ast
import itertools
import logging
import smtplib
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import ConcurrencyError, UserError
from odoo.modules.module import get_module_path
from odoo.tests import HttpCase, tagged
from odoo.tests.common import JsonRpcException
from odoo.tools import SQL, mute_logger

from ...models.tools.club_constraint import Check, code
from ...models.tools.security_server import QUIET
from ..common import ClubsCase
from ..rights import test_two_roles
from odoo.addons.base.models.ir_mail_server import MailDeliveryException

CALL = "/web/dataset/call_kw"
ODD = {
    "date": [None, date(1990, 1, 1), date(2190, 1, 1)],
    "bool": [None, True, False],
    "int4": [None, -1, 0, 99999],
    "float8": [None, -1.0, 99999.0],
    "numeric": [None, -1, 0],
}
"""Values that some check refuses."""


@tagged("post_install", "-at_install", "security")
class TestServerLog(ClubsCase):
    """What the database would refuse is refused before: no log holds the row."""

    _fill = classmethod(test_two_roles.TestTwoRoles._fill.__func__)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.referent
        cls._fill(cls.club)
        cls._fill(cls.other_club)
        cls.env.flush_all()

    def bearers(self):
        ways = self.env["club.leaving"]._ways()
        return [
            self.env[name]
            for name in sorted(ways)
            if self.env[name]._auto and not self.env[name]._transient
        ]

    def test_every_row_that_the_database_refuses(self):
        """By every constraint of the registry's tables that bear a person."""
        missed, tried = [], 0
        for model in self.bearers():
            needed, rules = self.env["club.constraint"]._rules(model._table)
            record = model.sudo().with_context(active_test=False).search([], limit=1)
            for name in sorted(needed):
                if name in model._fields and record:
                    tried += 1
                    self.assert_answered(record, {name: None}, f"{model}.{name}")
            for rule in rules:
                with self.env.cr.savepoint() as savepoint:
                    found = self.refused_values(model, rule)
                    if found is None:
                        missed.append(rule.name)
                    else:
                        tried += 1
                        self.assert_answered(*found, rule.name)
                    savepoint.rollback()
        self.assertGreater(tried, 90)
        # Tables where the walk has fewer than two rows, or none that would do.
        self.assertLess(len(missed), 10, missed)

    def assert_answered(self, record, vals, what):
        """Check that we refuse what PostgreSQL would, and that it never hears of it."""
        with self.subTest(what), self.env.cr.savepoint() as savepoint:
            with (
                self.assertRaises(IntegrityError, msg="it is no constraint"),
                mute_logger("odoo.sql_db"),
                self.unanswered(),
                self.cr.savepoint(),
            ):
                record._write_multi([vals])
            with self.refused():
                record._write_multi([vals])
            savepoint.rollback()

    @contextmanager
    def refused(self):
        """Expect a refusal of ours, and nothing in the log."""
        with self.assertNoLogs("odoo.sql_db", level="ERROR"):
            try:
                with self.cr.savepoint():
                    yield
            except (UserError, ConcurrencyError):
                return
        self.fail("nothing was refused")

    @contextmanager
    def unanswered(self):
        """Let the database answer alone."""
        Constraint = type(self.env["club.constraint"])
        with patch.object(Constraint, "_is_asked", lambda *_args: False):
            yield

    def refused_values(self, model, rule):
        """Return ``(record, values)`` that a rule refuses, None when there is none."""
        if isinstance(rule, Check):
            return self.unchecked(model, rule)
        return self.alike(model, rule)

    def unchecked(self, model, rule):
        record = model.sudo().with_context(active_test=False).search([], limit=1)
        names = sorted(rule.columns)
        for values in itertools.product(*(self.odd(model, name) for name in names)):
            given = self.env["club.constraint"]._given_rows(
                model,
                names,
                [{"id": record.id or 0, **dict(zip(names, values, strict=True))}],
            )
            query = SQL("SELECT NOT (%s) FROM (%s) given", code(rule.expression), given)
            if record and self.env.execute_query(query)[0][0]:
                return record, dict(zip(names, values, strict=True))
        return None

    def odd(self, model, name):
        field = model._fields[name]
        if field.type == "selection":
            return [None, *dict(field._description_selection(self.env))]
        if field.type == "many2one":
            some = self.env[field.comodel_name].sudo().search([], limit=1)
            return [None, *some.ids]
        if field.type == "datetime":
            return [None, "2000-01-01 08:00:00", "2190-01-01 08:00:00"]
        return ODD.get(field.column_type[0], [None, " "])

    def alike(self, model, rule):
        """Return a record and the columns of another one, which rule out both."""
        columns = sorted(rule.columns)
        rows = self.env.execute_query(
            SQL(
                "SELECT id, %s FROM %s WHERE (%s) AND %s ORDER BY id",
                SQL(", ").join(SQL.identifier(name) for name in columns),
                SQL.identifier(model._table),
                code(rule.condition),
                SQL(" AND ").join(
                    SQL("(%s) IS NOT NULL", code(key)) for key in rule.keys
                ),
            )
        )
        others = self.env.execute_query(
            SQL("SELECT id FROM %s ORDER BY id DESC", SQL.identifier(model._table))
        )
        for first, *values in rows:
            for (other,) in others:
                if other != first:
                    vals = dict(zip(columns, values, strict=True))
                    return model.sudo().browse(other), vals
        return self.made_alike(model, rule, columns)

    def made_alike(self, model, rule, columns):
        """Give one row values that another one may not have, and return the other."""
        rows = model.sudo().with_context(active_test=False).search([], limit=6)
        for values in itertools.product(*(self.odd(model, name) for name in columns)):
            vals = dict(zip(columns, values, strict=True))
            if not self.concerned(model, rule, vals):
                continue
            for number, row in enumerate(rows[1:]):
                with (
                    suppress(IntegrityError),
                    mute_logger("odoo.sql_db"),
                    self.unanswered(),
                    self.cr.savepoint(),
                ):
                    row._write_multi([vals])
                    return rows[number], vals
        return None

    def concerned(self, model, rule, vals):
        """Tell whether a rule compares a row of these values with others."""
        given = self.env["club.constraint"]._given_rows(
            model, list(vals), [{"id": 0, **vals}]
        )
        keys = SQL(" AND ").join(
            SQL("(%s) IS NOT NULL", code(key)) for key in rule.keys
        )
        query = SQL(
            "SELECT (%s) AND %s FROM (%s) given", code(rule.condition), keys, given
        )
        return self.env.execute_query(query)[0][0]

    def test_new_rows_too(self):
        journey = self.make_participant(state="active")
        person = journey.person_id
        for vals in (
            {"person_id": person.id, "club_id": self.club.id},
            {"club_id": self.club.id},
        ):
            with self.refused():
                self.env["club.participant"].sudo().create(vals)

    def test_two_alike_in_one_call(self):
        journey = self.make_participant(state="active")
        barrier = self.env["club.barrier"].search([], limit=1)
        vals = {"participant_id": journey.id, "barrier_id": barrier.id}
        with self.refused():
            self.env["club.participant.barrier"].create([vals, vals])

    def test_no_error_quotes_what_was_read_under_sudo(self):
        """What is raised is made of labels that ask who reads, and of words."""
        found = []
        for path in Path(get_module_path("clubs_ambition")).rglob("*.py"):
            if "tests" in path.parts or "migrations" in path.parts:
                continue
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Raise) and node.exc is not None:
                    said = ast.unparse(node.exc)
                    past = "sudo()" in said and "with_env(self.env)" not in said
                    if past or any(f"{one}.name" in said for one in NAMED):
                        found.append(f"{path.name}: {said}")
        self.assertFalse(found)


NAMED = ("participant_id", "person_id", "journey", "participant", "person")
"""Whose plain name asks nobody, when their ``display_name`` does."""


@tagged("post_install", "-at_install", "security")
class TestRefusalsInTheLog(HttpCase, ClubsCase):
    """What is refused to a user is told to that user: the log has no sentence."""

    def test_a_refusal_names_nobody(self):
        journey = self.make_participant("Zoubida Xerxes", "active")
        self.make_candidacy(journey)
        self.authenticate("t_coordinator", "t_coordinator")
        params = {
            "model": "club.participant",
            "method": "write",
            "args": [journey.ids, {"state": "admitted"}],
            "kwargs": {},
        }
        with (
            self.assertLogs("odoo.http", level="DEBUG") as caught,
            self.assertRaises(JsonRpcException),
        ):
            self.make_jsonrpc_request(CALL, params)
        told = [one for one in caught.records if "Xerxes" in one.getMessage()]
        self.assertEqual([one.levelno for one in told], [logging.DEBUG])
        louder = [one for one in caught.records if one.levelno > logging.DEBUG]
        self.assertFalse(louder)


@tagged("post_install", "-at_install", "security")
class TestLogOfMails(ClubsCase):
    """A mail that does not leave names nobody, where the log is as it is to be."""

    ADDRESS = "lina.roux@example.com"

    def heard(self, gesture):
        """Return what the log says of a gesture, but for what is to be silent there."""
        with self.assertLogs("odoo", logging.INFO) as logs:
            logging.getLogger("odoo.tests").info("It begins")
            gesture()
        told = logging.Formatter()
        return [
            told.format(one)
            for one in logs.records
            if one.levelno > QUIET.get(one.name, logging.NOTSET)
        ]

    def mail(self, **vals):
        journey = self.make_participant("Lina Roux")
        return self.env["mail.mail"].create(
            {
                "model": journey._name,
                "res_id": journey.id,
                "subject": "Lina Roux",
                "body_html": "<p>Lina Roux</p>",
                "email_to": self.ADDRESS,
                **vals,
            }
        )

    def test_a_mail_that_does_not_leave(self):
        refused = smtplib.SMTPRecipientsRefused({self.ADDRESS: (550, b"unknown")})
        servers = type(self.env["ir.mail_server"])
        for error in (
            refused,
            MailDeliveryException(f"Mail delivery failed: {refused}"),
            AssertionError("no valid recipient"),
            AssertionError(servers.NO_VALID_RECIPIENT),
            ValueError(self.ADDRESS),
            UnicodeEncodeError("ascii", self.ADDRESS, 0, 1, "x"),
        ):
            with (
                self.subTest(error=error),
                patch.object(servers, "_club_is_mute", lambda _self: False),
                patch.object(servers, "send_email", side_effect=error),
            ):
                mail = self.mail()
                text = "\n".join(self.heard(mail.send))
                self.assertNotIn(self.ADDRESS, text)
                self.assertNotIn("Roux", text)
                self.assertNotEqual(mail.state, "sent")
