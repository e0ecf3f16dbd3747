"""Take the contacts of persons away, with what told of them.

A contact that something else uses (an account, an employer's file…) stays for that.
"""

import logging

from odoo.tools import SQL
from odoo.tools.sql import column_exists

_logger = logging.getLogger(__name__)

TRACES = {
    "mail_followers": "partner_id",
    "mail_notification": "res_partner_id",
    "mail_message_reaction": "partner_id",
    "mail_message_res_partner_rel": "res_partner_id",
    "mail_message_res_partner_starred_rel": "res_partner_id",
    "mail_mail_res_partner_rel": "res_partner_id",
    "mail_compose_message_res_partner_rel": "partner_id",
    "mail_scheduled_message_res_partner_rel": "res_partner_id",
    "calendar_event_res_partner_rel": "res_partner_id",
    "calendar_attendee": "partner_id",
    "res_partner_res_partner_category_rel": "partner_id",
}
"""What told of a person through their contact, and goes: ``{table: column}``."""

AUTHORS = (
    ("mail_message", "author_id"),
    ("mail_notification", "author_id"),
    ("mail_compose_message", "author_id"),
    ("sms_sms", "partner_id"),
)
"""What keeps its address, and names no contact any more."""

OWN = (("res_partner", "commercial_partner_id"),)


def migrate(cr, version):
    if not version or not column_exists(cr, "club_person", "old_partner_id"):
        return
    move_threads(cr)
    kept = used_elsewhere(cr)
    gone = forget_contacts(cr, kept)
    forget_values(cr)
    cr.execute("ALTER TABLE club_person DROP COLUMN old_partner_id")
    _logger.info(
        "Persons: %s contacts removed, %s kept for another use", gone, len(kept)
    )


def move_threads(cr):
    """Move what was written on a person's contact to their last journey."""
    cr.execute(
        """CREATE TEMPORARY TABLE club_moved ON COMMIT DROP AS
           SELECT person.old_partner_id AS partner_id, MAX(journey.id) AS journey_id
             FROM club_person person
             JOIN club_participant journey ON journey.person_id = person.id
            WHERE person.old_partner_id IS NOT NULL GROUP BY 1"""
    )
    for table, model, extra in (
        ("mail_message", "model", ""),
        ("mail_activity", "res_model", ", res_model_id = new.id"),
        ("ir_attachment", "res_model", ""),
    ):
        plain = SQL("AND line.res_field IS NULL") if table == "ir_attachment" else SQL()
        cr.execute(
            SQL(
                """UPDATE %s line SET %s = 'club.participant', res_id = moved.journey_id %s
                     FROM club_moved moved, ir_model new
                    WHERE line.%s = 'res.partner' AND line.res_id = moved.partner_id
                      AND new.model = 'club.participant' %s""",
                SQL.identifier(table),
                SQL.identifier(model),
                SQL(extra),
                SQL.identifier(model),
                plain,
            )
        )


def used_elsewhere(cr):
    """Return the contacts that something but the traces of a person relates to."""
    aside = {*TRACES.items(), *AUTHORS, *OWN}
    cr.execute(
        """SELECT c.conrelid::regclass::text, a.attname FROM pg_constraint c
             JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
            WHERE c.contype = 'f' AND c.confrelid = 'res_partner'::regclass"""
    )
    kept = set()
    for table, column in cr.fetchall():
        if (table, column) in aside:
            continue
        cr.execute(
            SQL(
                """SELECT DISTINCT line.%(column)s FROM %(table)s line
                     JOIN club_moved moved ON moved.partner_id = line.%(column)s""",
                table=SQL.identifier(table),
                column=SQL.identifier(column),
            )
        )
        kept.update(partner for (partner,) in cr.fetchall())
    cr.execute(
        """SELECT partner_id FROM club_moved moved
             JOIN res_partner partner ON partner.id = moved.partner_id
            WHERE partner.is_company OR partner.club_employer OR partner.club_prescriber
               OR partner.parent_id IS NOT NULL
               OR partner.commercial_partner_id != partner.id"""
    )
    return kept | {partner for (partner,) in cr.fetchall()}


def forget_contacts(cr, kept):
    """Remove the contacts nothing else uses, and the traces of all but accounts'."""
    cr.execute(
        "SELECT partner_id FROM club_moved WHERE partner_id != ALL(%s)", [list(kept)]
    )
    gone = [partner for (partner,) in cr.fetchall()]
    for table, column in TRACES.items():
        cr.execute(
            SQL(
                "DELETE FROM %s WHERE %s = ANY(%s)",
                SQL.identifier(table),
                SQL.identifier(column),
                gone,
            )
        )
    cr.execute(
        """DELETE FROM mail_followers WHERE res_model IN %s AND partner_id = ANY(%s)""",
        [FOLLOWED, list(kept)],
    )
    for table, column in AUTHORS:
        cr.execute(
            SQL(
                "UPDATE %s SET %s = NULL WHERE %s = ANY(%s)",
                SQL.identifier(table),
                SQL.identifier(column),
                SQL.identifier(column),
                gone,
            )
        )
    for table, model in (
        ("ir_attachment", "res_model"),
        ("mail_followers", "res_model"),
        ("ir_model_data", "model"),
    ):
        cr.execute(
            SQL(
                "DELETE FROM %s WHERE %s = 'res.partner' AND res_id = ANY(%s)",
                SQL.identifier(table),
                SQL.identifier(model),
                gone,
            )
        )
    cr.execute("DELETE FROM res_partner WHERE id = ANY(%s)", [gone])
    return len(gone)


FOLLOWED = (
    "club.participant",
    "club.candidacy",
    "club.immersion",
    "club.placement",
    "club.session",
)
"""Threads that no person follows, even with an account."""


def forget_values(cr):
    """A journey's thread says no birth date: who reads it need not read the person."""
    cr.execute(
        """DELETE FROM mail_tracking_value WHERE field_id IN (
               SELECT id FROM ir_model_fields WHERE model = 'club.participant'
                  AND name IN ('birth_date', 'partner_id'))"""
    )
