"""Show what did not arrive lately; a demonstration keeps in its queue what it cannot send."""

from odoo import SUPERUSER_ID, api
from odoo.fields import Domain

from odoo.addons.clubs_ambition.utils.upgrade import note

SINCE = "today -30d"
"""Before, it is too late to write again."""


def migrate(cr, version):
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    if env["ir.mail_server"]._club_is_mute():
        keep_in_the_queue(cr)
        env.invalidate_all()
        return
    failed = Domain("notification_type", "=", "email") & Domain(
        "notification_status", "in", ("exception", "bounce")
    )
    lately = Domain("mail_message_id.date", ">=", SINCE)
    arrival = env["club.arrival"]
    arrival._notices_failed(env["mail.notification"].search(failed & lately))
    for mail in env["mail.mail"].search(
        [
            ("state", "=", "exception"),
            ("club_link_id", "!=", False),
            ("create_date", ">=", SINCE),
        ]
    ):
        arrival._mail_failed(mail, mail.failure_type, mail.failure_reason)
    env.flush_all()
    arrival._forget_left_alone()
    note(
        cr,
        "Mails",
        "%s messages that did not arrive are shown",
        env["club.undelivered"].search_count([]),
    )


def keep_in_the_queue(cr):
    """Take back what was tried without a mail server: nothing left, nothing failed."""
    cr.execute(
        """UPDATE mail_mail SET state = 'outgoing', failure_type = NULL,
                  failure_reason = NULL
            WHERE state = 'exception'"""
    )
    cr.execute(
        """UPDATE mail_notification
              SET notification_status = 'ready', failure_type = NULL,
                  failure_reason = NULL
            WHERE notification_type = 'email' AND notification_status = 'exception'"""
    )
    cr.execute(
        """UPDATE mail_notification notice SET is_read = TRUE
             FROM mail_message told
             JOIN ir_model_data robot ON robot.module = 'base'
              AND robot.name = 'partner_root' AND robot.res_id = told.author_id
            WHERE told.id = notice.mail_message_id AND notice.is_read IS NOT TRUE"""
    )
    note(cr, "Mails", "a demonstration: nothing leaves, nothing fails")
