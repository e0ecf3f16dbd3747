from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import ClubsCase


@tagged("post_install", "-at_install")
class TestGuards(ClubsCase):
    """What no caller may write, read through the back door, or undo."""

    def test_over_admission_is_a_manager_s_written_decision(self):
        with self.assertRefused(AccessError, "is a manager's decision"):
            self.cohort.with_user(self.animateur).write(
                {"extra_seats": 1, "extra_seats_reason": "Twin sister"}
            )
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.cohort.with_user(self.manager).extra_seats = 1
            self.env.flush_all()

    def test_over_admission_decided(self):
        cohort = self.make_cohort(seats=1)
        self.make_participant("A", "admitted", cohort=cohort)
        late = self.make_participant("B", "interviewed", cohort=cohort)
        cohort.with_user(self.manager).write(
            {"extra_seats": 1, "extra_seats_reason": "Twin sister"}
        )
        late.with_user(self.animateur).action_admit()
        self.assertEqual(cohort.seats_taken, 2)

    def test_what_was_true_at_entry_is_frozen(self):
        level = self.env["club.education.level"].search([], limit=1)
        journey = self.make_participant(
            birth_date=date(2000, 5, 1), district_status="in", state="active"
        )
        for vals in (
            {"birth_date": date(1990, 5, 1)},
            {"district_status": "out"},
            {"education_level_id": level.id},
        ):
            with self.subTest(vals=vals), self.assertRaisesRegex(UserError, "frozen"):
                journey.write(vals)
        journey.write({"birth_date": date(2000, 5, 1)})

    def test_a_manager_corrects_an_entry_with_a_reason(self):
        journey = self.make_participant(birth_date=date(2000, 5, 1), state="active")
        vals = {"birth_date": date(2001, 5, 1)}
        with self.assertRefused(AccessError, "Only a manager may correct what was"):
            journey.with_user(self.animateur).action_correct_entry(vals, "Typing error")
        with self.assertRefused(UserError, "Write why the entry is corrected"):
            journey.with_user(self.manager).action_correct_entry(vals, " ")
        with self.assertRefused(UserError, "Not a fact of the entry"):
            journey.with_user(self.manager).action_correct_entry({"name": "x"}, "why")
        journey.with_user(self.manager).action_correct_entry(vals, "Typing error")
        self.assertEqual(journey.birth_date, date(2001, 5, 1))
        self.assertIn("Typing error", journey.entry_corrections)
        self.assertIn(self.manager.name, journey.entry_corrections)
        self.assertNotIn("Typing error", journey.message_ids[0].body)

    def test_the_manager_s_dialog_writes_what_differs(self):
        journey = self.make_participant(
            birth_date=date(2000, 5, 1), district_status="in", state="active"
        )
        dialog = (
            self.env["club.entry.correction"]
            .with_user(self.manager)
            .create(
                {
                    "participant_id": journey.id,
                    "district_status": "out",
                    "reason": "Moved before the entry",
                }
            )
        )
        self.assertEqual(dialog.birth_date, journey.birth_date)
        dialog.action_confirm()
        self.assertEqual(journey.district_status, "out")
        self.assertIn("Moved before the entry", journey.entry_corrections)
        self.assertEqual(journey.birth_date, date(2000, 5, 1))

    def test_what_proves_or_decides_is_not_entered(self):
        """Read-only binds a form; these are refused from any caller."""
        journey = self.make_participant(state="active").with_user(self.animateur)
        candidacy = self.make_candidacy(journey)
        cases = [
            (journey, {"derogation_reason": "x", "derogation_by_id": 1}),
            (journey, {"eligibility_at_entry": []}),
            (journey, {"caseload_id": False}),
            (journey, {"renewed": True}),
            (journey, {"started_on": date(2026, 1, 6)}),
            (journey, {"person_id": self.make_person("Other").id}),
            (journey, {"cohort_id": False}),
            (journey, {"club_id": self.other_club.id}),
            (journey, {"animateur_id": self.referent.id}),
            (candidacy, {"furthest_state": "hired"}),
            (candidacy, {"partner_id": self.other_employer.id}),
            (candidacy, {"state_before_hire": "trial"}),
            (journey.cohort_id, {"seats_taken": 0}),
            (journey.cohort_id, {"extra_seats_reason": ""}),
        ]
        for record, vals in cases:
            with (
                self.subTest(vals=vals),
                self.assertRaises(UserError),
                self.cr.savepoint(),
            ):
                record.with_user(self.animateur).write(vals)
            record.invalidate_recordset()

    def test_whoever_holds_a_seat_keeps_club_and_open_group(self):
        journey = self.make_participant(state="active").with_user(self.animateur)
        closed = self.make_cohort()
        closed.write({"state": "running"})
        closed.write({"state": "closed"})
        for vals, words in (
            ({"club_id": self.other_club.id}, "before the admission"),
            ({"cohort_id": closed.id}, "is closed"),
        ):
            with self.subTest(vals=vals), self.assertRaisesRegex(UserError, words):
                journey.write(vals)
            journey.invalidate_recordset()

    def test_no_default_says_what_is_not_entered(self):
        """A context, or a value saved for a form, is a caller like another."""
        Default = self.env["ir.default"].sudo()
        Default.set("club.participant", "derogation_reason", "Slipped in")
        Person = self.env["club.person"].with_user(self.animateur)
        person = Person.create({"last_name": "New"})
        Journey = self.env["club.participant"].with_user(self.animateur)
        journey = Journey.with_context(
            default_eligibility_at_entry="yes", default_renewed=True
        ).create(
            {"person_id": person.id, "club_id": self.club.id},
        )
        self.assertFalse(journey.derogation_reason)
        self.assertFalse(journey.renewed)
        Cohort = self.env["club.cohort"].with_user(self.animateur)
        values = Cohort.with_context(default_extra_seats=3).default_get(["extra_seats"])
        self.assertFalse(values.get("extra_seats"))
        values = (
            Cohort.with_user(self.manager)
            .with_context(default_extra_seats=3)
            .default_get(["extra_seats"])
        )
        self.assertEqual(values["extra_seats"], 3, "a manager's to decide")

    def test_orienting_opens_no_file_out_of_sight(self):
        hidden = self.make_participant("Hidden", club=self.other_club)
        hidden.action_withdraw()
        in_list = "choose it in the list"
        for user, words in (
            (self.referent, "not allowed to create"),  # before anybody is looked for
            (self.animateur, in_list),
            (self.manager, in_list),
        ):
            Journey = self.env["club.participant"].with_user(user)
            with (
                self.subTest(user=user.login),
                self.assertRefused(AccessError, words),
                self.cr.savepoint(),
            ):
                Journey.create(
                    {"person_id": hidden.person_id.id, "club_id": self.club.id}
                )

    def test_a_dialog_tells_no_name_out_of_sight(self):
        far = self.make_participant("Far Person", club=self.other_club)
        for model in ("club.participant.end", "club.district.check"):
            with (
                self.subTest(model=model),
                self.assertRefused(AccessError, "where you find what is open to you"),
            ):
                self.env[model].with_user(self.animateur).create(
                    {"participant_id": far.id}
                )

    def test_no_social_security_number_anywhere(self):
        nir = "1 85 05 78 006 084 91"
        text, plain = f"voici {nir}", "rien"
        journey = self.make_participant()
        lead = self.env["crm.lead"].create({"name": "Lead"})
        message = journey.message_post(body=plain, message_type="comment")
        task = journey.activity_schedule("mail.mail_activity_data_todo")
        for write in (
            lambda: journey.write({"orientation_note": f"Son numéro : {nir}"}),
            lambda: journey.person_id.write({"street": nir}),
            lambda: self.make_person(f"Yanis {nir}"),
            lambda: journey.message_post(body=text),
            lambda: journey.message_post(body=plain, subject=nir),
            lambda: journey._message_update_content(message, body=text),
            lambda: lead.message_post(body=text),
            lambda: self.employer.message_post(body=text),
            lambda: task.write({"summary": nir}),
            lambda: self.env["crm.lead"].create({"name": nir}),
            lambda: self.employer.write({"phone": nir}),
            lambda: journey.activity_schedule(
                "mail.mail_activity_data_todo", summary=nir
            ),
        ):
            with self.assertRaisesRegex(ValidationError, "social-security"):
                write()
