# pylint: disable=translation-required
import base64
import io
import json
from contextlib import suppress
from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.http import Request
from odoo.service.model import call_kw
from odoo.tests import HttpCase, tagged
from odoo.tools.pdf import PdfFileWriter

from ..common import ClubsCase
from . import test_two_roles

MODULE = "clubs_ambition"
CALL = "/web/dataset/call_kw"
NAME = "display_name"
PEOPLE = {"club.person", "club.participant"}


class LeavingCase(ClubsCase):
    """Something of each model, and what the log of exports says of what leaves."""

    _fill = classmethod(test_two_roles.TestTwoRoles._fill.__func__)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.referent
        cls._fill(cls.club)
        cls.journey = cls.env["club.participant"].search(
            [("club_id", "=", cls.club.id), ("state", "=", "exited")], limit=1
        )
        cls.journey.sudo().cv_file = base64.b64encode(b"%PDF-1.4 cv")
        asked = {"kind": "access", "person_id": cls.journey.person_id.id}
        cls.env["club.privacy.request"].create(asked)
        cls.env.flush_all()

    def new_lines(self, call):
        """Return the lines that a call adds to the log."""
        Log = self.env["club.export.log"]
        before = Log.search([])
        call()
        return Log.search([]) - before

    def models(self):
        """Return the models of the registry that are tables."""
        return [
            (name, self.env[name])
            for name in sorted(self.env.registry)
            if not self.env[name]._abstract
        ]

    def bearers(self):
        """Return the models with a way of many2ones to a person, told another way.

        A column that we add to a model of Odoo makes no bearer of it.
        """
        leads = {
            name: {
                field.comodel_name
                for field in model._fields.values()
                if field.type == "many2one" and field.store
                if model._original_module == MODULE or MODULE not in field._modules
            }
            for name, model in self.models()
        }
        found = set(PEOPLE)
        while more := {name for name, to in leads.items() if to & found} - found:
            found |= more
        return found


