from psycopg2 import IntegrityError

from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tools import mute_logger

APART = ("club.person.doubt", "club.privacy.look")
"""Models that speak of two persons, or once of each: they follow on their own
(:meth:`_follow`)."""


class ClubPersonMerge(models.AbstractModel):
    """Make one person of two, and lose nothing of either.

    Whatever points to the one that goes points to the one that stays, by a walk of
    the registry. Journeys, and so the figures, are as they were.
    """

    _name = "club.person.merge"
    _description = "Merging of persons"

    @api.model
    def _merge(self, kept, gone):
        """Keep ``kept``, with what only ``gone`` said; ``gone`` is deleted.

        :raise UserError: when they cannot be one, telling what to do
        """
        self.env["club.race"]._hold(kept | gone)
        self._check(kept, gone)
        # Who sees both may not see every journey that moves, nor delete a person.
        kept, gone = kept.sudo(), gone.sudo()
        values = self._values(kept, gone)
        self._move_cv(kept, gone)
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                self.env["club.privacy.consent"]._merge(kept, gone)
                self._move(kept, gone)
                self.env.flush_all()
        except ValidationError as error:
            raise self._refusal(str(error)) from error
        except IntegrityError as error:
            raise self._refusal(self._said_by_database(error)) from error
        self._follow(kept, gone)
        self.env["club.privacy.effect"]._take_effect(kept, "sensitive")
        former = self.env["club.person.former"]
        formerly = [*(kept.formerly or ()), *(gone.formerly or ())]
        formerly += former._named_by(gone).values()
        with self.env["club.race"]._left_by_all():
            gone.unlink()
        kept.write(values)
        former._remember(kept, formerly)

    # === WHAT IS REFUSED === #

    @api.model
    def _check(self, kept, gone):
        if len(self.env["club.identity"]._live(kept | gone)) > 1:
            raise UserError(
                self.env._(
                    "Both have a live journey, and one person has only one: end one of "
                    "the two journeys, then merge."
                )
            )
        born = {person.birth_date for person in kept | gone} - {False}
        if len(born) > 1:
            raise UserError(
                self.env._(
                    "Two dates of birth are two persons: if one of them is a mistake, "
                    "correct it first, then merge."
                )
            )

    @api.model
    def _refusal(self, reason):
        return UserError(
            self.env._(
                "Nothing was merged, for both records have what only one may have: %s "
                "End or correct one of the two, then merge again.",
                reason,
            )
        )

    @api.model
    def _said_by_database(self, error):
        table = error.diag.table_name
        models_by_table = {
            model._table: name for name, model in self.env.registry.items()
        }
        return self.env[models_by_table.get(table, "base")]._sql_error_to_message(error)

    # === WHAT IS SAID === #

    @api.model
    def _values(self, kept, gone):
        """Return what the record kept lacks."""
        return {
            name: gone[name]
            for name, field in kept._fields.items()
            if self._is_said(field) and not kept[name] and gone[name]
        }

    @api.model
    def _is_said(self, field):
        """Tell whether a field of a person is typed, and moves from one to the other."""
        return (
            field.store
            and not field.compute
            and not field.related
            and field.type not in ("one2many", "many2many", "binary")
            and field.name not in (*models.MAGIC_COLUMNS, "cv_name", "formerly")
        )

    @api.model
    def _move_cv(self, kept, gone):
        """Give the person the latest CV; the other stays a file of its last journey."""
        files = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", "club.person"),
                    ("res_field", "=", "cv_file"),
                    ("res_id", "in", (kept | gone).ids),
                ],
                order="create_date desc, id desc",
            )
        )
        names = {person.id: person.cv_name for person in kept | gone}
        for rank, file in enumerate(files):
            name = names[file.res_id]
            if not rank:
                file.res_id = kept.id
                kept.cv_name = name
                continue
            owner = self.env["club.person"].sudo().browse(file.res_id)
            journey = (owner.every_journey_ids or kept.every_journey_ids)[:1]
            file.write(
                {
                    "name": name or file.name,
                    "res_model": journey._name or file.res_model,
                    "res_id": journey.id or kept.id,
                    "res_field": False,
                }
            )
        self.env.invalidate_all()

    # === WHAT POINTS TO THEM === #

    @api.model
    def _move(self, kept, gone):
        """Point to the record kept whatever points to the other, in every model."""
        for model, field in self._pointing():
            rows = model.search(self._domain(field, gone))
            if not rows:
                continue
            match field.type:
                case "many2one" | "many2one_reference":
                    value = kept.id
                case "reference":
                    value = f"{kept._name},{kept.id}"
                case "many2many":
                    value = [Command.unlink(gone.id), Command.link(kept.id)]
            rows.write({field.name: value})

    @api.model
    def _pointing(self):
        """Yield ``(model, field)`` of every stored column that may name a person."""
        for name, model in self.env.registry.items():
            if not model._auto or model._abstract or model._transient or name in APART:
                continue
            for field in model._fields.values():
                if self._points_to_person(field):
                    found = self.env[name].sudo().with_context(active_test=False)
                    yield found, field

    @api.model
    def _points_to_person(self, field):
        if not field.store or field.related:
            return False
        if field.type in ("many2one", "many2many"):
            return field.comodel_name == "club.person"
        if field.type == "many2one_reference":
            return bool(field.model_field)
        return field.type == "reference"

    @api.model
    def _domain(self, field, gone):
        match field.type:
            case "many2one_reference":
                return [
                    (field.model_field, "=", gone._name),
                    (field.name, "in", gone.ids),
                ]
            case "reference":
                return [(field.name, "in", [f"{gone._name},{id_}" for id_ in gone.ids])]
        return [(field.name, "in", gone.ids)]

    @api.model
    def _follow(self, kept, gone):
        """Ask of the record kept what was asked of the other, each pair once."""
        self.env["club.privacy.look"].sudo()._follow(kept, gone)
        Doubt = self.env["club.person.doubt"].sudo()
        known = {
            third
            for doubt in Doubt._of(kept)
            for third in (doubt.person_id | doubt.other_id) - kept
        }
        for doubt in Doubt._of(gone):
            third = (doubt.person_id | doubt.other_id) - gone
            side = "person_id" if doubt.person_id == gone else "other_id"
            if third == kept:
                doubt.write({side: False})  # the trace of who settled it stays
                continue
            if third in known or not third:
                doubt.unlink()
                continue
            doubt.write({side: kept.id})
            known.add(third)
