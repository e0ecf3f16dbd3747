"""Take the contacts of persons away, with what told of them: see ``post-persons.py``."""

from odoo.tools import SQL

from odoo.addons.clubs_ambition.utils.upgrade import (
    ADDRESS,
    FATES_LEFT,
    TEXTS,
    env_of_contacts,
    quoted,
)


def migrate(cr, version):
    env = env_of_contacts(cr, version)
    if env is None:
        return
    forget_traces(cr)
    forget_on_journeys(env)
    forget_values(cr)
    close_accounts(env)
    keep_other_role(env)
    remove_contacts(cr)
    cr.execute("ALTER TABLE club_person DROP COLUMN old_partner_id")
    env.invalidate_all()


# === WHAT TOLD OF THEM === #


def forget_traces(cr):
    """Forget the rows that only tell of a contact; what they wrote bears its address."""
    forget_told(cr)
    forget_in_meetings(cr)
    write_authors(cr, SQL("fate IN %s", FATES_LEFT))
    cr.execute("SELECT place, name, clears FROM club_trace")
    for table, column, clears in cr.fetchall():
        table, column = quoted(table), quoted(column)
        what = (
            SQL("UPDATE %s line SET %s = NULL FROM", table, column)
            if clears
            else SQL("DELETE FROM %s line USING", table)
        )
        cr.execute(
            SQL(
                "%s club_moved moved WHERE line.%s = moved.partner_id AND fate IN %s",
                what,
                column,
                FATES_LEFT,
            )
        )


def forget_told(cr):
    """Forget what was told to contacts alone, e.g. invitations with who is invited."""
    cr.execute(
        """DELETE FROM mail_message line WHERE message_type = 'user_notification'
              AND COALESCE(line.model, '') NOT LIKE 'club.%%'
              AND EXISTS (SELECT FROM mail_message_res_partner_rel told
                            JOIN club_moved moved ON moved.partner_id = told.res_partner_id
                           WHERE told.mail_message_id = line.id AND fate IN %(left)s)
              AND NOT EXISTS (SELECT FROM mail_message_res_partner_rel told
                           LEFT JOIN club_moved moved
                                  ON moved.partner_id = told.res_partner_id
                                 AND fate IN %(left)s
                               WHERE told.mail_message_id = line.id
                                 AND moved.partner_id IS NULL)""",
        {"left": FATES_LEFT},
    )


def forget_in_meetings(cr):
    """Forget what the agenda writes of who is invited: their details, an invitation.

    The bus has what screens were told in the last minutes.
    """
    cr.execute(
        """CREATE TEMPORARY TABLE club_meeting ON COMMIT DROP AS
           SELECT DISTINCT link.calendar_event_id AS id
             FROM calendar_event_res_partner_rel link
             JOIN club_moved moved ON moved.partner_id = link.res_partner_id
            WHERE fate IN %(left)s;
           UPDATE calendar_event event SET description = regexp_replace(
                  description, %(details)s, '', 'g')
             FROM club_meeting WHERE club_meeting.id = event.id;
           DELETE FROM ir_attachment file USING club_meeting
            WHERE file.res_model = 'calendar.event' AND file.res_id = club_meeting.id
              AND file.name = 'invitation.ics';
           DELETE FROM bus_bus""",
        {"left": FATES_LEFT, "details": DETAILS},
    )


DETAILS = (
    r"<div><strong>[^<]*</strong><br/?>((?!</div>).)*(mailto|tel):((?!</div>).)*</div>"
)
"""The block of a contact in the description of a meeting (``calendar``)."""


def write_authors(cr, condition):
    cr.execute(
        SQL(
            """UPDATE mail_message line SET author_id = NULL, email_from = COALESCE(
                      NULLIF(line.email_from, ''), partner.email)
                 FROM club_moved moved
                 JOIN res_partner partner ON partner.id = moved.partner_id
                WHERE line.author_id = moved.partner_id AND %s""",
            condition,
        )
    )


