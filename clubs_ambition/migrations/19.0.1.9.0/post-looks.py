"""Take what was looked at before as opened: nobody knows, and habits stay known."""


def migrate(cr, version):
    if not version:
        return
    cr.execute(
        "UPDATE club_privacy_look SET opened_at = last_at WHERE opened_at IS NULL"
    )
