"""A label names nobody to who may not read the record, through whatever door."""

import runpy

from odoo.tests import tagged
from odoo.tools import file_path

from ...models.tools.guarded import OPEN
from .label_common import FIRST, LAST, LabelCase

PERSON = "club.participant"
LABELS = "labels told under sudo"
STOCK = ("mail.activity", "ir.attachment", "mail.mail")


@tagged("post_install", "-at_install", "security")
class TestLabels(LabelCase):
    def _about_the_person(self, model):
        """Return all the records of a model that the test made: they name one."""
        if model == "club.person":
            return self.person
        if not self.env[model]._log_access:
            return self.env[model]
        records = self.env[model].sudo().with_context(active_test=False)
        return records.search([("create_date", ">=", self.env.cr.now())])

    def test_every_model_that_points_to_a_person_asks_who_reads(self):
        """A new model with somebody in its label cannot be forgotten."""
        naming = set(self.naming_models())
        for name, model in self.env.registry.items():
            points = any(
                field.type == "many2one" and field.comodel_name in naming
                for field in model._fields.values()
            )
            if points and name.startswith("club.") and model._rec_name:
                with self.subTest(model=name):
                    self.assertIn(name, naming)

    def test_the_label_under_sudo(self):
        """Every model × every role: nobody is named unless the user may read."""
        models = [*self.naming_models(), *STOCK]
        persons = {"club.person", PERSON, *STOCK} | {
            name
            for name in self.naming_models()
            if "participant_id" in self.env[name]._fields
        }
        for model in models:
            records = self._about_the_person(model)
            if model in persons:
                self.assertTrue(records, f"no record of {model} to look at")
            for role, user in self.users.items():
                seen = records.with_user(user)._filtered_access("read")
                for record in records:
                    label = record.with_user(user).sudo().display_name
                    with self.subTest(model=model, role=role, label=label):
                        self.assertTrue(label)
                        if record not in seen.sudo():
                            self.hold(LABELS, label)

    def test_who_may_read_is_told(self):
        for user in (self.other_animateur, self.coordinator):
            journey = self.journey.with_user(user)
            self.assertEqual(journey.display_name, f"{FIRST} {LAST}")
            self.assertEqual(journey.initials, "ZQ")
            self.assertIn(FIRST, journey.candidacy_ids.display_name)
            self.assertIn(FIRST, journey.renewal_ids.display_name)
            self.assertIn(FIRST, journey.person_id.display_name)

    def test_a_neutral_word_instead(self):
        journey = self.journey.with_user(self.employee).sudo()
        self.assertEqual(journey.display_name, f"Participant {journey.id}")
        self.assertEqual(journey.initials, "?")

    def test_a_list_asks_nothing_more(self):
        """Thirty people cost their reader as many queries as three."""
        people = self.env[PERSON]
        for number in range(30):
            people += self.make_participant(f"Person {number}")
        counts = []
        for some in (people[:3], people[:3], people):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.with_user(self.animateur).web_read(
                {"display_name": {}, "person_id": {"fields": {"display_name": {}}}}
            )
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])


