from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import html2plaintext

from ..common import ClubsCase


@tagged("post_install", "-at_install")
@freeze_time("2026-01-14 12:00:00")
class TestDocuments(ClubsCase):
    """The papers, printed by an animateur; nothing sensitive on any of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club.write({"room": "Room B", "mobile": "06 12 34 56 78"})
        cls.yanis = cls.make_participant(
            "Yanis Benali", "active", birth_date=date(2001, 5, 17)
        )
        cls.session = cls.env["club.session"].create(
            {
                "name": "CV day",
                "kind": "thematic",
                "club_id": cls.club.id,
                "cohort_id": cls.cohort.id,
                "start": "2026-01-14 08:00:00",
                "stop": "2026-01-14 15:00:00",
            }
        )

    def text(self, name, record, user=None):
        report = self.env["ir.actions.report"].with_user(user or self.animateur)
        html, _type = report._render_qweb_html(f"clubs_ambition.{name}", record.ids)
        return html2plaintext(html.decode())

    def assertNothingSensitive(self, text):
        for word in ("2001", "district", "QPV", "RQTH"):
            self.assertNotIn(word, text)

    def test_sign_in_sheet_by_half_day(self):
        text = self.text("report_sign_in", self.session)
        for words in ("CV day", "Club A", "Room B", "Yanis Benali", "morning"):
            self.assertIn(words, text)
        self.assertIn("09:00 – 13:00", text)
        self.assertIn("13:00 – 16:00", text)
        self.assertEqual(text.count("Signature of the animateur"), 2)
        self.assertNothingSensitive(text)

    def test_sign_in_sheet_marks_who_is_excused(self):
        line = self.session.attendance_ids
        line.write({"state": "excused", "reason": "family"})
        text = self.text("report_sign_in", self.session)
        self.assertIn("excused", text)
        reasons = dict(line._fields["reason"]._description_selection(self.env))
        self.assertNotIn(reasons[line.reason], text, "the list goes round")

    def test_pages_stand_in_one_document(self):
        """Without patched Qt, wkhtmltopdf refuses several articles."""
        report = self.env["ir.actions.report"].with_user(self.animateur)
        html, _type = report._render_qweb_html(
            "clubs_ambition.report_sign_in", self.session.ids
        )
        self.assertEqual(html.count(b'class="article"'), 1)
        self.assertEqual(html.count(b"<html"), 1)
        self.assertEqual(html.count(b"page-break-before"), 1)

    def test_a_morning_that_overruns_is_one_half_day(self):
        self.session.stop = "2026-01-14 12:10:00"
        self.assertEqual(
            len(self.env["club.session.paper"]._half_days(self.session)), 1
        )

    def test_nothing_to_attest_before_the_start(self):
        new = self.yanis.copy({"person_id": self.make_person("New").id})
        with self.assertRefused(UserError, "there is nothing to attest"):
            self.env["club.journey.paper"]._attested_period(new)

    def test_attestation(self):
        text = self.text("report_attestation", self.yanis)
        for words in ("Yanis Benali", "Club A", "2026", "06 12 34 56 78"):
            self.assertIn(words, text)
        self.assertNothingSensitive(text)

    def test_attestation_is_one_french_sentence(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        yanis = self.yanis.with_user(self.animateur).with_context(lang="fr_FR")
        paper = yanis.env["club.journey.paper"]
        since = paper._attested_period(yanis)
        self.assertIn("depuis le", since)
        self.yanis.write({"ended_on": date(2026, 4, 4)})
        over = paper._attested_period(yanis)
        self.assertRegex(over, r"du .+ au .+")
        self.assertNotIn(" à ", over)

    def test_weekly_sheet(self):
        self.env["club.objective"].create(
            {"participant_id": self.yanis.id, "name": "Rewrite the CV"}
        )
        self.make_candidacy(self.yanis, sent_on=date(2026, 1, 13))
        self.animateur.tz = "UTC"
        text = self.text("report_follow_up", self.yanis)
        for words in ("Rewrite the CV", "09:00", "CV day", "Boulangerie Azur"):
            self.assertIn(words, text)
        self.assertNothingSensitive(text)

    def test_invitations_one_page_a_person(self):
        self.make_participant("Lina Moreau", "active")
        self.env["club.attendance"]._expect_people_of(self.session)
        text = self.text("report_invitation", self.session)
        for words in ("Lina Moreau", "Yanis Benali", "Room B", "09:00", "06 12 34"):
            self.assertIn(words, text)
        self.assertEqual(text.count("You cannot come?"), 2)
        self.assertNothingSensitive(text)

    def test_nobody_is_invited_who_does_not_come(self):
        self.session.attendance_ids.write({"state": "excused", "reason": "family"})
        with self.assertRefused(UserError, "CV day: nobody is expected"):
            self.text("report_invitation", self.session)

    def test_charter_of_the_club(self):
        text = self.text("report_engagement", self.yanis)
        for words in ("Yanis Benali", "3 months", "D5135-2", "CNIL", "Printed on"):
            self.assertIn(words, text)
        for promise in ("anonymous", "two years", "Only those who coach"):
            self.assertNotIn(promise, text)
        self.assertNothingSensitive(text)
        self.yanis.with_user(self.animateur).action_accept_engagement()
        text = self.text("report_engagement", self.yanis)
        self.assertIn("Accepted on", text)
        self.assertIn(self.yanis.engagement_version, text)

    def test_orientation_sheet_hides_which_barriers(self):
        barrier = self.env["club.barrier"].search([("can_block", "=", True)], limit=1)
        person = self.make_participant(
            "Lina Moreau", prescriber_kind="prevention", referent_id=self.referent.id
        )
        self.club.refuse_blocking_barrier = True
        self.env["club.participant.barrier"].create(
            {
                "participant_id": person.id,
                "barrier_id": barrier.id,
                "grade": "2_blocking",
            }
        )
        text = self.text("report_orientation", person)
        self.assertIn("No blocking barrier", text)
        self.assertIn("not met", text)
        for words in (barrier.name, "Prevention", "RQTH"):
            self.assertNotIn(words, text)

    def test_papers_of_another_club_are_out_of_reach(self):
        with self.assertRaises(AccessError):
            self.text("report_attestation", self.yanis, self.other_animateur)
        with self.assertRaises(AccessError):
            self.text("report_sign_in", self.session, self.other_animateur)
