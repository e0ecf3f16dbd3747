from datetime import date

from odoo.tests import freeze_time, tagged

from ...kpi.kept.triggers import NOTES
from .kpi_common import KpiCase

SENT = date(2026, 3, 10)


@tagged("post_install", "-at_install")
class TestKpiKeptCounts(KpiCase):
    """Kept counts serve the figures as long as they hold, and not a moment longer."""

    def setUp(self):
        super().setUp()
        self.someone = self.journey(start=date(2026, 3, 2))
        self.step = self.refer(self.someone, SENT)
        self.settle()

    def settle(self):
        self.env["club.kpi.stale"]._refresh()

    def falsify(self, **vals):
        """Return the kept counts of the days of the candidacy, made false."""
        counts = self.env["club.kpi.span"].search(
            [("club_id", "=", self.club.id), ("first_on", "<=", SENT)],
            order="first_on desc",
            limit=1,
        )
        counts.write(vals)
        counts.flush_recordset()
        return counts

    def figure(self, key, **scope):
        period = (date(2026, 1, 1), date(2026, 12, 31))
        cutoff = scope.pop("cutoff", date(2026, 6, 30))
        found = self.env["club.kpi"]._compute_indicators(self.club, *period, cutoff)
        return {one.key: one for one in found}[key]

    def noted(self):
        """Return how many lines were noted since the counts were brought up."""
        self.env.flush_all()
        return self.env["club.kpi.stale"].search_count([])

    def test_a_count_serves_until_something_is_written_about_its_days(self):
        self.assertEqual(self.figure("conversion_interview").denominator, 1)
        self.falsify(sent=5)
        self.assertEqual(self.figure("conversion_interview").denominator, 5)
        self.refer(self.someone, SENT)
        self.assertEqual(self.figure("conversion_interview").denominator, 2)
        self.settle()
        self.assertEqual(self.figure("conversion_interview").denominator, 2)

    def test_a_count_serves_no_cut_off_inside_its_days(self):
        self.falsify(sent=5)
        self.assertEqual(
            self.figure("conversion_interview", cutoff=SENT).unknown,
            1,
            "the day of the cut-off is read from the candidacies",
        )

    def test_an_answer_after_the_cut_off_is_not_known_by_it(self):
        late = self.make_candidacy(self.someone, "sent", sent_on=SENT)
        late.write({"state": "interview"})
        late.flush_recordset()
        self.env.cr.execute(
            "UPDATE club_candidacy SET interview_on = '2026-05-18 09:00', "
            "answered_on = '2026-05-20' WHERE id = %s",
            [late.id],
        )
        self.env.invalidate_all()
        for _again in range(2):
            early, known = (
                self.figure("conversion_interview", cutoff=day).numerator
                for day in (date(2026, 5, 10), date(2026, 5, 21))
            )
            self.assertEqual((early, known), (0, 1))
            self.settle()

    def test_the_running_week_has_no_count(self):
        with freeze_time("2026-03-11 12:00:00"):
            self.env["club.kpi.span"].search([]).unlink()
            self.settle()
            ranges = self.env["club.kpi.span"].search([("club_id", "=", self.club.id)])
            self.assertTrue(ranges)
            self.assertLess(max(ranges.mapped("last_on")), date(2026, 3, 9))

    def test_what_the_figures_do_not_read_is_not_noted(self):
        self.assertEqual(self.noted(), 0)
        self.step.note = "Called back in the morning"
        self.assertEqual(self.noted(), 0)
        self.env.cr.execute(
            "UPDATE club_candidacy SET sent_on = sent_on WHERE id = %s", [self.step.id]
        )
        self.assertEqual(self.noted(), 0)

    def test_a_change_notes_where_it_was_and_where_it_is(self):
        self.env.cr.execute(
            "UPDATE club_candidacy SET sent_on = '2026-04-20' WHERE id = %s",
            [self.step.id],
        )
        days = self.env["club.kpi.stale"].search([]).mapped("first_on")
        self.assertEqual(set(days), {SENT, date(2026, 4, 20)})

    def test_every_table_is_watched(self):
        self.env.cr.execute(
            "SELECT tgrelid::regclass::text, COUNT(*) FROM pg_trigger "
            "WHERE tgname LIKE 'club_kpi_%' GROUP BY 1"
        )
        self.assertEqual(dict(self.env.cr.fetchall()), dict.fromkeys(NOTES, 3))

    def test_the_network_is_read_anew_where_it_changed(self):
        today = date(2026, 6, 30)
        with freeze_time(today):
            self.settle()
            before = self.figure("network_size", cutoff=today).value
            other = self.env["res.partner"].create(
                {"name": "Garage du Port", "is_company": True}
            )
            self.env["club.contact"].create(
                {
                    "club_id": self.club.id,
                    "partner_id": other.id,
                    "date": today,
                    "channel": "phone",
                    "outcome": "offer",
                }
            )
            self.assertEqual(
                self.figure("network_size", cutoff=today).value, before + 1
            )
            self.settle()
            self.assertEqual(
                self.figure("network_size", cutoff=today).value, before + 1
            )

    def test_a_journey_report_says_what_the_registry_says(self):
        self.refer(self.someone, date(2026, 3, 20))
        for _again in range(2):
            row = self.env["club.kpi.report"].browse(self.someone.id)
            row.invalidate_recordset()
            self.assertEqual(
                (row.referrals, row.candidacies),
                (
                    self.figure("referrals_per_participant").numerator,
                    self.figure("candidacies_per_participant").numerator,
                ),
            )
            self.settle()
