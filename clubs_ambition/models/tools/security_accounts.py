"""Judges who may enter: passwords, second factor, sessions, accounts, sign-up.

Each takes the environment of the system and returns ``(as it should be, what is)``;
what is holds counts, for whoever reads the page may not read all accounts.
"""

from odoo.http import get_session_max_inactivity
from odoo.tools import SQL

from .club_template_code import EDITOR

LENGTH = 12
"""Characters of a password that nothing else protects (the CNIL, 2022)."""

IDLE_SECONDS = 24 * 3600
"""A session that nobody used for longer is somebody else's chance."""

ADMINISTRATORS = 3
"""More people than that need no key to everything."""

DEMO_LOGINS = (
    *("admin", "demo", "portal", "animateur", "animateur2", "animateur3"),
    *("referent", "manager", "coordinator", "observer", "officer"),
)
"""Accounts of a demonstration: their passwords are their logins."""

ROLES = ("referent", "observer", "data_officer", "animateur")
"""Roles that every user of ours has one of; the others contain them."""


def role_groups(env):
    """Return the groups that every user of ours has one of."""
    names = (f"clubs_ambition.group_clubs_{role}" for role in ROLES)
    return env["res.groups"].union(*(env.ref(name) for name in names))


def number_of(env, key):
    """Return the number that a system parameter holds, 0 if it is none."""
    text = env["ir.config_parameter"].get_param(key) or ""
    return int(text) if text.isascii() and text.isdigit() else 0


def passwords(env):
    length = 0
    if "auth_password_policy" in env.registry._init_modules:
        length = number_of(env, "auth_password_policy.minlength")
    if not length:
        return False, env._("Any password is accepted, of one character too.")
    return length >= LENGTH, env._("%s characters at least.", length)


def second_factor(env):
    asked = "auth_totp_mail" in env.registry._init_modules
    if asked and env["ir.config_parameter"].get_param("auth_totp.policy"):
        return True, env._("Asked of everybody.")
    # A passkey leaves the password open. SQL: Odoo's search of ``totp_enabled`` takes
    # “is not” for “is”.
    without_code = SQL("TRUE")
    if "totp_enabled" in env["res.users"]._fields:
        without_code = SQL("COALESCE(totp_secret, 'false') = 'false'")
    env["res.users"].flush_model()
    query = "SELECT COUNT(*) FROM res_users WHERE active AND NOT share AND %s"
    ((without,),) = env.execute_query(SQL(query, without_code))
    if not without:
        return True, env._("Everybody has one.")
    return False, env._("Users who enter by a password alone: %s.", without)


def session_timeout(env):
    locks = [getattr(one, "lock_timeout_inactivity", 0) for one in role_groups(env)]
    if all(0 < minutes * 60 <= IDLE_SECONDS for minutes in locks):
        return True, env._("A screen left alone asks who is there.")
    hours = get_session_max_inactivity(env) // 3600
    short = hours * 3600 <= IDLE_SECONDS
    return short, env._("A session that nobody uses stays open for %s hours.", hours)


def administrators(env):
    # Who gives rights gives them to themselves.
    count = env["res.users"].search_count(
        [("all_group_ids", "in", env.ref("base.group_erp_manager").id)]
    )
    return count <= ADMINISTRATORS, env._("Accounts with every right: %s.", count)


def demo_passwords(env):
    # Odoo reads a password nowhere but here: as what is compared with.
    query = (
        "SELECT login, password FROM res_users "
        "WHERE active AND password IS NOT NULL AND login = ANY(%s::varchar[])"
    )
    rows = env.execute_query(SQL(query, list(DEMO_LOGINS)))
    count = sum(env["club.security"]._opens(*row) for row in rows)
    if not count:
        return True, env._("None: no such account opens by its login.")
    return False, env._("Accounts whose password is their login: %s.", count)


def template_code(env):
    """Count who writes code in templates: it runs past the rules."""
    # “not in” a group is any other group: administrators are counted apart.
    writers = [("all_group_ids", "in", env.ref(EDITOR).id), ("share", "=", False)]
    masters = [("all_group_ids", "in", env.ref("base.group_system").id)]
    users = env["res.users"]
    count = users.search_count(writers) - users.search_count([*writers, *masters])
    if count:
        return False, env._("Users who may write code in templates: %s.", count)
    return True, env._("Administrators alone write code in templates.")


def sign_up(env):
    scope = env["ir.config_parameter"].get_param("auth_signup.invitation_scope")
    if "auth_signup" in env.registry._init_modules and scope == "b2c":
        return False, env._("Anybody may make an account for themselves.")
    return True, env._("Accounts are made by an administrator.")