@tagged("post_install", "-at_install", "security")
class TestLeaving(LeavingCase):
    """Every export of persons is logged, from whatever model it starts."""

    def test_every_model_with_a_way_to_a_person(self):
        found = self.bearers()
        self.assertGreater(len(found), 25)
        for name in found:
            with self.subTest(name):
                rows = self.env[name].with_context(active_test=False).search([])
                line = self.new_lines(lambda rows=rows: rows.export_data([NAME]))
                self.assertEqual(len(line), 1)
                self.assertEqual(
                    (line.door, line.res_model, line.row_count, line.columns),
                    ("program", name, len(rows), NAME),
                )

    def test_other_models_are_not_in_the_log(self):
        for name in ("res.partner", "club.club", "res.users", "club.occupation"):
            rows = self.env[name].search([], limit=3)
            self.assertFalse(self.new_lines(lambda rows=rows: rows.export_data([NAME])))

    def test_every_column_that_leads_to_a_person(self):
        """From whichever model: a list of employers takes people along."""
        bearers = self.bearers()
        tried = 0
        for name, model in self.models():
            if name in bearers:
                continue
            for key, field in model._fields.items():
                if field.relational and field.comodel_name in bearers and field.store:
                    tried += 1
                    with self.subTest(f"{name}.{key}"):
                        for column in (f"{key}/id", f"{key}/display_name", key):
                            self.assert_logged(model, column)
        self.assertGreater(tried, 10)

    def assert_logged(self, model, column):
        line = self.new_lines(lambda: model.browse().export_data([column]))
        self.assertEqual(line.res_model, model._name)
        self.assertEqual(line.columns, column)

    def test_persons_are_counted_columns_told_and_values_never(self):
        self.make_candidacy(self.make_participant("Lina Roux"))
        employers = self.employer | self.other_employer
        columns = ["name", "club_contact_ids/participant_ids/person_id/name"]
        contact = self.env["club.contact"].search([], limit=1)
        contact.participant_ids = self.env["club.participant"].search(
            [("club_id", "=", self.club.id)], limit=2
        )
        line = self.new_lines(lambda: employers.export_data(columns))
        self.assertEqual((line.row_count, line.person_count), (2, 2))
        self.assertTrue(line.names_shown)
        told = " ".join(str(value) for value in line.read()[0].values())
        self.assertIn("club_contact_ids/participant_ids/person_id/name", told)
        for person in self.env["club.person"].search([]):
            self.assertNotIn(person.name, told)

    def test_what_is_about_a_record_bears_its_persons(self):
        messages = self.journey.message_post(body="She calls back on Monday")
        line = self.new_lines(lambda: messages.export_data(["body"]))
        self.assertEqual((line.res_model, line.person_count), ("mail.message", 1))

    def test_a_model_of_odoo_bears_nobody_of_its_own(self):
        """Constraints are asked of our tables alone: not of each batch of mails."""
        ours = {
            name for name, model in self.models() if model._original_module == MODULE
        }
        self.assertLessEqual(set(self.env["club.leaving"]._ways()), ours)
        for name in ("mail.mail", "mail.notification", "mail.message", "crm.lead"):
            self.assertFalse(self.env["club.constraint"]._is_asked(self.env[name]))

    def test_what_belongs_to_a_message_bears_its_persons(self):
        """A mail and its notifications tell whom the message is about."""
        message = self.journey.message_post(
            body="She calls back", outgoing_email_to="lina@example.com"
        )
        self.env.flush_all()
        mail = message.sudo().mail_ids or self.env["mail.mail"].create(
            {"mail_message_id": message.id, "email_to": "lina@example.com"}
        )
        lead = self.env["crm.lead"].search([("club_id", "=", self.club.id)], limit=1)
        other = self.env["mail.mail"].create({"model": "crm.lead", "res_id": lead.id})
        columns = {
            "mail.mail": "body_html",
            "mail.notification": "mail_email_address",
            "mail.tracking.value": "new_value_char",
        }
        for name, column in columns.items():
            rows = self.env[name].search([("mail_message_id", "=", message.id)])
            if name == "mail.tracking.value":
                rows = rows.create(
                    {
                        "mail_message_id": message.id,
                        "field_id": self.env["ir.model.fields"]
                        ._get("club.participant", "name")
                        .id,
                    }
                )
            with self.subTest(name):
                self.assertTrue(rows)
                line = self.new_lines(
                    lambda rows=rows, column=column: rows.export_data([column])
                )
                self.assertEqual((line.res_model, line.person_count), (name, 1))
        self.assertTrue(mail)
        self.assertFalse(self.new_lines(lambda: other.export_data(["body_html"])))

    def test_every_paper_about_persons(self):
        reports = self.env["ir.actions.report"].search(
            [("model", "in", list(self.bearers()))]
        )
        self.assertGreater(len(reports), 8)
        for report in reports:
            with self.subTest(report.report_name):
                record = self.env[report.model].search([], limit=1)
                line = self.new_lines(lambda: self.render(report, record))  # noqa: B023
                self.assertEqual(len(line), 1)
                self.assertEqual((line.door, line.res_model), ("paper", report.model))

    def render(self, report, record):
        with suppress(UserError, KeyError):  # a draft is no paper yet
            report._render(report.report_name, record.ids)

    def test_every_file_of_a_record_of_ours(self):
        """Opened in a browser or read as a value by a program, it left."""
        Leaving = self.env["club.leaving"]
        for name, model in self.models():
            if model._original_module != MODULE or model._transient:
                continue
            files = [k for k, one in model._fields.items() if one.type == "binary"]
            for key in files:
                with self.subTest(f"{name}.{key}"):
                    self.assertIn(key, Leaving._files()[name])
        journey = self.journey.with_user(self.animateur)
        for read in (
            lambda: journey.read(["cv_file"]),
            lambda: journey.web_read({"cv_file": {}}),
            lambda: journey.search_read([("id", "=", journey.id)], ["cv_file"]),
        ):
            line = self.new_lines(read)
            self.assertEqual(
                (line.door, line.res_model, line.columns, line.person_count),
                ("file", "club.participant", "cv_file", 1),
            )
        sized = journey.with_context(bin_size=True)
        self.assertFalse(self.new_lines(lambda: sized.read(["cv_file"])))

    def test_a_mail_about_a_person_or_with_a_file_of_theirs(self):
        Mail = self.env["mail.mail"].with_user(self.animateur).sudo()
        about = {"model": "club.participant", "res_id": self.journey.id}
        cv = self.env["ir.attachment"].create(
            {
                "name": "cv.pdf",
                "raw": b"cv",
                "res_model": "club.person",
                "res_id": self.journey.person_id.id,
            }
        )
        lead = self.env["crm.lead"].search([("club_id", "=", self.club.id)], limit=1)
        employer = {"model": "crm.lead", "res_id": lead.id}
        to = {"email_to": "hr@example.com", "body_html": "<p>Hello</p>"}
        for vals in (
            about,
            {**employer, "attachment_ids": [Command.link(cv.id)]},
            {"attachment_ids": [Command.link(cv.id)]},
        ):
            line = self.new_lines(lambda vals=vals: Mail.create({**to, **vals}))
            self.assertEqual((line.door, line.person_count), ("mail", 1))
            self.assertEqual(line.user_id, self.animateur)
        self.assertFalse(self.new_lines(lambda: Mail.create({**to, **employer})))

    def test_a_line_is_read_by_two_roles_and_changed_by_nobody(self):
        self.journey.export_data([NAME])
        line = self.env["club.export.log"].search([], limit=1)
        for role, user in self.users.items():
            self.assertEqual(
                line.with_user(user).has_access("read"),
                role in ("coordinator", "data_officer"),
            )
            for operation in ("write", "create", "unlink"):
                self.assertFalse(line.with_user(user).has_access(operation))
        self.assertEqual(line.subject, self.env["ir.model"]._get(line.res_model).name)


