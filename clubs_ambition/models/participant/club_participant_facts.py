from odoo import models
from odoo.tools import format_date, formatLang

from ...const import FUNNEL, STARTED


class ClubParticipant(models.Model):
    """What a journey was made of, in figures: the closing review prints them."""

    _inherit = "club.participant"

    def _journey_facts(self):
        """Return ``{code: number or text}`` of one journey, as Json can keep it.

        Sessions are group sessions; whoever was excused, or whose session the club
        cancelled, was not expected (as in ``attendance_rate``).
        """
        self.ensure_one()
        sent = self.candidacy_ids.filtered("sent_on")
        return {
            **self._attendance_facts(),
            "candidacies": len(sent),
            "referrals": len(sent.filtered(lambda one: one.origin == "coach")),
            "job_interviews": len(self._reached(sent, "interview")),
            "trials": len(self._reached(sent, "trial")),
            "immersions": len(
                self.immersion_ids.filtered(lambda one: one.state in STARTED)
            ),
            "objectives": len(self.objective_ids),
            "objectives_done": len(
                self.objective_ids.filtered(lambda one: one.state == "done")
            ),
            "started_on": self._fact_day(self.started_on),
            "ended_on": self._fact_day(self.ended_on or self.planned_end_on),
            "renewed": bool(self.renewed),
            "exit_reason": self.exit_reason_id.name or "",
            "outcome": self._outcome_words(),
            "helps": self._help_words(),
        }

    def _help_words(self):
        """Return the financial helps in euros: on the person's own copy alone."""
        total = self.help_total
        if not total:
            return ""
        return formatLang(self.env, total, currency_obj=self.help_currency_id)

    def _attendance_facts(self):
        lines = self.attendance_ids
        talks = lines.filtered(lambda line: line.session_id.kind == "interview")
        group = lines.filtered(
            lambda line: line.session_id.kind not in ("interview", "information")
        )
        return {
            "present": len(group.filtered(lambda line: line.state == "present")),
            "convened": len(
                group.filtered(lambda line: line.state in ("present", "absent"))
            ),
            "interviews": len(talks.filtered(lambda line: line.state == "present")),
        }

    def _reached(self, candidacies, stage):
        """Return those that went as far as ``stage``, whatever became of them."""
        further = FUNNEL[FUNNEL.index(stage) :]
        return candidacies.filtered(lambda one: one.furthest_state in further)

    def _fact_day(self, day):
        return format_date(self.env, day) if day else ""

    def _outcome_words(self):
        """Return the placement in one line: contract, employer, first day."""
        placement = self.placement_ids.sorted("date_start")[:1]
        if not placement:
            return ""
        kinds = dict(placement._fields["kind"]._description_selection(self.env))
        words = [kinds[placement.kind], placement.partner_id.name or ""]
        if placement.duration_months:
            words.append(self.env._("%s months", placement.duration_months))
        words.append(self._fact_day(placement.date_start))
        return ", ".join(filter(None, words))
