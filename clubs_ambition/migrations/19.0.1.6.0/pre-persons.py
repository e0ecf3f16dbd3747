"""The persons of journeys leave the contacts: each becomes a ``club.person``.

Before the models are loaded: the table of persons is made, every column that named a
person's contact names the person, and the facts of a person (birth date, papers) go
to it. ``post-persons.py`` then takes the contacts away.
"""

from odoo.tools import SQL, email_normalize
from odoo.tools.sql import column_exists

from odoo.addons.clubs_ambition.utils.identity import canonical, split_name, squeezed
from odoo.addons.clubs_ambition.utils.import_cells import read_phone
from odoo.addons.clubs_ambition.utils.old_paths import RENAMED
from odoo.addons.clubs_ambition.utils.upgrade import note

TOPIC = "Persons"

OF_PERSON = ("club_candidacy", "club_immersion", "club_placement")
"""Tables whose ``person_id`` names the person."""

LIVE = ("oriented", "informed", "interviewed", "waitlisted", "admitted", "active")
KEYS = ("birth_key", "email_key", "phone_key")


def migrate(cr, version):
    if not version or not column_exists(cr, "club_participant", "partner_id"):
        return
    forget_triggers(cr)
    remember_fields(cr)
    make_table(cr)
    count = make_persons(cr)
    note(cr, TOPIC, "%s contacts of journeys became persons", count)
    point_to_persons(cr)
    move_papers(cr)
    move_links(cr)
    doubles = keep_one_live_journey(cr)
    note(cr, TOPIC, "%s to verify, live twice under one identity", doubles)
    forget_rules(cr)
    mend_own_fields(cr)
    note(cr, TOPIC, "%s mail templates name no contact any more", mend_templates(cr))


def remember_fields(cr):
    """Keep the fields as they were: what users saved of them is followed afterwards."""
    cr.execute(
        """CREATE TABLE IF NOT EXISTS club_upgrade_field AS
           SELECT model, name, relation FROM ir_model_fields"""
    )


def forget_triggers(cr):
    """The triggers of the kept counts read columns that go; they are made again."""
    cr.execute(
        """SELECT tgname, tgrelid::regclass FROM pg_trigger
            WHERE tgname LIKE 'club\\_kpi\\_%' AND NOT tgisinternal"""
    )
    for name, table in cr.fetchall():
        cr.execute(
            SQL("DROP TRIGGER %s ON %s", SQL.identifier(name), SQL.identifier(table))
        )


def make_table(cr):
    cr.execute(
        """
        CREATE TABLE IF NOT EXISTS club_person (
            id SERIAL PRIMARY KEY,
            create_uid INTEGER, create_date TIMESTAMP,
            write_uid INTEGER, write_date TIMESTAMP,
            last_name VARCHAR NOT NULL, first_name VARCHAR, name VARCHAR,
            birth_date DATE, active BOOLEAN,
            phone VARCHAR, phone_normal VARCHAR, email VARCHAR, email_normal VARCHAR,
            street VARCHAR, street2 VARCHAR, zip VARCHAR, city VARCHAR,
            cv_name VARCHAR, named_consent_on DATE, to_check BOOLEAN, set_aside BOOLEAN,
            birth_key VARCHAR, email_key VARCHAR, phone_key VARCHAR);
        ALTER TABLE club_person ADD COLUMN IF NOT EXISTS old_partner_id INTEGER;
        ALTER TABLE club_participant
            ADD COLUMN IF NOT EXISTS person_id INTEGER,
            ADD COLUMN IF NOT EXISTS birth_key VARCHAR,
            ADD COLUMN IF NOT EXISTS email_key VARCHAR,
            ADD COLUMN IF NOT EXISTS phone_key VARCHAR;
        ALTER TABLE club_answer_link ADD COLUMN IF NOT EXISTS person_id INTEGER;
        ALTER TABLE club_answer_link ALTER COLUMN partner_id DROP NOT NULL
        """
    )


def make_persons(cr):
    """Make a person of each contact that has a journey; return how many.

    The last journey tells the birth date and the agreement: it was judged last.
    """
    cr.execute(
        """
        SELECT partner.id, partner.name, partner.email, partner.phone, partner.street,
               partner.street2, partner.zip, partner.city, partner.active,
               partner.create_uid, partner.create_date, partner.write_uid,
               partner.write_date, told.birth_date, last.cv_name, last.named_consent_on
          FROM res_partner partner
          JOIN LATERAL (
               SELECT cv_name, named_consent_on FROM club_participant journey
                WHERE journey.partner_id = partner.id ORDER BY id DESC LIMIT 1) last ON TRUE
     LEFT JOIN LATERAL (
               SELECT birth_date FROM club_participant journey
                WHERE journey.partner_id = partner.id AND birth_date IS NOT NULL
             ORDER BY id DESC LIMIT 1) told ON TRUE
         WHERE NOT EXISTS (SELECT FROM club_person known
                            WHERE known.old_partner_id = partner.id)
      ORDER BY partner.id
        """
    )
    rows = [person_row(**row) for row in cr.dictfetchall()]
    if rows:
        columns = ", ".join(rows[0])
        cr.execute_values(
            f"INSERT INTO club_person ({columns}) VALUES %s",  # noqa: S608 (ours)
            [[*row.values()] for row in rows],
        )
    return len(rows)


