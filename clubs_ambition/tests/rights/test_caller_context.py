"""What the code records for who may not: a caller's context and commands add nothing."""

from datetime import datetime

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from ..import_common import ImportCase
from ..participant.orientation_common import SECRET, OrientationCase

MODELS = ("club.orientation", "club.participant", "club.person")
MADE = {
    "create_date",
    "write_date",
    "write_uid",
    "access_token",
    "message_ids",
    "website_message_ids",
}


class ContextCase(OrientationCase, ImportCase):
    def hostile(self, model):
        """Return a value that nobody chose for each field of a model."""
        partner = self.referent.partner_id
        self.other = self.make_participant("Other One", club=self.other_club)
        values = {}
        for name, field in self.env[model]._fields.items():
            if field.relational:
                comodel = self.env[field.comodel_name]
                found = partner if partner._name == comodel._name else None
                found = found or comodel.with_context(active_test=False).search(
                    [], order="id desc", limit=1
                )
                many = field.type != "many2one"
                values[name] = [Command.set(found.ids)] if many else found.id
            elif field.type == "selection":
                keys = field.get_values(self.env)
                values[name] = keys[-1] if keys else False
            else:
                values[name] = self.hostile_plain(field)
        return values

    def hostile_plain(self, field):
        return {
            "boolean": True,
            "integer": 7,
            "float": 7.0,
            "monetary": 7.0,
            "date": "2020-02-03",
            "datetime": "2020-02-03 10:00:00",
            "json": {"x": 1},
            "binary": "eA==",
        }.get(field.type, "hostile")

    def context(self, allowed=()):
        told = {}
        for model in MODELS:
            values = self.hostile(model)
            told |= {
                f"default_{name}": value
                for name, value in values.items()
                if name not in allowed and name != "id"
            }
        return told

    def facts(self, *records):
        """Return what is stored of records, all that differs by itself aside."""
        self.env.invalidate_all()
        return {
            (record._name, name): record[name]
            for record in records
            for name, field in record.sudo()._fields.items()
            if field.store
            and name not in MADE
            and name != "id"
            and field.comodel_name not in {*MODELS, "mail.followers", "club.seat"}
        } | {
            ("follow", record._name): record.message_partner_ids
            for record in records
            if "message_partner_ids" in record
        }

    def made(self, orientation):
        one = orientation.sudo()
        return one, one.participant_id, one.person_id


@tagged("post_install", "-at_install", "security")
class TestCallerContext(ContextCase, HttpCase):
    """``sudo()`` cleans the context it leaves: our code brings nothing of it back."""

    def test_no_model_of_ours_listens_under_sudo(self):
        walked = 0
        for name in self.env.registry:
            Model = self.env[name].with_user(self.animateur)
            if Model._original_module != "clubs_ambition" or Model._abstract:
                continue
            values = self.hostile(name)
            told = {f"default_{field}": value for field, value in values.items()}
            with self.subTest(model=name):
                said = Model.with_context(**told).sudo()._add_missing_default_values({})
                usual = Model.sudo()._add_missing_default_values({})
                for field in usual.keys() & said.keys():
                    if isinstance(usual[field], datetime):
                        usual[field] = said[field]
                self.assertEqual(said, usual)
                walked += 1
        self.assertGreater(walked, 60)

    def going(self, user, model, method, *args):
        """Call as the browser does, saying that the addon is being uninstalled."""
        records = self.env[model].with_user(user)
        with self.env.cr.savepoint() as savepoint:
            try:
                call_kw(records, method, args, {"context": {"_force_unlink": True}})
                self.env.flush_all()
            except UserError as error:
                savepoint.rollback()
                return error
        return None

    def test_no_context_says_that_the_addon_goes(self):
        """Odoo asks nobody of who refuses a deletion, while an addon goes."""
        journey = self.make_participant("Lina Roux", "active")
        session = self.env["club.session"].create(
            {
                "name": "Workshop",
                "kind": "thematic",
                "club_id": self.club.id,
                "cohort_id": self.cohort.id,
                "start": "2026-01-06 09:00:00",
                "stop": "2026-01-06 10:00:00",
            }
        )
        session.attendance_ids.write({"state": "present"})
        session.state = "held"
        self.place_of(journey)
        for user, record in (
            (self.animateur, session),
            (self.manager, session),
            (self.coordinator, session.attendance_ids[:1]),
            (self.coordinator, journey.placement_ids),
            (self.coordinator, self.env["club.exit.reason"].search([], limit=1)),
        ):
            with self.subTest(user=user.login, model=record._name):
                self.assertTrue(record)
                said = self.going(user, record._name, "unlink", record.ids)
                self.assertIsInstance(said, UserError)
                self.assertTrue(record.exists())

    def place_of(self, journey):
        """Hire somebody, and end the journey so."""
        return self.make_candidacy(journey).write({"state": "hired"})

    def test_nor_keeps_from_the_manager_that_nobody_is_there(self):
        tasks = [("res_model", "=", "club.club"), ("res_id", "=", self.club.id)]
        before = self.env["mail.activity"].search(tasks)
        vals = {"animateur_ids": [Command.clear()]}
        said = self.going(self.manager, "club.club", "write", self.club.ids, vals)
        self.assertIsNone(said)
        self.assertTrue(self.env["mail.activity"].search(tasks) - before)

    def test_no_context_has_a_text_quoted_that_is_not_read(self):
        """What the code writes in a journey for a referent, they opened nowhere."""
        one = self.orient()
        journey = self.journey_of(one)
        journey.orientation_note = SECRET
        self.env.flush_all()
        self.assertTrue(one.may_change)
        opened = {"club.participant": {str(journey.id): {"orientation_note": "x"}}}
        call_kw(
            self.env["club.orientation"].with_user(self.referent),
            "write",
            [one.ids, {"note": "Another"}],
            {"context": {"club_opened": opened}},
        )
        self.assertEqual(journey.sudo().orientation_note, "Another")

    def test_the_journey_a_referent_opens(self):
        plain = self.orient(first_name=False, last_name="Martin")
        facts = self.facts(*self.made(plain))
        context = self.context({"club_id", "note", "occupation_ids", "prescriber_id"})
        before = self.other.person_id, self.other.message_partner_ids
        self.authenticate("t_referent", "t_referent")
        typed = {"last_name": "Martin", "first_name": False, "club_id": self.club.id}
        one = self.make_jsonrpc_request(
            "/web/dataset/call_kw/club.orientation/create",
            {
                "model": "club.orientation",
                "method": "create",
                "args": [{**typed, "note": plain.note}],
                "kwargs": {"context": context},
            },
        )
        hostile = self.env["club.orientation"].browse(one)
        self.assertEqual(self.facts(*self.made(hostile)), facts)
        self.assertEqual((self.other.person_id, self.other.message_partner_ids), before)
        self.assertFalse(hostile.participant_id.candidacy_ids)

    def test_the_event_of_a_session(self):
        values = {
            "name": "Meeting",
            "kind": "information",
            "club_id": self.club.id,
            "start": "2030-01-05 09:00:00",
            "stop": "2030-01-05 10:00:00",
        }
        told = {
            "default_description": "<p>hostile</p>",
            "default_videocall_location": "https://example.org/x",
        }
        Session = self.env["club.session"].with_user(self.animateur)
        event = Session.with_context(**told).create(values).sudo().event_id
        self.assertFalse(event.description)
        self.assertFalse(event.videocall_location)


