from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...utils import actions, clock
from ...utils.races import alone
from ..tools.club_restriction import EFFECTS, IN_FORCE
from ..tools.guarded import OPEN
from .club_privacy_rows import ERASED_ON

MONTHS, EXTENDED_MONTHS = 1, 3
"""One month to answer, two more for a reason told within the first (article 12.3)."""

SOON_DAYS = 7

HERE = ("draft", "open")
"""States of a request that is still to be answered."""


class ClubPrivacyRequest(models.Model):
    """A request of somebody about their own data, and what the data officer did.

    Recorded by the dialog that finds somebody by their exact identity; the officer
    reads no person: what names them here is what was typed. Each kind has its gesture,
    which takes effect at once.
    """

    _name = "club.privacy.request"
    _description = "Request about personal data"
    _inherit = ["club.guard.mixin", "club.label.mixin"]
    _order = "due_on, id"
    _label_fields = ("kind", "asked_by")

    kind = fields.Selection(
        [
            ("access", "Access"),
            ("rectification", "Rectification"),
            ("objection", "Objection"),
            ("restriction", "Restriction"),
            ("erasure", "Erasure"),
        ],
        required=True,
        readonly=True,
        copy=False,
        string="Asks for",
    )
    state = fields.Selection(
        [
            ("draft", "Identity to establish"),
            ("open", "To answer"),
            ("served", "Served"),
            ("refused", "Refused"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        index=True,
    )
    subject = fields.Selection(
        [
            ("person", "Participant"),
            ("partner", "Contact, prescriber or colleague"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="person",
        string="Who asks",
    )
    asked_by = fields.Char("Name given", readonly=True, copy=False)
    person_id = fields.Many2one(
        "club.person",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
        string="Participant",
    )
    partner_id = fields.Many2one(
        "res.partner",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
        string="Contact",
    )
    note = fields.Text(
        string="What is asked", help="In the words of who asks; facts they may read."
    )

    # the legal delay
    received_on = fields.Date(
        required=True, readonly=True, copy=False, default=clock.today, string="Received"
    )
    due_on = fields.Date(compute="_compute_due_on", store=True, string="To answer by")
    extended_on = fields.Date(readonly=True, copy=False, string="Extended on")
    extension_reason = fields.Text(
        readonly=True, copy=False, string="Why more time is needed"
    )
    delay_label = fields.Char(compute="_compute_delay", string="Delay")
    delay_text = fields.Char(compute="_compute_delay")
    delay_level = fields.Char(compute="_compute_delay")

    # the answer
    answered_on = fields.Date(readonly=True, copy=False, string="Answered on")
    answered_by_id = fields.Many2one(
        "res.users",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        string="Answered by",
    )
    refusal_reason = fields.Text(readonly=True, copy=False, string="Why it is refused")
    done_note = fields.Text(readonly=True, copy=False, string="What was done")
    corrections = fields.Text(
        readonly=True,
        copy=False,
        help="Before and after, until the request is answered: then the facts alone.",
    )
    effective_on = fields.Date(readonly=True, copy=False, string="In force since")
    lifted_on = fields.Date(readonly=True, copy=False, string="Lifted on")
    in_force = fields.Boolean(compute="_compute_in_force", string="In force")
    held = fields.Json(
        "Put aside", readonly=True, copy=False, groups="base.group_system"
    )

    # === COMPUTES === #

    def _compute_label(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for request in self:
            words = [kinds.get(request.kind), request.asked_by]
            request.display_name = " – ".join(filter(None, words))

    @api.depends("received_on", "extended_on")
    def _compute_due_on(self):
        for request in self:
            months = EXTENDED_MONTHS if request.extended_on else MONTHS
            received = request.received_on
            request.due_on = received and received + relativedelta(months=months)

    @api.depends("due_on", "state")
    @api.depends_context("lang")
    def _compute_delay(self):
        today = clock.today(self)
        for request in self:
            waiting = request.state in HERE and request.due_on
            days = (request.due_on - today).days if waiting else 0
            label, level = request._delay(days) if waiting else (False, False)
            request.delay_label, request.delay_level = label, level
            request.delay_text = waiting and self.env._(
                "To answer by %(day)s: %(delay)s.",
                day=format_date(self.env, request.due_on),
                delay=label,
            )

    @api.model
    def _delay(self, days):
        """Return ``(words, level)`` of the days that are left."""
        if days < 0:
            return self.env._("late by %s days", -days), "late"
        level = "soon" if days <= SOON_DAYS else "quiet"
        return self.env._("%s days to go", days), level

    @api.depends("effective_on", "lifted_on")
    def _compute_in_force(self):
        for request in self:
            request.in_force = request.effective_on and not request.lifted_on

    # === WHO ASKS === #

    def _whom(self):
        """Return who asks; sudo: the officer reads no person."""
        self.ensure_one()
        asks = self.sudo()
        return asks.person_id or asks.partner_id

    def _establish(self, found):
        """Say whose identity it is; of a person, their name is the one given."""
        name = "person_id" if self.subject == "person" else "partner_id"
        self._unguarded(name, "state").write({name: found.id, "state": "open"})

    def _check_officer(self, kind=None):
        """Refuse what is not for the officer, or is not to be done any more.

        :param kind: of the request that the gesture answers, any by default
        """
        self.ensure_one()
        self.check_access("write")
        if self.state not in HERE:
            raise UserError(self.env._("This request was answered already."))
        if kind and kind != self.kind:
            raise UserError(self.env._("This request asks for something else."))
        if kind and self.state != "open":
            raise UserError(self.env._("Find first who asks, by their exact identity."))
        whom = self._whom() if kind and kind != "erasure" else None
        if whom and whom[ERASED_ON[whom._name]]:
            raise UserError(
                self.env._(
                    "Who asked was erased since: nothing is left. Close the request as "
                    "served, or refuse it."
                )
            )

    # === DIALOGS === #

    def action_find(self):
        """Look again for whoever asks."""
        self._check_officer()
        return actions.dialog(
            "club.privacy.find",
            self.env._("Find who asks"),
            default_request_id=self.id,
            default_subject=self.subject,
            default_kind=self.kind,
        )

    def action_extend(self):
        """Ask why two more months are needed."""
        return self._settle("extend", self.env._("Take two more months"))

    def action_refuse(self):
        return self._settle("refuse", self.env._("Refuse the request"))

    def action_serve(self):
        return self._settle("serve", self.env._("Close as served"))

    def action_ask_animateur(self):
        """Have the animateur correct what the person says is wrong."""
        return self._settle("ask", self.env._("Ask the animateur"))

    def _settle(self, gesture, name):
        self._check_officer()
        return actions.dialog(
            "club.privacy.settle",
            name,
            default_request_id=self.id,
            default_gesture=gesture,
        )

    def action_rectify(self):
        self._check_officer("rectification")
        return actions.dialog(
            "club.privacy.rectify",
            self.env._("Correct the file"),
            default_request_id=self.id,
        )

    # === WHAT IS DONE === #

    def action_download(self):
        """Send the whole file of whoever asks: it is made now, and kept nowhere."""
        self._check_officer("access")
        return {
            "type": "ir.actions.act_url",
            "url": f"/clubs_ambition/privacy/{self.id}.zip",
            "target": "download",
        }

    def _extend(self, reason):
        """Take two more months, once, within the first (GDPR, article 12.3)."""
        self._check_officer()
        if self.extended_on:
            raise UserError(self.env._("The delay was extended already: answer now."))
        if self.due_on < clock.today(self):
            raise UserError(
                self.env._("The month is over: the delay is extended within it.")
            )
        values = {"extended_on": clock.today(self), "extension_reason": reason}
        self._unguarded(*values).write(values)

    def _refuse(self, reason):
        self._check_officer()
        self._close("refused", refusal_reason=reason)

    def _serve(self, words):
        self._check_officer()
        self._check_done()
        self._close("served", done_note=words)

    @alone("who is erased stays so")
    def _check_done(self):
        """Refuse to call served what has a gesture of its own, which was not made."""
        whom = self._whom()
        erased = whom and whom[ERASED_ON[whom._name]]
        if self.kind in (*EFFECTS, "erasure") and not erased:
            raise UserError(
                self.env._(
                    "This request is served by its own button, which takes effect at "
                    "once: press it, or refuse the request."
                )
            )

    def _close(self, state, **values):
        """Write the answer; what was corrected is a fact without its values."""
        values |= {
            "state": state,
            "answered_on": clock.today(self),
            "answered_by_id": self.env.uid,
        }
        done = [self.done_note, values.pop("done_note", None)]
        if self.corrections:
            done.append(self.env["club.privacy.rectification"]._facts(self))
            values["corrections"] = False
        values["done_note"] = "\n".join(filter(None, done))
        self._unguarded(*values).write(values)

    # === RESTRICTION, OBJECTION === #

    def action_take_effect(self):
        """Put a restriction or an objection in force: at once, until it is lifted."""
        self._check_officer(self.kind if self.kind in EFFECTS else "objection")
        whom = self._whom()
        self.env["club.race"]._hold(whom)
        opened = whom.with_context(club_restriction=OPEN)
        if whom._name == "res.partner":
            self.env["club.privacy.announcement"]._check_not_live(whom)
            others = self._others_in_force()
            self.sudo().held = others.held if others else {"active": whom.active}
            opened.active = False  # chosen by nobody any more, and written to no more
        elif self.kind == "restriction":
            held = self.env["club.restriction"]._hold(whom)
            self.sudo().held = held
        else:
            opened.objected_on = clock.today(self)
        self._unguarded("effective_on").effective_on = clock.today(self)
        self._close("served")
        self._tell_in_force(whom)

    def _tell_in_force(self, whom):
        """Have every door know at once of a contact who is left alone, or no longer."""
        if whom._name == "res.partner":
            self.flush_recordset()
            self.env["club.restriction"]._set_anew()

    def action_lift(self):
        """Give back what was in force, if no other request of theirs is."""
        self.ensure_one()
        self.check_access("write")
        if not self.in_force:
            raise UserError(self.env._("Nothing is in force here."))
        self.env["club.race"]._hold(self._whom())
        self._unguarded("lifted_on").lifted_on = clock.today(self)
        held = self.sudo().held or {}
        whom = self._whom()
        self._tell_in_force(whom)
        if other := self._others_in_force():
            other.held = self._held_together(other.held or {}, held)
            return
        if whom._name == "res.partner":  # unless archived before they asked
            whom.active = held.get("active", True) and not whom.club_erased_on
        elif self.kind == "restriction":
            self.env["club.restriction"]._release(whom, held)
        else:
            whom.with_context(club_restriction=OPEN).objected_on = False

    @api.model
    def _held_together(self, one, other):
        """Return what the request that stays in force gives back, for both."""
        tasks = {*one.get("activities", ()), *other.get("activities", ())}
        both = [held["active"] for held in (one, other) if "active" in held]
        return {"activities": sorted(tasks), **({"active": any(both)} if both else {})}

    def _others_in_force(self):
        """Return other requests of theirs of the same effect, still in force.

        Of a contact, either kind has the same effect.
        """
        whom = self._whom()
        person = whom._name == "club.person"
        name, kinds = ("person_id", (self.kind,)) if person else ("partner_id", EFFECTS)
        return self.sudo().search(
            [
                (name, "=", whom.id),
                ("kind", "in", kinds),
                ("id", "!=", self.id),
                *IN_FORCE,
            ],
            limit=1,
        )

    # === ERASURE === #

    def action_erase(self):
        """Erase who asks, now and for good; the request names nobody any more."""
        self._check_officer("erasure")
        opened = self.env["club.privacy.erasure"].with_context(club_restriction=OPEN)
        opened._erase(self._whom(), "request")
        self._close("served")
        self._unguarded("asked_by").write({"asked_by": False, "note": False})
