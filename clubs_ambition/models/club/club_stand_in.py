from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_date

from ...utils.races import alone
from .club_portfolio import ORIENTED

APART = (ORIENTED, "crm.team")
"""What is not an animateur's of some days: a referent's, the head of a team."""


class ClubStandIn(models.AbstractModel):
    """Say who answers now, hand over as an absence begins, give back as it ends.

    It writes under sudo: ``club.absence`` checked who declares it, and for whom; a user
    who is back early need not read what the colleague did meanwhile.
    """

    _name = "club.stand.in"
    _description = "Beginning and end of an absence"

    @api.model
    def _in_charge(self, club, known):
        """Return who takes care of a club's things, as the club says (``_in_charge``)."""
        club.ensure_one()
        absence = club.env["club.absence"]
        away = absence._away(club)
        for user in known:
            answers = absence._answering(club, user)
            if not answers and user not in away:
                answers = user
            if answers._club_is_there(club):
                return answers
        team = self._present(club).filtered(lambda user: user._club_is_there(club))
        lightest = club.env["club.caseload"]._lightest(team).user_id
        return lightest or team[:1] or self._manager(club)

    @api.model
    def _manager(self, club):
        """Return who answers for a club: a manager, or who stands in for one."""
        absence, away = club.env["club.absence"], club.env["club.absence"]._away(club)
        managers = club._managers()
        for manager in managers:
            if manager not in away:
                return manager
            if stand_in := absence._answering(club, manager):
                return stand_in
        return managers[:1]

    @api.model
    def _present(self, clubs):
        """Return the animateurs of these clubs who are not away: the first is asked."""
        absence = clubs.env["club.absence"]
        return clubs.animateur_ids.browse().union(
            *(club.animateur_ids - absence._away(club) for club in clubs)
        )

    # === IT BEGINS === #

    @api.model
    def _start(self, absences):
        """Hand over what is of these clubs, and note what it was."""
        planned = absences.sudo().filtered(lambda one: one.state == "planned")
        self._hold(planned)
        # Who left meanwhile has nothing there to hand over.
        gone = planned.filtered(lambda one: not one._is_there(one.user_id))
        gone.write({"state": "cancelled"})
        planned -= gone
        planned.write({"state": "running", "started_on": fields.Datetime.now()})
        planned.flush_recordset()
        for absence in planned.filtered(lambda one: not one.club_id):
            self._check_taker(absence)
            self._hand_over(absence, self._of_no_club(absence))
        of_clubs = planned.filtered("club_id")
        for user, some in of_clubs.grouped("user_id").items():
            for absence in some:
                self._let_in(absence)
            portfolio = some.env["club.portfolio"]
            whole = user.club_ids.filtered("active") <= some.club_id
            found = portfolio._of(user, some.club_id, whole=whole)
            for absence in some:
                self._hand_over(
                    absence, self._of_one(absence, found, first=absence == some[0])
                )

    @api.model
    def _hold(self, absences):
        """Hold where they are away from: who is there, or is back, must not leave."""
        apart = absences.filtered(lambda one: not one.club_id)
        parties = apart.user_id | apart.stand_in_id
        self.env["club.race"]._hold(absences.club_id, parties)

    @api.model
    def _check_taker(self, absence):
        """Refuse who lost, since it was declared, the role that it takes."""
        asked = absence.env["club.absence.guard"]
        asked._check_roles(absence.user_id, absence.stand_in_id)

    @api.model
    def _of_no_club(self, absence):
        """Return what somebody has outside their clubs, as far as it can be taken."""
        portfolio = absence.env["club.portfolio"]
        found = portfolio._of_no_club(absence.user_id)
        found.pop("crm.team", None)
        return portfolio._takeable(found, absence.stand_in_id)

    @api.model
    def _of_one(self, absence, found, first):
        """Return what is of one club; the first of several takes what has none."""
        by_club = found["mail.activity"]._club_by_task()
        return {
            name: records.filtered(
                lambda one: self._is_of(absence, one, by_club.get(one), first)
            )
            for name, records in found.items()
            if name not in APART
        }

    @api.model
    def _hand_over(self, absence, mine):
        """Hand over what is of one absence, and note it."""
        portfolio = absence.env["club.portfolio"]
        user, stand_in = absence.user_id, absence.stand_in_id
        if absence.club_id:
            self._lend_seats(absence, mine["club.participant"])
        followed = self._followed(absence, mine)
        told = portfolio._joined(portfolio._threads(mine), portfolio._rows(followed))
        told.pop(ORIENTED, None)  # their referent follows them, whoever it is
        joined = portfolio._follow(told, user, stand_in)
        portfolio._give(mine, stand_in)
        handed = {name: one.ids for name, one in mine.items() if one}
        absence.write({"handed": handed, "followed": followed, "joined": joined})
        self._say(
            absence,
            absence.env._(
                "%(user)s is away until %(day)s, %(stand_in)s answers: %(counts)s.",
                user=user.name,
                day=format_date(absence.env, absence.date_to),
                stand_in=stand_in.name,
                counts=portfolio._words(mine) or absence.env._("nothing was open"),
            ),
            stand_in,
        )

    @api.model
    def _take_on(self, orientation):
        """Give who stands in what comes up of an orientation whose referent is away.

        It was answered, and in no portfolio, as they left; it comes back with the rest.
        sudo: whoever has something to say to the referent.
        """
        away = orientation.env["club.absence"].sudo()
        mine = [("user_id", "=", orientation.sudo().referent_id.id)]
        mine += [("club_id", "=", False), ("state", "=", "running")]
        for absence in away.search(mine, limit=1):
            given = orientation.with_env(absence.env)
            absence.env["club.portfolio"]._give(
                {ORIENTED: given}, absence._holders()[-1:]
            )
            known = absence.handed or {}
            ids = {*known.get(ORIENTED, ()), *given.ids}
            absence.handed = {**known, ORIENTED: sorted(ids)}

    @api.model
    def _followed(self, absence, mine):
        """Return ``{model name: ids}`` of what somebody follows where they are away."""
        portfolio, user = absence.env["club.portfolio"], absence.user_id
        if absence.club_id:
            return portfolio._followed(user, absence.club_id)
        followed = {
            name: records.filtered(
                lambda one: user.partner_id in one.message_partner_ids
            )
            for name, records in portfolio._threads(mine).items()
            if name != ORIENTED
        }
        return {name: records.ids for name, records in followed.items() if records}

    @api.model
    def _is_of(self, absence, record, club, first):
        """Tell whether one record found is for one of the absences to hand over."""
        if record._name != "mail.activity":
            club = "club_id" in record._fields and record.club_id
        return club == absence.club_id if club else first

    @api.model
    @alone("who begins an absence writes it first")
    def _let_in(self, absence):
        """Let who stands in into the club for these days, if a manager said so."""
        club, stand_in = absence.club_id, absence.stand_in_id
        if absence.user_id not in club.animateur_ids and stand_in._club_decides_for(
            club
        ):
            return  # of who manages a club, another manager takes the place
        if stand_in in club.animateur_ids and stand_in._club_is_there(club):
            others = self._beside(absence).filtered("let_in")
            absence.let_in = bool(others)
            return
        if not absence.by_manager or not stand_in.active:
            raise UserError(
                absence.env._(
                    "%(user)s is not of %(club)s any more: choose somebody else to "
                    "stand in.",
                    user=stand_in.name,
                    club=club.name,
                )
            )
        absence.let_in = True
        club.animateur_ids = [Command.link(stand_in.id)]

    @api.model
    def _beside(self, absence):
        """Return the other absences of the club for which the same one stands in."""
        return absence.search(
            [
                ("id", "!=", absence.id),
                ("club_id", "=", absence.club_id.id),
                ("stand_in_id", "=", absence.stand_in_id.id),
                ("state", "=", "running"),
            ]
        )

    @api.model
    def _follow_hand_over(self, giver, taker, clubs):
        """Let who was given a portfolio stand in where the giver did.

        sudo: absences are written by the code alone; who hands over was asked.
        """
        mine = clubs.env["club.absence"].sudo()
        mine = mine.search(
            [
                ("stand_in_id", "=", giver.id),
                ("user_id", "!=", taker.id),
                ("club_id", "in", [*(clubs & taker.sudo().club_ids).ids, False]),
                ("state", "in", ("planned", "running")),
            ]
        )
        asked = clubs.env["club.absence.guard"]
        mine = mine.filtered(
            lambda one: one.club_id or not asked._lacking(one.user_id, taker)
        )
        for absence in mine:
            self._take_seats_back(absence)
            if absence.let_in:
                absence.club_id.animateur_ids = [Command.unlink(giver.id)]
        mine.write({"stand_in_id": taker.id, "let_in": False, "lent_seats": 0})
        self._let_out(giver, clubs)

    @api.model
    def _let_out(self, giver, clubs):
        """Let out who stood in for somebody who did not come back, once it is given away.

        sudo: absences are written by the code alone.
        """
        over = clubs.env["club.absence"].sudo()
        over = over.search(
            [
                ("stand_in_id", "=", giver.id),
                ("let_in", "=", True),
                ("state", "=", "over"),
                ("club_id", "in", clubs.ids),
            ]
        )
        over = over.filtered(lambda one: not self._beside(one))
        for absence in over:
            if not absence.user_id._club_is_there(absence.club_id):
                self._take_seats_back(absence)
                absence.club_id.animateur_ids = [Command.unlink(giver.id)]
        over.write({"let_in": False, "lent_seats": 0})

    # === SEATS === #

    @api.model
    def _lend_seats(self, absence, journeys):
        """Give who stands in the seats that are missing, if a manager said so."""
        if absence.by_manager:
            absence.lent_seats = self._add_seats(
                absence.stand_in_id,
                journeys,
                absence.env._(
                    "Stands in for %(user)s until %(day)s",
                    user=absence.user_id.name,
                    day=format_date(absence.env, absence.date_to),
                ),
            )

    @api.model
    def _add_seats(self, user, journeys, reason):
        """Add the seats that somebody lacks for these journeys; return how many."""
        load = journeys.env["club.caseload"].search([("user_id", "=", user.id)])
        wanted = len(journeys.filtered("is_seated"))
        missing = max(0, wanted - load._capacity() + load.seats_taken)
        if load and missing:
            load.write(
                {
                    "extra_seats": load.extra_seats + missing,
                    "extra_seats_reason": reason,
                }
            )
        return missing

    @api.model
    def _take_seats_back(self, absence):
        """Take back the seats lent, but for those that are held by now."""
        load = absence.env["club.caseload"].search(
            [("user_id", "=", absence.stand_in_id.id)]
        )
        free = max(0, load._capacity() - load.seats_taken)
        if lent := min(absence.lent_seats, load.extra_seats, free):
            load.extra_seats -= lent

    # === IT ENDS === #

    @api.model
    def _end(self, absences):
        """Give back what is still open; once, whoever asks at the same instant."""
        absences = absences.sudo()
        self._hold(absences)
        planned = absences.filtered(lambda one: one.state == "planned")
        planned.write({"state": "cancelled"})
        running = absences.filtered(lambda one: one.state == "running")
        holders = {absence: absence._holders() for absence in running}
        running.write({"state": "over", "ended_on": fields.Datetime.now()})
        running.flush_recordset()
        for absence in running:
            if absence._is_there(absence.user_id):
                self._give_back(absence, holders[absence])
            else:
                absence._tell_manager(
                    absence.env._(
                        "%(user)s does not come back: %(stand_in)s keeps what was "
                        "handed over, until you decide.",
                        user=absence.user_id.name,
                        stand_in=absence.stand_in_id.name,
                    )
                )

    @api.model
    def _give_back(self, absence, holders):
        """Give one club's things back to who comes back."""
        portfolio, club = absence.env["club.portfolio"], absence.club_id
        user, stand_in = absence.user_id, absence.stand_in_id
        leaving = absence.let_in and not self._beside(absence)
        back = {
            name: portfolio._still(name, ids, holders)
            for name, ids in (absence.handed or {}).items()
        }
        if leaving:
            more = portfolio._of(stand_in, club, whole=False)
            more = {name: one for name, one in more.items() if name not in APART}
        else:
            back = {name: self._not_done(absence, one) for name, one in back.items()}
            more = portfolio._about(back, holders, club)
        back = portfolio._joined(back, more)
        if club:
            journeys = back.get("club.participant", absence.env["club.participant"])
            self._add_seats(user, journeys, absence.env._("Back from an absence"))
        portfolio._give(back, user)
        portfolio._follow(portfolio._rows(absence.followed), user.browse(), user)
        portfolio._follow(portfolio._rows(absence.joined), stand_in, user.browse())
        self._take_seats_back(absence)
        if leaving:
            club.animateur_ids = [Command.unlink(stand_in.id)]
        self._say(
            absence,
            absence.env._(
                "%(user)s is back, %(stand_in)s gives back: %(counts)s.",
                user=user.name,
                stand_in=stand_in.name,
                counts=portfolio._words(back) or absence.env._("nothing was open"),
            ),
            user | stand_in,
        )

    @api.model
    def _not_done(self, absence, records):
        """Leave out sessions that took place meanwhile: who ran them closes them."""
        if "stop" not in records._fields:
            return records
        now = fields.Datetime.now()
        return records.filtered(lambda one: not absence.started_on <= one.stop <= now)

    @api.model
    def _say(self, absence, text, users):
        """Tell the club what went to whom, of no club those users; never why."""
        if absence.club_id:
            absence.club_id.message_post(body=Markup("<p>%s</p>") % text)
        for user in users.browse() if absence.club_id else users:
            absence._write_to(user, text)
