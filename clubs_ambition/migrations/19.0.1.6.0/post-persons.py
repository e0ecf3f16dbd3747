"""Say the fate of the contacts of persons; what was written on them goes elsewhere.

A contact has one of four fates: nothing else uses it, and it is *gone*; only an account
of a visitor does, and the *account* is closed and names nobody; a *person* has another
role (employer's contact, colleague…) and keeps it alone; a *place* is an establishment,
and keeps all. Who uses contacts is found in the registry and in PostgreSQL's catalogue.
``post-persons_contacts.py`` then does to each what its fate says.
"""

from odoo.tools import SQL

from odoo.addons.clubs_ambition.utils.upgrade import (
    ADDRESS,
    FATES_LEFT,
    TEXTS,
    env_of_contacts,
    note,
    quoted,
)

TOPIC = "Persons"
MESSAGING = ("mail", "bus", "sms", "snailmail", "calendar", "rating", "portal")
"""Addons whose rows tell of a contact, and give it no other role."""

TAKEN = ("name", "email", "phone", *ADDRESS)
"""What the person has of the contact (``pre-persons.py``)."""


def migrate(cr, version):
    env = env_of_contacts(cr, version)
    if env is None:
        return
    list_contacts(cr)
    list_uses(env)
    give_fates(cr)
    move_words(env)
    move_photos(env)
    forget_threads_noise(env)
    move_threads(env)
    address_waiting_mails(cr)
    env.invalidate_all()


# === WHO IS KEPT === #


def list_contacts(cr):
    """Make the list of the contacts of persons, with their last journey."""
    cr.execute(
        """CREATE TEMPORARY TABLE club_moved ON COMMIT DROP AS
           SELECT person.old_partner_id AS partner_id, MAX(journey.id) AS journey_id,
                  'gone' AS fate, FALSE AS colleague
             FROM club_person person
             JOIN club_participant journey ON journey.person_id = person.id
            WHERE person.old_partner_id IS NOT NULL GROUP BY 1;
           ALTER TABLE club_moved ADD PRIMARY KEY (partner_id);
           CREATE TEMPORARY TABLE club_use (partner_id INTEGER, place VARCHAR)
               ON COMMIT DROP;
           CREATE TEMPORARY TABLE club_trace (place VARCHAR, name VARCHAR, clears BOOLEAN)
               ON COMMIT DROP"""
    )


def list_uses(env):
    """Note who uses the contacts; list the columns that only tell of them."""
    cr, fields = env.cr, fields_of_columns(env)
    cr.execute(
        """SELECT c.conrelid::regclass::text, quote_ident(a.attname),
                  c.confdeltype = 'n'
             FROM pg_constraint c
             JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
            WHERE c.contype = 'f' AND c.confrelid = 'res_partner'::regclass"""
    )
    for table, column, clears in cr.fetchall():
        if is_trace(env, fields.get((table.strip('"'), column.strip('"')))):
            row = [table, column, clears]
            cr.execute("INSERT INTO club_trace VALUES (%s, %s, %s)", row)
            continue
        own = "AND line.id != moved.partner_id" if table == "res_partner" else ""
        known = SQL("line.%s = moved.partner_id %s", quoted(column), SQL(own))
        note_use(cr, table, column, known)
    for model, field in stored_fields(env):
        note_uses_without_key(cr, model, field)
    note_own_roles(cr)


def fields_of_columns(env):
    """Return ``{(table, column): field}`` of columns that may name a contact."""
    found = {}
    for model, field in stored_fields(env):
        if field.type == "many2one":
            found[model._table, field.name] = field
        elif field.type == "many2many":
            own = model._name == "res.partner"
            found[field.relation, field.column1 if own else field.column2] = field
    return found


def stored_fields(env):
    for model in env.values():
        if model._auto and not model._abstract:
            yield from ((model, one) for one in model._fields.values() if one.store)


def is_trace(env, field):
    """Tell whether a field's rows tell of a contact and give it no other role."""
    if not field:
        return False
    tags = field.type == "many2many" and field.model_name == "res.partner"
    return tags or env[field.model_name]._transient or field._modules[0] in MESSAGING


def note_use(cr, table, column, condition):
    cr.execute(
        SQL(
            "INSERT INTO club_use SELECT DISTINCT moved.partner_id, %s "
            "FROM %s line JOIN club_moved moved ON %s",
            f"{table}.{column}",
            quoted(table),
            condition,
        )
    )


def note_uses_without_key(cr, model, field):
    """Note who names a contact in a column that has no foreign key."""
    if not field.column_type or model._transient or model._original_module in MESSAGING:
        return
    column = SQL("line.%s", SQL.identifier(field.name))
    if field.type == "reference":
        known = SQL("%s = 'res.partner,' || moved.partner_id", column)
    elif field.type == "many2one_reference" and not model._name.startswith("ir."):
        about = SQL.identifier(field.model_field)
        known = SQL("line.%s = 'res.partner' AND %s = moved.partner_id", about, column)
    elif field.company_dependent and field.comodel_name == "res.partner":
        known = SQL(
            "moved.partner_id::text IN (SELECT value FROM jsonb_each_text(%s))",
            column,
        )
    else:
        return
    note_use(cr, model._table, field.name, known)


