"""A list answers its reader of what they read in it, whatever else it holds."""

from collections import Counter
from contextlib import suppress
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tests import tagged
from odoo.tools import mute_logger

from .attacks import Attacks
from .guard_common import GuardCase

ASKED = "lists asked of who is out of sight"
READ = "lists that are computed"
SOME = 12
"""Records of a model and role that are looked at: of two clubs and of none."""


class ListsCase(Attacks, GuardCase):
    """Every list of records of ours, from the registry, by each role."""

    maxDiff = None

    def told(self, answer):
        return answer

    def lists(self, stored):
        """Yield ``(model, field)`` of the lists of what rules of ours keep from some."""
        ruled = self.env["club.audience"]._ruled()
        for name, model in sorted(self.env.registry.items()):
            if model._abstract or model._transient or not model._auto:
                continue
            for field in self.env[name]._fields.values():
                there = field.comodel_name
                if field.type not in ("one2many", "many2many") or (
                    field.compute and not field.related and stored
                ):
                    continue
                if not there.startswith("club.") and there not in ruled:
                    continue
                if bool(field.store) == stored and not self.env[there]._transient:
                    yield name, field

    def rows(self, name, field):
        """Yield ``(role, records that it reads)``, where it reads the list as well."""
        for role, user in self.users.items():
            Model = self.env[name].with_user(user).with_context(active_test=False)
            if Model.has_access("read") and Model._has_field_access(field, "read"):
                yield role, Model.search([], order="id desc", limit=SOME)

    def hidden(self, record, name):
        """Return what a list holds, by what its reader may read of it: some, others."""
        listed = record.sudo().with_context(active_test=False)[name]
        seen = listed.with_user(record.env.user)._filtered_access("read").sudo()
        return seen, listed - seen


@tagged("post_install", "-at_install", "security")
class TestListsInSight(ListsCase):
    @mute_logger("odoo.models", "py.warnings")
    def through(self, tried):
        """Return what is told of who is listed out of sight; count what was tried."""
        through = []
        for name, field in self.lists(stored=True):
            for role, records in self.rows(name, field):
                for record in records:
                    seen, hidden = self.hidden(record, field.name)
                    if not hidden:
                        continue
                    told = [
                        domain
                        for domain, expected in self.questions(field, seen, hidden)
                        if self.finds(record, domain) not in (expected, None)
                    ]
                    told += self.ways(record, field, hidden)
                    through += [(role, name, field.name, str(one)) for one in told]
                    tried[bool(told)] += 1
                    break  # one record of a role says what its rules do
        return through

    def questions(self, field, seen, hidden):
        """Yield ``(domain, whether a record with this list is found by it)``."""
        name, one = field.name, hidden[0].id
        some = [*seen.ids[:1], one]
        yield [(name, "in", [one])], False
        yield [(name, "not in", [one])], True
        yield [(name, "in", some)], bool(seen)
        yield [(name, "=", one)], False
        yield [(name, "=?", one)], False
        yield [(name, "=?", False)], True
        yield [(name, "!=", one)], True
        yield [(name, "<>", one)], True
        yield ["!", (name, "in", [one])], True
        yield ["!", "!", (name, "=", one)], False
        yield [(name, "any", [("id", "=", one)])], False
        yield [(name, "not any", [("id", "=", one)])], True
        yield [(f"{name}.id", "=", one)], False
        yield [(name, "=", False)], not seen
        yield [(name, "!=", False)], bool(seen)
        yield [(name, "in", [False, one])], not seen
        yield [(name, "not in", [False, one])], bool(seen)
        if hidden._parent_name in hidden._fields:
            yield [(name, "child_of", [one])], False

    def finds(self, record, domain):
        """Tell whether a domain finds a record; nothing where it is refused."""
        Model = record.browse()
        try:
            found = Model.search_count(Domain(domain) & Domain("id", "=", record.id))
            groups = Model.formatted_read_group(
                [*domain, ("id", "=", record.id)], [], ["__count"]
            )
        except AccessError:
            return None
        return bool(found or groups[0]["__count"])

    def ways(self, record, field, hidden):
        """Yield what is told by a step to the record, or by its groups."""
        name, one = field.name, hidden[0].id
        Model = record.browse()
        if field.type == "many2many":
            with suppress(AccessError):
                groups = Model.formatted_read_group([], [name], ["__count"])
                if one in [row[name] and row[name][0] for row in groups]:
                    yield "grouped"
        for other, way in self.steps(record):
            path = f"{way.name}.{name}"
            for domain in (
                [(path, "in", [one])],
                [(path, "=", one)],
                [(way.name, "any", [(name, "in", [one])])],
            ):
                with suppress(AccessError):
                    if other.search_count(domain, limit=1):
                        yield other._name, domain

    def steps(self, record):
        """Yield ``(model, many2one)`` of a few fields that lead to a record."""
        found = 0
        for name in self.models():
            Model = record.env[name].with_context(active_test=False)
            for field in Model._fields.values():
                leads = field.type == "many2one" and field.store
                if not leads or field.comodel_name != record._name:
                    continue
                if Model.has_access("read") and Model._has_field_access(field, "read"):
                    yield Model, field
                    found += 1
            if found > 3:
                return

    def test_no_question_tells_more_than_the_list_shows(self):
        tried = Counter()
        self.assertEqual(self.through(tried), [])
        self.tried[ASKED] = self.held[ASKED] = tried[False]
        self.check_tried(10, ASKED)

    def test_the_walk_sees_what_is_closed(self):
        audience = type(self.env["club.audience"])
        with patch.object(audience, "_in_sight", lambda _self, _model, asked: asked):
            told = {
                (name, field) for _role, name, field, _domain in self.through(Counter())
            }
        self.assertGreater(len(told), 5)

    def test_what_is_in_sight_is_found_as_ever(self):
        """Archived ones, too; a name, and what is empty."""
        journey = self.make_participant("Near By")
        lead = self.env["crm.lead"].create({"name": "x", "club_id": self.club.id})
        lead.participant_ids = journey
        mine = self.env["crm.lead"].with_user(self.animateur)
        for archived in (False, True):
            if archived:
                self.env.cr.execute(
                    "UPDATE club_participant SET active = false WHERE id = %s",
                    [journey.id],
                )
                journey.invalidate_recordset()
            for domain in (
                [("participant_ids", "in", journey.ids)],
                [("participant_ids", "=", journey.id)],
                [("participant_ids", "!=", False)],
            ):
                with self.subTest(domain=domain, archived=archived):
                    self.assertIn(lead, mine.search(domain))
        named = [("participant_ids", "in", ["Near By"])]
        self.assertNotIn(lead, mine.search(named))  # as Odoo: archived, by name
        self.assertNotIn(lead, mine.search([("participant_ids", "=", False)]))

    def test_a_rule_that_is_changed_by_hand_is_read_anew(self):
        audience = self.env["club.audience"]
        lead = self.env.ref("clubs_ambition.crm_lead_rule_animateur")
        before = audience._ruled()["crm.lead"]
        lead.perm_read = False
        self.assertEqual(len(audience._ruled()["crm.lead"]), len(before) - 1)

    def test_what_a_list_is_asked_costs_no_query_more(self):
        journey = self.make_participant("Near By")
        mine = self.env["crm.lead"].with_user(self.animateur)
        domain = [("participant_ids", "in", journey.ids)]
        mine.search(domain)
        with self.assertQueryCount(1):
            mine.search(domain)


