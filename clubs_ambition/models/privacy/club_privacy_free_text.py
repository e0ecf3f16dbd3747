from odoo import api, models, tools

MODULE = "clubs_ambition"

OF_OTHERS = ("_name", "_phone", "_function")
"""How fields end that say who somebody at an employer's is, and nothing of a person."""


class ClubPrivacyFreeText(models.AbstractModel):
    """Tell in which fields somebody writes freely about a person.

    Found in the registry, so that no field is forgotten: each text that is typed on a
    model with a way to a person, dialogs too. What identifies is no free text: a surname
    may be a word of the lists. The web client points out there, as it is typed, what may
    say something of health, origin, justice, beliefs, a union or sexual life.
    """

    _name = "club.privacy.free.text"
    _description = "Free texts about persons"

    @api.model
    @tools.ormcache("name")
    def _of_model(self, name):
        """Return the names of the free texts of a model."""
        model = self.env[name]
        if model._original_module != MODULE:
            return frozenset()
        if name not in self.env["club.leaving"]._ways():
            return frozenset()
        return frozenset(
            field.name for field in model._fields.values() if self._is_free(field)
        )

    @api.model
    def _is_free(self, field):
        if field.readonly or field.type not in ("char", "text", "html"):
            return False
        return field.type != "char" or not (
            self._identifies(field.name) or field.name.endswith(OF_OTHERS)
        )

    @api.model
    def _identifies(self, name):
        """Tell whether a field is called like one that is typed on a person's record."""
        field = self.env["club.person"]._fields.get(name)
        return field is not None and not field.readonly
