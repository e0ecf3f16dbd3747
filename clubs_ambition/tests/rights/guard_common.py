from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.models import MAGIC_COLUMNS
from odoo.service.model import call_kw
from odoo.tools import mute_logger

from ..common import ClubsCase
from . import test_two_roles

MODULE = "clubs_ambition"
LOWEST = ("referent", "animateur", "manager", "coordinator")
"""Roles, from the one that may least: each model is tried as the first that may."""


class GuardCase(ClubsCase):
    """Something of each model in two clubs, and the doors a browser knocks at."""

    _models = test_two_roles.TestTwoRoles.__dict__["_models"]
    _fill = test_two_roles.TestTwoRoles.__dict__["_fill"]
    _records = test_two_roles.TestTwoRoles.__dict__["_records"]

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.referent
        cls.middle = cls.env["club.club"].create(
            {"name": "Club M", "territory_id": cls.other_agency.id, "min_seats": 0}
        )
        cls.records = cls._records()

    def models(self):
        """Yield each model with a field of ours that is stored in a table."""
        for name, model in self.env.registry.items():
            ours = name.startswith("club.") or any(
                MODULE in field._modules for field in model._fields.values()
            )
            if ours and model._auto and not model._abstract and not model._transient:
                yield name

    def fields(self, name):
        """Yield the fields of a model that are ours, but for what the ORM writes."""
        for key, field in self.env[name]._fields.items():
            ours = name.startswith("club.") or MODULE in field._modules
            if ours and key not in (*MAGIC_COLUMNS, "display_name"):
                yield key, field

    def whoever(self, name, operation):
        """Return the model as the least of the roles that may, or an animateur."""
        for role in LOWEST:
            Model = self.env[name].with_user(self.users[role])
            if Model.has_access(operation):
                return Model
        return self.env[name].with_user(self.animateur)

    def something(self, field):
        """Return a value that is no default of anything."""
        if field.relational:
            comodel = self.env[field.comodel_name].with_context(active_test=False)
            found = comodel.search([], order="id desc", limit=1)
            return found.id if field.type == "many2one" else [Command.set(found.ids)]
        if field.type == "selection":
            keys = field.get_values(self.env)
            return keys[-1] if keys else "x"
        return {
            "boolean": True,
            "integer": 7,
            "float": 7.5,
            "monetary": 7.5,
            "date": "2020-02-03",
            "datetime": "2020-02-03 10:00:00",
            "json": {"x": 1},
            "binary": "eA==",
        }.get(field.type, "said by a caller")

    def refusal(self, Model, method, args, context=None):
        """Return what an RPC is refused with, nothing when it goes through."""
        self.env.flush_all()
        with mute_logger("odoo.sql_db"), self.env.cr.savepoint() as savepoint:
            try:
                call_kw(Model, method, args, {"context": context or {}})
            except UserError as error:
                return error
            except IntegrityError:
                return None  # it came to the database
            finally:
                savepoint.rollback()
                self.env.invalidate_all()
        return None
