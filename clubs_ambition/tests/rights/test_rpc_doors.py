"""Every public method of ours, called as the least of users calls it."""

import inspect

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw, get_public_method
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...utils import clock
from ..import_common import ImportCase
from .label_common import EMAIL, FIRST, LAST, MOBILE, LabelCase

OURS = "odoo.addons.clubs_ambition"
METHODS = "public methods of ours, by who may nothing"
EVERY_MODEL = f"{OURS}.models.tools.base"
"""Judges values of our fields only: what it opens on a stock model is Odoo's."""


@tagged("post_install", "-at_install", "security")
class TestPublicMethods(LabelCase):
    def _public_methods(self):
        """Yield each method of ours that RPC may call, from the registry."""
        for name, model in self.env.registry.items():
            methods = {
                method: function
                for cls in model.mro()
                if cls.__module__.startswith(OURS)
                and (cls.__module__ != EVERY_MODEL or name.startswith("club."))
                for method, function in vars(cls).items()
                if inspect.isfunction(function) and not method.startswith("_")
            }
            if model._abstract:
                continue
            for method, function in methods.items():
                try:
                    get_public_method(self.env[name], method)
                except AccessError:
                    continue
                yield name, method, inspect.signature(function)

    def _arguments(self, model, signature):
        """Return something for each argument that the method cannot do without."""
        named = {
            "vals_list": [{}],
            "vals": {},
            "values": {},
            "fields": list(self.env[model]._fields),
            "fields_list": list(self.env[model]._fields),
            "fields_spec": {name: {} for name in self.env[model]._fields},
            "specification": {name: {} for name in self.env[model]._fields},
            "field_names": [],
            "data": [],
            "columns": [],
            "options": {},
            "domain": [],
            "group_by": "id",
            "progress_bar": {"field": "activity_state", "colors": {}},
            "model": model,
            "reason": "x",
            "msg_dict": {"subject": "x", "body": "x"},
        }
        needed = list(signature.parameters.values())[1:]
        return [
            named.get(one.name, self._one_of("crm.lead").id)
            for one in needed
            if one.default is one.empty and one.kind is one.POSITIONAL_OR_KEYWORD
        ]

    def _one_of(self, model):
        if model == "club.person":
            return self.person
        return self.env[model].sudo().search([], order="id desc", limit=1)

    @mute_logger("odoo.sql_db")
    def test_a_portal_user_learns_nothing(self):
        """Each public method refuses, or tells nothing of anybody."""
        count = 0
        for role in ("portal", "employee"):
            for model, method, signature in self._public_methods():
                record = self._one_of(model)
                Model = self.env[model].with_user(self.users[role])
                plain = self.env.registry[model]
                args = self._arguments(model, signature)
                if not getattr(getattr(plain, method), "_api_model", False):
                    args = [record.ids, *args]
                count += 1
                with self.subTest(role=role, model=model, method=method):
                    self.hold(METHODS, self._call(Model, method, args))
        self.assertGreater(count, 300)

    def _call(self, Model, method, args):
        self.env.flush_all()
        self.env.invalidate_all()
        savepoint = self.env.cr.savepoint()
        try:
            return call_kw(Model, method, args, {})
        except (
            *(UserError, LookupError, ValueError, AttributeError),
            AssertionError,  # Odoo's own, of a call that groups by nothing
        ) as error:
            return error
        except IntegrityError as error:
            return error  # no record of the kind, or no value: told in its words
        finally:
            savepoint.rollback()
            savepoint.close(rollback=False)


@tagged("post_install", "-at_install", "security")
class TestImportRights(LabelCase, ImportCase):
    """Rights come before anything is read, and a list fills nobody's record."""

    HEAD = "Nom;Prénom;Né le;E-mail;Adresse;Club"

    def _line(self, club):
        line = f"{LAST};{FIRST};03/02/2001;{EMAIL};1 rue Neuve;{club.name}"
        return f"{self.HEAD}\n{line}".encode()

    def _unentitled(self):
        return [
            self.users[role]
            for role in ("portal", "employee", "salesman", "observer", "data_officer")
        ]

    def test_a_list_is_judged_for_who_may_import_it(self):
        for user in self._unentitled():
            Participant = self.env["club.participant"].with_user(user)
            with self.subTest(user=user.login), self.assertRaises(AccessError) as no:
                Participant.with_context(import_file=True).load(
                    ["person_name", "email"], [[f"{FIRST} {LAST}", EMAIL]]
                )
            self.assertFalse(self.told(no.exception))

    def test_the_screen_says_no_more(self):
        for user in self._unentitled():
            if user._is_portal():
                continue
            screen = (
                self.env["base_import.import"]
                .with_user(user)
                .create(
                    {
                        "res_model": "club.participant",
                        "file": self._line(self.other_club),
                        "file_name": "file.csv",
                        "file_type": "text/csv",
                    }
                )
            )
            fields = ["person_last_name", "person_first_name", False, "email"]
            options = {"has_headers": True, "separator": ";", "quoting": '"'}
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                screen.execute_import(fields, [], options, dryrun=True)

    def test_employers_too(self):
        for user in (self.portal, self.employee):
            Partner = self.env["res.partner"].with_user(user)
            Partner = Partner.with_context(import_file=True)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                Partner.load(["name", "company_registry"], [["Azur", "x"]])

    def test_a_list_fills_nobody_out_of_sight(self):
        """Somebody else is recorded, to verify; what others wrote stays as it is."""
        self.person.phone = False
        self.journey.write({"state": "exited", "ended_on": self.journey.started_on})
        head = "Nom;Prénom;Téléphone;E-mail;Adresse;Club"
        line = f"{LAST};{FIRST};{MOBILE};{EMAIL};1 rue Neuve;Club A"
        journey = self._import(
            self.animateur, "club.participant", f"{head}\n{line}".encode()
        )
        self.assertNotEqual(journey.person_id, self.person)
        self.assertTrue(journey.sudo().person_id.to_check)
        self.assertFalse(self.person.street)
        self.assertFalse(self.person.phone)

    def test_who_sees_the_person_completes_them(self):
        ended = {"state": "exited", "ended_on": clock.today(self.journey)}
        self.journey.write(ended)
        head = "Nom;Prénom;E-mail;Adresse;Club"
        line = f"{LAST};{FIRST};{EMAIL};1 rue Neuve;Club B"
        self._import(
            self.other_animateur, "club.participant", f"{head}\n{line}".encode()
        )
        self.assertEqual(self.person.street, "1 rue Neuve")

    def test_nobody_says_what_is_computed_of_a_contact(self):
        """What our code alone computes on a contact is written by nobody else."""
        for user in (self.other_animateur, self.coordinator):
            employer = self.employer.with_user(user)
            for name in ("club_duplicate_key", "club_last_contact_on"):
                said = "2020-01-01"
                with self.subTest(user=user.login, field=name):
                    with self.assertRefused(UserError, "follows from what is recorded"):
                        employer.write({name: said})
                    made = employer.create({"name": "x", name: said}).sudo()
                    self.assertNotEqual(str(made[name]), said)