def person_row(id, name, birth_date, email, phone, zip, **others):  # noqa: A002
    """Return the columns of a person, computed as the model does."""
    whole = " ".join((name or email or "?").split())
    first, last = split_name(whole)
    if f"{first} {last}".strip() != whole:
        first, last = "", whole
    reached = {"email_normal": email_normalize(email or "") or None}
    reached["phone_normal"] = read_normal(phone, zip)
    keys = {
        "birth_key": (birth_date, canonical(whole)),
        "email_key": (reached["email_normal"], squeezed(first)),
        "phone_key": (reached["phone_normal"], squeezed(first)),
    }
    return {
        "old_partner_id": id,
        "last_name": last,
        "first_name": first or None,
        "name": whole,
        "birth_date": birth_date,
        "email": email,
        "phone": phone,
        "zip": zip,
        "to_check": False,
        "set_aside": False,
        **reached,
        **{
            key: f"{fact}:{words}" if fact and words else None
            for key, (fact, words) in keys.items()
        },
        **others,
    }


def read_normal(phone, postcode):
    code = (postcode or "").strip()
    if code.startswith("20"):
        department = "2A" if code < "20200" else "2B"
    else:
        department = code[:3] if code[:2] in ("97", "98") else code[:2]
    try:
        return phone and read_phone(phone, department)
    except ValueError:
        return None


def point_to_persons(cr):
    """Name the person where their contact was named."""
    cr.execute(
        """UPDATE club_participant journey SET person_id = person.id
             FROM club_person person WHERE person.old_partner_id = journey.partner_id"""
    )
    for table in OF_PERSON:
        name = SQL.identifier(table)
        drop_foreign_keys(cr, table, "person_id")
        cr.execute(
            SQL(
                """UPDATE %s line SET person_id = journey.person_id
                     FROM club_participant journey
                    WHERE journey.id = line.participant_id
                      AND line.person_id IS DISTINCT FROM journey.person_id""",
                name,
            )
        )
    cr.execute(
        "UPDATE club_kpi_stale stale SET person_id = person.id "
        "FROM club_person person WHERE person.old_partner_id = stale.person_id"
    )
    cr.execute("DROP INDEX IF EXISTS club_participant_one_live_journey")
    cr.execute(
        """ALTER TABLE club_participant
                DROP COLUMN partner_id,
                DROP COLUMN IF EXISTS birth_date CASCADE,
                DROP COLUMN IF EXISTS cv_name,
                DROP COLUMN IF EXISTS named_consent_on"""
    )


def drop_foreign_keys(cr, table, column):
    cr.execute(
        """SELECT conname FROM pg_constraint c
             JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
            WHERE contype = 'f' AND conrelid = %s::regclass AND attname = %s""",
        [table, column],
    )
    for (name,) in cr.fetchall():
        cr.execute(
            SQL(
                "ALTER TABLE %s DROP CONSTRAINT %s",
                SQL.identifier(table),
                SQL.identifier(name),
            )
        )


def move_papers(cr):
    """Give the last CV to the person; those before stay as files of their journey."""
    cr.execute(
        """
        WITH paper AS (
            SELECT file.id, journey.person_id,
                   row_number() OVER (PARTITION BY journey.person_id
                                      ORDER BY journey.id DESC) AS rank
              FROM ir_attachment file
              JOIN club_participant journey ON journey.id = file.res_id
             WHERE file.res_model = 'club.participant' AND file.res_field = 'cv_file')
        UPDATE ir_attachment file
           SET res_model = CASE WHEN rank = 1 THEN 'club.person' ELSE file.res_model END,
               res_id = CASE WHEN rank = 1 THEN paper.person_id ELSE file.res_id END,
               res_field = CASE WHEN rank = 1 THEN 'cv_file' END
          FROM paper WHERE paper.id = file.id
        """
    )


def move_links(cr):
    """A link of news after a hire is the person's, where it is not the employer's."""
    cr.execute(
        """
        UPDATE club_answer_link link
           SET person_id = placement.person_id, partner_id = NULL
          FROM club_followup followup
          JOIN club_placement placement ON placement.id = followup.placement_id
          JOIN club_person person ON person.id = placement.person_id
         WHERE followup.id = link.followup_id
           AND person.old_partner_id = link.partner_id
        """
    )


