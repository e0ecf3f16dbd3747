from collections.abc import Callable
from dataclasses import dataclass

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import LazyTranslate, ormcache

from ...utils import clock
from . import security_accounts as accounts
from . import security_server as server
from . import security_work as work

_lt = LazyTranslate(__name__)
READERS = ("clubs_ambition.group_clubs_coordinator", "base.group_system")
BY_ADMIN = _lt("Settings, by an administrator")
ON_SERVER = _lt("Whoever keeps the server: docs/operating.rst")


@dataclass(frozen=True)
class Check:
    """What production should be, who judges it, and what to do when it is not."""

    name: str
    judge: Callable
    remedy: str
    where: str = BY_ADMIN
    key: str = ""


CHECKS = (
    Check(
        _lt("Length of passwords"),
        accounts.passwords,
        _lt("Ask for 12 characters: install clubs_ambition_auth."),
    ),
    Check(
        _lt("Second factor"),
        accounts.second_factor,
        _lt("Once mails leave, ask everybody for a code or a passkey."),
    ),
    Check(
        _lt("Sessions left open"),
        accounts.session_timeout,
        _lt("Have screens locked: install clubs_ambition_auth."),
    ),
    Check(
        _lt("Administrators"),
        accounts.administrators,
        _lt("Keep three at most; a coordinator runs the clubs without it."),
    ),
    Check(
        _lt("Passwords of the demonstration"),
        accounts.demo_passwords,
        _lt(
            "Change the password of “admin”, archive the accounts of the demonstration."
        ),
    ),
    Check(
        _lt("Open sign-up"),
        accounts.sign_up,
        _lt("Under “Customer account”, choose “On invitation”."),
    ),
    Check(
        _lt("Code in templates of mails"),
        accounts.template_code,
        _lt(
            "Switch on “Restrict Template Rendering”, and take “Mail Template Editor” "
            "from who is no administrator: that code runs past every right."
        ),
    ),
    Check(
        _lt("Outside services"),
        work.outside_services,
        _lt("Uninstall or switch off what tells others of persons and employers."),
    ),
    Check(
        _lt("Scheduled jobs"),
        work.jobs,
        _lt("See that a server runs jobs (max_cron_threads), and read its log."),
        ON_SERVER,
    ),
    Check(
        _lt("Outgoing mail server"),
        work.mail_server,
        _lt("Name one under “Outgoing mail servers”, and test it."),
    ),
    Check(
        _lt("Mail queue"),
        work.mail_queue,
        _lt("Look at the mails that failed, then at the mail server."),
    ),
    Check(
        _lt("Address of the site"),
        server.web_address,
        _lt("Set web.base.url to the https address, web.base.url.freeze to True."),
    ),
    Check(
        _lt("Proxy"),
        server.proxy,
        _lt("Set proxy_mode behind nginx: limits count on true addresses."),
        ON_SERVER,
    ),
    Check(
        _lt("Manager of databases"),
        server.database_list,
        _lt("Set list_db = False, and db_name."),
        ON_SERVER,
    ),
    Check(
        _lt("People in the log"),
        server.logged_addresses,
        _lt("Set log_handler as docs/operating.rst has it."),
        ON_SERVER,
    ),
    Check(
        _lt("Developers' options"),
        server.developers,
        _lt("Start the server without --dev."),
        ON_SERVER,
    ),
    Check(
        _lt("Role in PostgreSQL"),
        server.database_role,
        _lt("Give Odoo a role that owns its database and nothing more."),
        ON_SERVER,
    ),
    Check(
        _lt("Replica"),
        server.replica,
        _lt("Add clubs_ambition_lost_connections to server_wide_modules."),
        ON_SERVER,
    ),
    Check(
        _lt("Backups"),
        work.restore,
        _lt("Restore last night's backup beside production, then note it here."),
        ON_SERVER,
        key="restore",
    ),
)


class ClubSecurity(models.AbstractModel):
    """What of this installation is not as production should be.

    Looks only; each remedy is somebody's decision. Says counts and no account: an
    account that anybody opens is nothing to tell a whole role.
    """

    _name = "club.security"
    _description = "State of the installation"

    @api.model
    def _judge_all(self):
        """Return ``[(check, as it should be, what is)]``.

        sudo: jobs, mails, parameters and passwords are read by no role of ours.
        """
        self._check_reader()
        env = self.sudo().env
        return [(check, *check.judge(env)) for check in CHECKS]

    @api.model
    def _check_reader(self):
        """Refuse whoever is neither a coordinator nor an administrator."""
        if not any(self.env.user.has_group(group) for group in READERS):
            raise AccessError(
                self.env._("Only coordinators and administrators read this page.")
            )

    @api.model
    @ormcache("login", "kept")
    def _opens(self, login, kept):
        """Tell whether a login is its own password; slow, so once for each password."""
        return self.env["res.users"].sudo()._crypt_context().verify(login, kept)

    @api.model
    def _note_restore(self):
        """Keep the day when somebody says that a backup was restored.

        sudo: a parameter of the system, and this one alone.
        """
        self._check_reader()
        today = str(clock.today(self))
        self.env["ir.config_parameter"].sudo().set_param(work.RESTORED, today)
