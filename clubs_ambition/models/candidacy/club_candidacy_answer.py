from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime, plaintext2html

from ...const import ANSWER_ACTIVITY, RECEIVABLE
from ...utils import clock
from ...utils.identity import masked
from ...utils.races import alone
from ..tools.answer_author import author_values, heard
from ..tools.club_guard_mixin import BY_LINK, HANDED

LATER_DAYS = 30
"""After “not now”, the employer is called again a month later."""

MOMENT = "EEE d MMM, HH:mm"

PAPERS_BYTES = 8 * 1024 * 1024
"""All the papers of one message, in base64: many mail servers refuse 10 MB."""


class ClubCandidacyAnswer(models.AbstractModel):
    """What an employer reads and answers by link: the table of transitions of a user.

    The methods take the candidacy; ``form`` holds what the page sent: ``slots``
    (moments proposed), ``reason`` (id), ``note``.
    """

    _name = "club.candidacy.answer"
    _description = "Answer of an employer on a candidacy"

    @api.model
    def _shown(self, candidacy):
        """Return what the employer of a candidacy reads of the person."""
        journey = candidacy.participant_id
        presented = bool(candidacy._presented())
        job = candidacy.occupation_id or journey.occupation_ids[:1]
        return {
            "id": candidacy.id,
            "name": journey._profile_name(),
            "job": job.name or "",
            "offer": candidacy.offer_id.name,
            "strengths": (presented and self._unnamed(candidacy, journey.strengths))
            or "",
            "available_from": presented and journey.available_from,
            "papers": list(candidacy._papers()),
            "state": candidacy.state,
            "presented": presented,
            "open": presented and candidacy.state in RECEIVABLE,
            "answer": presented and candidacy.employer_answer,
        }

    @api.model
    def _unnamed(self, candidacies, text):
        """Return a text without the names of those who do not agree to be named."""
        for journey in candidacies.participant_id.filtered(
            lambda one: not one.named_consent_on
        ):
            person = journey.sudo().person_id
            text = masked(text, person.first_name, person.last_name)
        return text

    @api.model
    def _joined_papers(self, link):
        """Return ``[(file name, base64)]``; heavy ones are read on the page."""
        papers = [
            (name, record.with_context(bin_size=False)[field])
            for candidacy in link.candidacy_ids
            for record, field, name in candidacy._papers().values()
        ]
        heavy = sum(len(content) for _name, content in papers) > PAPERS_BYTES
        return [] if heavy else papers

    @api.model
    @alone("the candidacy is locked, then written")
    def _receive(self, candidacy, answer, form, link, way=HANDED):
        """Record one answer of an employer, and notify the animateur at once.

        An answer given twice is recorded once; another one replaces it as long as
        the table of transitions has the way.

        :param way: how the address was told; a mail's proves more than the club's own
        :raise UserError: in words for the employer
        """
        candidacy.ensure_one()
        self._check_receivable(candidacy, answer)
        if self._is_known(candidacy, answer):
            self._prove(candidacy, answer, way)
            return
        note = (form.get("note") or "").strip()
        self.env["club.nir"]._refuse_in(note, self.env._("Message"))
        put_off = answer == "later" and self._put_off_text(candidacy)
        proved = candidacy.employer_answer == answer and candidacy.employer_via
        told = {
            "employer_answer": answer,
            "employer_via": BY_LINK if proved == BY_LINK else way,
        }
        values = {**told, **self._values(candidacy, answer, form)}
        answering = candidacy._unguarded(*told, "answered_on")
        try:
            with self.env.cr.savepoint():
                answering.write(values)
        except UserError:
            # The facts do not allow the move yet (a journey not started): the answer
            # is kept, the animateur does the rest.
            answering.write(told)
        answered_on = candidacy.answered_on or clock.today(candidacy)
        answering.answered_on = answered_on
        details = [self._slots_text(form, link), note]
        self._notify(candidacy, answer, details, link, way, put_off)

    @api.model
    def _prove(self, candidacy, answer, way):
        """Keep that the employer's own mail says what the club only heard."""
        heard_alone = candidacy.employer_via != BY_LINK
        if way == BY_LINK and heard_alone and candidacy.employer_answer == answer:
            candidacy._unguarded("employer_via").employer_via = way

    @api.model
    def _check_receivable(self, candidacy, answer):
        """Refuse an answer that nobody waits for any more."""
        if not candidacy._presented():
            raise UserError(
                self.env._(
                    "The club does not present this person any more. Thank you all the "
                    "same."
                )
            )
        again = candidacy.state == "hired" and answer == "hired"
        if candidacy.state not in RECEIVABLE and not again:
            raise UserError(
                self.env._(
                    "This person is not available any more. Thank you all the same."
                )
            )

    @api.model
    def _is_known(self, candidacy, answer):
        """Tell whether this very answer is recorded; other moments are another one."""
        if candidacy.state == "hired":
            return True
        return candidacy.employer_answer == answer and answer != "meet"

    # === WHAT AN ANSWER CHANGES === #

    @api.model
    def _values(self, candidacy, answer, form):
        """Return the values that an answer writes on the candidacy."""
        compute = {
            "meet": self._meet_values,
            "later": self._later_values,
            "no": self._no_values,
            "hired": self._hired_values,
        }
        return compute[answer](candidacy, form)

    @api.model
    def _meet_values(self, candidacy, form):
        """Take a single proposed moment as the interview; of several, somebody chooses."""
        slots = form.get("slots") or []
        values = {"interview_on": slots[0]} if len(slots) == 1 else {}
        if candidacy.state != "trial":
            values["state"] = "interview"
        return values

    @api.model
    def _later_values(self, candidacy, form):
        """Take back what the employer answered by link before: “not now” undoes it."""
        match candidacy.state, candidacy.employer_answer:
            case "interview", "meet":
                return {"state": "sent", "interview_on": False}
            case "refused", "no":
                return {"state": "sent"}
        return {}

    @api.model
    @alone("a reason that is retired stays readable")
    def _no_values(self, candidacy, form):
        reason = self.env["club.refusal.reason"].browse(form.get("reason")).exists()
        if not reason:
            raise UserError(self.env._("Tell why in one word: choose a reason."))
        return {"state": "refused", "refusal_reason_id": reason.id}

    @api.model
    def _hired_values(self, candidacy, form):
        """Move nothing: the animateur confirms a hire with its contract and first day."""
        return {}

    # === WHAT THE ANIMATEUR READS === #

    @api.model
    def _notify(self, candidacy, answer, details, link, way, put_off=False):
        """Notify the animateur at once: on the candidacy, and as something to do.

        What puts an interview off is for today, not for a month later.
        """
        words = heard(link, way, self._answer_text(candidacy, answer))
        summary = " ".join(filter(None, [words, put_off]))
        details = plaintext2html("\n".join(filter(None, details)))
        candidacy.message_post(
            body=plaintext2html(summary) + details, **author_values(link, way)
        )
        delay = LATER_DAYS if answer == "later" and not put_off else 0
        candidacy.activity_unlink([ANSWER_ACTIVITY])
        candidacy.activity_schedule(
            ANSWER_ACTIVITY,
            user_id=link.user_id.id,
            date_deadline=clock.today(candidacy) + timedelta(days=delay),
            summary=summary,
            note=details,
        )

    @api.model
    def _answer_text(self, candidacy, answer):
        if answer == "hired":
            return self.env._(
                "%(employer)s says it hired %(person)s: to confirm.",
                employer=candidacy.partner_id.name,
                person=candidacy.participant_id.name,
            )
        answers = candidacy._fields["employer_answer"]
        labels = dict(answers._description_selection(self.env))
        return self.env._(
            "%(employer)s answered by link: %(answer)s.",
            employer=candidacy.partner_id.name,
            answer=labels[answer],
        )

    @api.model
    def _put_off_text(self, candidacy):
        """Return the words on the interview that a “not now” puts off, if any."""
        if candidacy.state not in ("interview", "trial"):
            return False
        if not candidacy.interview_on:
            return self.env._("The employer puts the meeting off.")
        zone = candidacy.club_id.tz
        return self.env._(
            "The employer puts the interview of %s off.",
            format_datetime(
                self.env, candidacy.interview_on, tz=zone, dt_format=MOMENT
            ),
        )

    @api.model
    def _slots_text(self, form, link):
        zone = link.club_id.tz
        moments = [
            format_datetime(self.env, slot, tz=zone, dt_format=MOMENT)
            for slot in form.get("slots") or []
        ]
        return moments and self.env._("Proposes: %s", " · ".join(moments))
