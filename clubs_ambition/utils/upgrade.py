"""What scripts of an update share; what it did and found is read afterwards."""

import logging

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL
from odoo.tools.sql import column_exists

NAME = "clubs_ambition.upgrade"
ADDRESS = ("street", "street2", "zip", "city")
TEXTS = ("char", "text", "html")
FATES_LEFT = ("gone", "account")
"""What becomes of contacts of persons who keep nothing (``post-persons.py``)."""

_logger = logging.getLogger(__name__)


def note(cr, topic, message, *args):
    """Say a line in the server's log, and keep it in the base (``ir.logging``).

    It tells numbers of records and tables, and no name, e-mail or phone.
    """
    text = message % args
    _logger.info("%s: %s", topic, text)
    cr.execute(
        """INSERT INTO ir_logging
                  (create_date, type, dbname, name, level, message, path, func, line)
           VALUES (NOW() AT TIME ZONE 'UTC', 'server', %s, %s, 'INFO', %s, %s, %s, '0')""",
        [cr.dbname, NAME, text, "clubs_ambition/migrations", topic],
    )


def env_of_contacts(cr, version):
    """Return the environment to take the contacts of persons away, or None.

    What is told on the way is in the company's language.
    """
    if not version or not column_exists(cr, "club_person", "old_partner_id"):
        return None
    env = api.Environment(cr, SUPERUSER_ID, {})
    env = env(context={"lang": env.company.partner_id.lang or env.user.lang})
    env.flush_all()
    return env


def quoted(name):
    """Return a name that PostgreSQL wrote (``regclass::text``), as it quoted it.

    It bears its schema where this is not on the search path: it is no identifier.
    """
    return SQL(name.replace("%", "%%"))
