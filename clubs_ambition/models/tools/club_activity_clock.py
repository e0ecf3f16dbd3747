from collections import Counter, defaultdict

from odoo import api, models
from odoo.modules.module import get_module_icon
from odoo.tools import SQL

from .mail_activity_mixin import STATES
from .ours import is_our_model

OTHERS = "mail.activity"
"""Where Odoo shows what is planned on records that a user does not read any more."""

COUNTS = ("overdue_count", "today_count", "planned_count", "total_count")


class ClubActivityClock(models.AbstractModel):
    """Counts what a user has planned, for the clock in the top bar of every screen.

    Odoo reads up to a thousand activities and their records to count them; here each
    model is one part of one query, under the reader's rules. Where nothing else is
    planned, Odoo's own reading asks nothing.
    """

    _name = "club.activity.clock"
    _description = "What is planned, in the top bar"

    @api.model
    def _planned_on(self):
        """Return the names of the models that are counted here, and the other names.

        The user has something planned on records of each of them; of no record: False.
        """
        self.env[OTHERS].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT res_model FROM mail_activity
                    WHERE user_id = %s AND active
                 GROUP BY 1 ORDER BY MAX(id) DESC""",
                self.env.uid,
            )
        )
        names = [name or False for (name,) in rows]
        apart = [name for name in names if self._is_counted_here(name)]
        return apart, [name for name in names if name not in apart]

    @api.model
    def _is_counted_here(self, name):
        """Tell whether it is a model of ours, or of a club's, that the user reads."""
        model = self.env.get(name)
        return (
            model is not None
            and "activity_state" in model._fields
            and (is_our_model(model) or "club_id" in model._fields)
            and model.has_access("read")
        )

    @api.model
    def _know_user(self):
        """Read at once what Odoo's clock asks of its user by four queries.

        sudo: everybody reads that much of themselves.
        """
        user = self.env.user.sudo()
        rows = self.env.execute_query(
            SQL(
                """SELECT u.partner_id, p.tz, ARRAY_AGG(c.id), ARRAY_AGG(c.active)
                     FROM res_users u
                     JOIN res_partner p ON p.id = u.partner_id
                     JOIN res_company_users_rel r ON r.user_id = u.id
                     JOIN res_company c ON c.id = r.cid
                    WHERE u.id = %s GROUP BY 1, 2""",
                user.id,
            )
        )
        for partner, zone, ids, actives in rows:
            known = {"partner_id": partner, "tz": zone, "company_ids": tuple(ids)}
            for name, value in known.items():
                user._fields[name]._insert_cache(user, [value])
            companies = user.env["res.company"].browse(ids)
            companies._fields["active"]._insert_cache(companies, actives)

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
        counts, unseen, labels = defaultdict(Counter), [], {}
        for name, sign, seen, number, ids, label in self._rows(names):
            counts[name if seen else OTHERS][STATES[sign]] += number
            unseen += [one for some in ids or () for one in some]
            labels[name] = label
        found = [
            self._group(name, labels[name], counts[name])
            for name in names
            if name in counts
        ]
        if unseen:
            others = self._group(OTHERS, self.env._("Other activities"), counts[OTHERS])
            found.append({**others, "activity_ids": sorted(unseen, reverse=True)})
        return found

    @api.model
    def _rows(self, names):
        """Return ``[(model, sign, seen, number of records, ids not seen, its label)]``.

        What a model is called is no secret.
        """
        if not names:
            return []
        parts = [SQL("(%s)", self._part(self.env[name])) for name in names]
        return self.env.execute_query(
            SQL(
                "SELECT line.*, %s FROM (%s) line JOIN ir_model kind USING (model)",
                self.env["ir.model"].sudo()._field_to_sql("kind", "name"),
                SQL(" UNION ALL ").join(parts),
            )
        )

    @api.model
    def _part(self, model):
        """Return the SELECT of one model, its records looked at as its rules want."""
        seen = model.with_context(active_test=False)._search([])
        return SQL(
            """SELECT %(name)s AS model, sign, seen, count(*),
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
    def _group(self, name, label, counts):
        """Return one entry: what Odoo's menu in the top bar shows of a model."""
        model = self.env[name]
        everything = [("active", "in", [True, False])]
        return {
            "id": self.env["ir.model"]._get_id(name),
            "name": label,
            "model": name,
            "type": "activity",
            "icon": get_module_icon(model._original_module),
            "domain": everything if "active" in model and name != OTHERS else [],
            **{f"{state}_count": counts[state] for state in STATES.values()},
            # as Odoo counts: what is to come does not wait
            "total_count": counts["overdue"] + counts["today"],
            "view_type": getattr(model, "_systray_view", "list"),
        }
