"""No door of any model tells of a person out of sight, nor points to them."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .label_common import FIRST, LAST, LabelCase

ORGANISATION = {
    "club.charter",
    "club.closure",
    "club.club",
    "club.cohort",
    "club.funder",
    "club.objective.preset",
    "club.programme",
    "club.programme.line",
    "club.territory",
}
"""Whose names are those of the network itself: they name no person nor employer."""


@tagged("post_install", "-at_install", "security")
class TestNamedDoors(LabelCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.message = cls.env["mail.message"].create(
            {
                "model": cls.journey._name,
                "res_id": cls.journey.id,
                "subject": f"Is {FIRST} still with you?",
                "body": f"{FIRST} {LAST}",
                "author_id": cls.other_animateur.partner_id.id,
            }
        )
        cls.targets = {
            "res.partner": cls.person.id,
            "mail.message": cls.message.id,
            "club.participant": cls.journey.id,
        }

    def _pointers(self, *comodels):
        """Yield ``(model, field)`` for what points to them, from the registry."""
        for name, model in self.env.registry.items():
            if model._abstract:
                continue
            for field in model._fields.values():
                if (
                    field.type in ("many2one", "many2many")
                    and field.comodel_name in comodels
                    and not (field.compute and field.readonly)
                ):
                    yield name, field

    def _value(self, field):
        target = self.targets[field.comodel_name]
        return target if field.type == "many2one" else [Command.link(target)]

    def _try(self, method, *args):
        self.env.invalidate_all()
        savepoint = self.env.cr.savepoint()
        try:
            return method(*args), None
        except Exception as error:  # noqa: BLE001 (a stock model fails as it likes)
            return None, error
        finally:
            savepoint.rollback()
            savepoint.close(rollback=False)

    def test_a_form_of_any_model(self):
        user = self.users["employee"]
        for name, field in self._pointers(*self.targets):
            Model = self.env[name].with_user(user)
            spec = {
                one: {}
                for one, info in Model.fields_get(attributes=["type"]).items()
                if info["type"] in ("char", "html", "text")
            }
            values = {field.name: self._value(field)}
            answer = self._try(Model.onchange, values, [field.name], spec)
            by_default = {f"default_{field.name}": self._value(field)}
            Given = Model.with_context(**by_default)
            with self.subTest(model=name, field=field.name):
                self.assertFalse(self.told(answer))
                self.assertFalse(self.told(self._try(Given.onchange, {}, [], spec)))

    def test_whatever_an_id_is_written_as(self):
        Attendee = self.env["calendar.attendee"].with_user(self.users["employee"])
        spec = {"common_name": {}, "email": {}, "phone": {}}
        person = self.person.id
        for value in (person, float(person), str(person), [person, "x"]):
            with self.subTest(value=value):
                answer = self._try(
                    Attendee.onchange, {"partner_id": value}, ["partner_id"], spec
                )
                self.assertFalse(self.told(answer))
        event = {"attendee_ids": [[0, "virtual_1", {"partner_id": person}]]}
        Event = self.env["calendar.event"].with_user(self.users["employee"])
        with self.assertRaises(AccessError):
            Event.onchange(event, ["attendee_ids"], {"attendee_ids": {"fields": spec}})

    @mute_logger("odoo.sql_db")
    def test_no_record_is_pointed_to_a_person(self):
        """A stock model made with that value alone, or with a title, is refused."""
        for name, field in self._pointers("res.partner"):
            if name.startswith("club.") or not field.store:
                continue
            Model = self.env[name].with_user(self.users["employee"])
            if not Model.has_access("create"):
                continue
            vals = {field.name: self._value(field)}
            if Model._rec_name and Model._fields[Model._rec_name].type == "char":
                vals[Model._rec_name] = "x"
            with self.subTest(model=name, field=field.name):
                made, _error = self._try(Model.create, vals)
                self.assertFalse(made)

    def test_a_meeting_and_a_contact(self):
        employee = self.users["employee"]
        event = self.env["calendar.event"].with_user(employee)
        hours = {"start": "2026-01-07 08:00:00", "stop": "2026-01-07 09:00:00"}
        event = event.create({"name": "Meeting", **hours})
        event.partner_ids += self.employer  # an employer is invited as before
        with self.assertRaises(AccessError) as no:
            event.write({"partner_ids": [Command.link(self.person.id)]})
        self.assertFalse(self.told(no.exception))
        with self.assertRaises(AccessError):
            event.attendee_ids[0].write({"partner_id": self.person.id})
        with self.assertRaises(AccessError):
            self.env["calendar.attendee"].with_user(employee).create(
                {"event_id": event.id, "partner_id": self.person.id}
            )
        sales = self.env["res.partner"].with_user(self.users["salesman"])
        with self.assertRaises(AccessError):
            sales.create({"name": "x", "parent_id": self.person.id})

    def test_who_reads_the_person_points_to_them(self):
        event = self.env["calendar.event"].with_user(self.other_animateur)
        hours = {"start": "2026-01-07 08:00:00", "stop": "2026-01-07 09:00:00"}
        event = event.create({"name": "Meeting", **hours})
        event.partner_ids += self.person
        self.assertIn(self.person, event.attendee_ids.partner_id)

    def test_followers_and_members(self):
        employee = self.users["employee"]
        channel = self.env["discuss.channel"].with_user(employee)
        channel = channel.create({"name": "Talk"})
        follow = self.env["res.partner"].with_user(self.users["salesman"])
        follow = follow.create({"name": "Somebody"})
        colleague = self.animateur.partner_id
        for method, thread in (
            ("message_subscribe", follow),
            ("add_members", channel),
        ):
            with self.subTest(method=method, thread=thread):
                with self.assertRaises(AccessError) as no:
                    getattr(thread, method)(partner_ids=self.person.ids)
                self.assertFalse(self.told(no.exception))
                getattr(thread, method)(partner_ids=colleague.ids)
        self.assertIn(colleague, follow.message_partner_ids)
        self.assertIn(colleague, channel.channel_member_ids.partner_id)
        with self.assertRaises(AccessError):
            channel._create_group(partners_to=self.person.ids)

    def test_labels_of_what_points_to_a_person(self):
        """Made under sudo by others, told under sudo to anybody."""
        hours = {"start": "2026-01-07 08:00:00", "stop": "2026-01-07 09:00:00"}
        event = self.env["calendar.event"].create(
            {"name": "x", **hours, "partner_ids": [Command.set(self.person.ids)]}
        )
        channel = self.env["discuss.channel"].create({"name": "x"})
        channel.add_members(partner_ids=self.person.ids)
        member = channel.channel_member_ids.filtered("partner_id")
        for record in (self.message, event.attendee_ids, *member):
            for role in ("portal", "employee", "salesman"):
                label = record.with_user(self.users[role]).sudo().display_name
                with self.subTest(record=record, role=role):
                    self.assertTrue(label)
                    self.assertFalse(self.told(label))
        told = self.message.with_user(self.other_animateur)
        self.assertIn(FIRST, told.display_name)

    def test_labels_of_our_models(self):
        """Whoever may not read a model of ours is told no text of its records."""
        employer = self.env["res.partner"].create({"name": LAST, "is_company": True})
        for name, model in self.env.registry.items():
            ours = model._original_module == "clubs_ambition" or name == "crm.lead"
            if not ours or model._abstract or hasattr(model, "_sync_key"):
                continue
            if name in ORGANISATION:
                continue
            values = {
                field.name: LAST if field.type == "char" else employer.id
                for field in model._fields.values()
                if (field.type == "char" and field.name != "display_name")
                or (field.comodel_name == "res.partner" and field.type == "many2one")
            }
            for role in ("portal", "employee"):
                Model = self.env[name].with_user(self.users[role]).sudo()
                if Model.sudo(False).has_access("read"):
                    continue
                if name == "crm.lead":
                    values["club_id"] = self.club.id
                with self.subTest(model=name, role=role):
                    self.assertFalse(self.told(Model.new(values).display_name))

    def test_refusals_name_nobody(self):
        for model, vals in (
            ("crm.lead", {"name": "x", "club_id": self.club.id}),
            ("club.contact", {"club_id": self.club.id}),
        ):
            Model = self.env[model].with_user(self.animateur)
            with self.subTest(model=model), self.assertRaises(UserError) as no:
                Model.create({**vals, "partner_id": self.person.id})
            self.assertFalse(self.told(no.exception))
