from functools import partial

from odoo import SUPERUSER_ID, api, models
from odoo.fields import Domain
from odoo.http import root
from odoo.tools import SQL, sql

from ...utils.personal_data import EMPTIED
from .club_privacy_rows import ERASED_ON, PARTNER


class ClubPrivacyTeam(models.AbstractModel):
    """Who works in the clubs, who left, and what becomes of an account that is shut."""

    _name = "club.privacy.team"
    _description = "Users of the clubs and their data"

    @api.model
    def _users(self):
        """Return the users who have a role in the clubs, those who left too.

        sudo: roles are read by no role.
        """
        users = self.env["res.users"].sudo().with_context(active_test=False)
        return users.search([("all_group_ids", "in", users._club_groups().ids)])

    @api.model
    def _groups(self):
        """Return all the groups of whoever works in the clubs; who installs has them all.

        sudo: roles are read by no role.
        """
        working = self._users().filtered(
            lambda one: one.active and not one._is_system()
        )
        return working.all_group_ids

    @api.model
    def _colleagues(self):
        """Return the domain of the contacts who have a role in the clubs, or had one."""
        contacts = self._users().partner_id
        return Domain("id", "in", contacts.ids) & Domain(ERASED_ON[PARTNER], "=", False)

    @api.model
    def _left(self):
        """Return the contacts of who left: none of their accounts is open.

        But people of the clubs' employers and prescribers, who are kept as these are.
        """
        accounts = self._users().filtered(lambda one: one.id != SUPERUSER_ID)
        shut = accounts.partner_id.filtered(
            lambda one: not any(one.user_ids.mapped("active"))
        )
        at = self.env["club.privacy.retention"]._people()
        return shut.filtered_domain(~at & Domain(ERASED_ON[PARTNER], "=", False))

    @api.model
    def _end_sessions(self, log_ids):
        """Have sessions deleted from the disk, which say who logged in.

        Once the erasure is kept; sudo: of whoever logged in.
        """
        logs = self.env["res.device.log"].sudo().browse(log_ids)
        if ended := set(logs.mapped("session_identifier")):
            delete = root.session_store.delete_from_identifiers
            self.env.cr.postcommit.add(partial(delete, list(ended)))

    @api.model
    def _empty_accounts(self, contacts):
        """Empty the accounts, shut by then, of contacts: nobody logs in by them again."""
        accounts = contacts.with_context(active_test=False).user_ids
        known = sql.table_columns(self.env.cr, accounts._table)
        entries = self.env["club.privacy.map"]._own_of_model(accounts._name)
        gone = {name for name, entry in entries.items() if entry.erased == EMPTIED}
        gone = (gone | {"password"}) & known.keys() - {"login"}
        values = [SQL("login = '…' || id, active = FALSE")]
        values += [SQL("%s = NULL", SQL.identifier(name)) for name in sorted(gone)]
        query = SQL(
            "UPDATE res_users SET %s WHERE id = ANY(%s::int[])",
            SQL(", ").join(values),
            accounts.ids,
        )
        self.env.cr.execute(query)