def note_own_roles(cr):
    cr.execute(
        """INSERT INTO club_use
           SELECT partner_id, role FROM club_moved
             JOIN res_partner partner ON partner.id = partner_id,
                  LATERAL (VALUES ('is_company', partner.is_company),
                                  ('club_employer', partner.club_employer),
                                  ('club_prescriber', partner.club_prescriber),
                                  ('parent_id', partner.parent_id IS NOT NULL)
                          ) AS said (role, holds) WHERE holds"""
    )


def give_fates(cr):
    """Give each contact its fate, and say which are kept and why."""
    cr.execute(
        """UPDATE club_moved moved SET colleague = TRUE FROM res_users account
            WHERE account.partner_id = moved.partner_id AND NOT account.share;
           UPDATE club_moved moved SET fate = CASE
                  WHEN places && '{is_company,club_employer}' THEN 'place'
                  WHEN places = '{res_users.partner_id}' AND NOT colleague THEN 'account'
                  ELSE 'person' END
             FROM (SELECT partner_id, array_agg(DISTINCT place::text) AS places
                     FROM club_use GROUP BY 1) used
            WHERE used.partner_id = moved.partner_id"""
    )
    cr.execute("SELECT fate, COUNT(*) FROM club_moved GROUP BY 1 ORDER BY 1")
    for fate, count in cr.fetchall():
        note(cr, TOPIC, "%s contacts: %s", count, SAID[fate])
    cr.execute(
        """SELECT place, fate, COUNT(*), (array_agg(partner_id ORDER BY partner_id))[:50]
             FROM club_use JOIN club_moved USING (partner_id) GROUP BY 1, 2 ORDER BY 1, 2"""
    )
    for place, fate, count, ids in cr.fetchall():
        told = ", ".join(map(str, ids))
        note(cr, TOPIC, "%s kept (%s), used by %s: %s", count, fate, place, told)


SAID = {
    "gone": "removed, nothing else used them",
    "account": "blank, the account of a visitor is closed",
    "person": "kept for another role, without the address",
    "place": "kept whole, it is an establishment",
}


# === WHAT WAS WRITTEN ON THEM === #


def move_words(env):
    """Tell on the thread of the last journey what was typed on the contact."""
    fields = [
        field
        for field in env["res.partner"]._fields.values()
        if field.store
        and field.column_type
        and field.name not in TAKEN
        and (field.manual or (field.type in TEXTS and not field.compute))
        and not field.groups
    ]
    said = [SQL("SELECT NULL::int, NULL::text, NULL::text WHERE FALSE")]
    said += [words_of(env, field) for field in fields] + [words_of_tags(env)]
    env.cr.execute(
        SQL(
            """INSERT INTO mail_message (create_uid, create_date, write_uid, write_date,
                      date, model, res_id, message_type, subtype_id, author_id, email_from,
                      is_internal, body, message_id)
               SELECT 1, NOW() AT TIME ZONE 'UTC', 1, NOW() AT TIME ZONE 'UTC',
                      NOW() AT TIME ZONE 'UTC', 'club.participant', moved.journey_id,
                      'comment', %s, root.id, root.email, TRUE, '<p>' || %s || '</p><ul>'
                      || string_agg('<li><b>' || label || '</b> ' || value || '</li>', '')
                      || '</ul>',
                      '<' || gen_random_uuid() || '@clubs-ambition>'
                 FROM (%s) AS said (partner_id, label, value)
                 JOIN club_moved moved USING (partner_id),
                      (SELECT id, email FROM res_partner WHERE id = %s) root
             GROUP BY moved.partner_id, moved.journey_id, root.id, root.email""",
            env.ref("mail.mt_note").id,
            env["club.upgrade"]._words()["noted"],
            SQL(" UNION ALL ").join(said),
            env.ref("base.partner_root").id,
        )
    )
    note(env.cr, TOPIC, "%s journeys bear what their contact said", env.cr.rowcount)


def words_of(env, field):
    """Return the query of what was typed in a field: ``(contact, label, value)``."""
    column = SQL("partner.%s", SQL.identifier(field.name))
    if field.translate or field.company_dependent:
        column = SQL(
            "(SELECT string_agg(DISTINCT value, ', ') FROM jsonb_each_text(%s))", column
        )
    value = SQL("%s::text", column)
    if field.type != "html":
        for sign, safe in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
            value = SQL("replace(%s, %s, %s)", value, sign, safe)
    fates = FATES_OF_COMMENT if field.name == "comment" else FATES_LEFT
    return SQL(
        """SELECT partner.id, %s::text, %s FROM res_partner partner
             JOIN club_moved moved ON moved.partner_id = partner.id AND fate IN %s
            WHERE btrim(regexp_replace(%s::text, '<[^>]*>|&nbsp;', '', 'g')) != ''""",
        field._description_string(env),
        value,
        fates,
        column,
    )


