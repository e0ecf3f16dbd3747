from datetime import date, timedelta

from .common import ClubsCase

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
        clubs = self.club if clubs is None else clubs
        found = self.env["club.kpi"]._compute_indicators(clubs, *period, cutoff)
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
