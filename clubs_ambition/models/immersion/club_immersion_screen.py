from odoo import api, fields, models
from odoo.tools import format_date

from ...utils import actions, clock


class ClubImmersion(models.Model):
    """What the cards and forms of immersions show, and where their buttons lead."""

    _inherit = "club.immersion"

    phone = fields.Char(
        related="participant_id.phone",
        related_sudo=False,
        string="Phone of the person",
    )
    step_text = fields.Char(compute="_compute_step", string="Where it stands")
    step_level = fields.Selection(
        [("quiet", "Nothing to do"), ("soon", "Soon"), ("late", "Today")],
        compute="_compute_step",
    )

    @api.depends("state", "date_start", "date_end", "ended_on")
    def _compute_step(self):
        today = clock.today(self)
        for immersion in self:
            step = getattr(immersion, f"_step_{immersion.state}", None)
            known = step and immersion.date_start and immersion.date_end
            text, level = step(today) if known else (False, "quiet")
            immersion.step_text, immersion.step_level = text, level

    def _step_draft(self, today):
        level = "late" if self.date_start <= today else "soon"
        waited = [name for name in self._parties() if not self[name]]
        if waited:
            return self.env._("%s signatures missing", len(waited)), level
        return self.env._("ready to sign"), level

    def _step_signed(self, today):
        if self.date_start > today:
            day = format_date(self.env, self.date_start, date_format="d MMM")
            return self.env._("starts on %s", day), "quiet"
        return self.env._("started?"), "late"

    def _step_running(self, today):
        if self.date_end < today:
            return self.env._("over: to assess"), "late"
        day = format_date(self.env, self.date_end, date_format="d MMM")
        return self.env._("until %s", day), "quiet"

    # === ACTIONS === #

    def action_sign(self):
        return self.write({"state": "signed"})

    def action_start(self):
        return self.write({"state": "running"})

    def action_cancel(self):
        return self.write({"state": "cancelled"})

    def action_draft(self):
        return self.write({"state": "draft"})

    def action_reopen(self):
        """Take an assessment back: whoever did not show up is waited for again."""
        for state, records in self.grouped("state").items():
            records.write({"state": "signed" if state == "no_show" else "running"})
        return True

    def action_sign_today(self):
        """Date one signature of today: the button's context says whose."""
        name = self.env.context.get("signature")
        if name in self._signature_fields():
            self.write({name: clock.today(self)})
        return True

    def action_assess(self):
        self.ensure_one()
        return actions.dialog(
            "club.immersion.assess",
            self.env._("Assess the immersion"),
            default_immersion_id=self.id,
        )

    def action_renew(self):
        """Open the renewal: same host, same object, same aims, from the next day on."""
        self.ensure_one()
        action = actions.stored(self.env, "club_immersion_action")
        start = fields.Date.add(self.ended_on or self.date_end, days=1)
        renewal = self.copy(
            {
                "renewal_of_id": self.id,
                "date_start": start,
                "date_end": self._month_after(start),
            }
        )
        return {**action, "views": [(False, "form")], "res_id": renewal.id}

    def action_open_participant(self):
        self.ensure_one()
        return self.participant_id.get_formview_action()

    def action_open_establishment(self):
        self.ensure_one()
        return self.partner_id.get_formview_action()

    def action_open_candidacy(self):
        self.ensure_one()
        return self.candidacy_id.get_formview_action()
