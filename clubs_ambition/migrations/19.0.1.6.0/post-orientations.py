"""Give every journey with a referent its orientation; referents leave the journeys.

A referent who opened the journey, and was the first to record the person, typed who it
is: they read it again, where nobody else has written since (``pre-orientations.py``).
Of the others they read the name alone. What they followed, had to do or were written
to on journeys they do not read any more goes: what is to be done goes to the
orientation.
"""

import logging

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL
from odoo.tools.sql import table_exists

_logger = logging.getLogger(__name__)

RULES = ("club_participant_rule_referent", "club_participant_rule_referent_write")
JOURNEY, ORIENTATION = "club.participant", "club.orientation"
WRITTEN = (
    ("mail_notification", "mail_message_id"),
    ("mail_message_res_partner_rel", "mail_message_id"),
)
"""What opens a message to whom it was written."""


def migrate(cr, version):
    if not version or not table_exists(cr, "club_upgrade_typed"):
        return
    forget_rules(cr)
    count = make_orientations(cr)
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    env.invalidate_all()
    env.registry.clear_cache()
    group = env.ref("clubs_ambition.group_clubs_referent")
    for user in env["res.users"].search([("all_group_ids", "in", group.ids)]):
        leave_journeys(env, user)
    follow(env)
    cr.execute("DROP TABLE club_upgrade_typed")
    _logger.info("Orientations: %s made of journeys with a referent", count)


def forget_rules(cr):
    """No rule opens a journey to a referent any more."""
    cr.execute(
        """DELETE FROM ir_rule WHERE id IN (
               SELECT res_id FROM ir_model_data WHERE module = 'clubs_ambition'
                  AND model = 'ir.rule' AND name IN %s)""",
        [RULES],
    )
    cr.execute(
        """DELETE FROM ir_model_data WHERE module = 'clubs_ambition'
              AND model = 'ir.rule' AND name IN %s""",
        [RULES],
    )


def make_orientations(cr):
    """Insert the orientations that are missing; return how many."""
    cr.execute(
        """WITH told AS (
               SELECT message.res_id, MAX(message.date)::date AS day
                 FROM mail_tracking_value value
                 JOIN ir_model_fields field ON field.id = value.field_id
                      AND field.model = 'club.participant' AND field.name = 'state'
                 JOIN mail_message message ON message.id = value.mail_message_id
                WHERE message.model = 'club.participant' GROUP BY 1
           ), facts AS (
               SELECT journey.*, person.last_name, person.first_name,
                      person.name AS person_name, person.birth_date AS born,
                      person.phone AS person_phone, person.email AS person_email,
                      typed.reached, typed.born AS told_born,
                      CASE WHEN journey.state IN ('admitted', 'active', 'exited')
                           THEN 'admitted'
                           WHEN journey.state IN ('declined', 'withdrawn')
                           THEN journey.state ELSE 'waiting' END AS answer,
                      COALESCE(told.day, journey.write_date::date) AS told_on
                 FROM club_participant journey
                 JOIN club_person person ON person.id = journey.person_id
            LEFT JOIN club_upgrade_typed typed ON typed.participant_id = journey.id
            LEFT JOIN told ON told.res_id = journey.id
                WHERE journey.referent_id IS NOT NULL AND NOT EXISTS (
                      SELECT FROM club_orientation known
                       WHERE known.participant_id = journey.id)
           ), made AS (
               INSERT INTO club_orientation (
                      participant_id, club_id, referent_id, prescriber_id, oriented_on,
                      last_name, first_name, name, birth_date, phone, email, note,
                      state, answered_on, changed_on,
                      create_uid, create_date, write_uid, write_date)
               SELECT id, club_id, referent_id, prescriber_id, oriented_on,
                      last_name, first_name, person_name,
                      CASE WHEN told_born THEN born END,
                      CASE WHEN reached THEN person_phone END,
                      CASE WHEN reached THEN person_email END,
                      CASE WHEN create_uid = referent_id THEN orientation_note END,
                      answer,
                      CASE answer WHEN 'admitted' THEN admitted_on
                                  WHEN 'waiting' THEN NULL ELSE told_on END,
                      CASE answer WHEN 'admitted' THEN admitted_on
                                  WHEN 'waiting' THEN oriented_on ELSE told_on END,
                      create_uid, create_date, write_uid, write_date
                 FROM facts RETURNING id, participant_id)
           SELECT id, participant_id FROM made"""
    )
    made = cr.fetchall()
    cr.execute(
        """INSERT INTO club_occupation_club_orientation_rel
                  (club_orientation_id, club_occupation_id)
           SELECT made.id, job.club_occupation_id
             FROM UNNEST(%s::int[], %s::int[]) AS made(id, participant_id)
             JOIN club_participant journey ON journey.id = made.participant_id
                  AND journey.create_uid = journey.referent_id
             JOIN club_occupation_club_participant_rel job
                  ON job.club_participant_id = journey.id""",
        [[one for one, _journey in made], [journey for _one, journey in made]],
    )
    return len(made)


