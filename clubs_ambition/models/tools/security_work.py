"""Judges what goes on by itself: jobs, mails, outside services, backups.

Each takes the environment of the system and returns ``(as it should be, what is)``.
"""

from datetime import timedelta

from odoo import fields
from odoo.tools import config
from odoo.tools.misc import format_date

from ...utils import bounds, clock
from .club_outside import ENDPOINTS, NEWS

LATE = timedelta(hours=1)
"""Jobs and mails wait less than that where something runs them."""

FAILURES = timedelta(days=7)
RESTORE_DAYS = 92
"""A restore is rehearsed every three months (``docs/operating.rst``, *Backups*)."""

QUEUE = "mail.ir_cron_mail_scheduler_action"
"""The job of Odoo that sends what waits."""

RESTORED = "clubs_ambition.restore_tried_on"

OUTSIDE = (
    *("partner_autocomplete", "crm_iap_enrich", "crm_iap_mine", "sms", "snailmail"),
    *("base_geolocalize", "google_calendar", "microsoft_calendar"),
    *("google_recaptcha", "cloud_storage", "website_crm_iap_reveal", "mail_plugin"),
)
"""Addons of Odoo that tell something to a server that is not the institution's."""

KEYS = (
    *("discuss.tenor_api_key", "mail.google_translate_api_key"),
    *("mail.use_twilio_rtc_servers", "mail.use_sfu_server", "unsplash.access_key"),
)
"""Without one of these, what Odoo installs by itself asks nobody."""


def jobs(env):
    now = fields.Datetime.now()
    late = env["ir.cron"].search_count([("nextcall", "<", now - LATE)])
    failing = env["ir.cron"].search_count([("failure_count", ">", 0)])
    off = len(needed_jobs(env).filtered(lambda job: not job.active))
    if late or failing or off:
        return False, env._(
            "%(late)s late, %(failing)s failing, %(off)s switched off.",
            late=late,
            failing=failing,
            off=off,
        )
    return True, env._("All on time.")


def needed_jobs(env):
    """Return the jobs without which the clubs stand still: ours, and that of mails."""
    ours = env["ir.model.data"].search(
        [("model", "=", "ir.cron"), ("module", "=", "clubs_ambition")]
    )
    jobs = env["ir.cron"].browse(ours.mapped("res_id")).exists()
    return jobs | env.ref(QUEUE, raise_if_not_found=False)


def mail_server(env):
    if env["ir.mail_server"].search_count([], limit=1):
        return True, env._("Mails leave by a server of the configuration.")
    if config["smtp_server"] not in (False, "", "localhost"):
        return True, env._("Mails leave by the server of the configuration file.")
    return False, env._("No server is named: mails stay here.")


def mail_queue(env):
    now = fields.Datetime.now()
    Mail = env["mail.mail"]
    failed = Mail.search_count(
        [("state", "=", "exception"), ("create_date", ">", now - FAILURES)]
    )
    late = Mail.search_count(
        [
            ("state", "=", "outgoing"),
            ("create_date", "<", now - LATE),
            *("|", ("scheduled_date", "=", False), ("scheduled_date", "<", now - LATE)),
        ]
    )
    if failed or late:
        return False, env._(
            "%(failed)s failed in a week, %(late)s wait for more than an hour.",
            failed=failed,
            late=late,
        )
    return True, env._("All have left.")


def outside_services(env):
    outside = env["club.outside"]
    there = sorted({*OUTSIDE, *ENDPOINTS} & set(env.registry._init_modules))
    found = [addon for addon in there if not outside._is_off(addon)]
    found += outside._turned_on()
    get = env["ir.config_parameter"].get_param
    found += [key for key in KEYS if get(key)]
    news = env.ref(NEWS, raise_if_not_found=False)
    if news and news.active:
        found.append(news.cron_name)
    if found:
        return False, ", ".join(found)
    return True, env._("None.")


def restore(env):
    """Tell when a restore was last noted, by the button of the page."""
    try:
        day = bounds.read_date(env["ir.config_parameter"].get_param(RESTORED))
    except ValueError:
        day = None
    if not day:
        return False, env._("Nobody noted that a backup was restored.")
    recent = (clock.today(env["club.security"]) - day).days <= RESTORE_DAYS
    return recent, env._("Restored on %s.", format_date(env, day))
