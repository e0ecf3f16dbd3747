from ast import literal_eval
from contextlib import suppress

from odoo import SUPERUSER_ID, api, models
from odoo.fields import Command, Domain

from ..tools.guarded import OPEN
from ..tools.mail_activity import club_of
from .club_departure import FOLLOWS_ALONE

QUIET = {
    "mail_activity_quick_update": True,
    "mail_auto_subscribe_no_notify": OPEN,
}
"""One gesture makes no hundred e-mails: the clubs' log says it once."""

ORIENTED = "club.orientation"
"""What goes from a referent to a referent, who need not be of the club."""

TASKS = "mail.activity"

NOTED = ("handed", "followed", "joined")
"""Where an absence notes records: ``{model: ids}``."""

ABOUT = ("participant_id", "candidacy_ids.participant_id")
"""Ways from what somebody is in charge of to the journey that it is about."""

SETTINGS = (
    ("ir.cron", "user_id", "model_id.model"),
    ("mail.activity.type", "default_user_id", "res_model"),
    ("mail.activity.plan.template", "responsible_id", "plan_id.res_model"),
    ("ir.actions.server", "activity_user_id", "model_id.model"),
)
"""Settings of Odoo that name somebody: model, field, the model that they are about."""

LEFT = dict.fromkeys(("ir.actions.server", "mail.activity.type"), False)
LEFT["ir.cron"] = SUPERUSER_ID
"""Who is named where nobody takes over; a step of a plan keeps whom it cannot lack."""


