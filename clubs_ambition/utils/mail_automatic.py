"""Which e-mails a machine wrote: absences, bounces, mass mails. Nobody asked anything.

RFC 3834 (``Auto-Submitted``) first, then what mail programs write instead of it, then
the subjects of those that write nothing.
"""

import re

PRESENT = (
    "X-Autoreply",
    "X-Autorespond",
    "X-Autoresponder",
    "X-Auto-Reply",
    "X-AutoReply-From",
    "X-Mail-Autoreply",
    "X-Failed-Recipients",
)
"""Headers that only machines write, whatever they say but “no”."""

SUPPRESSED = {"all", "oof", "autoreply"}
"""``X-Auto-Response-Suppress`` of an absence told by Exchange (it fears to be answered
by another one)."""

PRECEDENCES = {"auto_reply", "bulk", "junk"}
MACHINES = {"mailer-daemon", "postmaster"}

SUBJECT = re.compile(
    r"""\s*(?:(?:re|tr|fwd?|aw|rép|ref)\s*:\s*)*\[?\s*(?:
        (?:message\ d['’])?absence\ du\ bureau | absente?\ du\ bureau
      | message\ d['’]absence | notification\ d['’]absence
      | réponse\ automatique | message\ automatique
      | out\ of\ (?:the\ )?office | automatic\ reply | auto[-\ ]?(?:reply|response)
      | vacation\ (?:reply|notice)
      | undeliver(?:ed|able) | mail\ delivery\ (?:failed|failure|subsystem)
      | delivery\ status\ notification | returned\ mail | failure\ notice
      | non\ remis | non\ distribué | message\ non\ (?:remis|distribué)
      | échec\ de\ (?:la\ )?(?:remise|distribution)
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)


def is_automatic(message):
    """Tell whether a machine wrote an e-mail (``email.message.EmailMessage``)."""
    return (
        _said(message, "Auto-Submitted") not in ("", "no")
        or any(_said(message, name) not in ("", "no") for name in PRESENT)
        or _said(message, "Precedence") in PRECEDENCES
        or _is_suppressed(message)
        or _is_report(message)
        or bool(SUBJECT.match(str(message["Subject"] or "")))
    )


def tells_failure(message):
    """Tell whether a report says that an e-mail did not arrive.

    Others say that it waits (RFC 3464, ``delayed``), or that it was opened (RFC 8098):
    what is said of no action is taken for a failure, as few servers write one.
    """
    kinds = [part.get_content_type() for part in message.walk()]
    if "message/disposition-notification" in kinds:
        return False
    actions = {
        _said(block, "Action")
        for part in message.walk()
        if part.get_content_type() == "message/delivery-status" and part.is_multipart()
        for block in part.get_payload()
        if block["Action"]
    }
    return not actions or "failed" in actions


def _said(message, name):
    """Return what a header says, without its comments, in lower case."""
    value = str(message[name] or "").partition(";")[0].partition("(")[0]
    return value.strip().lower()


def _is_suppressed(message):
    words = str(message["X-Auto-Response-Suppress"] or "").lower().split(",")
    return bool(SUPPRESSED & {word.strip() for word in words})


def _is_report(message):
    """Tell whether it is a bounce: no way back, from a machine, or a report."""
    sender = str(message["From"] or "").rpartition("<")[2].partition("@")[0]
    return (
        str(message["Return-Path"] or "").strip() == "<>"
        or sender.strip().lower() in MACHINES
        or message.get_content_type() == "multipart/report"
    )
