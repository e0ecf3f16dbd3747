"""What is handed out and kept: how its files are called, and what proves them."""

from base64 import b64encode
from hashlib import sha256


def names(*words):
    """Return ``(name of the workbook, name of the PDF)`` of these words."""
    stem = " ".join(map(str, words)).lower().replace(" ", "-").replace("/", "-")
    return f"{stem}.xlsx", f"{stem}.pdf"


def fingerprint(content):
    return sha256(content).hexdigest()


def values(workbook, paper):
    """Return the values that keep a workbook and a PDF, with their fingerprints.

    :param paper: False on a server that cannot print one
    """
    return {
        "workbook": b64encode(workbook),
        "workbook_sha256": fingerprint(workbook),
        "paper": paper and b64encode(paper),
        "paper_sha256": paper and fingerprint(paper),
    }


def printed(env, make):
    """Return the PDF that ``make`` makes, False on a server that cannot print one."""
    state = env["ir.actions.report"].get_wkhtmltopdf_state()
    return state not in ("install", "broken") and make()