def keep_one_live_journey(cr):
    """Say "to verify" of who is live twice under one identity, all but the first."""
    found = 0
    for key in KEYS:
        cr.execute(
            SQL(
                """
                WITH twice AS (
                    SELECT person.id, row_number() OVER (
                               PARTITION BY person.%(key)s ORDER BY journey.id) AS rank
                      FROM club_person person
                      JOIN club_participant journey ON journey.person_id = person.id
                     WHERE person.%(key)s IS NOT NULL AND journey.state IN %(live)s
                       AND NOT person.to_check)
                UPDATE club_person person
                   SET to_check = TRUE, set_aside = TRUE
                  FROM twice WHERE twice.id = person.id AND twice.rank > 1
                """,
                key=SQL.identifier(key),
                live=LIVE,
            )
        )
        found += cr.rowcount
    cr.execute(
        """UPDATE club_participant journey
              SET birth_key = person.birth_key, email_key = person.email_key,
                  phone_key = person.phone_key
             FROM club_person person
            WHERE person.id = journey.person_id AND NOT person.to_check"""
    )
    return found


def forget_rules(cr):
    """Contacts hide no person any more, and a referent changes none."""
    names = ("res_partner_rule_person", "res_partner_rule_referent")
    cr.execute(
        """DELETE FROM ir_rule WHERE id IN (
               SELECT res_id FROM ir_model_data WHERE module = 'clubs_ambition'
                  AND model = 'ir.rule' AND name IN %s)""",
        [names],
    )
    cr.execute(
        """DELETE FROM ir_model_data WHERE module = 'clubs_ambition'
              AND model = 'ir.rule' AND name IN %s""",
        [names],
    )


def mend_own_fields(cr):
    """Fields that an administrator made read the person: they are loaded with ours.

    One that reads what only a contact had is no related field any more.
    """
    leads = read_leads(cr)
    cr.execute(
        """SELECT id, model, name, related, ttype, store FROM ir_model_fields
            WHERE state = 'manual' AND related != ''"""
    )
    fields = cr.dictfetchall()
    while found := {
        (one["model"], one["name"]): PERSON
        for one in fields
        if one["ttype"] == "many2one"
        and leads.get((one["model"], one["name"])) != PERSON
        and follow(leads, one["model"], one["related"])[1] == PERSON
    }:
        leads.update(found)
    for one in fields:
        new, comodel = follow(leads, one["model"], one["related"])
        if comodel == PERSON:
            point_own_field(cr, **one)
        if new != one["related"]:
            row = [new, one["id"]]
            cr.execute("UPDATE ir_model_fields SET related = %s WHERE id = %s", row)
            said = "reads the person" if new else "is no related field any more"
            place = f"{one['model']}.{one['name']}: {one['related']}"
            note(cr, TOPIC, "a field of yours %s, %s", said, place)


def read_leads(cr):
    """Return ``{(model, field): model}`` to which it leads: to persons, from now on."""
    cr.execute(
        "SELECT model, name, relation FROM club_upgrade_field WHERE relation IS NOT NULL"
    )
    leads = {(model, name): relation for model, name, relation in cr.fetchall()}
    leads["club.participant", "partner_id"] = PERSON
    for table in OF_PERSON:
        leads[table.replace("_", "."), "person_id"] = PERSON
    return leads


def follow(leads, model, path):
    """Return a path of contacts as one of persons, and where it leads; none if gone."""
    names = []
    for name in path.split("."):
        new = RENAMED.get((model, name), name)
        if model == PERSON and new not in READ_OF_PERSON:
            return None, None
        names.append(new)
        model = leads.get((model, name))
    return ".".join(names), model


def point_own_field(cr, id, model, name, store, **_others):  # noqa: A002
    """Have a field that gave the contact give the person, and what it keeps."""
    cr.execute(
        "UPDATE ir_model_fields SET relation = %s WHERE id = %s",
        [PERSON, id],
    )
    table = model.replace(".", "_")
    if not store or not column_exists(cr, table, name):
        return
    drop_foreign_keys(cr, table, name)
    cr.execute(
        SQL(
            """UPDATE %s line SET %s = (SELECT person.id FROM club_person person
                                         WHERE person.old_partner_id = line.%s)""",
            SQL.identifier(table),
            SQL.identifier(name),
            SQL.identifier(name),
        )
    )


PERSON = "club.person"
READ_OF_PERSON = (
    *("id", "display_name", "active", "name", "email", "phone", "participant_ids"),
    *("email_normal", "phone_normal", "street", "street2", "zip", "city"),
)


def mend_templates(cr):
    """The text of a template may be the user's own: only whom it names is replaced."""
    cr.execute(
        """UPDATE mail_template
              SET partner_to = NULL,
                  lang = '{{ object.session_id.animateur_id.lang }}'
            WHERE model = 'club.attendance'
              AND partner_to LIKE '%participant_id.partner_id%'"""
    )
    count = cr.rowcount
    cr.execute(
        """UPDATE mail_template
              SET body_html = replace(body_html::text, 'participant_id.partner_id',
                                      'participant_id.person_id')::jsonb
            WHERE model LIKE 'club.%'
              AND body_html::text LIKE '%participant_id.partner_id%'"""
    )
    return count + cr.rowcount