@tagged("post_install", "-at_install", "security")
class TestLabelDoors(LabelCase):
    """The doors by which Odoo tells the label of any record."""

    def _documents(self):
        for model in self.naming_models():
            if self.env[model]._transient:
                continue
            records = self.env[model].sudo().search([], order="id desc", limit=20)
            yield from records.filtered(lambda one: self.told(one.display_name))

    def test_messages(self):
        """``mail.message.onchange({model, res_id})``, as the composer asks it."""
        for role in ("portal", "employee", "salesman", "animateur", "observer"):
            Message = self.env["mail.message"].with_user(self.users[role])
            for document in self._documents():
                values = {"model": document._name, "res_id": document.id}
                spec = {"record_name": {}, "model": {}, "res_id": {}}
                with self.subTest(role=role, document=document):
                    answer = self.ask(Message.onchange, values, list(values), spec)
                    self.assertFalse(self.told(answer))

    def test_an_activity_pointed_elsewhere(self):
        """A free activity, whose document is written afterwards."""
        spec = {"res_name": {}, "display_name": {}}
        for role in ("employee", "salesman", "animateur", "observer"):
            Activity = self.env["mail.activity"].with_user(self.users[role])
            for document in self._documents():
                model = self.env["ir.model"]._get_id(document._name)
                values = {"res_model_id": model, "res_id": document.id}
                with self.subTest(role=role, document=document):
                    free = Activity.create(
                        {"summary": "To do", "user_id": Activity.env.uid}
                    )
                    for answer in (
                        self.ask(Activity.onchange, values, list(values), spec),
                        self.ask(free.onchange, values, list(values), spec),
                        self.ask(free.web_save, values, spec),
                    ):
                        self.assertFalse(self.told(answer))

    def test_an_activity_is_labelled_for_who_does_it(self):
        """Made by a link's public user or a cron, it still says whom it is about."""
        public = self.env.ref("base.public_user")
        activity = (
            self.journey.with_user(public)
            .sudo()
            .activity_schedule(
                "mail.mail_activity_data_call", user_id=self.other_animateur.id
            )
        )
        self.assertEqual(activity.res_name, f"{FIRST} {LAST}")
        activity.summary = f"Call {FIRST}"
        for user, named in ((self.other_animateur, True), (self.animateur, False)):
            label = activity.with_user(user).sudo().display_name
            self.assertEqual(bool(self.told(label)), named, label)
        activity.sudo().user_id = self.animateur
        self.assertFalse(self.told(activity.res_name))

    def test_the_migration_of_stored_labels(self):
        """Labels kept by the version before are those of who reads them now."""
        Activity = self.env["mail.activity"].with_context(club_heir=OPEN)
        activity = Activity.create(
            {
                "res_model_id": self.env["ir.model"]._get_id("club.participant"),
                "res_id": self.journey.id,
                "activity_type_id": self.env.ref("mail.mail_activity_data_call").id,
                "user_id": self.animateur.id,
            }
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mail_activity SET res_name = %s WHERE id = %s",
            [f"{FIRST} {LAST}", activity.id],
        )
        self.env.invalidate_all()
        self.assertTrue(self.told(activity.res_name))
        path = file_path("clubs_ambition/migrations/19.0.1.4.0/post-labels.py")
        runpy.run_path(path)["migrate"](self.env.cr, "19.0.1.3.0")
        self.env.invalidate_all()
        self.assertFalse(self.told(activity.res_name))

    def test_text_messages(self):
        if "sms.composer" not in self.env:
            self.skipTest("no text messages here")
        spec = {name: {} for name in self.env["sms.composer"]._fields}
        for role in ("portal", "employee", "salesman", "animateur"):
            for document in self._documents():
                Composer = self.env["sms.composer"].with_user(self.users[role])
                Composer = Composer.with_context(
                    default_res_model=document._name, default_res_id=document.id
                )
                for answer in (
                    self.ask(Composer.onchange, {}, [], spec),
                    self.ask(Composer.web_save, {"body": "x"}, spec),
                ):
                    with self.subTest(role=role, document=document):
                        self.assertFalse(self.told(answer))

    def test_a_form_being_typed(self):
        """``onchange`` of every model of ours that points to somebody."""
        naming = {name: self._one_of(name) for name in self.naming_models()}
        for name, model in self.env.registry.items():
            ours = name.startswith("club.") or name in ("crm.lead", "res.partner")
            if not ours or model._abstract:
                continue
            values = {
                field.name: naming[field.comodel_name].id
                for field in model._fields.values()
                if field.type == "many2one" and field.comodel_name in naming
            }
            for role in ("portal", "employee", "salesman", "animateur", "referent"):
                for one in values:
                    answer = self._typed(name, self.users[role], {one: values[one]})
                    with self.subTest(model=name, role=role, field=one):
                        self.assertFalse(self.told(answer))

    def _one_of(self, model):
        if model == "club.person":
            return self.person
        return self.env[model].sudo().search([], order="id desc", limit=1)

    def _typed(self, name, user, values):
        Model = self.env[name].with_user(user)
        if not Model.has_access("create"):
            return ""
        spec = {
            field: {"fields": {"display_name": {}}} if info["type"] in X2ANY else {}
            for field, info in Model.fields_get(attributes=["type"]).items()
        }
        return self.ask(Model.onchange, values, list(values), spec)


X2ANY = ("many2one", "one2many", "many2many")
