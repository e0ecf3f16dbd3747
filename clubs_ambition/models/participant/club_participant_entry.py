from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...const import COACH
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


class ClubParticipant(models.Model):
    """What is true of the person at entry: age, level, district, barriers.

    These facts are frozen when the journey starts, so that no later correction,
    birthday, diploma or redrawing of the districts rewrites a figure already
    given (decree 2023-1314 redrew 960 districts at once).
    """

    _inherit = "club.participant"

    age = fields.Integer(compute="_compute_age", string="Age (at entry once started)")
    education_level_id = fields.Many2one(
        "club.education.level", ondelete="restrict", tracking=True
    )
    district_id = fields.Many2one(
        "club.district", ondelete="restrict", groups=COACH, index="btree_not_null"
    )
    district_status = fields.Selection(
        [("in", "In a district"), ("out", "Outside"), ("unknown", "Not established")],
        compute="_compute_district_status",
        store=True,
        readonly=False,
        groups=COACH,
        string="Priority district",
    )
    district_source = fields.Selection(
        [
            ("declared", "Declared by the person"),
            ("official", "Checked on the official site"),
            ("computed", "Computed from the coordinates"),
        ],
        groups=COACH,
        string="Established by",
    )
    district_checked_on = fields.Date(groups=COACH, string="Established on")
    entry_corrections = fields.Text(readonly=True, copy=False, groups=COACH)
    district_checked_by_id = fields.Many2one(
        "res.users", groups=COACH, readonly=True, copy=False, string="Checked by"
    )
    latitude = fields.Float(digits=(9, 6), groups=COACH)
    longitude = fields.Float(digits=(9, 6), groups=COACH)
    barrier_ids = fields.One2many("club.participant.barrier", "participant_id")
    rqth = fields.Boolean(string="Recognised disabled worker (RQTH)", groups=COACH)
    prescriber_kind = fields.Selection(
        [
            ("ft", "France Travail"),
            ("ml", "Mission locale"),
            ("mde", "Maison de l'emploi"),
            ("cap_emploi", "Cap emploi"),
            ("plie", "PLIE"),
            ("ccas", "CCAS"),
            ("dept", "Department"),
            ("school", "E2C, EPIDE"),
            ("prevention", "Prevention, justice"),
            ("association", "Association"),
            ("word_of_mouth", "Word of mouth"),
            ("other", "Other"),
        ],
        groups=COACH,
        help="May reveal the person's situation: hidden from who does not coach.",
    )

    @api.depends("person_id.birth_date", "started_on")
    def _compute_age(self):
        today = clock.today(self)
        for participant in self:
            day = participant.started_on or today
            born = participant._born_on()
            participant.age = relativedelta(day, born).years if born else 0

    @api.depends("district_id")
    def _compute_district_status(self):
        for participant in self:
            if participant.district_id:
                participant.district_status = "in"
            elif participant.district_status in (False, "in"):
                participant.district_status = "unknown"

    @api.model_create_multi
    def create(self, vals_list):
        stamped = [self._stamp_district(vals) for vals in vals_list]
        opened = self._adding(vals_list, stamped)
        return super(ClubParticipant, opened).create(stamped).with_env(self.env)

    def write(self, vals):
        self._check_frozen({name: vals[name] for name in vals if self._is_frozen(name)})
        stamped = self._stamp_district(vals)
        opened = self._adding([vals], [stamped])
        return super(ClubParticipant, opened).write(stamped)

    def _is_frozen(self, name):
        return name in FROZEN and not guarded.is_open(self, name)

    def _stamp_district(self, vals):
        """Keep how, when and by whom the district was established."""
        known = vals.get("district_id") or vals.get("district_status") in ("in", "out")
        if not known:
            return vals
        stamp = {
            "district_source": "declared",
            "district_checked_on": clock.today(self),
            "district_checked_by_id": self.env.uid,
        }
        return {**stamp, **vals}

    def _check_frozen(self, vals):
        """:raise UserError: when a fact of the entry would change after the start."""
        self._club_check_bounds(vals)
        for participant in self.filtered("started_on") if vals else ():
            for name in vals:
                field = self._fields[name]
                new = field.convert_to_cache(vals[name], participant)
                old = field.convert_to_cache(participant.sudo()[name], participant)
                if new != old:
                    raise UserError(
                        self.env._(
                            "“%(field)s” of %(person)s was frozen at entry "
                            "(%(date)s): a manager corrects a mistake with a reason.",
                            field=field._description_string(self.env),
                            person=participant.display_name,
                            date=participant.started_on.strftime("%d/%m/%Y"),
                        )
                    )

    def action_correct_entry(self, vals, reason):
        """Correct a fact frozen at entry; who, what and why stay in the chatter.

        :param dict vals: new values of frozen fields
        :raise AccessError: below manager; :raise UserError: without a reason
        """
        self.check_access("write")
        if not self._is_manager():
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
        for participant in self:
            before = participant._entry_words(vals)
            participant._unguarded(*vals).write(vals)
            participant._log_correction(before, participant._entry_words(vals), reason)
        return True

    def _entry_words(self, names):
        """Return the facts of the entry as people read them, ``{label: text}``."""
        self.ensure_one()
        return {
            self._guard_label(name): self._fields[name].convert_to_export(
                self[name], self
            )
            or "–"
            for name in names
        }

    def _log_correction(self, before, after, reason):
        """Keep who changed what and why for those who coach; the chatter says when."""
        changes = ", ".join(
            f"{label} : {before[label]} → {after[label]}" for label in after
        )
        today = clock.today(self).strftime("%d/%m/%Y")
        line = f"{today}, {self.env.user.name} – {changes} – {reason.strip()}"
        lines = filter(None, [self.entry_corrections, line])
        self._unguarded("entry_corrections").entry_corrections = "\n".join(lines)
        self.message_post(body=self.env._("Entry corrected by a manager."))
