from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain

from .club_portfolio import TASKS


class ClubTerritoryCharge(models.AbstractModel):
    """Hand over what a former manager has in a territory, outside its clubs.

    Committees to prepare, their decisions and the tasks about them: no club would list
    these as still in the name of somebody who left (``club.departure``).
    """

    _name = "club.territory.charge"
    _description = "What somebody is in charge of in a territory"

    @api.model
    def _of(self, users):
        """Return ``{user: {model name: records}}`` of what these users may write.

        What they are in charge of, or have something to do on. sudo: of a colleague.
        """
        found, users = defaultdict(dict), users.sudo()
        for name, model in users.env.items():
            charge = getattr(model, "_handed_over", None)
            named = "territory_id" in model._fields and "club_id" not in model._fields
            if not (charge and named):
                continue
            field, still_open = charge
            held = model.search(Domain(field, "in", users.ids) & Domain(still_open))
            tasks = self._tasks(users, name)
            for user in held[field] | tasks.user_id:
                theirs = tasks.filtered(lambda task, user=user: task.user_id == user)
                mine = held.filtered_domain([(field, "=", user.id)])
                mine |= model.browse(theirs.mapped("res_id")).exists()
                found[user][name] = self._written_by(user, mine)
        return found

    @api.model
    def _tasks(self, users, name):
        """Return what these users have to do on records of a model."""
        mine = Domain("user_id", "in", users.ids) & Domain("res_model", "=", name)
        return users.env[TASKS].search(mine)

    @api.model
    def _written_by(self, user, records):
        """Return which of the records one user may write."""
        return records.with_user(user)._filtered_access("write").with_env(records.env)

    @api.model
    def _follow_loss(self, before):
        """Give who answers there what some users may not write any more.

        :param before: :meth:`_of` them, before a place or a role was lost
        """
        for user, found in before.items():
            for name, records in found.items():
                lost = records - self._written_by(user, records)
                for territory, some in lost.grouped("territory_id").items():
                    self._put_in_charge(name, some, user, territory)

    @api.model
    def _put_in_charge(self, name, records, user, territory):
        """Put records of one territory in somebody else's name; their thread says so."""
        heir = self._heir(territory, user)
        if not heir:
            return
        portfolio = self.env["club.portfolio"].with_env(records.env)
        tasks = self._tasks(user, name).filtered(lambda one: one.res_id in records.ids)
        mine = records.filtered_domain([(portfolio._field_of(name), "=", user.id)])
        portfolio._give({name: mine, TASKS: tasks}, heir)
        for record in records.with_context(lang=heir.lang):
            if "message_ids" in record._fields:
                record.message_post(
                    body=record.env._(
                        "%(user)s does not answer here any more: %(heir)s does.",
                        user=user.name,
                        heir=heir.name,
                    ),
                    partner_ids=heir.partner_id.ids,
                )

    @api.model
    def _heir(self, territory, leaver):
        """Return who answers for a territory, instead of whoever leaves: rather not away.

        A manager of it or of the next above, else somebody of the coordination.
        """
        group = leaver._club_group("coordinator")
        known = territory.env["club.absence"]._known_stand_ins()
        away = leaver.browse({user for _place, user in known})
        for users in (territory._managers(), group.all_user_ids.filtered("active")):
            if found := users - leaver:
                return (found - away or found)[:1]
        return leaver.browse()
