# pylint: disable=translation-required
"""Nothing leads, by a model and an id, to what its writer may not read."""

from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from ...models.tools import referred
from . import test_stock_doors
from .stock_common import StockCase

ROWS = "rows of the stock about an employer"
LED = "records of the stock that lead to an employer"
NAME, MAIL, TOWN = "Menuiserie Zweig", "zweig@example.com", "Quatremerville"
OUT = "choose it in the list"


@tagged("post_install", "-at_install", "security")
class TestReferred(StockCase):
    """A referent reads no employer, whatever of the stock leads to one."""

    hold_all = test_stock_doors.TestStockDoors.__dict__["hold_all"]
    _point = test_stock_doors.TestStockDoors.__dict__["_point"]
    _needed = test_stock_doors.TestStockDoors.__dict__["_needed"]

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.employer.write({"name": NAME, "email": MAIL, "city": TOWN})
        env = cls.env(user=cls.animateur.id)
        env["calendar.event"].create(
            {
                "name": "Visit",
                "start": "2036-01-02 08:00",
                "stop": "2036-01-02 09:00",
                "partner_ids": cls.employer.ids + cls.animateur.partner_id.ids,
            }
        )
        cls.employer.with_env(env).message_post(
            body=f"Call {NAME}", partner_ids=cls.employer.ids
        )
        cls.employer.with_env(env).activity_schedule(
            "mail.mail_activity_data_call", summary=NAME
        )
        cls.env.flush_all()

    def told(self, answer):
        text = str(answer)
        return [one for one in ("Zweig", MAIL, TOWN) if one in text]

    @mute_logger("odoo.sql_db", "odoo.models.unlink")
    def test_no_record_of_the_stock_tells_of_an_employer(self):
        self.created = set()
        for name in self.stock_models():
            for of_model, of_record in self.pairs(name):
                Model = self.env[name].with_user(self.referent)
                if not Model.has_access("create"):
                    continue
                values = self.pointing(name, of_model, of_record, self.employer)
                where = {"model": name, "field": of_record}
                self.hold_all(LED, self._point(Model, values), **where)
        self.check_tried(60, LED)

    @mute_logger("odoo.sql_db", "odoo.models.unlink")
    def test_what_others_made_names_no_employer(self):
        for name in self.stock_models():
            Model = self.env[name].with_user(self.referent)
            if not Model.has_access("read"):
                continue
            domain = [("create_date", ">=", self.env.cr.now())] * Model._log_access
            asked = {"limit": 200, "order": "id desc"}
            rows = self.call(
                Model, "web_search_read", domain, self.spec(Model), **asked
            )
            plain = self.call(Model, "search_read", domain, **asked)
            self.hold_all(ROWS, [rows, plain], model=name)
        self.check_tried(60, ROWS)

    def task(self):
        """Return a free task of a referent's own: they write in it what they like."""
        task = self.env["mail.activity"].with_user(self.referent)
        return task.create({"summary": "Mine", "user_id": self.referent.id})

    def test_a_task_of_ones_own_is_led_nowhere_out_of_sight(self):
        model = self.env["ir.model"]._get_id("res.partner")
        said = {"res_model_id": model, "res_id": self.employer.id}
        seen = {**said, "res_id": self.referent.partner_id.id}
        gone = {**said, "res_id": 2**31 - 2}
        task = self.task()
        for values, refused in ((said, True), (gone, True), (seen, False)):
            worked, answer = self.call(task.browse(), "write", task.ids, values)
            with self.subTest(values=values):
                self.assertEqual(worked, not refused, answer)
                self.assertEqual(OUT in str(answer), refused)
                self.hold(LED, answer)

    def test_the_walk_sees_what_is_closed(self):
        task = self.task()
        model = self.env["ir.model"]._get_id("res.partner")
        said = {"res_model_id": model, "res_id": self.employer.id}
        with patch.object(referred, "check", lambda *_said: None):
            task.write(said)
        self.assertEqual(task.res_id, self.employer.id)

    def test_no_default_leads_there(self):
        File = self.env["ir.attachment"].with_user(self.referent)
        for record, refused in (
            (self.employer, True),
            (self.referent.partner_id, False),
        ):
            said = {"res_model": record._name, "res_id": record.id}
            given = {f"default_{name}": value for name, value in said.items()}
            worked, answer = self.call(File, "default_get", [*said], context=given)
            with self.subTest(record=record):
                self.assertEqual(worked, not refused, answer)
                self.assertEqual(OUT in str(answer), refused)

    def test_a_form_is_not_computed_from_there(self):
        Task = self.env["mail.activity"].with_user(self.referent)
        model = self.env["ir.model"]._get_id("res.partner")
        for values in (
            {"res_model_id": model, "res_id": self.employer.id},
            {"res_model": "res.partner", "res_id": self.employer.id},
            {"res_model_id": {"id": model}, "res_id": str(self.employer.id)},
        ):
            spec = {"res_name": {}, "display_name": {}}
            answer = self.call(Task, "onchange", [], values, list(values), spec)
            given = {f"default_{name}": value for name, value in values.items()}
            by_default = self.call(
                *(Task, "onchange", [], {}, [], {**spec, "res_id": {}}), context=given
            )
            for _worked, said in (answer, by_default):
                with self.subTest(values=values):
                    self.hold(LED, said)
            self.assertIn(OUT, str(answer))

    def test_who_reads_it_leads_there_as_ever(self):
        model = self.env["ir.model"]._get_id("res.partner")
        said = {"res_model_id": model, "res_id": self.employer.id}
        said["user_id"] = self.animateur.id
        task = self.env["mail.activity"].with_user(self.animateur).create(said)
        self.assertEqual(task.res_name, NAME)

    def test_a_task_given_to_a_referent_names_no_employer(self):
        """Whoever gives it; who reads the employer is told which one it is."""
        model = self.env["ir.model"]._get_id("res.partner")
        said = {"res_model_id": model, "res_id": self.employer.id}
        Task = self.env["mail.activity"].with_user(self.animateur)
        for user, named in ((self.referent, False), (self.other_animateur, True)):
            task = Task.create({**said, "user_id": user.id})
            theirs = task.with_user(user)
            self.settle(theirs.env)
            with self.subTest(user=user.login):
                self.assertEqual(NAME in theirs.res_name, named)
                self.hold(LED, "" if named else theirs.read())
