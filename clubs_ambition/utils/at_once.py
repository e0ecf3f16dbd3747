"""What is said when two people record one thing at the same moment."""

from odoo.exceptions import ConcurrencyError, UserError


class AtOnce(ConcurrencyError, UserError):
    """Somebody else recorded the same at the same moment.

    The server runs a request again, as after any ``ConcurrencyError``. Nobody does in a
    shell, a scheduled action or a script: there it is a refusal in words.
    """

    http_status = 409
