from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from ...const import ASKED_FIRST, CONSENT_WAYS, CONSENTS
from ...utils import clock

CLOSING = {"withdrawn_on", "withdrawn_way", "withdrawn_by_id", "mistaken"}
"""What closes a record: written once."""


class ClubPrivacyConsent(models.Model):
    """What a person said to one question: yes or no, when, how, and to which words.

    A record is never rewritten nor deleted. A withdrawal closes it, saying yes again
    opens another; a refusal is closed at once. What holds (:meth:`_answers`) is
    computed from them wherever it is read, so that it is effective at once, and
    ``club.privacy.effect`` brings what waits to leave in line.

    Of how the journey ended one agrees journey by journey: another prescriber is told
    nothing by a yes given before.
    """

    _name = "club.privacy.consent"
    _description = "Consent of a person"
    _inherit = ["club.person.record.mixin"]
    _label_fields = ("person_id", "purpose")

    person_id = fields.Many2one(required=True, index=True)
    participant_id = fields.Many2one(
        help="Of the outcome alone: it is told journey by journey.",
    )
    purpose = fields.Selection(CONSENTS, required=True, readonly=True, copy=False)
    wording_id = fields.Many2one(string="Wording shown")
    given_on = fields.Date(readonly=True, copy=False, string="Yes on")
    way = fields.Selection(
        CONSENT_WAYS, readonly=True, copy=False, string="Yes said how"
    )
    recorded_by_id = fields.Many2one(
        "res.users",
        readonly=True,
        copy=False,
        index="btree_not_null",
        string="Yes recorded by",
    )
    withdrawn_on = fields.Date(readonly=True, copy=False, string="No on")
    withdrawn_way = fields.Selection(
        CONSENT_WAYS, readonly=True, copy=False, string="No said how"
    )
    withdrawn_by_id = fields.Many2one(
        "res.users",
        readonly=True,
        copy=False,
        index="btree_not_null",
        string="No recorded by",
    )
    mistaken = fields.Boolean(
        readonly=True,
        copy=False,
        string="Recorded by mistake",
        help="Nobody said so: the record counts for nothing.",
    )
    restored_id = fields.Many2one(
        "club.privacy.consent",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        string="Takes up again",
        help="Its withdrawal was recorded by mistake.",
    )
    state = fields.Selection(
        [
            ("given", "Yes"),
            ("withdrawn", "Withdrawn"),
            ("refused", "No"),
            ("mistaken", "Recorded by mistake"),
        ],
        compute="_compute_state",
        store=True,
    )

    _one_open = models.UniqueIndex(
        "(person_id, purpose, COALESCE(participant_id, 0)) WHERE withdrawn_on IS NULL",
        "The person agreed to it already.",
    )
    _dated = models.Constraint(
        "CHECK(num_nonnulls(given_on, withdrawn_on) > 0)",
        "An answer has its day.",
    )
    _in_order = models.Constraint(
        "CHECK(withdrawn_on >= given_on)",
        "An agreement is withdrawn on the day it was given, or later.",
    )

    # === COMPUTES === #

    @api.depends("given_on", "withdrawn_on", "mistaken")
    def _compute_state(self):
        for one in self:
            if one.mistaken:
                one.state = "mistaken"
            elif not one.withdrawn_on:
                one.state = "given"
            else:
                one.state = "withdrawn" if one.given_on else "refused"

    def _compute_label(self):
        purposes = dict(self._fields["purpose"]._description_selection(self.env))
        for one in self:
            who = one.person_id.display_name
            one.display_name = f"{purposes.get(one.purpose, '')} – {who}"

    # === KEPT AS IT WAS SAID === #

    def write(self, vals):
        """Close records, once; nothing else of them changes, whoever asks.

        Our code gives them to the record that stays of two, and says a mistake.
        """
        names = vals.keys()
        closes = names <= CLOSING and not any(one.withdrawn_on for one in self)
        if not closes and not (self.env.su and names <= {"person_id", "mistaken"}):
            raise UserError(
                self.env._(
                    "What a person said stays as it was recorded: record what they say "
                    "now."
                )
            )
        result = super().write(vals)
        # The next record is compared with what the database has (``club.constraint``).
        self.flush_recordset()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What a person said is never deleted."))

    # === WHAT HOLDS === #

    def _answers(self):
        """Return ``{purpose: the record that holds}`` of the records of one person.

        The last one, or any that is open; what was recorded by mistake is nothing.
        """
        answers = {}
        for one in self.filtered(lambda one: not one.mistaken).sorted("id"):
            known = answers.get(one.purpose)
            if not known or known.withdrawn_on or not one.withdrawn_on:
                answers[one.purpose] = one
        return answers

    def _about(self, journey):
        """Filter what is said of a journey: the outcome of another one is not."""
        return self.filtered(
            lambda one: not one.participant_id or one.participant_id == journey
        )

    # === WHAT IS RECORDED === #

    @api.model
    def _say(self, journeys, purpose, yes, way="oral"):
        """Record what the persons of journeys say now; the same twice is once.

        :param bool yes: whether they agree
        :param way: how they said so
        :raise AccessError: out of the sight of who records it
        """
        journeys.check_access("write")
        if purpose != "outcome":
            journeys.person_id.check_access("write")
        self._check_said(purpose, way)
        # One at a time for one person: who comes second reads what the first wrote.
        self.env["club.identity"]._lock(journeys.sudo().person_id)
        for journey in journeys.sudo():
            about = journey if purpose == "outcome" else journey.browse()
            said = (journey.person_id, about, purpose)
            self._record_answer(said, yes, way, clock.today(journey))
        self.env["club.privacy.effect"]._take_effect(journeys.sudo().person_id, purpose)
        return True

    @api.model
    def _say_outcome(self, orientations, yes):
        """Record whether who oriented people is told how it ended.

        :raise AccessError: to whoever oriented them: it is the animateur who asks
        """
        return self._say(orientations.participant_id, "outcome", yes)

    @api.model
    def _check_said(self, purpose, way):
        """Refuse an unknown purpose, or an unknown way of answering."""
        known = dict(self._fields["purpose"].selection)
        if purpose not in known or way not in ("oral", "paper", "message"):
            raise UserError(self.env._("Choose one of the answers of the page."))

    @api.model
    def _record_answer(self, said, yes, way, today):
        """Open a record, or close the one that is open; none for what is known.

        sudo: consents are written by the code alone; who may was asked.

        :param said: whose answer, about which journey, to which question
        """
        person, journey, purpose = said
        last = self._last(*said)
        if last and yes == (not last.withdrawn_on):
            return
        closed = self._closing(way, today)
        if last and not yes:
            last.write({**closed, "withdrawn_on": max(today, last.given_on)})
            return
        given = {"given_on": today, "way": way, "recorded_by_id": self.env.uid}
        wording = self.env["club.privacy.wording"]._current().get(purpose)
        self.sudo().create(
            {
                "person_id": person.id,
                "participant_id": journey.id,
                "purpose": purpose,
                "wording_id": wording and wording.id,
                **(given if yes else closed),
            }
        )

    @api.model
    def _closing(self, way, day):
        return {
            "withdrawn_on": day,
            "withdrawn_way": way,
            "withdrawn_by_id": self.env.uid,
        }

    @api.model
    def _last(self, person, journey, purpose):
        """Return the record that holds, none for a question nobody answered.

        sudo: who asks was looked at.
        """
        found = self.sudo().search(
            Domain("person_id", "=", person.id)
            & Domain("purpose", "=", purpose)
            & Domain("participant_id", "=", journey.id)
        )
        return found._answers().get(purpose, found.browse())

    # === RECORDED BY MISTAKE === #

    def _may_undo(self):
        """Tell whether who reads recorded the last word of this record today.

        What left meanwhile cannot be called back: a day later one records anew.
        """
        self.ensure_one()
        author = self.withdrawn_by_id if self.withdrawn_on else self.recorded_by_id
        said_on = self.withdrawn_on or self.given_on
        way = self.withdrawn_way if self.withdrawn_on else self.way
        journeys = self.sudo().person_id.every_journey_ids
        today = clock.today(self.participant_id or journeys[:1])
        mine = author.id == self.env.uid and way != "merge"
        undone = self.restored_id and not self.withdrawn_on
        return mine and not (self.mistaken or undone) and said_on == today

    def _undo(self):
        """Take back what was recorded by mistake; both stay on record.

        sudo: consents are written by the code alone; who may was asked.

        :raise UserError: for what another day or another user recorded
        """
        self.ensure_one()
        (self.participant_id or self.person_id).check_access("write")
        last = self.sudo()
        self.env["club.identity"]._lock(last.person_id)
        last.invalidate_recordset()
        known = self._last(last.person_id, last.participant_id, last.purpose)
        if known != last or not last._may_undo():
            raise UserError(
                self.env._(
                    "Only what you recorded today is taken back: record what the "
                    "person says now."
                )
            )
        if last.withdrawn_on and last.given_on:
            self._take_up(last)
        elif last.withdrawn_on:
            last.write({"mistaken": True})
        else:
            last.write(
                {**self._closing(last.way, last.given_on), "mistaken": True},
            )
        self.env["club.privacy.effect"]._take_effect(last.person_id, last.purpose)

    @api.model
    def _take_up(self, last):
        """Open again, as it was given, what was closed by mistake."""
        names = ("given_on", "way", "purpose")
        pointed = ("person_id", "participant_id", "wording_id", "recorded_by_id")
        last.create(
            {
                **{name: last[name] for name in names},
                **{name: last[name].id for name in pointed},
                "restored_id": last.id,
            }
        )

    # === ONE PERSON OF TWO === #

    @api.model
    def _merge(self, kept, gone):
        """Leave one word of two persons who are one: the one that agrees to less.

        Whoever did not agree on one of the two records may have taken it back: what is
        asked first stays where both have it, since the later day; a no on either
        stays. sudo: who may merge was asked.
        """
        mine, theirs = kept.sudo().consent_ids, gone.sudo().consent_ids
        one, other = mine._answers(), theirs._answers()
        for purpose in one.keys() | other.keys():
            if purpose == "outcome":
                continue  # of a journey: it follows the journey
            both = [known[purpose] for known in (one, other) if purpose in known]
            opened = [record for record in both if not record.withdrawn_on]
            alone = len(both) == 1 and purpose in ASKED_FIRST
            if len(opened) < len(both) or alone:
                closed = opened
            else:
                closed = sorted(opened, key=lambda record: record.given_on)[:-1]
            for record in closed:
                record.write(self._closing("merge", clock.today(record)))

    # === WHAT IS SHOWN === #

    def _sentence(self):
        """Return in a few words what a person said, when and how."""
        if not self:
            return self.env._("Not asked yet")
        day = self.withdrawn_on or self.given_on
        way = self.withdrawn_way if self.withdrawn_on else self.way
        ways = dict(self._fields["way"]._description_selection(self.env))
        author = self.withdrawn_by_id if self.withdrawn_on else self.recorded_by_id
        words = (
            self.env._("No since %s", format_date(self.env, day))
            if self.withdrawn_on
            else self.env._("Yes since %s", format_date(self.env, day))
        )
        known = [words, ways.get(way), author.sudo().name]
        return " · ".join(filter(None, known))
