"""Tell of how many people health or legal matters were written down unasked."""

from odoo.addons.clubs_ambition.utils.upgrade import note

UNASKED = """
SELECT COUNT(DISTINCT journey.person_id)
  FROM club_participant journey
 WHERE (journey.rqth OR EXISTS (
       SELECT 1 FROM club_participant_barrier line
         JOIN club_barrier barrier ON barrier.id = line.barrier_id
        WHERE line.participant_id = journey.id AND barrier.sensitive))
   AND NOT EXISTS (
       SELECT 1 FROM club_privacy_consent said
        WHERE said.person_id = journey.person_id AND said.purpose = 'sensitive'
          AND said.withdrawn_on IS NULL)
"""


def migrate(cr, version):
    """Leave it to who coaches them: a yes keeps it, a no deletes it."""
    if not version:
        return
    cr.execute(UNASKED)
    [(count,)] = cr.fetchall()
    if count:
        message = (
            "health or legal matters of %s people were written down unasked: ask them"
        )
        note(cr, "Agreements", message, count)
