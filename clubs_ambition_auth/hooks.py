"""Turns on, once, what Odoo has to protect accounts; what was chosen before stays."""

import logging

from odoo.addons.clubs_ambition.models.tools import security_accounts, security_work

_logger = logging.getLogger(__name__)

IDLE_MINUTES = 30
"""A screen left alone for that long asks for the password of who left it."""

SESSION_MINUTES = 12 * 60
"""A day at work; nobody's session outlives a night."""

LENGTH = "auth_password_policy.minlength"
POLICY = "auth_totp.policy"


def post_init_hook(env):
    """Turn on what locks nobody out; the page *Security* says what is left to do."""
    ask_long_passwords(env)
    lock_screens(env)
    ask_second_factor(env)


def ask_long_passwords(env):
    """Ask for long passwords; those that are short still open until they are changed."""
    if security_accounts.number_of(env, LENGTH) < security_accounts.LENGTH:
        env["ir.config_parameter"].set_param(LENGTH, security_accounts.LENGTH)


def lock_screens(env):
    """Lock the screens of the clubs' users; a lock asks for what opened the session.

    Not where accounts open by another service, and have no password to ask for.
    """
    if "auth_oauth" in env.registry._init_modules:
        _logger.info("Screens are not locked: accounts open by another service.")
        return
    for group in security_accounts.role_groups(env):
        if not (group.lock_timeout or group.lock_timeout_inactivity):
            group.lock_timeout = SESSION_MINUTES
            group.lock_timeout_inactivity = IDLE_MINUTES


def ask_second_factor(env):
    """Ask employees for a code, sent by mail to whoever has no application for it.

    Only where mails are known to arrive and everybody has an address: nobody could
    sign in to mend it.
    """
    if env["ir.config_parameter"].get_param(POLICY):
        return
    if reason := why_no_code_arrives(env):
        _logger.info("No second factor is asked for: %s.", reason)
        return
    env["ir.config_parameter"].set_param(POLICY, "employee_required")


def why_no_code_arrives(env):
    """Return why a code sent by mail would not reach everybody, None if it would."""
    for judge in (security_work.mail_server, security_work.mail_queue):
        fine, found = judge(env)
        if not fine:
            return found
    arrived = [
        ("notification_type", "=", "email"),
        ("notification_status", "=", "sent"),
    ]
    if not env["mail.notification"].search_count(arrived, limit=1):
        return "no mail has left yet"
    users = env["res.users"].search([("share", "=", False)])
    if not all(users.mapped("email_normalized")):
        return "some users have no e-mail address"
    return None
