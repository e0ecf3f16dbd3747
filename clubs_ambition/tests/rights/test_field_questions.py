# pylint: disable=translation-required
import re

from lxml import etree

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..common import ClubsCase
from . import test_two_roles

MODULE = "clubs_ambition"
AUTOMATIC = ("create_uid", "write_uid")


@tagged("post_install", "-at_install", "security")
class TestFieldQuestions(ClubsCase):
    """A field that somebody may not read answers none of their questions.

    Each field of ours with groups is asked by each role that is in none of them: as a
    filter, an order, a group, a sum, a bar, an export, by its model and through every
    field of ours that leads there.
    """

    _fill = classmethod(test_two_roles.TestTwoRoles._fill.__func__)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.referent
        cls._fill(cls.club)
        cls.env.flush_all()

    def guarded(self):
        """Return ``[(model, field)]`` of the registry: with groups, and ours."""
        audience = self.env["club.audience"]
        return [
            (name, field)
            for name in sorted(self.env.registry)
            for model in [self.env[name]]
            if not model._abstract and not model._transient
            for field in model._fields.values()
            if audience._is_guarded(model, field)
        ]

    def relations(self):
        """Return ``{model: [(model, field that leads there)]}``, of fields of ours."""
        found = {}
        for name in sorted(self.env.registry):
            model = self.env[name]
            if model._abstract or model._transient:
                continue
            for field in model._fields.values():
                ours = model._original_module == MODULE or MODULE in field._modules
                if field.relational and ours and field.name not in AUTOMATIC:
                    found.setdefault(field.comodel_name, []).append((name, field))
        return found

    def questions(self, model, name):
        """Return ``{kind: call}`` of what may be asked by a field, or a path."""
        condition = [(name, "!=", False)]
        asked = {
            "filter": lambda: model.search(condition, limit=1),
            "negated": lambda: model.search(["!", *condition], limit=1),
            "count": lambda: model.search_count(condition),
            "group": lambda: model.formatted_read_group([], [name], ["__count"]),
            "groups": lambda: model.formatted_read_grouping_sets(
                [], [[name], []], ["__count"]
            ),
            "unordered": lambda: model._read_grouping_sets([], [[name], []]),
            "set": lambda: model.search([], limit=1).filtered_domain(condition),
        }
        way, _dot, inner = name.partition(".")
        if inner:
            within = [(way, "any", [(inner, "!=", False)])]
            asked["within"] = lambda: model.search(within, limit=1)
        else:
            asked |= {
                "order": lambda: model.search([], order=f"{name} desc", limit=1),
                "bar": lambda: model.read_progress_bar(
                    [], "create_uid", {"field": name, "colors": {"x": "success"}}
                ),
                "sum": lambda: model._read_group([], [], [f"{name}:count"]),
                "kept": lambda: model._read_group(
                    [], ["create_uid"], [], [(f"{name}:count", ">", 0)]
                ),
                "first": lambda: model._read_group(
                    [], ["create_uid"], [], order=f"{name}:count"
                ),
            }
        return asked

    def assert_unanswered(self, role, model, name):
        for kind, ask in self.questions(model, name).items():
            if kind == "set" and not model.search([], limit=1):
                continue
            try:
                ask()
            except AccessError:
                continue
            except Exception as error:  # noqa: BLE001 (it went further than the right)
                self.fail(f"{role}: {kind} {model._name}.{name}: {error!r}")
            self.fail(f"{role}: {kind} {model._name}.{name} is answered")

    def test_no_question_about_a_field_of_others(self):
        relations = self.relations()
        tried = 0
        with mute_logger("odoo.models"):
            for role, user in self.users.items():
                env = self.env(user=user.id, su=False)
                for name, field in self.guarded():
                    if env[name]._has_field_access(field, "read"):
                        continue
                    tried += 1
                    if env[name].has_access("read"):
                        self.assert_unanswered(role, env[name], field.name)
                    for other, way in relations.get(name, ()):
                        model = env[other]
                        readable = model.has_access("read")
                        if readable and model._has_field_access(way, "read"):
                            path = f"{way.name}.{field.name}"
                            self.assert_unanswered(role, model, path)
        self.assertGreater(tried, 500)

    def test_no_order_of_records_that_are_not_read(self):
        """Sorting by who is pointed to is sorting by their names."""
        tried = 0
        for role, user in self.users.items():
            env = self.env(user=user.id, su=False)
            for name in sorted(self.env.registry):
                model = env[name]
                if model._abstract or model._transient or not model.has_access("read"):
                    continue
                for field in self.hidden_ways(model):
                    tried += 1
                    with self.subTest(role=role, field=field):
                        query = model._search([], order=field.name)
                        comodel = env[field.comodel_name]
                        self.assertNotIn(f'"{comodel._table}"', query.order.code)
                        self.assertIn(field.name, query.order.code)
                        groups = model._read_group([], [field.name])
                        ids = [one.id for (one,) in groups if one]
                        self.assertEqual(ids, sorted(ids))
        self.assertGreater(tried, 5)

    def hidden_ways(self, model):
        """Yield the many2ones that somebody reads, to records that they do not."""
        for field in model._fields.values():
            ours = model._original_module == MODULE or MODULE in field._modules
            if field.type != "many2one" or not (ours and field.store):
                continue
            if field.name in AUTOMATIC or not model._has_field_access(field, "read"):
                continue
            if not model.env[field.comodel_name].has_access("read"):
                yield field

    def test_no_export_of_a_field_of_others(self):
        manager = self.env(user=self.manager.id, su=False)
        tried = 0
        with mute_logger("odoo.models"):
            for name, field in self.guarded():
                model = manager[name]
                if model._has_field_access(field, "read"):
                    continue
                if not model.has_access("read"):
                    continue
                rows = model.search([], limit=1)
                if rows:
                    tried += 1
                    with self.assertRaises(AccessError, msg=f"{name}.{field.name}"):
                        rows.export_data([field.name])
        self.assertGreater(tried, 5)

    def test_what_reads_such_a_field_asks_as_much(self):
        """A related field, or one with a ``search=``, opens what no group of its own keeps."""
        found = []
        for name in sorted(self.env.registry):
            model = self.env[name]
            if model._abstract or model._transient:
                continue
            for field in model._fields.values():
                ours = model._original_module == MODULE or MODULE in field._modules
                if ours and not field.inherited and (field.related or field.search):
                    found += self.opened(model, field)
        self.assertFalse(found)

    def opened(self, model, field):
        """Return who reads by a field what its sources keep from them."""
        kept = list(self.sources(model, field))
        return [
            f"{role} reads {name}.{source.name} by {field}"
            for role, user in self.users.items()
            for env in [self.env(user=user.id, su=False)]
            if env[model._name].has_access("read")
            and env[model._name]._has_field_access(field, "read")
            for name, source in kept
            if not env[name]._has_field_access(source, "read")
        ]

    def sources(self, model, field):
        """Yield ``(model, field)`` of ours with groups that a field is made of.

        A number counted over a list tells of nobody on it.
        """
        paths = [field.related] if field.related else model.pool.field_depends[field]
        for path in paths:
            here = model
            for name in path.split("."):
                source = here._fields[name]
                counted = field.type == "integer" and source.type.endswith("2many")
                if self.env["club.audience"]._is_guarded(here, source) and not counted:
                    yield here._name, source
                if source.relational:
                    here = self.env[source.comodel_name]

    def test_the_story_of_a_field_is_for_its_readers(self):
        """Who sees a session as a referent reads nothing of what was noted there."""
        user = new_test_user(
            self.env,
            "t_both",
            groups=f"{MODULE}.group_clubs_referent,{MODULE}.group_clubs_animateur",
        )
        self.other_club.animateur_ids = [Command.link(user.id)]
        session = self.env["club.session"].search(
            [("club_id", "=", self.club.id), ("kind", "=", "information")], limit=1
        )
        value = self.env["mail.tracking.value"].create(
            {
                "field_id": self.env["ir.model.fields"]._get(session._name, "note").id,
                "mail_message_id": session.message_post(body="Changed").id,
                "new_value_text": "She came with her brother",
            }
        )
        self.assertTrue(session.with_user(user).has_access("read"))
        self.assertTrue(
            session.browse()
            .with_user(user)
            ._has_field_access(session._fields["note"], "read")
        )
        for reader, told in ((self.animateur, value), (user, value.browse())):
            env = self.env(user=reader.id, su=False)
            self.assertEqual(value._filter_has_field_access(env), told)

    def test_no_screen_groups_by_a_field_of_others(self):
        """A default group, a column of a pivot, a filter “Group by”: each is answered."""
        found = set()
        views = self.env["ir.ui.view"].search([("mode", "=", "primary")])
        ours = views.filtered(
            lambda view: (view.xml_id or "").startswith(MODULE) and view.model
        )
        for view in ours.filtered(lambda view: view.model in self.env.registry):
            for role, user in self.users.items():
                model = self.env(user=user.id, su=False)[view.model]
                if role != "portal" and model.has_access("read"):
                    arch = etree.fromstring(model.get_view(view.id, view.type)["arch"])
                    found |= {
                        f"{role}: {view.xml_id} {name}"
                        for name in grouped_by(arch)
                        if name in model._fields
                        and not model._has_field_access(model._fields[name], "read")
                    }
        self.assertFalse(found)


def grouped_by(arch):
    """Return the fields by which a view groups, or offers to."""
    names = [arch.get("default_group_by"), *arch.xpath("//field[@type]/@name")]
    for context in arch.xpath("//filter/@context"):
        names += re.findall(r"'group_by'\s*:\s*'([^']+)'", context)
    return {re.split("[:.]", name)[0] for name in names if name}
