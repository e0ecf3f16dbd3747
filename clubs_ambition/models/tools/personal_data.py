"""Whom links and logs of ours bear, and what Odoo keeps of what we do.

Rows about a record of somebody go with that somebody, whole.
"""

from ...utils.personal_data import NOBODY, PARTICIPANT, USER, Bears, Rows, Silent

MODELS = {
    # ours
    "club.answer.key": Rows(PARTICIPANT, "links"),
    "club.answer.link": Rows(PARTICIPANT, "links"),
    "club.undelivered": Rows(PARTICIPANT, "exchanges"),
    "club.export.log": (
        Bears(USER, "security", emptied="user_name", counted="user_id exported_at"),
        Silent(
            "door res_model columns person_count date_from date_to cutoff territory_id "
            "club_id club_count row_count names_shown"
        ),
    ),
    # a keyed fingerprint of what is made, for a day
    "club.turn": NOBODY,
    # messages, mails, tasks, files, events
    **dict.fromkeys(
        (
            "calendar.attendee",
            "calendar.event",
            "ir.attachment",
            "mail.activity",
            "mail.followers",
            "mail.mail",
            "mail.message",
            "mail.message.reaction",
            "mail.notification",
            "mail.scheduled.message",
            "mail.tracking.value",
            "sms.sms",
            "sms.tracker",
        ),
        Rows(PARTICIPANT, "exchanges"),
    ),
    # names given to rows by an import or an export: a digest of them stays, so that no
    # file makes anew who was erased
    "ir.model.data": Bears(
        PARTICIPANT, "imports", emptied="name", counted="module model res_id noupdate"
    ),
    "base_import.import": Rows(PARTICIPANT, "imports"),
    # accounts
    "res.users.log": Rows(USER, "security"),
    "res.device.log": Rows(USER, "security"),
}
