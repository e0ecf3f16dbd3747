import inspect

from odoo.exceptions import AccessError
from odoo.service.model import call_kw, get_public_method

from .label_common import SECRETS, LabelCase

STREET, BORN = "17 impasse des Tanneries", "1987-06-05"
MARKERS = (
    *(one for one in SECRETS if len(one) > 2),
    "Tanneries",
    BORN,
    "06/05/1987",
    "05/06/1987",
)
OURS = "clubs_ambition"
IDENTITY = (
    "display_name",
    "name",
    "email",
    "email_normalized",
    "email_normal",
    "phone",
    "street",
    "city",
    "birth_date",
    "person_id",
)
"""What is asked of whatever a record points to."""

ID_FIELDS = ("res_id", "res_ids", "parent_res_id", "record_id", "active_ids")
MODEL_FIELDS = (
    "res_model",
    "model",
    "parent_res_model",
    "record_model",
    "render_model",
)
ROLES = (
    "portal",
    "employee",
    "sales_manager",
    "referent",
    "observer",
    "data_officer",
    "animateur",
)
"""Who coaches nobody of the other club."""


class StockCase(LabelCase):
    """One person of another club, and every door of the stock."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person.write({"street": STREET, "birth_date": BORN})
        for record in (cls.journey, *cls.journey.candidacy_ids):
            record.with_user(cls.other_animateur)._write_to_person(
                cls.person, f"Hello {cls.person.name}"
            )
        cls.env["mail.scheduled.message"].create(
            {
                "model": cls.journey._name,
                "res_id": cls.journey.id,
                "subject": f"To {cls.person.name}",
                "body": cls.person.name,
                "author_id": cls.other_animateur.partner_id.id,
                "scheduled_date": "2036-01-01 08:00:00",
            }
        )
        cls.env.flush_all()

    def told(self, answer):
        """Return what an answer tells of the person."""
        text = str(answer)
        return [marker for marker in MARKERS if marker in text]

    def stock_models(self):
        """Yield the models of other addons, from the registry."""
        for name, model in sorted(self.env.registry.items()):
            if not model._abstract and model._original_module != OURS:
                yield name

    def pairs(self, model):
        """Return ``[(field of the model or none, field of the record)]``."""
        fields = self.env[model]._fields
        named = next((name for name in MODEL_FIELDS if name in fields), None)
        found = [(None, one.name) for one in fields.values() if one.type == "reference"]
        for field in fields.values():
            if field.type == "many2one_reference":
                found.append((field.model_field, field.name))
            elif field.name in ID_FIELDS and field.type in ("integer", "char", "text"):
                found.append((named, field.name))
        return found

    def pointing(self, model, of_model, of_record, document):
        """Return the values that point a record of a model to a document."""
        field = self.env[model]._fields[of_record]
        if field.type == "reference":
            return {of_record: f"{document._name},{document.id}"}
        value = document.id
        if field.type in ("char", "text"):
            value = str(document.ids)
        values = {of_record: value}
        if of_model:
            values[of_model] = document._name
            of_model_id = f"{of_model}_id"
            if of_model_id in self.env[model]._fields:
                values[of_model_id] = self.env["ir.model"]._get_id(document._name)
        return values

    def documents(self):
        """Return one record of each model whose labels name the person."""
        found = [self.person, self.journey]
        for name in self.naming_models():
            if self.env[name]._transient or name in ("mail.message", "crm.lead"):
                continue
            records = self.env[name].sudo().search([], order="id desc", limit=20)
            found += records.filtered(lambda one: self.told(one.display_name))[:1]
        return list(dict.fromkeys(found))

    def spec(self, Model):
        """Return what a form may ask of a model, and of what it points to."""
        spec = {}
        for name, info in Model.fields_get(attributes=["type", "relation"]).items():
            kind = info["type"]
            if kind in ("many2one", "one2many", "many2many"):
                asked = [
                    one for one in IDENTITY if one in self.env[info["relation"]]._fields
                ]
                spec[name] = {"fields": {one: {} for one in asked}}
            elif kind in ("reference", "many2one_reference"):
                spec[name] = {"fields": {"display_name": {}}}
            else:
                spec[name] = {}
        return spec

    def settle(self, env):
        """Write what waits, as a request of this user does: in their name."""
        env.transaction.default_env = env
        env.flush_all()
        env.invalidate_all()

    def call(self, Model, method, *args, **kwargs):
        """Return ``(worked, answer)`` of a call by RPC; it leaves nothing behind."""
        self.settle(Model.env)
        savepoint = self.env.cr.savepoint()
        try:
            return True, call_kw(Model, method, list(args), kwargs)
        except Exception as error:  # noqa: BLE001 (a stock model fails as it likes)
            return False, f"{error!r} {error}"
        finally:
            savepoint.rollback()
            savepoint.close(rollback=False)

    def read_back(self, record):
        """Yield all that may be read of one record, by every way to read."""
        Model = record.browse()
        yield self.call(Model, "web_read", record.ids, self.spec(Model))
        for name, field in record._fields.items():
            if field.type in ("reference", "many2one_reference"):
                for one in IDENTITY:
                    spec = {name: {"fields": {one: {}}}}
                    yield self.call(Model, "web_read", record.ids, spec)
        paths = [
            f"{name}/display_name" if field.relational else name
            for name, field in record._fields.items()
            if field.exportable and record._has_field_access(field, "read")
        ]
        yield self.call(Model, "export_data", record.ids, paths)

    def buttons(self, model):
        """Return the public methods of a dialog that need no argument."""
        found = []
        for name, function in inspect.getmembers(
            self.env.registry[model], inspect.isfunction
        ):
            wanted = list(inspect.signature(function).parameters.values())[1:]
            if name.startswith("_") or any(one.default is one.empty for one in wanted):
                continue
            if not function.__module__.startswith("odoo.addons."):
                continue
            try:
                get_public_method(self.env[model], name)
            except AccessError:
                continue
            found.append(name)
        return found
