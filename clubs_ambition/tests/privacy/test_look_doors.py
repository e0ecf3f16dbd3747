# pylint: disable=translation-required
import base64
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tests.common import JsonRpcException
from odoo.tools import mute_logger

from ...models.privacy import club_privacy_look
from ...utils import clock
from .look_common import LookByHttp

PAPER = "clubs_ambition.report_follow_up"


@tagged("post_install", "-at_install", "security")
class TestLookDoors(LookByHttp, HttpCase):
    """With the password of one animateur, by every door: those of her clubs are noted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.candidacy = cls.make_candidacy(cls.journeys[0])
        start = fields.Datetime.now() + timedelta(hours=3)
        cls.workshop = cls.env["club.session"].create(
            {
                "name": "Workshop",
                "kind": "group",
                "club_id": cls.club.id,
                "cohort_id": cls.cohort.id,
                "start": start,
                "stop": start + timedelta(hours=1),
            }
        )
        cls.people[0].cv_file = base64.b64encode(b"%PDF-1.4 cv")
        cls.journeys[0].message_post(body="She calls back on Monday")
        cls.env["ir.config_parameter"].set_param("web.json.enabled", "1")
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        self.authenticate("t_animateur", "t_animateur")

    def key(self, user):
        keys = self.env["res.users.apikeys"].with_user(user).sudo()
        key = keys._generate("rpc", "key", fields.Datetime.now() + timedelta(days=1))
        self.env.flush_all()
        return {"Authorization": f"Bearer {key}"}

    def web_doors(self):
        """Yield ``(door, call, persons shown)`` of what the web client asks."""
        journey = self.journeys[0]
        ours = [("club_id", "in", (self.club | self.other_club).ids)]
        one, both = self.people[0], self.people
        spec = {"name": {}}
        rpc = self.rpc
        yield (
            "form",
            lambda: rpc("club.participant", "web_read", journey.ids, spec),
            one,
        )
        yield (
            "form of the person",
            lambda: rpc("club.person", "web_read", one.ids, {"phone": {}}),
            one,
        )
        yield (
            "list",
            lambda: rpc("club.participant", "web_search_read", ours, spec),
            both,
        )
        yield (
            "list of what is about them",
            lambda: rpc("club.candidacy", "web_search_read", ours, {"state": {}}),
            one,
        )
        yield (
            "board as a program reads it",
            lambda: rpc("club.candidacy", "search_read", ours, ["state"]),
            one,
        )
        yield "search", lambda: rpc("club.participant", "name_search", "Lina"), one
        yield (
            "person searched",
            lambda: rpc("club.person", "name_search", "Omar"),
            both[1],
        )
        yield (
            "groups",
            lambda: rpc(
                *("club.candidacy", "formatted_read_group", ours),
                groupby=["participant_id"],
                aggregates=["__count"],
            ),
            one,
        )
        yield (
            "groups by name",
            lambda: rpc(
                *("club.participant", "formatted_read_group", ours),
                groupby=["name"],
                aggregates=["__count"],
            ),
            both,
        )
        yield (
            "phones in one cell",
            lambda: rpc(
                *("club.person", "formatted_read_group", [("id", "in", both.ids)]),
                groupby=[],
                aggregates=["phone:array_agg"],
            ),
            both,
        )
        yield (
            "groups of what is about them",
            lambda: rpc(
                *("club.candidacy", "formatted_read_group", ours),
                groupby=["participant_id.name"],
                aggregates=["__count"],
            ),
            one,
        )
        yield (
            "form being typed",
            lambda: rpc(
                *("club.candidacy", "onchange", []),
                {"participant_id": journey.id},
                ["participant_id"],
                {"participant_id": {"fields": {"display_name": {}}}},
            ),
            one,
        )

    def own_doors(self):
        """Yield the same of our own screens, of papers, files, threads and programs."""
        journey, one, both = self.journeys[0], self.people[0], self.people
        cohort = {"cohort_id": self.cohort.id}
        yield (
            "week board",
            lambda: self.rpc("club.cohort", "get_week_board", **cohort),
            both,
        )
        yield (
            "roll call",
            lambda: self.rpc("club.session", "get_roll_call", self.workshop.ids),
            both,
        )
        yield "paper", lambda: self.get(f"/report/html/{PAPER}/{journey.id}"), one
        yield (
            "file",
            lambda: self.get(f"/web/content/club.person/{one.id}/cv_file"),
            one,
        )
        yield (
            "thread",
            lambda: self.make_jsonrpc_request(
                "/mail/thread/messages",
                {"thread_model": "club.participant", "thread_id": journey.id},
            ),
            one,
        )
        headers = self.key(self.animateur)
        yield (
            "program",
            lambda: self.opener.post(
                f"{self.base_url()}/json/2/club.participant/search_read",
                json={"domain": [], "fields": ["name"]},
                headers=headers,
            ).raise_for_status(),
            both,
        )

    def get(self, path, headers=None):
        self.url_open(path, headers=headers).raise_for_status()

    def test_what_the_web_client_asks(self):
        for door, call, shown in self.web_doors():
            with self.subTest(door):
                self.assertEqual(self.seen(call), shown)

    def test_screens_of_ours_papers_files_and_programs(self):
        doors = list(self.own_doors())
        for door, call, shown in doors:
            with self.subTest(door):
                self.assertEqual(self.seen(call), shown)

    def opened(self, call):
        """Return the persons whose file was opened, of those that a call shows."""
        self.seen(call)
        return self.looks().filtered("opened_at").person_id

    def test_a_file_is_no_line_of_a_list(self):
        """A form, a file, a paper and a program open; a page of a screen lists."""
        journeys, names = self.journeys.ids, {"name": {}, "phone": {}}
        ours = [("id", "in", journeys)]
        one, both, none = self.people[0], self.people, self.people.browse()
        rpc = self.rpc
        paged = {"context": {"club_paged": True}}
        for said, call, files in (
            (
                "page",
                lambda: rpc(
                    "club.participant", "web_search_read", ours, names, limit=80
                ),
                none,
            ),
            (
                "board",
                lambda: rpc(
                    *("club.participant", "web_read_group", ours, ["state"]),
                    auto_unfold=True,
                    unfold_read_specification=names,
                ),
                none,
            ),
            (
                "board of a program",
                lambda: rpc(
                    *("club.participant", "web_read_group", ours, ["state"]),
                    auto_unfold=True,
                    unfold_read_specification=names,
                    unfold_read_default_limit=10_000,
                    **paged,
                ),
                none,  # as few as a page has
            ),
            (
                "form",
                lambda: rpc("club.participant", "web_read", journeys[:1], names),
                one,
            ),
            ("names", lambda: rpc("club.participant", "name_search", ""), none),
            (
                "program",
                lambda: rpc(
                    "club.participant", "search_read", ours, ["phone"], **paged
                ),
                both,
            ),
            ("paper", lambda: self.get(f"/report/html/{PAPER}/{journeys[0]}"), one),
        ):
            with self.subTest(said):
                self.assertEqual(self.opened(call), files)
        with patch.object(club_privacy_look, "PAGE", 1):
            self.assertEqual(
                self.opened(
                    lambda: rpc("club.participant", "web_search_read", ours, names)
                ),
                both,
                "more than a page",
            )

    def test_a_list_that_leaves_and_a_screen_as_json(self):
        """By who may export: a coordinator."""
        self.authenticate("t_coordinator", "t_coordinator")
        headers = self.key(self.coordinator)
        journey = self.journeys[0]
        for call in (
            lambda: self.rpc(
                "club.candidacy", "export_data", self.candidacy.ids, ["id"]
            ),
            lambda: self.get(f"/json/1/clubs-participants/{journey.id}", headers),
        ):
            self.assertEqual(self.seen(call, self.coordinator), self.people[0])

    def test_the_list_of_the_day(self):
        self.candidacy.sent_on = clock.today(self.club) - timedelta(days=9)
        self.env.flush_all()
        env = self.env(user=self.animateur)
        env.transaction.default_env = env
        self.addCleanup(setattr, env.transaction, "default_env", self.env)
        self.assertTrue(self.club.with_env(env)._today_list())
        noted = env["club.privacy.look"]._gathered().shown["club.participant"]
        self.assertEqual(noted, {self.journeys[0].id})

    def test_what_is_refused_was_shown_to_nobody(self):
        far = self.far.person_id
        for model, record in (("club.person", far), ("club.participant", self.far)):
            with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
                self.rpc(model, "read", record.ids, ["name"])
        found = self.rpc("club.participant", "name_search", "Zoé")
        self.assertFalse(found)
        self.assertFalse(self.looks())

    def test_who_orients_is_noted_and_a_visitor_is_not(self):
        self.authenticate("t_referent", "t_referent")
        shown = self.seen(
            lambda: self.rpc("club.orientation", "search_read", [], ["last_name"]),
            self.referent,
        )
        self.assertEqual(shown, self.people)
        self.assertFalse(any(self.looks(self.referent).mapped("outside")))
        self.show(self.users["portal"], self.people)
        self.assertFalse(self.looks(self.users["portal"]))

    def test_a_second_look_costs_nothing(self):
        self.seen(lambda: self.rpc("club.person", "read", self.people.ids, ["name"]))
        keep = type(self.Look)._keep_looks
        kept = []
        self.patch(
            type(self.Look),
            "_keep_looks",
            lambda look, *args: kept.append(args) or keep(look, *args),
        )
        self.rpc("club.person", "read", self.people.ids, ["name"])
        self.assertFalse(kept)
        self.rpc("club.participant", "read", self.journeys.ids, ["name"])
        self.assertTrue(kept)
        self.assertEqual(self.looks().mapped("times"), [1, 1])
