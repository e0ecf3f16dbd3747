from markupsafe import Markup, escape

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import format_datetime

from .club_orientation import ANSWERS


class ClubOrientationAnswer(models.AbstractModel):
    """Tell referents of the journeys of the people they oriented, and of the next dates.

    Every journey with a referent has its orientation. What is told goes there: a
    referent follows no journey.
    """

    _name = "club.orientation.answer"
    _description = "Answers to orientations"

    # === WHO FOLLOWS === #

    @api.model
    def _follow_journeys(self, journeys, before=None):
        """Give each journey with a referent its orientation, which they follow.

        sudo: who records a journey writes no orientation.

        :param before: ``{journey: its referent until now}``
        """
        journeys = journeys.sudo()
        known = journeys.orientation_ids
        missing = journeys.filtered("referent_id") - known.participant_id
        values = [self._values_of(journey) for journey in missing]
        known |= known.with_context(mail_create_nosubscribe=True).create(values)
        for journey, referent in (before or {}).items():
            self._leave_referent(journey.sudo().orientation_ids, referent.sudo())
        self._subscribe_referents(known)

    @api.model
    def _subscribe_referents(self, orientations):
        """Let referents follow their orientations; sudo: they follow, who else reads."""
        for one in orientations.sudo().filtered("referent_id"):
            one.message_subscribe(partner_ids=one.referent_id.partner_id.ids)

    @api.model
    def _values_of(self, journey):
        """Return what a referent named by the club is told of somebody: the name."""
        person = journey.person_id
        return {
            "participant_id": journey.id,
            "last_name": person.last_name,
            "first_name": person.first_name,
        }

    @api.model
    def _leave_referent(self, orientations, referent):
        """Take what followed a referent to the one who has the orientation now."""
        for one in orientations.filtered(lambda one: one.referent_id != referent):
            one.message_unsubscribe(partner_ids=referent.partner_id.ids)
            tasks = one.activity_ids.filtered(lambda task: task.user_id == referent)
            tasks._club_hand_over()

    @api.model
    def _give_away(self, orientations, referent):
        """Give orientations to another referent, who alone reads them from then on.

        By the referent who has them, or by whoever may write the journey.

        sudo: a referent reads no journey, which keeps who the referent is.

        :raise UserError: when the other one has no account of a referent
        """
        mine = orientations.filtered(lambda one: one.referent_id == self.env.user)
        others = (orientations - mine).sudo().participant_id.with_env(self.env)
        if others and not others.has_access("write"):
            raise AccessError(self.env._("You hand over your own orientations only."))
        if not referent.active:
            raise UserError(
                self.env._(
                    "%s is not here any more: choose somebody else.", referent.name
                )
            )
        orientations.sudo().participant_id.write({"referent_id": referent.id})

    # === WHAT IS ANSWERED === #

    @api.model
    def _hearing(self, journeys):
        """Return ``{journey: its referent}`` of those whose referent reads it still.

        sudo: whether they do is asked, of whoever they are.
        """
        found = {one: one.sudo().referent_id for one in journeys}
        return {
            one: user
            for one, user in found.items()
            if user.active
            and one.sudo().orientation_ids.with_user(user).has_access("read")
        }

    @api.model
    def _say_unheard(self, journey):
        """Have another referent named, once, where the one there was is gone."""
        owner = journey.sudo().club_id._in_charge(journey.sudo().animateur_id)
        told = journey.sudo().with_context(lang=owner.lang)
        summary = told.env._("The referent is not here any more: name another one")
        asked = told.with_context(active_test=False).activity_ids
        if owner and summary not in asked.mapped("summary"):
            told.activity_schedule(
                "mail.mail_activity_data_todo", summary=summary, user_id=owner.id
            )

    @api.model
    def _tell_answers(self, journeys, before):
        """Tell the referents what their club answered; sudo: whoever answered.

        :param before: ``{journey: its state until now}``
        """
        for one in journeys.sudo().orientation_ids.filtered("referent_id"):
            old = ANSWERS.get(before.get(one.participant_id), "waiting")
            if one.state == old:
                continue
            if not self._hearing(one.participant_id):
                self._say_unheard(one.participant_id)
            self._tell_referent(
                one, self._answer_sentence, subtype_xmlid="mail.mt_comment"
            )

    @api.model
    def _tell_referent(self, orientation, sentence, **message):
        """Write to whoever oriented, on the orientation; to whoever stands in for them today.

        Then it is theirs until the absence ends, as what waits for an answer is.

        :param sentence: returns what to write, of the orientation in their language
        """
        self.env["club.stand.in"]._take_on(orientation)
        told = orientation.with_context(lang=orientation.referent_id.lang)
        hearing = self._hearing(orientation.participant_id)
        return orientation.message_post(
            body=sentence(told),
            partner_ids=[user.partner_id.id for user in hearing.values()],
            **message,
        )

    @api.model
    def _tell_corrected(self, orientation, names):
        """Tell the club which facts were corrected; sudo: nothing is read of it.

        :param names: fields of who the person is, without what was written there
        """
        if not names:
            return
        journey = orientation.sudo().participant_id
        labels = ", ".join(orientation._guard_label(name) for name in names)
        charge = journey.club_id._in_charge(journey.animateur_id)
        journey.with_context(mail_create_nosubscribe=True).message_post(
            body=self.env._(
                "The referent corrected what they wrote: %s. It stands in the "
                "orientation; nothing was changed in the person's file.",
                labels,
            ),
            partner_ids=charge.partner_id.ids,
        )

    @api.model
    def _answer_sentence(self, told):
        """Return the answer as it is written to the referent, in their language."""
        words = {
            "admitted": told.env._("The club admits the person you oriented."),
            "declined": told.env._("The club does not retain the person you oriented."),
            "withdrawn": told.env._("The person you oriented gave up."),
            "waiting": told.env._(
                "The answer you were given is taken back: the club looks at the "
                "orientation again, and will tell you what it decides."
            ),
        }
        said = [words[told.state], told.answer_reason, told.alternative]
        return Markup("<br/>").join(escape(one) for one in said if one)

    # === THE NEXT DATES === #

    @api.model
    def _next_meetings(self, clubs):
        """Return ``{club: its next information meeting, in words}``."""
        meetings = self.env["club.session"].search(
            Domain("club_id", "in", clubs.ids)
            & Domain("kind", "=", "information")
            & Domain("state", "=", "planned")
            & Domain("start", ">", "now")
        )
        labels = {}
        for meeting in meetings:
            labels.setdefault(meeting.club_id, self._meeting_label(meeting))
        return labels

    @api.model
    def _meeting_label(self, meeting):
        day = format_datetime(
            self.env, meeting.start, meeting.club_id.tz, dt_format="EEE d MMM, HH:mm"
        )
        seats = meeting.cohort_id and self.env._("free seats: %s", meeting.seats_free)
        return " · ".join(filter(None, [day, meeting.location, seats]))
