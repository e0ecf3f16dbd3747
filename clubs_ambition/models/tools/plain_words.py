"""What PostgreSQL, the disk and the framework refuse, said in words of ours.

One place for every door: RPC and routes (``ir.http``), imports (``load``), constraints
(``_sql_error_to_message_generic``). Their own sentences stay in the server's log.
"""

import errno
import re

import psycopg2
from psycopg2 import errors

from odoo.exceptions import (
    AccessError,
    ConcurrencyError,
    LockError,
    MissingError,
    UserError,
)
from odoo.sql_db import PoolError
from odoo.tools import SQL, LazyTranslate

from ...utils.at_once import AtOnce

_lt = LazyTranslate(__name__)

TOO_MUCH = _lt(
    "The server has too much to do: nothing was recorded. Try again in a minute; if it "
    "goes on, tell your administrator."
)

AWAY = (
    _lt(
        "The server is away for a moment: nothing was recorded. Try again in a few "
        "minutes, or call the person who wrote to you."
    ),
    _lt("Here is what you wrote. Copy it before you leave this page:"),
)
"""What ``clubs_ambition_lost_connections`` says on public pages, of which no database is
there to say it."""

AT_ONCE = (
    *(LockError, ConcurrencyError, errors.SerializationFailure),
    *(errors.DeadlockDetected, errors.LockNotAvailable),
)
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
BUSY = (PoolError, MemoryError, psycopg2.OperationalError)
"""For want of connections, of memory, of time, of a server that stays."""
UNFIT = (psycopg2.DataError, psycopg2.IntegrityError, UnicodeEncodeError)
"""A value that was sent is refused, by the database or on the way."""
TECHNICAL = re.compile(r"\(?\b([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+)\b")
"""The technical name of a model, as Odoo tells of which one something is refused."""
GONE = re.compile(r"^Invalid field |^The method '\S+' does not exist$")
"""What Odoo says of a field or a method that there is not."""
MISFIT = re.compile(r"Wrong value for ([a-z0-9_.]+)\.([a-z0-9_]+): ")
"""What Odoo says of a value that a field cannot hold: a choice that is none."""


def in_words(env, error):
    """Return the exception to tell instead of a raw one, None where it may be told.

    It is of the class that the web client shows as a sentence: a subclass of it ends
    there in a traceback.
    """
    if isinstance(error, AtOnce):
        return _refused(str(error), LockError.http_status)
    if isinstance(error, AccessError | MissingError):
        return _closed(env, error)
    if isinstance(error, UserError) and not isinstance(error, LockError):
        return None
    sentence = _sentence(env, error)
    if sentence is None:
        return None
    if isinstance(error, AT_ONCE):
        return _refused(sentence, LockError.http_status)
    return _refused(sentence, 422 if _is_of_asker(error) else 503)


def without_database(lang):
    """Return what is told where no database answers, not even of which language."""
    return _refused(TOO_MUCH._translate(lang or "en_US"), 503)


def of_old_page(env, error):
    """Return what is told to a page opened before an upgrade, None of anything else.

    It asks for a field or a button that is no more. A caller of the API reads Odoo's
    own words, which say which.
    """
    known = isinstance(error, AttributeError | ValueError) and GONE.match(str(error))
    return known and _refused(
        env._(
            "This page was opened before the programme changed: nothing was recorded. "
            "Keep what you typed, load the page again, and do it again."
        ),
        409,
    )


def _refused(sentence, status):
    error = UserError(sentence)
    error.http_status = status
    return error


def _closed(env, error):
    """Return a refusal of Odoo's own without its models, rules and jokes, None of ours.

    It stays of its class: so the client shows it, and callers know it by.
    """
    sentence = of_refusal(env, type(error), str(error))
    if sentence is None:
        return None
    told = type(error)(sentence)
    if context := getattr(error, "context", None):
        told.context = context
    return told


def of_refusal(env, kind, text):
    """Return what is told instead of a refusal that names a model as the code does.

    An administrator reads Odoo's own, which says which rule to look at.

    :param kind: of exception
    """
    if env.uid and env.user._is_system():
        return None
    if issubclass(kind, MissingError):
        return env._(
            "This is not there any more: somebody deleted it. Reload the page."
        )
    names = [name for name in TECHNICAL.findall(text) if name in env.registry]
    if not names:
        return None
    # sudo: what a kind of record is called is no secret.
    label = env["ir.model"].sudo()._get(names[0]).name
    return env._(
        "This is not open to you (%s): it is of a club that is not yours, or for "
        "another role. Ask the manager of the club for it.",
        label,
    )


