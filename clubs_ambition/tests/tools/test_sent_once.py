from odoo.fields import Command
from odoo.tests import tagged

from ..common import ClubsCase
from ..import_common import OPTIONS


@tagged("post_install", "-at_install")
class TestSentOnce(ClubsCase):
    """A page that is recorded again, for its answer was lost, is recorded once."""

    def save(self, model, vals, key="a1", user=None, ids=()):
        records = self.env[model].with_user(user or self.animateur).browse(ids)
        said = records.with_context(club_once=key) if key else records
        return said.web_save(vals, {})[0]["id"]

    def test_every_kind_of_record_is_made_once(self):
        """Any model that the clubs bear: what is asked is asked of all of them."""
        team = {"name": "Snack", "club_id": self.club.id}
        day = {"name": "Forum", "start": "2026-12-01 09:00", "stop": "2026-12-01 10:00"}
        for model, vals in {
            "crm.lead": team,
            "res.partner": {"name": "Snack", "is_company": True},
            "calendar.event": day,
            "club.offer": {"name": "Baker", "partner_id": self.employer.id, **team},
        }.items():
            vals = {name: one for name, one in vals.items() if name in self.env[model]}
            with self.subTest(model):
                first = self.save(model, vals)
                self.assertEqual(self.save(model, vals), first)
                self.assertNotEqual(self.save(model, vals, "a2"), first)
                self.assertNotEqual(self.save(model, vals, None), first)
                self.assertNotEqual(self.save(model, vals, user=self.env.user), first)

    def test_what_was_typed_since_is_recorded_on_it(self):
        first = self.save("crm.lead", {"name": "Snack", "club_id": self.club.id})
        lead = self.env["crm.lead"].browse(first)
        for name in ("Bar", "Snack", "Bar"):
            vals = {"name": name, "club_id": self.club.id}
            self.assertEqual(self.save("crm.lead", vals), first)
            self.assertEqual(lead.name, name)

    def test_a_line_of_a_list_is_made_once(self):
        vals = {"name": "Hotel", "is_company": True}
        place = self.save("res.partner", vals, None)
        one, other = ([0, f"virtual_{at}", {"name": f"Line {at}"}] for at in (1, 2))
        for lines in ([one], [one], [one, other], [one, other]):
            self.save("res.partner", {"child_ids": lines}, ids=[place])
        names = self.env["res.partner"].browse(place).child_ids.mapped("name")
        self.assertEqual(sorted(names), ["Line 1", "Line 2"])
        self.save("res.partner", {"child_ids": [one]}, "a3", ids=[place])
        self.assertEqual(len(self.env["res.partner"].browse(place).child_ids), 3)

    def test_what_was_deleted_meanwhile_is_made_anew(self):
        vals = {"name": "Snack", "is_company": True}
        first = self.save("res.partner", vals)
        self.env["res.partner"].browse(first).unlink()
        self.assertNotEqual(self.save("res.partner", vals), first)

    # === GESTURES OF ODOO'S: WHAT WAS HEARD OF NOTHING IS PRESSED AGAIN === #

    def lead(self):
        values = {"name": "Snack", "club_id": self.club.id}
        return self.env["crm.lead"].with_user(self.animateur).create(values)

    def test_a_task_is_done_once(self):
        """One note in the thread, and one task that follows."""
        types = self.env["mail.activity.type"]
        following = types.create({"name": "Call again"})
        kind = types.create(
            {
                "name": "Call",
                "chaining_type": "trigger",
                "triggered_next_type_id": following.id,
            }
        )
        for done in ("action_feedback", "action_feedback_schedule_next"):
            lead = self.lead()
            task = lead.activity_schedule(
                activity_type_id=kind.id, user_id=self.animateur.id
            )
            with self.subTest(done):
                for _time in range(2):
                    getattr(task, done)(feedback="Reached")
                notes = lead.message_ids.filtered("mail_activity_type_id")
                self.assertEqual(len(notes), 1)
                self.assertEqual(len(lead.activity_ids), 1)
                self.assertEqual(lead.activity_ids.activity_type_id, following)

    def test_a_message_is_sent_once_by_its_dialog(self):
        lead = self.lead()
        told = {"model": lead._name, "res_ids": str(lead.ids), "body": "<p>Hello</p>"}
        Composer = self.env["mail.compose.message"].with_user(self.animateur)
        one, other = Composer.create(told), Composer.create(told)
        for dialog in (one, one, other):
            closed = dialog.action_send_mail()
            self.assertEqual(closed["type"], "ir.actions.act_window_close")
        sent = lead.message_ids.filtered(lambda one: "Hello" in one.body)
        self.assertEqual(len(sent), 2)
        later = Composer.create({**told, "scheduled_date": "2099-01-01 09:00:00"})
        for _time in range(2):
            later.action_schedule_message()
        waiting = [("model", "=", lead._name), ("res_id", "=", lead.id)]
        self.assertEqual(self.env["mail.scheduled.message"].search_count(waiting), 1)

    def test_what_is_planned_by_a_dialog_is_planned_once(self):
        todo = self.env.ref("mail.mail_activity_data_todo")
        plan = self.env["mail.activity.plan"].create(
            {
                "name": "Snacks",
                "res_model": "crm.lead",
                "template_ids": [
                    Command.create(
                        {
                            "activity_type_id": todo.id,
                            "responsible_type": "other",
                            "responsible_id": self.animateur.id,
                        }
                    )
                ],
            }
        )
        Planner = self.env["mail.activity.schedule"].with_user(self.animateur)
        for button, left, told in (
            ("action_schedule_activities", 1, {"activity_type_id": todo.id}),
            ("action_schedule_activities_done", 0, {"activity_type_id": todo.id}),
            ("action_schedule_plan", 1, {"plan_id": plan.id}),
        ):
            lead = self.lead()
            about = {"res_model": lead._name, "res_ids": str(lead.ids)}
            dialog = Planner.create({**about, **told})
            with self.subTest(button):
                written = len(lead.message_ids)
                getattr(dialog, button)()
                once = len(lead.message_ids)
                getattr(dialog, button)()
                self.assertEqual(len(lead.activity_ids), left)
                self.assertEqual(len(lead.message_ids), once)
                self.assertGreaterEqual(once, written)

    def test_a_file_is_brought_once(self):
        names = ["name", "kind", "club_id", "start", "stop"]
        row = ("Forum", "group", "Club A", "24/11/2026 14:30", "24/11/2026 16:00")
        text = "\n".join(";".join(line) for line in (names, row, row))
        values = {"res_model": "club.session", "file_name": "sessions.csv"}
        Screen = self.env["base_import.import"].with_user(self.animateur)
        screen = Screen.create({**values, "file": text.encode()})
        before = self.env["club.session"].search_count([])
        tried = screen.execute_import(names, names, dict(OPTIONS), True)
        self.assertEqual(tried["messages"], [])
        ids = [
            screen.execute_import(names, names, dict(OPTIONS), False)["ids"]
            for _time in range(2)
        ]
        self.assertEqual(ids[0], ids[1])
        self.assertEqual(self.env["club.session"].search_count([]), before + 2)
        wrong = Screen.create({**values, "file": text.replace("14:30", "x").encode()})
        for _time in range(2):
            told = wrong.execute_import(names, names, dict(OPTIONS), False)
            self.assertFalse(told.get("ids"))
            self.assertTrue(told["messages"])

    def test_what_is_no_key_is_none(self):
        for key in ("", 1, ["a"], "x" * 65):
            first = self.save("res.partner", {"name": "Snack"}, key)
            self.assertNotEqual(self.save("res.partner", {"name": "Snack"}, key), first)
