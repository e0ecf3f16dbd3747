from collections import defaultdict

from markupsafe import Markup

from odoo import api, fields, models, tools
from odoo.exceptions import UserError

from ...utils import clock

FIXED = {"required": True, "readonly": True, "copy": False, "index": True}


class ClubAbsence(models.Model):
    """Some days during which a user is away from a club, and a colleague stands in.

    Without a club, it covers all that the user has outside the clubs where they work: the
    orientations of a referent, the tasks of a coordinator or a data officer.

    When it begins, what the user has open goes to the colleague, and is noted. On the day
    after the last, what is still open and still with the colleague comes back, and so does
    what came in about it. What was done keeps its author; what was given to somebody else
    stays there; what came in by itself stays with the colleague, unless they were let into
    the club for these days only: then nothing stays with them.

    Beginning and ending write the row of the absence first: of two people who do it at the
    same instant, the second starts again and finds it done.
    """

    _name = "club.absence"
    _description = "Absence"
    _inherit = ["club.transition.mixin"]
    _order = "date_from desc, id desc"
    _rec_name = "user_id"
    _initial_states = ("planned",)
    _transitions = dict.fromkeys(("over", "cancelled"), ())
    _transitions |= {"planned": ("running", "cancelled"), "running": ("over",)}
    _not_handed_over = ("user_id", "stand_in_id")

    club_id = fields.Many2one(
        "club.club",
        ondelete="cascade",
        readonly=True,
        copy=False,
        index=True,
        help="Empty: what is of no club where they work, as orientations are.",
    )
    user_id = fields.Many2one("res.users", "Away", ondelete="restrict", **FIXED)
    stand_in_id = fields.Many2one(
        "res.users", "Stands in", ondelete="restrict", **FIXED
    )
    date_from = fields.Date(required=True, readonly=True, copy=False, string="From")
    date_to = fields.Date(
        required=True,
        readonly=True,
        copy=False,
        string="To",
        help="Last day away: everything comes back on the next one.",
    )
    state = fields.Selection(
        [
            ("planned", "To come"),
            ("running", "Under way"),
            ("over", "Over"),
            ("cancelled", "Cancelled"),
        ],
        default="planned",
        required=True,
        copy=False,
    )
    may_decide = fields.Boolean(compute="_compute_may_decide")

    by_manager = fields.Boolean(
        readonly=True, copy=False, groups="base.group_system", string="By a manager"
    )
    let_in = fields.Boolean(
        readonly=True,
        copy=False,
        groups="base.group_system",
        string="Let into the club for these days",
    )
    lent_seats = fields.Integer(readonly=True, copy=False, groups="base.group_system")
    handed = fields.Json(
        readonly=True,
        copy=False,
        groups="base.group_system",
        string="What was handed over",
    )
    followed = fields.Json(readonly=True, copy=False, groups="base.group_system")
    joined = fields.Json(readonly=True, copy=False, groups="base.group_system")
    started_on = fields.Datetime(readonly=True, copy=False)
    ended_on = fields.Datetime(readonly=True, copy=False, string="Back on")

    _days_order = models.Constraint(
        "CHECK(date_to >= date_from)", "An absence ends after it begins."
    )
    _somebody_else = models.Constraint(
        "CHECK(user_id != stand_in_id)", "Nobody stands in for oneself."
    )
    _once = models.Constraint(
        "EXCLUDE USING gist (int4range(user_id, user_id, '[]') WITH &&, "
        "int4range(COALESCE(club_id, 0), COALESCE(club_id, 0), '[]') WITH &&, "
        "daterange(date_from, date_to, '[]') WITH &&) "
        "WHERE (state IN ('planned', 'running'))",
        "This absence crosses another one of the same person: change that one.",
    )
    _due_idx = models.Index("(state, date_to) WHERE state IN ('planned', 'running')")

    @api.depends_context("uid")
    @api.depends("user_id", "club_id")
    def _compute_may_decide(self):
        for absence in self:
            absence.may_decide = absence._may_change()

    def _may_change(self):
        """Tell whether the reader ends one absence, or moves its end.

        Of no club, what it was about is with whoever stands in: who declared it does.
        """
        if self.env["club.absence.guard"]._may_declare(self.user_id, self.club_id):
            return True
        mine = not self.club_id and self.create_uid == self.env.user
        return mine and self.env.user._club_decides_for(self.club_id)

    def write(self, vals):
        result = super().write(vals)
        if {"state", "stand_in_id"} & vals.keys():
            self.env.registry.clear_cache()
        return result

    # === GESTURES === #

    @api.model
    def _declare(self, user, stand_in, clubs, days):
        """Record an absence of these clubs; it begins at once if its day has come.

        :param clubs: none, for what is of no club where they work
        """
        asked = self.env["club.absence.guard"]
        asked._check_may_declare(user, clubs)
        self._hold_parties(clubs, user | stand_in)
        asked._check_days(clubs, days)
        asked._check_stand_in(user, stand_in, clubs, days)
        asked._check_free(self.browse(), user, clubs, days)
        decides = self.env.user._club_decides_for(clubs)
        # sudo: nobody writes absences but this gesture, whose author was asked.
        absences = self.sudo().create(
            [
                {
                    "club_id": club.id,
                    "user_id": user.id,
                    "stand_in_id": stand_in.id,
                    "date_from": days[0],
                    "date_to": days[1],
                    "by_manager": decides,
                }
                for club in clubs or [clubs]
            ]
        )
        due = absences.filtered(lambda one: one.date_from <= clock.today(one))
        self.env["club.stand.in"]._start(due)
        return absences.with_env(self.env)

    @api.model
    def _hold_parties(self, clubs, users):
        """Hold the clubs that somebody is away from; where there is none, who they are."""
        self.env["club.race"]._hold(*([clubs] if clubs else [users.sudo()]))

    def _move_end(self, last):
        """Make absences longer or shorter, from today on."""
        asked = self.env["club.absence.guard"]
        for absence in self:
            absence._check_open()
            parties = absence.user_id | absence.stand_in_id
            self._hold_parties(absence.club_id, parties)
            days = (absence.date_from, last)
            asked._check_days(absence.club_id, days)
            asked._check_free(absence, absence.user_id, absence.club_id, days)
            asked._check_there(
                *(absence.user_id, absence.stand_in_id, absence.club_id, days)
            )
            absence.sudo().write({"date_to": last})

    def action_move(self):
        """Ask for another last day."""
        self.ensure_one()
        self._check_open()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change the end"),
            "res_model": "club.absence.declare",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_absence_id": self.id,
                "default_user_id": self.user_id.id,
                "default_stand_in_id": self.stand_in_id.id,
                "default_date_from": self.date_from,
                "default_date_to": self.date_to,
            },
        }

    def action_end(self):
        """Give everything back now, before the day."""
        for absence in self:
            absence._check_open()
            self.env["club.stand.in"]._end(absence.sudo())
        return True

    def action_cancel(self):
        """Cancel absences to come."""
        for absence in self:
            absence._check_open()
            absence.sudo().write({"state": "cancelled"})
        return True

    def _check_open(self):
        """Refuse to touch what is over, or is nobody's of the reader."""
        if not self._may_change():
            self.env["club.absence.guard"]._refuse_declared()
        if self.state not in ("planned", "running"):
            raise UserError(
                self.env._("This absence is over: declare another one, if need be.")
            )

    # === WHO ANSWERS === #

    def _is_there(self, user):
        """Tell whether somebody works where the absence is of."""
        if self.club_id:
            return user._club_is_there(self.club_id)
        return user.active and user._club_has_role()

    @api.model
    @tools.ormcache()
    def _known_stand_ins(self):
        """Return ``{(club id, user id): id of whoever stands in}`` of those under way."""
        running = self.sudo().search([("state", "=", "running")])
        return {(one.club_id.id, one.user_id.id): one.stand_in_id.id for one in running}

    @api.model
    def _answering(self, club, user):
        """Return who stands in for one user in a club, and for them in turn, or nobody.

        Who stands in and is not of the club any more answers for nobody.
        """
        known, seen, found, apart = self._known_stand_ins(), user, user, False
        while following := self._following(known, club, found):
            if following in seen:
                return user.browse()
            apart = (club.id, found.id) not in known
            found, seen = following, seen | following
        there = found.active if apart else found._club_is_there(club)
        return found if there and found != user else user.browse()

    @api.model
    def _following(self, known, club, user):
        """Return who stands in for one user in a club, or as they are of no club."""
        following = known.get((club.id, user.id))
        if not following and (False, user.id) in known:
            works = club in self.env["club.portfolio"]._clubs_of(user)
            following = not works and known[False, user.id]
        return user.browse(following or [])

    @api.model
    def _away(self, club):
        """Return who is away from a club now."""
        known = self._known_stand_ins()
        away = [user for place, user in known if place == club.id]
        return self.env["res.users"].browse(away)

    def _holders(self):
        """Return who stands in, whoever stands in for them: one of them has it."""
        self.ensure_one()
        known, holders = self._known_stand_ins(), [self.stand_in_id.id]
        while (following := known.get((self.club_id.id, holders[-1]))) not in (
            None,
            self.user_id.id,
            *holders,
        ):
            holders.append(following)
        return self.stand_in_id.browse(holders)

    # === IT BEGINS, IT ENDS === #

    @api.model
    def _cron_absences(self):
        """End and begin what is due, each on its own; say which clubs have nobody."""
        due = self.search([("state", "in", ("planned", "running"))])
        groups = defaultdict(self.browse)
        for one in due:
            today = clock.today(one)
            if one.date_to < today:
                groups["_end", one.user_id, one.stand_in_id] |= one
            elif one.state == "planned" and one.date_from <= today:
                groups["_start", one.user_id, one.stand_in_id] |= one
        # What ends comes first: who is back may stand in for the next one.
        steps = sorted(groups.items(), key=lambda item: item[0][0])
        for (step, user, _stand_in), absences in steps:
            absences.with_context(lang=user.lang)._try(step)
            self.env["ir.cron"]._commit_progress(len(absences))
        self.env["club.unattended"]._tell()

    def _try(self, step):
        """Take one step; what refuses it is told to whoever answers for the club."""
        absences = self.try_lock_for_update()
        if step == "_end":  # somebody may have moved the end since the job began
            absences = absences.filtered(lambda one: one.date_to < clock.today(one))
        try:
            with self.env.cr.savepoint():
                getattr(self.env["club.stand.in"], step)(absences)
        except UserError as error:
            self.env.invalidate_all(flush=False)
            self.env.registry.clear_cache()
            for absence in absences:
                absence._tell_manager(str(error))
            if step == "_start":  # of no club, nothing keeps that it was told once
                absences.filtered(lambda one: not one.club_id).state = "cancelled"

    def _tell_manager(self, why):
        """Give the manager of the club what stopped an absence, once.

        Of no club, who declared it is written to.
        """
        if not self.club_id:
            self._write_to(self.create_uid, why)
            return
        user = self.club_id._managers()[:1] or self.create_uid
        club = self.club_id.with_context(lang=user.lang)
        summary = club.env._("Absence of %s: to settle", self.user_id.name)
        if summary not in club.activity_ids.mapped("summary"):
            club.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=summary,
                note=Markup("<p>%s</p>") % why,
                user_id=user.id,
            )

    def _write_to(self, user, text):
        """Write to somebody about an absence of no club, which has no thread."""
        told = self.with_context(lang=user.lang)
        self.env["mail.thread"].message_notify(
            partner_ids=user.partner_id.ids,
            subject=told.env._("Absence of %s", self.user_id.name),
            body=Markup("<p>%s</p>") % text,
        )
