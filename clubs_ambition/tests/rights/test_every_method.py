# pylint: disable=translation-required
"""Every public method, the stock's too, of records about somebody out of sight."""

import inspect
from collections import Counter
from itertools import cycle, islice

from odoo.exceptions import AccessError
from odoo.service.model import call_kw, get_public_method
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .label_common import LAST
from .stock_common import ROLES, StockCase

METHODS = "every method of records out of sight"
TEXTS = ("name", "note", "summary", "reason", "body", "subject")
BESIDE = {
    "mail_message": "model",
    "mail_followers": "res_model",
    "mail_activity": "res_model",
    "ir_attachment": "res_model",
}
"""Tables of what stands beside a record, and the column of its model."""

NOISE = (
    "odoo.sql_db",
    "py.warnings",
    "odoo.models",
    "odoo.models.unlink",
    "odoo.addons.base.models.ir_model",
    "odoo.addons.crm_iap_enrich.models.crm_lead",
    "odoo.addons.base.models.ir_rule",
    "odoo.addons.mail.models.mail_thread",
)


@tagged("post_install", "-at_install", "security")
class TestEveryMethod(StockCase):
    """What a browser may call is more than our methods: Odoo brings a hundred along."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("auth_signup.invitation_scope", "b2c")
        cls.employer.email = "contact@azur.example.org"
        cls.env["crm.lead"].create(
            {
                "name": "Baker wanted",
                "club_id": cls.other_club.id,
                "phone": "0491000000",
            }
        )
        cls.names = ()

    def told(self, answer):
        text = str(answer)
        return super().told(answer) + [one for one in self.names if one in text]

    def records(self):
        """Yield a record of each kind about the person, or that a rule of ours closes.

        With what else it would tell.
        """
        for record in [*self.abouts(), *self.beside()]:
            yield record, ()
        for name in sorted(self.env["club.audience"]._ruled()):
            if not name.startswith("club.") and (record := self.most_closed(name)):
                yield record, self.names_of(record)

    def most_closed(self, name):
        """Return the record of a model that the most roles do not read."""
        records, hidden = self.env[name].search([], limit=500), Counter()
        for role in ROLES:
            seen = records.with_user(self.users[role])._filtered_access("read")
            hidden.update((records - seen.with_env(self.env)).ids)
        return records.browse([one for one, _count in hidden.most_common(1)])

    def abouts(self):
        """Yield records about the person, one of each kind."""
        ways = self.env["club.leaving"]._ways()
        for name, paths in sorted(ways.items()):
            model = self.env[name].with_context(active_test=False)
            if model._transient or not model._auto:
                continue
            for path in paths:
                if found := model.search([(path, "in", self.person.ids)], limit=1):
                    yield found
                    break

    def beside(self):
        """Yield what of the stock is about the journey by a model and an id."""
        for name, pointers in sorted(self.env["club.leaving"]._pointers().items()):
            model = self.env[name].with_context(active_test=False)
            for kind, number in pointers:
                if model._transient or not model._auto or not kind:
                    continue
                about = [
                    (kind, "=", self.journey._name),
                    (number, "=", self.journey.id),
                ]
                if found := model.search(about, order="id desc", limit=1):
                    yield found

    def methods(self, model):
        """Yield what RPC may call on a model, with its signature."""
        for name, function in inspect.getmembers(type(model), inspect.isfunction):
            if name.startswith("_"):
                continue
            try:
                method = get_public_method(model, name)
            except AccessError:
                continue
            yield method, inspect.signature(function)

    def arguments(self, record, signature):
        """Return something for each argument that a method cannot do without."""
        told = self.told_of(record)
        wanted = list(signature.parameters.values())[1:]
        return {
            one.name: told.get(one.name, record.id)
            for one in wanted
            if one.kind in (one.POSITIONAL_OR_KEYWORD, one.KEYWORD_ONLY)
            and (one.default is one.empty or one.name in ("partner_ids", "domain"))
        }

    def told_of(self, record):
        fields = record._fields
        text = next((one for one in TEXTS if one in fields), "display_name")
        named = {name: {} for name in fields}
        return {
            "args": [],
            "vals": {text: "hostile"},
            "values": {text: "hostile"},
            "vals_list": [{text: "hostile"}],
            "fields": list(fields),
            "field_names": [text],
            "fields_spec": named,
            "specification": named,
            "fields_to_export": ["id", "display_name"],
            "field_name": next(
                (one.name for one in fields.values() if one.type == "many2one"), text
            ),
            "groupby": ["create_uid"],
            "group_by": "create_uid",
            "grouping_sets": [["create_uid"]],
            "aggregates": ["__count"],
            "progress_bar": {"field": "activity_state", "colors": {"today": "x"}},
            "domain": [("id", "in", record.ids)],
            "partner_ids": record.env.user.partner_id.ids,
            "emails": ["somebody@example.org"],
            "name": LAST[:4],
            "data": [["x"]],
            "views": [[False, "form"], [False, "list"]],
            "act_type_xmlids": ["mail.mail_activity_data_call"],
            "source_ref": "mail.message_user_assigned",
            "msg_dict": {"subject": "x", "body": "x", "email_from": "a@example.org"},
            "state": "exited",
            **dict.fromkeys(("body", "subject", "feedback", "reason"), "hostile"),
        }

    def facts(self, record):
        """Return what stands of a record, and what stands beside it."""
        table = SQL.identifier(record._table)
        queries = [SQL("SELECT t::text FROM %s t WHERE id = %s", table, record.id)]
        queries += [
            SQL(
                "SELECT COUNT(*)::text FROM %s WHERE %s = %s AND res_id = %s",
                *(SQL.identifier(beside), SQL.identifier(column)),
                *(record._name, record.id),
            )
            for beside, column in BESIDE.items()
        ]
        return [self.env.execute_query(query) for query in queries]

    def attack(self, record, method, signature):
        """Call a method; return what it told, and whether it changed the record."""
        kwargs = self.arguments(record, signature)
        ids = [] if getattr(method, "_api_model", False) else [record.ids]
        before = self.facts(record)
        self.settle(record.env)
        savepoint = self.env.cr.savepoint()
        try:
            answer = call_kw(record.browse(), method.__name__, ids, kwargs)
            self.env.flush_all()
            if self.facts(record) != before:
                return f"{LAST} was changed"
        except Exception as error:  # noqa: BLE001 (a method fails as it likes)
            return str(error)
        else:
            return answer
        finally:
            savepoint.rollback()
            savepoint.close(rollback=False)
            self.env.invalidate_all()

    @mute_logger(*NOISE)
    def test_none_tells_nor_changes_anything(self):
        for found, names in self.records():
            self.names = names
            turns = cycle(self.closed_to(found))
            for method, signature in self.methods(found.browse()):
                for role in islice(turns, 2):
                    record = found.with_user(self.users[role])
                    where = {"model": found._name, "method": method.__name__}
                    with self.subTest(role=role, **where):
                        self.hold(METHODS, self.attack(record, method, signature))
        self.check_tried(2000, METHODS)

    def names_of(self, record):
        """Return what a record is called, and where it is reached."""
        fields = ("display_name", "email", "email_from", "phone")
        told = [record[name] for name in fields if name in record._fields]
        return [one for one in told if one and len(one) > 5]

    def closed_to(self, record):
        """Return the roles that do not read a record."""
        return [
            role
            for role in ROLES
            if not record.with_user(self.users[role])._filtered_access("read")
        ]
