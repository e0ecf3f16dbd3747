"""Say how far each answer is proved: no link of the club's own had its secret to itself."""

from odoo.tools.sql import column_exists, table_exists

PROVED = """l.answered_on IS NOT NULL AND NOT EXISTS (
    SELECT FROM club_answer_key k WHERE k.link_id = l.id AND k.way = 'handed')"""


def migrate(cr, version):
    if not version or column_exists(cr, "club_answer_key", "way"):
        return
    # A base older than 19.0.1.4.0 gets its keys later in this update: nothing is proved.
    proved = "FALSE"
    if table_exists(cr, "club_answer_key"):
        tell_keys(cr)
        proved = PROVED
    tell_candidacies(cr, proved)
    tell_followups(cr, proved)


def tell_keys(cr):
    """Before 19.0.1.4.0, whose update made its keys by hand, messages told the secret.

    Links sent then go on working; what comes by them proves nothing.
    """
    cr.execute("ALTER TABLE club_answer_key ADD way varchar")
    cr.execute(
        """UPDATE club_answer_key SET way =
                  CASE WHEN create_uid IS NULL THEN 'handed' ELSE 'link' END"""
    )


def tell_candidacies(cr, proved):
    cr.execute("ALTER TABLE club_candidacy ADD employer_via varchar")
    cr.execute("ALTER TABLE club_candidacy ADD answer_via varchar")
    cr.execute(
        f"""UPDATE club_candidacy c
              SET employer_via = CASE WHEN EXISTS (
                      SELECT FROM club_answer_link_club_candidacy_rel r
                        JOIN club_answer_link l ON l.id = r.club_answer_link_id
                       WHERE r.club_candidacy_id = c.id AND {proved}
                  ) THEN 'link' ELSE 'handed' END
            WHERE employer_answer IS NOT NULL"""  # noqa: S608
    )
    cr.execute(
        """UPDATE club_candidacy c
              SET answer_via = CASE
                  WHEN state = 'interview' AND employer_answer = 'meet'
                    OR state = 'refused' AND employer_answer = 'no'
                    OR state IN ('interview', 'trial', 'hired')
                       AND employer_answer = 'hired'
                    OR state NOT IN ('interview', 'trial', 'refused', 'hired')
                  THEN employer_via ELSE 'told' END
            WHERE employer_answer IS NOT NULL
               OR state IN ('interview', 'trial', 'refused', 'hired')"""
    )


def tell_followups(cr, proved):
    """An answer said to have come by link, of which no link was answered, did not."""
    for party, holder in (("person", "person_id"), ("employer", "partner_id")):
        cr.execute(
            f"""UPDATE club_followup f SET {party}_via = 'handed'
                 WHERE {party}_via = 'link' AND NOT EXISTS (
                       SELECT FROM club_answer_link l
                        WHERE l.followup_id = f.id AND l.{holder} IS NOT NULL
                          AND {proved})"""  # noqa: S608
        )
