"""With the number of somebody erased, known from before, no door opens on them."""

# pylint: disable=translation-required
import base64
from datetime import timedelta

from odoo.tests import HttpCase, tagged
from odoo.tests.common import JsonRpcException
from odoo.tools import mute_logger

from ...utils import clock
from .erasure_common import ErasureCase

CALL = "/web/dataset/call_kw"
WORDS = "quatrebarbes|melchior|zinzolin"
LOGINS = ("t_animateur", "t_manager", "t_coordinator", "t_data_officer", "t_referent")


@tagged("post_install", "-at_install", "security")
class TestErasureDoors(ErasureCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.somebody()
        cls.journey = cls.person.every_journey_ids
        cls.person.cv_file = base64.b64encode(b"%PDF-1.4 zinzolin")
        cls.journey.message_post(body="zinzolin-message")
        cls.file = cls.env["ir.attachment"].create(
            {
                "name": "zinzolin.txt",
                "raw": b"zinzolin-file",
                "res_model": "club.participant",
                "res_id": cls.journey.id,
            }
        )
        [cls.token] = cls.file.generate_access_token()
        cls.rows_of = {
            name: sorted(ids)
            for name, ids in cls.rows(cls.person).items()
            if not cls.env["club.privacy.rows"]._is_deleted(name)
        }
        cls.rows_of.pop("club.privacy.consent", None)
        cls.rows_of.pop("club.privacy.notice", None)
        cls.env["club.privacy.erasure"]._erase(cls.person)
        cls.env.flush_all()
        cls.env.invalidate_all()

    def calls(self, name, ids):
        """Yield the calls by which a client may ask for rows that it knows."""
        one = ids[:1]
        yield "read", [ids, ["display_name", "create_date"]]
        yield "web_read", [ids, {"display_name": {}}]
        yield "export_data", [ids, ["id", "display_name"]]
        yield "get_metadata", [ids]
        yield "copy", [one]
        yield "unlink", [one]
        yield "write", [one, {}]
        reader = self.users["employee"].partner_id.ids
        for extra, args in (
            ("message_post", [one]),
            ("activity_schedule", [one]),
            ("message_subscribe", [one, reader]),
        ):
            if hasattr(self.env[name], extra):
                yield extra, args
        for button in ("action_archive", "action_unarchive"):
            if "active" in self.env[name]:
                yield button, [one]

    @mute_logger("odoo.http")
    def test_no_call_answers(self):
        tried = 0
        for login in LOGINS:
            self.authenticate(login, login)
            for name, ids in self.rows_of.items():
                for method, args in self.calls(name, ids):
                    params = {"model": name, "method": method}
                    params |= {"args": args, "kwargs": {}}
                    with (
                        self.subTest(login=login, model=name, method=method),
                        self.assertRaises(JsonRpcException),
                    ):
                        self.make_jsonrpc_request(CALL, params)
                    tried += 1
        self.assertGreater(tried, 100)

    @mute_logger("odoo.http")
    def test_no_search_finds_them(self):
        for login in LOGINS:
            self.authenticate(login, login)
            for name, ids in self.rows_of.items():
                domain = [("id", "in", ids)]
                for method, args, kwargs in (
                    ("name_search", [""], {"domain": domain}),
                    ("search_read", [domain, ["display_name"]], {}),
                    ("web_search_read", [domain, {"display_name": {}}], {}),
                    ("formatted_read_group", [domain, ["create_date:day"], []], {}),
                ):
                    kwargs = {**kwargs, "context": {"active_test": False}}
                    params = {"model": name, "method": method}
                    params |= {"args": args, "kwargs": kwargs}
                    with self.subTest(login=login, model=name, method=method):
                        try:
                            found = self.make_jsonrpc_request(CALL, params)
                        except JsonRpcException:
                            continue
                        if isinstance(found, dict):
                            found = found["records"]
                        self.assertEqual(found, [])

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_actions_report")
    def test_no_paper_nor_file(self):
        reports = self.env["ir.actions.report"].search(
            [("model", "in", [*self.rows_of]), ("report_type", "like", "qweb")]
        )
        self.assertGreater(len(reports), 3)
        paths = [
            f"/report/html/{one.report_name}/{self.rows_of[one.model][0]}"
            for one in reports
        ]
        paths += [
            f"/web/content/club.person/{self.person.id}/cv_file",
            f"/web/content/{self.file.id}",
            f"/web/content/{self.file.id}?access_token={self.token}",
            f"/web/image/club.person/{self.person.id}/cv_file",
        ]
        for login in ("t_animateur", "t_coordinator"):
            self.authenticate(login, login)
            for path in paths:
                with self.subTest(login=login, path=path):
                    answer = self.url_open(path)
                    self.assertNotRegex(answer.text.lower(), WORDS)
                    if "/web/image" not in path:  # a placeholder is shown there
                        self.assertNotEqual(answer.status_code, 200)

    @mute_logger("odoo.http")
    def test_no_thread(self):
        for login in ("t_animateur", "t_coordinator"):
            self.authenticate(login, login)
            for name, ids in self.rows_of.items():
                about = {"thread_model": name, "thread_id": ids[0]}
                with self.subTest(login=login, model=name):
                    try:
                        found = self.make_jsonrpc_request(
                            "/mail/thread/messages", {**about, "fetch_params": {}}
                        )
                    except JsonRpcException:
                        continue
                    self.assertFalse(found["messages"])

    def test_who_comes_back_is_somebody_new(self):
        """Nobody is recognised, and no import, doubt nor request leads to who was."""
        animateur = self.env(user=self.animateur)
        again = animateur["club.person"].create(
            {
                "first_name": "Melchior",
                "last_name": "Quatrebarbes",
                "birth_date": "1997-08-13",
                "email": "melchior.q@example.org",
                "phone": "06 99 88 77 66",
            }
        )
        self.assertNotEqual(again, self.person)
        self.assertFalse(again.sudo().doubt_ids)
        journey = animateur["club.participant"].create(
            {
                "person_id": again.id,
                "club_id": self.club.id,
                "oriented_on": clock.today(self.club) - timedelta(days=1),
            }
        )
        self.assertEqual(journey.person_id, again)
        self.assertFalse(self.person.name)
        find = self.env["club.privacy.identity"]._find
        typed = {"first_name": "Melchior", "email": "melchior.q@example.org"}
        self.assertEqual(find("person", "email", typed), again)
