from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import email_normalize, format_date, format_datetime, plaintext2html

from ...const import ANSWER_ACTIVITY, COACH, RECEIVABLE
from ...utils import bounds, clock

LATER_DAYS = 30
"""After “not now”, the employer is called again a month later."""

REMIND_BATCH = 100


class ClubCandidacy(models.Model):
    """What an employer answers by link: the same table of transitions as a user."""

    _inherit = "club.candidacy"

    employer_answer = fields.Selection(
        [
            ("meet", "Wants to meet"),
            ("later", "Not now"),
            ("no", "No"),
            ("hired", "Hired"),
        ],
        readonly=True,
        copy=False,
        string="Answer of the employer",
    )
    link_ids = fields.Many2many("club.answer.link", groups=COACH, string="Links sent")
    last_link_id = fields.Many2one(
        "club.answer.link",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups=COACH,
        string="Last link sent",
        help="Written with each sending: two at once are one after the other.",
    )
    told_on = fields.Date(
        readonly=True,
        copy=False,
        string="Person told on",
        help="When the reason of the refusal was written to the person.",
    )
    told_reason_id = fields.Many2one(
        "club.refusal.reason", readonly=True, copy=False, string="Reason told"
    )
    letter_file = fields.Binary(string="Cover letter")
    letter_name = fields.Char(string="File of the letter")
    prep_note = fields.Text(
        string="Preparation", help="What to know and to say at the employer's."
    )
    debrief_note = fields.Text(
        string="Debriefing", help="What went well, what to do otherwise next time."
    )

    def _links_at(self, email):
        """Return the links that still work at this address.

        sudo: a link may be of a colleague whose club is out of sight.
        """
        email = email_normalize(email)
        return self.sudo().link_ids.filtered(
            lambda link: link.state == "live" and email_normalize(link.email) == email
        )

    def _receive_answer(self, answer, form, link):
        """Record one answer of an employer, and tell the animateur at once.

        An answer given twice is recorded once; another one replaces it as long as
        the table of transitions has the way.

        :param dict form: ``slots`` (moments proposed), ``reason`` (id), ``note``
        :raise UserError: in words for the employer
        """
        self.ensure_one()
        if not self._presented():
            raise UserError(
                self.env._(
                    "The club does not present this person any more. Thank you all the "
                    "same."
                )
            )
        if self.state == "hired" and answer == "hired":
            return
        if self.state not in RECEIVABLE:
            raise UserError(
                self.env._(
                    "This person is not available any more. Thank you all the same."
                )
            )
        if self.employer_answer == answer and answer in ("later", "no", "hired"):
            return
        note = (form.get("note") or "").strip()
        self._refuse_nir_in(note, self.env._("Message"))
        put_off = answer == "later" and self._told_put_off()
        values = {"employer_answer": answer, **getattr(self, f"_answer_{answer}")(form)}
        try:
            with self.env.cr.savepoint():
                self._unguarded().write(values)
        except UserError:
            # The facts do not allow the move yet (a journey not started): the answer
            # is kept, the animateur does the rest.
            self._unguarded().write({"employer_answer": answer})
        self._unguarded().answered_on = self.answered_on or clock.today(self)
        self._tell_answer(answer, note, form, link, put_off)

    def _presented(self):
        """Filter those whose employer may still read of the person, and answer."""
        journeys = self.participant_id._open_to("links")
        return self.filtered(lambda one: one.participant_id in journeys)

    def _to_remind(self):
        """Filter those of which an answer is still awaited, and may be asked for."""
        waiting = self.filtered(
            lambda one: (
                one.active
                and one.state == "sent"
                and not (one.answered_on or one.employer_answer)
            )
        )
        journeys = waiting.participant_id._open_to("reminders")
        return waiting.filtered(lambda one: one.participant_id in journeys)

    def _answer_meet(self, form):
        """One moment proposed is the interview; of several, somebody has to choose."""
        slots = form.get("slots") or []
        values = {"interview_on": slots[0]} if len(slots) == 1 else {}
        return {**values, **({"state": "interview"} if self.state != "trial" else {})}

    def _answer_later(self, form):
        """“Not now” undoes what the employer answered by link before."""
        if (self.state, self.employer_answer) == ("interview", "meet"):
            return {"state": "sent", "interview_on": False}
        if (self.state, self.employer_answer) == ("refused", "no"):
            return {"state": "sent"}
        return {}

    def _told_put_off(self):
        """Return the words on the interview that a “not now” puts off, if any."""
        if self.state not in ("interview", "trial"):
            return False
        if not self.interview_on:
            return self.env._("The employer puts the meeting off.")
        return self.env._(
            "The employer puts the interview of %s off.",
            format_datetime(
                self.env,
                self.interview_on,
                tz=self.club_id.tz,
                dt_format="EEE d MMM, HH:mm",
            ),
        )

    def _answer_no(self, form):
        reason = self.env["club.refusal.reason"].browse(form.get("reason")).exists()
        if not reason:
            raise UserError(self.env._("Tell why in one word: choose a reason."))
        return {"state": "refused", "refusal_reason_id": reason.id}

    def _answer_hired(self, form):
        """A hire needs its contract and its first day: the animateur confirms it."""
        return {}

    def _tell_answer(self, answer, note, form, link, put_off=False):
        """Tell the animateur at once: on the candidacy, and as something to do.

        What puts an interview off is for today, not for a month later.
        """
        words = " ".join(filter(None, [self._told_words(answer), put_off]))
        details = plaintext2html(
            "\n".join(filter(None, [self._told_slots(form, link), note]))
        )
        self.message_post(
            body=plaintext2html(words) + details, author_id=link.partner_id.id
        )
        delay = LATER_DAYS if answer == "later" and not put_off else 0
        self.activity_unlink([ANSWER_ACTIVITY])
        self.activity_schedule(
            ANSWER_ACTIVITY,
            user_id=link.user_id.id,
            date_deadline=clock.today(self) + timedelta(days=delay),
            summary=words,
            note=details,
        )

    def _told_words(self, answer):
        if answer == "hired":
            return self.env._(
                "%(employer)s says it hired %(person)s: to confirm.",
                employer=self.partner_id.name,
                person=self.participant_id.name,
            )
        labels = dict(self._fields["employer_answer"]._description_selection(self.env))
        return self.env._(
            "%(employer)s answered by link: %(answer)s.",
            employer=self.partner_id.name,
            answer=labels[answer],
        )

    def _told_slots(self, form, link):
        zone = link.club_id.tz
        told = [
            format_datetime(self.env, slot, tz=zone, dt_format="EEE d MMM, HH:mm")
            for slot in form.get("slots") or []
        ]
        return told and self.env._("Proposes: %s", " · ".join(told))

    def _papers(self):
        """Return ``{paper: (record, field, file name)}`` the employer may read.

        They bear the name of the person: none before the agreement, nor once the
        person is not presented any more.
        """
        journey = self.participant_id
        readable = self.state in (*RECEIVABLE, "hired") and self._presented()
        if not journey.named_consent_on or not readable:
            return {}
        papers = {
            "cv": (journey, "cv_file", journey.cv_name),
            "lettre": (self, "letter_file", self.letter_name),
        }
        return {
            paper: (record, field, name or f"{paper}.pdf")
            for paper, (record, field, name) in papers.items()
            if record.with_context(bin_size=True)[field]
        }

    @api.model
    def _cron_remind_employers(self):
        """Write again to employers who did not answer; stop as soon as anybody did.

        Days are set in ``clubs_ambition.candidacy_reminder_days`` (7 and 14). Each
        batch is kept before the next one: nobody is reminded twice of one message.
        """
        days = self._reminder_days()
        Link = self.env["club.answer.link"]
        open_links = Domain(
            [
                ("kind", "=", "candidacy"),
                ("revoked_on", "=", False),
                ("answered_on", "=", False),
                ("expires_on", ">", fields.Datetime.now()),
                ("reminder_count", "<", len(days)),
                ("partner_id.club_network_status", "!=", "stop"),
                ("partner_id.active", "=", True),
            ]
        )
        last = 0
        while links := Link.search(
            open_links & Domain("id", ">", last), order="id", limit=REMIND_BATCH
        ):
            last = links[-1].id
            links._remind(days)
            left = Link.search_count(open_links & Domain("id", ">", last))
            if not self.env["ir.cron"]._commit_progress(len(links), remaining=left):
                break

    @api.model
    def _reminder_days(self, name="candidacy_reminder_days", default="7,14"):
        """Return after how many days each reminder leaves: a setting, ``7,14``.

        sudo: settings are read by the code whoever runs it.
        """
        text = (
            self.env["ir.config_parameter"]
            .sudo()
            .get_param(f"clubs_ambition.{name}", default)
        )
        found = (bounds.read_id(word.strip()) for word in text.split(","))
        return [days for days in found if days and days <= bounds.TYPED]

    def action_tell_participant(self):
        """Tell the participant why, in the words of the reason, once.

        :raise UserError: when the reason has no words, or was told already
        """
        for candidacy in self:
            candidacy.participant_id._check_written_to()
            if not candidacy.refusal_reason_id.message:
                raise UserError(self.env._("This reason has no words for the person."))
            if candidacy.told_reason_id == candidacy.refusal_reason_id:
                raise UserError(
                    self.env._(
                        "%(person)s was told on %(date)s already.",
                        person=candidacy.participant_id.name,
                        date=format_date(self.env, candidacy.told_on),
                    )
                )
        self._tell_reason()
        return True

    def _tell_reason(self):
        """Write the reason to those who were not told it.

        The day is written on the candidacy: of two at once, the second reads it.
        """
        untold = self.filtered(lambda one: one.told_reason_id != one.refusal_reason_id)
        for candidacy in untold:
            reason = candidacy.refusal_reason_id
            candidacy._unguarded().write(
                {"told_on": clock.today(self), "told_reason_id": reason.id}
            )
            candidacy.message_post(
                body=self.env._(
                    "About %(employer)s: %(message)s",
                    employer=candidacy.partner_id.name,
                    message=reason.message,
                ),
                partner_ids=candidacy.person_id.ids,
                subtype_xmlid="mail.mt_comment",
            )
