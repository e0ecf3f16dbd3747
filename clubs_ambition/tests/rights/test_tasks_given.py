"""Who gives a task by hand is told when it is for somebody who may not read its record."""

import re

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .table_common import TableCase

TODO = "mail.mail_activity_data_todo"
REFUSED = "may not read what this is about"


@tagged("post_install", "-at_install", "security")
class TestTasksGiven(TableCase):
    def given(self):
        """Yield ``(record, who reads it, a colleague who does not)``, a pair a model."""
        for name in self.env["club.departure"]._models_with("activity_ids"):
            for record in self.made[name].values():
                readers = {
                    who: record.with_user(user).has_access("read")
                    for who, user in self.users.items()
                    if user._club_has_role()
                }
                mine = "animateur" if readers["animateur"] else "coordinator"
                blind = [who for who, reads in readers.items() if not reads]
                mine = record.with_user(self.users[mine])
                if blind and mine.has_access("write"):
                    yield mine, self.users[blind[0]]
                    break

    def roads(self, record, user):
        """Yield each way in which a screen gives a task to somebody."""
        kind = self.env.ref(TODO)
        env = record.env
        told = {"activity_type_id": kind.id, "user_id": user.id}
        about = {"res_model_id": env["ir.model"]._get_id(record._name)}
        about["res_id"] = record.id
        Task = env["mail.activity"]
        yield "create", lambda: Task.create({**about, **told})
        yield "form", lambda: Task.web_save({**about, **told}, {})
        own = Task.create({**about, **told, "user_id": env.uid})
        yield "write", lambda: own.write({"user_id": user.id})
        yield "edit", lambda: own.web_save({"user_id": user.id}, {})
        dialog = env["mail.activity.schedule"].with_context(
            active_model=record._name, active_ids=record.ids
        )
        typed = {"activity_type_id": kind.id, "activity_user_id": user.id}
        typed |= {"res_model": record._name, "res_ids": str(record.ids)}
        yield "dialog", lambda: dialog.create(typed).action_schedule_activities()
        plan = self.env["mail.activity.plan"].create(
            {
                "name": "Plan",
                "res_model": record._name,
                "template_ids": [
                    Command.create(
                        {
                            "activity_type_id": kind.id,
                            "responsible_type": "other",
                            "responsible_id": user.id,
                        }
                    )
                ],
            }
        )
        typed = {**typed, "plan_id": plan.id, "activity_type_id": False}
        yield "plan", lambda: dialog.create(typed).action_schedule_plan()

    def test_it_is_refused_in_words(self):
        walked = set()
        for record, user in self.given():
            for road, gesture in self.roads(record, user):
                with (
                    self.subTest(model=record._name, road=road),
                    self.assertRefused(UserError, REFUSED),
                    self.env.cr.savepoint(),
                ):
                    gesture()
                walked.add(record._name)
        self.assertGreater(len(walked), 5)

    def test_the_words_say_who_is_in_charge(self):
        journey = self.env["club.participant"].search(
            [("club_id", "=", self.club.id), ("state", "=", "active")], limit=1
        )
        mine = journey.with_user(self.animateur)
        heir = mine._club_heir()
        self.assertTrue(heir)
        with self.assertRefused(UserError, re.escape(f"{heir.name} is in charge")):
            self.env["mail.activity"].with_user(self.animateur).create(
                {
                    "res_model_id": self.env["ir.model"]._get_id(journey._name),
                    "res_id": journey.id,
                    "activity_type_id": self.env.ref(TODO).id,
                    "user_id": self.other_animateur.id,
                }
            )

    def test_what_the_code_plans_has_its_heir(self):
        """A step that a button takes: nobody chose whose it is."""
        for record, user in self.given():
            task = record.activity_schedule(TODO, user_id=user.id)
            if record.sudo()._club_heir():
                self.assertNotEqual(task.user_id, user, record._name)

    def test_a_task_stays_whose_it_was(self):
        """Who lost sight of the record has the rest of the task changed by others."""
        record, user = next(self.given())
        task = record.sudo().activity_schedule(TODO, user_id=record.env.uid)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mail_activity SET user_id = %s WHERE id = %s", (user.id, task.id)
        )
        self.env.invalidate_all()
        task.with_env(record.env).write({"summary": "Call", "user_id": user.id})
        self.assertEqual(task.summary, "Call")
