from odoo.fields import NO_ACCESS, Command
from odoo.tests import new_test_user

from .access_table import MATRIX
from .field_table import FIELDS
from .role_table import GROUPS, IN_CLUB, IN_REGION, READS_AS, ROLES_OF, roles
from .sight_table import ALL, SIGHT
from .table_records import RecordsCase

MODULE = "clubs_ambition"
OPERATIONS = {"r": "read", "w": "write", "c": "create", "u": "unlink"}
ROLE_OF = {group: role for role, group in GROUPS.items()}


def named_roles(groups):
    """Return the roles that a field's ``groups=`` names."""
    if groups == NO_ACCESS:
        return "nobody"
    return " ".join(sorted(ROLE_OF.get(name, name) for name in groups.split(",")))


class TableCase(RecordsCase):
    """Everybody of the access table, the records, and the walk of the table.

    The walk looks at what the base says (rights, rules, groups of fields), by everybody
    and each operation, and yields what differs from the tables, in words. It is quick:
    ``test_mutants.py`` walks what each mutant touches.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users |= {
            who: new_test_user(
                cls.env,
                login="t_" + who.replace(" ", "_"),
                groups=",".join(GROUPS[role] for role in names),
                tz="Europe/Paris",
                lang="en_US",
            )
            for who, names in ROLES_OF.items()
            if who not in cls.users
        }
        cls._make_records()
        for who, user in cls.users.items():
            if who in IN_CLUB:
                user.club_ids = [Command.link(cls.club.id)]
            if who in IN_REGION:
                user.club_territory_ids = [Command.link(cls.region.id)]
        cls.env.flush_all()
        cls.forget()
        cls.addClassCleanup(cls.env.registry.clear_cache, "stable")

    @classmethod
    def forget(cls):
        """Let nothing that was kept of rights, rules or records stand."""
        cls.env.invalidate_all()
        cls.env.registry.clear_cache()

    # === WHAT IS EXPECTED === #

    def rights(self, model, who):
        """Return the letters that the rights of a model give to somebody."""
        row = MATRIX[model]
        return set().union(*(row.get(role, "") for role in roles(who)))

    def sight(self, model, who):
        """Return ``{sight: letters}`` of the records of a model that somebody reaches."""
        row = SIGHT[model]
        found = {}
        if who not in row:
            for other in READS_AS[who]:
                for sight, letters in self.sight(model, other).items():
                    found.setdefault(sight, set()).update(letters)
            return found
        for sights, letters in row[who].items():
            named = self.made[model] if sights == ALL else sights.split()
            for sight in named:
                found.setdefault(sight, set()).update(letters)
        return found

    def fields(self, model):
        """Return ``{field: roles}`` of those of a model that have groups."""
        return {
            name: names
            for names, told in FIELDS.get(model, {}).items()
            for name in told.split()
        }

    # === THE WALK === #

    def walk_all(self, model):
        """Yield what differs from the tables on one model."""
        if model in MATRIX:
            yield from self.walk_rights(model)
        if model in SIGHT:
            yield from self.walk_sight(model)
        yield from self.walk_fields(model)

    def walk_rights(self, model):
        for who, user in self.users.items():
            Model, expected = self.env[model].with_user(user), self.rights(model, who)
            for letter, operation in OPERATIONS.items():
                if Model.has_access(operation) != (letter in expected):
                    yield self._differs(who, operation, model, letter in expected)

    def walk_sight(self, model):
        made = self.made[model]
        records = self.env[model].union(*made.values())
        for who, user in self.users.items():
            expected, mine = self.sight(model, who), records.with_user(user)
            for letter, operation in OPERATIONS.items():
                allowed = set(mine._filtered_access(operation).ids)
                for sight, record in made.items():
                    wanted = letter in expected.get(sight, ())
                    if (record.id in allowed) != wanted:
                        what = f"{model} ({sight})"
                        yield self._differs(who, operation, what, wanted)

    def walk_fields(self, model):
        for name, names in self.fields(model).items():
            for who, user in self.users.items():
                Model = self.env[model].with_user(user)
                wanted = bool(roles(who).intersection(names.split()))
                field = Model._fields[name]
                if Model._has_field_access(field, "read") != wanted:
                    yield self._differs(who, "read", f"{model}.{name}", wanted)

    def _differs(self, who, operation, what, wanted):
        may = "does not" if wanted else "does"
        return f"{who} {may} {operation} {what}"

    # === THE REGISTRY === #

    @classmethod
    def ours(cls, model):
        """Yield ``(external id, record)`` of the rules or accesses of our addons."""
        Data = cls.env["ir.model.data"].sudo()
        named = Data.search(
            [("module", "like", MODULE), ("model", "=", model)], order="module, name"
        )
        for one in named:
            yield one.complete_name, cls.env[model].sudo().browse(one.res_id)

    @classmethod
    def grouped(cls):
        """Yield ``(model, field)`` of ours that has groups."""
        for name, model in sorted(cls.env.registry.items()):
            for key, field in sorted(model._fields.items()):
                if field.groups and field._module == MODULE and not model._abstract:
                    yield name, key, field
