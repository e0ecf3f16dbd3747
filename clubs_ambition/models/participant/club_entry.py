from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ...utils import clock
from ..tools import guarded

FROZEN = (
    "birth_date",
    "education_level_id",
    "district_id",
    "district_status",
    "district_source",
    "district_checked_on",
)


class ClubEntry(models.AbstractModel):
    """What is true of a person at entry: age, level, district.

    These facts are frozen when the journey starts, so that no later correction,
    birthday, diploma or redrawing of the districts rewrites a figure already
    given (decree 2023-1314 redrew 960 districts at once).
    """

    _name = "club.entry"
    _description = "Entry into a journey"

    @api.model
    def _stamped(self, journeys, vals):
        """Return values of a journey with how, when and by whom its district is known."""
        known = vals.get("district_id") or vals.get("district_status") in ("in", "out")
        if not known:
            return vals
        stamp = {
            "district_source": "declared",
            "district_checked_on": clock.today(journeys),
            "district_checked_by_id": self.env.uid,
        }
        return {**stamp, **vals}

    @api.model
    def _check_frozen(self, journeys, vals):
        """Refuse to change a fact of the entry after the start."""
        names = [name for name in FROZEN if name in vals]
        names = [name for name in names if not guarded.is_open(journeys, name)]
        journeys._club_check_bounds({name: vals[name] for name in names})
        for journey in journeys.filtered("started_on") if names else ():
            for name in names:
                field = journey._fields[name]
                new = field.convert_to_cache(vals[name], journey)
                old = field.convert_to_cache(journey.sudo()[name], journey)
                if new != old:
                    raise UserError(
                        self.env._(
                            "“%(field)s” of %(person)s was frozen at entry "
                            "(%(date)s): a manager corrects a mistake with a reason.",
                            field=field._description_string(self.env),
                            person=journey.display_name,
                            date=format_date(self.env, journey.started_on),
                        )
                    )

    # === CORRECTION === #

    @api.model
    def _correct(self, journeys, vals, reason):
        """Correct facts frozen at entry; who, what and why stay on the journey.

        :param dict vals: new values of frozen fields
        :raise AccessError: below manager; :raise UserError: without a reason
        """
        if not journeys._is_manager():
            raise AccessError(
                self.env._("Only a manager may correct what was frozen at entry.")
            )
        if not (reason or "").strip():
            raise UserError(self.env._("Write why the entry is corrected."))
        unknown = vals.keys() - set(FROZEN)
        if unknown:
            raise UserError(
                self.env._("Not a fact of the entry: %s.", ", ".join(sorted(unknown)))
            )
        for journey in journeys:
            before = self._entry_words(journey, vals)
            journey._unguarded(*vals).write(vals)
            self._log_correction(
                journey, before, self._entry_words(journey, vals), reason
            )

    @api.model
    def _entry_words(self, journey, names):
        """Return the facts of the entry as people read them, ``{label: text}``."""
        return {
            journey._guard_label(name): journey._fields[name].convert_to_export(
                journey[name], journey
            )
            or "–"
            for name in names
        }

    @api.model
    def _log_correction(self, journey, before, after, reason):
        """Keep who changed what and why for those who coach; the chatter says when."""
        changes = ", ".join(
            self.env._(
                "%(what)s: %(said)s", what=label, said=f"{before[label]} → {told}"
            )
            for label, told in after.items()
        )
        today = format_date(self.env, clock.today(journey))
        line = f"{today}, {self.env.user.name} – {changes} – {reason.strip()}"
        lines = filter(None, [journey.entry_corrections, line])
        journey._unguarded("entry_corrections").entry_corrections = "\n".join(lines)
        journey.message_post(body=self.env._("Entry corrected by a manager."))
