"""No record of the stock tells of a person to who may not read them."""

from odoo.tests import tagged
from odoo.tools import mute_logger

from .label_common import EMAIL, LAST
from .stock_common import IDENTITY, ROLES, StockCase

ROWS = "rows of the stock that others made"
GROUPS = "groups of these rows"
DOMAINS = "domains that ask for a person"
POINTERS = "records of the stock that point to a person"
GROUPED = ("char", "many2one", "date", "many2one_reference")
MARKED = {"name": LAST, "email": EMAIL, "email_normal": EMAIL, "phone": "12 34 56"}


@tagged("post_install", "-at_install", "security")
class TestStockDoors(StockCase):
    def hold_all(self, kind, answers, **where):
        """Check that no answer tells of the person, whether the call worked or not."""
        for _worked, answer in answers:
            with self.subTest(kind=kind, **where):
                self.hold(kind, answer)

    @mute_logger("odoo.sql_db", "odoo.models.unlink")
    def test_what_is_there_is_told_to_nobody(self):
        """Rows and groups of each model of the stock, by each role."""
        for role in ROLES:
            for name in self.stock_models():
                Model = self.env[name].with_user(self.users[role])
                if not Model.has_access("read"):
                    continue
                made = [("create_date", ">=", self.env.cr.now())]
                domain = made if Model._log_access else []
                asked = {"limit": 200, "order": "id desc"}
                rows = self.call(
                    Model, "web_search_read", domain, self.spec(Model), **asked
                )
                # what it points to may be refused, and the whole answer with it
                plain = self.call(Model, "search_read", domain, **asked)
                self.hold_all(ROWS, [rows, plain], role=role, model=name)
                groups = self._groups(Model, domain)
                self.hold_all(GROUPS, groups, role=role, model=name)
        self.check_tried(4000, ROWS, GROUPS)

    def _groups(self, Model, domain):
        """Yield the groups of a model by each field, and by what it points to."""
        self.settle(Model.env)
        for name, field in Model._fields.items():
            if not field.store or field.type not in GROUPED:
                continue
            by = f"{name}:day" if field.type == "date" else name
            paths = [by]
            if field.type == "many2one" and field.comodel_name.startswith("club."):
                paths += [f"{name}.{one}" for one in IDENTITY]
            for path in paths:
                yield self.call(
                    Model, "formatted_read_group", domain, [path], ["__count"]
                )

    def test_where_a_mail_went_is_told_with_the_mail(self):
        """Odoo lets every employee read all notifications: not those of a person."""
        messages = self.journey.message_ids.filtered("outgoing_email_to")
        sent = messages.notification_ids
        self.assertEqual(set(sent.mapped("mail_email_address")), {EMAIL})
        for role in ROLES:
            seen = self.env["mail.notification"].with_user(self.users[role])
            known = seen.search([("mail_email_address", "ilike", EMAIL)])
            self.assertFalse(known, role)
        self.settle(self.env(user=self.other_animateur))
        mine = messages[:1].with_user(self.other_animateur)
        self.assertEqual(mine.notification_ids.mail_email_address, EMAIL)

    @mute_logger("odoo.sql_db", "odoo.models.unlink")
    def test_no_domain_answers_of_a_person(self):
        """Whoever may not read a person finds no record by what is known of them."""
        names = set(self.naming_models())
        for role in ROLES:
            for name, model in sorted(self.env.registry.items()):
                Model = self.env[name].with_user(self.users[role])
                if model._abstract or not Model.has_access("read"):
                    continue
                for path, marker in self._ways(name, names):
                    worked, found = self.call(
                        Model, "search_count", [(path, "ilike", marker)]
                    )
                    with self.subTest(role=role, model=name, path=path):
                        self.hold(DOMAINS, LAST if worked and found else "")
        self.check_tried(1000, DOMAINS)

    def _ways(self, model, names):
        """Yield ``(path, marker)`` of at most two steps to somebody."""
        for first in self.env[model]._fields.values():
            if not first.relational or first.name == "participant_id":
                continue
            ways = [(first.name, first.comodel_name)]
            if first.comodel_name.startswith("club."):
                ways += [
                    (f"{first.name}.{second.name}", second.comodel_name)
                    for second in self.env[first.comodel_name]._fields.values()
                    if second.relational
                ]
            for way, comodel in ways:
                fields = self.env[comodel]._fields if comodel in names else ()
                for one, marker in MARKED.items():
                    if one in fields:
                        yield f"{way}.{one}", marker

    @mute_logger("odoo.sql_db", "odoo.models.unlink")
    def test_what_points_to_a_person_tells_nothing(self):
        documents = self.documents()
        self.created = set()
        doors = [
            (name, *pair) for name in self.stock_models() for pair in self.pairs(name)
        ]
        for role in ROLES:
            for name, of_model, of_record in doors:
                Model = self.env[name].with_user(self.users[role])
                if not Model.has_access("create"):
                    continue
                for document in documents:
                    values = self.pointing(name, of_model, of_record, document)
                    where = {"role": role, "model": name, "document": document}
                    self.hold_all(POINTERS, self._point(Model, values), **where)
        self.check_tried(4500, POINTERS)
        self.assertGreater(len(self.created), 5)

    def _point(self, Model, values):
        spec = self.spec(Model)
        given = {f"default_{name}": value for name, value in values.items()}
        Given = Model.with_context(
            **given, active_model=values.get("res_model") or values.get("model")
        )
        yield self.call(Model, "onchange", values, list(values), spec)
        yield self.call(Given, "onchange", {}, [], spec)
        yield self.call(Given, "default_get", list(Model._fields))
        needed = self._needed(Model, values)
        self.settle(Model.env)
        savepoint = self.env.cr.savepoint()
        try:
            record = Model.create({**needed, **values})
        except Exception as error:  # noqa: BLE001 (a stock model fails as it likes)
            yield False, f"{error!r} {error}"
        else:
            self.created.add(Model._name)
            yield from self.read_back(record)
            for button in self.buttons(Model._name):
                yield self.call(record.browse(), button, record.ids)
        finally:
            savepoint.rollback()
            savepoint.close(rollback=False)

    def _needed(self, Model, values):
        """Return something for each field that a record cannot do without."""
        found = {}
        for name, field in Model._fields.items():
            if not field.required or name in values or field.default or field.compute:
                continue
            if field.type == "many2one":
                one = self.env[field.comodel_name].with_user(Model.env.user)
                found[name] = (
                    one.search([], limit=1).id if one.has_access("read") else 1
                )
            elif field.type == "selection":
                found[name] = field.get_values(self.env)[0]
            elif field.type in ("char", "text", "html"):
                found[name] = "x"
            elif field.type in ("date", "datetime"):
                found[name] = "2036-01-02 08:00:00"[
                    : 10 if field.type == "date" else 19
                ]
        if Model._name == "calendar.event":
            found.update(start="2036-01-02 08:00:00", stop="2036-01-02 09:00:00")
        return found
