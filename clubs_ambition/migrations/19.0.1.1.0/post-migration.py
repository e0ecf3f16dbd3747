"""Funders become records; what held meetings had frozen becomes a pack."""

from hashlib import sha256

from odoo import SUPERUSER_ID, api
from odoo.tools.sql import column_exists

FILES = {"pack_xlsx": "workbook", "pack_pdf": "paper"}


def migrate(cr, _version):
    if column_exists(cr, "club_budget_line", "funder"):
        name_funders(cr)
    name_unknown_funders(cr)
    if column_exists(cr, "club_committee_meeting", "figures"):
        env = api.Environment(cr, SUPERUSER_ID, {})
        move_figures(env)


def name_funders(cr):
    """Give each text a funder of that name: its kind is for somebody to say."""
    cr.execute(
        """
        INSERT INTO club_funder (name, kind, sequence, active)
             SELECT DISTINCT ON (LOWER(funder)) funder, 'other', 10, TRUE
               FROM club_budget_line
              WHERE funder_id IS NULL
        ON CONFLICT DO NOTHING
        """
    )
    cr.execute(
        """
        UPDATE club_budget_line line SET funder_id = funder.id
          FROM club_funder funder
         WHERE LOWER(funder.name) = LOWER(line.funder) AND line.funder_id IS NULL
        """
    )
    cr.execute("ALTER TABLE club_budget_line DROP COLUMN funder")


def name_unknown_funders(cr):
    """Give what has no name a funder that says so: a line without one is refused."""
    cr.execute(
        """
        INSERT INTO club_funder (name, kind, sequence, active)
             SELECT 'À préciser', 'other', 99, TRUE
              WHERE EXISTS (SELECT 1 FROM club_budget_line WHERE funder_id IS NULL)
        ON CONFLICT DO NOTHING
        """
    )
    cr.execute(
        """
        UPDATE club_budget_line SET funder_id = (
               SELECT id FROM club_funder WHERE name = 'À préciser')
         WHERE funder_id IS NULL
        """
    )


def move_figures(env):
    """Make a pack of what each held meeting kept by itself."""
    env.cr.execute(
        "SELECT id, figures FROM club_committee_meeting "
        "WHERE frozen_on IS NOT NULL AND pack_id IS NULL"
    )
    for meeting_id, figures in env.cr.fetchall():
        meeting = env["club.committee.meeting"].browse(meeting_id)
        files = {
            attachment.res_field: attachment
            for attachment in env["ir.attachment"].search(
                [
                    ("res_model", "=", meeting._name),
                    ("res_id", "=", meeting_id),
                    ("res_field", "in", list(FILES)),
                ]
            )
        }
        vals = {
            name: meeting[name].id if name.endswith("_id") else meeting[name]
            for name in ("territory_id", "date_from", "date_to", "cutoff")
        }
        for name, field in FILES.items():
            if name in files:
                vals[f"{field}_sha256"] = sha256(files[name].raw).hexdigest()
        meeting.pack_id = env["club.pack"].create(
            {
                **vals,
                "user_id": (meeting.user_id or env.user).id,
                "produced_on": meeting.frozen_on,
                "figures": figures,
            }
        )
        for name, attachment in files.items():
            attachment.write(
                {
                    "res_model": "club.pack",
                    "res_id": meeting.pack_id.id,
                    "res_field": FILES[name],
                }
            )
    env.cr.execute("ALTER TABLE club_committee_meeting DROP COLUMN figures")