FATES_OF_COMMENT = (*FATES_LEFT, "person")


def words_of_tags(env):
    return SQL(
        """SELECT link.partner_id, %s::text,
                  string_agg(COALESCE(tag.name->>%s, tag.name->>'en_US'), ', ')
             FROM res_partner_res_partner_category_rel link
             JOIN res_partner_category tag ON tag.id = link.category_id
             JOIN club_moved moved ON moved.partner_id = link.partner_id
                  AND fate IN %s GROUP BY 1""",
        env["res.partner"]._fields["category_id"]._description_string(env),
        env.lang or "en_US",
        FATES_LEFT,
    )


def move_photos(env):
    """Keep the photo of a contact as a file of the journey; its smaller sizes go."""
    env.cr.execute(
        """UPDATE ir_attachment file SET res_model = 'club.participant',
                  res_id = moved.journey_id, res_field = NULL, name = %s
             FROM club_moved moved
            WHERE file.res_model = 'res.partner' AND file.res_id = moved.partner_id
              AND fate IN %s AND file.res_field = 'image_1920'""",
        [env["club.upgrade"]._words()["photo"], FATES_LEFT],
    )
    note(env.cr, TOPIC, "%s photos are files of the journey", env.cr.rowcount)
    env.cr.execute(
        """DELETE FROM ir_attachment file USING club_moved moved
            WHERE file.res_model = 'res.partner' AND file.res_id = moved.partner_id
              AND fate IN %s AND file.res_field IS NOT NULL""",
        [FATES_LEFT],
    )


def forget_threads_noise(env):
    """Forget changed values of a contact, and messages that say nothing without."""
    langs = env["res.lang"].get_installed()
    partner = env["res.partner"].new()
    said = [
        partner.with_context(lang=lang)._creation_message() for lang, _name in langs
    ]
    env.cr.execute(
        """CREATE TEMPORARY TABLE club_message ON COMMIT DROP AS
           SELECT line.id, line.message_type = 'notification' AND btrim(regexp_replace(
                  COALESCE(line.body, ''), '<[^>]*>', '', 'g')) = ANY(%s) AS empty
             FROM mail_message line JOIN club_moved moved ON moved.partner_id = line.res_id
            WHERE line.model = 'res.partner' AND fate != 'place';
           DELETE FROM mail_tracking_value line USING club_message told
            WHERE line.mail_message_id = told.id;
           DELETE FROM mail_message line USING club_message told
            WHERE line.id = told.id AND told.empty AND NOT EXISTS (
                  SELECT FROM message_attachment_rel file WHERE file.message_id = line.id)""",
        [["", *said]],
    )


def move_threads(env):
    """Move to the last journey what bears a contact's model and number."""
    for model, field in stored_fields(env):
        if field.type != "many2one_reference" or model._transient:
            continue
        if model._original_module not in MESSAGING and model._name != "ir.attachment":
            continue
        gone = model._name == "mail.followers"
        table = SQL.identifier(model._table)
        what = (
            SQL("DELETE FROM %s line USING", table)
            if gone
            else SQL("UPDATE %s line SET %s FROM", table, journey_of(env, model, field))
        )
        plain = "AND line.res_field IS NULL" if "res_field" in model._fields else ""
        env.cr.execute(
            SQL(
                "%s club_moved moved WHERE line.%s = 'res.partner' "
                "AND line.%s = moved.partner_id AND fate != 'place' %s",
                what,
                SQL.identifier(field.model_field),
                SQL.identifier(field.name),
                SQL(plain),
            )
        )
        done = "gone" if gone else "moved to the journey"
        note(env.cr, TOPIC, "%s %s: %s", env.cr.rowcount, model._name, done)


def journey_of(env, model, field):
    """Return what makes a row the last journey's."""
    sets = [
        SQL("%s = 'club.participant'", SQL.identifier(field.model_field)),
        SQL("%s = moved.journey_id", SQL.identifier(field.name)),
    ]
    if "res_model_id" in model._fields and model._fields["res_model_id"].store:
        journeys = env["ir.model"]._get_id("club.participant")
        sets.append(SQL("res_model_id = %s", journeys))
    return SQL(", ").join(sets)


def address_waiting_mails(cr):
    """Write the address on mails that have not left: their contact goes."""
    cr.execute(
        """UPDATE mail_mail mail SET email_to = concat_ws(', ', mail.email_to, told.emails)
             FROM (SELECT link.mail_mail_id, string_agg(partner.email, ', ') AS emails
                     FROM mail_mail_res_partner_rel link
                     JOIN club_moved moved ON moved.partner_id = link.res_partner_id
                     JOIN res_partner partner ON partner.id = moved.partner_id
                    WHERE fate IN %s GROUP BY 1) told
            WHERE told.mail_mail_id = mail.id AND mail.state IN ('outgoing', 'exception')""",
        [FATES_LEFT],
    )