class ClubPortfolio(models.AbstractModel):
    """Find all that somebody is in charge of, and put it in somebody else's name.

    A departure and an absence hand over the same things, and what they are is found in
    the registry (``_handed_over`` of each model, what is to be done on any record of
    the clubs): nothing is forgotten by one that the other thinks of.
    """

    _name = "club.portfolio"
    _description = "What somebody is in charge of"

    # === WHAT THEY HAVE === #

    @api.model
    def _of(self, user, clubs, whole=True):
        """Return ``{model name: what is open}`` of one user in these clubs.

        :param whole: whether these are all their clubs: what is of no club goes then.
            The employers are shared: with some of the clubs go those of their prospects.
        """
        departure = self.env["club.departure"]
        found = {
            name: records.filtered(lambda one: one.club_id in clubs)
            for name, records in departure._held(user).items()
        }
        apart = departure._held_apart(user)
        if not whole:
            apart = {"res.partner": apart["res.partner"] & found["crm.lead"].partner_id}
        elif not (self._clubs_of(user) & clubs or any(found.values())):
            apart["res.partner"] = apart["res.partner"].browse()
        found |= {
            name: records.filtered(
                lambda one: "club_ids" not in one._fields or one.club_ids <= clubs
            )
            for name, records in apart.items()
        }
        tasks = departure._tasks(user)
        by_club = tasks._club_by_task()
        found[TASKS] = tasks.filtered(
            lambda task: (
                by_club[task] in clubs
                if by_club.get(task)
                else whole or self._is_on(task, apart)
            )
        )
        return found

    @api.model
    def _of_no_club(self, user):
        """Return ``{model name: what is open}`` of one user outside their clubs.

        What a referent oriented, in whatever club; what is of no club at all, of who
        works in none: with a club it goes with it (:meth:`_of`).
        """
        departure, mine = self.env["club.departure"], self._clubs_of(user)
        mine = mine.filtered("active")
        found = {
            name: records.filtered(
                lambda one, name=name: name == ORIENTED or one.club_id not in mine
            )
            for name, records in departure._held(user).items()
        }
        found |= {} if mine else departure._held_apart(user)
        tasks = departure._tasks(user)
        by_club = tasks._club_by_task()
        found[TASKS] = tasks.filtered(
            lambda task: (
                by_club[task] not in mine
                if by_club.get(task)
                else not mine or self._is_on(task, {ORIENTED: found[ORIENTED]})
            )
        )
        return found

    @api.model
    def _clubs_apart(self, user):
        """Return the clubs, where they do not work, in which one user has something."""
        found = self._of_no_club(user)
        clubs = self.env["club.club"]
        for name, records in found.items():
            if name == TASKS:
                clubs = clubs.union(*records._club_by_task().values())
            elif "club_id" in records._fields:
                clubs |= records.club_id
        return clubs

    @api.model
    def _clubs_of(self, user):
        """Return where one user works or decides; sudo: of a colleague."""
        return user.sudo().club_ids | user.sudo().club_managed_ids

    @api.model
    def _is_on(self, task, found):
        """Tell whether a task is on one of the records found."""
        return task.res_id in found.get(task.res_model, self.env["res.partner"]).ids

    @api.model
    def _field_of(self, name):
        """Return the name of the field that says who is in charge."""
        return "user_id" if name == TASKS else self.env[name]._handed_over[0]

    @api.model
    def _still(self, name, ids, holders):
        """Return which of these records are open, and in the name of some users."""
        model = self.env[name]
        domain = Domain("id", "in", ids)
        domain &= Domain(self._field_of(name), "in", holders.ids)
        if name not in (TASKS, ORIENTED):  # whose answer came meanwhile is theirs
            domain &= Domain(model._handed_over[1])
        return model.search(domain)

    @api.model
    def _takeable(self, found, taker):
        """Leave out what is of no club that who takes over may not read: a committee."""
        for name, records in found.items():
            if "territory_id" in records._fields and "club_id" not in records._fields:
                seen = records.with_user(taker)._filtered_access("read")
                found[name] = seen.with_env(self.env)
        return found

    @api.model
    def _words(self, found):
        """Return how much of each there is, as words."""
        departure = self.env["club.departure"]
        return departure._sentence(
            {departure._label(name): len(records) for name, records in found.items()}
        )

    # === WHAT FOLLOWS IT === #

    @api.model
    def _about(self, found, holders, clubs):
        """Return what some users have in hand about the journeys and records found."""
        journeys = found.get("club.participant", self.env["club.participant"])
        more = {}
        for name, records in self.env["club.departure"]._held(holders).items():
            ways = [way for way in ABOUT if way.split(".")[0] in records._fields]
            if name != ORIENTED and ways:
                more[name] = records.filtered(
                    lambda one, ways=ways: (
                        one.club_id in clubs
                        and any(one.mapped(way) & journeys for way in ways)
                    )
                )
        tasks = self.env["club.departure"]._tasks(holders)
        given = {name: set(one.ids) for name, one in found.items() if name != TASKS}
        records = tasks._club_records()
        more[TASKS] = tasks.filtered(
            lambda task: (
                task.res_id in given.get(task.res_model, ())
                or (task in records and self._journey_of(records[task]) & journeys)
            )
        )
        return more

    @api.model
    def _journey_of(self, record):
        known = "participant_id" in record._fields
        return record.participant_id if known else self.env["club.participant"]

    @api.model
    def _joined(self, *portfolios):
        """Return portfolios as one."""
        joined = {}
        for portfolio in portfolios:
            for name, records in portfolio.items():
                joined[name] = joined.get(name, self.env[name]) | records
        return joined

    # === WHO HAS IT THEN === #

    @api.model
    def _give(self, found, taker):
        """Put all that was found in the name of ``taker``: seats come first."""
        given = dict(found)
        self._give_meetings(found, taker)
        if oriented := given.pop(ORIENTED, None):
            answers = self.env["club.orientation.answer"]
            oriented = oriented.with_context(**QUIET, club_restriction=OPEN)
            answers._give_away(oriented, taker)
        for name, records in given.items():
            # sudo: the code alone writes these; the clubs were checked. And what is to
            # be done about an orientation is on what a manager reads and writes not.
            by_code = name in (*FOLLOWS_ALONE, TASKS)
            records = records.sudo() if by_code else records
            # Who is in charge changes, and nothing of whoever is left alone does.
            records = records.with_context(**QUIET, club_restriction=OPEN)
            records.write({self._field_of(name): taker.id})

    @api.model
    def _give_meetings(self, found, taker):
        """Put in the calendar of ``taker`` the meetings to come about what was found.

        Those that are no session: a visit to an employer, planned from a prospect or
        from what is to be done. They are of whoever is in charge by now; what somebody
        else organises about the same is theirs. sudo: a colleague's calendar.
        """
        events = self.env["calendar.event"].sudo()
        coming = Domain("start", ">", "now") & Domain("club_session_ids", "=", False)
        for name, records in found.items():
            if name == TASKS:
                about = Domain("activity_ids", "in", records.ids)
            else:
                about = Domain("res_model", "=", name)
                about &= Domain("res_id", "in", records.ids)
            if name == "crm.lead":
                about |= Domain("opportunity_id", "in", records.ids)
            holders = records.sudo().mapped(self._field_of(name))
            mine = Domain("user_id", "in", (holders - taker).ids)
            events |= events.search(coming & about & mine)
        quiet = self.env["club.session.calendar"]._quiet(events)
        quiet = quiet.with_context(**QUIET, club_restriction=OPEN)
        for user, some in quiet.grouped("user_id").items():
            guests = [Command.link(taker.partner_id.id)]
            guests.append(Command.unlink(user.partner_id.id))
            some.write({"user_id": taker.id, "partner_ids": guests})

    @api.model
    def _followed(self, user, clubs):
        """Return ``{model name: ids}`` of what one user follows in these clubs."""
        found = {}
        rows = self.env["club.departure"]._followings(user)
        for name, some in rows.grouped("res_model").items():
            records = self.env[name].sudo().browse(some.mapped("res_id")).exists()
            ours = records.filtered(lambda one: club_of(one) in clubs)
            if ours:
                found[name] = ours.ids
        return found

    @api.model
    def _rows(self, ids_by_model):
        """Return the records that are noted as ``{model name: ids}``, if they are left."""
        return {
            name: self.env[name].browse(ids).exists()
            for name, ids in (ids_by_model or {}).items()
        }

    @api.model
    def _merged(self, gone, kept):
        """Give back what was handed over as the record it is by now.

        sudo: absences are written by the code alone, whoever merges.
        """
        absences = self.env["club.absence"].sudo()
        for absence in absences.search([("state", "=", "running")]):
            for name in NOTED:
                ids = (absence[name] or {}).get(gone._name, ())
                if set(ids) & set(gone.ids):
                    left = {*ids, kept.id} - set(gone.ids)
                    absence[name] = {**absence[name], gone._name: sorted(left)}

    @api.model
    def _threads(self, found):
        """Return what can be followed of a portfolio."""
        return {
            name: records
            for name, records in found.items()
            if "message_follower_ids" in records._fields
        }

    @api.model
    def _follow(self, told, leaver, taker):
        """Let ``taker`` follow instead of ``leaver``; return ids of what is new to them.

        Either may be nobody. sudo: who follows what is nobody's to write.
        """
        new = {}
        for name, records in told.items():
            # Who follows who is left alone changes, and nothing of them does.
            records = records.sudo().with_context(club_restriction=OPEN)
            records.message_unsubscribe(partner_ids=leaver.partner_id.ids)
            if taker:
                unknown = records.filtered(
                    lambda one: taker.partner_id not in one.message_partner_ids
                )
                unknown.message_subscribe(partner_ids=taker.partner_id.ids)
                new[name] = unknown.ids
        return new

    # === WHAT NAMES THEM ELSEWHERE === #

    @api.model
    def _give_settings(self, user, heir=None):
        """Put what Odoo's settings say of the clubs' models in somebody else's name.

        Jobs run as the system from then on. sudo: settings are an administrator's, and
        who leaves is named there without anybody knowing.
        """
        names = list(self.env["club.departure"]._models_bearing())
        for model, field, about in SETTINGS:
            found = self.env[model].sudo().with_context(active_test=False)
            found = found.search([(about, "in", names)])
            # Asked for by its name, one of these fields answers of something else.
            found = found.filtered(lambda one, field=field: one[field] == user)
            left = LEFT.get(model, user.id)
            found.write({field: heir.id if heir and model != "ir.cron" else left})
        self._give_defaults(user, heir, names)
        self._give_addresses(user, heir, names)
        teams = self.env["crm.team"].sudo().with_context(active_test=False)
        teams = teams.search([("club_ids", "!=", False)])
        teams.filtered(lambda team: team.user_id == user).user_id = heir
        liked = teams.filtered(lambda team: user in team.favorite_user_ids)
        liked.write({"favorite_user_ids": [Command.unlink(user.id)]})

    @api.model
    def _give_addresses(self, user, heir, names):
        """Correct whom the addresses of the clubs' models give what comes in to."""
        aliases = self.env["mail.alias"].sudo()
        for alias in aliases.search([("alias_model_id.model", "in", names)]):
            fields = self.env[alias.alias_model_id.model]._fields
            with suppress(ValueError, SyntaxError):
                known = literal_eval(alias.alias_defaults)
                told = {
                    name: value
                    for name, value in known.items()
                    if value != user.id
                    or name not in fields
                    or fields[name].comodel_name != "res.users"
                }
                if heir:
                    told |= dict.fromkeys(known.keys() - told.keys(), heir.id)
                if told != known:
                    alias.alias_defaults = repr(told)

    @api.model
    def _give_defaults(self, user, heir, names):
        """Correct the defaults that name somebody, drop them where nobody takes over."""
        defaults = self.env["ir.default"].sudo()
        defaults = defaults.search(
            [
                ("field_id.relation", "=", "res.users"),
                ("field_id.model", "in", names),
                ("json_value", "=", str(user.id)),
            ]
        )
        if heir:
            defaults.write({"json_value": str(heir.id)})
        else:
            defaults.unlink()
