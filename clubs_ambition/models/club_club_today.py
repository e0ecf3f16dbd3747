from datetime import timedelta

from odoo import fields, models

CHASE_DAYS = 7
"""Days without an answer after which a candidacy is chased."""

LIMIT = 8
"""Lines of one kind: beyond, the screen it leads to says more."""


class ClubClub(models.Model):
    """“À faire aujourd'hui”: what somebody must do, in the order of the day."""

    _inherit = "club.club"

    def _today_list(self):
        """Return ``[{kind, text, detail, model, id, level, when}]`` of these clubs."""
        return (
            self._today_sessions()
            + self._today_candidacies()
            + self._today_followups()
            + self._today_renewals()
        )

    def _today_line(self, kind, record, text, detail="", level="", when=False):
        return {
            "kind": kind,
            "model": record._name,
            "id": record.id,
            "text": text,
            "detail": detail or "",
            "level": level,
            "when": when and fields.Datetime.to_string(when),
        }

    def _today_sessions(self):
        now = fields.Datetime.now()
        sessions = self.env["club.session"].search_fetch(
            [
                ("club_id", "in", self.ids),
                ("state", "=", "planned"),
                ("start", "<", now + timedelta(hours=14)),
            ],
            ["name", "kind", "start", "stop", "location", "participant_id"],
            limit=4 * LIMIT,
        )
        lines = []
        for session in sessions:
            kind = "interview" if session.kind == "interview" else "session"
            late = session.stop < now
            text = session.participant_id.name or session.name
            line = self._today_line(
                "to_close" if late else kind,
                session,
                text,
                session.name if session.participant_id else session.location,
                "danger" if late else "",
                session.start,
            )
            lines.append({**line, "person": session.participant_id.id})
        return lines

    def _today_candidacies(self):
        today = fields.Date.context_today(self)
        waiting = self.env["club.candidacy"].search_fetch(
            [
                ("club_id", "in", self.ids),
                ("state", "=", "sent"),
                ("sent_on", "<=", today - timedelta(days=CHASE_DAYS)),
            ],
            ["participant_id", "partner_id", "sent_on"],
            order="sent_on",
            limit=LIMIT,
        )
        return [
            self._today_line(
                "chase",
                one,
                f"{one.participant_id.name} → {one.partner_id.name}",
                self.env._("sent %s days ago", (today - one.sent_on).days),
                "warning",
            )
            for one in waiting
        ]

    def _today_followups(self):
        today = fields.Date.context_today(self)
        due = self.env["club.followup"].search_fetch(
            [
                ("club_id", "in", self.ids),
                ("answer", "=", False),
                ("due_on", "<=", today),
                ("placement_id.active", "=", True),
                ("placement_id.state", "!=", "broken"),
            ],
            ["placement_id", "milestone"],
            limit=LIMIT,
        )
        labels = dict(due._fields["milestone"]._description_selection(self.env))
        return [
            self._today_line(
                "followup",
                one.placement_id,
                one.placement_id.participant_id.name,
                labels[one.milestone],
                "danger",
            )
            for one in due
        ]

    def _today_renewals(self):
        pending = self.env["club.renewal"].search_fetch(
            [("club_id", "in", self.ids), ("state", "=", "pending")],
            ["participant_id"],
            limit=LIMIT,
        )
        decides = self.env.user.has_group("clubs_ambition.group_clubs_manager")
        words = (
            self.env._("renewal to decide")
            if decides
            else self.env._("renewal asked: the manager decides")
        )
        return [
            self._today_line("renewal", one, one.participant_id.name, words, "warning")
            for one in pending
        ]
