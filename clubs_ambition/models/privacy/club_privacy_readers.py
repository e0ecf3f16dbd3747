from odoo import api, models, tools
from odoo.fields import NO_ACCESS

EVERY_ROW = "[(1,'=',1)]"


class ClubPrivacyReaders(models.AbstractModel):
    """Say which roles read a field: from accesses, groups of fields and record rules.

    Nothing of it is typed: a right that changes changes the register.
    """

    _name = "club.privacy.readers"
    _description = "Who reads personal data"

    @api.model
    def _roles(self):
        """Return our roles and the stock's that is near; sudo: roles are no secret."""
        ours = self.env.ref("clubs_ambition.privilege_clubs_ambition")
        Group = self.env["res.groups"].sudo()
        roles = Group.search([("privilege_id", "=", ours.id)], order="sequence, id")
        return roles | self.env.ref("base.group_system").sudo()

    @api.model
    def _of(self, names):
        """Return ``{(model name, field groups): text}`` as a function of both.

        :param names: of the models that are asked about
        """
        rights = self._rights(names)
        rules = self._rules(names)
        roles = [(role, role.all_implied_ids | role) for role in self._roles()]
        return lambda name, groups=None: ", ".join(
            f"{role.name}{'' if every_row else '*'}"
            for role, held in roles
            if self._opens(groups, held)
            if any(not group or group in held for group in rights.get(name, ()))
            for every_row in [self._reads_every_row(name, rules.get(name, ()), held)]
        )

    @api.model
    def _rights(self, names):
        """Return ``{model name: groups}`` that may read; sudo: rights are no secret."""
        accesses = self.env["ir.model.access"].sudo()
        found = {}
        domain = [("model_id.model", "in", list(names)), ("perm_read", "=", True)]
        for access in accesses.search(domain):
            found.setdefault(access.model_id.model, []).append(access.group_id)
        return found

    @api.model
    def _rules(self, names):
        """Return ``{model name: rules on reading}``; sudo: rules are no secret."""
        rules = self.env["ir.rule"].sudo()
        found = {}
        domain = [("model_id.model", "in", list(names)), ("perm_read", "=", True)]
        for rule in rules.search(domain):
            found.setdefault(rule.model_id.model, []).append(rule)
        return found

    @api.model
    def _reads_every_row(self, name, rules, held):
        """Tell whether nothing keeps rows from whoever holds these groups.

        Messages, tasks and files ask for the record that they are about.
        """
        registry = self.env.registry
        if registry[name]._check_access is not registry["base"]._check_access:
            return False
        texts = {rule: "".join((rule.domain_force or "").split()) for rule in rules}
        limiting = {rule for rule, text in texts.items() if text not in ("", EVERY_ROW)}
        if any(not rule.groups for rule in limiting):
            return False
        mine = {rule for rule in rules if rule.groups & held}
        return not mine or bool(mine - limiting)

    @api.model
    def _opens(self, groups, held):
        """Tell whether the groups of a field are open to whoever holds these groups."""
        if not groups:
            return True
        if groups == NO_ACCESS:
            return False
        names = [name.strip() for name in groups.split(",")]
        return any(self._group(name) in held for name in names)

    @api.model
    @tools.ormcache("name")
    def _group_id(self, name):
        return self.env.ref(name).id

    @api.model
    def _group(self, name):
        return self.env["res.groups"].sudo().browse(self._group_id(name))
