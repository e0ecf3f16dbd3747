import io
from datetime import date, timedelta

from odoo.tests import HttpCase

from ..common import ClubsCase

START = date(2026, 1, 5)
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
CUTOFF = date(2026, 12, 31)


class KpiCase(ClubsCase):
    """Journeys dated at will, and the figures read back from the registry."""

    @classmethod
    def journey(cls, name="Yanis Benali", start=START, **vals):
        """Return a journey under way since ``start``."""
        return cls.make_participant(name, "active", day=start, **vals)

    @classmethod
    def leave(cls, journey, day, reason="end_of_journey"):
        journey.write(
            {
                "state": "exited",
                "ended_on": day,
                "exit_reason_id": cls.env.ref(
                    f"clubs_ambition.club_exit_reason_{reason}"
                ).id,
            }
        )
        return journey

    @classmethod
    def place(cls, journey, kind="cdi", months=0, day=None, **vals):
        """Return a placement that starts on ``day`` (20 days in, by default)."""
        return cls.env["club.placement"].create(
            {
                "participant_id": journey.id,
                "kind": kind,
                "duration_months": months,
                "date_start": day or journey.started_on + timedelta(days=20),
                **vals,
            }
        )

    @classmethod
    def refer(cls, journey, day, employer=None, **vals):
        """Return a candidacy sent on ``day``, withdrawn so that another may follow."""
        candidacy = cls.make_candidacy(
            journey, "sent", employer=employer or cls.employer, sent_on=day, **vals
        )
        candidacy.write({"state": "withdrawn"})
        return candidacy

    def figures(self, clubs=None, period=YEAR, cutoff=CUTOFF):
        """Return the figures, the same before and after the counts are brought up."""
        clubs = self.club if clubs is None else clubs
        Kpi = self.env["club.kpi"]
        stale = Kpi._compute_indicators(clubs, *period, cutoff)
        self.env["club.kpi.stale"]._refresh()
        found = Kpi._compute_indicators(clubs, *period, cutoff)
        for before, after in zip(stale, found, strict=True):
            self.assertEqual(before, after)
        return {figure.key: figure for figure in found}

    def assertFigure(self, key, numerator, denominator=None, unknown=0, **scope):
        """Check an indicator; its value follows from its two terms."""
        figure = self.figures(**scope)[key]
        self.assertEqual(
            (figure.numerator, figure.denominator, figure.unknown),
            (numerator, denominator, unknown),
            key,
        )
        expected = numerator
        if denominator is not None:
            expected = numerator / denominator if denominator else None
        self.assertEqual(figure.value, expected, key)


class WorkbookCase(KpiCase, HttpCase):
    """Downloads the workbook over HTTP and reads it as any reader would."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_club.animateur_ids = False

    def get(self, role, **params):
        login = self.users[role].login
        self.authenticate(login, login)
        query = "&".join(f"{name}={value}" for name, value in params.items())
        return self.url_open(f"/clubs_ambition/bilan.xlsx?{query}")

    def download(self, role, **params):
        from openpyxl import load_workbook

        period = {
            "date_from": "2026-01-01",
            "date_to": "2026-12-31",
            "cutoff": "2026-12-31",
        }
        response = self.get(role, **{**period, **params})
        self.assertEqual(response.status_code, 200, response.text[:500])
        self.assertIn("spreadsheetml", response.headers["Content-Type"])
        self.content = response.content
        return load_workbook(io.BytesIO(response.content), data_only=True)

    def formulas(self):
        """Return the last workbook as it is written, formulas unread."""
        from openpyxl import load_workbook

        return load_workbook(io.BytesIO(self.content))

    def rows(self, workbook, title):
        header, *rows = workbook[title].iter_rows(values_only=True)
        return [dict(zip(header, row, strict=True)) for row in rows]

    def logs(self):
        return self.env["club.export.log"].search([], order="id")
