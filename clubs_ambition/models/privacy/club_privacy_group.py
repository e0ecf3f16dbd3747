from collections import defaultdict

from odoo import api, models, tools

from ...const import TEXTS
from ...utils.personal_data import DELETED, EMPTIED, PARTICIPANT

EACH = "id:array_agg"
"""What is asked along with groups that say who somebody is: whom they are about."""


class ClubPrivacyGroup(models.AbstractModel):
    """Note whom groups and sums give away: a group by name is a look at the person.

    Groups by a state or a club give away nobody. A text that the map of personal data
    empties when somebody is erased does: whoever groups by it, or has its values listed,
    has looked at the people of the groups.
    """

    _name = "club.privacy.group"
    _description = "Groups that say who somebody is"

    @api.model
    @tools.ormcache()
    def _words(self):
        """Return ``{model name: texts}`` that say who somebody is, or what is said of them.

        What is emptied when they are erased (``club.privacy.map``).
        """
        found = defaultdict(set)
        ways = self.env["club.leaving"]._ways()
        for (name, key), entry in self.env["club.privacy.map"]._entries().items():
            of_person = entry.whose == PARTICIPANT and entry.erased in (
                EMPTIED,
                DELETED,
            )
            if of_person and name in ways and self.env[name]._fields[key].type in TEXTS:
                found[name].add(key)
        return found

    @api.model
    def _each_told(self, model, specs):
        """Return what to ask along with groups or sums: whom they tell of, if anybody.

        A group of a name, or a list of telephones, is read like the records themselves.
        """
        if self.env.su or model._name not in self.env["club.leaving"]._ways():
            return []
        told = any(self._is_words(model, spec.split(":")[0]) for spec in specs)
        return [EACH] if told else []

    @api.model
    def _is_words(self, model, path):
        """Tell whether a path of fields ends in words about somebody."""
        for name in path.split("."):
            field = model._fields.get(name)
            if field is None:
                return False
            if name in self._words().get(model._name, ()):
                return True
            if field.type != "many2one":
                return False
            model = self.env[field.comodel_name]
        return False

    @api.model
    def _told(self, model, rows):
        """Note whom groups tell of, asked along; return them as they were asked for."""
        ids = {one for row in rows for one in row[-1] or () if one}
        self.env["club.privacy.look"]._note_read(model.browse(ids))
        return [row[:-1] for row in rows]
