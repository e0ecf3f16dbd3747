from odoo import api, models

NAMES = {"name", "first_name", "last_name"}
REACHED = {"phone", "phone_normal", "email", "email_normal", "street", "street2"}
"""What names somebody, and where they are reached: a group by it is a list of people."""


class ClubPrivacyGrouped(models.AbstractModel):
    """Note whom groups and aggregates name: their values come from no record read."""

    _name = "club.privacy.grouped"
    _description = "People named by groups"

    @api.model
    def _note(self, records, domain, specs):
        """Remember who is named by a grouped answer that a user gets.

        :param specs: of groups and aggregates: ``field.field:function``
        """
        look = self.env["club.privacy.look"]
        if self.env.su or not look._is_reader():
            return
        facts = {}
        for spec in specs:
            path, name = self._named(records, spec.split(":")[0].split("."))
            if name:
                facts.setdefault(path, set()).add(name)
        for path, names in facts.items():
            shown = records.search(domain)
            shown = shown.mapped(path) if path else shown
            look._note(shown, opened=bool(names & REACHED))

    @api.model
    def _named(self, model, steps):
        """Return ``(path to who is named, field that names them)``, if a path does."""
        for rank, step in enumerate(steps):
            field = model._fields.get(step)
            if field is None:
                break
            if not field.relational:
                people = self.env["club.privacy.look"]._files()
                told = model._name in people and step in NAMES | REACHED
                return ".".join(steps[:rank]), told and step
            model = self.env[field.comodel_name]
        return "", None
