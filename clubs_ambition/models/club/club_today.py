from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...const import CHASE_DAYS, RECEIVABLE
from ...utils import clock

LIMIT = 8
"""Lines of one kind: beyond, the screen it leads to says more."""

KINDS = {
    "unattended": "club.club",
    "hire": "club.candidacy",
    "undelivered": "club.undelivered",
    "mail": "club.inbound.mail",
    "session": "club.session",
    "chase": "club.candidacy",
    "followup": "club.placement",
    "renewal": "club.renewal",
    "doubt": "club.person.doubt",
}
"""What there is to do, in the order of the list, and the record it is done on."""

READ = (
    *("club.session", "club.candidacy", "club.followup", "club.renewal"),
    *("club.inbound.mail", "club.undelivered"),
)

WORKED_ON = SQL(
    """NOT EXISTS (
       SELECT FROM club_participant j JOIN club_person who ON who.id = j.person_id
        WHERE j.id = about.participant_id
          AND (who.erased_on IS NOT NULL OR who.restricted_on IS NOT NULL))"""
)
"""Not about somebody left alone or erased: asked in each list, before its limit."""

TODAY = """
SELECT line.*, p.name AS person, e.name AS employer
  FROM (
(SELECT 'hire' AS kind, id, participant_id, partner_id, NULL AS label, NULL AS what,
        NULL AS place, NULL::timestamp AS start, NULL::timestamp AS stop,
        answered_on AS day
   FROM club_candidacy about
  WHERE club_id = ANY(%(clubs)s::int[]) AND active AND employer_answer = 'hired'
    AND state = ANY(%(receivable)s::text[]) AND %(worked_on)s
  ORDER BY answered_on, id LIMIT %(limit)s)
UNION ALL
(SELECT 'session', id, participant_id, NULL, name, kind, location, start, stop, NULL
   FROM club_session about
  WHERE club_id = ANY(%(clubs)s::int[]) AND state = 'planned' AND start < %(until)s
    AND %(worked_on)s
  ORDER BY start, id LIMIT %(sessions)s)
UNION ALL
(SELECT 'chase', id, participant_id, partner_id, NULL, NULL, NULL, NULL, NULL, sent_on
   FROM club_candidacy about
  WHERE club_id = ANY(%(clubs)s::int[]) AND active AND state = 'sent'
    AND sent_on <= %(chased)s AND employer_answer IS DISTINCT FROM 'hired'
    AND %(worked_on)s
  ORDER BY sent_on, id LIMIT %(limit)s)
UNION ALL
(SELECT 'followup', about.id, about.participant_id, NULL, NULL, f.milestone, NULL, NULL,
        NULL, f.due_on
   FROM club_followup f JOIN club_placement about ON about.id = f.placement_id
  WHERE f.club_id = ANY(%(clubs)s::int[]) AND f.answer IS NULL AND f.due_on <= %(today)s
    AND about.active AND about.state != 'broken' AND %(worked_on)s
  ORDER BY f.due_on, f.id LIMIT %(limit)s)
UNION ALL
(SELECT 'renewal', id, participant_id, NULL, NULL, NULL, NULL, NULL, NULL,
        create_date::date
   FROM club_renewal about
  WHERE club_id = ANY(%(clubs)s::int[]) AND state = 'pending' AND %(worked_on)s
  ORDER BY create_date, id LIMIT %(limit)s)
UNION ALL
(SELECT 'mail', NULL, NULL, NULL, COUNT(*)::text, NULL, NULL, NULL, NULL, NULL
   FROM club_inbound_mail WHERE club_id = ANY(%(clubs)s::int[])
 HAVING COUNT(*) > 0)
UNION ALL
(SELECT 'undelivered', NULL, NULL, NULL, COUNT(*)::text, NULL, NULL,
        MIN(s.start) FILTER (WHERE s.start >= %(now)s), NULL, NULL
   FROM club_undelivered missed
   LEFT JOIN club_person who ON who.id = missed.person_id
   LEFT JOIN club_session s ON s.id = missed.session_id
  WHERE missed.club_id = ANY(%(clubs)s::int[])
    AND who.erased_on IS NULL AND who.restricted_on IS NULL
 HAVING COUNT(*) > 0)
%(more)s
       ) line
  LEFT JOIN club_participant p ON p.id = line.participant_id
  LEFT JOIN res_partner e ON e.id = line.partner_id
 ORDER BY line.start, line.day, line.id
"""