def forget_on_journeys(env):
    """Threads about persons name no kept contact, unless it is a colleague's."""
    mixin = env.registry["club.thread.mixin"]
    threads = tuple(
        name
        for name, model in env.items()
        if isinstance(model, mixin) and not model._abstract
    )
    write_authors(env.cr, SQL("NOT colleague AND line.model IN %s", threads))
    env.cr.execute(
        """DELETE FROM mail_followers line USING club_moved moved
            WHERE line.partner_id = moved.partner_id AND (
                  NOT colleague AND line.res_model IN %s
                  OR line.res_model = 'club.participant' AND line.res_id IN (
                     SELECT journey.id FROM club_participant journey
                       JOIN club_person person ON person.id = journey.person_id
                      WHERE person.old_partner_id = moved.partner_id))""",
        [threads],
    )
    for table, message in (
        ("mail_notification", "mail_message_id"),
        ("mail_message_res_partner_rel", "mail_message_id"),
    ):
        env.cr.execute(
            SQL(
                """DELETE FROM %s line USING club_moved moved, mail_message told
                    WHERE line.res_partner_id = moved.partner_id AND NOT colleague
                      AND told.id = line.%s AND told.model IN %s""",
                SQL.identifier(table),
                SQL.identifier(message),
                threads,
            )
        )


def forget_values(cr):
    """A journey's thread says no birth date: who reads it need not read the person."""
    cr.execute(
        """DELETE FROM mail_tracking_value WHERE field_id IN (
               SELECT id FROM ir_model_fields
                WHERE model = 'club.participant' AND name IN ('birth_date', 'partner_id')
                   OR model LIKE 'club.%' AND name = 'person_id')"""
    )


# === WHAT STAYS === #


def close_accounts(env):
    """Close the accounts of visitors who are persons: they name nobody any more."""
    blank = [
        SQL("%s = NULL", SQL.identifier(field.name))
        for field in env["res.partner"]._fields.values()
        if field.store
        and field.column_type
        and field.type in TEXTS
        and field.name not in ("name", "complete_name")
    ]
    label = env["club.upgrade"]._words()["closed"]
    env.cr.execute(
        SQL(
            """UPDATE res_users account SET active = FALSE, password = NULL,
                      signature = NULL, login = 'closed-' || account.id
                 FROM club_moved moved
                WHERE moved.partner_id = account.partner_id AND fate = 'account';
               DELETE FROM res_users_apikeys WHERE user_id IN (
                   SELECT account.id FROM res_users account
                     JOIN club_moved moved USING (partner_id) WHERE fate = 'account');
               UPDATE res_partner partner SET active = FALSE, %s,
                      name = %s || ' ' || partner.id, complete_name = %s || ' ' || partner.id
                 FROM club_moved moved
                WHERE moved.partner_id = partner.id AND fate = 'account'""",
            SQL(", ").join(blank),
            label,
            label,
        )
    )


def keep_other_role(env):
    """Take from a contact with another role the home and the words of the person."""
    env.cr.execute(
        """UPDATE res_partner partner SET comment = NULL, partner_latitude = NULL,
                  partner_longitude = NULL, street = parent.street,
                  street2 = parent.street2, zip = parent.zip, city = parent.city
             FROM club_moved moved JOIN res_partner person ON person.id = moved.partner_id
        LEFT JOIN res_partner parent ON parent.id = person.parent_id
            WHERE moved.partner_id = partner.id AND fate = 'person'
        RETURNING partner.id"""
    )
    kept = env["res.partner"].browse([partner for (partner,) in env.cr.fetchall()])
    env.invalidate_all()
    kept.modified([*ADDRESS, "comment"])
    env.flush_all()


def remove_contacts(cr):
    """Remove the contacts that nothing else uses.

    PostgreSQL looks at each foreign key for each contact that goes: they are set aside,
    then made again, each looking once at all its rows.
    """
    cr.execute(
        """DELETE FROM ir_model_data data USING club_moved moved
            WHERE data.model = 'res.partner' AND data.res_id = moved.partner_id
              AND fate = 'gone';
           SELECT conrelid::regclass::text, quote_ident(conname),
                  pg_get_constraintdef(oid)
             FROM pg_constraint
            WHERE contype = 'f' AND confrelid = 'res_partner'::regclass"""
    )
    keys = [
        (quoted(table), quoted(name), quoted(said))
        for table, name, said in cr.fetchall()
    ]
    for table, name, _said in keys:
        cr.execute(SQL("ALTER TABLE %s DROP CONSTRAINT %s", table, name))
    cr.execute(
        """DELETE FROM res_partner partner USING club_moved moved
            WHERE moved.partner_id = partner.id AND fate = 'gone'"""
    )
    for table, name, said in keys:
        cr.execute(SQL("ALTER TABLE %s ADD CONSTRAINT %s %s", table, name, said))
