from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .session_common import ShownCase

WRONG = "is a session of a club"
OTHER_HOURS = {"start": "2026-01-21 08:00:00", "stop": "2026-01-21 11:00:00"}


@tagged("post_install", "-at_install")
@freeze_time("2026-01-14 12:00:00")
class TestCalendar(ShownCase):
    """An event of the calendar, which every employee may write, shows a session."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.strangers = (cls.employee, cls.referent, cls.other_animateur)
        cls.guest = new_test_user(cls.env, "t_guest", groups="base.group_user")
        # Who has no role reads the sessions they are invited to, and no other.
        cls.sessions.event_id.partner_ids |= cls.employee.partner_id

    def roads(self, event):
        """Return the ways a user has to change an event, by the calendar's screens."""
        env = event.env
        wizard = (
            env["calendar.popover.delete.wizard"]
            .with_context(default_recurrence="one")
            .create({"calendar_event_id": event.id})
        )
        plain = env["calendar.event"].create({"name": "Coffee", **OTHER_HOURS})
        repeated = env["calendar.event"].create(
            {
                "name": "Weekly",
                **OTHER_HOURS,
                "recurrency": True,
                "rrule_type": "weekly",
                "event_tz": "UTC",
                "end_type": "count",
                "count": 2,
                "wed": True,
            }
        )
        task = env["mail.activity"].create({"user_id": env.uid, "summary": "Call"})
        task.calendar_event_id = event
        return {
            "drag": lambda: event.write(dict(OTHER_HOURS)),
            "form": lambda: event.web_save({"name": "x"}, {"name": {}}),
            "archive": lambda: event.action_archive(),
            "bulk": lambda: (plain | event).unlink(),
            "bin": lambda: event.action_unlink_event(),
            "mail and delete": lambda: wizard.action_send_mail_and_delete(),
            "delete": lambda: wizard.action_delete(),
            "series": lambda: repeated.recurrence_id.write(
                {"calendar_event_ids": [Command.link(event.id)]}
            ),
            "series of it": lambda: event.write(
                {"recurrency": True, "rrule_type": "weekly", "count": 3}
            ),
            "task": lambda: task.write({"date_deadline": "2026-02-02"}),
            "task and meeting": lambda: task.unlink_w_meeting(),
            "join": lambda: event.action_join_meeting(env.user.partner_id.id),
            "invite": lambda: env["calendar.attendee"].create(
                {"event_id": event.id, "partner_id": env.user.partner_id.id}
            ),
            "uninvite": lambda: event.attendee_ids.unlink(),
            "repoint": lambda: plain.attendee_ids.write({"event_id": event.id}),
            "point away": lambda: event.attendee_ids.write({"event_id": plain.id}),
        }

    def mails(self):
        return self.env["mail.mail"].search_count([])

    def test_strangers_move_and_delete_no_session(self):
        before = self.sessions.read(["start", "stop", "name", "location", "state"])
        lines = self.sessions.attendance_ids
        sent = self.mails()
        for user in self.strangers:
            for session in self.sessions:
                event = session.event_id.with_user(user)
                for name, road in self.roads(event).items():
                    with (
                        self.subTest(user=user.login, state=session.state, road=name),
                        self.assertRaisesRegex(UserError, WRONG),
                        self.cr.savepoint(),
                    ):
                        road()
        self.env.invalidate_all()
        self.assertEqual(
            self.sessions.read(["start", "stop", "name", "location", "state"]), before
        )
        self.assertEqual(self.sessions.attendance_ids, lines)
        self.assertEqual(self.mails(), sent, "Nothing was told.")

    def test_nothing_leaves_before_the_refusal(self):
        """The mail that says that an event is deleted leaves at once."""
        Wizard = self.env["calendar.popover.delete.wizard"].with_user(self.employee)
        wizard = Wizard.with_context(default_recurrence="one").create(
            {"calendar_event_id": self.coming.event_id.id}
        )
        template = type(self.env["mail.template"])
        with (
            patch.object(template, "send_mail") as sending,
            self.assertRaisesRegex(UserError, WRONG),
        ):
            wizard.action_send_mail_and_delete()
        sending.assert_not_called()

    def test_no_field_of_the_event_is_a_stranger_s(self):
        event = self.coming.event_id.with_user(self.employee)
        for name in event.fields_get():
            with self.subTest(field=name), self.assertRaisesRegex(UserError, WRONG):
                event.write({name: False})

    def test_a_context_opens_nothing(self):
        event = self.coming.event_id.with_user(self.employee)
        with self.assertRaisesRegex(UserError, WRONG):
            event.with_context(club_session_move=True).write(dict(OTHER_HOURS))

    def test_the_calendar_shows_what_it_refuses(self):
        for user, may in ((self.employee, False), (self.animateur, True)):
            event = self.coming.event_id.with_user(user)
            event.sudo().partner_ids |= user.partner_id
            self.assertEqual(event.user_can_edit, may)

    def test_other_events_stay_everybody_s(self):
        event = self.env["calendar.event"].create({"name": "Coffee", **OTHER_HOURS})
        event = event.with_user(self.employee)
        event.write({"name": "Tea"})
        self.assertTrue(event.unlink())

    def test_a_guest_answers_an_invitation(self):
        event = self.coming.event_id
        event.with_user(self.animateur).partner_ids += self.guest.partner_id
        event.with_user(self.guest).change_attendee_status("declined", "self_only")
        answer = event.attendee_ids.filtered(
            lambda one: one.partner_id == self.guest.partner_id
        )
        self.assertEqual(answer.state, "declined")

    def test_a_session_is_repeated_by_its_programme_alone(self):
        event = self.coming.event_id.with_user(self.animateur)
        with self.assertRaisesRegex(UserError, "programme of its group"):
            event.write({"recurrency": True, "rrule_type": "weekly", "count": 3})

    def test_what_was_held_is_corrected_by_a_manager_and_leaves_a_trace(self):
        hours = {"start": "2026-01-13 08:00:00", "stop": "2026-01-13 11:00:00"}
        held = self.held.with_user(self.animateur)
        for road in (
            lambda: held.write(dict(hours)),
            lambda: held.write({"kind": "forum"}),
            lambda: held.write({"location": "Elsewhere"}),
        ):
            with self.assertRaisesRegex(UserError, "reopen it"), self.cr.savepoint():
                road()
        held.note = "Ten people, five CVs."
        self.flush_precommit()
        seen = held.message_ids
        held.with_user(self.manager).with_context(
            tracking_disable=False, mail_notrack=False
        ).write(dict(hours))
        self.flush_precommit()
        trace = held.message_ids - seen
        self.assertEqual(held.start.day, 13)
        self.assertEqual(trace.author_id, self.manager.partner_id)
        self.assertIn("start", trace.sudo().tracking_value_ids.field_id.mapped("name"))

    def flush_precommit(self):
        self.env.flush_all()
        self.cr.precommit.run()

    def test_what_was_held_is_deleted_by_nobody(self):
        for user in (self.animateur, self.manager, self.coordinator):
            with self.assertRaisesRegex(UserError, "was held"), self.cr.savepoint():
                self.held.with_user(user).unlink()
        self.assertTrue(self.held.exists())

    def test_a_session_takes_no_event_of_somebody_else(self):
        secret = self.env["calendar.event"].create({"name": "Secret", **OTHER_HOURS})
        with self.assertRaisesRegex(UserError, "not entered"):
            self.session(*OTHER_HOURS.values(), event_id=secret.id)
        with self.assertRaisesRegex(UserError, "not entered"):
            secret.with_user(self.animateur).write(
                {
                    "club_session_ids": [
                        Command.create(
                            {"name": "x", "club_id": self.club.id, **OTHER_HOURS}
                        )
                    ]
                }
            )
