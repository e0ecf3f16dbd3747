"""Who sees a person sees of them the journeys of their own clubs, after sudo too."""

from datetime import timedelta

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.fields import NO_ACCESS, Domain
from odoo.service.model import call_kw
from odoo.tests import HttpCase, tagged
from odoo.tools import format_date
from odoo.tools.safe_eval import safe_eval

from ...utils import clock
from ..common import ClubsCase

MODULE = "clubs_ambition"
BIRTH = "2001-02-03"


@tagged("post_install", "-at_install", "security")
class TestPersonSight(ClubsCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.day = clock.today(cls.club) - timedelta(days=100)
        cls.person = cls.make_person(birth_date=BIRTH)
        cls.far = cls.make_participant(
            state="active", person=cls.person, club=cls.other_club, day=cls.day
        )
        cls.far.write(
            {
                "state": "exited",
                "exit_reason_id": cls.env.ref(f"{MODULE}.club_exit_reason_moved").id,
                "ended_on": cls.day + timedelta(days=20),
            }
        )
        cls.near = cls.make_participant(
            person=cls.person, day=cls.day + timedelta(days=30)
        )
        cls.env.flush_all()

    def settle(self):
        self.env.flush_all()
        self.env.invalidate_all()

    # === SCREENS === #

    def rpc(self, method, *args, **kwargs):
        self.env.flush_all()
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/club.person/{method}",
            {"model": "club.person", "method": method, "args": args, "kwargs": kwargs},
        )

    def spec(self, node, Model):
        """Return what the web client asks for of a form, or of a list within it."""
        asked = {}
        for field in node.iter("field"):
            if next(field.iterancestors("field"), node) is not node:
                continue
            name = field.get("name")
            asked[name] = {}
            for rows in field.xpath("./list | ./kanban"):
                lines = self.env[Model._fields[name].comodel_name]
                asked[name] = {"fields": {}, "limit": 40}
                for column in rows.iter("field"):
                    kind = lines._fields[column.get("name")].type
                    shown = {"fields": {"display_name": {}}}
                    asked[name]["fields"][column.get("name")] = (
                        shown if kind == "many2one" else {}
                    )
                if order := rows.get("default_order"):
                    asked[name]["order"] = order
        return asked

    def test_a_person_of_two_clubs_is_saved_and_read_back(self):
        Person = self.env["club.person"]
        for user in (self.animateur, self.manager):
            self.authenticate(user.login, user.login)
            arch = Person.with_user(user).get_view(view_type="form")["arch"]
            spec = self.spec(etree.fromstring(arch), Person)
            self.assertIn("fields", spec["participant_ids"])
            for name, value in (
                ("city", f"Marseille {user.login}"),
                ("phone", "0639982001"),
                ("last_name", "Benali"),
                ("birth_date", BIRTH),
            ):
                with self.subTest(user=user.login, name=name):
                    [read] = self.rpc(
                        "web_save",
                        self.person.ids,
                        {name: value},
                        specification=spec,
                    )
                    self.assertEqual(read[name], value)
                    shown = [line["id"] for line in read["participant_ids"]]
                    self.assertEqual(shown, self.near.ids)

    def test_what_the_rules_read_is_not_told_in_the_same_request(self):
        """With nothing else asked, and whatever looked at the person before."""
        for user in (self.animateur, self.manager):
            mine = self.person.with_user(user)
            for method, args in (
                ("read", [["participant_ids"]]),
                ("web_read", [{"participant_ids": {}}]),
                ("web_read", [{"participant_ids": {"fields": {"state": {}}}}]),
                ("web_save", [{"city": "Lyon"}, {"participant_ids": {}}]),
            ):
                with self.subTest(user=user.login, method=method, args=args):
                    self.settle()
                    mine.check_access("write")
                    mine.birth_date = BIRTH
                    mine._check_birth_date()
                    [row] = call_kw(mine.browse(), method, [mine.ids, *args], {})
                    told = [
                        line["id"] if isinstance(line, dict) else line
                        for line in row["participant_ids"]
                    ]
                    self.assertEqual(told, self.near.ids)

    # === RULES === #

    def lists_on_the_way(self, domain, model):
        """Yield ``(model name, field)`` of the lists that a domain goes through."""
        for condition in domain.iter_conditions():
            there = model
            for name in condition.field_expr.split("."):
                field = there._fields[name]
                if field.type in ("one2many", "many2many"):
                    yield there._name, field
                if field.relational:
                    there = self.env[field.comodel_name]
            if condition.operator.endswith("any"):
                yield from self.lists_on_the_way(Domain(condition.value), there)

    def test_a_rule_goes_through_no_list_that_is_shown_in_part(self):
        """A rule is looked at under sudo, and what it reads stays in the cache."""
        named = self.env["ir.model.data"].search(
            [("module", "like", MODULE), ("model", "=", "ir.rule")]
        )
        Rule, walked = self.env["ir.rule"], set()
        for rule in Rule.browse(named.mapped("res_id")):
            model = self.env[rule.model_id.model]
            for user in (self.animateur, self.manager):
                domain = safe_eval(
                    rule.domain_force or "[]", Rule.with_user(user)._eval_context()
                )
                for owner, field in self.lists_on_the_way(Domain(domain), model):
                    walked.add((owner, field.name))
                    if field.groups == NO_ACCESS:
                        continue
                    lines = Rule.with_user(user)._compute_domain(
                        field.comodel_name, "read"
                    )
                    with self.subTest(rule=rule.name, owner=owner, field=field.name):
                        self.assertTrue(lines.is_true(), lines)
        self.assertIn(("club.person", "every_journey_ids"), walked)

    def test_the_list_of_the_rules_is_read_by_nobody(self):
        self.coordinator.group_ids += self.env.ref("base.group_system")
        Person = self.env["club.person"].with_user(self.coordinator)
        self.assertNotIn("every_journey_ids", Person.fields_get())
        with self.assertRaises(AccessError):
            Person.search([("every_journey_ids", "!=", False)])

    # === MESSAGES === #

    def frozen(self, user):
        self.settle()
        with self.assertRaisesRegex(UserError, "frozen at entry") as caught:
            self.person.with_user(user).birth_date = "2001-02-04"
        return str(caught.exception)

    def test_a_frozen_birth_date_tells_no_date_of_another_club(self):
        far = format_date(self.env(user=self.animateur), self.far.started_on)
        self.assertNotIn("(", self.frozen(self.animateur))
        self.walk(self.near, "active", self.day + timedelta(days=40))
        near = format_date(self.env(user=self.animateur), self.near.started_on)
        self.assertNotEqual(near, far)
        for user, day in (
            (self.animateur, near),
            (self.other_animateur, far),
        ):
            with self.subTest(user=user.login):
                self.assertIn(f"({day})", self.frozen(user))
