"""What an update did and found, kept where it is read afterwards."""

import logging

from odoo.tools import SQL

NAME = "clubs_ambition.upgrade"
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


def quoted(name):
    """Return a name that PostgreSQL wrote (``regclass::text``), as it quoted it.

    It bears its schema where this is not on the search path: it is no identifier.
    """
    return SQL(name.replace("%", "%%"))
