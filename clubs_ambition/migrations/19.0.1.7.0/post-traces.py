"""Say how each line of the log of exports left; put reasons of hand-overs apart.

The thread of a club is read by every employee: the reason goes from there to
``club.hand.over``, which the managers of the club read.
"""

import re

from odoo import SUPERUSER_ID, api
from odoo.tools import html2plaintext

TOLD = re.compile(
    r"(Portfolio of|Portefeuille de) (?P<giver>.+?) (handed over to|transmis à) "
    r"(?P<taker>.+?)\s?: .+?(?P<said>\s*(Reason|Motif)\s?: (?P<reason>[^<]*))",
    re.DOTALL,
)


def migrate(cr, version):
    if not version:
        return
    cr.execute(
        """UPDATE club_export_log log SET door = CASE WHEN EXISTS (
               SELECT FROM club_pack pack
               WHERE pack.create_date = log.create_date AND pack.user_id = log.user_id
           ) THEN 'pack' ELSE 'workbook' END
           WHERE door IS NULL"""
    )
    cr.execute(
        """UPDATE club_export_log log
           SET user_name = partner.name || ' (' || users.login || ')'
           FROM res_users users JOIN res_partner partner ON partner.id = partner_id
           WHERE users.id = log.user_id AND user_name IS NULL"""
    )
    env = api.Environment(cr, SUPERUSER_ID, {})
    messages = env["mail.message"].search(
        [("model", "=", "club.club"), ("body", "ilike", "%handed over to%")]
    ) | env["mail.message"].search(
        [("model", "=", "club.club"), ("body", "ilike", "%transmis à%")]
    )
    for message in messages:
        put_apart(env, message)


def put_apart(env, message):
    """Move the reason of one message to the hand-overs of its club."""
    body = str(message.body)
    club = env["club.club"].browse(message.res_id).exists()
    found = TOLD.search(body)
    if not found or not club:
        return
    env["club.hand.over"].create(
        {
            "club_id": club.id,
            "from_user_id": named(env, found["giver"]).id,
            "to_user_id": named(env, found["taker"]).id,
            "user_id": message.author_id.user_ids[:1].id,
            "handed_on": message.date,
            "reason": html2plaintext(found["reason"]).strip(),
        }
    )
    start, end = found.span("said")
    message.body = type(message.body)(body[:start] + body[end:])


def named(env, name):
    """Return the one user of this name, none when there are several."""
    users = env["res.users"].with_context(active_test=False)
    users = users.search([("name", "=", html2plaintext(name).strip())])
    return users if len(users) == 1 else users.browse()