class ClubToday(models.AbstractModel):
    """“À faire aujourd'hui”: list what somebody must do, in the order of the day."""

    _name = "club.today"
    _description = "Things to do today"

    @api.model
    def _list(self, clubs):
        """Return ``[{kind, text, detail, model, id, level, when}]`` of these clubs.

        One query, and one more for who tells persons apart. Who coaches a club reads
        all of these there, and the clubs were found under the reader's rights.
        """
        describe = {
            "hire": self._hire,
            "session": self._session,
            "chase": self._chase,
            "followup": self._followup,
            "renewal": self._renewal,
            "mail": self._mail,
            "undelivered": self._undelivered,
            "unattended": self._unattended,
            "doubt": self._doubt,
        }
        today = clock.today(clubs)
        lines, rows = [], self._rows(clubs, today)
        named = {row["participant_id"] for row in rows} - {None}
        self.env["club.privacy.look"]._note(self.env["club.participant"].browse(named))
        for row in rows:
            line = {
                "kind": row["kind"],
                "model": KINDS[row["kind"]],
                "id": row["id"],
                "text": row["person"],
                "detail": "",
                "level": "warning",
                "when": False,
            }
            lines.append(line | describe[row["kind"]](row, today))
        return lines + self._demonstration()

    @api.model
    def _unattended_part(self, clubs):
        """Return what reads the clubs that nobody runs, for whoever answers for them.

        sudo: the clubs were found under the reader's rights.
        """
        if not self.env.user._club_decides_for(clubs):
            return SQL()
        Club = clubs.sudo().with_context(active_test=False)
        domain = self.env["club.unattended"]._domain()
        query = Club._search(Domain("id", "in", clubs.ids) & domain)
        columns = [SQL.identifier(Club._table, name) for name in ("id", "name")]
        return self._part(query, "unattended", *columns)

    @api.model
    def _doubts_part(self):
        """Return what counts the pairs that the reader has to settle."""
        Doubt = self.env["club.person.doubt"]
        if not Doubt.has_access("write"):
            return SQL()
        query = Doubt._search([("state", "=", "open")])
        query.having = SQL("COUNT(*) > 0")
        return self._part(query, "doubt", SQL("NULL"), SQL("COUNT(*)::text"))

    @api.model
    def _part(self, query, kind, line_id, label):
        """Return one part more of :data:`TODAY`: what a query finds."""
        nothing = SQL("NULL")
        columns = (SQL("%s", kind), line_id, nothing, nothing, label, *[nothing] * 5)
        return SQL("UNION ALL (%s)", query.select(*columns))

    @api.model
    def _rows(self, clubs, today):
        for model in READ:
            self.env[model].check_access("read")
        self.env.flush_all()
        rows = self.env.execute_query_dict(
            SQL(
                TODAY,
                clubs=clubs.ids,
                now=fields.Datetime.now(),
                until=fields.Datetime.now() + timedelta(hours=14),
                chased=today - timedelta(days=CHASE_DAYS),
                today=today,
                receivable=list(RECEIVABLE),
                sessions=4 * LIMIT,
                limit=LIMIT,
                worked_on=WORKED_ON,
                more=SQL().join([self._unattended_part(clubs), self._doubts_part()]),
            )
        )
        order = list(KINDS)
        return sorted(rows, key=lambda row: order.index(row["kind"]))

    @api.model
    def _unattended(self, row, today):
        return {
            "text": row["label"],
            "detail": self.env._("nobody runs it any more: name an animateur"),
            "level": "danger",
        }

    @api.model
    def _doubt(self, row, today):
        return {
            "id": False,
            "text": self.env._("Persons to verify"),
            "detail": self.env._(
                "the same person twice, or two: %s to settle", row["label"]
            ),
        }

    @api.model
    def _session(self, row, today):
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

    @api.model
    def _hire(self, row, today):
        return {
            "text": f"{row['person']} → {row['employer']}",
            "detail": self.env._("the employer says so: confirm"),
            "level": "danger",
        }

    @api.model
    def _chase(self, row, today):
        days = (today - row["day"]).days
        return {
            "text": f"{row['person']} → {row['employer']}",
            "detail": self.env._("sent %s days ago", days),
        }

    @api.model
    def _followup(self, row, today):
        milestones = self.env["club.followup"]._fields["milestone"]
        labels = dict(milestones._description_selection(self.env))
        return {"detail": labels[row["what"]], "level": "danger"}

    @api.model
    def _mail(self, row, today):
        """Tell how many e-mails wait to be sorted, and of whom none."""
        return {
            "id": False,
            "text": self.env._("E-mails to sort"),
            "detail": self.env._(
                "an employer, or a job seeker? %s to read", row["label"]
            ),
        }

    @api.model
    def _undelivered(self, row, today):
        """Tell how many messages did not arrive; red when one is about a next session."""
        soon = fields.Datetime.now() + timedelta(hours=14)
        return {
            "id": False,
            "text": self.env._("E-mails that did not arrive"),
            "detail": self.env._(
                "%s to correct, to send again, or to say otherwise", row["label"]
            ),
            "level": "danger" if row["start"] and row["start"] < soon else "warning",
        }

    @api.model
    def _demonstration(self):
        """Return a line that says that nothing leaves, where nothing does."""
        line = {
            "kind": "demo",
            "model": "club.undelivered",
            "id": False,
            "text": self.env._("Demonstration"),
            "detail": self.env._("no e-mail leaves: no mail server is set"),
            "level": "",
            "when": False,
        }
        return [line] if self.env["ir.mail_server"]._club_is_mute() else []

    @api.model
    def _renewal(self, row, today):
        if self.env.user.has_group("clubs_ambition.group_clubs_manager"):
            return {"detail": self.env._("renewal to decide")}
        return {"detail": self.env._("renewal asked: the manager decides")}
