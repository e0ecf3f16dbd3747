from odoo import api, models
from odoo.exceptions import AccessError


class ResPartner(models.Model):
    """The person of a journey, whom a label names only to who may read them."""

    _inherit = "res.partner"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_club_derived(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_club_derived(vals)
        return super().write(vals)

    @api.model
    def _check_club_derived(self, vals):
        """Refuse to write what our code alone computes, ``club_person`` first.

        It decides who sees the contact; its recomputation does not come by here.
        """
        for name in vals:
            field = self._fields.get(name)
            ours = field and field._module == "clubs_ambition"
            if ours and field.compute and field.readonly and not field.inverse:
                raise AccessError(
                    self.env._(
                        "“%s” follows from what is recorded: it is not entered.",
                        field._description_string(self.env),
                    )
                )

    @api.depends("club_person")
    @api.depends_context("uid")
    def _compute_display_name(self):
        hidden = self - self._club_named_to_reader()
        for partner in hidden:
            partner.display_name = self.env._("Person %s", partner._origin.id)
        super(ResPartner, self - hidden)._compute_display_name()

    def _club_named_to_reader(self):
        """Return the partners that may be named: all but persons out of sight.

        sudo: whether somebody is a person is no secret, who they are is.
        """
        persons = self.sudo().filtered("club_person").with_env(self.env)
        seen = persons.sudo(False)._filtered_access("read").with_env(self.env)
        return self - (persons - seen)
