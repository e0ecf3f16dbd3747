from odoo import api, models, tools
from odoo.fields import Domain

from .club_privacy_rows import ERASED_ON, PERSON, REGISTERS, derived


class IrRule(models.Model):
    """Rows of erased people are read by no role, whatever the rules open.

    They stay for the figures, which are made in SQL. For every model with a way to a
    person, found in the registry, beside the rules that an administrator sees: nobody
    switches this one off.
    """

    _inherit = "ir.rule"

    @api.model
    @tools.ormcache(
        "self.env.uid",
        "self.env.su",
        "model_name",
        "mode",
        "tuple(self._compute_domain_context_values())",
    )
    def _compute_domain(self, model_name, mode="read"):
        domain = super()._compute_domain(model_name, mode)
        if self.env.su:
            return domain
        left = self._club_not_erased(model_name)
        return (domain & left).optimize(self.env[model_name])

    @api.model
    @tools.ormcache("model_name")
    def _club_not_erased(self, model_name):
        """Return the domain of rows that are of nobody erased.

        What requests, consents and erasures say names nobody by then, and is what an
        officer answers for: it stays in sight. Mails and the like of the stock are
        deleted, and none of their readers pays for a rule.
        """
        if model_name in ERASED_ON:
            return Domain(ERASED_ON[model_name], "=", False)
        way = next(iter(self.env["club.leaving"]._ways().get(model_name, ())), "")
        model = self.env[model_name]
        ours = model_name.startswith("club.") and not model_name.startswith(REGISTERS)
        if not way or not ours or derived(model):
            return Domain.TRUE
        return self._club_of_living(model, way.split("."))

    @api.model
    def _club_of_living(self, model, steps):
        """Return the domain of rows whose person, if there is one, is not erased.

        A way that is always there is a plain join; one that may be empty is left out
        only where it leads to who is erased.
        """
        path = ".".join([*steps, ERASED_ON[PERSON]])
        here, certain = model, True
        for step in steps:
            certain = certain and here._fields[step].required
            here = self.env[here._fields[step].comodel_name]
        if certain:
            return Domain(path, "=", False)
        gone = Domain(ERASED_ON[PERSON], "!=", False)
        for step in reversed(steps[1:]):
            gone = Domain(step, "any", gone)
        return Domain(steps[0], "not any", gone)
