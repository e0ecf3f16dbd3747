from collections import Counter, defaultdict

from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ..tools.mail_activity import club_of

FOLLOWS_ALONE = ("club.answer.link",)
"""What goes to who is there when the time comes: nobody has to hand it over."""


class ResUsers(models.Model):
    """Who leaves a club, a territory or a role stops hearing of it at once.

    What decides is where they work and what Odoo lets them read, whatever changed it:
    what they follow, or have to do, elsewhere goes. A model of ours says what somebody is in charge
    of by ``_handed_over = (field, domain of what is still open)``.
    """

    _inherit = "res.users"

    # === WHAT THEY HOLD === #

    @api.model
    def _club_models(self, field):
        """Return the names of the models of clubs that have this field."""
        return [
            name
            for name, model in self.env.items()
            if not (model._abstract or model._transient)
            and field in model._fields
            and (name.startswith("club.") or "club_id" in model._fields)
        ]

    def _club_held(self):
        """Return ``{model name: open records}`` that these users are in charge of."""
        held = {}
        for name, model in self.env.items():
            if charge := getattr(model, "_handed_over", None):
                field, still_open = charge
                held[name] = model.search(
                    Domain(field, "in", self.ids)
                    & Domain("club_id", "!=", False)
                    & Domain(still_open)
                )
        return held

    def _club_tasks(self):
        """Return what these users have to do on records of clubs."""
        return self.env["mail.activity"].search(
            [
                ("user_id", "in", self.ids),
                ("res_model", "in", self._club_models("activity_ids")),
            ]
        )

    def _check_club_departure(self):
        """Refuse to archive who still holds something: hand it over first.

        sudo: an administrator reads no journey, and is told numbers only.

        :raise UserError: naming the dialog that hands over
        """
        for user in self.sudo():
            held = user._club_held()
            counts = {
                self._club_label(name): len(records)
                for name, records in held.items()
                if name not in FOLLOWS_ALONE
            }
            counts[self.env._("Things to do")] = len(user._club_tasks())
            if any(counts.values()):
                raise UserError(
                    self.env._(
                        "%(user)s still has in the clubs: %(counts)s. Hand them over "
                        "first, by “Reassign a portfolio” (a manager does it), then "
                        "archive.",
                        user=user.name,
                        counts=self._club_counts(counts),
                    )
                )

    @api.model
    def _club_label(self, name):
        if name == "crm.lead":
            return self.env._("Prospects")
        return self.env["ir.model"]._get(name).name

    @api.model
    def _club_counts(self, counts):
        return ", ".join(f"{label} ({n})" for label, n in sorted(counts.items()) if n)

    # === WHEN THEY LEAVE === #

    def _club_let_go(self):
        """Stop what reaches these users from records out of their sight.

        sudo: whoever changes a team reads neither its followers nor its tasks.
        """
        self.invalidate_recordset(["club_managed_ids"])
        users = self.sudo()
        followings = users._club_followings().grouped("partner_id")
        tasks = users._club_tasks().grouped("user_id")
        for user in users:
            if rows := followings.get(user.partner_id):
                user._club_out_of_sight(rows).unlink()
            user._club_leave_calendar()
            lost = user._club_out_of_sight(tasks.get(user, self.env["mail.activity"]))
            user._club_tell_departure(lost._club_hand_over())

    def _club_followings(self):
        """Return what these users follow in the clubs; sudo: it is to end it."""
        return (
            self.env["mail.followers"]
            .sudo()
            .search(
                [
                    ("partner_id", "in", self.sudo().partner_id.ids),
                    ("res_model", "in", self._club_models("message_follower_ids")),
                ]
            )
        )

    def _club_leave_calendar(self):
        """Take one user off the sessions to come of clubs that are not theirs."""
        self.ensure_one()
        coming = self.env["club.session"].search(
            [
                ("event_id.partner_ids", "in", self.partner_id.ids),
                ("stop", ">", "now"),
            ]
        )
        own = self._club_own(coming) if self.active else ()
        left = coming.filtered(lambda session: session.id not in own)
        left._quiet_events().write(
            {"partner_ids": [Command.unlink(self.partner_id.id)]}
        )

    def _club_out_of_sight(self, rows):
        """Return the rows on records that are not one user's any more."""
        self.ensure_one()
        lost = rows.browse()
        for name, some in rows.grouped("res_model").items():
            seen = self._club_seen(name, some.mapped("res_id"))
            mine = self._club_own(self.env[name].sudo().browse(seen))
            lost |= some.filtered(lambda row, mine=mine: row.res_id not in mine)
        return lost

    def _club_own(self, records):
        """Return ids: of the clubs where one user works, of no club, or oriented."""
        clubs = records.env["club.club"].union(*map(club_of, records))
        there = clubs.filtered(self._club_is_there)
        return {
            record.id
            for record in records
            if not (club := club_of(record))
            or club in there
            or ("referent_id" in record._fields and record.referent_id == self)
        }

    def _club_seen(self, name, ids):
        """Return which of these ids one user may read; nobody archived reads."""
        self.ensure_one()
        if not self.active:
            return ()
        records = self.env[name].with_user(self).browse(ids)
        return records.exists()._filtered_access("read")._ids

    def _club_tell_departure(self, handed):
        """List in each club what was handed over, and what is still in their name."""
        left = defaultdict(Counter)
        for name, records in self._club_held().items():
            seen = set(self._club_seen(name, records.ids))
            for record in records:
                if record.id not in seen and name not in FOLLOWS_ALONE:
                    left[record.club_id][self._club_label(name)] += 1
        for club in self.env["club.club"].union(*handed, *left):
            words = [self._club_gone_label()]
            if handed[club]:
                things = {self.env._("Things to do"): handed[club]}
                words.append(self.env._("Handed over: %s.", self._club_counts(things)))
            if left[club]:
                words.append(
                    self.env._(
                        "Still in their name, to hand over by “Reassign a portfolio”: "
                        "%s.",
                        self._club_counts(left[club]),
                    )
                )
            club.message_post(body=Markup("<p>%s</p>") % " ".join(words))

    def _club_gone_label(self):
        """Say how one user is gone: from everywhere, or from this club only."""
        animated, managed = self._club_reach() if self.active else ((), ())
        if managed and self.has_group("clubs_ambition.group_clubs_manager"):
            return self.env._("%s does not answer for this club any more.", self.name)
        if animated and self.has_group("clubs_ambition.group_clubs_animateur"):
            return self.env._("%s does not run this club any more.", self.name)
        return self.env._("%s is not here any more.", self.name)

    def _club_is_there(self, club):
        """Tell whether one user, not archived, works for this club."""
        if not self.active:
            return False
        if self.has_group("clubs_ambition.group_clubs_coordinator"):
            return True
        animated, managed = self._club_reach()
        return (
            club.id in animated
            and self.has_group("clubs_ambition.group_clubs_animateur")
        ) or (
            club.id in managed and self.has_group("clubs_ambition.group_clubs_manager")
        )

    # === WHAT MAKES THEM LEAVE === #

    def action_archive(self):
        """Ask first: Odoo deletes what they have to do, then archives."""
        self._check_club_departure()
        return super().action_archive()

    def write(self, vals):
        if not vals.get("active", True):
            self._check_club_departure()
        result = super().write(vals)
        if {"active", "club_ids", "club_territory_ids", "group_ids"} & vals.keys():
            self._club_let_go()
        return result

    def unlink(self):
        """Delete the seats with the user, whose contact stays and follows nothing."""
        self._check_club_departure()
        self._club_followings().unlink()
        self.env["club.caseload"].sudo().search([("user_id", "in", self.ids)]).unlink()
        return super().unlink()
