from collections import Counter, defaultdict

from markupsafe import Markup

from odoo import api, models, tools
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ...utils.races import alone
from ..tools.mail_activity import club_of
from ..tools.ours import is_ours

FOLLOWS_ALONE = ("club.answer.link", "crm.team")
"""What goes to whoever is there when the time comes: nobody has to hand it over."""


ITSELF = ("club.participant",)
"""What says by itself whose it is, as it becomes open again: seats decide with it."""


class ClubDeparture(models.AbstractModel):
    """Stop at once what reaches a user who leaves a club, a territory or a role.

    Whatever changed it, what counts is where they work now and what Odoo lets them read:
    what they follow, or have to do, elsewhere is taken off them. A model says what a user
    is in charge of with ``_handed_over = (field, domain of what is still open)``, and
    names in ``_not_handed_over`` the fields that say who did something.
    """

    _name = "club.departure"
    _description = "Departure of a user"

    # === WHAT THEY HOLD === #

    @api.model
    def _models_with(self, field):
        """Return the names of the models of clubs that have this field."""
        return [
            name
            for name, model in self.env.items()
            if not (model._abstract or model._transient)
            and field in model._fields
            and (name.startswith("club.") or "club_id" in model._fields)
        ]

    @api.model
    @tools.ormcache()
    def _models_bearing(self):
        """Return the names of the models that are ours, or bear a field of ours."""
        return tuple(
            name
            for name, model in self.env.items()
            if model._auto
            and not (model._abstract or model._transient)
            and any(is_ours(model, field) for field in model._fields.values())
        )

    @api.model
    def _charges(self, users, of_clubs=None):
        """Yield ``(model name, its open records)`` that these users are in charge of.

        :param of_clubs: only what has a club, or only what has none
        """
        for name, model in self.env.items():
            charge = getattr(model, "_handed_over", None)
            if charge and of_clubs in (None, "club_id" in model._fields):
                field, still_open = charge
                # sudo: the team of a club is read by who manages it, whatever they sell.
                model = model.sudo() if name == "crm.team" else model
                mine = Domain(field, "in", users.ids) & Domain(still_open)
                if "club_id" in model._fields:
                    mine &= Domain("club_id", "!=", False)
                # Who reads none of a kind has none to hand over.
                seen = model.has_access("read")
                yield name, model.search(mine) if seen else model.browse()

    @api.model
    def _held(self, users):
        """Return ``{model name: open records}`` of clubs that these users have."""
        return dict(self._charges(users, of_clubs=True))

    @api.model
    def _held_apart(self, users):
        """Return ``{model name: open records}`` of no club that these users have."""
        return dict(self._charges(users, of_clubs=False))

    @api.model
    def _tasks(self, users):
        """Return what these users have to do on records of the clubs, wherever."""
        tasks = self.env["mail.activity"].search(
            [
                ("user_id", "in", users.ids),
                ("res_model", "in", self._models_bearing()),
            ]
        )
        ours = set(self._models_with("activity_ids"))
        elsewhere = tasks.filtered(lambda task: task.res_model not in ours)
        return (tasks - elsewhere) | elsewhere._club_traced()

    @api.model
    def _hold(self, users):
        """Let nobody give these users something in their clubs as they leave them.

        Whoever hands over, or says who stands in, writes the clubs first; a journey
        takes a seat of whoever follows it. sudo: whoever changes a user.
        """
        users = users.sudo().with_context(active_test=False)
        self.env["club.race"]._hold(users.club_ids)
        self.env["club.race"]._hold_found(
            "club.seat", [("caseload_id.user_id", "in", users.ids)]
        )

    @api.model
    @alone("who hands over writes the clubs, other things are handed over later")
    def _check(self, users):
        """Refuse to archive who still holds something: hand it over first.

        sudo: an administrator reads no journey, and numbers only are shown.

        :raise UserError: naming the dialog that hands over
        """
        service = self.with_env(users.env)
        for user in users.sudo():
            counts = {
                service._label(name): len(records)
                for name, records in service._charges(user)
                if name not in FOLLOWS_ALONE
            }
            counts[service._label("mail.activity")] = len(service._tasks(user))
            if any(counts.values()):
                raise UserError(
                    self.env._(
                        "%(user)s still has in the clubs: %(counts)s. Hand them over "
                        "first, by “Reassign a portfolio” (a manager does it), then "
                        "archive.",
                        user=user.name,
                        counts=self._sentence(counts),
                    )
                )

    @api.model
    def _label(self, name):
        """Return the word for the records of a model, as the screens have it."""
        words = {
            "crm.lead": self.env._("Prospects"),
            "mail.activity": self.env._("Things to do"),
            "res.partner": self.env._("Employers"),
        }
        return words.get(name) or self.env["ir.model"]._get(name).name

    @api.model
    def _sentence(self, counts):
        """Return ``{label: number}`` as words, nothing for what there is none of."""
        return ", ".join(f"{label} ({n})" for label, n in sorted(counts.items()) if n)

    # === WHAT THEY HAD, OPEN AGAIN === #

    @api.model
    def _put_away(self, records):
        """Return those of the records that nobody is in charge of, for they are over."""
        charge = getattr(records, "_handed_over", None)
        if not charge or records._name in ITSELF or "club_id" not in records._fields:
            return records.browse()
        return records - records.sudo().filtered_domain(Domain(charge[1]))

    @api.model
    def _hand_on(self, records):
        """Put what is open again in the name of whoever is there, if who had it is gone.

        What was over as they left was in no portfolio. sudo: whoever opens it again.
        """
        for record in (records - self._put_away(records)).sudo():
            name = record._handed_over[0]
            owner, club = record[name], record.club_id
            if owner and club and not owner._club_is_there(club):
                record[name] = club._in_charge(owner)

    # === WHEN THEY LEAVE === #

    @api.model
    def _let_go(self, users):
        """Stop what reaches these users from records they may not read any more.

        sudo: whoever changes a team reads neither its followers nor its tasks. What an
        end put away is handed over too: a journey taken up again brings it back.
        """
        users.invalidate_recordset(["club_managed_ids"])
        users = users.sudo().with_context(active_test=False)
        service = self.with_env(users.env)
        followings = service._followings(users).grouped("partner_id")
        gone = users.filtered(lambda user: not user.active)
        elsewhere = service._followings_elsewhere(gone)
        tasks = service._tasks(users).grouped("user_id")
        for user in users:
            if rows := followings.get(user.partner_id):
                service._not_theirs(user, rows).unlink()
            elsewhere.filtered(
                lambda row, user=user: row.partner_id == user.partner_id
            ).unlink()
            service._leave_calendar(user)
            theirs = tasks.get(user, self.env["mail.activity"])
            lost = service._not_theirs(user, theirs.sudo())
            service._log_departure(user, lost._club_hand_over())
            if not user.active:
                service.env["club.portfolio"]._give_settings(user)
        service.env["club.unattended"]._tell()

    @api.model
    def _followings(self, users):
        """Return what these users follow in the clubs; sudo: it is to end it."""
        return (
            self.env["mail.followers"]
            .sudo()
            .search(
                [
                    ("partner_id", "in", users.sudo().partner_id.ids),
                    ("res_model", "in", self._models_with("message_follower_ids")),
                ]
            )
        )

    @api.model
    def _followings_elsewhere(self, users):
        """Return what these users follow of Odoo's that is the clubs': employers, teams.

        Who works here no more would be written to at their own address: Odoo takes the
        contact of an archived user for a customer. Who left the clubs alone may follow
        an employer for another reason. sudo: it is to end it.
        """
        names = set(self._models_bearing()) - set(
            self._models_with("message_follower_ids")
        )
        rows = (
            self.env["mail.followers"]
            .sudo()
            .search(
                [
                    ("partner_id", "in", users.sudo().partner_id.ids),
                    ("res_model", "in", sorted(names)),
                ]
            )
        )
        found = rows.browse()
        for name, some in rows.grouped("res_model").items():
            records = self.env[name].sudo().browse(some.mapped("res_id")).exists()
            ours = records.filtered(lambda one: one._club_is_traced())
            found |= some.filtered(lambda row, ours=ours: row.res_id in ours.ids)
        return found

    @api.model
    def _leave_calendar(self, user):
        """Take one user off the sessions to come of clubs that are not theirs."""
        coming = self.env["club.session"].search(
            [
                ("event_id.partner_ids", "in", user.partner_id.ids),
                ("stop", ">", "now"),
            ]
        )
        own = self._own(user, coming) if user.active else ()
        left = coming.filtered(lambda session: session.id not in own)
        left._quiet_events().write(
            {"partner_ids": [Command.unlink(user.partner_id.id)]}
        )

    @api.model
    def _not_theirs(self, user, rows):
        """Return the followings or tasks on records that are not one user's any more."""
        lost = rows.browse()
        for name, some in rows.grouped("res_model").items():
            seen = self._readable(user, name, some.mapped("res_id"))
            mine = self._own(user, self.env[name].sudo().browse(seen))
            lost |= some.filtered(lambda row, mine=mine: row.res_id not in mine)
        return lost

    @api.model
    def _own(self, user, records):
        """Return ids: of the clubs where one user works, of no club, or oriented."""
        clubs = records.env["club.club"].union(*map(club_of, records))
        there = clubs.filtered(user._club_is_there)
        return {
            record.id
            for record in records
            if not (club := club_of(record))
            or club in there
            or ("referent_id" in record._fields and record.referent_id == user)
        }

    @api.model
    def _readable(self, user, name, ids):
        """Return which of these ids one user may read; nobody archived reads."""
        if not user.active:
            return ()
        records = self.env[name].with_user(user).browse(ids)
        return records.exists()._filtered_access("read")._ids

    @api.model
    def _log_departure(self, user, handed):
        """List in each club what was handed over, and what is still in their name.

        :param handed: ``{club: number of things to do handed over}``
        """
        left = defaultdict(Counter)
        for name, records in self._held(user).items():
            readable = set(self._readable(user, name, records.ids))
            for record in records:
                if record.id not in readable and name not in FOLLOWS_ALONE:
                    left[record.club_id][self._label(name)] += 1
        for club in self.env["club.club"].union(*handed, *left):
            words = [self._gone_label(user)]
            if handed[club]:
                things = {self._label("mail.activity"): handed[club]}
                words.append(self.env._("Handed over: %s.", self._sentence(things)))
            if left[club]:
                words.append(
                    self.env._(
                        "Still in their name, to hand over by “Reassign a portfolio”: "
                        "%s.",
                        self._sentence(left[club]),
                    )
                )
            club.message_post(body=Markup("<p>%s</p>") % " ".join(words))

    @api.model
    def _gone_label(self, user):
        """Say how one user is gone: from everywhere, or from this club only."""
        animated, managed = user._club_reach() if user.active else ((), ())
        if managed:
            return self.env._("%s does not answer for this club any more.", user.name)
        if animated and user.has_group("clubs_ambition.group_clubs_animateur"):
            return self.env._("%s does not run this club any more.", user.name)
        return self.env._("%s is not here any more.", user.name)
