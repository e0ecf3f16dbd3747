from datetime import date, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS

from ...const import MODULE
from .club_guard_mixin import LINKS
from .guarded import MAGIC

UNDO_DAYS = 7
"""Days within which going straight back is an undo; later, it is a new decision."""


class ClubTransitionMixin(models.AbstractModel):
    """A ``state`` that only moves along a table.

    Every way of changing a state (button, card dragged on a kanban, import, RPC)
    ends in ``write`` or ``create``: both are guarded here, so that no caller can
    go round the table. The move itself is logged by the field's tracking, with
    its author and time.

    A model gives ``_transitions`` (``{state: (next states,)}``) and
    ``_initial_states``, and hooks its own consequences on
    :meth:`_check_transition`, :meth:`_transition_values`, :meth:`_after_transition`.

    A move that goes straight back, and says nothing of its own, is the undo of the one
    before it: what that one wrote over is written again (``last_move``), the days and
    reasons with it, and so is an undo undone. It needs no way in the table, but from a
    state that is final there. What leaves with a move is set aside in
    place: rows in a state of theirs, things to do (:meth:`_set_tasks_aside`).
    """

    _name = "club.transition.mixin"
    _description = "State moving along a transition table"

    _transitions = {}
    _initial_states = ()
    _folded_states = ()
    _follows_elsewhere = ()
    """Fields that change with a move and that no undo writes back."""
    _told_with_move = ()
    """Facts that are typed with a move, and go with it when it is undone."""
    _vouched_for = ()
    """Words that a state vouches for: once they changed, it is reached anew."""

    last_move = fields.Json(
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="What the last move wrote over, for its undo.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        default = self.default_get(["state"]).get("state")
        for vals in vals_list:
            state = vals.get("state") or default
            if state not in self._initial_states:
                raise UserError(
                    self.env._(
                        "A new record starts as %(states)s: create it so, then move it "
                        "on step by step.",
                        states=self._state_labels(self._initial_states),
                    )
                )
        return super().create(vals_list)

    def write(self, vals):
        if "state" not in vals:
            return super().write(vals)
        new = vals["state"]
        moving = self.filtered(lambda record: record.state != new)
        others = {name: value for name, value in vals.items() if name != "state"}
        if others and moving != self:
            super(ClubTransitionMixin, self - moving).write(others)
        before = {record: record.state for record in moving}
        stood = moving._facts()
        away = self.env["club.departure"]._put_away(moving)
        undone = {} if others else moving._undone(new)
        groups = moving.grouped(
            lambda one: (one.state, one._transition_key(new), repr(undone.get(one)))
        )
        for (old, *_keys), records in groups.items():
            records._move(old, vals, undone.get(records[0]))
        if moving:
            # What follows may insert rows that the database checks against this state.
            moving.flush_recordset()
            moving._after_transition(before, new)
            self.env["club.departure"]._hand_on(away)
            moving._keep_move(before, vals, stood, undone)
        return True

    def _move(self, old, vals, undone):
        """Move records of one state; ``undone``: what their last move wrote over."""
        new, back = vals["state"], (undone or {}).get("values", {})
        others = {name: value for name, value in vals.items() if name != "state"}
        if not undone:
            self._check_table(old, new)
        self._write_back_first(back)
        self._check_transition(old, new, {**back, **others})
        follows = self._transition_values(old, new, others)
        if undone:
            # What an undo takes back goes; it is no new fact, and dates nothing.
            cleared = {name: value for name, value in follows.items() if not value}
            follows = {**cleared, **back}
        opened = self._club_unguarded(*(follows.keys() - vals.keys()))
        super(ClubTransitionMixin, opened).write({**follows, **vals})  # pylint: disable=super-method-mismatch

    def copy_data(self, default=None):
        default = {"state": self._initial_states[0], **(default or {})}
        return super().copy_data(default)

    def _check_table(self, old, new):
        """Refuse a move that the table does not have.

        :raise UserError: with the steps that are possible instead
        """
        allowed = self._transitions.get(old, ())
        if new in allowed:
            return
        raise UserError(
            self.env._(
                "%(record)s cannot go from “%(old)s” to “%(new)s”. "
                "Possible next steps: %(allowed)s.",
                record=self[:1].display_name,
                old=self._state_labels([old]),
                new=self._state_labels([new]),
                allowed=self._state_labels(allowed) or self.env._("none"),
            )
        )

    @api.model
    def _state_labels(self, states):
        labels = dict(self._fields["state"]._description_selection(self.env))
        return ", ".join(labels.get(state, str(state)) for state in states)

    def _web_read_group_format(self, groupby, aggregates, groups):
        """Fold the columns of ``_folded_states`` on a board, as a stage can be."""
        result = super()._web_read_group_format(groupby, aggregates, groups)
        if groupby == ("state",) and self.env.context.get("read_group_expand"):
            for group in result:
                if group["state"] in self._folded_states:
                    group["__fold"] = True
        return result

    def _transition_key(self, new):
        """Return what tells apart the records whose values differ at this move."""
        return ""

    def _check_transition(self, old, new, vals):
        """Refuse a move the facts do not allow yet (``vals``: written with it)."""

    def _transition_values(self, old, new, vals):
        """Return the dates and facts that follow the state; ``vals`` wins over them."""
        return {}

    def _after_transition(self, before, new):
        """Draw the consequences of a move on other models (``before``: old states)."""

    def _write_back_first(self, values):
        """Write back what the checks of an undone move look at on the record."""

    # === UNDO === #

    def _facts(self):
        """Return ``{record: {field: value}}`` of what a move may write over.

        sudo: it is compared, and kept where nobody reads it.
        """
        left_out = {"state", "last_move", *MAGIC, *self._follows_elsewhere}
        names = [
            name
            for name, field in self._fields.items()
            if MODULE in field._modules
            and field.store
            and field.column_type
            and field.type != "binary"
            and field.groups != NO_ACCESS  # kept by the database itself
            and not field.related
            and not (field.compute and field.readonly)
            and name not in left_out
        ]
        return {
            record: {name: known._fact(name) for name in names}
            for record, known in zip(self, self.sudo(), strict=True)
        }

    def _fact(self, name):
        """Return the value of a field, as ``write`` takes it and Json keeps it."""
        value = self._fields[name].convert_to_write(self[name], self)
        return str(value) if isinstance(value, date) else value

    def _gesture(self):
        """Return what tells the last move of one record from all others; sudo: no fact."""
        return (self.sudo().last_move or {}).get("at")

    def _came_from(self):
        """Return the state from which one record came to its own, if it is known."""
        move = self.sudo().last_move or {}
        return move.get("from") if move.get("to") == self.state else None

    def _back_to(self, otherwise):
        """Return the state that undoes the last move of one record, if one does."""
        before = self._came_from()
        return before if before and self._undone(before) else otherwise

    def _moved_with(self, record):
        """Filter the records whose last move was of the same gesture as another's."""
        gesture = record._gesture()
        return self.filtered(lambda one: gesture and one._gesture() == gesture)

    def _undone(self, new):
        """Return ``{record: its last move}`` of those that go straight back by it."""
        since = fields.Datetime.now() - timedelta(days=UNDO_DAYS)
        found = {}
        for record, known in zip(self, self.sudo(), strict=True):
            move = known.last_move or {}
            if (
                (move.get("from"), move.get("to")) == (new, record.state)
                and self._transitions.get(record.state)
                and fields.Datetime.to_datetime(move["on"]) >= since
                and move["words"] == known._words()
            ):
                values = known._standing(known._as_left(move))
                found[record] = {**move, "values": values}
        return found

    def _as_left(self, move):
        """Return what one move wrote over, but what was corrected or answered since."""
        left = move.get("left", {})
        ways = getattr(self, "_link_fields", {})
        said = {
            name for pair in ways.items() if self[pair[0]] in LINKS for name in pair
        }
        return {
            name: value
            for name, value in move["values"].items()
            if name not in said and (name not in left or self._fact(name) == left[name])
        }

    def _words(self):
        """Return the words that the state of one record vouches for."""
        return {name: self._fact(name) for name in self._vouched_for}

    def _standing(self, values):
        """Leave out of the values what points to a record that is gone."""
        gone = {
            name
            for name, value in values.items()
            if value
            and (comodel := self._fields[name].comodel_name)
            and not self.env[comodel].browse(value).exists()
        }
        return {name: value for name, value in values.items() if name not in gone}

    def _set_tasks_aside(self, *xmlids):
        """Take things to do off the lists: an undo of the move gives them back."""
        tasks = self.activity_search(xmlids)
        for record in self.sudo():
            mine = tasks.filtered(lambda one, about=record: one.res_id == about.id)
            if mine:
                record._note_move({**(record.last_move or {}), "leaving": mine.ids})
        tasks.write({"active": False})

    def _keep_move(self, before, vals, stood, undone):
        """Keep what this move wrote over, once all that follows from it is drawn.

        What was empty and is typed with a move is not wiped by its undo.
        """
        new = vals["state"]
        moved = self.filtered(lambda one: one.state == new)
        moved._settle_undone(undone)
        facts, now = moved._facts(), fields.Datetime.to_string(fields.Datetime.now())
        this = {"to": new, "on": now, "at": str(self.env.cr.now())}
        moves = {}
        for record, known in zip(moved, moved.sudo(), strict=True):
            over = {
                name: value
                for name, value in stood[record].items()
                if value != facts[record][name]
                and (value or name not in vals or name in self._told_with_move)
            }
            left = {name: facts[record][name] for name in over}
            kept = {"values": over, "left": left, "words": known._words()}
            tasks = (known.last_move or {}).get("leaving", [])
            moves[known] = {"from": before[record], **this, **kept, "tasks": tasks}
        for same in moved.sudo().grouped(lambda one: repr(moves[one])).values():
            same._note_move(moves[same[0]])

    def _settle_undone(self, undone):
        """Put right what followed an undo otherwise, and give its things to do back.

        sudo: things to do are their users', whoever undoes.
        """
        facts = self._facts()
        for record in self.filtered(undone.get):
            back = undone[record]["values"]
            wrong = {
                name: value
                for name, value in back.items()
                if facts[record].get(name) != value
            }
            if wrong:
                opened = record._club_unguarded(*wrong)
                super(ClubTransitionMixin, opened).write(wrong)  # pylint: disable=super-method-mismatch
            tasks = self.env["mail.activity"].sudo().browse(undone[record]["tasks"])
            tasks = tasks.exists().filtered(lambda one: not one.active)
            tasks.write({"active": True})

    def _note_move(self, move):
        """Keep the move of the records, past what their own ``write`` draws."""
        super().write({"last_move": move})  # pylint: disable=super-method-mismatch
