from odoo import api, models
from odoo.fields import Domain

from . import guarded
from .mail_activity import club_of


class MailActivityMixin(models.AbstractModel):
    """The bar of a kanban column counts who has something planned: a few.

    Odoo groups the whole table by activity, then leaves out what has none.
    """

    _inherit = "mail.activity.mixin"

    @api.model
    @api.readonly
    def read_progress_bar(self, domain, group_by, progress_bar):
        if progress_bar["field"] == "activity_state":
            domain = Domain(domain) & Domain("activity_state", "!=", False)
        return super().read_progress_bar(domain, group_by, progress_bar)

    def _club_heir(self):
        """Return who takes what is to be done on one record; sudo: by whoever."""
        record = self.sudo()
        club = club_of(record)
        if not club:
            return self.env["res.users"]
        names = [name for name in ("animateur_id", "user_id") if name in self._fields]
        known = [record[name] for name in names]
        if "participant_id" in self._fields:
            known.append(record.participant_id.animateur_id)
        return club._in_charge(*known)

    def activity_schedule(
        self, act_type_xmlid="", date_deadline=None, summary="", note="", **act_values
    ):
        """Plan for who is there now what is meant for somebody who left."""
        self = guarded.traced(self)
        user = self.env["res.users"].sudo().browse(act_values.get("user_id"))
        away = self.browse()
        departure = self.env["club.departure"]
        if user and self and self[0]._name in departure._models_with("activity_ids"):
            readable = departure._readable(user, self._name, self.ids)
            away = self.filtered(
                lambda one: one.id not in readable and one._club_heir()
            )

        def plan(records, values):
            return super().activity_schedule(
                act_type_xmlid, date_deadline, summary, note, **values
            )

        planned = (self - away)._club_plan(user, plan, act_values)
        for heir, records in away.grouped(lambda one: one._club_heir()).items():
            values = {**act_values, "user_id": heir.id}
            planned |= records._club_plan(heir, plan, values)
        return planned

    def _club_plan(self, user, plan, values):
        """Plan what is to be done; what no person asked for, in their own name.

        Odoo would write that “Public user” assigned it. sudo: so does the caller.
        """
        actor = self.env.user
        nobody = actor._is_public() or actor == self.env.ref("base.user_root")
        alone = self and user and nobody and actor != user
        records = self.with_user(user).sudo() if alone else self
        planned = plan(records, values)
        if alone and planned:
            planned._club_tell()
        return planned and planned.with_env(self.env)
