from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date, html2plaintext

from ...utils import clock
from ...utils.identity import squeezed
from ..tools.guarded import OPEN

ASKED_DAYS = 7
"""Days that an animateur has to correct what the officer asks them to."""

BEFORE = " : "
"""Between the name of a field and what it said."""


def plainly(value):
    """Return a value to compare: a text without accents, case nor spaces."""
    return squeezed(value) if isinstance(value, str) else value


class ClubPrivacyRectification(models.AbstractModel):
    """Correct a file at the person's request: by the officer, or by the animateur.

    What the file said before stands on the request until it is answered, so that a
    slip can be undone; then the facts alone.
    """

    _name = "club.privacy.rectification"
    _description = "Rectification of a file"

    @api.model
    def _correct(self, request, values):
        """Write what is right; sudo: the officer corrects what they may not read.

        :raise UserError: when nothing changes
        """
        request._check_officer("rectification")
        whom = request._whom().with_context(club_restriction=OPEN)
        lines, wrong = [], {}
        for name, new in values.items():
            if (old := whom[name]) != new:
                wrong[name] = old
                label = whom._fields[name]._description_string(self.env)
                lines.append(f"{label}{BEFORE}{self._said(old)} → {self._said(new)}")
        if not lines:
            raise UserError(self.env._("The file says so already."))
        whom.write(values)
        self._correct_copies(whom, wrong)
        told = "\n".join(filter(None, [request.corrections, *lines]))
        request._unguarded("corrections").corrections = told

    @api.model
    def _correct_copies(self, whom, wrong):
        """Correct what others typed of somebody, and who reads it (article 19).

        Where a row about them says the same under the same name, however it is written:
        what who oriented them reads.
        """
        for name, rows in self.env["club.privacy.reach"]._records_of(whom).items():
            if name == whom._name or not self.env["club.leaving"]._is_ours(name):
                continue
            rows = rows.with_env(whom.env)
            for key, old in wrong.items():
                field = rows._fields.get(key)
                typed = field and field.store and not (field.compute or field.related)
                if typed and old:
                    said = plainly(old)
                    alike = [row.id for row in rows if plainly(row[key]) == said]
                    rows.browse(alike).write({key: whom[key]})

    @api.model
    def _said(self, value):
        if not value:
            return "–"
        return value if isinstance(value, str) else format_date(self.env, value)

    @api.model
    def _facts(self, request):
        """Return what was corrected, without its values."""
        lines = request.corrections.splitlines()
        facts = dict.fromkeys(line.partition(BEFORE)[0] for line in lines)
        return self.env._("Corrected: %s.", ", ".join(facts))

    @api.model
    def _ask(self, request, words):
        """Put a task on the last journey; sudo: the officer reads none.

        :raise UserError: when nobody follows the person
        """
        request._check_officer("rectification")
        journey = self._journeys(request)[:1]
        user = journey and journey.club_id._in_charge(journey.animateur_id)
        if not user:
            raise UserError(
                self.env._("Nobody follows this person: correct the file yourself.")
            )
        self.env["club.race"]._hold(request)
        if self._is_asked(journey, words):
            return
        within = clock.today(self) + relativedelta(days=ASKED_DAYS)
        journey.with_context(club_restriction=OPEN).activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=user.id,
            date_deadline=min(request.due_on, within),
            summary=self.env._("Correct the file, at the person's request"),
            note=words,
        )
        told = self.env._("The animateur was asked to correct the file.")
        note = "\n".join(filter(None, [request.done_note, told]))
        request._unguarded("done_note").done_note = note

    @api.model
    def _is_asked(self, journey, words):
        """Tell whether the animateur has this very correction to make already."""
        notes = journey.activity_ids.mapped("note")
        return words in [html2plaintext(note or "").strip() for note in notes]

    @api.model
    def _journeys(self, request):
        """Return the journeys of whoever asks, the live one first; sudo: as above."""
        whom = request._whom()
        if whom._name != "club.person":
            return self.env["club.participant"].sudo()
        journeys = whom.with_context(active_test=False).every_journey_ids
        return journeys.sorted(lambda one: (one.state in one._live_states, one.id))[
            ::-1
        ]
