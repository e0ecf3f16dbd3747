"""No address of the stock tells of a person: each route, called by each role."""

import json

from odoo import http
from odoo.tests import HttpCase, tagged
from odoo.tools import SQL, mute_logger

from .label_common import LAST
from .route_common import RouteCalls, stock_routes
from .stock_common import IDENTITY, ROLES, StockCase

ROUTES = "addresses of the stock"
PAPERS = "papers asked for by their address"
EXPORTS = "exports of what leads to a person"
STORES = "what Discuss and its menus ask for"
NOISE = (
    "odoo.sql_db",
    "odoo.http",
    "odoo.addons.base.models.ir_http",
    "odoo.addons.web.controllers.export",
    "odoo.addons.web.controllers.utils",
)
BESIDE = (
    *("mail.message", "mail.message.reaction", "mail.followers", "mail.activity"),
    *("mail.scheduled.message", "calendar.event", "calendar.attendee", "crm.lead"),
)
LOGS = {"club_privacy_look", "club_export_log"}
"""Who looked and who took something out: each call may leave a line there."""

VISITOR = "visitor"
"""Who has no account."""

STORE = (
    "followers",
    "activities",
    "suggestedRecipients",
    "contact_fields",
    "attachments",
    "scheduledMessages",
    "display_name",
)


@tagged("post_install", "-at_install", "security")
class TestStockRoutes(RouteCalls, StockCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in cls.users.values():
            user.odoobot_state = "disabled"  # it would write to them
        cls.journey.message_subscribe(cls.other_animateur.partner_id.ids)
        cls.candidacy = cls.journey.candidacy_ids[:1]
        cls.message = cls.journey.message_ids.filtered("outgoing_email_to")[:1]
        cls.notice = cls.journey.message_notify(
            body=LAST, partner_ids=cls.other_animateur.partner_id.ids
        )
        cls.file = cls.env["ir.attachment"].search(
            [("res_model", "=", cls.journey._name), ("res_id", "=", cls.journey.id)],
            limit=1,
        )

    def message_of(self, document):
        """Return a message that was sent, or one that somebody was notified of."""
        return self.notice if document == self.person else self.message

    def facts(self):
        """Return what stands in the tables of the clubs and of what is beside them."""
        self.env.flush_all()
        names = {
            model._table
            for name, model in self.env.registry.items()
            if model._auto and not model._abstract and not model._transient
            if name.startswith("club.") or name in BESIDE
        }
        found = {}
        for table in sorted(names - LOGS):
            rows = "SELECT md5(string_agg(t::text, ',' ORDER BY t::text)) FROM %s t"
            query = SQL(rows, SQL.identifier(table))
            found[table] = self.env.execute_query(query)
        return found

    def hold_page(self, kind, answer, **where):
        with self.subTest(kind=kind, **where):
            self.hold(kind, answer.text)

    @mute_logger(*NOISE)
    def test_each_route(self):
        """None tells of the person, nor changes anything that stands in the clubs.

        Asked with the debug mode on, where Odoo says more of what it refuses.
        """
        routes = stock_routes(self.env)
        for role in (*ROLES, VISITOR):
            self.sign_in(role, debug="1")
            stood = self.facts()
            for kind, rule, names in routes:
                for document in (self.person, self.journey):
                    values = self.values(names, document)
                    if not values:
                        continue
                    where = {"door": rule.rule, "role": role, "document": document}
                    answer = self.ask(kind, self._path(rule, values, document), values)
                    self.hold_page(ROUTES, answer, **where)
            changed = [
                name for name, rows in self.facts().items() if rows != stood[name]
            ]
            self.assertFalse(changed, role)
        self.check_tried(500, ROUTES)

    def test_the_number_of_a_message_leads_nowhere(self):
        """Odoo looked one up for anybody: what of, and which record, were told."""
        for role in (VISITOR, "observer"):
            self.sign_in(role)
            answers = {
                self.opener.get(
                    f"{self.base_url()}/mail/view?message_id={number}",
                    allow_redirects=False,
                ).headers["Location"]
                for number in (self.message.id, self.notice.id, self.notice.id + 999)
            }
            self.assertEqual(len(answers), 1, answers)

    @mute_logger(*NOISE)
    def test_papers(self):
        reports = self.env["ir.actions.report"].search(
            [("report_name", "=like", "clubs\\_ambition.%")]
        )
        for role in ROLES:
            self.sign_in(role)
            for report in reports:
                records = self.env[report.model].sudo()
                ids = records.search([], limit=20, order="id desc").ids
                ids = ",".join(map(str, ids))
                for kind in ("html", "text"):
                    path = f"/report/{kind}/{report.report_name}/{ids}"
                    self.hold_page(PAPERS, self.url_open(path), role=role, path=path)
        self.check_tried(100, PAPERS)

    @mute_logger(*NOISE)
    def test_exports(self):
        allowed = self.env.ref("base.group_allow_export")
        for role in ROLES:
            self.users[role].sudo().group_ids += allowed
            self.sign_in(role)
            for name, paths in self._exports():
                fields = [{"name": one, "label": one, "type": "char"} for one in paths]
                data = {
                    "model": name,
                    "fields": fields,
                    "ids": False,
                    "domain": [],
                    "groupby": [],
                    "import_compat": False,
                }
                form = {
                    "data": json.dumps(data),
                    "csrf_token": http.Request.csrf_token(self),
                }
                answer = self.url_open("/web/export/csv", data=form)
                self.hold_page(EXPORTS, answer, role=role, model=name, paths=paths)
        self.check_tried(100, EXPORTS)

    def _exports(self):
        """Yield models with the ways from them to somebody."""
        names = set(self.naming_models())
        for name, model in self.env.registry.items():
            if model._abstract or model._transient:
                continue
            for field in model._fields.values():
                if field.relational and field.comodel_name in names:
                    of_person = self.env[field.comodel_name]._fields
                    yield (
                        name,
                        [f"{field.name}/{one}" for one in IDENTITY if one in of_person],
                    )

    @mute_logger(*NOISE)
    def test_the_store_of_discuss(self):
        """What the chatter and the menus of the web client ask."""
        for role in ROLES:
            self.sign_in(role)
            for request in self._store_requests():
                answer = self.ask_json("/mail/data", {"fetch_params": [request]})
                self.hold_page(STORES, answer, role=role, request=request)
        self.check_tried(len(ROLES) * 5, STORES)

    def _store_requests(self):
        for document in (self.person, self.journey, self.candidacy):
            asked = {"thread_model": document._name, "thread_id": document.id}
            yield ["mail.thread", {**asked, "request_list": list(STORE)}]
        yield "failures"
        yield "systray_get_activities"
        yield "init_messaging"

    def sign_in(self, role, **session):
        login = None if role == VISITOR else self.users[role].login
        self.authenticate(login, login, session_extra=session)