@tagged("post_install", "-at_install", "security")
class TestCallerCommands(OrientationCase, HttpCase):
    def test_no_model_of_ours_takes_commands_under_sudo(self):
        for name in self.env.registry:
            Model = self.env[name].with_user(self.referent)
            if Model._original_module == "clubs_ambition":
                self.assertIs(Model.sudo()._allow_sudo_commands, False, name)
                self.assertTrue(Model._allow_sudo_commands, name)
        activity = self.env["mail.activity"].with_user(self.referent)
        self.assertTrue(activity.sudo()._allow_sudo_commands)

    def rpc(self, method, *args):
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/club.orientation/{method}",
            {
                "model": "club.orientation",
                "method": method,
                "args": args,
                "kwargs": {},
            },
        )

    @mute_logger("odoo.http")
    def test_a_referent_chooses_jobs_and_makes_none(self):
        Occupation = self.env["club.occupation"].with_context(active_test=False)
        job = Occupation.search([("kind", "=", "job")], limit=1)
        count, name = Occupation.search_count([]), job.name
        self.authenticate("t_referent", "t_referent")
        typed = {"last_name": "Martin", "club_id": self.club.id}
        one = self.rpc("create", {**typed, "occupation_ids": [[6, 0, job.ids]]})
        self.assertEqual(
            self.env["club.orientation"].browse(one).participant_id.occupation_ids, job
        )
        hostile = (
            [1, job.id, {"name": "x"}],
            [0, 0, {"name": "x", "code": "Z9999", "kind": "job"}],
            [2, job.id, 0],
        )
        for command in hostile:
            for method, args in (
                ("create", [{**typed, "occupation_ids": [command]}]),
                ("write", [[one], {"occupation_ids": [command]}]),
            ):
                with (
                    self.subTest(command=command, method=method),
                    self.assertRaises(JsonRpcException),
                ):
                    self.rpc(method, *args)
                self.env.invalidate_all()
                self.assertEqual(Occupation.search_count([]), count)
                self.assertEqual(job.name, name)

    @mute_logger("odoo.http")
    def test_nor_by_a_field_that_was_forgotten(self):
        """The ORM refuses, whatever the values went through."""
        job = self.env["club.occupation"].search([("kind", "=", "job")], limit=1)
        name = job.name
        Orientation = type(self.env["club.orientation"])
        self.patch(Orientation, "_check_pointed", lambda *_said: None)
        self.authenticate("t_referent", "t_referent")
        with self.assertRaises(JsonRpcException):
            self.rpc(
                "create",
                {
                    "last_name": "Martin",
                    "club_id": self.club.id,
                    "occupation_ids": [[1, job.id, {"name": "x"}]],
                },
            )
        self.env.invalidate_all()
        self.assertEqual(job.name, name)