def _sentence(env, error):
    if field := _misfit(env, error):
        return env._(
            "“%(field)s” of “%(model)s” has a value that is not allowed.", **field
        )
    if isinstance(error, AT_ONCE):
        return env._(
            "Somebody recorded the same thing at the same moment: nothing of yours was "
            "recorded. Try again."
        )
    full = isinstance(error, errors.DiskFull)
    if full or getattr(error, "errno", None) in NO_ROOM:
        return env._(
            "The server has no room left: nothing was recorded. Keep what you typed, and "
            "tell your administrator."
        )
    if _is_of_asker(error):
        return env._(
            "A value cannot be recorded: a number that is too high, a day that does not "
            "exist, a hidden character. Check what you typed."
        )
    if isinstance(error, BUSY):
        return env._(TOO_MUCH)
    if isinstance(error, psycopg2.Error | OSError):
        return env._(
            "The server could not do this: nothing was recorded. Tell your administrator "
            "what you were doing, and when."
        )
    return None


def _is_of_asker(error):
    unkept = isinstance(error, ValueError) and (
        "NUL (0x00)" in str(error) or MISFIT.match(str(error))
    )
    return unkept or isinstance(error, UNFIT)


def _misfit(env, error):
    """Return what people call the field that cannot hold a value, and its model."""
    found = isinstance(error, ValueError) and MISFIT.match(str(error))
    if not found or found[1] not in env.registry:
        return None
    model = env[found[1]]
    field = model._fields.get(found[2])
    return field and {
        "field": field._description_string(env),
        "model": env["ir.model"].sudo()._get(model._name).name,
    }


def of_constraint(model, error):
    """Return why a row is refused, without names of tables, and what to do.

    :param model: whose table refuses
    """
    env = model.env
    label = env["ir.model"]._get(model._name).name or model._description
    if isinstance(error, psycopg2.errors.ForeignKeyViolation):
        if "insert" in (error.diag.message_primary or "").lower():
            return env._(
                "What was chosen does not exist any more: reload the page, and choose "
                "again."
            )
        return env._(
            "“%s” still need it: archive it instead of deleting it, and it stays out of "
            "the lists.",
            label,
        )
    field = _field_label(model, error)
    if isinstance(error, psycopg2.errors.NotNullViolation):
        return env._("“%(field)s” of “%(model)s” is empty: fill it.", **field)
    if isinstance(error, psycopg2.errors.UniqueViolation):
        return env._(
            "“%(model)s”: there is one already with the same “%(field)s”. Open that one "
            "instead.",
            **field,
        )
    return env._("“%(field)s” of “%(model)s” has a value that is not allowed.", **field)


def _field_label(model, error):
    """Return what people call the model and the fields that a constraint is about."""
    env = model.env
    fields = [model._fields.get(name) for name in _columns(env, error.diag)]
    labels = [field._description_string(env) for field in fields if field]
    return {
        "field": ", ".join(labels) or env._("Value"),
        "model": env["ir.model"]._get(model._name).name or model._description,
    }


def _columns(env, diag):
    """Return the names of the columns that a refusal is about."""
    if diag.column_name:
        return [diag.column_name]
    found = env.execute_query(
        SQL(
            """
            SELECT a.attname
              FROM pg_constraint c
              JOIN pg_class t ON t.oid = c.conrelid
              JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = ANY(c.conkey)
             WHERE c.conname = %s AND t.relname = %s
               AND t.relnamespace = current_schema::regnamespace
            """,
            diag.constraint_name,
            diag.table_name,
        )
    )
    return [name for (name,) in found]


def of_import(env, result):
    """Say in words what Odoo's ``load`` tells of an exception it did not expect.

    It names no field, and says to mend the rest first. What is wrong with the value of a
    field has a help of its own.
    """
    for message in result["messages"]:
        text = message.get("message")
        if isinstance(text, str) and (told := of_refusal(env, AccessError, text)):
            message["message"] = told
        if "field" not in message and isinstance(message.get("moreinfo"), str):
            message["message"] = env._(
                "This line cannot be recorded: check its values."
            )
            del message["moreinfo"]
    return result
