"""Ask about the persons who were live twice under one identity: one, or two?"""

import logging

from odoo import SUPERUSER_ID, api

_logger = logging.getLogger(__name__)


def migrate(cr, version):
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    persons = env["club.person"].search(
        [("to_check", "=", True), ("doubt_ids", "=", False)]
    )
    identity = env["club.identity"]
    pairs = env["club.person.doubt"]._new_pairs(identity._pairs(persons))
    aside = [turned(pair, persons) for pair in pairs]
    env["club.person.doubt"]._note([(pair, identity._answer(pair)) for pair in aside])
    env.flush_all()
    _logger.info("Persons: %s pairs to verify", len(aside))


def turned(pair, persons):
    """Return the pair with whom has to be verified first: both may have to be."""
    if pair.other in persons and pair.other.id > pair.person.id:
        return pair._replace(person=pair.other, other=pair.person)
    return pair