@tagged("post_install", "-at_install", "security")
class TestLeavingByHttp(HttpCase, LeavingCase):
    """The doors of a browser: a list, a table, a paper, a file, a program's key."""

    def setUp(self):
        super().setUp()
        self.authenticate("t_coordinator", "t_coordinator")

    def post(self, url, data):
        token = Request.csrf_token(self)
        answer = self.url_open(
            url, data={"data": json.dumps(data), "csrf_token": token}
        )
        self.assertEqual(answer.status_code, 200, answer.text[:500])

    def lines(self, door, call):
        line = self.new_lines(call)
        self.assertEqual(line.mapped("door"), [door])
        self.assertEqual(line.user_id, self.coordinator)
        return line

    def test_lists(self):
        for kind in ("csv", "xlsx"):
            data = {
                "model": "club.participant",
                "fields": [
                    {"name": name, "label": name, "type": "char"}
                    for name in ("person_id/name", "rqth")
                ],
                "ids": self.journey.ids,
                "domain": [],
                "import_compat": False,
            }
            line = self.lines(
                "list",
                lambda kind=kind, data=data: self.post(f"/web/export/{kind}", data),
            )
            self.assertEqual(line.columns, "person_id/name, rqth")
            self.assertEqual((line.row_count, line.person_count), (1, 1))

    def test_table(self):
        title = {"title": "Total", "width": 1, "height": 1, "is_bold": False}
        data = {
            "title": "Journeys",
            "model": "club.participant",
            "measure_count": 1,
            "origin_count": 1,
            "col_group_headers": [[title]],
            "measure_headers": [title],
            "rows": [{"title": "A", "indent": 0, "values": [{"value": 3}]}],
        }
        line = self.lines("table", lambda: self.post("/web/pivot/export_xlsx", data))
        self.assertEqual(line.res_model, "club.participant")

    def test_program(self):
        params = {
            "model": "club.participant",
            "method": "export_data",
            "args": [self.journey.ids, ["person_id/name"]],
            "kwargs": {},
        }
        self.lines("program", lambda: self.make_jsonrpc_request(CALL, params))
        params["method"], params["args"] = "read", [self.journey.ids, ["cv_file"]]
        type(self).set_registry_readonly_mode(False)
        self.addCleanup(type(self).set_registry_readonly_mode, True)
        self.lines("file", lambda: self.make_jsonrpc_request(CALL, params))

    def test_screen_as_json(self):
        self.env["ir.config_parameter"].set_param("web.json.enabled", "1")
        keys = self.env["res.users.apikeys"].with_user(self.coordinator)
        day = fields.Datetime.now() + timedelta(days=1)
        key = keys.sudo()._generate(None, "json", day)
        line = self.new_lines(
            lambda: self.url_open(
                f"/json/1/clubs-participants/{self.journey.id}",
                headers={"Authorization": f"Bearer {key}"},
            ).raise_for_status()
        )
        self.assertEqual(line.mapped("door"), ["program", "file"])  # and the CV
        self.assertEqual(set(line.mapped("res_model")), {"club.participant"})

    def test_paper(self):
        url = f"/report/html/{MODULE}.report_follow_up/{self.journey.id}"
        line = self.lines("paper", lambda: self.url_open(url).raise_for_status())
        self.assertEqual((line.res_model, line.person_count), ("club.participant", 1))

    def test_file(self):
        url = f"/web/content/club.participant/{self.journey.id}/cv_file"
        line = self.lines("file", lambda: self.url_open(url).raise_for_status())
        self.assertEqual(line.person_count, 1)

    def paper_of_somebody(self):
        """Return a file of one page that hangs on a journey."""
        writer, content = PdfFileWriter(), io.BytesIO()
        writer.addBlankPage(width=72, height=72)
        writer.write(content)
        return self.env["ir.attachment"].create(
            {
                "name": "cv.pdf",
                "raw": content.getvalue(),
                "res_model": "club.participant",
                "res_id": self.journey.id,
            }
        )

    def test_every_address_of_a_file(self):
        """A whole file, several in one, or the first page of one: all of them left."""
        file = self.paper_of_somebody()
        token = Request.csrf_token(self)
        asked = {"file_ids": str(file.id), "zip_name": "x.zip", "csrf_token": token}
        for call in (
            lambda: self.url_open(f"/web/content/{file.id}"),
            lambda: self.url_open(f"/mail/attachment/pdf_first_page/{file.id}"),
            lambda: self.url_open("/mail/attachment/zip", data=asked),
        ):
            line = self.lines("file", lambda call=call: call().raise_for_status())
            self.assertEqual(line.person_count, 1)

    def test_a_file_that_is_put_elsewhere_left(self):
        """Copied or moved to somebody's own record, it would be opened without a trace."""
        file = self.paper_of_somebody().with_user(self.coordinator)
        own = {"res_model": "res.partner", "res_id": self.coordinator.partner_id.id}
        for method, args in (
            ("copy", [file.ids, own]),
            ("copy_data", [file.ids]),
            ("write", [file.ids, own]),
        ):
            with self.subTest(method):
                line = self.new_lines(
                    lambda method=method, args=args: call_kw(
                        file.browse(), method, args, {}
                    )
                )
                self.assertEqual(line.mapped("door"), ["file"])
                self.assertEqual(line.person_count, 1)
