import runpy

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.models import MAGIC_COLUMNS
from odoo.tests import Form, tagged
from odoo.tools import SQL, file_path, mute_logger

from .session_common import ShownCase

MIGRATION = "clubs_ambition/migrations/19.0.1.7.0/pre-sessions.py"
OTHER = {"start": "2026-01-27 08:00:00", "stop": "2026-01-27 09:00:00"}


@tagged("post_install", "-at_install", "security")
@freeze_time("2026-01-14 12:00:00")
class TestProjection(ShownCase):
    """Whatever becomes of its event, a session keeps its hours, its list, its papers."""

    def rows(self):
        """Return every column of the sessions and their lists but which event shows."""
        self.env.flush_all()
        found = []
        for table in ("club_session", "club_attendance"):
            self.env.cr.execute(
                SQL(
                    """SELECT to_jsonb(t) - '{event_id,write_date,write_uid}'::text[]
                         FROM %s t ORDER BY id""",
                    SQL.identifier(table),
                )
            )
            found.append(self.env.cr.fetchall())
        return found

    def papers(self):
        Paper = self.env["club.session.paper"].with_user(self.animateur)
        Files = self.env["club.calendar.file"].with_user(self.animateur)
        sessions = self.sessions.with_user(self.animateur)
        files = Files._of_lines(sessions.attendance_ids)
        times = {
            line.split(b":", 1)[1]
            for file in files.values()
            for line in file.splitlines()
            if line.startswith((b"DTSTART", b"DTEND", b"LOCATION", b"SUMMARY"))
        }
        halves = [Paper._half_days(one) for one in sessions]
        return times, halves, [Paper._sign_in_lines(one) for one in sessions]

    def another(self, event, field):
        """Return a value that the field of an event has not."""
        now = event.sudo()[field.name]
        match field.type:
            case "char" | "text" | "html":
                return "Elsewhere"
            case "datetime":
                return "2026-01-27 08:30:00"
            case "date":
                return "2026-01-27"
            case "boolean":
                return not now
            case "integer" | "float":
                return 7
            case "selection":
                values = field.get_values(self.env)
                return next((value for value in values if value != now), False)
            case "many2one":
                return self.env[field.comodel_name].sudo().search([], limit=1).id
            case "many2many" | "one2many":
                return [Command.clear()]
        return False

    def events_of(self, session):
        """Yield the event as each who may write it, the server itself last."""
        for user in (self.employee, self.animateur, self.manager):
            yield session.event_id.with_user(user)
        yield session.event_id.sudo()

    @mute_logger("odoo.sql_db")
    def test_no_field_of_an_event_is_a_session_s(self):
        """Every field, from the registry, as everybody: not a column moves."""
        before, papers, refused = self.rows(), self.papers(), 0
        for session in self.sessions:
            for event in self.events_of(session):
                for name, field in event._fields.items():
                    if not (field.store or field.inverse) or name in MAGIC_COLUMNS:
                        continue
                    if name == "club_session_ids":
                        continue
                    with self.subTest(name, uid=event.env.uid, su=event.env.su):
                        refused += self.try_to(
                            lambda event=event, name=name, field=field: event.write(
                                {name: self.another(event, field)}
                            ),
                            before,
                        )
        self.assertGreater(refused, 100)
        self.assertEqual(self.papers(), papers)

    def try_to(self, gesture, before):
        """Do it, or be refused; see that nothing of the sessions moved; undo it."""
        refused = False
        with self.cr.savepoint() as savepoint:
            try:
                with self.cr.savepoint():
                    gesture()
                    self.env.flush_all()
            except Exception:  # noqa: BLE001 a value that the calendar cannot take
                refused = True
            self.env.invalidate_all()
            self.assertEqual(self.rows(), before)
            savepoint.rollback()
        self.env.invalidate_all()
        return refused

    def test_the_server_s_own_changes_are_put_right(self):
        """A synchronisation moves the event: it shows the session again."""
        event = self.coming.event_id.sudo()
        for vals in (OTHER, {"name": "x"}, {"location": False}, {"active": False}):
            event.write(dict(vals))
            for name in ("start", "stop", "name", "location"):
                self.assertEqual(event[name], self.coming[name], name)
            self.assertTrue(event.active)

    def test_who_runs_it_is_told_where_to_move_it(self):
        event = self.coming.event_id.with_user(self.animateur)
        for vals in (OTHER, {"name": "x"}, {"location": "x"}, {"active": False}):
            with (
                self.assertRaisesRegex(UserError, "on the session itself"),
                self.cr.savepoint(),
            ):
                event.write(dict(vals))
        event.write({"partner_ids": [Command.link(self.manager.partner_id.id)]})
        action = event.action_open_club_session()
        self.assertEqual(action["res_id"], self.coming.id)

    def losses(self, session):
        event = session.event_id
        delete = "DELETE FROM calendar_event WHERE id = %s"
        return {
            "the bin": lambda: event.with_user(self.animateur).unlink(),
            "the list": lambda: event.with_user(self.manager).unlink(),
            "the server": lambda: event.sudo().unlink(),
            "the database": lambda: self.env.cr.execute(delete, [event.id]),
        }

    def test_a_lost_event_is_no_error_anywhere(self):
        before, papers = self.rows(), self.papers()
        for session in self.sessions:
            for name, loss in self.losses(session).items():
                with self.subTest(name, state=session.state), self.cr.savepoint() as sp:
                    loss()
                    self.env.invalidate_all()
                    self.assertFalse(session.event_id)
                    self.assertEqual(self.rows(), before)
                    self.assertEqual(self.papers(), papers)
                    self.use_everything(session)
                    sp.rollback()
                self.env.invalidate_all()

    def use_everything(self, session):
        """Read all fields, open the form, and go through the methods of the screens."""
        mine = session.with_user(self.animateur)
        mine.read()
        self.assertEqual(Form(mine).name, "CV morning")
        mine.get_roll_call()
        self.env["club.departure"]._leave_calendar(self.animateur)
        if session.state == "held":
            mine.action_reopen()
        self.assertFalse(session.event_id)
        mine.write({**OTHER, "location": "Room B"})
        self.assertEqual(session.event_id.location, "Room B")
        self.assertEqual(session.event_id.start, session.start)
        mine.action_cancel()
        mine.unlink()

    def test_a_button_shows_it_again(self):
        self.coming.event_id.unlink()
        with self.assertRaises(UserError):
            self.coming.with_user(self.other_animateur).action_show_in_calendar()
        self.coming.with_user(self.animateur).action_show_in_calendar()
        event = self.coming.event_id
        self.assertEqual(event.start, self.coming.start)
        self.assertEqual(event.partner_ids, self.animateur.partner_id)

    def test_nothing_of_ours_is_computed_from_an_event(self):
        """From the registry: what depends on an event would be lost with it."""
        for field, paths in self.env.registry.field_depends.items():
            if not field.model_name.startswith("club."):
                continue
            for path in paths:
                model = self.env[field.model_name]
                for name in path.split("."):
                    self.assertNotEqual(model._name, "calendar.event", str(field))
                    if not (step := model._fields[name]).relational:
                        break
                    model = self.env[step.comodel_name]

    def test_no_caller_says_which_event_shows_it(self):
        other = self.env["calendar.event"].create({"name": "Coffee", **OTHER})
        for user in (self.animateur, self.manager, self.coordinator):
            for value in (other.id, False):
                with self.assertRaisesRegex(UserError, "not entered"):
                    self.coming.with_user(user).write({"event_id": value})

    def test_the_version_before_brings_its_hours(self):
        """What stood on an event keeps it; what was held stays as it was signed."""
        cr = self.env.cr
        self.env.flush_all()
        cr.execute(
            """UPDATE calendar_event SET name = 'Told', location = 'Room C'
                WHERE id = ANY(%s::int[])""",
            [self.sessions.event_id.ids],
        )
        cr.execute("ALTER TABLE club_session ALTER COLUMN event_id SET NOT NULL")
        migrate = runpy.run_path(file_path(MIGRATION))["migrate"]
        migrate(cr, "19.0.1.6.0")
        self.env.invalidate_all()
        self.assertEqual((self.coming.name, self.coming.location), ("Told", "Room C"))
        self.assertEqual((self.held.name, self.held.location), ("CV morning", "Room A"))
        self.coming.event_id.unlink()
        self.assertTrue(self.coming.exists())
