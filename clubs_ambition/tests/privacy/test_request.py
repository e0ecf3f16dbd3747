"""Requests: who asks is found by their exact identity, and nothing else is told."""

from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ...models.privacy import erasure_file
from ...utils import clock
from .privacy_common import BORN, IDENTITY, PrivacyCase

NEARLY = (
    ("birth", {"last_name": "Moreaux", "first_name": "Lina", "birth_date": BORN}),
    ("birth", {**IDENTITY["birth"], "birth_date": BORN + timedelta(days=1)}),
    ("birth", {"last_name": "Mor", "first_name": "Lina", "birth_date": BORN}),
    ("email", {"first_name": "Lin", "email": "lina.moreau@example.org"}),
    ("email", {"first_name": "Lina", "email": "lina.moreau@example.com"}),
    ("email", {"first_name": "Lina", "email": "%@example.org"}),
    ("phone", {"first_name": "Lina", "phone": "0639982002"}),
)


@tagged("post_install", "-at_install", "security")
class TestRequest(PrivacyCase, HttpCase):
    # === WHO ASKS === #

    def test_found_in_three_ways_without_accents_case_or_order(self):
        for way in IDENTITY:
            with self.subTest(way=way):
                request = self.asked(way=way)
                self.assertEqual(request._name, "club.privacy.request")
                self.assertEqual(request.sudo().person_id, self.person)
                self.assertEqual((request.state, request.kind), ("open", "access"))
        turned = {"last_name": "Lina", "first_name": "moreau", "birth_date": BORN}
        self.assertEqual(self.asked(**turned).sudo().person_id, self.person)

    def test_the_officer_reads_what_was_typed_and_no_person(self):
        request = self.asked()
        self.assertEqual(request.asked_by, "lina MOREAU")
        said = request.read(["person_id", "display_name", "asked_by"])[0]
        self.assertEqual(said["person_id"][1], f"Person {self.person.id}")
        for model in ("club.person", "club.participant", "club.candidacy"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.data_officer).search([])

    def test_who_is_nearly_so_is_not_told(self):
        """The answer is the same as for who exists nowhere."""
        nobody = {"last_name": "Zzz", "first_name": "Zzz", "birth_date": BORN}
        before = self.env["club.privacy.request"].search_count([])
        expected = self.answer(self.finder(**nobody))
        for way, typed in NEARLY:
            with self.subTest(typed=typed):
                self.assertEqual(self.answer(self.finder(way=way, **typed)), expected)
        self.assertEqual(self.env["club.privacy.request"].search_count([]), before)

    def answer(self, dialog):
        action = dialog.action_find()
        shown = dialog.browse(action.pop("res_id"))
        return action, shown.outcome, bool(shown.request_id)

    def test_an_identity_is_whole(self):
        for way, typed in (
            ("birth", {"first_name": "Lina", "last_name": "Moreau"}),
            ("birth", {"last_name": "Moreau", "birth_date": BORN}),
            ("email", {"email": "lina.moreau@example.org"}),
            ("phone", {"first_name": "Lina", "phone": "06"}),
        ):
            with self.assertRaisesRegex(UserError, "whole identity"):
                self.finder(way=way, **typed).action_find()
        for way, typed in (
            ("email", {"email": "j.petit@example.org"}),
            ("name", {"last_name": "Petit"}),
        ):
            with self.assertRaisesRegex(UserError, "whole identity"):
                self.finder(way=way, subject="partner", **typed).action_find()

    def test_who_asks_is_looked_for_once(self):
        early = self.finder()
        early.received_on = clock.today(early) + timedelta(days=1)
        with self.assertRefused(UserError, "received today at the latest"):
            early.action_find()
        known, again = self.asked(), self.finder()
        again.request_id = known
        with self.assertRefused(UserError, "is known already"):
            again.action_find()
        self.settle(known, "refuse", "Asked again and again")
        with self.assertRefused(UserError, "answered already"):
            again.action_find()

    def test_who_is_officer_no_more_finds_nobody(self):
        dialog = self.finder()
        officer = self.env.ref("clubs_ambition.group_clubs_data_officer")
        self.data_officer.group_ids -= officer
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            dialog.action_find()

    def test_each_look_is_logged_found_or_not(self):
        self.log.search([])
        request = self.asked(way="email")
        self.finder(first_name="Zzz", last_name="Zzz", birth_date=BORN).action_find()
        missed, found = self.log.search([], limit=2)
        self.assertEqual((found.way, found.found), ("email", True))
        self.assertEqual(found.request_id.id, request.id)
        self.assertEqual((missed.way, missed.found), ("birth", False))
        self.assertEqual((found | missed).user_id, self.data_officer)
        told = str((found | missed).read())
        for word in ("moreau", "Zzz", "2001"):
            self.assertNotIn(word, told)
        with self.assertRaisesRegex(UserError, "not corrected"):
            missed.sudo().found = True
        with self.assertRaisesRegex(UserError, "not deleted"):
            missed.sudo().unlink()

    def test_two_records_of_one_identity_are_settled_first(self):
        twin = self.make_person("Moreau LINA", birth_date=BORN)
        self.assertTrue(twin)
        action, outcome, request = self.answer(self.finder())
        self.assertEqual((outcome, request), ("several", False))
        self.assertEqual(action["res_model"], "club.privacy.find")
        self.assertTrue(self.log.search([], limit=1).found)

    def test_who_is_archived_or_of_long_ago_is_found(self):
        self.end()
        self.journey.active = self.person.active = False
        self.assertEqual(self.asked().sudo().person_id, self.person)

    def end(self):
        reason = self.env.ref("clubs_ambition.club_exit_reason_moved")
        self.journey.write({"state": "exited", "exit_reason_id": reason.id})

    def test_a_contact_is_found_by_their_exact_identity(self):
        contact = self.env["res.partner"].create(
            {
                "name": "Jeanne Petit-Roux",
                "email": "j.petit@example.org",
                "parent_id": self.employer.id,
            }
        )
        ways = {
            "email": {"first_name": "jeanne", "email": "J.Petit@example.org"},
            "name": {"first_name": "Jeanne", "last_name": "PETIT ROUX"},
        }
        for way, typed in ways.items():
            request = self.asked(way=way, subject="partner", **typed)
            self.assertEqual(request.sudo().partner_id, contact)
        for typed in (
            {"first_name": "Jeanne", "last_name": "Petit"},
            {"first_name": "Jean", "last_name": "Petit-Roux"},
        ):
            dialog = self.finder(way="name", subject="partner", **typed)
            self.assertEqual(self.answer(dialog)[1], "none")

    def test_nobody_else_of_the_address_book_is_found(self):
        """The host's customers are none of the clubs' business."""
        partners = self.env["res.partner"]
        host = partners.create({"name": "Host", "is_company": True})
        who = {"name": "Émeline Bompard", "email": "e.bompard@example.org"}
        ways = {
            "email": {"first_name": "Emeline", "email": "e.bompard@example.org"},
            "name": {"first_name": "EMELINE", "last_name": "Bompard"},
        }
        stranger = partners.create({**who, "parent_id": host.id})
        for way, typed in ways.items():
            dialog = self.finder(way=way, subject="partner", **typed)
            self.assertEqual(self.answer(dialog)[1], "none")
        for values in ({"parent_id": self.employer.id}, {"club_prescriber": True}):
            stranger.write({"parent_id": False, "club_prescriber": False, **values})
            for way, typed in ways.items():
                with self.subTest(values=values, way=way):
                    request = self.asked(way=way, subject="partner", **typed)
                    self.assertEqual(request.sudo().partner_id, stranger)

    def test_by_the_road_of_the_browser(self):
        """Web client: the dialog is saved, its button pressed; nothing else opens."""
        self.authenticate("t_data_officer", "t_data_officer")
        made = self.call(
            "club.privacy.find",
            "web_save",
            [[], {"kind": "erasure", "way_person": "email", **IDENTITY["email"]}],
            specification={"outcome": {}},
        )
        action = self.call("club.privacy.find", "action_find", [[made[0]["id"]]])
        request = self.env["club.privacy.request"].browse(action["res_id"])
        self.assertEqual(request.person_id, self.person)
        for values in (
            {"person_id": self.person.id},
            {"state": "served"},
            {"due_on": "2099-01-01"},
            {"received_on": "2026-01-01"},
            {"effective_on": "2026-01-01"},
        ):
            with self.subTest(values=values), self.assertRaises(Exception):  # noqa: B017
                self.call("club.privacy.request", "web_save", [[request.id], values])
        with self.assertRaises(Exception):  # noqa: B017
            self.call("club.privacy.request", "create", [{"kind": "access"}])

    def call(self, model, method, args, **kwargs):
        with mute_logger("odoo.http", "odoo.addons.base.models.ir_model"):
            if method == "web_save":
                kwargs.setdefault("specification", {})
            return self.make_jsonrpc_request(
                "/web/dataset/call_kw",
                {"model": model, "method": method, "args": args, "kwargs": kwargs},
            )

    def test_for_the_officer_alone(self):
        request = self.asked()
        gestures = ("action_find", "action_download", "action_refuse", "action_lift")
        for role, user in self.users.items():
            if role == "data_officer":
                continue
            with self.subTest(role=role):
                for name in gestures:
                    with self.assertRaises(AccessError):
                        getattr(request.with_user(user), name)()
                with self.assertRaises(AccessError):
                    self.env["club.privacy.find"].with_user(user).create({})
                with self.assertRaises(AccessError):
                    self.log.with_user(user).search([])

    def test_who_only_reads_it_answers_nothing(self):
        """Whatever an administrator lets others read."""
        request = self.asked("restriction").with_user(self.animateur)
        self.env["ir.model.access"].create(
            {
                "name": "Requests are read",
                "model_id": self.env["ir.model"]._get_id(request._name),
                "group_id": self.env.ref("clubs_ambition.group_clubs_animateur").id,
                "perm_read": True,
            }
        )
        self.assertTrue(request.has_access("read"))
        for gesture in (request.action_find, request.action_lift):
            with self.assertRaises(AccessError):
                gesture()

    # === DELAY, ANSWER === #

    def test_one_month_and_two_more_once_for_a_reason(self):
        request = self.asked()
        today = clock.today(request)
        self.assertEqual(request.received_on, today)
        self.assertGreaterEqual((request.due_on - today).days, 28)
        self.assertEqual(request.delay_level, "quiet")
        with self.assertRaisesRegex(UserError, "in a sentence"):
            self.settle(request, "extend")
        before = request.due_on
        self.settle(request, "extend", "Three clubs have papers")
        self.assertGreater((request.due_on - before).days, 55)
        self.assertEqual(request.extension_reason, "Three clubs have papers")
        with self.assertRaisesRegex(UserError, "already"):
            self.settle(request, "extend", "Again")

    def test_the_delay_is_extended_within_the_month(self):
        request = self.asked()
        request.sudo().received_on = clock.today(request) - timedelta(days=40)
        self.assertEqual(request.delay_level, "late")
        with self.assertRaisesRegex(UserError, "month is over"):
            self.settle(request, "extend", "Too late")

    def test_who_is_not_found_may_be_recorded_and_found_later(self):
        dialog = self.finder(first_name="Lyna", last_name="Moreau", birth_date=BORN)
        dialog.action_find()
        action = dialog.action_record()
        request = self.env["club.privacy.request"].browse(action["res_id"])
        request = request.with_user(self.data_officer)
        self.assertEqual((request.state, request.person_id.id), ("draft", False))
        with self.assertRaisesRegex(UserError, "Find first who asks"):
            request.action_download()
        again = self.finder()
        again.request_id = request
        again.action_find()
        self.assertEqual(request.state, "open")
        self.assertEqual(request.sudo().person_id, self.person)

    def test_an_answer_is_given_once(self):
        request = self.asked()
        self.settle(request, "refuse", "Asked again and again")
        self.assertEqual(request.state, "refused")
        self.assertEqual(request.refusal_reason, "Asked again and again")
        self.assertEqual(request.answered_by_id, self.data_officer)
        self.assertFalse(request.delay_label)
        for gesture in ("refuse", "serve", "extend"):
            with self.assertRaisesRegex(UserError, "answered already"):
                self.settle(request, gesture, "Again")

    def test_each_kind_has_its_gesture(self):
        request = self.asked("access")
        for gesture in ("action_rectify", "action_take_effect", "action_erase"):
            with self.assertRaisesRegex(UserError, "something else"):
                getattr(request, gesture)()
        typed = {"request_id": request.id, "city": "Marseille"}
        with self.assertRefused(UserError, "something else"):
            request.env["club.privacy.rectify"].create(typed).action_confirm()
        with self.assertRefused(UserError, "something else"):
            self.settle(request, "ask", "The commune is wrong")
        with self.assertRefused(UserError, "Nothing is in force"):
            request.action_lift()

    # === RECTIFICATION === #

    def test_a_correction_changes_something(self):
        request = self.asked("rectification")
        dialog = request.env["club.privacy.rectify"].create({"request_id": request.id})
        with self.assertRefused(UserError, "Type what is to be corrected"):
            dialog.action_confirm()
        dialog.email = "lina.moreau@example.org"
        with self.assertRefused(UserError, "says so already"):
            dialog.action_confirm()

    def test_who_is_followed_by_nobody_is_corrected_by_the_officer(self):
        alone = {"last_name": "Seule", "first_name": "Zoé", "birth_date": BORN}
        self.make_person("Zoé Seule", birth_date=BORN)
        request = self.asked("rectification", **alone)
        with self.assertRefused(UserError, "Nobody follows this person"):
            self.settle(request, "ask", "The commune is wrong")

    def test_a_file_is_corrected_and_its_values_are_not_kept(self):
        request = self.asked("rectification")
        dialog = self.env["club.privacy.rectify"].with_user(self.data_officer)
        dialog = dialog.create(
            {"request_id": request.id, "email": "new@example.org", "city": "Marseille"}
        )
        dialog.action_confirm()
        self.assertEqual(self.person.email_normal, "new@example.org")
        self.assertEqual(self.person.city, "Marseille")
        self.assertEqual(self.person.last_name, "Moreau")
        self.assertIn("lina.moreau@example.org → new@example.org", request.corrections)
        self.settle(request, "serve")
        self.assertFalse(request.corrections)
        self.assertIn("E-mail", request.done_note)
        self.assertNotIn("@", request.done_note)

    def test_what_who_oriented_them_typed_is_corrected_too(self):
        """Where they had typed what was wrong; what they typed otherwise is theirs."""
        told = {"last_name": "MOREAU", "first_name": "Lina", "email": "l@example.org"}
        orientation = self.env["club.orientation"].create(
            {**told, "participant_id": self.journey.id}
        )
        request = self.asked("rectification")
        request.env["club.privacy.rectify"].create(
            {"request_id": request.id, "first_name": "Line", "email": "n@example.org"}
        ).action_confirm()
        self.assertEqual(self.person.first_name, "Line")
        self.assertEqual(orientation.first_name, "Line", "she was Liña in the file")
        self.assertEqual(orientation.email, "l@example.org")

    def test_a_frozen_birth_date_is_corrected_too(self):
        request = self.asked("rectification")
        dialog = request.env["club.privacy.rectify"].create(
            {"request_id": request.id, "birth_date": "2001-02-04"}
        )
        dialog.action_confirm()
        self.assertEqual(str(self.journey.birth_date), "2001-02-04")

    def test_the_animateur_is_asked_by_a_task(self):
        request = self.asked("rectification")
        self.settle(request, "ask", "The commune is wrong")
        task = self.journey.activity_ids
        self.assertEqual(task.user_id, self.animateur)
        self.assertIn("commune is wrong", task.note)
        self.assertIn("animateur was asked", request.done_note)

    # === ERASURE === #

    def test_an_erasure_is_handed_to_who_erases(self):
        self.end()
        request = self.asked("erasure")
        with patch.object(erasure_file, "write_register"):
            request.action_erase()
            self.env.cr.precommit.run()
        self.assertEqual(request.state, "served")
        self.assertFalse(request.asked_by)
        self.assertNotIn("Moreau", self.person.name or "")
        again = self.finder().action_find()
        self.assertEqual(again["res_model"], "club.privacy.find")