@tagged("post_install", "-at_install", "security")
class TestListsComputed(ListsCase):
    """Odoo filters what a stored list shows; what is computed says it by itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        said = {"email_from": "zoe@menuiserie-zweig.fr"}
        seller = cls.users["salesman"] = cls.env["res.users"].create(
            {
                "name": "Seller",
                "login": "t_sells_all",
                "group_ids": [
                    (4, cls.env.ref("sales_team.group_sale_salesman_all_leads").id)
                ],
            }
        )
        cls.lead, cls.prospect = cls.env["crm.lead"].create(
            [
                {"name": "Sale", "user_id": seller.id, **said},
                {"name": "Prospect", "club_id": cls.other_club.id, **said},
            ]
        )
        cls.env.flush_all()

    def test_nobody_is_shown_in_a_computed_list(self):
        for name, field in self.lists(stored=False):
            for role, records in self.rows(name, field):
                self.env.invalidate_all()
                try:
                    rows = records.read([field.name])
                except AccessError:
                    rows = []
                for row in rows:
                    listed = records.env[field.comodel_name].browse(row[field.name])
                    listed = listed.exists()
                    out = listed - listed._filtered_access("read")
                    with self.subTest(role=role, field=str(field)):
                        self.hold(READ, out.ids)
        self.check_tried(20, READ)

    def test_a_seller_is_told_of_no_prospect_of_a_club(self):
        for user, expected in (
            (self.users["salesman"], self.lead),
            (self.coordinator, self.prospect),
        ):
            lead = expected.with_user(user)
            shown = lead.read(["duplicate_lead_ids", "duplicate_lead_count"])[0]
            self.assertNotIn(
                ((self.lead | self.prospect) - expected).id, shown["duplicate_lead_ids"]
            )
            self.assertEqual(shown["duplicate_lead_count"], 0)
            action = lead.action_show_potential_duplicates()
            self.assertEqual(action["domain"], [("id", "in", lead.ids)])

    def test_who_reads_both_is_told_of_both(self):
        both = self.env["crm.lead"].create(
            {
                "name": "Again",
                "club_id": self.other_club.id,
                "email_from": self.prospect.email_from,
            }
        )
        lead = self.prospect.with_user(self.other_animateur)
        self.assertEqual(lead.duplicate_lead_count, 1)
        self.assertEqual(lead.duplicate_lead_ids.sudo(), self.prospect | both)
