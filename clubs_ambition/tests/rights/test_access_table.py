"""The access table is whole, and what it says is so: by each role, at each door."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .access_table import MATRIX
from .attacks import Attacks
from .field_table import FIELDS
from .role_table import GROUPS
from .sight_table import SIGHT
from .table_common import OPERATIONS, TableCase, named_roles

FIELD = "fields with groups, of records that are read"
READ = "records out of sight, read by their id"
CHANGE = "records written or deleted by who may not"


@tagged("post_install", "-at_install", "security")
class TestAccessTable(Attacks, TableCase):
    # === EACH HAS ITS ROW === #

    def test_each_role_has_its_column(self):
        ours = {name for name, _group in self.ours("res.groups")}
        self.assertFalse(ours - set(GROUPS.values()), "role_table.GROUPS lacks a role")

    def test_each_model_has_its_row(self):
        """Ours, dialogs too, and those of the stock that our rights are about."""
        named = {
            name
            for name, model in self.env.registry.items()
            if name.startswith("club.") and not model._abstract
        }
        for kind in ("ir.model.access", "ir.rule"):
            named.update(one.model_id.model for _name, one in self.ours(kind))
        self.assertFalse(named - MATRIX.keys(), "access_table.MATRIX lacks a row")
        self.assertFalse(
            MATRIX.keys() - named, "access_table.MATRIX: nothing to say of"
        )

    def test_each_rule_has_its_row(self):
        ruled = {one.model_id.model for _name, one in self.ours("ir.rule")}
        self.assertFalse(ruled - SIGHT.keys(), "sight_table.SIGHT lacks a row")
        self.assertFalse(SIGHT.keys() - ruled, "sight_table.SIGHT: no rule of ours")

    def test_each_field_group_has_its_row(self):
        found = {
            f"{name}.{key}": named_roles(field.groups)
            for name, key, field in self.grouped()
        }
        said = {
            f"{name}.{key}": " ".join(sorted(names.split()))
            for name in FIELDS
            for key, names in self.fields(name).items()
        }
        differ = {
            name: (said.get(name), found.get(name))
            for name in said.keys() | found.keys()
            if said.get(name) != found.get(name)
        }
        self.assertFalse(differ, "field_table.FIELDS: (said, found)")

    def test_each_sight_has_its_record(self):
        """A row that names a record nobody makes would be true of nothing."""
        for model, row in SIGHT.items():
            made = self.made[model]
            said = {sight for who in row for sight in self.sight(model, who)}
            with self.subTest(model=model):
                self.assertTrue(made)
                self.assertFalse(said - made.keys(), "table_records.py makes no such")
                self.assertTrue(all(len(record) == 1 for record in made.values()))
                ids = {record.id for record in made.values()}
                self.assertEqual(len(ids), len(made), "one record, one sight")

    # === WHAT IT SAYS IS SO === #

    def test_rights(self):
        """Each role, model and operation: allowed exactly where the table says."""
        for model in MATRIX:
            with self.subTest(model=model):
                self.assertEqual([*self.walk_rights(model)], [])

    def test_sight(self):
        """Each record: reached exactly by whom the table says."""
        for model in SIGHT:
            with self.subTest(model=model):
                self.assertEqual([*self.walk_sight(model)], [])

    def test_fields(self):
        for model in FIELDS:
            with self.subTest(model=model):
                self.assertEqual([*self.walk_fields(model)], [])

    def test_fields_of_a_record_are_refused(self):
        """Whoever reads the record reads no field that is not theirs."""
        for model in FIELDS.keys() & SIGHT.keys():
            for who, user in self.users.items():
                seen = [
                    key for key, may in self.sight(model, who).items() if "r" in may
                ]
                for name in self.fields(model) if seen else ():
                    record = self.made[model][seen[0]].with_user(user)
                    field = record._fields[name]
                    if not record.browse()._has_field_access(field, "read"):
                        with (
                            self.subTest(who=who, field=f"{model}.{name}"),
                            self.refused(FIELD, AccessError),
                        ):
                            record.read([name])
        self.check_tried(100, FIELD)

    # === DOORS === #

    def doors(self, Model, ids):
        """Yield ``(door, ids told)`` of each way to list records or their number."""
        domain = [("id", "in", ids)]
        yield "search", Model.search(domain).ids
        yield "search_read", [row["id"] for row in Model.search_read(domain, ["id"])]
        rows = Model.web_search_read(domain, {"display_name": {}})["records"]
        yield "web_search_read", [row["id"] for row in rows]
        yield "names", [id_ for id_, _name in Model.name_search("", domain, limit=None)]
        yield "group", Model._read_group(domain, [], ["id:array_agg"])[0][0] or []
        alone = [one for one in ids if Model.search_count([("id", "=", one)])]
        yield "count", alone

    def test_each_door_lists_the_same(self):
        """Lists, counts, groups and names say the same thing."""
        for model in SIGHT:
            ids = [record.id for record in self.made[model].values()]
            for who, user in self.users.items():
                Model = self.env[model].with_user(user)
                with self.subTest(who=who, model=model):
                    if not Model.has_access("read"):
                        self.assertRaises(AccessError, Model.search, [])
                        self.assertRaises(AccessError, Model.name_search, "")
                        continue
                    expected = {
                        self.made[model][sight].id
                        for sight, letters in self.sight(model, who).items()
                        if "r" in letters
                    }
                    for door, told in self.doors(Model, ids):
                        self.assertEqual(set(told), expected, door)

    def beyond(self, letter):
        """Yield ``(where, record)`` of each record that somebody may not do that to.

        One is enough of a model that they have no right to.
        """
        for model in SIGHT:
            for who, user in self.users.items():
                reached, made = self.sight(model, who), self.made[model]
                closed = [one for one in made if letter not in reached.get(one, ())]
                if letter not in self.rights(model, who):
                    closed = closed[:1]
                for sight in closed:
                    where = {"who": who, "model": model, "record": sight}
                    yield where, made[sight].with_user(user)

    def test_what_is_out_of_sight_is_not_read_by_its_id(self):
        for where, record in self.beyond("r"):
            for read in (
                lambda one=record: one.read(["display_name"]),
                lambda one=record: one.web_read({"display_name": {}}),
                lambda one=record: one.export_data(["display_name"]),
            ):
                with self.subTest(**where), self.refused(READ, UserError):
                    read()

    def test_what_is_only_seen_is_not_changed(self):
        """By the road of the browser."""
        for where, record in self.beyond("w"):
            # the stock looks at nothing when a record with an alias is told nothing
            told = {"name": "Mine"} if "alias_id" in record else {}
            with self.subTest(**where), self.refused(CHANGE, UserError):
                record.web_save(told, {})
        for where, record in self.beyond("u"):
            with self.subTest(**where), self.refused(CHANGE, UserError):
                record.unlink()

    def test_operations_are_these(self):
        """Odoo asks for no other operation: the table has them all."""
        self.assertEqual(tuple(OPERATIONS.values()), self.env["ir.rule"]._MODES)
