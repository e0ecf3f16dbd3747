from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError, ValidationError
from odoo.tools import format_date

from ...const import ENDED, SEATED
from ...utils import clock
from ..tools.club_import_mixin import ImportRow

DATES = ("oriented_on", "admitted_on", "started_on", "planned_end_on", "ended_on")


class ClubParticipant(models.Model):
    """What a journey refuses whoever writes it: false seats, people, signatures."""

    _inherit = "club.participant"

    _manager_fields = ("renewed",)
    _fixed_fields = ("person_id",)

    # Stored: lists of whom to work with leave out who asked to be left alone.
    restricted_on = fields.Date(
        related="person_id.restricted_on",
        store=True,
        copy=False,
        index="btree_not_null",
        string="Left alone since",
        help="Asked that their file be left as it is: nobody works on it.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        self.check_access("create")  # before anybody is looked for
        # Orienting somebody does not open the file of a person out of sight.
        known = [vals["person_id"] for vals in vals_list if vals.get("person_id")]
        self._club_check_pointed([{"person_id": one} for one in known])
        with self._claim_keys():
            opened = self._of_their_own(vals_list)
            live = [vals["person_id"] for vals in opened if self._is_opening(vals)]
            self._verify_opening(live)
            # Who was found or recorded for who reads no persons is theirs to orient.
            journeys = super(ClubParticipant, self._unguarded("person_id"))
            return journeys.create(opened).with_env(self.env)

    @api.model
    def _of_their_own(self, vals_list):
        """Return values of journeys, each of a person who has no other out of sight."""
        ids = {vals["person_id"] for vals in vals_list if self._is_opening(vals)}
        if not ids:
            return vals_list
        persons = self.env["club.person"].browse(ids)
        own = self.env["club.identity"]._of_their_own(persons)
        own = {person.id: copy.id for person, copy in own.items()}
        return [
            {**vals, "person_id": own[vals["person_id"]]}
            if self._is_opening(vals) and vals["person_id"] in own
            else vals
            for vals in vals_list
        ]

    @api.model
    def _is_opening(self, vals):
        return vals.get("person_id") and vals.get("state") not in ENDED

    def write(self, vals):
        self._check_seated_move(vals)
        self._check_dates_written(vals)
        self._check_last_day(vals)
        again = self.browse()
        if vals.get("state", "exited") not in ENDED:
            again = self.filtered(lambda one: one.state in ENDED)
        # Before the admission a club gives a journey to another, and sees it no more.
        names = ("club_id",) if "club_id" in vals else ()
        given = super(ClubParticipant, self._unguarded(*names))
        if not again:
            return given.write(vals)
        again._check_not_elsewhere()
        with self._claim_keys():
            self._verify_opening(again.sudo().person_id.ids)
            return given.write(vals)

    def _check_not_elsewhere(self):
        """Refuse to take up journeys of who is coached elsewhere, without saying so."""
        if self.env["club.identity"]._elsewhere(self.sudo().person_id):
            raise UserError(self._taken_up_no_more())

    @api.model
    def _taken_up_no_more(self):
        return self.env._(
            "This journey cannot be taken up again: orient the person anew."
        )

    @api.model
    def _verify_opening(self, ids):
        """Look, before a journey is live, whether its person is somebody else's."""
        if ids:
            persons = self.env["club.person"].browse(dict.fromkeys(ids))
            self.env["club.identity"]._verify(persons, opening=True)

    @contextmanager
    def _claim_keys(self):
        """Claim the keys of persons; an import remembers what it has to begin anew.

        Odoo's ``load`` keeps every error for itself.
        """
        rows = self.env.context.get("club_imported") or []
        rows = [row for row in rows if isinstance(row, ImportRow)]
        try:
            with self.env["club.identity"]._claiming(known=bool(rows)):
                yield
        except ConcurrencyError:
            for row in rows:
                row.notes["at_once"] = True
            raise

    def _is_settled(self):
        return self.state != "oriented"

    def _check_seated_move(self, vals):
        """Who holds a seat keeps a group, open, of the club that judged them."""
        seated = self.filtered(
            lambda journey: journey.state in SEATED or vals.get("state") in SEATED
        )
        if not seated or vals.get("state", "admitted") not in SEATED:
            return
        if "club_id" in vals and any(
            journey.club_id.id != vals["club_id"] for journey in seated
        ):
            raise UserError(
                self.env._(
                    "A club is changed before the admission: give the seat back first "
                    "(waiting list), change the club, then admit again."
                )
            )
        if "cohort_id" in vals:
            cohort = self.env["club.cohort"].browse(vals["cohort_id"])
            if not cohort:
                raise UserError(self.env._("Whoever holds a seat is in a group."))
            if cohort.state == "closed" and seated.cohort_id != cohort:
                raise UserError(
                    self.env._("The group %s is closed: choose another.", cohort.name)
                )

    def _check_dates_written(self, vals):
        """Dates come with the step; afterwards a manager corrects them (tracked)."""
        dates = [name for name in DATES if name in vals]
        if not dates or "state" in vals:
            return
        if not self._is_guarded(*dates) or self._is_manager():
            return
        if self.filtered("started_on"):
            raise AccessError(
                self.env._(
                    "The journey has started: only a manager corrects its dates."
                )
            )

    def _check_last_day(self, vals):
        """Refuse a last day before the start, or to come: an end is a fact.

        :raise UserError: naming everybody it is wrong for
        """
        ending = self
        if not vals.get("ended_on"):
            if vals.get("state") != "exited" or "ended_on" in vals:
                return
            ending = self.filtered(lambda one: one.state != "exited")
        today = clock.today(self)
        day = fields.Date.to_date(vals.get("ended_on")) or today
        start = fields.Date.to_date(vals.get("started_on"))
        early = ending.filtered(
            lambda one: (first := start or one.started_on) and day < first
        )
        early._refuse_last_day(
            self.env._(
                "The last day comes before the start of the journey (%(day)s): "
                "%(people)s. Choose a later day."
            ),
            day,
        )
        if day > today and self._is_guarded("ended_on"):
            ending._refuse_last_day(
                self.env._(
                    "The last day is still to come (%(day)s): %(people)s. End the "
                    "journey on that day, or choose today or before."
                ),
                day,
            )

    def _refuse_last_day(self, words, day):
        if self:
            people = ", ".join(self.mapped("display_name"))
            raise UserError(
                words % {"day": format_date(self.env, day), "people": people}
            )

    @api.constrains("animateur_id", "state", "club_id")
    def _check_animateur(self):
        for journey in self.filtered("is_seated"):
            team = journey.club_id.animateur_ids
            if team and journey.animateur_id not in team:
                raise ValidationError(
                    self.env._(
                        "%(person)s is followed by an animateur of %(club)s: choose "
                        "one on the journey (field “Animateur”), save, then start "
                        "again.",
                        person=journey.display_name,
                        club=journey.club_id.name,
                    )
                )
