import runpy
from datetime import timedelta
from email.message import Message
from pathlib import Path

import pytz
import vobject
from freezegun import freeze_time

from odoo.fields import Datetime
from odoo.tests import tagged
from odoo.tools import file_path

from .session_common import ShownCase

MIGRATION = "clubs_ambition/migrations/19.0.1.9.0/post-calendar.py"
MOVES = (
    {"start": "2026-01-21 08:00:00", "stop": "2026-01-21 10:00:00"},
    {"start": "2026-01-22 13:00:00", "stop": "2026-01-22 15:00:00"},
)
FILES = {"club_calendar_file.py", "calendar_event.py", "calendar_files.py"}
"""Where calendar files are made, or known."""


@tagged("post_install", "-at_install")
@freeze_time("2026-01-14 12:00:00")
class TestCalendarFiles(ShownCase):
    """A calendar that reads each file holds one entry, at the last hours, or none."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club.email = "Le club <club@example.com>"
        cls.lina = cls.make_participant("Lina Moreau", "active")
        cls.lina.person_id.email = "lina@example.com"
        cls.people = cls.yanis | cls.lina
        cls.Files = cls.env["club.calendar.file"].with_user(cls.animateur)

    def planned(self, kind, **vals):
        """Plan a session of a kind with Yanis, and with Lina where there are two."""
        if kind == "interview":
            vals["participant_id"] = self.yanis.id
        elif kind == "information":
            vals["cohort_id"] = False
        session = self.session(
            "2026-01-20 08:00:00", "2026-01-20 11:00:00", kind=kind, **vals
        )
        if kind == "information":
            self.env["club.attendance"].create(
                [
                    {"session_id": session.id, "participant_id": one.id}
                    for one in self.people
                ]
            )
        return session

    def parsed(self, content):
        """Return the file as a calendar reads it."""
        return vobject.readOne(content.decode(), validate=True)

    def files(self, session):
        """Return ``{journey: file}`` as it would leave now."""
        made = self.Files._of_lines(session.with_user(self.animateur).attendance_ids)
        return {line.participant_id: self.parsed(file) for line, file in made.items()}

    def mailed(self, known):
        """Return ``{address: file}`` of the mails written since ``known``."""
        mails = self.env["mail.mail"].search([("id", "not in", known.ids)])
        return {mail.email_to: self.parsed(mail.attachment_ids.raw) for mail in mails}

    def who(self, address):
        return self.people.filtered(lambda one: one.person_id.email == address)

    def check(self, session, file, journey, method, status):
        event = file.vevent
        self.assertEqual((file.method.value, event.status.value), (method, status))
        self.assertEqual(event.dtstart.value, pytz.utc.localize(session.start))
        self.assertEqual(event.dtend.value, pytz.utc.localize(session.stop))
        address = f"mailto:{journey.person_id.email}"
        self.assertEqual([one.value for one in event.attendee_list], [address])
        self.assertEqual(event.organizer.value, "mailto:club@example.com")
        self.assertEqual(event.organizer.params["CN"], [self.club.name])
        for other in self.people - journey:
            self.assertNotIn(other.person_id.last_name, file.serialize())

    def steps(self, session):
        """Yield what is done to a session, and what its file then says."""
        mine = session.with_user(self.animateur)
        yield (lambda: None), "REQUEST", "CONFIRMED"
        yield (lambda: mine.write(dict(MOVES[0]))), "REQUEST", "CONFIRMED"
        yield mine.action_cancel, "CANCEL", "CANCELLED"
        yield mine.action_reopen, "REQUEST", "CONFIRMED"
        yield (lambda: mine.write(dict(MOVES[1]))), "REQUEST", "CONFIRMED"

    def test_each_kind_is_one_entry_through_all_its_changes(self):
        """From the registry: created, moved, cancelled, reopened, moved again."""
        mixin = self.registry["club.calendar.entry.mixin"]
        dated = {
            name
            for name, model in self.registry.items()
            if issubclass(model, mixin) and not model._abstract
        }
        self.assertEqual(dated, {"club.session"}, "what else is sent is walked here")
        names = set()
        for kind in self.env["club.session"]._fields["kind"].get_values(self.env):
            session = self.planned(kind)
            count, uids = -1, {}
            for act, method, status in self.steps(session):
                known = self.env["mail.mail"].search([])
                act()
                files = self.files(session)
                self.assertTrue(files)
                for journey, file in files.items():
                    with self.subTest(kind, method=method, who=journey.name):
                        self.check(session, file, journey, method, status)
                        event = file.vevent
                        uid = uids.setdefault(journey, event.uid.value)
                        self.assertEqual(event.uid.value, uid)
                        self.assertGreater(int(event.sequence.value), count)
                for address, file in self.mailed(known).items():
                    of = self.who(address)
                    self.assertEqual(
                        (file.method.value, file.vevent.uid.value), (method, uids[of])
                    )
                    number = file.vevent.sequence.value
                    self.assertEqual(number, files[of].vevent.sequence.value)
                count = session.calendar_sequence
            names |= {*uids.values()}
            self.assertEqual(len(uids), 1 if kind == "interview" else 2)
        self.assertEqual(len(names), 2 * 5 + 1, "one a session and person")

    def test_who_leaves_a_list_has_it_taken_off_their_calendar(self):
        """Another group, an exit; and back: one entry, newer each time."""
        other = self.make_cohort(name="Other")
        session = self.planned("thematic", cohort_id=self.cohort.id)
        before = self.env["mail.mail"].search([])
        self.lina.cohort_id = other
        self.lina.cohort_id = self.cohort
        self.assertFalse(self.mailed(before), "she has it in no calendar")
        session.with_user(self.animateur).write(dict(MOVES[0]))
        line = session.sudo().attendance_ids.filtered(
            lambda one: one.participant_id == self.lina
        )
        count, uid = (
            session.calendar_sequence,
            self.files(session)[self.lina].vevent.uid,
        )
        for group, method in ((other, "CANCEL"), (self.cohort, "REQUEST")):
            known = self.env["mail.mail"].search([])
            self.lina.cohort_id = group
            told = self.mailed(known)
            self.assertEqual(set(told), {"lina@example.com"})
            file = told["lina@example.com"]
            self.check(
                session,
                file,
                self.lina,
                method,
                "CANCELLED" if method == "CANCEL" else "CONFIRMED",
            )
            self.assertEqual(file.vevent.uid.value, uid.value)
            self.assertGreater(int(file.vevent.sequence.value), count)
            count = int(file.vevent.sequence.value)
            self.assertEqual(line.told_cancelled, method == "CANCEL")

    def test_what_changes_nothing_in_a_calendar_is_not_counted(self):
        self.coming.with_user(self.animateur).write({"note": "x", "location": "Room A"})
        self.assertFalse(self.coming.calendar_sequence)
        with self.assertRaisesRegex(Exception, "not entered"):
            self.coming.with_user(self.animateur).write({"calendar_sequence": 9})
        self.coming.with_user(self.animateur).location = "Room B"
        self.assertEqual(self.coming.calendar_sequence, 1)
        self.assertFalse(self.coming.copy().calendar_sequence)

    def test_files_are_made_in_one_place(self):
        """From the code: no other place makes a file that a calendar would add."""
        root = Path(file_path("clubs_ambition"))
        for path in sorted(root.rglob("*.py")):
            inside = path.relative_to(root).parts
            if inside[0] in ("tests", "migrations") or path.name in FILES:
                continue
            text = path.read_text()
            for word in ("_get_ics_file", "vobject", "text/calendar", ".ics"):
                self.assertNotIn(word, text, path.name)

    def test_hours_are_right_on_every_clock(self):
        """Nine in the morning at the club is nine on the phone of who comes there."""
        for code in ("130", "971", "973", "974", "975", "976", "986", "987", "988"):
            with self.subTest(code):
                self.club.zip = f"{code}00"
                zone = pytz.timezone(self.club.tz)
                for day in (20, 200):
                    there = Datetime.to_datetime("2026-01-01 09:00:00") + timedelta(
                        days=day
                    )
                    nine = zone.localize(there).astimezone(pytz.utc)
                    start = nine.replace(tzinfo=None)
                    session = self.coming.with_user(self.animateur)
                    session.write({"start": start, "stop": start + timedelta(hours=2)})
                    file = self.files(session)[self.yanis]
                    begins = file.vevent.dtstart.value.astimezone(zone)
                    self.assertEqual((begins.hour, begins.minute), (9, 0))

    def test_text_is_escaped_and_folded(self):
        name = "Matinée CV, lettre ; entretien \\ « à l'écoute » — " + "é" * 60
        self.coming.with_user(self.animateur).write(
            {"name": name, "location": '2, rue d\'Été; bâtiment "C"'}
        )
        self.club.name = 'Club "Été"; BEGIN:VEVENT'
        made = self.Files._of_lines(self.coming.attendance_ids)
        content = next(iter(made.values()))
        for line in content.split(b"\r\n"):
            self.assertLessEqual(len(line), 75)
            self.assertNotIn(b"\n", line)
        event = self.parsed(content).vevent
        self.assertEqual(event.summary.value, name)
        self.assertEqual(event.location.value, self.coming.location)
        self.assertEqual(content.count(b"\r\nBEGIN:VEVENT"), 1)

    def test_a_cancellation_leaves_as_one(self):
        """The type of the attachment says what the file does, as mail programs read."""
        for act, method in (
            (lambda: self.coming.write(dict(MOVES[0])), "REQUEST"),
            (self.coming.action_cancel, "CANCEL"),
        ):
            known = self.env["mail.mail"].search([])
            act()
            mail = self.env["mail.mail"].search(
                [("id", "not in", known.ids), ("email_to", "=", "yanis@example.com")]
            )
            sent = self.sent(mail)
            (part,) = [
                part
                for part in sent.walk()
                if part.get_content_type() == "text/calendar"
            ]
            self.assertEqual(part.get_param("method"), method)
            self.assertEqual(part.get_param("charset"), "utf-8")
            self.assertEqual(part.get_filename(), "invitation.ics")
            file = self.parsed(part.get_payload(decode=True))
            self.assertEqual(file.method.value, method)

    def sent(self, mail) -> Message:
        """Return a mail as it is handed to the mail server."""
        (values,) = mail._prepare_outgoing_list()
        return self.env["ir.mail_server"]._build_email__(
            email_from="club@example.com",
            email_to=values["email_to"],
            subject=values["subject"],
            body=values["body"],
            attachments=values["attachments"],
            subtype="html",
        )

    def test_without_any_address_it_informs(self):
        """Nobody invites: no calendar is asked to answer, and the entry is the same."""
        self.club.email = self.animateur.email = self.env.company.email = False
        self.club.team_id.alias_name = False
        file = self.files(self.coming)[self.yanis]
        self.assertNotIn("method", file.contents)
        self.assertNotIn("organizer", file.vevent.contents)
        self.assertTrue(file.vevent.uid.value)

    def test_without_the_library_the_mail_leaves(self):
        self.patch(self.registry["calendar.event"], "_get_ics_file", lambda _self: {})
        known = self.env["mail.mail"].search([])
        self.coming.with_user(self.animateur).write(dict(MOVES[0]))
        mails = self.env["mail.mail"].search([("id", "not in", known.ids)])
        self.assertEqual(len(mails), 2)
        self.assertFalse(mails.attachment_ids)

    def test_an_event_that_shows_a_session_is_known_again(self):
        """Odoo's own invitations and reminders of it add no second entry."""
        event = self.coming.event_id
        first = self.parsed(event._get_ics_file()[event.id]).vevent
        self.coming.with_user(self.animateur).write(dict(MOVES[0]))
        second = self.parsed(event._get_ics_file()[event.id]).vevent
        self.coming.with_user(self.animateur).action_cancel()
        third = self.parsed(event._get_ics_file()[event.id]).vevent
        self.assertEqual(first.uid.value, second.uid.value)
        self.assertEqual(second.uid.value, third.uid.value)
        numbers = [int(one.sequence.value) for one in (first, second, third)]
        self.assertEqual(numbers, sorted(set(numbers)))
        self.assertEqual(third.status.value, "CANCELLED")


