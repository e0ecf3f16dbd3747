"""No door of any model tells of a person out of sight, nor points to them."""

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from ...models.tools.club_label_mixin import check_named
from .label_common import FIRST, LAST, LabelCase

FORMS = "forms of any model about a person"
NEW = "labels of new records of ours"
ORGANISATION = {
    "club.charter",
    "club.closure",
    "club.club",
    "club.cohort",
    "club.funder",
    "club.objective.preset",
    "club.programme",
    "club.programme.line",
    "club.security.check",
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
            "club.person": cls.person.id,
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
                self.hold(FORMS, answer)
                self.hold(FORMS, self._try(Given.onchange, {}, [], spec))

    def test_labels_of_what_points_to_a_person(self):
        """Made under sudo by others, told under sudo to anybody."""
        for record in (self.message, self.person, self.journey):
            for role in ("portal", "employee", "salesman"):
                label = record.with_user(self.users[role]).sudo().display_name
                with self.subTest(record=record, role=role):
                    self.assertTrue(label)
                    self.assertFalse(self.told(label))
        told = self.message.with_user(self.other_animateur)
        self.assertIn(FIRST, told.display_name)

    def test_a_line_of_a_form_names_nobody(self):
        """Computed from whom it points to, a line that is typed tells as a form does."""
        line = {"attendance_ids": [Command.create({"participant_id": self.journey.id})]}
        Session = self.env["club.session"].with_user(self.animateur)
        with self.assertRaises(AccessError):
            check_named(Session, line)
        given = {f"default_{name}": value for name, value in line.items()}
        with self.assertRaises(AccessError):
            Session.with_context(**given).default_get([*line])

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
                    self.hold(NEW, Model.new(values).display_name)
