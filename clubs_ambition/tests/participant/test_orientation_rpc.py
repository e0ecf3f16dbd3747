"""What a referent reaches with their own login, by the road of the browser."""

from odoo.tests import HttpCase, JsonRpcException, new_test_user, tagged
from odoo.tools import mute_logger

from .orientation_common import REFERENT, SECRET, OrientationCase


@tagged("post_install", "-at_install", "security")
class TestReferent(OrientationCase, HttpCase):
    """The referent's own login, by the road of the browser."""

    def rpc(self, model, method, *args, **kwargs):
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": args, "kwargs": kwargs},
        )

    @mute_logger("odoo.http")
    def refused(self, *args, **kwargs):
        with self.assertRaises(JsonRpcException, msg=str(args)):
            self.rpc(*args, **kwargs)

    def test_from_the_orientation_to_the_answer(self):
        self.authenticate("t_referent", "t_referent")
        spec = {"name": {}, "state": {}, "answer_reason": {}, "may_change": {}}
        [saved] = self.rpc(
            "club.orientation",
            "web_save",
            [],
            {"last_name": "Martin", "first_name": "Zoé", "club_id": self.club.id},
            specification=spec,
        )
        self.assertEqual((saved["name"], saved["state"]), ("Zoé Martin", "waiting"))
        one = self.env["club.orientation"].browse(saved["id"])
        self.decline(one, decline_message="Come back in May")
        [read] = self.rpc("club.orientation", "web_read", one.ids, specification=spec)
        self.assertEqual(read["state"], "declined")
        self.assertEqual(read["answer_reason"], "Come back in May")
        self.assertFalse(read["may_change"])
        self.refused("club.orientation", "write", one.ids, {"note": "x"})
        journey = one.participant_id
        for model, ids in (
            ("club.participant", journey.ids),
            ("club.person", journey.person_id.ids),
        ):
            self.refused(model, "read", ids, ["name"])
            self.refused(model, "search_read", [], ["name"])
        self.refused("club.orientation", "read", one.ids, ["participant_id"])
        self.refused(
            "club.orientation", "search_read", [["person_id.phone", "!=", False]], []
        )

    def test_the_answers_of_another_referent(self):
        one = self.orient(user=self.colleague)
        self.authenticate("t_referent", "t_referent")
        self.refused("club.orientation", "read", one.ids, ["name"])
        self.refused("club.orientation", "write", one.ids, {"note": "x"})
        self.refused("club.orientation", "action_withdraw", one.ids)
        self.assertFalse(self.rpc("club.orientation", "search_read", [], ["name"]))
        found = self.rpc("club.orientation", "name_search", "Zoé")
        self.assertFalse(found)

    def test_no_contact_of_an_employer(self):
        contact = self.env["res.partner"].create(
            {"name": "Mme R.", "parent_id": self.employer.id, "email": "r@example.org"}
        )
        self.authenticate("t_referent", "t_referent")
        for partner in (contact, self.employer):
            self.refused("res.partner", "read", partner.ids, ["email"])
            self.refused("res.partner", "write", partner.ids, {"email": "x@x.org"})
        one = self.orient()
        self.refused(
            "club.orientation", "write", one.ids, {"prescriber_id": contact.id}
        )
        found = self.rpc("res.partner", "search_read", [["name", "=", "Mme R."]], [])
        self.assertFalse(found)
        prescriber = self.env["res.partner"].create(
            {"name": "Mission locale", "club_prescriber": True}
        )
        self.assertTrue(self.rpc("res.partner", "read", prescriber.ids, ["name"]))

    def test_whoever_is_animateur_besides_reads_the_network(self):
        both = new_test_user(
            self.env, "t_both", f"{REFERENT},clubs_ambition.group_clubs_animateur"
        )
        self.assertTrue(self.employer.with_user(both).has_access("read"))

    def test_nothing_readable_tells_the_animateur_s_words(self):
        """Walk every model and field that a referent reads."""
        one = self.orient()
        journey = self.journey_of(one)
        words = {
            name: SECRET
            for name, field in journey._fields.items()
            if field.store
            and field.type in ("text", "char")
            and not field.compute
            and not field.readonly
            and name
            not in ("decline_message", "decline_alternative", "orientation_note")
        }
        self.assertIn("motivation", words)
        journey.write(words)
        journey.message_post(body=SECRET)
        journey.activity_schedule("mail.mail_activity_data_todo", summary=SECRET)
        self.employer.comment = self.employer.street = SECRET
        self.env.flush_all()
        read = set()
        for name in self.env.registry:
            Model = self.env[name].with_user(self.referent)
            if Model._abstract or not (Model._auto and Model.has_access("read")):
                continue
            ours = Model._module == "clubs_ambition" or name.startswith("mail.")
            if not (ours or name == "res.partner"):
                continue
            fields_of = [
                field.name
                for field in Model._fields.values()
                if field.type in ("char", "text", "html", "json")
                and Model._has_field_access(field, "read")
            ]
            rows = Model.search([], order="id desc", limit=200).read(fields_of)
            self.assertNotIn(SECRET, str(rows), name)
            read.add(name)
        self.assertLessEqual({"club.orientation", "mail.message", "res.partner"}, read)
        about = {"club.participant", "club.person", "club.candidacy", "club.attendance"}
        self.assertFalse(about & read)
