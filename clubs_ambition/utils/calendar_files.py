"""What a calendar file says of itself, where a mail carries it."""

import re

FILE_NAME = "invitation.ics"
METHOD = re.compile(rb"^METHOD:([A-Z]+)\r?$", re.MULTILINE)
"""What a file does to the calendar of whoever receives it."""


def content_type(name, mimetype, content):
    """Return the type of an attachment as it leaves.

    A mail program takes a calendar file for an invitation, or for a cancellation, by
    the type of the attachment, which repeats what the file says.
    """
    is_calendar = mimetype == "text/calendar" or (name or "").endswith(".ics")
    if not is_calendar or not (method := METHOD.search(content or b"")):
        return mimetype
    return f"text/calendar; charset=utf-8; method={method[1].decode()}"
