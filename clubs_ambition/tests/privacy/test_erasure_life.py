# pylint: disable=dangerous-default-value
# pylint: disable=translation-required
from datetime import timedelta
from unittest.mock import patch

from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ...models.privacy import erasure_file
from ...utils import clock
from .erasure_common import ErasureCase


class Killed(Exception):
    """The server is stopped here."""


@tagged("post_install", "-at_install")
class TestErasureLife(ErasureCase):
    """Announced, put off or done: who may say what, and when it happens."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keep_one_transaction()
        cls.env["club.privacy.erasure"].search([]).unlink()
        cls.person = cls.somebody()
        cls.journey = cls.person.every_journey_ids
        cls.today = clock.today(cls.club)
        cls.erasures = cls.env["club.privacy.erasure"]

    def test_who_was_seen_lately_is_not_due(self):
        self.be_old(months=22)
        self.erasures._cron_erase()
        self.assertFalse(self.row())

    def test_announced_thirty_days_before_to_who_coached(self):
        self.be_old(months=24, days=-20)
        self.erasures._cron_erase()
        row = self.row()
        self.assertEqual(row.state, "announced")
        self.assertEqual(row.erase_on, self.today + timedelta(days=30))
        [task] = self.journey.activity_ids
        self.assertEqual(task.user_id, self.animateur)
        self.assertEqual(task.date_deadline, row.erase_on)
        self.erasures._cron_erase()
        self.assertEqual(len(self.journey.activity_ids), 1, "told once")
        self.assertFalse(self.person.erased_on)

    def test_a_live_journey_is_never_due(self):
        other = self.somebody("Aude Valmy", ended=False, email=False, phone=False)
        self.be_old(other)
        self.erasures._cron_erase()
        self.assertFalse(self.row(other))
        with self.assertRaisesRegex(UserError, "journey under way"):
            self.erasures._erase(other)
        self.assertFalse(self.row(other))

    def test_the_animateur_says_still_coached(self):
        self.be_old()
        self.erasures._cron_erase()
        row = self.row().with_user(self.animateur)
        self.assertEqual(row.name, "Melchior Quatrebarbes")
        action = row.action_keep()
        dialog = Form(
            self.env[action["res_model"]]
            .with_user(self.animateur)
            .with_context(**action["context"])
        )
        dialog.reason = "followup"
        dialog.save().action_confirm()
        self.assertEqual(row.state, "kept")
        self.assertEqual(row.kept_by_id, self.animateur)
        self.assertEqual(row.erase_on, self.today + relativedelta(months=24))
        self.assertFalse(self.journey.activity_ids)
        self.erasures._cron_erase()
        self.assertFalse(self.person.erased_on)
        far = self.row().with_user(self.other_animateur)
        self.assertFalse(far._filtered_access("read"))
        with self.assertRaises(AccessError):
            far._keep("followup")

    def test_erased_when_the_day_has_come(self):
        self.be_old()
        self.erasures._cron_erase()
        row = self.row()
        self.assertEqual(row, self.erasures.search([("state", "=", "announced")]) & row)
        row.erase_on = self.today
        self.assertIn(row, self.erasures._due())
        self.erasures._cron_erase()
        self.assertEqual(row.state, "erased")
        self.assertEqual(self.person.erased_on, self.today)
        self.assertFalse(self.person.name)
        self.assertFalse(row.last_contact_on)
        self.erasures._cron_erase()
        self.assertEqual(len(self.row()), 1, "once")

    def test_who_comes_back_is_dropped(self):
        self.be_old()
        self.erasures._cron_erase()
        self.journey.message_post(body="Vue ce matin", message_type="comment")
        self.erasures._cron_erase()
        self.assertFalse(self.row())
        self.assertFalse(self.journey.activity_ids)

    def test_what_a_crash_stopped_goes_on(self):
        """The register says which: marked first, erased after, in two transactions."""
        self.be_old()
        self.erasures._cron_erase()
        row = self.row()
        row.erase_on = self.today
        service = type(self.env["club.privacy.rows"])
        with (
            patch.object(service, "_erase", side_effect=Killed),
            self.assertRaises(Killed),
            self.env.cr.savepoint(),
        ):
            self.erasures._cron_erase()
        self.env.invalidate_all()
        row.state = "erasing"  # what was committed before the erasure
        self.erasures._cron_erase()
        self.assertEqual(row.state, "erased")
        self.assertTrue(self.person.erased_on)

    # === THE OFFICER === #

    def test_thirty_days_though_the_job_was_stopped(self):
        """Who was kept is announced anew, and the notice counts from that day."""
        self.be_old()
        self.erasures._cron_erase()
        self.row()._keep("followup")
        self.be_old()
        self.row().erase_on = self.today - timedelta(days=40)
        self.erasures._cron_erase()
        self.assertFalse(self.person.erased_on)
        self.assertEqual(self.row().state, "announced")
        self.assertEqual(self.row().erase_on, self.today + timedelta(days=30))

    def test_who_came_back_in_time_is_taken_out_of_the_register(self):
        """A crash stopped the job after it had told the register."""
        self.be_old()
        self.erasures._cron_erase()
        row = self.row()
        row.state = "erasing"
        [line] = row._lines(self.today)
        self.make_participant(person=self.person, state="active")
        erasure_file.write_register.reset_mock()
        self.erasures._cron_erase()
        self.assertFalse(self.row())
        [told] = [
            one
            for call in erasure_file.write_register.call_args_list
            for one in call.args[1]
            if one["fingerprint"] == line["fingerprint"]
        ]
        self.assertTrue(told[erasure_file.BACK])

    def test_the_dry_run_names_nobody_and_writes_nothing(self):
        self.be_old()
        self.erasures._cron_erase()
        officer = self.erasures.with_user(self.data_officer)
        rows = officer.search([("res_id", "=", self.person.id)])
        self.assertEqual(rows.name, f"Participant {self.person.id}")
        lines = [one for one in officer._dry_run() if one["club"] == "Club A"]
        month = rows.erase_on.replace(day=1)
        said = {"club": "Club A", "month": month, "kind": "participant", "people": 1}
        self.assertEqual(lines, [said])
        self.assertNotIn("Quatrebarbes", str(officer._dry_run()))
        self.assertEqual(self.person.last_name, "Quatrebarbes")

    def test_the_officer_erases_after_having_read(self):
        self.be_old()
        self.erasures._cron_erase()
        rows = self.erasures.with_user(self.data_officer).search(
            [("res_id", "=", self.person.id)]
        )
        action = rows.action_ask()
        dialog = (
            self.env[action["res_model"]]
            .with_user(self.data_officer)
            .with_context(**action["context"])
            .create({})
        )
        self.assertIn("Club A", dialog.preview_html)
        self.assertNotIn("Quatrebarbes", dialog.preview_html)
        with self.assertRaisesRegex(UserError, "Tick the box"):
            dialog.action_confirm()
        self.assertFalse(self.person.erased_on)
        dialog.confirmed = True
        dialog.action_confirm()
        self.assertTrue(self.person.erased_on)
        self.assertEqual(rows.state, "erased")

    def test_nobody_else_erases(self):
        self.be_old()
        self.erasures._cron_erase()
        for user in (self.animateur, self.manager, self.coordinator, self.observer):
            with (
                self.subTest(user=user.login),
                self.assertRefused(AccessError, "Erasing is the data officer's"),
            ):
                self.row().with_user(user)._erase_now()
            with self.assertRefused(UserError, "follows from what is recorded"):
                self.row().with_user(user).write({"state": "erased"})
        self.assertFalse(self.person.erased_on)

    # === THE REGISTER OUTSIDE === #

    def test_the_line_is_written_before_the_erasure_is_committed(self):
        """A kill after the commit leaves the line, by whatever road."""
        written = erasure_file.write_register
        for road in ("request", "officer"):
            person = self.somebody(f"Aude {road}", email=False, phone=False)
            self.be_old(person)
            self.env["club.privacy.announcement"]._announce()
            self.env.cr.precommit.run()
            written.reset_mock()
            if road == "request":
                self.erasures._erase(person, "request")
            else:
                self.row(person).with_user(self.data_officer)._erase_now()
            self.env.cr.precommit.run()  # and killed after the commit
            with self.subTest(road=road):
                lines = written.call_args.args[1]
                self.assertEqual([line["res_id"] for line in lines], [person.id])
                fingerprint = self.row(person).sudo().fingerprint
                self.assertEqual(lines[0]["fingerprint"], fingerprint)

    def test_the_job_gives_back_the_lines_that_lack(self):
        self.erasures._erase(self.person)
        self.env.cr.precommit.run()
        erasure_file.write_register.reset_mock()
        self.erasures._cron_erase()
        lines = [one.args[1] for one in erasure_file.write_register.call_args_list]
        self.assertIn(
            self.person.id, [line["res_id"] for some in lines for line in some]
        )

    # === WHO IS LEFT AS THEY ARE === #

    def test_who_is_restricted_is_erased_by_their_own_request_alone(self):
        self.be_old()
        self.erasures._cron_erase()
        self.env["club.restriction"]._hold(self.person)
        row = self.row()
        with self.assertRaisesRegex(UserError, "left as it is"):
            row.with_user(self.data_officer)._erase_now()
        self.assertEqual(row.state, "announced")
        self.assertNotEqual(row.erase_on, self.today)
        with self.assertRaisesRegex(UserError, "left as it is"):
            self.erasures._erase(self.person, "officer")
        self.assertFalse(self.person.erased_on)
        self.erasures._erase(self.person, "request")
        self.assertTrue(self.person.erased_on)

    def test_a_contact_who_is_restricted_is_left_as_they_are(self):
        contact = self.contact()
        request = self.env["club.privacy.request"].create({"kind": "restriction"})
        values = {"partner_id": contact.id, "effective_on": self.today}
        request._unguarded(*values).write(values)
        self.erasures._cron_erase()
        self.assertFalse(self.row(contact))
        with self.assertRaisesRegex(UserError, "left as it is"):
            self.erasures._erase(contact, "officer")

    def test_a_contact_whose_account_is_archived_is_erased(self):
        contact = self.contact()
        user = self.env["res.users"].create(
            {"login": "t_contact", "partner_id": contact.id}
        )
        self.age(contact)
        self.erasures._cron_erase()
        self.assertFalse(self.row(contact))
        with self.assertRaisesRegex(UserError, "archive the user"):
            self.erasures._erase(contact)
        user.active = False
        self.erasures._cron_erase()
        self.assertTrue(self.row(contact))
        self.erasures._erase(contact)
        self.assertTrue(contact.club_erased_on)

    # === CONTACTS === #

    def contact(self, **values):
        """Return a contact of long ago, at an employer's of long ago."""
        usual = {"name": "Zéphirine Trouvetout", "parent_id": self.other_employer.id}
        contact = self.env["res.partner"].create(usual | values)
        self.age(contact)
        return contact

    def age(self, contact):
        self.env.flush_all()
        day = self.today - relativedelta(months=25)
        for query in (
            "UPDATE res_partner SET create_date = %(day)s WHERE id = %(id)s",
            "UPDATE club_contact SET create_date = %(day)s, write_date = %(day)s",
            "DELETE FROM mail_message WHERE author_id = %(id)s OR model = 'res.partner'",
        ):
            self.env.cr.execute(query, {"day": day, "id": contact.id})
        self.env.invalidate_all()

    def test_an_old_contact_is_due(self):
        contact = self.contact()
        self.erasures._cron_erase()
        row = self.row(contact)
        self.assertEqual(row.kind, "contact")
        row.erase_on = self.today
        self.erasures._cron_erase()
        self.assertTrue(contact.club_erased_on)
        self.assertFalse(contact.name)

    def test_who_is_called_at_their_employer_s_is_not_due(self):
        """Whatever of ours points to the establishment keeps its people."""
        journey = self.make_participant(state="active")
        touches = {
            "club.contact": lambda one: self.env["club.contact"].create(
                {"partner_id": one.id, "club_id": self.club.id, "channel": "phone"}
            ),
            "club.candidacy": lambda one: self.make_candidacy(journey, employer=one),
            "crm.lead": lambda one: self.env["crm.lead"].create(
                {"name": "Piste", "partner_id": one.id}
            ),
        }
        for name, touch in touches.items():
            employer = self.other_employer.copy({"name": name, "club_employer": True})
            contact = self.contact(parent_id=employer.id)
            with self.subTest(touch=name):
                self.assertIn(contact.id, self.due()["contact"])
                touch(employer)
                self.env.flush_all()
                self.assertNotIn(contact.id, self.due()["contact"])

    def due(self):
        return self.env["club.privacy.retention"]._partners(0)

    def test_only_people_of_the_clubs_employers_are_due(self):
        host = self.env["res.partner"].create({"name": "Host", "is_company": True})
        for values in (
            {"type": "invoice"},
            {"type": "delivery"},
            {"parent_id": host.id},
            {"parent_id": False},
            {"is_company": True},
            {"club_employer": True},
        ):
            contact = self.contact(**values)
            with self.subTest(values=values):
                due = self.due()
                self.assertNotIn(contact.id, {*due["contact"], *due["prescriber"]})

    def test_who_documents_of_other_addons_name_is_left_alone(self):
        contact = self.contact()
        self.assertIn(contact.id, self.due()["contact"])
        self.env["res.partner.bank"].create(
            {"acc_number": "FR76 0000", "partner_id": contact.id}
        )
        self.env.flush_all()
        way = self.env["res.partner.bank"]._fields["partner_id"]
        self.addCleanup(self.registry.clear_cache)
        with patch.object(way, "ondelete", "restrict"):  # as an invoice has it
            self.registry.clear_cache()
            self.assertNotIn(contact.id, self.due()["contact"])

    def test_the_club_of_the_network_is_told_and_may_put_off(self):
        contact = self.contact()
        self.env["club.contact"].create(
            {
                "partner_id": self.other_employer.id,
                "club_id": self.club.id,
                "channel": "phone",
            }
        )
        self.age(contact)
        for _night in range(2):
            self.erasures._cron_erase()
            row = self.row(contact)
            self.assertEqual(row.club_id, self.club)
            [task] = self.tasks(self.other_employer)
            self.assertEqual(task.user_id, self.animateur)
            self.assertNotIn("Trouvetout", f"{task.summary} {task.note}")
        self.assertTrue(row.with_user(self.animateur)._filtered_access("read"))
        row.with_user(self.animateur)._keep("followup")
        self.assertFalse(self.tasks(self.other_employer))

    def tasks(self, employer):
        return employer.activity_search(["clubs_ambition.mail_activity_type_erasure"])

    def test_no_month_is_never(self):
        contact = self.contact()
        param = self.env["ir.config_parameter"].sudo()
        param.set_param("clubs_ambition.retention_contact_months", "0")
        self.assertNotIn(contact.id, self.due()["contact"])
        param.set_param("clubs_ambition.retention_participant_months", "0")
        self.be_old()
        self.assertFalse(self.env["club.privacy.retention"]._persons(0))
