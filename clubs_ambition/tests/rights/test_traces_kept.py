"""No caller's context says that a club keeps no trace of what was done."""

from odoo.service.model import call_kw
from odoo.tests import new_test_user, tagged

from ...models.tools import guarded
from ..common import ClubsCase

SILENT = dict.fromkeys(guarded.SILENT, True)


@tagged("post_install", "-at_install", "security")
class TestTracesKept(ClubsCase):
    def threads(self):
        thread = self.env.registry["mail.thread"]
        for name, model in self.env.registry.items():
            if name.startswith("club.") and issubclass(model, thread):
                yield name

    def test_every_thread_of_ours_keeps_its_traces(self):
        walked = 0
        for name in self.threads():
            for user in (self.animateur, self.referent):
                Model = self.env[name].with_user(user).with_context(**SILENT)
                for records in (Model, Model.sudo()):
                    left = guarded.traced(records).env.context
                    self.assertFalse(set(guarded.SILENT) & set(left), name)
            root = self.env[name].with_context(**SILENT)
            self.assertEqual(guarded.traced(root), root)
            self.assertIn("mail_notrack", guarded.traced(root).env.context)
            walked += 1
        self.assertGreater(walked, 9)

    def test_a_move_is_logged_whatever_the_context(self):
        for silent in guarded.SILENT:
            journey = self.make_participant()
            self.flush()
            mine = self.env["club.participant"].with_user(self.animateur)
            context = {silent: True, "lang": "en_US"}
            call_kw(
                mine,
                "write",
                [journey.ids, {"state": "informed"}],
                {"context": context},
            )
            self.flush()
            values = journey.message_ids.sudo().tracking_value_ids
            with self.subTest(context=silent):
                self.assertIn("Informed", values.mapped("new_value_char"))

    def test_so_is_what_our_code_does_for_the_caller(self):
        """Under sudo the context goes along: the trace is kept all the same."""
        journey = self.make_participant()
        self.flush()
        mine = journey.with_user(self.animateur).with_context(**SILENT)
        mine.sudo().write({"state": "informed"})
        self.flush()
        self.assertTrue(journey.message_ids.sudo().tracking_value_ids)

    def test_a_creation_is_logged(self):
        Journey = self.env["club.participant"].with_user(self.animateur)
        person = self.env["club.person"].with_user(self.animateur)
        person = person.create({"last_name": "Martin"})
        vals = {"person_id": person.id, "club_id": self.club.id}
        one = call_kw(
            Journey,
            "create",
            [vals],
            {"context": {"mail_create_nolog": True, "tracking_disable": True}},
        )
        journey = self.env["club.participant"].browse(one)
        self.assertTrue(journey.message_ids)
        self.assertFalse(journey.env.context.get("club_guard"))

    def test_a_prospect_of_a_club_too(self):
        lead = self.env["crm.lead"].create({"name": "Lead", "club_id": self.club.id})
        self.flush()
        mine = lead.with_user(self.animateur).with_context(**SILENT)
        mine.write({"prospecting_mode": "useful_offers"})
        self.flush()
        tracked = lead.message_ids.sudo().tracking_value_ids.field_id
        self.assertIn("prospecting_mode", tracked.mapped("name"))

    def test_every_model_of_odoo_that_holds_clubs_says_which(self):
        """A thread of Odoo with a column of ours has records of the clubs, or none."""
        thread, walked = self.env.registry["mail.thread"], set()
        for name, model in self.env.registry.items():
            ours = [
                field
                for field in model._fields.values()
                if "clubs_ambition" in field._modules
                and (field.store or field.type == "one2many")
            ]
            if name.startswith("club.") or model._abstract or not ours:
                continue
            if issubclass(model, thread):
                walked.add(name)
                asked = model._club_is_traced
                self.assertIsNot(asked, self.env.registry["base"]._club_is_traced, name)
        self.assertGreaterEqual(walked, {"crm.lead", "res.partner", "crm.team"})

    def changes(self, record):
        self.flush()
        self.env.invalidate_all()
        return record.message_ids.sudo().tracking_value_ids

    def test_a_field_of_odoo_on_a_record_of_the_clubs(self):
        """Over the road of a browser, whoever may write it."""
        lead = self.env["crm.lead"].create({"name": "Lead", "club_id": self.club.id})
        person = self.env["res.partner"].create(
            {"name": "Luc", "parent_id": self.employer.id}
        )
        prescriber = self.env["res.partner"].create(
            {"name": "Mission locale", "club_prescriber": True}
        )
        self.flush()
        for silent in guarded.SILENT[:2]:
            for record, name in (
                (lead, "email_from"),
                (self.employer, "email"),
                (person, "email"),
                (prescriber, "email"),
            ):
                with self.subTest(context=silent, model=record._name, id=record.id):
                    before = len(self.changes(record))
                    call_kw(
                        record.browse().with_user(self.animateur),
                        "write",
                        [record.ids, {name: f"{silent}@example.com"}],
                        {"context": {silent: True}},
                    )
                    self.assertGreater(len(self.changes(record)), before)

    def test_a_creation_by_who_works_in_a_club(self):
        for model, vals in (
            ("crm.lead", {"name": "Lead"}),
            ("crm.lead", {"name": "Lead", "club_id": self.club.id}),
            ("res.partner", {"name": "Bakery", "club_employer": True}),
            ("res.partner", {"name": "Luc", "parent_id": self.employer.id}),
        ):
            for silent in ("mail_create_nolog", "tracking_disable"):
                with self.subTest(model=model, vals=vals, context=silent):
                    one = call_kw(
                        self.env[model].with_user(self.animateur),
                        "create",
                        [vals],
                        {"context": {silent: True}},
                    )
                    self.assertTrue(self.env[model].browse(one).message_ids)

    def test_what_is_no_club_s_is_left_to_odoo(self):
        groups = "base.group_user,base.group_partner_manager"
        other = new_test_user(self.env, "t_plain", groups)
        Partner = self.env["res.partner"].with_user(other).with_context(**SILENT)
        self.assertFalse(Partner.create({"name": "Somebody"}).message_ids)

    def test_what_is_to_be_done_is_planned(self):
        journey = self.make_participant()
        mine = journey.with_user(self.animateur).with_context(**SILENT)
        mine.activity_schedule("mail.mail_activity_data_todo", summary="To do")
        self.assertTrue(journey.activity_ids)

    def flush(self):
        self.env.flush_all()
        self.env.cr.precommit.run()
