from collections import Counter, defaultdict

from odoo import api, models
from odoo.modules.module import get_module_icon
from odoo.tools import SQL

from .mail_activity_mixin import STATES

OTHERS = "mail.activity"
"""Where Odoo shows what is planned on records that a user does not read any more."""

COUNTS = ("overdue_count", "today_count", "planned_count", "total_count")


class ClubActivityClock(models.AbstractModel):
    """Counts what a user has planned, for the clock in the top bar of every screen.

    Odoo reads up to a thousand activities and their records to count them; here each
    model is one part of one query, under the reader's rules.
    """

    _name = "club.activity.clock"
    _description = "What is planned, in the top bar"

    @api.model
    def _models(self):
        """Return the models of the clubs that the user reads and has plans on."""
        self.env[OTHERS].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT res_model FROM mail_activity
                    WHERE user_id = %s AND active AND res_model IS NOT NULL
                 GROUP BY 1 ORDER BY MAX(id) DESC""",
                self.env.uid,
            )
        )
        return [
            name
            for (name,) in rows
            if name in self.env
            and {"activity_state", "club_id"} <= self.env[name]._fields.keys()
            and self.env[name].has_access("read")
        ]

    @api.model
    def _merged(self, groups, names):
        """Return Odoo's entries of the clock with those of these models."""
        found = {group["model"]: group for group in self._groups(names)}
        for group in groups:
            if more := found.pop(group["model"], None):
                group["activity_ids"] = group["activity_ids"] + more["activity_ids"]
                for key in COUNTS:
                    group[key] += more[key]
        return [*groups, *found.values()]

    @api.model
    def _groups(self, names):
        """Return the entries of these models, and one of what is read no more."""
        counts, unseen = defaultdict(Counter), []
        for name, sign, seen, number, ids in self._rows(names):
            counts[name if seen else OTHERS][STATES[sign]] += number
            unseen += [one for some in ids or () for one in some]
        kinds = self.env["ir.model"].sudo()  # what a model is called is no secret
        kinds = kinds.browse([kinds._get_id(name) for name in counts])
        by_name = dict(zip(counts, kinds, strict=True))
        found = [
            self._group(by_name[name], counts[name]) for name in names if name in counts
        ]
        if unseen:
            others = self._group(by_name[OTHERS], counts[OTHERS])
            found.append({**others, "activity_ids": sorted(unseen, reverse=True)})
        return found

    @api.model
    def _rows(self, names):
        """Return ``[(model, sign, seen, number of records, ids not seen)]``."""
        parts = [SQL("(%s)", self._part(self.env[name])) for name in names]
        return self.env.execute_query(SQL(" UNION ALL ").join(parts)) if parts else []

    @api.model
    def _part(self, model):
        """Return the SELECT of one model, its records looked at as its rules want."""
        seen = model.with_context(active_test=False)._search([])
        return SQL(
            """SELECT %(name)s, sign, seen, count(*),
                      jsonb_agg(ids) FILTER (WHERE NOT seen)
                 FROM (SELECT MIN(%(sign)s) AS sign, jsonb_agg(mail_activity.id) AS ids,
                              bool_or(readable.id IS NOT NULL) AS seen
                         FROM mail_activity
                         JOIN %(table)s record ON record.id = mail_activity.res_id
                    LEFT JOIN %(seen)s readable ON readable.id = mail_activity.res_id
                        WHERE mail_activity.user_id = %(user)s AND mail_activity.active
                          AND mail_activity.res_model = %(name)s
                     GROUP BY mail_activity.res_id) line
             GROUP BY sign, seen""",
            name=model._name,
            sign=model._club_activity_sign("mail_activity"),
            table=SQL.identifier(model._table),
            seen=seen.subselect(SQL.identifier(model._table, "id")),
            user=self.env.uid,
        )

    @api.model
    def _group(self, known, counts):
        """Return one entry: what Odoo's menu in the top bar shows of a model."""
        name = known.model
        model, others = self.env[name], name == OTHERS
        everything = [("active", "in", [True, False])]
        return {
            "id": known.id,
            "name": self.env._("Other activities") if others else known.name,
            "model": name,
            "type": "activity",
            "icon": get_module_icon(model._original_module),
            "domain": everything if "active" in model and not others else [],
            **{f"{state}_count": counts[state] for state in STATES.values()},
            # as Odoo counts: what is to come does not wait
            "total_count": counts["overdue"] + counts["today"],
            "view_type": getattr(model, "_systray_view", "list"),
        }
