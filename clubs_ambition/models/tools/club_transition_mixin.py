from odoo import api, models
from odoo.exceptions import UserError


class ClubTransitionMixin(models.AbstractModel):
    """A ``state`` that only moves along a table.

    Every way of changing a state (button, card dragged on a kanban, import, RPC)
    ends in ``write`` or ``create``: both are guarded here, so that no caller can
    go round the table. The move itself is logged by the field's tracking, with
    its author and time.

    A model gives ``_transitions`` (``{state: (next states,)}``) and
    ``_initial_states``, and hooks its own consequences on
    :meth:`_check_transition`, :meth:`_transition_values`, :meth:`_after_transition`.
    """

    _name = "club.transition.mixin"
    _description = "State moving along a transition table"

    _transitions = {}
    _initial_states = ()
    _folded_states = ()

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
        groups = moving.grouped(lambda one: (one.state, one._transition_key(new)))
        for (old, _key), records in groups.items():
            records._check_table(old, new)
            records._check_transition(old, new, others)
            follows = records._transition_values(old, new, others)
            opened = records._club_unguarded(*(follows.keys() - vals.keys()))
            super(ClubTransitionMixin, opened).write({**follows, **vals})
        if moving:
            # What follows may insert rows that the database checks against this state.
            moving.flush_recordset()
            moving._after_transition(before, new)
        return True

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
