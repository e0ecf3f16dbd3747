"""What Python calls read-only is written by nobody but our code, by name."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.models import BaseModel
from odoo.service.model import call_kw
from odoo.tests import tagged

from ...models.tools import guarded
from ...models.tools.base import Base
from .guard_common import GuardCase

SAID = "follows from what is recorded"


@tagged("post_install", "-at_install", "security")
class TestReadonly(GuardCase):
    """Each field of each model of ours, from the registry, by the doors of RPC."""

    def closed(self):
        """Yield ``(model, field)`` of all that is read-only."""
        for name in self.models():
            for _key, field in self.fields(name):
                if field.readonly:
                    yield name, field

    def written(self):
        """Return what goes through ``write`` or ``web_save``, and how many were tried."""
        through, tried = [], 0
        for name, field in self.closed():
            Model = self.whoever(name, "write")
            vals = {field.name: self.something(field)}
            records = self.records.get(name, self.env[name]).with_env(Model.env)
            mine = records._filtered_access("write")[:1].ids
            doors = {"write": [mine, vals], "web_save": [mine, vals, {}]}
            for method in doors if mine else ("write",):
                tried += 1
                said = self.refusal(Model, method, doors[method])
                if said is None or isinstance(said, AccessError):
                    through.append((method, str(field), str(said or "")))
        return through, tried

    def test_nothing_read_only_is_written(self):
        through, tried = self.written()
        self.assertEqual(through, [])
        self.assertGreater(tried, 500)

    def test_the_walk_sees_what_the_guard_closes(self):
        base = type(self.env["base"])
        with patch.object(base, "_club_readonly_fields", lambda _self: {}):
            through, _tried = self.written()
        self.assertGreater(len([one for one in through if not one[2]]), 100)

    def created(self, name, field):
        """Return what the ORM is given to create, or what it is refused with."""
        Model, given = self.whoever(name, "create"), []

        def create(model, vals_list):
            given.extend(vals_list)
            return model.browse()

        vals = {field.name: self.something(field)}
        with patch.object(BaseModel, "create", create):
            try:
                Base.create(Model, [vals])
            except UserError as error:
                return str(error)
        return given

    def test_nothing_read_only_is_said_of_a_new_record(self):
        """What follows from others is left out; a proof is refused."""
        tried = 0
        for name, field in self.closed():
            Model = self.env[name]
            with self.subTest(field=str(field)):
                said = self.created(name, field)
                value = self.something(field)
                if field.compute or guarded.is_usual(Model, field.name, value):
                    self.assertEqual(said, [{}])
                else:
                    self.assertIn(SAID, said)
                tried += 1
        self.assertGreater(tried, 300)

    def test_a_stored_copy_is_left_out_by_rpc(self):
        """The club of a candidacy is that of its journey, whatever a caller says."""
        journey = self.make_participant(state="active")
        vals = {
            "participant_id": journey.id,
            "partner_id": self.other_employer.id,
            "club_id": self.other_club.id,
            "person_id": self.make_person("Other").id,
        }
        Candidacy = self.env["club.candidacy"].with_user(self.animateur)
        candidacy = Candidacy.browse(call_kw(Candidacy, "create", [vals], {}))
        self.assertEqual(candidacy.club_id, self.club)
        self.assertEqual(candidacy.person_id, journey.person_id)
        with self.assertRaisesRegex(UserError, SAID):
            call_kw(Candidacy, "create", [{**vals, "furthest_state": "hired"}], {})

    def test_no_default_is_read_only(self):
        """Neither a context nor a saved default says what is not entered."""
        Default = self.env["ir.default"].sudo()
        tried = 0
        for name, field in self.closed():
            value = self.something(field)
            Model = self.whoever(name, "create")
            if field.store and field.type in ("char", "text", "integer", "boolean"):
                Default.set(name, field.name, value)
            context = {f"default_{field.name}": value}
            with self.subTest(field=str(field)):
                told = call_kw(
                    Model, "default_get", [[field.name]], {"context": context}
                )
                usual = guarded.usual_value(Model, field.name)
                if field.type != "datetime":
                    self.assertEqual(told.get(field.name) or False, usual or False)
                tried += 1
        self.assertGreater(tried, 300)

    def copied(self):
        """Return the read-only fields that a copy would have."""
        closed = [field for _name, field in self.closed() if field.store]
        return [str(field) for field in closed if field.copy]

    def test_nothing_read_only_is_copied(self):
        self.assertEqual(self.copied(), [])
        field = self.env["club.candidacy"]._fields["furthest_state"]
        with patch.object(field, "copy", True):
            self.assertEqual(self.copied(), [str(field)], "the walk sees it")

    def test_our_code_opens_what_it_names(self):
        """Not the other fields, not the same name elsewhere; and a caller opens none."""
        journey = self.make_participant(state="active")
        candidacy = self.make_candidacy(journey).with_user(self.animateur)
        opened = candidacy._unguarded("told_on")
        opened.told_on = "2026-01-05"
        with self.assertRaisesRegex(UserError, SAID):
            opened.write({"told_on": "2026-01-06", "furthest_state": "hired"})
        placement = self.records["club.placement"][:1]
        elsewhere = placement.with_env(candidacy._unguarded("thanked_on").env)
        with self.assertRaisesRegex(UserError, SAID):
            elsewhere.thanked_on = "2026-01-05"
        pair = ["club.candidacy", "told_on"]
        for forged in (True, "OPEN", [pair], {"club.candidacy": ["told_on"]}, pair):
            with self.subTest(forged=forged):
                said = self.refusal(
                    candidacy,
                    "write",
                    [candidacy.ids, {"told_on": "2026-01-07"}],
                    {"club_guard": forged},
                )
                self.assertIn(SAID, str(said))

    def test_what_people_enter_says_so(self):
        """A field that a form lets people edit is not read-only in Python."""
        for name in self.models():
            views = self.env["ir.ui.view"].search(
                [("model", "=", name), ("type", "in", ("form", "list"))]
            )
            readonly = {key for key, field in self.fields(name) if field.readonly}
            for view in views:
                for node in view._get_combined_arch().iter("field"):
                    editable = node.get("force_save") or node.get("readonly") == "0"
                    if editable and self._of(name, node):
                        self.assertNotIn(node.get("name"), readonly, view.xml_id)

    def _of(self, name, node):
        """Tell whether a field of a view is the model's own, and no line's."""
        parents = [one.get("name") for one in node.iterancestors("field")]
        return not parents and node.get("name") in self.env[name]._fields
