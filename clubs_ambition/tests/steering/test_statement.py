from base64 import b64decode
from datetime import date
from io import BytesIO
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, new_test_user, tagged

from ...kpi.const import MASK
from ...models.steering import club_publication
from ..kpi.kpi_common import KpiCase

TODAY = "2026-09-07 08:00:00"
START = date(2026, 2, 2)


@tagged("post_install", "-at_install")
class TestStatement(KpiCase):
    """What is published is frozen, and tells no small number beside the rest."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second_agency = cls.env["club.territory"].create(
            {"name": "Agency two", "level": "agency", "parent_id": cls.region.id}
        )
        cls.second_club = cls.env["club.club"].create(
            {
                "name": "Club two",
                "territory_id": cls.second_agency.id,
                "min_seats": 0,
            }
        )

    def publish(self, user=None, territory=None, **vals):
        """Publish as the dialog does, on a day of September 2026."""
        with freeze_time(TODAY):
            dialog = (
                self.env["club.statement.publish"]
                .with_user(user or self.manager)
                .create({"territory_id": (territory or self.region).id, **vals})
            )
            found = self.env["club.statement"].browse(dialog.action_publish()["res_id"])
        return found.with_user(self.env.user)

    def people(self, number, name="Person", start=START, **vals):
        """Record people in a group of their own, each coached by somebody else."""
        club = vals.get("club") or self.club
        cohort = self.make_cohort(name=name, club=club)
        club.animateur_ids = [
            Command.link(
                new_test_user(
                    self.env,
                    f"t_more_{cohort.id}",
                    "clubs_ambition.group_clubs_animateur",
                ).id
            )
        ]
        return [
            self.journey(f"{name} {rank}", start=start, cohort=cohort, **vals)
            for rank in range(number)
        ]

    def figure(self, statement, key="entrants"):
        return next(one for one in statement.figures if one["key"] == key)

    def book(self, statement):
        from openpyxl import load_workbook

        return load_workbook(BytesIO(b64decode(statement.workbook)), data_only=True)

    def read_all(self, statement):
        """Return all that an observer reads of a statement."""
        self.env.flush_all()
        self.env.invalidate_all()
        theirs = statement.with_user(self.observer)
        [found] = theirs.read(list(theirs.fields_get()))
        return {**found, "club_ids": sorted(found["club_ids"])}

    # === FROZEN === #

    def test_what_changes_later_changes_no_statement(self):
        journeys = self.people(8, district_status="in")
        statement = self.publish()
        before = self.read_all(statement)
        self.assertTrue(before["workbook"] and before["figures"])
        self.assertIn("data-key", before["figures_html"])
        self.people(7, "Later", district_status="out")
        self.place(journeys[0])
        self.leave(journeys[1], date(2026, 4, 1))
        self.club.name = "Renamed"
        self.club.seats = 4
        self.assertEqual(self.read_all(statement), before)

    def test_nobody_changes_or_deletes_one(self):
        self.people(6)
        statement = self.publish()
        for user in (self.observer, self.manager, self.coordinator, self.env.user):
            theirs = statement.with_user(user)
            with self.subTest(user=user.login):
                with self.assertRefused(UserError, "A published statement does not"):
                    theirs.write({"figures": []})
                with self.assertRaises(UserError):
                    theirs.unlink()
        for user in (self.observer, self.manager, self.coordinator):
            files = self.env["ir.attachment"].search(
                [
                    ("res_model", "=", "club.statement"),
                    ("res_id", "=", statement.id),
                    ("res_field", "!=", False),
                ]
            )
            self.assertTrue(files)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                files.with_user(user).write({"raw": b"x"})
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["club.statement"].with_user(user).create({})
        with self.assertRefused(UserError, "A published statement does not"):
            statement.sudo().write({"version": 2})

    def test_who_and_when_are_kept_and_logged(self):
        statement = self.publish(self.coordinator)
        self.assertEqual(
            (statement.user_id, str(statement.published_on)), (self.coordinator, TODAY)
        )
        line = self.env["club.export.log"].search([], limit=1)
        self.assertEqual(line.door, "statement")
        self.assertEqual(
            (line.user_id, line.territory_id, line.date_to, line.names_shown),
            (self.coordinator, self.region, date(2026, 6, 30), False),
        )

    def test_the_files_tell_the_same_and_no_more(self):
        self.people(8, district_status="in")
        self.people(3, "Far", club=self.second_club, district_status="out")
        statement = self.publish()
        book = self.book(statement)
        self.assertEqual(book.sheetnames, ["Bilan", "Comparison", "Definitions"])
        head, *rows = book["Bilan"].iter_rows(values_only=True)
        for row in rows:
            cells = dict(zip(head, row, strict=True))
            figure = self.figure(statement, cells["key"])
            for term in ("numerator", "denominator", "unknown"):
                expected = MASK if term in figure["hidden"] else figure[term]
                self.assertEqual(cells[term], expected, (cells["key"], term))
        text = " ".join(
            str(value)
            for sheet in book
            for row in sheet.iter_rows(values_only=True)
            for value in row
        )
        for word in ("Person 1", "Club A", "Club two"):
            self.assertNotIn(word, text)
        self.assertIn(MASK, text)

    def test_without_a_printer_the_workbook_alone(self):
        Report = type(self.env["ir.actions.report"])
        with patch.object(Report, "get_wkhtmltopdf_state", lambda _report: "install"):
            statement = self.publish()
        self.assertTrue(statement.workbook)
        self.assertFalse(statement.paper or statement.paper_sha256)

    # === WHO === #

    def test_who_publishes(self):
        self.people(6)
        self.region.user_ids += self.observer
        for role in ("observer", "animateur", "referent", "data_officer", "employee"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.publish(self.users[role])
        for place in (self.country, self.other_region, self.other_agency):
            with self.subTest(place=place.name), self.assertRaises(AccessError):
                self.publish(territory=place)
        self.assertEqual(self.publish(territory=self.agency).version, 1)
        self.assertEqual(self.publish(self.coordinator, self.country).version, 1)

    def test_a_statement_is_of_a_territory_with_clubs(self):
        Publication = self.env["club.publication"].with_user(self.manager)
        with self.assertRefused(UserError, "Choose the territory"):
            Publication._prepare_answer(self.env["club.territory"], 2025, "year")
        empty = self.env["club.territory"].create(
            {"name": "Empty", "level": "agency", "parent_id": self.region.id}
        )
        with self.assertRefused(UserError, "there is nothing to publish"):
            self.publish(territory=empty)

    def test_who_reads_which(self):
        mine = self.publish()
        far = self.publish(self.coordinator, self.other_region)

        def seen(user):
            return (mine + far).with_user(user)._filtered_access("read")

        self.assertEqual(seen(self.manager), mine)
        self.assertEqual(seen(self.coordinator), mine + far)
        self.assertEqual(seen(self.observer), mine + far, "of no territory: of all")
        self.region.user_ids += self.observer
        self.assertEqual(seen(self.observer), mine)
        for role in ("animateur", "referent", "data_officer", "employee", "portal"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                mine.with_user(self.users[role]).read(["figures"])

    @freeze_time(TODAY)
    def test_a_period_that_is_over(self):
        Dialog = self.env["club.statement.publish"].with_user(self.manager)
        dialog = Dialog.create({})
        self.assertEqual(
            (dialog.territory_id, dialog.year, dialog.part),
            (self.region, 2026, "first"),
        )
        for vals in (
            {"part": "second"},
            {"part": "year"},
            {"year": 2027},
            {"year": 20260},
            {"year": 0},
            {"year": -5},
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                Dialog.create(vals).action_publish()
        past = Dialog.create({"year": 2025, "part": "year"})
        statement = self.env["club.statement"].browse(past.action_publish()["res_id"])
        self.assertEqual(
            (statement.date_from, statement.date_to),
            (date(2025, 1, 1), date(2025, 12, 31)),
        )

    @freeze_time(TODAY)
    def test_the_dialog_shows_what_would_be_read(self):
        self.people(3)
        form = Form(self.env["club.statement.publish"].with_user(self.manager))
        self.assertIn(MASK, form.figures_html)
        form.part = "year"
        self.assertIn("once it is over", form.figures_html)
        form.territory_id = self.other_region
        self.assertIn("ask one of them", form.figures_html)
        self.assertFalse(self.env["club.statement"].search_count([]))

    # === CORRECTIONS === #

    def test_a_correction_replaces_in_plain_sight(self):
        self.people(8)
        first = self.publish()
        self.people(9, "Recorded late")
        with self.assertRefused(UserError, "Say why the statement is corrected"):
            self.publish()
        with self.assertRefused(UserError, "Say why the statement is corrected"):
            self.publish(reason="  ")
        second = self.publish(reason="A group was recorded late")
        self.env.invalidate_all()
        theirs = (first + second).with_user(self.observer)
        self.assertEqual(theirs[0].replacement_id, theirs[1])
        self.assertFalse(theirs[1].replacement_id)
        self.assertEqual(theirs[1].former_id, theirs[0])
        self.assertEqual((second.version, self.figure(second)["value"]), (2, 17))
        self.assertEqual(self.figure(first)["value"], 8)
        self.assertEqual(theirs.search([("next_ids", "=", False)]), theirs[1])
        self.people(6, "Later still")
        third = self.publish(reason="And another one")
        self.env.invalidate_all()
        self.assertEqual(first.replacement_id, third)

    def test_a_change_of_few_is_not_published(self):
        self.people(8)
        first = self.publish()
        with self.assertRefused(UserError, "Nothing that may be told has changed"):
            self.publish(reason="Nothing is new")
        self.people(2, "Late")
        with self.assertRaises(UserError) as refused:
            self.publish(reason="Two were recorded late")
        self.assertIn("fewer than five persons", str(refused.exception))
        self.assertFalse(first.next_ids)

    def test_what_a_few_persons_did_is_hidden_with_their_number(self):
        """Their weeks, their sessions and candidacies are many, and theirs alone."""
        for club, number in ((self.club, 9), (self.second_club, 3)):
            for journey in self.people(number, club.name, club=club):
                for day in (3, 10, 17):
                    self.refer(journey, date(2026, 2, day))
        agency = self.publish(territory=self.agency)
        region = self.publish()
        for key in ("weekly_objective_rate", "conversion_interview"):
            self.assertTrue(self.figure(agency, key)["denominator"], key)
            self.assertGreater(len(self.figure(region, key)["hidden"]), 1, key)
            self.assertIsNone(self.figure(region, key)["denominator"], key)

    # === SIDE BY SIDE === #

    def test_a_region_less_its_agency(self):
        """The other agency's three are not told by what is left of the region."""
        self.people(9, district_status="in")
        self.people(3, "Few", club=self.second_club, district_status="in")
        agency = self.publish(territory=self.agency)
        self.assertEqual(self.figure(agency)["value"], 9)
        self.assertIsNone(self.figure(self.publish())["value"])

    def test_a_year_less_its_halves(self):
        self.people(9, start=date(2025, 2, 3))
        self.people(3, "Later", start=date(2025, 9, 1))
        half = self.publish(year=2025, part="first")
        self.assertEqual(self.figure(half)["value"], 9)
        year = self.publish(year=2025, part="year")
        self.assertIsNone(self.figure(year)["value"])
        self.people(6, "Late", start=date(2025, 9, 8))
        year = self.publish(year=2025, part="year", reason="A group was late")
        self.assertEqual(self.figure(year)["value"], 18)

    def test_hidden_beside_the_others_only_while_it_tells(self):
        """Without what is published of the agency, the region tells its number."""
        self.people(9)
        self.people(3, "Few", club=self.second_club)
        self.publish(territory=self.agency)

        def alone(figures, cells, former, _others):
            return release(figures, cells, former, [])

        release = club_publication.release
        with patch.object(club_publication, "release", alone):
            self.assertEqual(self.figure(self.publish())["value"], 12)

    def test_beside_what_was_published_a_year_before(self):
        self.people(9, start=date(2025, 2, 3))
        self.people(12)
        first = self.publish()
        self.assertFalse(self.figure(first)["before"], "nothing was published then")
        self.publish(year=2025, part="first")
        self.people(8, "Late", start=date(2025, 2, 10))
        self.people(5, "Late too")
        again = self.publish(reason="A group was late")
        self.assertEqual(self.figure(again)["before"]["value"], 9, "as published")
        self.assertEqual(self.figure(again)["value"], 17)

    # === THE COMMITTEE === #

    def test_an_observer_reads_the_words_of_a_meeting_and_no_figure(self):
        self.people(9)
        meeting = self.env["club.committee.meeting"].create(
            {
                "territory_id": self.region.id,
                "date": "2026-07-01 09:00:00",
                "minutes": "What was said",
                "decision_ids": [
                    Command.create({"name": "Find a room", "due_on": date(2026, 9, 1)})
                ],
            }
        )
        meeting.action_hold()
        statement = self.publish().with_user(self.observer)
        theirs = statement.committee_meeting_ids
        self.assertEqual(theirs.ids, meeting.ids)
        self.assertIn("What was said", theirs.minutes)
        self.assertEqual(theirs.decision_ids.mapped("name"), ["Find a room"])
        told = theirs.fields_get()
        for name in ("figures", "figures_html", "pack_id", "pack_xlsx", "pack_pdf"):
            self.assertNotIn(name, told)
            with self.subTest(field=name), self.assertRaises(AccessError):
                theirs.read([name])
        self.assertNotIn("pack", theirs.get_view(view_type="form")["arch"])
        Report = self.env["ir.actions.report"]
        for user, shown in ((self.observer, False), (self.manager, True)):
            html, _kind = Report.with_user(user)._render_qweb_html(
                "clubs_ambition.report_committee_minutes", meeting.ids
            )
            self.assertEqual(b"o_club_committee_figures" in html, shown)
            self.assertIn(b"What was said", html)

    def test_periods(self):
        Publication = self.env["club.publication"]
        for today, period in (
            ("2026-06-30", (2025, "second")),
            ("2026-07-01", (2026, "first")),
            ("2027-01-01", (2026, "second")),
        ):
            with self.subTest(today=today), freeze_time(f"{today} 12:00:00"):
                self.assertEqual(Publication._last_period(), period)
