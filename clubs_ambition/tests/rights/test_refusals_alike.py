"""A refusal says nothing of what is out of sight: not even whether it is so."""

import inspect
import re

from odoo.exceptions import AccessError, MissingError
from odoo.fields import Command
from odoo.service.model import call_kw, get_public_method
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...models.tools.plain_words import in_words
from .attacks import Attacks
from .guard_common import MODULE, GuardCase

WRITTEN = "values said of records out of sight"
PRESSED = "buttons of records out of sight, archived or not"
POINTED = "what is not there or out of sight, pointed to"


class AlikeCase(Attacks, GuardCase):
    """Answers are compared: where two differ, what differs is told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.watchers = {
            role: user for role, user in cls.users.items() if role != "coordinator"
        }

    def told(self, answer):
        """Return what differs."""
        return list(answer) if len(answer) > 1 else []

    def hidden(self, name, user):
        """Return a record that somebody does not read, none where they read all."""
        records = self.records.get(name, self.env[name])
        return (records - records.with_user(user)._filtered_access("read").sudo())[:1]

    def said(self, Model, method, *args):
        """Return the kind and sentence of an answer, without the numbers in it."""
        self.env.flush_all()
        self.env.invalidate_all()
        savepoint = self.env.cr.savepoint()
        try:
            call_kw(Model, method, list(args), {})
        except Exception as error:  # noqa: BLE001 (whatever it is, it is compared)
            told = in_words(Model.env, error) or error
            return type(told).__name__, re.sub(r"\d+", "#", str(told))
        else:
            return "answered", ""
        finally:
            savepoint.rollback()
            savepoint.close(rollback=False)


@tagged("post_install", "-at_install", "security")
class TestRefusalsAlike(AlikeCase):
    @mute_logger("odoo.sql_db", "odoo.models.unlink", "odoo.models")
    def judged(self):
        """Return where what is said of a record out of sight is judged by it."""
        found = []
        self.middle.active = False
        for name in self.models():
            for role, user in self.watchers.items():
                record = self.hidden(name, user)
                Model = self.env[name].with_user(user)
                if not record or not Model.has_access("write"):
                    continue  # who may write none is refused before
                for key, field in self.fields(name):
                    if not self.values(record, field):
                        continue
                    said = {
                        value: self.said(Model, "write", record.ids, {key: value})
                        for value in self.values(record, field)
                    }
                    typed = {
                        self.said(
                            *(Model, "onchange", record.ids),
                            *({key: value}, [key], {key: {}}),
                        )
                        for value in said
                    }
                    for answers in (set(said.values()), typed):
                        self.tried[WRITTEN] += 1
                        self.held[WRITTEN] += len(answers) < 2
                        if len(answers) > 1:
                            found.append((role, name, key, answers))
        return found

    def values(self, record, field):
        """Return ids for a field: what stands, what does not, who is out of sight."""
        if field.type != "many2one" or not field.store:
            return []
        there = self.env[field.comodel_name].with_context(active_test=False)
        ids = there.search([], order="id desc", limit=4).ids
        return [record[field.name].id, *ids]

    def test_what_is_said_of_it_is_not_judged(self):
        self.assertEqual(self.judged(), [])
        self.check_tried(100, WRITTEN)

    @mute_logger("odoo.sql_db", "odoo.models.unlink", "odoo.models", "odoo.http")
    def test_no_button_tells_whether_it_is_archived(self):
        for name in self.models():
            if self.env[name]._active_name != "active":
                continue
            for role, user in self.watchers.items():
                record = self.hidden(name, user)
                for method in self.buttons(name) if record else ():
                    Model = self.env[name].with_user(user)
                    answers = set()
                    for active in (True, False):
                        self.env.flush_all()
                        self.env.cr.execute(
                            f"UPDATE {self.env[name]._table} SET active = %s"  # noqa: S608
                            " WHERE id = %s",
                            [active, record.id],
                        )
                        answers.add(self.said(Model, method, record.ids))
                    with self.subTest(role=role, model=name, method=method):
                        self.hold(PRESSED, answers)
        self.check_tried(300, PRESSED)

    def buttons(self, name):
        """Return the public methods of a model that need no argument, and are ours."""
        found = []
        model = self.env.registry[name]
        for method, function in inspect.getmembers(model, inspect.isfunction):
            wanted = list(inspect.signature(function).parameters.values())[1:]
            if method.startswith("_") or any(
                one.default is one.empty for one in wanted
            ):
                continue
            if f"addons.{MODULE}" not in function.__module__:
                continue
            try:
                get_public_method(self.env[name], method)
            except AccessError:
                continue
            found.append(method)
        return found

    @mute_logger("odoo.sql_db", "odoo.models")
    def test_who_is_pointed_to_is_refused_alike(self):
        """Not there, out of sight, archived out of sight: one sentence."""
        for name in self.models():
            for key, comodel in self.env[name]._club_pointing_fields().items():
                many = self.env[name]._fields[key].type == "many2many"
                for role, user in self.watchers.items():
                    Model = self.env[name].with_user(user)
                    hidden = self.hidden(comodel, user)
                    if not (hidden and Model.has_access("create")):
                        continue
                    answers = set()
                    for active in (True, False, None):
                        number = hidden.id if active is not None else 2**31 - 2
                        if active is not None and hidden._active_name == "active":
                            self.env.flush_all()
                            self.env.cr.execute(
                                f"UPDATE {hidden._table} SET active = %s"  # noqa: S608
                                " WHERE id = %s",
                                [active, hidden.id],
                            )
                        value = [Command.link(number)] if many else number
                        answers.add(self.said(Model, "create", [{key: value}]))
                    with self.subTest(role=role, model=name, field=key):
                        self.hold(POINTED, answers)
        self.check_tried(40, POINTED)

    def test_who_deletes_is_told_of_nobody_left_alone(self):
        """That somebody asked to be left alone is told to who reads their file."""
        journey = self.make_participant("Left Alone", club=self.other_club)
        mine = journey.with_user(self.animateur)
        before = self.said(mine, "unlink", mine.ids)
        self.env["club.restriction"]._set(journey.person_id, "2026-01-05")
        self.assertEqual(self.said(mine, "unlink", mine.ids), before)
        after = self.said(mine, "write", mine.ids, {"motivation": "x"})
        self.assertEqual(after[0], AccessError.__name__)
        self.assertNotIn(MissingError.__name__, after)
