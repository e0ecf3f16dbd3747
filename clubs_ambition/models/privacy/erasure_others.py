"""What others are named by: it is not taken out of what was written about them."""

from odoo.tools import SQL

from ...utils.identity import canonical
from .erasure_words import Identifiers, e164

PHONE_OF_CLUB = "'+33' || RIGHT(REGEXP_REPLACE(mobile, '[^0-9]', '', 'g'), 9)"

OTHERS = {
    "club_club": ("email", "mobile", PHONE_OF_CLUB),
    "club_person": ("name", "email", "email_normal", "phone", "phone_normal"),
    "res_partner": ("name", "email", "email_normalized", "phone", "phone_sanitized"),
    "res_users": ("login",),
}
"""Columns of persons, contacts, companies, clubs and accounts: a phone as it was typed,
and as it is dialled."""


def borne_by_others(subjects, words):
    """Return what, of the words that name people, names somebody else too.

    :param subjects: persons or contacts, read under sudo, archived ones too
    """
    turned = {" ".join(reversed(word.split(" ", 1))) for word in words}
    wanted = Identifiers(frozenset(words | turned), frozenset()).lowered()
    wanted += [dialled for word in words if (dialled := e164(word))]
    own = {subjects._table: subjects.ids}
    if subjects._name == "res.partner":
        own["res_users"] = subjects.user_ids.ids
    borne = set()
    for table, columns in OTHERS.items():
        query = SQL(
            """SELECT DISTINCT word FROM %(table)s
           CROSS JOIN LATERAL UNNEST(ARRAY[%(columns)s]::text[]) word
                WHERE LOWER(word) = ANY(%(wanted)s::text[])
                  AND id != ALL(%(mine)s::int[])""",
            columns=SQL(", ").join(map(SQL, columns)),
            table=SQL.identifier(table),
            wanted=wanted,
            mine=own.get(table, []),
        )
        for (word,) in subjects.env.execute_query(query):
            borne |= {word.lower(), canonical(word), e164(word)}
    # Of a phone that others have, no other way of writing it is searched either.
    return borne | {word.lower() for word in words if e164(word) in borne - {None}}
