from odoo import api, models, tools

from ...const import TEXTS
from ...utils.personal_data import CONTACT, PARTICIPANT, PRESCRIBER, Bears
from ..tools.club_nir import ABOUT
from ..tools.ours import is_our_model

OF_OTHERS = ("_name", "_phone", "_function")
"""How fields end that say who somebody at an employer's is, and nothing of a person."""

RICH = ("text", "html")


class ClubPrivacyFreeText(models.AbstractModel):
    """Tell in which fields somebody writes freely about a person.

    Found in the registry, so that no field is forgotten: each text that is typed on a
    model with a way to a person, dialogs too. What identifies is no free text: a surname
    may be a word of the lists. The web client points out there, as it is typed, what may
    say something of health, origin, justice, beliefs, a union or sexual life.

    On Odoo's models, long texts: of what bears our people (a prospect's description),
    and of what is about any record (a mail, a task), where it is about one of ours.
    """

    _name = "club.privacy.free.text"
    _description = "Free texts about persons"

    @api.model
    @tools.ormcache("name")
    def _of_model(self, name):
        """Return ``{free text: True}`` of a model.

        On a model of Odoo: the field that tells whether the record is about our people,
        if there is one.
        """
        model = self.env[name]
        if not is_our_model(model):
            about = self._about(name)
            fields = model._fields.values() if about else ()
            return {
                field.name: about
                for field in fields
                if field.type in RICH and not field.readonly
            }
        if name not in self.env["club.leaving"]._ways():
            return {}
        fields = model._fields.values()
        return {field.name: True for field in fields if self._is_free(field)}

    @api.model
    def _about(self, name):
        """Return what says that a record of Odoo is about our people, None if nothing."""
        model, fields = self.env[name], self.env[name]._fields
        if name in self._bearing():
            clubs = [
                field.name
                for field in fields.values()
                if field.type == "many2one" and field.comodel_name == "club.club"
            ]
            return clubs[0] if clubs else True
        if model._transient or self.env["club.leaving"]._pointers().get(name):
            return next((one for one in ABOUT if one in fields), None)
        return None

    @api.model
    @tools.ormcache()
    def _bearing(self):
        """Return the models of Odoo that bear our people, field by field."""
        return frozenset(
            name
            for name, said in self.env["club.privacy.map"]._declared().items()
            if not is_our_model(self.env[name])
            if any(self._bears_people(part) for part in said)
        )

    @api.model
    def _bears_people(self, part):
        people = (PARTICIPANT, CONTACT, PRESCRIBER)
        return isinstance(part, Bears) and part.whose in people

    @api.model
    @tools.ormcache()
    def _models(self):
        """Return the names of the models whose records are people, or about one."""
        ours = set(self.env["club.leaving"]._ways()) | self._bearing()
        return tuple(sorted(name for name in ours if not self.env[name]._abstract))

    @api.model
    def _is_free(self, field):
        if field.readonly or field.type not in TEXTS:
            return False
        return field.type != "char" or not self._names(field)

    @api.model
    def _names(self, field):
        """Tell whether a short text says who somebody is, be it computed of whoever is."""
        if self._identifies(field.name) or field.name.endswith(OF_OTHERS):
            return True
        person = self.env["club.privacy.map"]._of_model("club.person")
        said = person.get(field.name)
        return field.readonly and bool(said) and said.purpose == "identity"

    @api.model
    def _identifies(self, name):
        """Tell whether a field is called like one that is typed on a person's record."""
        field = self.env["club.person"]._fields.get(name)
        return field is not None and not field.readonly