@tagged("post_install", "-at_install")
@freeze_time("2026-01-14 12:00:00")
class TestCancelledIsStruck(ShownCase):
    """What does not take place looks so wherever it is shown."""

    def calendars(self):
        """Yield ``(model, arch)`` of the calendars of what may be cancelled."""
        views = self.env["ir.ui.view"].search([("type", "=", "calendar")])
        for view in views.filtered(lambda one: one.model.startswith("club.")):
            model = self.env[view.model]
            arch = view._get_combined_arch()
            state = model._fields.get("state")
            start = model._fields[arch.get("date_start")]
            states = state.get_values(self.env) if state else ()
            if start.store and not start.compute and "cancelled" in states:
                yield model, arch

    def test_every_calendar_strikes_what_is_cancelled(self):
        found = list(self.calendars())
        self.assertGreaterEqual(len(found), 2)
        mixin = self.registry["club.struck.mixin"]
        for model, arch in found:
            with self.subTest(model._name):
                self.assertIsInstance(model, mixin)
                self.assertIn("cancelled", model._struck_states)
                self.assertTrue(arch.xpath("//field[@name='is_striked']"))
                self.assertEqual(arch.get("create_name_field"), "calendar_title")
                self.assertEqual(arch.get("js_class"), "club_calendar")

    def test_a_session_is_struck_and_says_why(self):
        mine = self.coming.with_user(self.animateur)
        self.assertEqual((mine.is_striked, mine.calendar_title), (False, "CV morning"))
        mine.action_cancel()
        title = "Cancelled: CV morning"
        self.assertEqual((mine.is_striked, mine.calendar_title), (True, title))
        event = self.coming.event_id.with_user(self.employee)
        self.assertEqual((event.is_striked, event.display_name), (True, title))
        self.assertEqual((event.name, event.show_as), ("CV morning", "free"))
        mine.action_reopen()
        self.assertEqual((event.is_striked, event.show_as), (False, "busy"))
        self.assertEqual(event.display_name, "CV morning")
        arch = event.get_view(view_type="calendar")["arch"]
        self.assertIn("is_striked", arch)

    def test_nobody_came_to_what_was_cancelled(self):
        """Whatever stands on the list, the board counts nothing of it."""
        session = self.session("2026-01-13 08:00:00", "2026-01-13 11:00:00")
        session.action_all_present()
        session.action_cancel()
        lines = session.attendance_ids
        lines._unguarded("state").write({"state": "present"})
        weeks = self.env["club.week"].with_user(self.animateur)
        journey = self.yanis.with_user(self.animateur)
        happened = weeks._happened(journey)[self.yanis.id]
        self.assertEqual(happened.answers, ["present"], "the one that was held")

    def test_the_version_before_leaves_the_time_free(self):
        self.coming.action_cancel()
        self.coming.event_id.sudo().show_as = "busy"
        self.env.flush_all()
        runpy.run_path(file_path(MIGRATION))["migrate"](self.env.cr, "19.0.1.8.0")
        self.env.invalidate_all()
        self.assertEqual(self.coming.event_id.show_as, "free")
        self.assertEqual(self.held.event_id.show_as, "busy")
