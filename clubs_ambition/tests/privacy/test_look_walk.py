# pylint: disable=dangerous-default-value
# pylint: disable=translation-required
"""Whatever hands out who somebody is, a look is noted: groups, copies, forms, bars."""

from odoo.tests import HttpCase, tagged
from odoo.tests.common import JsonRpcException, get_db_name
from odoo.tools import mute_logger

from .look_common import LookByHttp


@tagged("post_install", "-at_install", "security")
class TestLookWalk(LookByHttp, HttpCase):
    """As an animateur, by every public method of what bears a person."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people[0].write(
            {"phone": "0612345678", "email": "lina.r@example.com", "city": "Cassis"}
        )
        cls.journeys[0].activity_schedule(
            "mail.mail_activity_data_call", user_id=cls.animateur.id
        )
        cls.secrets = ("Roux", "0612345678", "lina.r@example.com")
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        self.authenticate("t_animateur", "t_animateur")

    def groups(self):
        """Yield ``(door, call)`` that hand names out by the groups they make."""
        names = ["last_name", "first_name", "phone"]
        rpc, ours = self.rpc, [("id", "in", self.people.ids)]
        journeys = [("id", "in", self.journeys.ids)]
        yield (
            "groups",
            lambda: rpc("club.person", "formatted_read_group", ours, names),
        )
        yield (
            "groups of before",
            lambda: rpc("club.person", "read_group", ours, [], names, lazy=False),
        )
        yield (
            "sets of groups",
            lambda: rpc(
                *("club.person", "formatted_read_grouping_sets", ours, [names, []]),
                aggregates=["__count"],
            ),
        )
        yield (
            "columns of a board",
            lambda: rpc("club.person", "web_read_group", ours, ["name"]),
        )
        for way in ("array_agg", "array_agg_distinct", "max"):
            yield (
                way,
                lambda way=way: rpc(
                    *("club.person", "formatted_read_group", ours),
                    groupby=[],
                    aggregates=[f"{name}:{way}" for name in names],
                ),
            )
        yield (
            "groups through a journey",
            lambda: rpc(
                *("club.participant", "formatted_read_group", journeys),
                groupby=["person_id.phone", "person_id.last_name"],
                aggregates=["__count"],
            ),
        )

    @mute_logger("py.warnings")  # read_group is deprecated, and still a door
    def test_groups_of_names_are_looks(self):
        for door, call in self.groups():
            with self.subTest(door):
                told = {}

                def asked(call=call, told=told):
                    told["answer"] = str(call())

                seen = self.seen(asked)
                self.assertIn("Roux", told["answer"])
                self.assertEqual(seen, self.people)

    def test_a_bar_by_names(self):
        bar = {"field": "activity_state", "colors": {"planned": "success"}}
        told = self.rpc
        seen = self.seen(
            lambda: told(
                *("club.participant", "read_progress_bar", [], "person_id.phone", bar)
            )
        )
        self.assertIn(self.people[0], seen)

    def test_what_counts_names_nobody(self):
        """The groups of a screen are figures: no look, and nothing asked besides."""
        ours = [("id", "in", self.journeys.ids)]
        for groupby in (["state"], ["club_id"], ["started_on:month"], []):
            with self.subTest(groupby=groupby):
                seen = self.seen(
                    lambda groupby=groupby: self.rpc(
                        *("club.participant", "formatted_read_group", ours),
                        groupby=groupby,
                        aggregates=["__count"],
                    )
                )
                self.assertFalse(seen)

    def test_the_older_doors_of_programs(self):
        login = self.animateur.login
        asked = (get_db_name(), self.animateur.id, login, "club.person", "read")

        def by_json():
            self.make_jsonrpc_request(
                "/jsonrpc",
                {
                    "service": "object",
                    "method": "execute_kw",
                    "args": [*asked, [self.people.ids, ["phone"]], {}],
                },
            )

        def by_xml():
            self.xmlrpc_object.execute_kw(*asked, [self.people.ids, ["phone"]], {})

        for call in (by_json, by_xml):
            with self.subTest(call.__name__), mute_logger("odoo.addons.rpc"):
                self.assertEqual(self.seen(call), self.people)

    def test_a_copy_is_read(self):
        for model, record in (
            ("club.person", self.people[0]),
            ("club.participant", self.journeys[0]),
        ):
            with self.subTest(model):
                seen = self.seen(
                    lambda model=model, record=record: self.rpc(
                        model, "copy_data", record.ids
                    )
                )
                self.assertEqual(seen, self.people[0])

    def methods(self, name):
        """Yield ``(method, arguments)`` of what reads, with what it needs."""
        fields = [
            key
            for key, one in self.env[name]._fields.items()
            if one.type == "char" and one.store and not one.groups
        ]
        spec = {key: {} for key in fields}
        yield "read", [fields]
        yield "web_read", [spec]
        yield "copy_data", []
        yield "onchange", [{}, [], spec]
        yield "onchange", [{"active": True}, ["active"], spec]
        yield "web_save", [{}, spec]
        yield "get_metadata", []
        for key in fields:
            yield "get_field_translations", [key]

    def test_whatever_method_tells_a_name(self):
        told = set()
        for name, record in (
            ("club.person", self.people[0]),
            ("club.participant", self.journeys[0]),
            ("club.candidacy", self.make_candidacy(self.journeys[0])),
        ):
            for method, args in self.methods(name):
                with self.subTest(model=name, method=method, args=args):
                    answer = {}

                    def asked(call=(name, method, record.ids, *args), answer=answer):
                        with mute_logger("odoo.http"):
                            try:
                                answer["told"] = str(self.rpc(*call))
                            except JsonRpcException:
                                answer["told"] = ""

                    seen = self.seen(asked)
                    if any(one in answer["told"] for one in self.secrets):
                        told.add(method)
                        self.assertEqual(seen, self.people[0])
        self.assertGreaterEqual(told, {"read", "web_read", "copy_data"})
