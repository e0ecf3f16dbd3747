"""Judges the server: how it is reached, what it tells, where it reads and writes.

Each takes the environment of the system and returns ``(as it should be, what is)``.
"""

import logging

from odoo.tools import SQL, config

QUIET = {
    "werkzeug": logging.INFO,
    "odoo.sql_db": logging.ERROR,
    "odoo.addons.base.models.ir_mail_server": logging.INFO,
    "odoo.addons.mail.models.mail_mail": logging.ERROR,
    "odoo.addons.mail.models.mail_render_mixin": logging.INFO,
    "odoo.addons.mail.models.mail_thread": logging.INFO,
    "odoo.addons.web.controllers.export": logging.ERROR,
}
"""Loggers of Odoo whose lines hold addresses of links, rows that were refused, who
wrote or was written to, and what was looked for: up to which level."""

LOST_CONNECTIONS = "clubs_ambition_lost_connections"


def web_address(env):
    get = env["ir.config_parameter"].get_param
    url = get("web.base.url") or ""
    if not url.startswith("https://"):
        return False, env._("%s is no https address.", url)
    if get("web.base.url.freeze") != "True":
        return False, env._("It changes with whoever signs in.")
    return True, env._("%s, frozen.", url)


def proxy(env):
    if not config["proxy_mode"]:
        return False, env._("The server believes that everybody is its proxy.")
    return True, env._("The server knows whom its proxy speaks for.")


def database_list(env):
    if config["list_db"]:
        return False, env._("The manager of databases answers to whoever asks.")
    return True, env._("The manager of databases is closed.")


def logged_addresses(env):
    names = [
        name
        for name, level in QUIET.items()
        if logging.getLogger(name).isEnabledFor(level)
    ]
    if names:
        told = ", ".join(names)
        return False, env._("Odoo's log names people and links: %s.", told)
    return True, env._("Odoo's log names nobody, and no address of a link.")


def is_superuser(env):
    """Ask PostgreSQL whether the role of Odoo may do everything there."""
    query = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
    return env.execute_query(SQL(query))[0][0]


def database_role(env):
    if is_superuser(env):
        return False, env._("Odoo enters PostgreSQL as its superuser.")
    return True, env._("Odoo enters PostgreSQL as an ordinary role.")


def replica(env):
    if not config["db_replica_host"]:
        return True, env._("None is named.")
    if LOST_CONNECTIONS not in config["server_wide_modules"]:
        return False, env._("If it dies, requests are lost.")
    return True, env._("If it dies, the primary answers.")


def developers(env):
    if config["dev_mode"]:
        return False, env._("The server runs as developers do.")
    return True, env._("The server runs as in production.")
