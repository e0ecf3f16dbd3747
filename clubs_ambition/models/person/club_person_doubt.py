from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from ...utils import actions, clock
from ...utils.identifiers import spoken_phone

FACTS = {
    "birth_key": "same_birth",
    "email_normal": "same_email",
    "phone_normal": "same_phone",
}
"""What two persons have in common, and the field that says so."""

COMPARED = ("name", "birth_date", "phone", "email", "address", "named_consent_on")


class ClubPersonDoubt(models.Model):
    """Two persons who may be one: a question to somebody who sees both, and the answer.

    Whoever recorded the second is told nothing: they may not know of the first.
    """

    _name = "club.person.doubt"
    _description = "Doubt on a person"
    _inherit = ["club.guard.mixin", "club.label.mixin"]
    _order = "state, id desc"
    _label_fields = ("person_id", "other_id")

    person_id = fields.Many2one(
        "club.person",
        readonly=True,
        copy=False,
        ondelete="cascade",
        index="btree_not_null",
        help="Recorded last: set aside, so that both may have a live journey.",
    )
    other_id = fields.Many2one(
        "club.person",
        readonly=True,
        copy=False,
        string="Known person",
        ondelete="cascade",
        index="btree_not_null",
    )
    keep = fields.Selection(
        [("other", "The one on the left"), ("person", "The one on the right")],
        string="Record to keep",
        default="other",
        required=True,
        help="What it says wins; what it lacks comes from the other.",
    )
    same_birth = fields.Boolean(
        readonly=True, copy=False, string="Same name and date of birth"
    )
    same_email = fields.Boolean(
        readonly=True, copy=False, string="Same first name and e-mail"
    )
    same_phone = fields.Boolean(
        readonly=True, copy=False, string="Same first name and phone"
    )
    common_label = fields.Char(compute="_compute_common_label", string="In common")
    keyed = fields.Boolean(
        readonly=True, copy=False, help="Found by what is exact, not by somebody."
    )
    state = fields.Selection(
        [("open", "To verify"), ("merged", "One person"), ("apart", "Two persons")],
        readonly=True,
        copy=False,
        default="open",
        required=True,
        index=True,
    )
    settled_by_id = fields.Many2one(
        "res.users",
        readonly=True,
        copy=False,
        string="Settled by",
        index="btree_not_null",
    )
    settled_on = fields.Date(readonly=True, copy=False, string="Settled on")
    comparison_html = fields.Html(compute="_compute_comparison_html", sanitize=False)

    _pair_uniq = models.UniqueIndex(
        "(LEAST(person_id, other_id), GREATEST(person_id, other_id)) "
        "WHERE person_id IS NOT NULL AND other_id IS NOT NULL",
        "These two persons are compared already.",
    )

    # === COMPUTES === #

    @api.depends("same_birth", "same_email", "same_phone")
    @api.depends_context("lang")
    def _compute_common_label(self):
        for doubt in self:
            shared = [
                doubt._fields[name]._description_string(self.env)
                for name in FACTS.values()
                if doubt[name]
            ]
            doubt.common_label = " · ".join(shared) or self.env._(
                "Found by a colleague"
            )

    def _compute_label(self):
        for doubt in self:
            both = filter(None, [doubt.person_id, doubt.other_id])
            doubt.display_name = " / ".join(person.display_name for person in both)

    @api.depends("person_id", "other_id")
    @api.depends_context("uid", "lang")
    def _compute_comparison_html(self):
        for doubt in self:
            people = (doubt.other_id | doubt.person_id)._filtered_access("read")
            doubt.comparison_html = self.env["ir.qweb"]._render(
                "clubs_ambition.club_person_comparison",
                {
                    "people": people,
                    "rows": doubt._compared(people),
                    "journeys": doubt._journeys(people),
                },
            )

    @api.model
    def _journeys(self, people):
        """Return ``{person: journeys}`` of those that the user may read."""
        journeys = self.env["club.participant"].with_context(active_test=False)
        return journeys.search([("person_id", "in", people.ids)]).grouped("person_id")

    def _compared(self, people):
        """Return ``[(label, what each says, whether both say the same)]``."""
        rows = []
        for name in COMPARED:
            said = [self._said(person, name) for person in people]
            if not any(said):
                continue
            same = len(said) > 1 and said[0] and len({*map(str.lower, said)}) == 1
            rows.append((self._said_label(name), said, bool(same)))
        return rows

    @api.model
    def _said(self, person, name):
        match name:
            case "address":
                town = f"{person.zip or ''} {person.city or ''}".strip()
                parts = (person.street, person.street2, town)
                return ", ".join(filter(None, parts))
            case "birth_date" | "named_consent_on":
                return format_date(self.env, person[name]) if person[name] else ""
            case "phone":
                return spoken_phone(person.phone_normal or person.phone or "")
        return person[name] or ""

    @api.model
    def _said_label(self, name):
        field = self.env["club.person"]._fields["street" if name == "address" else name]
        return field._description_string(self.env)

    # === NOTED === #

    @api.model
    def _of(self, persons):
        """Return the doubts about these persons, on either side."""
        return self.search(
            Domain("person_id", "in", persons.ids)
            | Domain("other_id", "in", persons.ids)
        )

    @api.model
    def _new_pairs(self, pairs):
        """Return the pairs that were never compared; the others are set aside as such.

        Two persons told apart do not come back, whatever they have in common later.
        """
        if not pairs:
            return pairs
        persons = self.env["club.person"].union(*(pair.person for pair in pairs))
        known = {
            frozenset((doubt.person_id.id, doubt.other_id.id)): doubt
            for doubt in self._of(persons)
        }
        asked = {frozenset((pair.person.id, pair.other.id)): pair for pair in pairs}
        again = [known[ids] for ids in asked if ids in known]
        self.union(*again).filtered(lambda one: not one.keyed).write({"keyed": True})
        return [pair for ids, pair in asked.items() if ids not in known]

    @api.model
    def _note(self, noted):
        """Record ``[(pair, state)]``; whoever does so of the same person at once waits."""
        if not noted:
            return
        others = self.env["club.person"].union(*(pair.other for pair, _state in noted))
        self.env["club.identity"]._lock(others)
        self.create(
            [
                {
                    "person_id": pair.person.id,
                    "other_id": pair.other.id,
                    "state": state,
                    "keyed": True,
                    **{FACTS[fact]: True for fact in pair.facts},
                }
                for pair, state in noted
            ]
        )

    @api.model
    def _by_hand(self, persons):
        """Return the doubt on two persons whom somebody compares."""
        self.env["club.identity"]._lock(persons)
        found = self._of(persons).filtered(
            lambda one: one.person_id | one.other_id == persons
        )
        if found:
            return found[0]
        other, person = persons.sorted("id")
        facts = [
            fact
            for pair in self.env["club.identity"]._pairs(person)
            if pair.other == other
            for fact in pair.facts
        ]
        return self.create(
            {
                "person_id": person.id,
                "other_id": other.id,
                **{FACTS[fact]: True for fact in facts},
            }
        )

    # === SETTLED === #

    def action_merge(self):
        """Say that both are one person, and keep one record of them."""
        self.ensure_one()
        self._check_settled_by_who_sees_both()
        both = (self.other_id, self.person_id)
        kept, gone = both if self.keep == "other" else reversed(both)
        self.env["club.person.merge"]._merge(kept, gone)
        self._settle("merged")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Both records are one now: %s.", kept.name),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_apart(self):
        """Say that both are two persons: they are never compared again."""
        self._check_settled_by_who_sees_both()
        self._settle("apart")
        return {"type": "ir.actions.act_window_close"}

    def _check_settled_by_who_sees_both(self):
        for doubt in self:
            people = doubt.person_id | doubt.other_id
            if doubt.state == "merged" or len(people) < 2:
                raise UserError(self.env._("This doubt is settled already."))
            people.check_access("write")

    def _settle(self, state):
        """Write the answer; sudo: nobody writes these by hand."""
        self.sudo().write(
            {
                "state": state,
                "settled_by_id": self.env.uid,
                "settled_on": clock.today(self),
            }
        )

    def action_open(self):
        """Show both persons side by side."""
        self.ensure_one()
        return actions.window(
            "club.person.doubt",
            name=self.env._("Is it the same person?"),
            res_id=self.id,
            target="new",
            context={"dialog_size": "extra-large"},
        )
