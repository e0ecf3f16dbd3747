from odoo import api, fields, models

from ..indicators.kpi_registry import BY_KEY


class ClubKpi(models.AbstractModel):
    """Gives the answer to a question as plain data, which other programs read."""

    _inherit = "club.kpi"

    _bases = ("entrants", "leavers")
    _splits = ("club", "month")

    @api.model
    def _answer_records(self, question, basis=None, by=None):
        """Return an answer as a dict that JSON can say.

        :param basis: leave out the indicators of the other basis
        :param by: add the figures of each club or month
        """
        answer = self._answer(question)
        previous = question.previous()
        keys = {
            key
            for key, indicator in BY_KEY.items()
            if not basis or indicator.basis in (basis, None)
        }
        records = {
            **self._period_record(question),
            "clubs": len(question.clubs),
            "small_numbers_hidden": question.outside,
            "journeys_running": answer.running,
            "previous": self._period_record(previous),
            "region": answer.region,
            "indicators": [
                self._figure_record(line.figure)
                | {
                    "label": line.figure.label,
                    "definition": line.figure.definition,
                    "detail": line.figure.detail,
                    "unit": line.figure.unit,
                    "basis": BY_KEY[line.figure.key].basis,
                    "maturity": answer.marks(line.figure),
                    "previous": self._figure_record(line.previous),
                    "region_median": line.median,
                }
                for line in answer.lines
                if line.figure.key in keys
            ],
        }
        if by:
            records["lines"] = self._line_records(question, by, keys)
        return records

    def _period_record(self, question):
        return {
            "date_from": fields.Date.to_string(question.date_from),
            "date_to": fields.Date.to_string(question.date_to),
            "cutoff": fields.Date.to_string(question.cutoff),
        }

    def _figure_record(self, figure):
        return {
            "key": figure.key,
            "numerator": figure.numerator,
            "denominator": figure.denominator,
            "value": figure.value,
            "unknown": figure.unknown,
            "hidden": sorted(figure.hidden),
        }

    def _line_records(self, question, by, keys):
        """Return one dict a club or month, with its figures."""
        if by == "month":
            lines = self._answer_by_month(question).items()
            heads = [({"month": str(month)[:7]}, figures) for month, figures in lines]
            keys = {key for key in keys if BY_KEY[key].monthly}
        else:
            lines = self._answer_by_club(question)
            heads = [
                ({"club_id": club.id, "club": club.name}, lines[club.id])
                for club in question.clubs.sorted(lambda club: (club.name, club.id))
            ]
        return [
            head
            | {
                "figures": [
                    self._figure_record(one) for one in figures if one.key in keys
                ]
            }
            for head, figures in heads
        ]
