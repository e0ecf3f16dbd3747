from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import format_date, html2plaintext

from .immersion_common import SIRET, ImmersionCase


@tagged("post_install", "-at_install")
@freeze_time("2027-06-01 12:00:00")
class TestImmersionLife(ImmersionCase):
    """Overlap, states, rights, assessment, and the paper."""

    def assess(self, immersion, **vals):
        wizard = (
            self.env["club.immersion.assess"]
            .with_user(self.animateur)
            .create({"immersion_id": immersion.id, **vals})
        )
        return wizard.action_confirm()

    def day(self, *numbers):
        """Return a day as the papers print it in the languages of this database."""
        return format_date(self.env, date(*numbers))

    def test_no_two_at_once(self):
        first = self.immersion()
        for start in (first.date_end, first.date_start - timedelta(days=11)):
            with (
                self.subTest(start=start),
                self.assertRefused(ValidationError, "This person already has an"),
            ):
                self.immersion(start, partner_id=self.other_employer.id)
        after = first.date_end + timedelta(days=1)
        self.immersion(after, partner_id=self.other_employer.id)

    def test_what_did_not_happen_leaves_its_days_free(self):
        self.immersion(state="cancelled")
        self.immersion(state="no_show")
        last = self.immersion(state="running")
        partly = {"state": "partial", "ended_on": date(2026, 2, 5)}
        last._unguarded("ended_on").write(partly)
        self.immersion(date(2026, 2, 6), partner_id=self.other_employer.id)
        with self.assertRefused(ValidationError, "This person already has an"):
            last.action_reopen()

    def test_two_persons_at_once(self):
        first = self.immersion()
        other = self.make_participant("Lina", "active", animateur_id=self.animateur.id)
        second = self.immersion(participant_id=other.id)
        self.assertEqual(second.partner_id, first.partner_id)
        self.assertEqual(second.date_start, first.date_start)

    def test_a_state_follows_the_table(self):
        immersion = self.immersion()
        with self.assertRefused(UserError, "Possible next steps"):
            immersion.action_start()
        with self.assertRefused(UserError, "Possible next steps"):
            self.immersion(date(2026, 5, 4)).write({"state": "done"})
        immersion.action_sign()
        with (
            freeze_time("2026-02-01 12:00:00"),
            self.assertRefused(UserError, "or put it back to sign to change"),
        ):
            immersion.action_start()
        with freeze_time("2026-02-02 12:00:00"):
            immersion.action_start()
        with self.assertRaisesRegex(UserError, "button “Assess”"):
            immersion.write({"state": "done"})
        with self.assertRefused(UserError, "follows from what is recorded"):
            immersion.ended_on = date(2026, 2, 3)

    def test_what_is_signed_does_not_change(self):
        immersion = self.immersion(state="signed")
        for name, value in (
            ("date_end", date(2026, 2, 20)),
            ("aims", "Other"),
            ("signed_host_on", False),
            ("partner_id", self.other_employer.id),
            ("host_legal_form", "SAS"),
            ("emergency_contact", "Mother"),
        ):
            with self.subTest(field=name), self.assertRaises(UserError):
                immersion.write({name: value})
        immersion.write({"date_end": "2026-02-13", "host_feedback": "Well"})
        immersion.action_draft()
        self.assertFalse(immersion.signed_host_on)
        immersion.aims = "Other"

    def test_dates_and_signature_in_one_writing(self):
        immersion = self.immersion(signed_host_on=False)
        immersion.write({"state": "signed", "signed_host_on": "2026-02-01"})
        self.assertEqual(immersion.state, "signed")

    def test_the_candidacy_goes_on_trial(self):
        candidacy = self.make_candidacy(self.yanis, "sent")
        immersion = self.immersion(state="signed", candidacy_id=candidacy.id)
        self.assertEqual(candidacy.state, "sent")
        immersion.action_start()
        self.assertEqual(candidacy.state, "trial")
        self.assertEqual(immersion.activity_ids.date_deadline, immersion.date_end)

    def test_an_immersion_is_prepared_from_the_candidacy(self):
        candidacy = self.make_candidacy(self.yanis, "sent").with_user(self.animateur)
        action = candidacy.action_new_immersion()
        with Form(
            self.env["club.immersion"]
            .with_user(self.animateur)
            .with_context(**action["context"])
        ) as form:
            self.assertEqual(form.participant_id, self.yanis)
            self.assertEqual(form.partner_id, candidacy.partner_id)
            form.date_start = date(2027, 7, 1)
            form.date_end = date(2027, 7, 9)
        self.assertEqual(candidacy.immersion_ids, form.record)
        self.assertIn(
            form.record,
            self.env["club.immersion"].search(
                candidacy.action_open_immersions()["domain"]
            ),
        )

    def test_a_hire_is_not_undone_by_the_start(self):
        candidacy = self.make_candidacy(self.yanis, "sent")
        immersion = self.immersion(state="signed", candidacy_id=candidacy.id)
        candidacy._record_hire(
            kind="cdi",
            date_start=date(2026, 3, 2),
        )
        immersion.action_start()
        self.assertEqual(candidacy.state, "hired")

    def test_the_candidacy_is_the_same_persons(self):
        other = self.make_participant("Lina", "active")
        with self.assertRefused(UserError, "is the candidacy of somebody else"):
            self.immersion(candidacy_id=self.make_candidacy(other).id)
        with self.assertRefused(ValidationError, "belongs to the club of its"):
            self.immersion().sudo().club_id = self.other_club

    def test_completed_with_a_job_makes_the_placement(self):
        immersion = self.immersion(state="running")
        self.assess(
            immersion,
            outcome="done",
            host_feedback="Fast learner",
            hired=True,
            hire_kind="cdd",
            hire_duration_months=8,
        )
        self.assertEqual(
            (immersion.state, immersion.ended_on), ("done", date(2026, 2, 13))
        )
        self.assertFalse(immersion.activity_ids)
        candidacy = immersion.candidacy_id
        self.assertEqual((candidacy.state, candidacy.origin), ("hired", "coach"))
        placement = candidacy.placement_ids
        self.assertRecordValues(
            placement,
            [
                {
                    "partner_id": self.employer.id,
                    "kind": "cdd",
                    "duration_months": 8,
                    "date_start": date(2026, 2, 14),
                    "durable": True,
                }
            ],
        )
        self.assertEqual(self.yanis.state, "exited")
        with self.assertRefused(UserError, "is recorded as a hire already"):
            immersion.action_reopen()
            self.assess(immersion, outcome="done", hired=True, hire_kind="cdi")

    def test_a_job_goes_on_the_candidacy_that_exists(self):
        candidacy = self.make_candidacy(self.yanis, "draft")
        immersion = self.immersion(state="running")
        self.assess(immersion, outcome="done", hired=True, hire_kind="cdi")
        self.assertEqual(immersion.candidacy_id, candidacy)
        self.assertEqual(candidacy.state, "hired")

    def test_an_immersion_alone_is_no_exit(self):
        immersion = self.immersion(state="running")
        self.assess(immersion, outcome="done")
        self.assertFalse(self.yanis.placement_ids)
        self.assertEqual(self.yanis.state, "active")

    def test_partly_done(self):
        immersion = self.immersion(state="signed")
        with self.assertRaisesRegex(UserError, "last one the person came"):
            self.assess(immersion, outcome="partial")
        with self.assertRefused(UserError, "Say which contract it ended with"):
            self.assess(immersion, outcome="done", hired=True, hire_kind=False)
        self.assess(
            immersion, outcome="partial", ended_on=date(2026, 2, 6), hours_missed=35
        )
        self.assertRecordValues(
            immersion,
            [{"state": "partial", "ended_on": date(2026, 2, 6), "hours_missed": 35}],
        )
        immersion.action_reopen()
        self.assertRecordValues(
            immersion, [{"state": "running", "ended_on": False, "hours_missed": 0}]
        )
        with self.assertRefused(ValidationError, "The last day of an immersion does"):
            self.assess(immersion, outcome="partial", ended_on=date(2026, 2, 14))

    def test_did_not_show_up(self):
        immersion = self.immersion(state="signed")
        self.assess(immersion, outcome="no_show", hired=True, hire_kind="cdi")
        self.assertEqual(immersion.state, "no_show")
        self.assertFalse(self.yanis.placement_ids)
        immersion.action_reopen()
        self.assertEqual(immersion.state, "signed")

    def test_not_completed_before_its_last_day(self):
        immersion = self.immersion(state="running")
        with (
            freeze_time("2026-02-12 12:00:00"),
            self.assertRefused(UserError, "or partly done if it stopped before"),
        ):
            self.assess(immersion, outcome="done")

    def test_another_clubs_animateur_is_refused(self):
        immersion = self.immersion(state="running")
        stranger = immersion.with_user(self.other_animateur)
        with self.assertRaises(AccessError):
            stranger.read(["aims"])
        with self.assertRaises(AccessError):
            stranger.write({"tasks": "x"})
        with self.assertRefused(AccessError, "where you find what is open to you"):
            self.env["club.immersion"].with_user(self.other_animateur).create(
                self.values(date(2026, 5, 4))
            )
        with self.assertRefused(AccessError, "where you find what is open to you"):
            self.env["club.immersion.assess"].with_user(self.other_animateur).create(
                {"immersion_id": immersion.id}
            )
        for role in ("referent", "observer", "data_officer", "portal"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                immersion.with_user(self.users[role]).read(["state"])

    def test_no_social_security_number(self):
        with self.assertRefused(UserError, "holds what looks like a"):
            self.immersion(tasks="185057800608491")

    def test_counts_and_facts(self):
        self.immersion(state="cancelled")
        self.immersion(state="done")
        self.immersion(date(2026, 5, 4))
        yanis = self.yanis.with_user(self.animateur)
        self.assertEqual(yanis.immersion_count, 2)
        self.assertEqual(
            self.employer.with_user(self.animateur).club_immersion_count, 2
        )
        self.assertEqual(yanis.env["club.review"]._facts_of(yanis)["immersions"], 1)
        self.assertEqual(
            yanis.action_open_immersions()["domain"],
            [("participant_id", "=", yanis.id)],
        )

    def convention(self, immersion):
        report = self.env["ir.actions.report"].with_user(self.animateur)
        html, _type = report._render_qweb_html(
            "clubs_ambition.report_immersion_convention", immersion.ids
        )
        return html.decode()

    def test_the_convention_says_what_the_decree_asks_for(self):
        self.yanis.rqth = True
        immersion = self.immersion(
            state="signed",
            host_agreement="Bakeries",
            host_registered_on=date(1999, 4, 3),
            emergency_contact="Mother, 06 00 00 00 00",
            protective_equipment="Apron",
        )
        text = " ".join(html2plaintext(self.convention(immersion)).split())
        for words in (
            "Yanis Benali",
            self.day(2001, 5, 17),
            "1 Mill Street, 13002 Marseille",
            "Job seeker",
            "Boulangerie Azur",
            "SARL",
            SIRET,
            self.day(1999, 4, 3),
            "10.71C",
            "Bakeries",
            "Paul Four, Manager",
            "Rachel Escoffier",
            "Head baker",
            "Club A",
            "Agency Region A",
            "Public institution",
            "t_animateur",
            self.day(2026, 2, 2),
            self.day(2026, 2, 13),
            "70:00",
            "Discover a job",
            "Bake bread alone",
            "A talk with the tutor",
            "Kneading",
            "Monday to Friday, 8 to 3",
            "Apron",
            "Mother, 06 00 00 00 00",
            "D5135-1",
        ):
            self.assertIn(words, text)
        self.assertEqual(text.count(self.day(2026, 2, 1)), 3)
        for word in ("district", "QPV", "RQTH", "barrier", "disab"):
            self.assertNotIn(word, text)

    def test_conventions_of_two_people_are_two_pages(self):
        html = self.convention(self.immersion() + self.immersion(date(2026, 5, 4)))
        self.assertEqual(html.count("page-break-before"), 1)
        self.assertEqual(html.count('class="article"'), 1)