def leave_journeys(env, user):
    """Take away what leads one user to records they do not read any more."""
    departure = env["club.departure"]
    departure._not_theirs(user, departure._followings(user)).unlink()
    tasks = departure._not_theirs(user, departure._tasks(user).sudo())
    tasks -= move_tasks(env, user, tasks)
    tasks._club_hand_over()
    for table, column in WRITTEN:
        forget_written(env, user, table, column)


def move_tasks(env, user, tasks):
    """Move what a referent has to do about a journey to its orientation."""
    of_journeys = tasks.filtered(lambda task: task.res_model == JOURNEY)
    orientations = env[ORIENTATION].search(
        [
            ("participant_id", "in", of_journeys.mapped("res_id")),
            ("referent_id", "=", user.id),
        ]
    )
    by_journey = {one.participant_id.id: one for one in orientations}
    moved = of_journeys.filtered(lambda task: task.res_id in by_journey)
    for task in moved:
        env.cr.execute(
            """UPDATE mail_activity SET res_model = %s, res_model_id = %s, res_id = %s
                WHERE id = %s""",
            [
                ORIENTATION,
                env["ir.model"]._get_id(ORIENTATION),
                by_journey[task.res_id].id,
                task.id,
            ],
        )
    moved.invalidate_recordset()
    return moved


def forget_written(env, user, table, column):
    """Close the messages of journeys that were written to one user."""
    cr, partner = env.cr, user.partner_id.id
    names = {"table": SQL.identifier(table), "column": SQL.identifier(column)}
    cr.execute(
        SQL(
            """SELECT DISTINCT message.res_id FROM %(table)s line
                 JOIN mail_message message ON message.id = line.%(column)s
                WHERE line.res_partner_id = %(partner)s AND message.model = %(model)s""",
            partner=partner,
            model=JOURNEY,
            **names,
        )
    )
    found = {journey for (journey,) in cr.fetchall()}
    seen = env["club.departure"]._readable(user, JOURNEY, list(found))
    cr.execute(
        SQL(
            """DELETE FROM %(table)s line USING mail_message message
                WHERE message.id = line.%(column)s AND message.model = %(model)s
                  AND line.res_partner_id = %(partner)s AND message.res_id = ANY(%(ids)s)""",
            partner=partner,
            model=JOURNEY,
            ids=list(found - set(seen)),
            **names,
        )
    )


def follow(env):
    """Let each referent follow their orientations, as those made from now on."""
    env.cr.execute(
        """WITH made AS (
               INSERT INTO mail_followers (res_model, res_id, partner_id)
               SELECT 'club.orientation', one.id, account.partner_id
                 FROM club_orientation one
                 JOIN res_users account ON account.id = one.referent_id
                   ON CONFLICT DO NOTHING RETURNING id)
           INSERT INTO mail_followers_mail_message_subtype_rel
                  (mail_followers_id, mail_message_subtype_id)
           SELECT id, %s FROM made""",
        [env.ref("mail.mt_comment").id],
    )
