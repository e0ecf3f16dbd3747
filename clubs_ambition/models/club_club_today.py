from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

CHASE_DAYS = 7
"""Days without an answer after which a candidacy is chased."""

LIMIT = 8
"""Lines of one kind: beyond, the screen it leads to says more."""

KINDS = {
    "session": "club.session",
    "chase": "club.candidacy",
    "followup": "club.placement",
    "renewal": "club.renewal",
}
"""What there is to do, in the order of the list, and the record it is done on."""

READ = ("club.session", "club.candidacy", "club.followup", "club.renewal")

TODAY = """
(SELECT 'session' AS kind, s.id, p.name AS person, s.participant_id, s.name AS label,
        s.kind AS what, s.location AS place, s.start, s.stop, NULL::date AS day
   FROM club_session s LEFT JOIN club_participant p ON p.id = s.participant_id
  WHERE s.club_id = ANY(%(clubs)s) AND s.state = 'planned' AND s.start < %(until)s
  ORDER BY s.start, s.id LIMIT %(sessions)s)
UNION ALL
(SELECT 'chase', c.id, p.name, c.participant_id, e.name, NULL, NULL, NULL, NULL,
        c.sent_on
   FROM club_candidacy c
   JOIN club_participant p ON p.id = c.participant_id
   JOIN res_partner e ON e.id = c.partner_id
  WHERE c.club_id = ANY(%(clubs)s) AND c.active AND c.state = 'sent'
    AND c.sent_on <= %(chased)s
  ORDER BY c.sent_on, c.id LIMIT %(limit)s)
UNION ALL
(SELECT 'followup', l.id, p.name, l.participant_id, NULL, f.milestone, NULL, NULL,
        NULL, f.due_on
   FROM club_followup f
   JOIN club_placement l ON l.id = f.placement_id
   JOIN club_participant p ON p.id = l.participant_id
  WHERE f.club_id = ANY(%(clubs)s) AND f.answer IS NULL AND f.due_on <= %(today)s
    AND l.active AND l.state != 'broken'
  ORDER BY f.due_on, f.id LIMIT %(limit)s)
UNION ALL
(SELECT 'renewal', r.id, p.name, r.participant_id, NULL, NULL, NULL, NULL, NULL, NULL
   FROM club_renewal r JOIN club_participant p ON p.id = r.participant_id
  WHERE r.club_id = ANY(%(clubs)s) AND r.state = 'pending'
  ORDER BY r.create_date DESC, r.id DESC LIMIT %(limit)s)
"""


class ClubClub(models.Model):
    """“À faire aujourd'hui”: what somebody must do, in the order of the day."""

    _inherit = "club.club"

    def _today_list(self):
        """Return ``[{kind, text, detail, model, id, level, when}]`` of these clubs.

        One query. Who coaches a club reads all of these there, and the clubs were
        found under the reader's rights.
        """
        lines = []
        for row in self._today_rows():
            line = {
                "kind": row["kind"],
                "model": KINDS[row["kind"]],
                "id": row["id"],
                "text": row["person"],
                "detail": "",
                "level": "warning",
                "when": False,
            }
            lines.append(line | getattr(self, f"_today_{row['kind']}")(row))
        return lines

    def _today_rows(self):
        for model in READ:
            self.env[model].check_access("read")
        for model in (*READ, "club.placement", "club.participant", "res.partner"):
            self.env[model].flush_model()
        today = fields.Date.context_today(self)
        rows = self.env.execute_query_dict(
            SQL(
                TODAY,
                clubs=self.ids,
                until=fields.Datetime.now() + timedelta(hours=14),
                chased=today - timedelta(days=CHASE_DAYS),
                today=today,
                sessions=4 * LIMIT,
                limit=LIMIT,
            )
        )
        order = list(KINDS)
        return sorted(rows, key=lambda row: order.index(row["kind"]))

    def _today_session(self, row):
        late = row["stop"] < fields.Datetime.now()
        kind = "interview" if row["what"] == "interview" else "session"
        return {
            "kind": "to_close" if late else kind,
            "text": row["person"] or row["label"],
            "detail": (row["label"] if row["person"] else row["place"]) or "",
            "level": "danger" if late else "",
            "when": fields.Datetime.to_string(row["start"]),
            "person": row["participant_id"] or False,
        }

    def _today_chase(self, row):
        days = (fields.Date.context_today(self) - row["day"]).days
        return {
            "text": f"{row['person']} → {row['label']}",
            "detail": self.env._("sent %s days ago", days),
        }

    def _today_followup(self, row):
        milestones = self.env["club.followup"]._fields["milestone"]
        labels = dict(milestones._description_selection(self.env))
        return {"detail": labels[row["what"]], "level": "danger"}

    def _today_renewal(self, row):
        if self.env.user.has_group("clubs_ambition.group_clubs_manager"):
            return {"detail": self.env._("renewal to decide")}
        return {"detail": self.env._("renewal asked: the manager decides")}
