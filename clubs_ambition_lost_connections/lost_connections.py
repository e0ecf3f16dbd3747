import psycopg2

from odoo.http import Request
from odoo.sql_db import PsycoConnection

from .away import serve_db


class LostConnection(psycopg2.OperationalError):
    """The server at the other end of an idle connection is gone."""


def reset(connection):
    """Reset an idle connection; say in the words the pool expects that it is dead.

    Odoo 19.0's pool drops a connection on ``OperationalError`` and tries the next, but
    psycopg2 tells of a server that is gone by its parent ``DatabaseError``: without
    this, a replica that dies costs one failed request for each idle connection.
    """
    try:
        super(PsycoConnection, connection).reset()
    except psycopg2.OperationalError:
        raise
    except psycopg2.DatabaseError as error:
        raise LostConnection(str(error)) from error


def post_load():
    """Have the pool survive a replica, or a primary, that went away."""
    PsycoConnection.reset = reset
    Request._serve_db = serve_db
